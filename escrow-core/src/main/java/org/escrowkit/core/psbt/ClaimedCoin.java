package org.escrowkit.core.psbt;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** The coin that an input spends, as far as a PSBT can be believed about itself. */
record ClaimedCoin(Psbt psbt, int index, TransactionOutput output) {
    /** @throws PsbtException if the previous transaction is missing, is not that of the input, or is contradicted */
    static ClaimedCoin of(Psbt psbt, int index) {
        PsbtInput input = psbt.inputs().get(index);
        Transaction previous = input.previousTransaction()
                .orElseThrow(
                        () -> new PsbtException(PsbtFault.FIELD_MISSING, "input " + index + ": previous transaction"));
        Outpoint outpoint = psbt.unsignedTransaction().inputs().get(index).outpoint();
        boolean names = previous.txid().equals(outpoint.txid())
                && outpoint.index() < previous.outputs().size();
        if (!names) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + " does not spend that transaction");
        }
        TransactionOutput spent = previous.outputs().get((int) outpoint.index());
        if (!input.spentOutput().orElse(spent).equals(spent)) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + ": witness UTXO differs");
        }
        return new ClaimedCoin(psbt, index, spent);
    }

    /** @throws PsbtException if it is missing, or is not the one that guards the coin */
    ByteString witnessScript() {
        ByteString script = psbt.inputs()
                .get(index)
                .witnessScript()
                .orElseThrow(() -> new PsbtException(PsbtFault.FIELD_MISSING, "input " + index + ": witness script"));
        if (!Scripts.p2wsh(script).equals(output.scriptPubKey())) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + ": another script guards the output");
        }
        return script;
    }

    Sha256Hash sighash(ByteString witnessScript) {
        return SegwitSighash.of(psbt.unsignedTransaction()).forInput(index, witnessScript, output.value());
    }
}
