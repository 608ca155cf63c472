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
import org.escrowkit.core.psbt.TaprootOutput;

/** What an attacker changes in a PSBT, one thing at a time; all else stays as it was. */
final class Edits {
    private Edits() {}

    static Psbt transaction(Psbt psbt, UnaryOperator<Transaction> edit) {
        Transaction edited = edit.apply(psbt.unsignedTransaction());
        return Psbt.create(edited)
                .withXpubs(psbt.xpubs())
                .withInputs(fitted(psbt.inputs(), edited.inputs().size()))
                .withOutputs(fitted(psbt.outputs(), edited.outputs().size()))
                .withOthers(psbt.global().others());
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
        return was -> was.toBuilder().previousTransaction(previous.orElse(null)).build();
    }

    static UnaryOperator<PsbtInput> spent(TransactionOutput spent) {
        return was -> was.toBuilder().spentOutput(spent).build();
    }

    static UnaryOperator<PsbtInput> signature(PublicKey key, ByteString signature) {
        return was -> {
            Map<PublicKey, ByteString> all = new TreeMap<>(was.signatures());
            all.put(key, signature);
            return was.toBuilder().signatures(all).build();
        };
    }

    static UnaryOperator<PsbtInput> sighash(long type) {
        return was -> was.toBuilder().sighashType(type).build();
    }

    static UnaryOperator<PsbtInput> witnessScript(Optional<ByteString> script) {
        return was -> was.toBuilder().witnessScript(script.orElse(null)).build();
    }

    static UnaryOperator<PsbtInput> origins(Map<PublicKey, KeyOrigin> origins) {
        return was -> was.toBuilder().origins(origins).build();
    }

    static UnaryOperator<PsbtInput> finalWitness(ByteString... stack) {
        return was -> was.toBuilder().finalWitness(List.of(stack)).build();
    }

    static UnaryOperator<PsbtInput> field(String keyHex, String valueHex) {
        return was -> was.toBuilder()
                .others(Map.of(ByteString.ofHex(keyHex), ByteString.ofHex(valueHex)))
                .build();
    }

    /** Unknown fields among the global ones and in the first output. */
    static Psbt elsewhere(Psbt psbt, String keyHex, String valueHex) {
        Map<ByteString, ByteString> field = Map.of(ByteString.ofHex(keyHex), ByteString.ofHex(valueHex));
        List<PsbtOutput> outputs = new ArrayList<>(psbt.outputs());
        outputs.set(0, new PsbtOutput(Optional.empty(), Optional.empty(), Map.of(), TaprootOutput.EMPTY, field));
        return psbt.withOutputs(outputs).withOthers(field);
    }
}
