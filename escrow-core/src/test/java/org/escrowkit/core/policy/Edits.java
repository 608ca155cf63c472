package org.escrowkit.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;

/** What an attacker changes in a PSBT, one thing at a time; all else stays as it was. */
final class Edits {
    private Edits() {}

    static Psbt transaction(Psbt psbt, UnaryOperator<Transaction> edit) {
        Transaction edited = edit.apply(psbt.unsignedTransaction());
        return new Psbt(
                edited,
                psbt.xpubs(),
                fitted(psbt.inputs(), edited.inputs().size()),
                fitted(psbt.outputs(), edited.outputs().size()),
                psbt.others());
    }

    /** As many as needed: the last one again, or the first ones only. */
    private static <T> List<T> fitted(List<T> maps, int size) {
        List<T> fitted = new ArrayList<>(maps.subList(0, Math.min(size, maps.size())));
        while (fitted.size() < size) {
            fitted.add(maps.get(maps.size() - 1));
        }
        return fitted;
    }

    static Psbt outputs(Psbt psbt, UnaryOperator<List<TransactionOutput>> edit) {
        return transaction(
                psbt,
                was -> new Transaction(
                        was.version(), was.inputs(), edit.apply(new ArrayList<>(was.outputs())), was.lockTime()));
    }

    static Psbt inputs(Psbt psbt, UnaryOperator<List<TransactionInput>> edit) {
        return transaction(
                psbt,
                was -> new Transaction(
                        was.version(), edit.apply(new ArrayList<>(was.inputs())), was.outputs(), was.lockTime()));
    }

    /** The same PSBT with this much more, or less, in one output. */
    static Psbt amount(Psbt psbt, int output, long more) {
        return outputs(psbt, list -> {
            TransactionOutput was = list.get(output);
            list.set(output, new TransactionOutput(was.value().add(Coin.valueOf(more)), was.scriptPubKey()));
            return list;
        });
    }

    static Psbt input(Psbt psbt, int index, UnaryOperator<PsbtInput> edit) {
        return psbt.withInput(index, edit.apply(psbt.inputs().get(index)));
    }

    static UnaryOperator<PsbtInput> previous(Optional<Transaction> previous) {
        return was -> new PsbtInput(
                previous,
                was.spentOutput(),
                was.signatures(),
                was.sighashType(),
                was.witnessScript(),
                was.origins(),
                was.finalWitness(),
                was.others());
    }

    static UnaryOperator<PsbtInput> spent(TransactionOutput spent) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                Optional.of(spent),
                was.signatures(),
                was.sighashType(),
                was.witnessScript(),
                was.origins(),
                was.finalWitness(),
                was.others());
    }

    static UnaryOperator<PsbtInput> signature(PublicKey key, ByteString signature) {
        return was -> {
            Map<PublicKey, ByteString> all = new TreeMap<>(was.signatures());
            all.put(key, signature);
            return new PsbtInput(
                    was.previousTransaction(),
                    was.spentOutput(),
                    all,
                    was.sighashType(),
                    was.witnessScript(),
                    was.origins(),
                    was.finalWitness(),
                    was.others());
        };
    }

    static UnaryOperator<PsbtInput> sighash(long type) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                was.spentOutput(),
                was.signatures(),
                Optional.of(type),
                was.witnessScript(),
                was.origins(),
                was.finalWitness(),
                was.others());
    }

    static UnaryOperator<PsbtInput> witnessScript(Optional<ByteString> script) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                was.spentOutput(),
                was.signatures(),
                was.sighashType(),
                script,
                was.origins(),
                was.finalWitness(),
                was.others());
    }

    static UnaryOperator<PsbtInput> origins(Map<PublicKey, KeyOrigin> origins) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                was.spentOutput(),
                was.signatures(),
                was.sighashType(),
                was.witnessScript(),
                origins,
                was.finalWitness(),
                was.others());
    }

    static UnaryOperator<PsbtInput> finalWitness(ByteString... stack) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                was.spentOutput(),
                was.signatures(),
                was.sighashType(),
                was.witnessScript(),
                was.origins(),
                List.of(stack),
                was.others());
    }

    static UnaryOperator<PsbtInput> field(String keyHex, String valueHex) {
        return was -> new PsbtInput(
                was.previousTransaction(),
                was.spentOutput(),
                was.signatures(),
                was.sighashType(),
                was.witnessScript(),
                was.origins(),
                was.finalWitness(),
                Map.of(ByteString.ofHex(keyHex), ByteString.ofHex(valueHex)));
    }

    /** Unknown fields among the global ones and in the first output. */
    static Psbt elsewhere(Psbt psbt, String keyHex, String valueHex) {
        Map<ByteString, ByteString> field = Map.of(ByteString.ofHex(keyHex), ByteString.ofHex(valueHex));
        List<PsbtOutput> outputs = new ArrayList<>(psbt.outputs());
        outputs.set(0, new PsbtOutput(Optional.empty(), Map.of(), field));
        return new Psbt(psbt.unsignedTransaction(), psbt.xpubs(), psbt.inputs(), outputs, field);
    }
}
