package org.escrowkit.wallet.liveness;

import com.google.common.primitives.Ints;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.AddressMessage;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.core.keys.TaggedHash;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * What a party signs to show that it still has its keys. Its random part is drawn by whoever asks: nobody can have
 * signed it before.
 *
 * @param at in whole seconds, by the clock of who asks
 * @param nonce 16 random bytes
 */
public record KeyChallenge(ContractFingerprint contract, Role role, Instant at, ByteString nonce) {
    /**
     * The branch below each account on which its possession is proved: {@code 322/*}. A vault's addresses are on branch
     * 0, and nothing here ever derives one from this branch, so a key of it is in no script that holds collateral.
     */
    public static final int BRANCH = 322;

    private static final int NONCE = 16;

    public KeyChallenge {
        if (nonce.size() != NONCE || !at.equals(at.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("a challenge has a nonce of 16 bytes and a time in whole seconds");
        }
    }

    /** A new one. */
    public static KeyChallenge draw(ContractFingerprint contract, Role role, Instant now, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return new KeyChallenge(contract, role, now.truncatedTo(ChronoUnit.SECONDS), ByteString.of(nonce));
    }

    /** What is signed, as people and wallets see it. */
    public String text() {
        return "escrowkit: the " + role.name().toLowerCase(Locale.ROOT) + " of contract " + contract
                + " has its keys at " + at + ", challenge " + nonce;
    }

    private ByteString bytes() {
        return ByteString.of(text().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The last step of the path, 0 to 2³¹−1, which follows from the challenge: who answers has the account's own key,
     * and not just one that the owner gave away below it.
     */
    public int index() {
        byte[] drawn = TaggedHash.of("escrowkit/possession-path", bytes().toByteArray());
        return Ints.fromBytes(drawn[0], drawn[1], drawn[2], drawn[3]) & Integer.MAX_VALUE;
    }

    /** The message for the P2WPKH address of the account's key at {@code 322/index} (BIP322). */
    public AddressMessage forAccount(AccountKey account) {
        return new AddressMessage(account.xpub().child(BRANCH).childKey(index()), bytes());
    }

    /** The message for the contract key (BIP340). */
    public PartyMessage forContractKey() {
        return new PartyMessage(PartyMessage.Purpose.POSSESSION, bytes());
    }
}
