package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;

class ContractFingerprintTest {
    private static final TestVaults PARTIES = TestVaults.seeded(9);
    private static final Vault VAULT = PARTIES.vault();
    private static final ByteString TERMS = ByteString.ofHex("11".repeat(32));
    private static final String REGTEST_GENESIS = "06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f";

    /** From the JDK's SHA-256 and bitcoinj's private keys, not from the code under test. */
    @Test
    void isTheTaggedHashOfTheDocumentedBytes() throws NoSuchAlgorithmException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        message.writeBytes(HexFormat.of().parseHex(REGTEST_GENESIS));
        for (Role role : List.of(Role.BORROWER, Role.LENDER, Role.ARBITER)) {
            var account = Objects.requireNonNull(PARTIES.parties().get(role)).account();
            message.writeBytes(account.getPubKey());
            message.writeBytes(account.getChainCode());
        }
        message.writeBytes(TERMS.toByteArray());
        assertEquals(260, message.size());
        byte[] tag = sha256("escrowkit/contract".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream tagged = new ByteArrayOutputStream();
        tagged.writeBytes(tag);
        tagged.writeBytes(tag);
        tagged.writeBytes(message.toByteArray());
        assertEquals(
                HexFormat.of().formatHex(sha256(tagged.toByteArray())),
                of(Chain.REGTEST, VAULT).toString());
    }

    /** Computed once by a Python script that shares no code with this project: a change of the form would be seen. */
    @Test
    void staysWhatItWas() {
        assertEquals(
                "62203dc8db50980e5f5cef0079b4a1d9fdeac417bbd51e90ad4b1512646ba340",
                of(Chain.REGTEST, VAULT).toString());
    }

    /** S10. */
    @Test
    void isAnotherOnEachChainThoughTheKeysLookAlike() {
        Set<ContractFingerprint> all = new HashSet<>();
        for (Chain chain : List.of(Chain.TESTNET3, Chain.TESTNET4, Chain.SIGNET, Chain.REGTEST)) {
            all.add(of(chain, new Vault(chain.network(), VAULT.borrower(), VAULT.lender(), VAULT.arbiter())));
        }
        assertEquals(4, all.size());
        for (Chain other : List.of(Chain.MAINNET, Chain.TESTNET3, Chain.TESTNET4, Chain.SIGNET)) {
            KeyException refused = assertThrows(KeyException.class, () -> of(other, VAULT));
            assertEquals(KeyFault.WRONG_NETWORK, refused.fault());
        }
        assertEquals(BitcoinNetwork.TESTNET, Chain.TESTNET4.network());
    }

    /** S7: keys and chain codes count, text does not. */
    @Test
    void comparesKeysAndChainCodesAndNothingElse() {
        AccountKey borrower = VAULT.borrower();
        ExtendedPublicKey key = borrower.xpub();
        AccountKey renamed = new AccountKey(
                new KeyOrigin(ByteString.ofHex("ffffffff"), DerivationPath.parse("7")),
                new ExtendedPublicKey(false, 1, ByteString.ofHex("01020304"), 7, key.chainCode(), key.key()));
        Vault sameKeys = new Vault(VAULT.network(), renamed, VAULT.lender(), VAULT.arbiter());
        assertNotEquals(VAULT.descriptor(), sameKeys.descriptor());
        assertEquals(of(Chain.REGTEST, VAULT), of(Chain.REGTEST, sameKeys));
        AccountKey otherChainCode = new AccountKey(
                borrower.origin(),
                new ExtendedPublicKey(
                        false, key.depth(), key.parentFingerprint(), key.childNumber(), TERMS, key.key()));
        Vault otherCode = new Vault(VAULT.network(), otherChainCode, VAULT.lender(), VAULT.arbiter());
        AccountKey stranger = TestKeys.seeded(1).accountKey();
        Set<ContractFingerprint> all = new HashSet<>();
        all.add(of(Chain.REGTEST, VAULT));
        all.add(of(Chain.REGTEST, otherCode));
        all.add(of(Chain.REGTEST, new Vault(VAULT.network(), stranger, VAULT.lender(), VAULT.arbiter())));
        all.add(of(Chain.REGTEST, new Vault(VAULT.network(), borrower, stranger, VAULT.arbiter())));
        all.add(of(Chain.REGTEST, new Vault(VAULT.network(), borrower, VAULT.lender(), stranger)));
        all.add(of(Chain.REGTEST, new Vault(VAULT.network(), VAULT.lender(), borrower, VAULT.arbiter())));
        all.add(ContractFingerprint.of(Chain.REGTEST, VAULT, ByteString.ofHex("11".repeat(31) + "12")));
        assertEquals(7, all.size());
    }

    @Test
    void takesHashesOf32BytesOnly() {
        for (int size : List.of(0, 31, 33)) {
            ByteString wrong = ByteString.of(new byte[size]);
            assertThrows(IllegalArgumentException.class, () -> ContractFingerprint.of(Chain.REGTEST, VAULT, wrong));
            assertThrows(IllegalArgumentException.class, () -> new ContractFingerprint(wrong));
        }
    }

    private static ContractFingerprint of(Chain chain, Vault vault) {
        return ContractFingerprint.of(chain, vault, TERMS);
    }

    private static byte[] sha256(byte[] data) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }
}
