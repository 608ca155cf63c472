package org.escrowkit.core.settlement;

import java.util.List;
import java.util.function.Function;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;

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

    /** The weight once it is signed, at most. */
    public long mostWeight() {
        return SettlementPlanner.mostWeight(unsigned, parts.get(0).question().terms());
    }

    /**
     * What each loan keeps of this settlement once it is signed, in the order of the parts.
     *
     * @throws IllegalArgumentException if the id is that of another transaction; signatures do not change it
     */
    public List<SignedSettlement> signed(Sha256Hash txid) {
        if (!txid.equals(unsigned.txid())) {
            throw new IllegalArgumentException("transaction " + txid + " is not this batch, " + unsigned.txid());
        }
        return parts.stream().map(part -> part.signed(txid)).toList();
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
