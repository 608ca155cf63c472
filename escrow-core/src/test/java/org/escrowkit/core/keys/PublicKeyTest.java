package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class PublicKeyTest {
    private static final List<PublicKey> KEYS = IntStream.range(50, 60)
            .mapToObj(seed -> TestKeys.seeded(seed).xpub().key())
            .toList();

    /** BIP67. */
    @Test
    void isOrderedAsItsBytesAre() {
        List<ByteString> bytes = KEYS.stream().map(PublicKey::bytes).sorted().toList();
        assertEquals(bytes, KEYS.stream().sorted().map(PublicKey::bytes).toList());
        assertNotEquals(bytes, KEYS.stream().map(PublicKey::bytes).toList(), "were in order before");
    }

    @Test
    void equalsTheSameKeyFromElsewhereAndNoOther() {
        PublicKey same = PublicKey.ofHex(KEYS.get(0).toString());
        assertEquals(KEYS.get(0), same);
        assertEquals(KEYS.get(0).hashCode(), same.hashCode());
        assertNotEquals(KEYS.get(0), KEYS.get(1));
        assertNotEquals(KEYS.get(0).hashCode(), KEYS.get(1).hashCode());
    }
}
