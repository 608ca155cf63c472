package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.psbt.HashLock;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtDifferentialBytes;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.TaprootInput;
import org.escrowkit.core.psbt.TaprootLeaf;
import org.escrowkit.core.psbt.TaprootOrigin;
import org.escrowkit.core.psbt.TaprootTreeLeaf;
import org.escrowkit.wallet.node.JsonValue;

/** Fields that no escrow has and every PSBT may: of taproot, P2SH, preimages. Well-formed, and of random content. */
final class PsbtForeignFields {
    private final Random random;

    PsbtForeignFields(Random random) {
        this.random = random;
    }

    void addTo(PsbtDifferentialBytes psbt, int inputs) {
        for (int map = 1; map < psbt.maps.size(); map++) {
            List<Field> all = new ArrayList<>();
            if (map <= inputs) {
                addInput(all);
            } else {
                addOutput(all);
            }
            all.removeIf(field -> random.nextInt(3) == 0);
            psbt.maps.get(map).addAll(all);
        }
    }

    private void addInput(List<Field> all) {
        ByteString preimage = bytes(random.nextInt(40));
        byte[] secret = preimage.toByteArray();
        all.add(Field.of("04", bytes(random.nextInt(50))));
        all.add(Field.of("0a" + ByteString.of(CryptoUtils.digestRipeMd160(secret)), preimage));
        all.add(Field.of("0b" + ByteString.of(Sha256Hash.hash(secret)), preimage));
        all.add(Field.of("0c" + ByteString.of(CryptoUtils.sha256hash160(secret)), preimage));
        all.add(Field.of("0d" + ByteString.of(Sha256Hash.hashTwice(secret)), preimage));
        all.add(Field.of("13", bytes(64 + random.nextInt(2))));
        all.add(Field.of("14" + bytes(64), bytes(64 + random.nextInt(2))));
        all.add(Field.of(
                "15" + bytes(33 + 32 * random.nextInt(3)),
                bytes(random.nextInt(30)).plus(0xc0)));
        all.add(Field.of("16" + bytes(32), taprootOrigin()));
        all.add(Field.of("17", bytes(32)));
        all.add(Field.of("18", bytes(32)));
    }

    private void addOutput(List<Field> all) {
        ByteWriter tree = new ByteWriter();
        int leaves = 1 + random.nextInt(2);
        for (int i = 0; i < leaves; i++) {
            tree.writeByte(leaves - 1).writeByte(0xc0).writeVarBytes(bytes(random.nextInt(30)));
        }
        all.add(Field.of("00", bytes(random.nextInt(50))));
        all.add(Field.of("05", bytes(32)));
        all.add(Field.of("06", tree.toByteString()));
        all.add(Field.of("07" + bytes(32), taprootOrigin()));
    }

    private ByteString taprootOrigin() {
        int hashes = random.nextInt(3);
        ByteWriter value = new ByteWriter().writeCompactSize(hashes);
        return value.write(bytes(32 * hashes + 4 * (1 + random.nextInt(6)))).toByteString();
    }

    private ByteString bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    /** Each of them as we and the node understand it. */
    static void assertSame(Psbt ours, JsonValue theirs, String which) {
        for (int i = 0; i < ours.inputs().size(); i++) {
            PsbtInput input = ours.inputs().get(i);
            JsonValue their = theirs.get("inputs").elements().get(i);
            assertEquals(preimages(input), preimages(their), which);
            assertSame(input.taproot(), their, which + ", input " + i);
        }
        for (int i = 0; i < ours.outputs().size(); i++) {
            var taproot = ours.outputs().get(i).taproot();
            JsonValue their = theirs.get("outputs").elements().get(i);
            assertEquals(taproot.internalKey(), find(their, "taproot_internal_key"), which);
            assertEquals(sorted(taproot.origins()), origins(their), which);
            List<TaprootTreeLeaf> tree = elements(their, "taproot_tree").stream()
                    .map(leaf -> new TaprootTreeLeaf(leaf.get("depth").asInt(), leaf(leaf)))
                    .toList();
            assertEquals(taproot.tree(), tree, which);
        }
    }

    private static void assertSame(TaprootInput ours, JsonValue theirs, String which) {
        assertEquals(ours.keySignature(), find(theirs, "taproot_key_path_sig"), which);
        assertEquals(ours.internalKey(), find(theirs, "taproot_internal_key"), which);
        assertEquals(ours.merkleRoot(), find(theirs, "taproot_merkle_root"), which);
        assertEquals(sorted(ours.origins()), origins(theirs), which);
        Map<ByteString, ByteString> signatures = new HashMap<>();
        for (JsonValue each : elements(theirs, "taproot_script_path_sigs")) {
            String key = each.get("pubkey").asString() + each.get("leaf_hash").asString();
            signatures.put(ByteString.ofHex(key), hex(each.get("sig")));
        }
        assertEquals(ours.scriptSignatures(), signatures, which);
        Map<ByteString, TaprootLeaf> leaves = new HashMap<>();
        for (JsonValue each : elements(theirs, "taproot_scripts")) {
            elements(each, "control_blocks").forEach(block -> leaves.put(hex(block), leaf(each)));
        }
        assertEquals(ours.leafScripts(), leaves, which);
    }

    private static Map<String, String> preimages(PsbtInput input) {
        Map<String, String> preimages = new TreeMap<>();
        input.preimages().forEach((lock, value) -> preimages.put(lock.function() + " " + lock.hash(), value.toHex()));
        return preimages;
    }

    private static Map<String, String> preimages(JsonValue input) {
        Map<String, String> preimages = new TreeMap<>();
        for (HashLock.Function function : HashLock.Function.values()) {
            String field = function.name().toLowerCase(Locale.ROOT) + "_preimages";
            input.find(field)
                    .ifPresent(all -> all.fields()
                            .forEach((hash, value) -> preimages.put(function + " " + hash, value.asString())));
        }
        return preimages;
    }

    /** To the node the leaves of a key are a set. */
    private static Map<ByteString, TaprootOrigin> sorted(Map<ByteString, TaprootOrigin> ours) {
        Map<ByteString, TaprootOrigin> sorted = new HashMap<>();
        ours.forEach((key, origin) -> sorted.put(
                key, new TaprootOrigin(origin.leafHashes().stream().sorted().toList(), origin.origin())));
        return sorted;
    }

    private static Map<ByteString, TaprootOrigin> origins(JsonValue place) {
        Map<ByteString, TaprootOrigin> origins = new HashMap<>();
        for (JsonValue each : elements(place, "taproot_bip32_derivs")) {
            List<ByteString> hashes = elements(each, "leaf_hashes").stream()
                    .map(PsbtForeignFields::hex)
                    .sorted()
                    .toList();
            String path = each.get("path").asString().substring(1).replace('\'', 'h');
            KeyOrigin origin = KeyOrigin.parse(each.get("master_fingerprint").asString() + path);
            origins.put(hex(each.get("pubkey")), new TaprootOrigin(hashes, origin));
        }
        return origins;
    }

    private static TaprootLeaf leaf(JsonValue leaf) {
        return new TaprootLeaf(leaf.get("leaf_ver").asInt(), hex(leaf.get("script")));
    }

    private static List<JsonValue> elements(JsonValue place, String field) {
        return place.find(field).map(JsonValue::elements).orElse(List.of());
    }

    private static Optional<ByteString> find(JsonValue place, String field) {
        return place.find(field).map(PsbtForeignFields::hex);
    }

    private static ByteString hex(JsonValue value) {
        return ByteString.ofHex(value.asString());
    }
}
