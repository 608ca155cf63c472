package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;

/** Joins what two PSBTs know. A field that both have must be the same in both; nothing is dropped. */
final class PsbtCombiner {
    private PsbtCombiner() {}

    static Psbt combine(Psbt one, Psbt other) {
        if (!one.unsignedTransaction().equals(other.unsignedTransaction())) {
            throw new PsbtException(
                    PsbtFault.DIFFERENT_TRANSACTION,
                    one.unsignedTransaction().txid() + " and "
                            + other.unsignedTransaction().txid());
        }
        List<PsbtInput> inputs = new ArrayList<>();
        for (int i = 0; i < one.inputs().size(); i++) {
            inputs.add(inputs(one.inputs().get(i), other.inputs().get(i), "input " + i));
        }
        List<PsbtOutput> outputs = new ArrayList<>();
        for (int i = 0; i < one.outputs().size(); i++) {
            outputs.add(outputs(one.outputs().get(i), other.outputs().get(i), "output " + i));
        }
        return new Psbt(
                one.unsignedTransaction(),
                union(one.xpubs(), other.xpubs(), "global xpubs"),
                inputs,
                outputs,
                union(one.others(), other.others(), "global fields"));
    }

    private static PsbtInput inputs(PsbtInput one, PsbtInput other, String where) {
        return new PsbtInput(
                previous(one.previousTransaction(), other.previousTransaction(), where + " previous transaction"),
                either(one.spentOutput(), other.spentOutput(), where + " witness UTXO"),
                union(one.signatures(), other.signatures(), where + " signatures"),
                either(one.sighashType(), other.sighashType(), where + " sighash type"),
                either(one.witnessScript(), other.witnessScript(), where + " witness script"),
                union(one.origins(), other.origins(), where + " key origins"),
                either(stack(one), stack(other), where + " final witness").orElse(List.of()),
                union(one.others(), other.others(), where + " other fields"));
    }

    private static PsbtOutput outputs(PsbtOutput one, PsbtOutput other, String where) {
        return new PsbtOutput(
                either(one.witnessScript(), other.witnessScript(), where + " witness script"),
                union(one.origins(), other.origins(), where + " key origins"),
                union(one.others(), other.others(), where + " other fields"));
    }

    private static Optional<List<ByteString>> stack(PsbtInput input) {
        return Optional.of(input.finalWitness()).filter(witness -> !witness.isEmpty());
    }

    /** Some software drops the witnesses of a previous transaction; the txid is what both must agree on. */
    private static Optional<Transaction> previous(
            Optional<Transaction> one, Optional<Transaction> other, String field) {
        requireSame(one.map(Transaction::txid), other.map(Transaction::txid), field);
        return one.or(() -> other);
    }

    private static <T> Optional<T> either(Optional<T> one, Optional<T> other, String field) {
        requireSame(one, other, field);
        return one.or(() -> other);
    }

    private static void requireSame(Optional<?> one, Optional<?> other, String field) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new PsbtException(PsbtFault.CONFLICTING_FIELD, field);
        }
    }

    private static <K, V> Map<K, V> union(Map<K, V> one, Map<K, V> other, String field) {
        Map<K, V> both = new LinkedHashMap<>(one);
        other.forEach((key, value) -> {
            if (!value.equals(both.getOrDefault(key, value))) {
                throw new PsbtException(PsbtFault.CONFLICTING_FIELD, field + ": " + key);
            }
            both.put(key, value);
        });
        return both;
    }
}
