package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.EcdsaVerifier;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class SignatureCacheTest {
    private static final Sha256Hash HASH = Sha256Hash.of(new byte[] {1});
    private static final EcdsaSignature SIGNATURE = new EcdsaSignature(BigInteger.ONE, BigInteger.TWO);
    private static final ByteString KEY = ByteString.ofHex("02");

    private final List<Object> asked = new ArrayList<>();

    private SignatureCache answering(boolean answer) {
        return new SignatureCache((hash, signature, key) -> {
            asked.add(hash);
            return answer;
        });
    }

    @Test
    void asksAboutAGoodSignatureOnce() {
        SignatureCache cache = answering(true);
        assertFalse(cache.isKnownGood(HASH, SIGNATURE, KEY));
        for (int i = 0; i < 3; i++) {
            assertTrue(cache.verify(HASH, SIGNATURE, KEY));
        }
        assertTrue(cache.isKnownGood(HASH, SIGNATURE, KEY));
        assertEquals(1, asked.size());
    }

    @Test
    void asksAgainAboutABadOne() {
        SignatureCache cache = answering(false);
        assertFalse(cache.verify(HASH, SIGNATURE, KEY));
        assertFalse(cache.verify(HASH, SIGNATURE, KEY));
        assertEquals(2, asked.size());
    }

    /** Where one of the three is another, nothing is known. */
    @Test
    void knowsNothingOfAnotherHashSignatureOrKey() {
        SignatureCache cache = answering(true);
        cache.verify(HASH, SIGNATURE, KEY);
        assertFalse(cache.isKnownGood(Sha256Hash.ZERO_HASH, SIGNATURE, KEY));
        assertFalse(cache.isKnownGood(HASH, new EcdsaSignature(BigInteger.TWO, BigInteger.TWO), KEY));
        assertFalse(cache.isKnownGood(HASH, SIGNATURE, ByteString.ofHex("03")));
    }

    @Test
    void learnsWhatAnotherFoundOut() {
        SignatureCache cache = answering(true);
        SignatureCache other = answering(true);
        other.verify(HASH, SIGNATURE, KEY);
        cache.learn(other);
        assertTrue(cache.verify(HASH, SIGNATURE, KEY));
        assertEquals(1, asked.size());
    }

    /** Whichever keys signed, and wherever they stand in the scripts: no more questions than signatures. */
    @Test
    void combiningAndFinishingAskOncePerSignature() {
        TestPsbts spend = TestPsbts.seeded(77, 12);
        for (Role[] pair : new Role[][] {{Role.BORROWER, Role.LENDER}, {Role.ARBITER, Role.BORROWER}}) {
            asked.clear();
            Psbt one = counting(spend.signedBy(pair[0]));
            Psbt other = Psbt.parse(spend.signedBy(pair[1]).serialize());
            assertTrue(one.combine(other).finish() instanceof Completion.Complete);
            assertEquals(24, asked.size());
        }
    }

    private Psbt counting(Psbt signed) {
        EcdsaVerifier curve = Curve.verifier();
        SignatureCache counting = new SignatureCache((hash, signature, key) -> {
            asked.add(hash);
            return curve.verify(hash, signature, key);
        });
        return new Psbt(signed.unsignedTransaction(), signed.global(), signed.inputs(), signed.outputs(), counting);
    }

    /** The answers are those of a verifier that remembers nothing. */
    @Test
    void changesNoVerdict() {
        TestPsbts spend = TestPsbts.seeded(78, 3);
        Psbt both = spend.signedBy(Role.LENDER).combine(spend.signedBy(Role.ARBITER));
        var complete = (Completion.Complete) both.finish();
        var afresh = new P2wshVerifier(Curve.verifier());
        assertTrue(afresh.verify(complete.transaction(), spend.spent()).isEmpty());
    }
}
