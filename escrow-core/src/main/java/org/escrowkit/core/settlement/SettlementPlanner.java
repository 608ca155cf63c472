package org.escrowkit.core.settlement;

import java.util.Comparator;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.SpendWeight;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
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
        SettlementPlan plan = planWithFee(intent, terms, coins, rate.fee(mostWeight(draft.unsigned(), terms)));
        if (sameOutputs(plan, draft)) {
            return plan;
        }
        SettlementPlan smaller = planWithFee(intent, terms, coins, rate.fee(mostWeight(plan.unsigned(), terms)));
        // Without the borrower's output the fee is lower, and may bring the output back: then nobody pays for it.
        return sameOutputs(smaller, plan)
                ? smaller
                : planWithFee(intent, terms, coins, smaller.fee().add(smaller.toBorrower()));
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

    /** The weight of a settlement once it is signed, at most; each low R of a signature makes it one unit lighter. */
    public static long mostWeight(Transaction unsigned, LoanTerms terms) {
        return SpendWeight.ofTransaction(unsigned, terms.escrow().witnessWeight())
                .most();
    }
}
