package org.escrowkit.core.settlement;

import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;

/**
 * A settlement as an exact, unsigned transaction.
 *
 * @param question that it answers
 * @param amounts what each output pays, in the order of the outputs
 * @param bearer whose output is lower by each satoshi of fee more; a replacement lowers this one alone
 */
public record SettlementPlan(
        SettlementQuestion question, Map<Share, Coin> amounts, Share bearer, Transaction unsigned) {
    public SettlementPlan {
        amounts = Maps.immutableEnumMap(amounts);
    }

    public SettlementIntent intent() {
        return question.intent();
    }

    /** The coins that it spends, in the order of its inputs. */
    public List<Deposit> coins() {
        return question.coins();
    }

    /** What its outputs leave to the miners. */
    public Coin fee() {
        return amounts.values().stream().reduce(question.total(), Coin::subtract);
    }

    public Coin toLender() {
        return amount(Share.LENDER);
    }

    public Coin toArbiter() {
        return amount(Share.ARBITER);
    }

    public Coin toBorrower() {
        return amount(Share.BORROWER);
    }

    /** What stays with the loan, at its next address. */
    public Coin kept() {
        return amount(Share.NEXT_ESCROW);
    }

    private Coin amount(Share share) {
        return amounts.getOrDefault(share, Coin.ZERO);
    }

    /** The weight once it is signed, at most. */
    public long mostWeight() {
        return SettlementPlanner.mostWeight(unsigned, question.terms());
    }

    /**
     * What it may leave to the miners beyond the fee that its terms allow: as
     * {@link SettlementPlanner#mostUnpayableSurplus} where a surplus for the borrower would be paid and is not,
     * otherwise zero.
     */
    public Coin mostUnpayableSurplus() {
        boolean folds =
                intent() instanceof SettlementIntent.Liquidation || intent() instanceof SettlementIntent.AwardSplit;
        LoanTerms terms = question.terms();
        return folds && toBorrower().isZero()
                ? SettlementPlanner.mostUnpayableSurplus(terms, terms.fees().ceiling())
                : Coin.ZERO;
    }

    /**
     * The same settlement with a higher fee, as a replacement that nodes take (BIP125). Nothing but the
     * {@link #bearer}'s output changes. A partial liquidation's lender gets what he got before, so that the loan ends
     * above its target by the difference in fees.
     *
     * @param rate to be paid; less than what a replacement must add is raised to that, and more than the terms allow
     *     lowered
     * @throws SettlementException if the terms allow no fee as high as it must be, or if the bearer's share cannot pay
     *     it
     */
    public SettlementPlan bumped(FeeRate rate) {
        return Bump.of(this, rate);
    }

    /**
     * The same settlement with this fee, as {@link #bumped} makes it. Asks for no bounds but that the fee is higher.
     *
     * @throws SettlementException if it is not, or if the bearer's share cannot pay it
     */
    public SettlementPlan bumpedTo(Coin fee) {
        return Bump.to(this, fee);
    }

    /** The least fee with which nodes take a replacement of this (BIP125, rule 4). */
    public Coin leastReplacementFee() {
        return Bump.least(this);
    }

    /**
     * The last attempt at the settlement that a loan's state says is under way, planned again.
     *
     * @throws SettlementException if there is none, if the ledger no longer shows its coins, or if it was a batch,
     *     which cannot be planned from one loan
     */
    public static SettlementPlan underWay(Loan loan, Ledger ledger) {
        return UnderWay.of(loan, ledger);
    }

    /**
     * What the loan keeps of this settlement once it is signed.
     *
     * @throws IllegalArgumentException if the id is that of another transaction; signatures do not change it
     */
    public SignedSettlement signed(Sha256Hash txid) {
        if (!txid.equals(unsigned.txid())) {
            throw new IllegalArgumentException("transaction " + txid + " is not this settlement, " + unsigned.txid());
        }
        List<PledgedCoin> spent = coins().stream()
                .map(coin -> new PledgedCoin(coin.outpoint(), coin.value()))
                .toList();
        return new SignedSettlement(txid, intent(), spent, toLender(), fee(), question.lockTime());
    }

    /**
     * The PSBT that signers get: with the previous transaction of every input, the witness script of its address and
     * the origins of all keys, with the same of an output that stays with the loan, and with the parties' extended
     * keys, as signing devices ask for them.
     */
    public Psbt toPsbt() {
        return SettlementPsbt.of(unsigned, List.of(question));
    }

    /** The same, naming the evidence for which it is asked to be signed: the policy wants to see it named. */
    public Psbt toPsbt(Evidence evidence) {
        return EvidenceMark.on(toPsbt(), question.terms().fingerprint(), evidence);
    }

    /** In words, a line for each fact. */
    public String explain() {
        return PlanWords.of(this);
    }
}
