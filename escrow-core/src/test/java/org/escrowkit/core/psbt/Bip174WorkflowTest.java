package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.junit.jupiter.api.Test;

/**
 * The one workflow that BIP174 writes out, from the Creator to the Extractor. It spends a P2SH and a P2SH-P2WSH
 * multisig, which no escrow of ours is. So what only moves fields is done; what takes a verified signature is refused
 * by name, since we verify none but those of P2WSH.
 */
class Bip174WorkflowTest {
    private static final int CREATED = 0;
    private static final int UPDATED = 1;
    private static final int WITH_SIGHASH = 2;
    private static final int FIRST_SIGNER = 3;
    private static final int SECOND_SIGNER = 4;
    private static final int COMBINED = 5;
    private static final int FINALIZED = 6;
    private static final int EXTRACTED = 7;

    @Test
    void theCreatorsResultIsOurs() {
        assertEquals(step(CREATED), hex(created()));
    }

    @Test
    void theUpdatersResultIsOurs() {
        Psbt updated = updated();
        assertEquals(step(UPDATED), hex(updated));
        List<PsbtInput> withSighash = updated.inputs().stream()
                .map(input -> input.toBuilder().sighashType(1L).build())
                .toList();
        assertEquals(step(WITH_SIGHASH), hex(updated.withInputs(withSighash)));
    }

    @Test
    void theSignersSignaturesAreNotTakenInForOutputsThatAreNotOurs() {
        Psbt unsigned = parsed(WITH_SIGHASH);
        Psbt signed = parsed(FIRST_SIGNER);
        String[] missing = {"input 0: witness script", "input 1: previous transaction"};
        for (int i = 0; i < missing.length; i++) {
            int index = i;
            Map<PublicKey, ByteString> signatures = signed.inputs().get(i).signatures();
            assertEquals(1, signatures.size());
            signatures.forEach((key, signature) -> assertFault(
                    PsbtFault.FIELD_MISSING, missing[index], () -> unsigned.withSignature(index, key, signature)));
        }
    }

    @Test
    void theCombinersResultIsOursButForItsSignaturesThatNobodyVerified() {
        assertEquals(parsed(COMBINED), parsed(FIRST_SIGNER).union(parsed(SECOND_SIGNER)));
        assertEquals(parsed(COMBINED), parsed(SECOND_SIGNER).union(parsed(FIRST_SIGNER)));
        assertFault(PsbtFault.FIELD_MISSING, () -> parsed(FIRST_SIGNER).combine(parsed(SECOND_SIGNER)));
    }

    @Test
    void theFinalizersAndExtractorsResultsAreReadAndNotBelieved() {
        assertFault(PsbtFault.FIELD_MISSING, () -> parsed(COMBINED).finish());
        assertEquals(step(FINALIZED), hex(parsed(FINALIZED)));
        assertFault(
                PsbtFault.SPEND_REFUSED,
                "SCRIPT_SIG_NOT_EMPTY",
                () -> parsed(FINALIZED).finish());
        Transaction extracted = Transaction.parse(ByteString.ofHex(step(EXTRACTED)));
        assertEquals(parsed(FINALIZED).unsignedTransaction().outputs(), extracted.outputs());
        List<PsbtInput> inputs = parsed(FINALIZED).inputs();
        for (int i = 0; i < inputs.size(); i++) {
            TransactionInput spend = extracted.inputs().get(i);
            assertEquals(spend.scriptSig(), inputs.get(i).finalScriptSig().orElse(ByteString.EMPTY));
            assertEquals(spend.witness(), inputs.get(i).finalWitness().orElse(List.of()));
        }
    }

    @Test
    void unknownFieldsAreCombinedInLexicographicOrder() {
        assertEquals(step(10), hex(parsed(8).combine(parsed(9))));
        assertEquals(step(10), hex(parsed(9).combine(parsed(8))));
        assertEquals(11, bip().get("workflow_in_document_order").items().size());
    }

    private static Json bip() {
        return Vectors.json("bips/bip174-psbt-vectors.json");
    }

    private static String step(int index) {
        return bip().get("workflow_in_document_order").items().get(index).text("hex");
    }

    private static Psbt created() {
        List<TransactionInput> inputs = bip().get("workflow_inputs").items().stream()
                .map(input -> TransactionInput.unsigned(
                        new Outpoint(Sha256Hash.wrap(input.text("txid")), (long)
                                Objects.requireNonNull(input.get("vout").value())),
                        TransactionInput.SEQUENCE_FINAL))
                .toList();
        List<TransactionOutput> outputs = bip().get("workflow_outputs").items().stream()
                .map(output -> new TransactionOutput(
                        Coin.parseCoin(output.text("amount")), ByteString.ofHex(output.text("scriptPubKey"))))
                .toList();
        return Psbt.create(new Transaction(2, inputs, outputs, 0));
    }

    private static Psbt updated() {
        List<ByteString> scripts = bip().get("workflow_scripts").items().stream()
                .map(script -> ByteString.ofHex(script.text()))
                .toList();
        List<Transaction> previous = bip().get("workflow_previous_txs").items().stream()
                .map(transaction -> Transaction.parse(ByteString.ofHex(transaction.text())))
                .toList();
        Psbt created = created();
        List<TransactionInput> spends = created.unsignedTransaction().inputs();
        PsbtInput legacy = PsbtInput.builder()
                .previousTransaction(spent(previous, spends.get(0)))
                .redeemScript(scripts.get(0))
                .origins(origins(0, 1))
                .build();
        Transaction nested = spent(previous, spends.get(1));
        PsbtInput segwit = PsbtInput.builder()
                .spentOutput(nested.outputs().get((int) spends.get(1).outpoint().index()))
                .redeemScript(scripts.get(1))
                .witnessScript(scripts.get(2))
                .origins(origins(2, 3))
                .build();
        return created.withInputs(List.of(legacy, segwit)).withOutputs(List.of(paidTo(4), paidTo(5)));
    }

    private static Transaction spent(List<Transaction> previous, TransactionInput spend) {
        return previous.stream()
                .filter(transaction ->
                        transaction.txid().equals(spend.outpoint().txid()))
                .findFirst()
                .orElseThrow();
    }

    private static PsbtOutput paidTo(int key) {
        return new PsbtOutput(Optional.empty(), Optional.empty(), origins(key), TaprootOutput.EMPTY, Map.of());
    }

    private static Map<PublicKey, KeyOrigin> origins(int... keys) {
        Map<PublicKey, KeyOrigin> origins = new TreeMap<>();
        for (int each : keys) {
            Json key = bip().get("workflow_keys").items().get(each);
            origins.put(
                    new PublicKey(ByteString.ofHex(key.text("pubkey"))),
                    new KeyOrigin(ByteString.ofHex("d90c6a4f"), DerivationPath.parse(key.text("path"))));
        }
        return origins;
    }

    private static Psbt parsed(int step) {
        return Psbt.parse(ByteString.ofHex(step(step)).toByteArray());
    }

    private static String hex(Psbt psbt) {
        return ByteString.of(psbt.serialize()).toHex();
    }
}
