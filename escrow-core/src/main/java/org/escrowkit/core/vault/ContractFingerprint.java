package org.escrowkit.core.vault;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;

/**
 * What every artefact of a loan can carry to say which contract it belongs to: a hash over the chain, the vault's keys
 * and the loan's terms. Two contracts have the same fingerprint only if they are the same, whatever the text of their
 * keys, origins and descriptors looks like.
 *
 * <p>BIP340's tagged hash, {@code sha256(sha256(tag) ‖ sha256(tag) ‖ message)} with the tag {@code escrowkit/contract},
 * over these 260 bytes:
 *
 * <ul>
 *   <li>1 byte: the form of the vault, 1 for {@code wsh(sortedmulti(2,…))} over {@code /0/*} of three accounts
 *   <li>32 bytes: the genesis hash of the chain, in the order of the wire (the last byte shown comes first)
 *   <li>for the borrower, the lender and the arbiter, in this order, 65 bytes: the account's compressed key (33) and
 *       its chain code (32)
 *   <li>32 bytes: the hash of the terms
 * </ul>
 *
 * @param hash 32 bytes
 */
public record ContractFingerprint(ByteString hash) {
    /** Bytes of the fingerprint, and of the hash of the terms. */
    public static final int SIZE = 32;

    private static final byte[] TAG_HASH = Sha256Hash.hash(ascii("escrowkit/contract"));
    private static final int SORTED_2_OF_3 = 1;

    public ContractFingerprint {
        if (hash.size() != SIZE) {
            throw new IllegalArgumentException("a fingerprint has " + SIZE + " bytes, not " + hash.size());
        }
    }

    /**
     * @param termsHash 32 bytes, whatever hash of the terms the parties agreed on
     * @throws KeyException if the vault's keys are not for the chain
     */
    public static ContractFingerprint of(Chain chain, Vault vault, ByteString termsHash) {
        if (termsHash.size() != SIZE) {
            throw new IllegalArgumentException("a hash of terms has " + SIZE + " bytes, not " + termsHash.size());
        }
        if (vault.network() != chain.network()) {
            throw new KeyException(KeyFault.WRONG_NETWORK, "a vault of " + vault.network() + " on " + chain);
        }
        byte[] tagged = new ByteWriter()
                .write(TAG_HASH)
                .write(TAG_HASH)
                .write(message(chain, vault, termsHash))
                .toByteArray();
        return new ContractFingerprint(ByteString.of(Sha256Hash.hash(tagged)));
    }

    private static byte[] message(Chain chain, Vault vault, ByteString termsHash) {
        ByteWriter out = new ByteWriter().writeByte(SORTED_2_OF_3).writeReversedHash(chain.genesis());
        for (Role role : new Role[] {Role.BORROWER, Role.LENDER, Role.ARBITER}) {
            ExtendedPublicKey xpub = vault.account(role).xpub();
            out.write(xpub.key().bytes()).write(xpub.chainCode());
        }
        return out.write(termsHash).toByteArray();
    }

    private static byte[] ascii(String text) {
        ByteWriter out = new ByteWriter();
        text.chars().forEach(out::writeByte);
        return out.toByteArray();
    }

    /** In hexadecimal. */
    @Override
    public String toString() {
        return hash.toHex();
    }
}
