package org.escrowkit.core.psbt;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * A hash the preimage of which a PSBT carries (BIP174).
 *
 * @param hash 20 or 32 bytes, as the function gives them; that the preimage has this hash is not checked
 */
public record HashLock(Function function, ByteString hash) implements Comparable<HashLock> {
    /** The hash functions of Bitcoin Script. */
    public enum Function {
        RIPEMD160(PsbtField.IN_RIPEMD160, 20),
        SHA256(PsbtField.IN_SHA256, 32),
        HASH160(PsbtField.IN_HASH160, 20),
        HASH256(PsbtField.IN_HASH256, 32);

        private final PsbtField field;
        private final int size;

        Function(PsbtField field, int size) {
            this.field = field;
            this.size = size;
        }

        PsbtField field() {
            return field;
        }

        int size() {
            return size;
        }
    }

    public HashLock {
        if (hash.size() != function.size()) {
            throw new IllegalArgumentException("a " + function + " of " + hash.size() + " bytes");
        }
    }

    @Override
    public int compareTo(HashLock other) {
        int byFunction = function.compareTo(other.function);
        return byFunction != 0 ? byFunction : hash.compareTo(other.hash);
    }
}
