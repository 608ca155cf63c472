package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The script template {@code m <key>… n OP_CHECKMULTISIG} over compressed keys, in the order in which they stand: the
 * one witness script that escrow vaults use.
 *
 * @param required how many signatures, in the order of the keys, unlock it
 * @param keys 33 bytes each; whether they are points of the curve is for the package {@code keys} to say
 */
public record MultisigScript(int required, List<ByteString> keys) {
    /** The most keys that standard rules allow a P2WSH multisig of this form. */
    private static final int MOST_KEYS = 16;

    private static final int KEY_SIZE = 33;
    private static final int OP_1 = 0x51;
    private static final int OP_CHECKMULTISIG = 0xae;

    public MultisigScript {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > MOST_KEYS || required < 1 || required > keys.size()) {
            throw new IllegalArgumentException(required + " of " + keys.size() + " is no multisig");
        }
        for (ByteString key : keys) {
            if (!isCompressedKey(key)) {
                throw new IllegalArgumentException("not a compressed key: " + key);
            }
        }
    }

    /** BIP67: the keys in lexicographic order, as the descriptor {@code sortedmulti} puts them. */
    public static MultisigScript sorted(int required, List<ByteString> keys) {
        return new MultisigScript(required, keys.stream().sorted().toList());
    }

    /** The template in these bytes; empty if they are any other script. */
    public static Optional<MultisigScript> parse(ByteString script) {
        int count = (script.size() - 3) / (KEY_SIZE + 1);
        if (count < 1 || count > MOST_KEYS || script.size() != 3 + count * (KEY_SIZE + 1)) {
            return Optional.empty();
        }
        int required = script.at(0) - OP_1 + 1;
        boolean framed = required >= 1
                && required <= count
                && script.at(script.size() - 2) == OP_1 - 1 + count
                && script.at(script.size() - 1) == OP_CHECKMULTISIG;
        List<ByteString> keys = new ArrayList<>(count);
        for (int at = 1; framed && at < script.size() - 2; at += KEY_SIZE + 1) {
            ByteString key = script.slice(at + 1, at + 1 + KEY_SIZE);
            framed = script.at(at) == KEY_SIZE && isCompressedKey(key);
            keys.add(key);
        }
        return framed ? Optional.of(new MultisigScript(required, keys)) : Optional.empty();
    }

    public ByteString toScript() {
        ByteWriter out = new ByteWriter().writeByte(OP_1 - 1 + required);
        keys.forEach(out::writeVarBytes);
        return out.writeByte(OP_1 - 1 + keys.size()).writeByte(OP_CHECKMULTISIG).toByteString();
    }

    private static boolean isCompressedKey(ByteString key) {
        return key.size() == KEY_SIZE && (key.at(0) == 2 || key.at(0) == 3);
    }
}
