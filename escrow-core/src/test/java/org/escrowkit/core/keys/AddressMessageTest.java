package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.Scripts;
import org.junit.jupiter.api.Test;

/** BIP322's own vectors, as far as they are of the simple form and of P2WPKH addresses. */
class AddressMessageTest {
    private static final String BASIC = "bips/bip322-basic-test-vectors.json";
    private static final String GENERATED = "bips/bip322-generated-test-vectors.json";
    /** Of every vector that tells no other. */
    private static final String KEY = "L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k";

    private static ECKey secret(String wif) {
        byte[] data = Base58.decodeChecked(wif);
        return ECKey.fromPrivate(Arrays.copyOfRange(data, 1, 33));
    }

    private static AddressMessage message(String wif, String text) {
        return new AddressMessage(new PublicKey(ByteString.of(secret(wif).getPubKey())), bytes(text));
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bothVirtualTransactionsAreThoseOfTheVectors() {
        List<Vectors.Json> vectors = Vectors.json(BASIC).get("tx_hashes").items();
        assertEquals(3, vectors.size());
        for (Vectors.Json vector : vectors) {
            AddressMessage message = message(KEY, vector.text("message"));
            assertEquals(vector.text("message_hash"), HexFormat.of().formatHex(message.messageHash()));
            assertEquals(
                    vector.text("to_spend_tx_hash"), message.toSpend().txid().toString());
            assertEquals(vector.text("to_sign_tx_hash"), message.toSign().txid().toString());
            assertEquals(
                    vector.text("address"),
                    Scripts.segwitAddress(message.program(), BitcoinNetwork.MAINNET)
                            .orElseThrow()
                            .toString());
        }
    }

    @Test
    void takesEverySimpleSignatureOfTheVectors() {
        int signatures = 0;
        for (Vectors.Json vector : simple()) {
            AddressMessage message =
                    message(vector.get("private_keys").items().get(0).text(), vector.text("message"));
            for (Vectors.Json signature : vector.get("bip322_signatures").items()) {
                String text = signature.text();
                assertTrue(message.isSignedBy(text), text);
                assertTrue(message.isSignedBy(text.substring(3)), "without its prefix: " + text);
                assertFalse(message(KEY, "another message").isSignedBy(text), text);
                signatures++;
            }
        }
        assertEquals(5, signatures);
    }

    private static List<Vectors.Json> simple() {
        return Stream.of(BASIC, GENERATED)
                .flatMap(file -> Vectors.json(file).get("simple").items().stream())
                .filter(vector -> vector.text("type").equals("p2wpkh"))
                .toList();
    }

    @Test
    void refusesEveryWrongSignatureOfTheVectors() {
        int refused = 0;
        for (String file : List.of(BASIC, GENERATED)) {
            for (Vectors.Json vector : Vectors.json(file).get("error").items()) {
                AddressMessage message = message(KEY, vector.text("message"));
                boolean another = vector.text("description").contains("wrong address");
                // By that name the vector means a signature that is good for this key's address.
                assertEquals(another, message.isSignedBy(vector.text("signature")), vector.text("description"));
                refused += another ? 0 : 1;
            }
        }
        assertEquals(35, refused);
    }

    @Test
    void writesWhatItReads() {
        AddressMessage message = message(KEY, "Hello World");
        String text = message.toText(signature(message, false));
        assertTrue(text.startsWith("smp"));
        assertTrue(message.isSignedBy(text));
        assertEquals(simple().get(1).get("bip322_signatures").items().get(1).text(), text);
    }

    @Test
    void aSignatureInAnotherFormOfTheSameNumbersIsRefused() {
        AddressMessage message = message(KEY, "Hello World");
        assertFalse(message.isSignedBy(message.toText(signature(message, true))), "high S");
        byte[] honest = Base64.getDecoder()
                .decode(message.toText(signature(message, false)).substring(3));
        int sighash = 1 + honest[1];
        for (int i = 0; i < honest.length; i++) {
            byte[] changed = honest.clone();
            changed[i] ^= (byte) (i == sighash ? 0x80 : 1);
            assertFalse(message.isSignedBy(text(changed)), "byte " + i);
            assertFalse(message.isSignedBy(text(Arrays.copyOf(honest, i))), "cut at " + i);
        }
        assertFalse(message.isSignedBy(text(Arrays.copyOf(honest, honest.length + 1))));
        assertFalse(message.isSignedBy("smp"));
        assertFalse(message.isSignedBy("smp".repeat(1_000)));
        assertFalse(message.isSignedBy("\ud800 no text"));
    }

    private static String text(byte[] witness) {
        return "smp" + Base64.getEncoder().encodeToString(witness);
    }

    private static EcdsaSignature signature(AddressMessage message, boolean high) {
        ECKey.ECDSASignature low = secret(KEY).sign(message.sighash());
        return new EcdsaSignature(
                low.r, high ? ECKey.ecDomainParameters().getN().subtract(low.s) : low.s);
    }
}
