package org.escrowkit.core.psbt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.jspecify.annotations.Nullable;

/** The taproot fields of an input. */
final class TaprootInputReader {
    private final MapReader map;
    private final Map<ByteString, ByteString> scriptSignatures = new HashMap<>();
    private final Map<ByteString, TaprootLeaf> leafScripts = new HashMap<>();
    private final Map<ByteString, TaprootOrigin> origins = new HashMap<>();
    private @Nullable ByteString keySignature;
    private @Nullable ByteString internalKey;
    private @Nullable ByteString merkleRoot;

    TaprootInputReader(MapReader map) {
        this.map = map;
    }

    /** @return false for a field of another kind, which is left unread */
    boolean take(PsbtField field, ByteString keyData, ByteReader value) {
        switch (field) {
            case IN_TAP_KEY_SIG -> keySignature = TaprootCodec.readSignature(value);
            case IN_TAP_SCRIPT_SIG ->
                map.putOnce(scriptSignatures, TaprootCodec.keyAndLeaf(keyData, map), TaprootCodec.readSignature(value));
            case IN_TAP_LEAF_SCRIPT ->
                map.putOnce(leafScripts, TaprootCodec.controlBlock(keyData, map), TaprootCodec.readLeaf(value));
            case IN_TAP_BIP32_DERIVATION ->
                map.putOnce(origins, TaprootCodec.key(keyData, map), TaprootCodec.readOrigin(value));
            case IN_TAP_INTERNAL_KEY -> internalKey = value.readBytes(TaprootCodec.KEY_SIZE);
            case IN_TAP_MERKLE_ROOT -> merkleRoot = value.readBytes(TaprootCodec.HASH_SIZE);
            default -> {
                return false;
            }
        }
        return true;
    }

    TaprootInput taproot() {
        return new TaprootInput(
                Optional.ofNullable(keySignature),
                scriptSignatures,
                leafScripts,
                origins,
                Optional.ofNullable(internalKey),
                Optional.ofNullable(merkleRoot));
    }
}
