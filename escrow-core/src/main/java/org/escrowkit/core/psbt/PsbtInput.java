package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * What a PSBT says of one input (BIP174). Everything here is somebody's word until it is checked.
 *
 * @param previousTransaction PSBT_IN_NON_WITNESS_UTXO: the transaction whose output is spent
 * @param spentOutput PSBT_IN_WITNESS_UTXO
 * @param signatures PSBT_IN_PARTIAL_SIG: DER with the sighash byte, by key
 * @param sighashType PSBT_IN_SIGHASH_TYPE, an unsigned 32-bit number
 * @param witnessScript PSBT_IN_WITNESS_SCRIPT
 * @param origins PSBT_IN_BIP32_DERIVATION
 * @param finalWitness PSBT_IN_FINAL_SCRIPTWITNESS; empty where the input is not final
 * @param others every other field, key with its type byte first: preserved, never consulted
 */
public record PsbtInput(
        Optional<Transaction> previousTransaction,
        Optional<TransactionOutput> spentOutput,
        Map<PublicKey, ByteString> signatures,
        Optional<Long> sighashType,
        Optional<ByteString> witnessScript,
        Map<PublicKey, KeyOrigin> origins,
        List<ByteString> finalWitness,
        Map<ByteString, ByteString> others) {
    /** An input of which nothing is known yet. */
    public static final PsbtInput EMPTY = new PsbtInput(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(),
            Map.of());

    public PsbtInput {
        signatures = ImmutableSortedMap.copyOf(signatures);
        origins = ImmutableSortedMap.copyOf(origins);
        finalWitness = List.copyOf(finalWitness);
        others = ImmutableSortedMap.copyOf(others);
    }

    /**
     * The Updater's work for a P2WSH input: the previous transaction, the output it spends, the script and its keys.
     */
    public static PsbtInput p2wsh(
            Transaction previous,
            TransactionOutput spent,
            ByteString witnessScript,
            Map<PublicKey, KeyOrigin> origins) {
        return new PsbtInput(
                Optional.of(previous),
                Optional.of(spent),
                Map.of(),
                Optional.empty(),
                Optional.of(witnessScript),
                origins,
                List.of(),
                Map.of());
    }

    PsbtInput withSignatures(Map<PublicKey, ByteString> all) {
        return new PsbtInput(
                previousTransaction, spentOutput, all, sighashType, witnessScript, origins, finalWitness, others);
    }
}
