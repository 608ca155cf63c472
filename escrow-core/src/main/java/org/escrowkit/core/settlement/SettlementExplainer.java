package org.escrowkit.core.settlement;

import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Network;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.psbt.PsbtExplanationContext;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.psbt.PsbtExplanationContext.Fact;
import org.escrowkit.core.psbt.PsbtExplanationContext.FeeLimits;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;

/**
 * Puts a PSBT for a loan into words, for a person who is about to sign it. Words and no verdict: it is the policy that
 * decides, and its refusal holds whatever is said here.
 *
 * @param loan as the reader's own records have it
 * @param ledger the reader's own view of the chain
 * @param contract to be compared with the one on paper
 */
public record SettlementExplainer(Loan loan, Ledger ledger, Optional<ContractFingerprint> contract) {
    private static final Map<Role, String> NAMES =
            Map.of(Role.BORROWER, "the borrower", Role.LENDER, "the lender", Role.ARBITER, "the arbiter");

    public static SettlementExplainer of(Loan loan, Ledger ledger) {
        return new SettlementExplainer(loan, ledger, Optional.empty());
    }

    /** Explains any bytes, as {@link PsbtExplanation} guarantees. */
    public PsbtExplanation explain(byte[] psbt) {
        try {
            return explain(Psbt.parse(psbt));
        } catch (MalformedException unreadable) {
            return PsbtExplanation.of(psbt, context(Optional.empty()));
        }
    }

    public PsbtExplanation explain(Psbt psbt) {
        return PsbtExplanation.of(psbt, context(Optional.of(psbt.unsignedTransaction())));
    }

    private PsbtExplanationContext context(Optional<Transaction> unsigned) {
        LoanTerms terms = loan.terms();
        VaultAddress escrow = terms.escrow();
        List<Deposit> deposits =
                ledger.collateral(escrow.scriptPubKey(), terms.deposits()).coins();
        Map<Outpoint, Coin> coins = new LinkedHashMap<>();
        deposits.forEach(deposit -> coins.put(deposit.outpoint(), deposit.value()));
        Optional<SettlementIntent> intent = loan.state().demands();
        return new PsbtExplanationContext(
                escrow.address().network(),
                heading(intent),
                MultisigScript.parse(escrow.witnessScript()).orElseThrow(),
                parties(escrow, intent),
                xpubs(escrow.vault()),
                payees(terms),
                coins,
                intent.map(what -> unsigned.flatMap(transaction -> demanded(what, deposits, transaction))
                        .orElse(List.of())),
                fees(intent, unsigned));
    }

    private List<Fact> heading(Optional<SettlementIntent> intent) {
        List<Fact> heading = new ArrayList<>();
        Network network = loan.terms().escrow().address().network();
        heading.add(new Fact(
                "Loan",
                loan.number() + ", " + loan.state().name() + ", at "
                        + loan.terms().escrow().address() + " on " + network));
        contract.ifPresent(fingerprint -> heading.add(new Fact("Contract", fingerprint.toString())));
        heading.add(new Fact("Demanded", intent.map(this::demand).orElse("nothing")));
        heading.add(
                new Fact("May sign", intent.map(SettlementExplainer::maySign).orElse("nobody")));
        FeeBounds fees = loan.terms().fees();
        heading.add(new Fact(
                "Fee limits",
                "from " + fees.floor() + " to " + fees.ceiling() + ", and " + PsbtExplanation.amount(fees.most())
                        + " at most"));
        return heading;
    }

    private String demand(SettlementIntent intent) {
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            return "liquidation, " + PsbtExplanation.amount(liquidation.due())
                    + " to the lender for " + liquidation.owed() + " at " + liquidation.price()
                    + ", the rest to the borrower";
        }
        return "release, everything to the borrower";
    }

    private static String maySign(SettlementIntent intent) {
        return Arrays.stream(Role.values())
                        .filter(intent.signers()::contains)
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + "; " + VaultAddress.REQUIRED_SIGNATURES + " of them, the lender always";
    }

    private static List<Party> parties(VaultAddress escrow, Optional<SettlementIntent> intent) {
        return Arrays.stream(Role.values())
                .map(role -> new Party(
                        NAMES.getOrDefault(role, ""), escrow.key(role), escrow.origin(role), duty(role, intent)))
                .toList();
    }

    /** Two parties sign, and the lender is one of them: see {@link SettlementIntent#signers}. */
    private static Duty duty(Role role, Optional<SettlementIntent> intent) {
        if (intent.filter(what -> what.signers().contains(role)).isEmpty()) {
            return Duty.MUST_NOT_SIGN;
        }
        return role == Role.LENDER ? Duty.MUST_SIGN : Duty.MAY_SIGN;
    }

    private static Map<ExtendedPublicKey, KeyOrigin> xpubs(Vault vault) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            xpubs.put(vault.account(role).xpub(), vault.account(role).origin());
        }
        return xpubs;
    }

    private static Map<ByteString, String> payees(LoanTerms terms) {
        Map<ByteString, String> payees = new LinkedHashMap<>();
        payees.put(terms.escrow().scriptPubKey(), "the escrow again");
        payees.put(terms.borrowerScript(), "the borrower");
        payees.merge(terms.lenderScript(), "the lender", (borrower, lender) -> borrower + " or " + lender);
        return payees;
    }

    /** What the loan's state demands with the fee that the transaction leaves; empty where there is no such thing. */
    private Optional<List<TransactionOutput>> demanded(
            SettlementIntent intent, List<Deposit> deposits, Transaction unsigned) {
        long in = deposits.stream().mapToLong(deposit -> deposit.value().value).reduce(0, LongMath::saturatedAdd);
        long out = unsigned.outputs().stream()
                .mapToLong(output -> output.value().value)
                .reduce(0, LongMath::saturatedAdd);
        // A fee below zero is odd enough: then what is demanded is shown without any.
        Coin fee = Coin.valueOf(Math.max(0, in - out));
        try {
            return Optional.of(SettlementPlanner.planWithFee(intent, loan.terms(), deposits, fee)
                    .unsigned()
                    .outputs());
        } catch (SettlementException impossible) {
            return Optional.empty();
        }
    }

    private FeeLimits fees(Optional<SettlementIntent> intent, Optional<Transaction> unsigned) {
        FeeBounds fees = loan.terms().fees();
        boolean lenderAlone =
                intent.filter(SettlementIntent.Liquidation.class::isInstance).isPresent()
                        && unsigned.filter(transaction -> transaction.outputs().size() == 1)
                                .isPresent();
        Coin surplus = lenderAlone ? SettlementPlanner.mostUnpayableSurplus(loan.terms(), fees.ceiling()) : Coin.ZERO;
        return new FeeLimits(fees.floor(), fees.ceiling(), fees.most(), surplus);
    }
}
