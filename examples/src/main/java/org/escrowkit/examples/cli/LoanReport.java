package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.TermsSignatures;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/**
 * What a person reports, as a loan understands it.
 *
 * @param what the first word of it
 * @param details the others
 * @param signatures in hexadecimal, by the names of the parties
 * @param at when it happened
 */
record LoanReport(String what, List<String> details, Optional<Path> terms, Map<String, String> signatures, Instant at) {
    private static final String NEXT = "See 'escrow loan tell --help'.";
    private static final String DEBT = "debt";

    /** What is owed by the lender's own loan system: a fact, which no loan refuses. */
    Optional<BigMoney> debt() {
        return what.equals(DEBT) ? Optional.of(money()) : Optional.empty();
    }

    Command command() {
        return switch (what) {
            case "disburse" -> alone(new Command.Disburse(at));
            case "repay" -> new Command.RecordRepayment(money(), at);
            case "release-excess" ->
                new Command.ReleaseExcess(details.isEmpty() ? Optional.empty() : Optional.of(btc(0, 1)), at);
            case "consolidate" -> alone(new Command.Consolidate());
            case "dispute" -> new Command.Dispute(role(detail(0, 1)));
            case "withdraw-dispute" -> alone(new Command.WithdrawDispute());
            case "award" -> new Command.Award(new SettlementIntent.AwardSplit(btc(0, 2), btc(1, 2)));
            case "cancel" -> alone(new Command.Cancel());
            case "agree" -> alone(new Command.Agree(signed()));
            case "amend" ->
                alone(new Command.Amend(
                        LoanFiles.terms(
                                terms.orElseThrow(() -> Failure.usage("new terms are missing", "Name --terms FILE."))),
                        signed(),
                        at));
            default -> throw Failure.usage("nobody can tell a loan to " + what, NEXT);
        };
    }

    private Command alone(Command command) {
        if (!details.isEmpty()) {
            throw Failure.usage(what + " takes nothing behind it", NEXT);
        }
        return command;
    }

    private String detail(int index, int of) {
        if (details.size() != of) {
            throw Failure.usage(what + " takes " + of + (of == 1 ? " word" : " words") + " behind it", NEXT);
        }
        return details.get(index);
    }

    /** One word in quotes, or two. */
    private BigMoney money() {
        return Money.parse(String.join(" ", details));
    }

    private Coin btc(int index, int of) {
        return Money.btc(detail(index, of));
    }

    private TermsSignatures signed() {
        Map<Role, ByteString> all = new EnumMap<>(Role.class);
        signatures.forEach((name, hex) -> all.put(role(name), ByteString.ofHex(hex)));
        return new TermsSignatures(all);
    }

    static Role role(String name) {
        try {
            return Role.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException nobody) {
            throw Failure.usage("nobody is the " + name, "Name borrower, lender or arbiter.")
                    .because(nobody);
        }
    }
}
