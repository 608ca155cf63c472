package org.escrowkit.core.settlement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
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
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;

/**
 * From a question and a fee to the exact transaction: version 2, inputs in the order of their outpoints, all of them
 * replaceable (BIP125), and outputs in the order of {@link Share}.
 *
 * <p>The fee comes out of the borrower's share in a release, a refund and a partial release, and out of what stays with
 * the loan in a consolidation and a partial liquidation. A liquidation's is paid by the share that the terms name, and
 * where that is the borrower's surplus, by the lender's as soon as the surplus is used up; an award's by the
 * borrower's, then the lender's, then the arbiter's share.
 *
 * <p>A lender's due that is dust is raised to what nodes relay, a few hundred satoshis that the borrower bears: the
 * loan could not be settled otherwise. Where the terms have the lender bear the fee, he does so down to that, and the
 * borrower's surplus bears the rest.
 *
 * <p>The borrower's surplus of a liquidation or an award goes to the miners where it is dust. Any other share that is
 * dust, or nothing, is refused, and so is a rest at the loan's next address that is too small to count as collateral.
 */
public final class SettlementPlanner {
    private SettlementPlanner() {}

    /**
     * The settlement at a fee rate within the bounds of the terms, or above that where a surplus that cannot pay for
     * its own output goes to the miners, or below where the terms allow no higher fee in all.
     *
     * @throws SettlementException if no standard transaction within the bounds of the terms can express it
     */
    public static SettlementPlan plan(SettlementQuestion question, FeeRate rate) {
        SettlementPlan draft = planWithFee(question, Coin.ZERO);
        SettlementPlan plan = planWithFee(question, fee(draft, rate));
        if (sameOutputs(plan, draft)) {
            return plan;
        }
        SettlementPlan smaller = planWithFee(question, fee(plan, rate));
        // Without the borrower's output the fee is lower, and may bring the output back: then nobody pays for it.
        return sameOutputs(smaller, plan)
                ? smaller
                : planWithFee(question, smaller.fee().add(smaller.toBorrower()));
    }

    private static Coin fee(SettlementPlan draft, FeeRate rate) {
        FeeBounds bounds = draft.question().terms().fees();
        Coin most = bounds.most(draft.question().total());
        if (bounds.floor().fee(draft.mostWeight()).isGreaterThan(most)) {
            throw new SettlementException(
                    draft.question().coins().size() + " coins are too heavy for a fee of " + most.value + " sat");
        }
        Coin fee = bounds.clamp(rate).fee(draft.mostWeight());
        return fee.isGreaterThan(most) ? most : fee;
    }

    private static boolean sameOutputs(SettlementPlan one, SettlementPlan other) {
        return one.amounts().keySet().equals(other.amounts().keySet());
    }

    /**
     * The settlement with a given fee, or a higher one where a surplus is dust: what a signer computes from the fee
     * that a PSBT shows. Asks for no bounds.
     *
     * @throws SettlementException if no standard transaction can express it
     */
    public static SettlementPlan planWithFee(SettlementQuestion question, Coin fee) {
        Shares shares = Shares.of(question, fee);
        return plan(question, shares.amounts(), shares.bearer());
    }

    static SettlementPlan plan(SettlementQuestion question, Map<Share, Coin> amounts, Share bearer) {
        List<TransactionOutput> outputs = amounts.entrySet().stream()
                .map(share -> new TransactionOutput(share.getValue(), question.script(share.getKey())))
                .toList();
        Transaction unsigned = transaction(question.coins(), outputs, question.lockTime());
        return new SettlementPlan(question, amounts, bearer, unsigned);
    }

    static Transaction transaction(List<Deposit> coins, List<TransactionOutput> outputs, int lockTime) {
        List<TransactionInput> inputs = coins.stream()
                .map(coin -> TransactionInput.unsigned(coin.outpoint(), TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        return new Transaction(Transaction.VERSION_2, inputs, outputs, lockTime);
    }

    /**
     * Many liquidations of one lender in one transaction, which shares the weight that all have in common.
     *
     * @param liquidations in any order, of distinct coins, all {@link SettlementIntent.Liquidation}s and all with the
     *     same lender's key and locktime; the vaults may differ in the other two keys
     * @param rate for the whole transaction; brought within the bounds that all terms allow
     * @throws SettlementException if that is no batch, if a loan's share is dust or its part of the fee above what its
     *     terms allow, or if the transaction is above the standard weight
     */
    public static BatchPlan batch(List<SettlementQuestion> liquidations, FeeRate rate) {
        return Batch.of(liquidations, rate);
    }

    /** @throws SettlementException unless these can be one batch, at some fee */
    public static void requireBatch(List<SettlementQuestion> liquidations) {
        Batch.require(liquidations);
    }

    /**
     * The batch that has the fee of a transaction, and an output for those borrowers that it pays: what a signer
     * computes from what arrived. Nothing else is taken from it, and no bounds are asked for.
     *
     * @throws SettlementException as {@link #batch}, if no batch has that fee, or if a borrower whose surplus can be
     *     paid is left out
     */
    public static BatchPlan batchWithFee(List<SettlementQuestion> liquidations, Transaction found) {
        return Batch.like(liquidations, found);
    }

    /**
     * Liquidations at the prices at which a transaction seems to be their batch, in the order in which they are given:
     * as {@link SettlementQuestion#pricedLike}, by what each borrower gets.
     *
     * @param prices by the place in the list
     */
    public static List<SettlementQuestion> pricedLike(
            List<SettlementQuestion> liquidations, Transaction found, IntFunction<Optional<PriceRange>> prices) {
        return Batch.priced(liquidations, found, prices);
    }

    /**
     * A loan's part in a batch of which the other loans are not known, as its borrower finds it in the mempool or in a
     * block: it spends all of the loan's coins and others, as a settlement spends them, and pays the borrower all that
     * is his but a fee that the terms allow, and the lender at least what this loan owes him. Where nothing is the
     * borrower's, the fee is not known, and taken for zero.
     *
     * @param prices at which it may have been decided on, if at another than the question's
     * @return empty if it is not that, or the loan's own settlement is no liquidation
     */
    public static Optional<SignedSettlement> partOfBatch(
            SettlementQuestion question, Transaction batch, Optional<PriceRange> prices) {
        return BatchPart.in(question, batch, prices).map(part -> part.signed(batch.txid()));
    }

    /**
     * The most that a liquidation or an award can leave to the miners beyond its fee: a surplus for the borrower that
     * would be dust, or that could not pay for its own output at this rate.
     */
    public static Coin mostUnpayableSurplus(LoanTerms terms, FeeRate rate) {
        return Scripts.dustLimit(terms.borrowerScript())
                .add(rate.fee(outputWeight(new TransactionOutput(Coin.ZERO, terms.borrowerScript()))))
                .add(Coin.SATOSHI);
    }

    static long outputWeight(TransactionOutput output) {
        ByteWriter bytes = new ByteWriter();
        output.write(bytes);
        return 4L * bytes.toByteArray().length;
    }

    /**
     * The weight of a settlement once it is signed, at most; each low R of a signature makes it one unit lighter. The
     * witnesses of all 2-of-3 escrows weigh the same, whichever address they are of.
     */
    public static long mostWeight(Transaction unsigned, LoanTerms terms) {
        return SpendWeight.ofTransaction(unsigned, terms.escrow().witnessWeight())
                .most();
    }
}
