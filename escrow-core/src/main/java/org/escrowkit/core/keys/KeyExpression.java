package org.escrowkit.core.keys;

import java.util.Optional;

/**
 * A key as descriptors write it (BIP380, BIP389), public ones only: an optional origin, then a compressed key in
 * hexadecimal, or an extended key with a path behind it. Guarantees that no private key passes, that every key is a
 * point of the curve, and that every derivation it describes can be made from public keys alone. Text that it prints is
 * text that it reads, and reads as itself; extended keys of another prefix (SLIP-132) are printed as xpub or tpub.
 */
public sealed interface KeyExpression {
    Optional<KeyOrigin> origin();

    /** How many keys it stands for at one index: 2 for {@code xpub/<0;1>/*}, 1 without alternatives. */
    int branches();

    /** Whether it ends in a wildcard, so that every index has another key. */
    boolean ranged();

    /**
     * The key at this place.
     *
     * @param branch 0 to {@link #branches()} - 1
     * @param index 0 to 2³¹−1; means nothing unless {@link #ranged()}
     */
    PublicKey key(int branch, int index);

    /** Where the key at this place comes from, as a PSBT tells a signing device; parameters as for {@link #key}. */
    KeyOrigin originOf(int branch, int index);

    /**
     * Reads an expression for a P2WSH script.
     *
     * @throws KeyException with the character at which the text is wrong
     */
    static KeyExpression parse(String text) {
        return parse(text, KeyPurpose.P2WSH);
    }

    /**
     * Reads an expression for a script of this kind, which decides the prefixes of extended keys that are taken.
     *
     * @throws KeyException with the character at which the text is wrong
     */
    static KeyExpression parse(String text, KeyPurpose purpose) {
        return KeyExpressionReader.read(text, purpose);
    }

    /** One key that stays. */
    record RawKey(Optional<KeyOrigin> origin, PublicKey key) implements KeyExpression {
        @Override
        public int branches() {
            return 1;
        }

        @Override
        public boolean ranged() {
            return false;
        }

        @Override
        public PublicKey key(int branch, int index) {
            if (branch != 0) {
                throw new IndexOutOfBoundsException("branch " + branch + " of 1");
            }
            return key;
        }

        /** A key without an origin is its own master. */
        @Override
        public KeyOrigin originOf(int branch, int index) {
            return origin.orElseGet(() -> new KeyOrigin(key.fingerprint(), DerivationPath.MASTER));
        }

        @Override
        public String toString() {
            return prefix(origin) + key;
        }
    }

    /** An extended key and the path below it. */
    record ExtendedKey(Optional<KeyOrigin> origin, ExtendedPublicKey xpub, KeyPath path) implements KeyExpression {
        /** @throws KeyException if the path leads deeper than the 255 steps that BIP32 can count */
        public ExtendedKey {
            int above = Math.max(
                    xpub.depth(), origin.map(known -> known.path().depth()).orElse(0));
            if (above + path.depth() > DerivationPath.MOST_STEPS) {
                throw new KeyException(KeyFault.PATH_MALFORMED, "leads deeper than 255 steps");
            }
        }

        @Override
        public int branches() {
            return path.branches();
        }

        @Override
        public boolean ranged() {
            return path.wildcard();
        }

        /** The extended key that all keys of this branch are children of, or are where there is no wildcard. */
        public ExtendedPublicKey branch(int branch) {
            ExtendedPublicKey parent = xpub;
            for (int step : path.branch(branch)) {
                parent = parent.child(step);
            }
            return parent;
        }

        @Override
        public PublicKey key(int branch, int index) {
            return path.wildcard()
                    ? branch(branch).childKey(index)
                    : branch(branch).key();
        }

        /** A key without an origin is its own master. */
        @Override
        public KeyOrigin originOf(int branch, int index) {
            KeyOrigin known = origin.orElseGet(() -> new KeyOrigin(xpub.fingerprint(), DerivationPath.MASTER));
            for (int step : path.branch(branch)) {
                known = known.child(step);
            }
            return path.wildcard() ? known.child(index) : known;
        }

        /**
         * The account without the path.
         *
         * @throws KeyException if the origin is missing or contradicts the extended key
         */
        public AccountKey account() {
            return new AccountKey(
                    origin.orElseThrow(() -> new KeyException(KeyFault.ORIGIN_MALFORMED, "no origin")), xpub);
        }

        @Override
        public String toString() {
            return prefix(origin) + xpub + path;
        }
    }

    private static String prefix(Optional<KeyOrigin> origin) {
        return origin.map(known -> "[" + known + "]").orElse("");
    }
}
