package org.escrowkit.wallet.keystore;

import java.security.SecureRandom;
import java.util.Map;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;

/**
 * The key with which a party signs its word (BIP340): terms, statements about a loan, prices, and messages for one
 * purpose each. It holds no money, and what it signs is a tagged hash, so that no signature of it is one of a
 * transaction. Never prints what it holds. {@link #close} wipes it: to sign after that fails with
 * {@link KeyClosedException}.
 */
public final class ContractSecret implements AutoCloseable {
    private static final int AUXILIARY_SIZE = 32;

    private final ExtendedSecret secret;
    private final SecureRandom random = new SecureRandom();

    /** Takes the secret over. */
    ContractSecret(ExtendedSecret secret) {
        this.secret = secret;
    }

    /** The x-only public key, 32 bytes: what terms name. */
    public ByteString publicKey() {
        return secret.publicKey().bytes().slice(1, PublicKey.SIZE);
    }

    /** A party's part of the signatures that terms need. */
    public ByteString sign(LoanTerms terms) {
        return sign(Sha256Hash.wrap(terms.fingerprint().hash().toByteArray()));
    }

    /** The statement with this signature. */
    public SignedStatement sign(Statement statement, Role role) {
        return new SignedStatement(statement, Map.of(role, sign(statement.hash())));
    }

    /** The price with this signature. */
    public PriceAttestation attest(PriceStatement price) {
        return new PriceAttestation(price, sign(price.hash()));
    }

    /** What goes between a coordinator and a party, and the proof that this key is still here. */
    public ByteString sign(PartyMessage message) {
        return sign(message.hash());
    }

    private ByteString sign(Sha256Hash message) {
        byte[] auxiliary = new byte[AUXILIARY_SIZE];
        random.nextBytes(auxiliary);
        return secret.signSchnorr(message, auxiliary);
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "ContractSecret[" + publicKey() + ", private key redacted]";
    }
}
