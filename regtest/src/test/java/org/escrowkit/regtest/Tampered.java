package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;

/** What a thief makes of a PSBT: another transaction, under all that was said and signed of the first. */
final class Tampered {
    private Tampered() {}

    /** So much more, or less, in one output. */
    static Psbt amount(Psbt psbt, int output, long more) {
        return outputs(psbt, list -> {
            TransactionOutput was = list.get(output);
            list.set(output, new TransactionOutput(was.value().add(Coin.valueOf(more)), was.scriptPubKey()));
            return list;
        });
    }

    static Psbt outputs(Psbt psbt, UnaryOperator<List<TransactionOutput>> edit) {
        Transaction was = psbt.unsignedTransaction();
        List<TransactionOutput> outputs = edit.apply(new ArrayList<>(was.outputs()));
        return of(psbt, new Transaction(was.version(), was.inputs(), outputs, was.lockTime()), psbt.inputs());
    }

    /** Other inputs; what was said of the old ones is said of the new ones, unless told otherwise. */
    static Psbt inputs(Psbt psbt, List<TransactionInput> inputs, List<PsbtInput> maps) {
        Transaction was = psbt.unsignedTransaction();
        return of(psbt, new Transaction(was.version(), inputs, was.outputs(), was.lockTime()), maps);
    }

    private static Psbt of(Psbt psbt, Transaction unsigned, List<PsbtInput> inputs) {
        List<PsbtOutput> outputs = new ArrayList<>(psbt.outputs());
        while (outputs.size() < unsigned.outputs().size()) {
            outputs.add(PsbtOutput.EMPTY);
        }
        return Psbt.create(unsigned)
                .withXpubs(psbt.xpubs())
                .withInputs(inputs)
                .withOutputs(outputs)
                .withOthers(psbt.global().others());
    }
}
