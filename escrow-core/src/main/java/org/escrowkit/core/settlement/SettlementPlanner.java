package org.escrowkit.core.settlement;

import java.util.Comparator;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SpendWeight;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;

/**
 * From an intent, the coins and a fee to the exact transaction. Guarantees that the same question has the same answer,
 * byte for byte, so that every signer can compute it alone and compare.
 */
public final class SettlementPlanner {
    private SettlementPlanner() {}

    /**
     * The settlement at a fee rate, or above it where a surplus that cannot pay for its own output goes to the miners.
     * The borrower's share bears the fee; where there is none, the lender's does.
     *
     * @throws SettlementException if there is no coin, or if a share would be dust
     */
    public static SettlementPlan plan(SettlementIntent intent, LoanTerms terms, List<Deposit> coins, FeeRate rate) {
        SettlementPlan draft = planWithFee(intent, terms, coins, Coin.ZERO);
        SettlementPlan plan = planWithFee(intent, terms, coins, fee(draft, rate));
        if (sameOutputs(plan, draft)) {
            return plan;
        }
        SettlementPlan smaller = planWithFee(intent, terms, coins, fee(plan, rate));
        // Without the borrower's output the fee is lower, and may bring the output back: then nobody pays for it.
        return sameOutputs(smaller, plan)
                ? smaller
                : planWithFee(intent, terms, coins, smaller.fee().add(smaller.toBorrower()));
    }

    /** The fee at this rate, or the most that the terms allow if that still reaches their floor. */
    private static Coin fee(SettlementPlan draft, FeeRate rate) {
        FeeBounds bounds = draft.terms().fees();
        long weight = mostWeight(draft.unsigned(), draft.terms());
        if (bounds.floor().fee(weight).isGreaterThan(bounds.most())) {
            throw new SettlementException(
                    draft.coins().size() + " coins are too heavy for a fee of " + bounds.most().value + " sat");
        }
        Coin fee = rate.fee(weight);
        return fee.isGreaterThan(bounds.most()) ? bounds.most() : fee;
    }

    private static boolean sameOutputs(SettlementPlan one, SettlementPlan other) {
        return one.unsigned().outputs().size() == other.unsigned().outputs().size();
    }

    /**
     * The settlement with a given fee: what a signer computes from the fee that a PSBT shows.
     *
     * @throws SettlementException as {@link #plan}
     */
    public static SettlementPlan planWithFee(SettlementIntent intent, LoanTerms terms, List<Deposit> coins, Coin fee) {
        if (coins.isEmpty()) {
            throw new SettlementException("no final collateral to settle with");
        }
        List<Deposit> ordered =
                coins.stream().sorted(Comparator.comparing(Deposit::outpoint)).toList();
        Coin total = ordered.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        List<TransactionOutput> outputs = Shares.outputs(intent, terms, total, fee);
        List<TransactionInput> inputs = ordered.stream()
                .map(coin -> TransactionInput.unsigned(coin.outpoint(), TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        Transaction unsigned = new Transaction(Transaction.VERSION_2, inputs, outputs, 0);
        Coin paid = outputs.stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        return new SettlementPlan(intent, terms, ordered, unsigned, total.subtract(paid));
    }

    /**
     * The most that a liquidation can leave to the miners beyond its fee: a surplus for the borrower that would be
     * dust, or that could not pay for its own output at this rate.
     */
    public static Coin mostUnpayableSurplus(LoanTerms terms, FeeRate rate) {
        ByteWriter output = new ByteWriter();
        new TransactionOutput(Coin.ZERO, terms.borrowerScript()).write(output);
        return Scripts.dustLimit(terms.borrowerScript())
                .add(rate.fee(4L * output.toByteArray().length))
                .add(Coin.SATOSHI);
    }

    /** The weight of a settlement once it is signed, at most; each low R of a signature makes it one unit lighter. */
    public static long mostWeight(Transaction unsigned, LoanTerms terms) {
        return SpendWeight.ofTransaction(unsigned, terms.escrow().witnessWeight())
                .most();
    }
}
