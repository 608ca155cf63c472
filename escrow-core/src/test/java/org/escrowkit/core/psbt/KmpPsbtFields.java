package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.acinq.bitcoin.KeyPath;
import fr.acinq.bitcoin.psbt.Input;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/** Holds every field that we have a type for against the same field as bitcoin-kmp understands it. */
final class KmpPsbtFields {
    private KmpPsbtFields() {}

    static void assertSame(Psbt ours, fr.acinq.bitcoin.psbt.Psbt theirs, String which) {
        assertEquals(
                ours.unsignedTransaction(),
                Transaction.parseLegacy(bytes(fr.acinq.bitcoin.Transaction.write(theirs.global.tx))),
                which);
        assertXpubs(ours, theirs, which);
        assertEquals(ours.inputs().size(), theirs.inputs.size(), which);
        for (int i = 0; i < theirs.inputs.size(); i++) {
            assertInput(ours.inputs().get(i), theirs.inputs.get(i), which + ", input " + i);
        }
        assertEquals(ours.outputs().size(), theirs.outputs.size(), which);
        for (int i = 0; i < theirs.outputs.size(); i++) {
            PsbtOutput output = ours.outputs().get(i);
            var their = theirs.outputs.get(i);
            assertEquals(output.redeemScript(), script(their.getRedeemScript()), which);
            assertEquals(output.witnessScript(), script(their.getWitnessScript()), which);
            assertEquals(output.origins(), origins(their.getDerivationPaths()), which);
        }
    }

    private static void assertXpubs(Psbt ours, fr.acinq.bitcoin.psbt.Psbt theirs, String which) {
        Set<String> xpubs = new HashSet<>();
        ours.xpubs().forEach((xpub, origin) -> xpubs.add(xpub + " " + origin));
        Set<String> their = new HashSet<>();
        for (var xpub : theirs.global.extendedPublicKeys) {
            var key = xpub.extendedPublicKey;
            var path = new fr.acinq.bitcoin.psbt.KeyPathWithMaster(xpub.masterKeyFingerprint, key.path);
            String text = fr.acinq.bitcoin.DeterministicWallet.encode(key, (int) xpub.prefix);
            their.add(text + " " + origin(path));
        }
        assertEquals(xpubs, their, which);
    }

    private static void assertInput(PsbtInput ours, Input theirs, String which) {
        assertEquals(
                ours.previousTransaction(),
                Optional.ofNullable(theirs.getNonWitnessUtxo())
                        .map(tx -> Transaction.parse(fr.acinq.bitcoin.Transaction.write(tx))),
                which);
        // Without the field it takes the output from the previous transaction.
        ours.spentOutput().ifPresent(spent -> {
            var their = Objects.requireNonNull(theirs.getWitnessUtxo(), which);
            assertEquals(spent, output(their), which);
        });
        Map<PublicKey, ByteString> signatures = new HashMap<>();
        theirs.getPartialSigs().forEach((key, value) -> signatures.put(key(key), bytes(value.toByteArray())));
        assertEquals(ours.signatures(), signatures, which);
        assertEquals(
                ours.sighashType(), Optional.ofNullable(theirs.getSighashType()).map(Integer::toUnsignedLong), which);
        assertEquals(ours.witnessScript(), script(theirs.getWitnessScript()), which);
        assertEquals(ours.origins(), origins(theirs.getDerivationPaths()), which);
        assertEquals(
                ours.finalWitness(),
                Optional.ofNullable(theirs.getScriptWitness())
                        .map(witness -> witness.stack.stream()
                                .map(item -> bytes(item.toByteArray()))
                                .toList()),
                which);
        assertEquals(ours.redeemScript(), script(theirs.getRedeemScript()), which);
        assertEquals(ours.finalScriptSig(), script(theirs.getScriptSig()), which);
    }

    private static TransactionOutput output(fr.acinq.bitcoin.TxOut output) {
        return new TransactionOutput(
                org.bitcoinj.base.Coin.valueOf(output.amount.toLong()), bytes(output.publicKeyScript.toByteArray()));
    }

    private static Optional<ByteString> script(
            @org.jspecify.annotations.Nullable List<? extends fr.acinq.bitcoin.ScriptElt> script) {
        return Optional.ofNullable(script).map(elements -> bytes(fr.acinq.bitcoin.Script.write(elements)));
    }

    private static Map<PublicKey, KeyOrigin> origins(
            Map<fr.acinq.bitcoin.PublicKey, fr.acinq.bitcoin.psbt.KeyPathWithMaster> theirs) {
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        theirs.forEach((key, origin) -> origins.put(key(key), origin(origin)));
        return origins;
    }

    private static KeyOrigin origin(fr.acinq.bitcoin.psbt.KeyPathWithMaster theirs) {
        int fingerprint = (int) theirs.masterKeyFingerprint;
        KeyPath path = theirs.keyPath;
        return new KeyOrigin(
                new ByteWriter().writeInt32(Integer.reverseBytes(fingerprint)).toByteString(),
                new org.escrowkit.core.keys.DerivationPath(
                        path.path.stream().map(Long::intValue).toList()));
    }

    private static PublicKey key(fr.acinq.bitcoin.PublicKey key) {
        return new PublicKey(bytes(key.value.toByteArray()));
    }

    private static ByteString bytes(byte[] bytes) {
        return ByteString.of(bytes);
    }
}
