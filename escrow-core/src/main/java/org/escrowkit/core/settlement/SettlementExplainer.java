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
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
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
            return PsbtExplanation.of(psbt, context(Optional.empty(), Optional.empty()));
        }
    }

    public PsbtExplanation explain(Psbt psbt) {
        ContractFingerprint fingerprint = loan.terms().fingerprint();
        return PsbtExplanation.of(
                EvidenceMark.without(psbt, fingerprint),
                context(Optional.of(psbt.unsignedTransaction()), EvidenceMark.in(psbt, fingerprint)));
    }

    private PsbtExplanationContext context(Optional<Transaction> unsigned, Optional<ByteString> evidence) {
        LoanTerms terms = loan.terms();
        List<Deposit> deposits = coins();
        Map<Outpoint, TransactionOutput> coins = new LinkedHashMap<>();
        deposits.forEach(deposit ->
                coins.put(deposit.outpoint(), new TransactionOutput(deposit.value(), deposit.scriptPubKey())));
        List<VaultAddress> escrows = terms.escrows().addresses();
        Coin value = deposits.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        Optional<SettlementPlan> plan = unsigned.flatMap(this::demanded);
        Optional<SettlementIntent> intent = plan.map(SettlementPlan::intent).or(this::intent);
        return new PsbtExplanationContext(
                terms.chain().network(),
                heading(intent, value, evidence),
                escrows.stream()
                        .map(escrow ->
                                MultisigScript.parse(escrow.witnessScript()).orElseThrow())
                        .toList(),
                parties(escrows, intent),
                xpubs(terms.escrows().vault()),
                payees(terms),
                coins,
                ledger.tip().height(),
                intent.map(what ->
                        plan.map(demanded -> demanded.unsigned().outputs()).orElse(List.of())),
                fees(plan, value));
    }

    /** What is to be settled, or is being settled by what the PSBT may replace. */
    private List<Deposit> coins() {
        LoanTerms terms = loan.terms();
        try {
            if (loan.state() instanceof Settling) {
                return SettlementQuestion.underWay(loan, ledger).coins();
            }
        } catch (SettlementException gone) {
            // What is left of the coins is shown, and each that is spent is odd.
        }
        return ledger.collateral(terms.escrows().scripts(), terms.deposits()).coins();
    }

    private Optional<SettlementIntent> intent() {
        return loan.state() instanceof Settling settling
                ? Optional.of(settling.intent())
                : loan.state().demands();
    }

    private List<Fact> heading(Optional<SettlementIntent> intent, Coin value, Optional<ByteString> evidence) {
        List<Fact> heading = new ArrayList<>();
        heading.add(new Fact(
                "Loan",
                loan.number() + ", " + loan.state().name() + ", at "
                        + loan.terms().escrow().address() + " on "
                        + loan.terms().chain().network()));
        contract.ifPresent(fingerprint -> heading.add(new Fact("Contract", fingerprint.toString())));
        String again = loan.state() instanceof Settling ? "a higher fee for what is under way: " : "";
        heading.add(new Fact(
                "Demanded", intent.map(what -> again + IntentWords.of(what)).orElse("nothing")));
        heading.add(
                new Fact("May sign", intent.map(SettlementExplainer::maySign).orElse("nobody")));
        FeeBounds fees = loan.terms().fees();
        heading.add(new Fact(
                "Fee limits",
                "from " + fees.floor() + " to " + fees.ceiling() + ", and " + PsbtExplanation.amount(fees.most(value))
                        + " at most"));
        evidence.ifPresent(hash -> heading.add(new Fact("Evidence", hash.toString())));
        return heading;
    }

    private static String maySign(SettlementIntent intent) {
        return Arrays.stream(Role.values())
                        .filter(intent.signers()::contains)
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + "; " + VaultAddress.REQUIRED_SIGNATURES + " of them"
                + (intent.needsLender() ? ", the lender always" : "");
    }

    private static List<Party> parties(List<VaultAddress> escrows, Optional<SettlementIntent> intent) {
        return Arrays.stream(Role.values())
                .map(role -> new Party(NAMES.getOrDefault(role, ""), keys(role, escrows), duty(role, intent)))
                .toList();
    }

    private static Map<PublicKey, KeyOrigin> keys(Role role, List<VaultAddress> escrows) {
        Map<PublicKey, KeyOrigin> keys = new LinkedHashMap<>();
        escrows.forEach(escrow -> keys.put(escrow.key(role), escrow.origin(role)));
        return keys;
    }

    private static Duty duty(Role role, Optional<SettlementIntent> intent) {
        if (intent.filter(what -> what.signers().contains(role)).isEmpty()) {
            return Duty.MUST_NOT_SIGN;
        }
        boolean needed = role == Role.LENDER
                && intent.filter(SettlementIntent::needsLender).isPresent();
        return needed ? Duty.MUST_SIGN : Duty.MAY_SIGN;
    }

    private static Map<ExtendedPublicKey, KeyOrigin> xpubs(Vault vault) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            xpubs.put(vault.account(role).xpub(), vault.account(role).origin());
        }
        return xpubs;
    }

    private Map<ByteString, String> payees(LoanTerms terms) {
        Map<ByteString, String> payees = new LinkedHashMap<>();
        terms.escrows().scripts().forEach(script -> payees.put(script, "the escrow again"));
        terms.escrows()
                .after(loan.state().partialSettlements() + 1)
                .ifPresent(next -> payees.put(next.scriptPubKey(), Share.NEXT_ESCROW.toString()));
        name(payees, terms.borrowerScript(), Share.BORROWER);
        name(payees, terms.lenderScript(), Share.LENDER);
        terms.payouts().arbiter().ifPresent(arbiter -> name(payees, Scripts.of(arbiter), Share.ARBITER));
        return payees;
    }

    private static void name(Map<ByteString, String> payees, ByteString script, Share share) {
        payees.merge(script, share.toString(), (one, other) -> one + " or " + other);
    }

    /**
     * What the loan's state demands with the fee that the transaction leaves; empty where there is no such thing. A
     * liquidation at another price is not the reader's own, and is to be looked at.
     */
    private Optional<SettlementPlan> demanded(Transaction unsigned) {
        long out = unsigned.outputs().stream()
                .mapToLong(output -> output.value().value)
                .reduce(0, LongMath::saturatedAdd);
        try {
            if (loan.state() instanceof Settling) {
                SettlementPlan latest = SettlementPlan.underWay(loan, ledger);
                return Optional.of(latest.bumpedTo(fee(latest.question(), out)));
            }
            return SettlementQuestion.of(loan, ledger, 0)
                    .map(question -> SettlementPlanner.planWithFee(question, fee(question, out)));
        } catch (SettlementException impossible) {
            return Optional.empty();
        }
    }

    /** One below zero is odd enough: then what is demanded is shown without any. */
    private static Coin fee(SettlementQuestion question, long out) {
        return Coin.valueOf(Math.max(0, question.total().value - out));
    }

    private FeeLimits fees(Optional<SettlementPlan> plan, Coin value) {
        FeeBounds fees = loan.terms().fees();
        Coin surplus = plan.map(SettlementPlan::mostUnpayableSurplus).orElse(Coin.ZERO);
        return new FeeLimits(fees.floor(), fees.ceiling(), fees.most(value), surplus);
    }
}
