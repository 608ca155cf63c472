package org.escrowkit.core.psbt;

import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.PublicKey;

/** The form of fields that have a name and are yet only kept for others: proprietary ones, and MuSig2's (BIP373). */
final class PreservedFields {
    private static final int LEAF_HASH_SIZE = 32;
    private static final int MUSIG2_NONCE_SIZE = 66;
    private static final int MUSIG2_SIGNATURE_SIZE = 32;

    private PreservedFields() {}

    static void check(PsbtField field, ByteString keyData, ByteString value, MapReader map) {
        switch (field) {
            case GLOBAL_PROPRIETARY, IN_PROPRIETARY, OUT_PROPRIETARY -> checkProprietary(keyData, map);
            case IN_MUSIG2_PARTICIPANT_PUBKEYS, OUT_MUSIG2_PARTICIPANT_PUBKEYS -> {
                map.key(keyData);
                checkKeys(value, map);
            }
            case IN_MUSIG2_PUB_NONCE -> checkMusig2(keyData, value, MUSIG2_NONCE_SIZE, map);
            case IN_MUSIG2_PARTIAL_SIG -> checkMusig2(keyData, value, MUSIG2_SIGNATURE_SIZE, map);
            default -> throw new IllegalStateException(field + " has a use");
        }
    }

    /** An identifier, a subtype, and whatever the owner of the identifier wants (BIP174). */
    private static void checkProprietary(ByteString keyData, MapReader map) {
        try {
            ByteReader in = ByteReader.of(keyData, "proprietary key");
            in.varWindow();
            in.readCompactSize();
        } catch (MalformedException wrong) {
            throw map.malformed("proprietary key: " + wrong.problem());
        }
    }

    /** The key of the participant, the aggregate key, and for a script path the leaf. */
    private static void checkMusig2(ByteString keyData, ByteString value, int size, MapReader map) {
        int keys = 2 * PublicKey.SIZE;
        if (keyData.size() != keys && keyData.size() != keys + LEAF_HASH_SIZE) {
            throw map.malformed("key data of " + keyData.size() + " bytes");
        }
        checkKeys(keyData.slice(0, keys), map);
        if (value.size() != size) {
            throw map.malformed(value.size() + " bytes instead of " + size);
        }
    }

    private static void checkKeys(ByteString keys, MapReader map) {
        if (keys.size() % PublicKey.SIZE != 0) {
            throw map.malformed("keys of " + keys.size() + " bytes together");
        }
        for (int at = 0; at < keys.size(); at += PublicKey.SIZE) {
            map.key(keys.slice(at, at + PublicKey.SIZE));
        }
    }
}
