package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * What a PSBT says of one input, beyond its outpoint and sequence, which stand in the transaction. Everything here is
 * somebody's word until it is checked.
 *
 * @param previousTransaction PSBT_IN_NON_WITNESS_UTXO: the transaction whose output is spent
 * @param spentOutput PSBT_IN_WITNESS_UTXO
 * @param signatures PSBT_IN_PARTIAL_SIG: DER with the sighash byte, by key
 * @param sighashType PSBT_IN_SIGHASH_TYPE, an unsigned 32-bit number
 * @param redeemScript PSBT_IN_REDEEM_SCRIPT: of a P2SH output, which no escrow is
 * @param witnessScript PSBT_IN_WITNESS_SCRIPT
 * @param origins PSBT_IN_BIP32_DERIVATION
 * @param finalScriptSig PSBT_IN_FINAL_SCRIPTSIG
 * @param finalWitness PSBT_IN_FINAL_SCRIPTWITNESS: there where the input is final
 * @param proofOfReserves PSBT_IN_POR_COMMITMENT: the message (BIP127)
 * @param preimages PSBT_IN_RIPEMD160, PSBT_IN_SHA256, PSBT_IN_HASH160, PSBT_IN_HASH256
 * @param lock PSBT_IN_REQUIRED_TIME_LOCKTIME and PSBT_IN_REQUIRED_HEIGHT_LOCKTIME, in version 2 alone
 * @param others every other field, key with its type first: preserved, never consulted
 */
public record PsbtInput(
        Optional<Transaction> previousTransaction,
        Optional<TransactionOutput> spentOutput,
        Map<PublicKey, ByteString> signatures,
        Optional<Long> sighashType,
        Optional<ByteString> redeemScript,
        Optional<ByteString> witnessScript,
        Map<PublicKey, KeyOrigin> origins,
        Optional<ByteString> finalScriptSig,
        Optional<List<ByteString>> finalWitness,
        Optional<ByteString> proofOfReserves,
        Map<HashLock, ByteString> preimages,
        LockRequirement lock,
        TaprootInput taproot,
        Map<ByteString, ByteString> others) {
    /** An input of which nothing is known yet. */
    public static final PsbtInput EMPTY = builder().build();

    public PsbtInput {
        signatures = SortedCopy.of(signatures);
        origins = SortedCopy.of(origins);
        finalWitness = finalWitness.map(List::copyOf);
        preimages = SortedCopy.of(preimages);
        others = SortedCopy.others(others, PsbtField.OF_INPUTS);
    }

    /** An input of which nothing is known yet. */
    public static PsbtInputBuilder builder() {
        return new PsbtInputBuilder();
    }

    /** All of this input, to say more or something else of it. */
    public PsbtInputBuilder toBuilder() {
        return new PsbtInputBuilder()
                .previousTransaction(previousTransaction.orElse(null))
                .spentOutput(spentOutput.orElse(null))
                .signatures(signatures)
                .sighashType(sighashType.orElse(null))
                .redeemScript(redeemScript.orElse(null))
                .witnessScript(witnessScript.orElse(null))
                .origins(origins)
                .finalScriptSig(finalScriptSig.orElse(null))
                .finalWitness(finalWitness.orElse(null))
                .proofOfReserves(proofOfReserves.orElse(null))
                .preimages(preimages)
                .lock(lock)
                .taproot(taproot)
                .others(others);
    }

    /**
     * The Updater's work for a P2WSH input: the previous transaction, the output it spends, the script and its keys.
     */
    public static PsbtInput p2wsh(
            Transaction previous,
            TransactionOutput spent,
            ByteString witnessScript,
            Map<PublicKey, KeyOrigin> origins) {
        return builder()
                .previousTransaction(previous)
                .spentOutput(spent)
                .witnessScript(witnessScript)
                .origins(origins)
                .build();
    }

    PsbtInput withoutLock() {
        return lock.isNone() ? this : toBuilder().lock(LockRequirement.NONE).build();
    }
}
