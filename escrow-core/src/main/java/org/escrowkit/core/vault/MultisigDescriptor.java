package org.escrowkit.core.vault;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.keys.KeyExpression;
import org.escrowkit.core.keys.PublicKey;

/**
 * {@code wsh(multi(…))} or {@code wsh(sortedmulti(…))} (BIP382, BIP383), or one of them within {@code sh(…)} (BIP381).
 * Says nothing of whose keys they are, or whether they are distinct: a {@link Vault} does.
 *
 * @param nested within {@code sh(…)}
 * @param sorted whether each script has its keys in BIP67 order, or in the order in which they stand here
 * @param required signatures, 1 to the number of keys
 * @param keys 1 to 20
 */
public record MultisigDescriptor(boolean nested, boolean sorted, int required, List<KeyExpression> keys)
        implements Descriptor {
    /** As consensus allows in one OP_CHECKMULTISIG. */
    static final int MOST_KEYS = 20;

    private static final int OP_1 = 0x51;
    private static final int LAST_OP_NUMBER = 16;
    private static final int OP_CHECKMULTISIG = 0xae;
    private static final int OP_HASH160 = 0xa9;
    private static final int OP_EQUAL = 0x87;

    /** @throws IllegalArgumentException if the numbers do not fit, or if keys branch into different numbers of paths */
    public MultisigDescriptor {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > MOST_KEYS || required < 1 || required > keys.size()) {
            throw new IllegalArgumentException(required + " of " + keys.size() + " is no multisig");
        }
        int branches = branches(keys);
        if (keys.stream().anyMatch(key -> key.branches() != 1 && key.branches() != branches)) {
            throw new IllegalArgumentException("keys branch into different numbers of paths");
        }
    }

    private static int branches(List<KeyExpression> keys) {
        return keys.stream().mapToInt(KeyExpression::branches).max().orElse(1);
    }

    @Override
    public int branches() {
        return branches(keys);
    }

    @Override
    public boolean ranged() {
        return keys.stream().anyMatch(KeyExpression::ranged);
    }

    @Override
    public DescriptorScripts at(int branch, int index) {
        Objects.checkIndex(branch, branches());
        if (index < 0) {
            throw new IllegalArgumentException("an index is 0 to 2^31-1, not " + index);
        }
        Stream<ByteString> ordered = keys.stream()
                .map(key -> key.key(key.branches() == 1 ? 0 : branch, index))
                .map(PublicKey::bytes);
        ByteString witnessScript = script(sorted ? ordered.sorted().toList() : ordered.toList());
        ByteString program = Scripts.p2wsh(witnessScript);
        return nested
                ? new DescriptorScripts(p2sh(program), Optional.of(program), Optional.of(witnessScript))
                : new DescriptorScripts(program, Optional.empty(), Optional.of(witnessScript));
    }

    private ByteString script(List<ByteString> ordered) {
        ByteWriter out = new ByteWriter();
        writeNumber(out, required);
        ordered.forEach(out::writeVarBytes);
        writeNumber(out, ordered.size());
        return out.writeByte(OP_CHECKMULTISIG).toByteString();
    }

    /** Numbers up to 16 have opcodes of their own; larger ones are pushed as a byte. */
    private static void writeNumber(ByteWriter out, int number) {
        if (number <= LAST_OP_NUMBER) {
            out.writeByte(OP_1 - 1 + number);
        } else {
            out.writeByte(1).writeByte(number);
        }
    }

    private static ByteString p2sh(ByteString redeemScript) {
        byte[] hash = CryptoUtils.sha256hash160(redeemScript.toByteArray());
        return new ByteWriter()
                .writeByte(OP_HASH160)
                .writeByte(hash.length)
                .write(hash)
                .writeByte(OP_EQUAL)
                .toByteString();
    }

    @Override
    public String body() {
        String list = keys.stream().map(KeyExpression::toString).collect(Collectors.joining(","));
        String multi = "wsh(" + (sorted ? "sortedmulti(" : "multi(") + required + "," + list + "))";
        return nested ? "sh(" + multi + ")" : multi;
    }

    @Override
    public String toString() {
        return text();
    }
}
