package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fr.acinq.secp256k1.Secp256k1;
import java.util.HashSet;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class PartyMessageTest {
    private static final byte[] SECRET = Sha256Hash.hash(new byte[] {7});
    private static final ByteString KEY = ByteString.of(
                    Secp256k1.get().pubKeyCompress(Secp256k1.get().pubkeyCreate(SECRET)))
            .slice(1, 33);

    @Test
    void aSignatureForOnePurposeIsNoneForAnother() {
        ByteString bytes = ByteString.of((byte) 1, (byte) 2);
        Set<Sha256Hash> hashes = new HashSet<>();
        for (PartyMessage.Purpose purpose : PartyMessage.Purpose.values()) {
            PartyMessage message = new PartyMessage(purpose, bytes);
            ByteString signature =
                    ByteString.of(Secp256k1.get().signSchnorr(message.hash().getBytes(), SECRET, null));
            for (PartyMessage.Purpose other : PartyMessage.Purpose.values()) {
                assertEquals(other == purpose, new PartyMessage(other, bytes).isSignedBy(KEY, signature));
            }
            assertFalse(message.isSignedBy(KEY, ByteString.EMPTY));
            assertFalse(message.isSignedBy(ByteString.EMPTY, signature));
            hashes.add(message.hash());
        }
        assertEquals(PartyMessage.Purpose.values().length, hashes.size());
    }
}
