package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.Transaction;

/** Joins what two PSBTs know. A field that both have must be the same in both; nothing is dropped. */
final class PsbtCombiner {
    private PsbtCombiner() {}

    static PsbtGlobal globals(PsbtGlobal one, PsbtGlobal other) {
        // What either forbids is forbidden: a signature may have come in between.
        int permitted = one.modifiable() & other.modifiable() & PsbtGlobal.INPUTS_OR_OUTPUTS;
        int noted = (one.modifiable() | other.modifiable()) & ~PsbtGlobal.INPUTS_OR_OUTPUTS;
        return new PsbtGlobal(
                one.version(),
                union(one.xpubs(), other.xpubs(), "global", " xpubs"),
                either(one.fallbackLockTime(), other.fallbackLockTime(), "global", " fallback locktime"),
                permitted | noted,
                union(one.others(), other.others(), "global", " fields"));
    }

    static List<PsbtInput> inputs(List<PsbtInput> one, List<PsbtInput> other) {
        List<PsbtInput> inputs = new ArrayList<>(one.size());
        for (int i = 0; i < one.size(); i++) {
            inputs.add(input(one.get(i), other.get(i), "input " + i));
        }
        return inputs;
    }

    static List<PsbtOutput> outputs(List<PsbtOutput> one, List<PsbtOutput> other) {
        List<PsbtOutput> outputs = new ArrayList<>(one.size());
        for (int i = 0; i < one.size(); i++) {
            outputs.add(output(one.get(i), other.get(i), "output " + i));
        }
        return outputs;
    }

    private static PsbtInput input(PsbtInput one, PsbtInput other, String where) {
        return new PsbtInput(
                previous(one.previousTransaction(), other.previousTransaction(), where, " previous transaction"),
                either(one.spentOutput(), other.spentOutput(), where, " witness UTXO"),
                union(one.signatures(), other.signatures(), where, " signatures"),
                either(one.sighashType(), other.sighashType(), where, " sighash type"),
                either(one.redeemScript(), other.redeemScript(), where, " redeem script"),
                either(one.witnessScript(), other.witnessScript(), where, " witness script"),
                union(one.origins(), other.origins(), where, " key origins"),
                either(one.finalScriptSig(), other.finalScriptSig(), where, " final scriptSig"),
                either(one.finalWitness(), other.finalWitness(), where, " final witness"),
                either(one.proofOfReserves(), other.proofOfReserves(), where, " proof of reserves"),
                union(one.preimages(), other.preimages(), where, " preimages"),
                lock(one.lock(), other.lock(), where),
                taproot(one.taproot(), other.taproot(), where),
                union(one.others(), other.others(), where, " other fields"));
    }

    private static LockRequirement lock(LockRequirement one, LockRequirement other, String where) {
        return one.equals(other)
                ? one
                : new LockRequirement(
                        either(one.time(), other.time(), where, " required time"),
                        either(one.height(), other.height(), where, " required height"));
    }

    private static TaprootInput taproot(TaprootInput one, TaprootInput other, String where) {
        if (one.equals(other)) {
            return one;
        }
        return new TaprootInput(
                either(one.keySignature(), other.keySignature(), where, " taproot key signature"),
                union(one.scriptSignatures(), other.scriptSignatures(), where, " taproot script signatures"),
                union(one.leafScripts(), other.leafScripts(), where, " taproot leaf scripts"),
                union(one.origins(), other.origins(), where, " taproot key origins"),
                either(one.internalKey(), other.internalKey(), where, " taproot internal key"),
                either(one.merkleRoot(), other.merkleRoot(), where, " taproot merkle root"));
    }

    private static PsbtOutput output(PsbtOutput one, PsbtOutput other, String where) {
        return new PsbtOutput(
                either(one.redeemScript(), other.redeemScript(), where, " redeem script"),
                either(one.witnessScript(), other.witnessScript(), where, " witness script"),
                union(one.origins(), other.origins(), where, " key origins"),
                taproot(one.taproot(), other.taproot(), where),
                union(one.others(), other.others(), where, " other fields"));
    }

    private static TaprootOutput taproot(TaprootOutput one, TaprootOutput other, String where) {
        if (one.equals(other)) {
            return one;
        }
        return new TaprootOutput(
                either(one.internalKey(), other.internalKey(), where, " taproot internal key"),
                either(tree(one), tree(other), where, " taproot tree").orElse(List.of()),
                union(one.origins(), other.origins(), where, " taproot key origins"));
    }

    private static Optional<List<TaprootTreeLeaf>> tree(TaprootOutput output) {
        return Optional.of(output.tree()).filter(leaves -> !leaves.isEmpty());
    }

    /**
     * Some software drops the witnesses of a previous transaction, which prove nothing here: those that are there win.
     */
    private static Optional<Transaction> previous(
            Optional<Transaction> one, Optional<Transaction> other, String where, String field) {
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return one.or(() -> other);
        }
        boolean same = one.get().txid().equals(other.get().txid());
        if (!same || (one.get().hasWitness() && other.get().hasWitness())) {
            throw new PsbtException(PsbtFault.CONFLICTING_FIELD, where + field);
        }
        return one.get().hasWitness() ? one : other;
    }

    private static <T> Optional<T> either(Optional<T> one, Optional<T> other, String where, String field) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new PsbtException(PsbtFault.CONFLICTING_FIELD, where + field);
        }
        return one.or(() -> other);
    }

    private static <K, V> Map<K, V> union(Map<K, V> one, Map<K, V> other, String where, String field) {
        if (other.isEmpty() || one.equals(other)) {
            return one;
        }
        Map<K, V> both = new LinkedHashMap<>(one);
        other.forEach((key, value) -> {
            if (!value.equals(both.getOrDefault(key, value))) {
                throw new PsbtException(PsbtFault.CONFLICTING_FIELD, where + field + ": " + key);
            }
            both.put(key, value);
        });
        return both;
    }
}
