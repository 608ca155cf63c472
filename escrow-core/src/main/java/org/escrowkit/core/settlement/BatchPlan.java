package org.escrowkit.core.settlement;

import java.util.List;
import java.util.function.Function;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * Liquidations of many loans as one unsigned transaction. Its inputs stand in the order of their outpoints; its outputs
 * pay each script of the lender once, in the order of the scripts' bytes, and then each borrower's surplus in the order
 * of the parts.
 *
 * @param parts of each loan, in the order of their first outpoints
 * @param share how the fee is divided
 */
public record BatchPlan(List<BatchPart> parts, BatchFee share, Transaction unsigned) {
    public BatchPlan {
        parts = List.copyOf(parts);
    }

    /** What is spent. */
    public Coin total() {
        return parts.stream().map(part -> part.question().total()).reduce(Coin.ZERO, Coin::add);
    }

    /** What the outputs leave to the miners: the sum of all parts. */
    public Coin fee() {
        return parts.stream().map(BatchPart::fee).reduce(Coin.ZERO, Coin::add);
    }

    /** What a transaction that spends just the same coins leaves to the miners; below zero where it pays out more. */
    public Coin feeOf(Transaction transaction) {
        return transaction.outputs().stream().map(TransactionOutput::value).reduce(total(), Coin::subtract);
    }

    /** The weight once it is signed, at most. */
    public long mostWeight() {
        return SettlementPlanner.mostWeight(unsigned, parts.get(0).question().terms());
    }

    /**
     * The same batch with a higher fee, as a replacement that nodes take (BIP125). Nobody's output goes, and none is
     * raised; each loan pays its part.
     *
     * @param rate to be paid; less than what a replacement must add is raised to that, and more than all terms allow,
     *     or all shares can pay, lowered
     * @throws SettlementException if the terms allow no fee as high as it must be, or a share cannot pay it
     */
    public BatchPlan bumped(FeeRate rate) {
        return BatchBump.of(this, rate);
    }

    /**
     * The same batch with this fee. Asks for no bounds but that the fee is higher.
     *
     * @throws SettlementException if it is not, if no batch has that fee, or a share cannot pay it
     */
    public BatchPlan bumpedTo(Coin fee) {
        return BatchBump.to(this, fee);
    }

    /** The least fee with which nodes take a replacement of this (BIP125, rule 4). */
    public Coin leastReplacementFee() {
        return Bump.least(fee(), mostWeight());
    }

    /**
     * The batch that the states of loans say is under way, planned again.
     *
     * @param loans all that it settles
     * @throws SettlementException if they are not settling by one batch, or the ledger no longer shows its coins
     */
    public static BatchPlan underWay(List<Loan> loans, Ledger ledger) {
        return UnderWay.of(loans, ledger);
    }

    /**
     * What each loan keeps of this settlement once it is signed, in the order of the parts.
     *
     * @throws IllegalArgumentException if the id is that of another transaction; signatures do not change it
     */
    public List<SignedSettlement> signed(Sha256Hash txid) {
        requireThis(txid);
        return parts.stream().map(part -> part.signed(txid)).toList();
    }

    /**
     * What one of the loans keeps of this settlement once it is signed.
     *
     * @throws IllegalArgumentException as {@link #signed(Sha256Hash)}, or if the loan has no part in it
     */
    public SignedSettlement signed(Sha256Hash txid, ContractFingerprint contract) {
        requireThis(txid);
        return parts.stream()
                .filter(part -> part.question().terms().fingerprint().equals(contract))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contract " + contract + " has no part in this batch"))
                .signed(txid);
    }

    private void requireThis(Sha256Hash txid) {
        if (!txid.equals(unsigned.txid())) {
            throw new IllegalArgumentException("transaction " + txid + " is not this batch, " + unsigned.txid());
        }
    }

    /** As {@link SettlementPlan#toPsbt}, with the extended keys of all vaults. */
    public Psbt toPsbt() {
        return SettlementPsbt.of(
                unsigned, parts.stream().map(BatchPart::question).toList());
    }

    /**
     * The same, naming each loan's evidence.
     *
     * @param evidence of a loan
     */
    public Psbt toPsbt(Function<LoanTerms, Evidence> evidence) {
        Psbt psbt = toPsbt();
        for (BatchPart part : parts) {
            LoanTerms terms = part.question().terms();
            psbt = EvidenceMark.on(psbt, terms.fingerprint(), evidence.apply(terms));
        }
        return psbt;
    }

    /** In words, a line for each fact. */
    public String explain() {
        return PlanWords.of(this);
    }
}
