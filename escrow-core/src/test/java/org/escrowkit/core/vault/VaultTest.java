package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
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

class VaultTest {
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final AccountKey BORROWER = TestKeys.seeded(30).accountKey();
    private static final AccountKey LENDER = TestKeys.seeded(31).accountKey();
    private static final AccountKey ARBITER = TestKeys.seeded(32).accountKey();
    private static final Vault VAULT = new Vault(REGTEST, BORROWER, LENDER, ARBITER);

    @Test
    void writesItsDescriptorWithTheKeysByRole() {
        String body = "wsh(sortedmulti(2," + BORROWER + "/0/*," + LENDER + "/0/*," + ARBITER + "/0/*))";
        assertEquals(body + "#" + DescriptorChecksum.of(body), VAULT.descriptor());
    }

    @Test
    void keepsTheRolesApart() {
        assertEquals(BORROWER, VAULT.account(Role.BORROWER));
        assertEquals(LENDER, VAULT.account(Role.LENDER));
        assertEquals(ARBITER, VAULT.account(Role.ARBITER));
        Vault swapped = new Vault(REGTEST, /* borrower= */ LENDER, /* lender= */ BORROWER, ARBITER);
        assertNotEquals(VAULT, swapped);
        assertNotEquals(VAULT.descriptor(), swapped.descriptor());
        // Sorted keys: the same coins, and yet each key has another role in what is done with them.
        assertEquals(VAULT.address(3).address(), swapped.address(3).address());
        assertNotEquals(VAULT.address(3), swapped.address(3));
        assertEquals(VAULT.address(3).key(Role.LENDER), swapped.address(3).key(Role.BORROWER));
    }

    @Test
    void refusesAKeyForAnotherNetworkInAnyRole() {
        AccountKey mainnet = TestKeys.seeded(33, BitcoinNetwork.MAINNET).accountKey();
        assertFault(KeyFault.WRONG_NETWORK, REGTEST, mainnet, LENDER, ARBITER);
        assertFault(KeyFault.WRONG_NETWORK, REGTEST, BORROWER, mainnet, ARBITER);
        assertFault(KeyFault.WRONG_NETWORK, REGTEST, BORROWER, LENDER, mainnet);
        assertFault(KeyFault.WRONG_NETWORK, BitcoinNetwork.MAINNET, BORROWER, LENDER, ARBITER);
    }

    @Test
    void takesTheSameKeysOnEveryTestNetwork() {
        for (BitcoinNetwork network :
                new BitcoinNetwork[] {BitcoinNetwork.TESTNET, BitcoinNetwork.SIGNET, BitcoinNetwork.REGTEST}) {
            String address = new Vault(network, BORROWER, LENDER, ARBITER)
                    .address(0)
                    .address()
                    .toString();
            assertTrue(address.startsWith(network == REGTEST ? "bcrt1q" : "tb1q"), address);
        }
    }

    @Test
    void refusesOneKeyForTwoPartiesWhicheverTheyAre() {
        assertFault(KeyFault.DUPLICATE, REGTEST, BORROWER, BORROWER, ARBITER);
        assertFault(KeyFault.DUPLICATE, REGTEST, BORROWER, LENDER, BORROWER);
        assertFault(KeyFault.DUPLICATE, REGTEST, BORROWER, LENDER, LENDER);
    }

    /** The remote theft of multisigs: one owner under two names, told apart only by what nobody checks. */
    @Test
    void refusesOneKeyForTwoPartiesInAnyDisguise() {
        ExtendedPublicKey key = BORROWER.xpub();
        byte[] chainCode = new byte[32];
        new Random(34).nextBytes(chainCode);
        ExtendedPublicKey otherChainCode = new ExtendedPublicKey(
                false, key.depth(), key.parentFingerprint(), key.childNumber(), ByteString.of(chainCode), key.key());
        ExtendedPublicKey otherPlace =
                new ExtendedPublicKey(false, 1, ByteString.ofHex("01020304"), 7, key.chainCode(), key.key());
        ExtendedPublicKey asMaster =
                new ExtendedPublicKey(false, 0, ByteString.of(new byte[4]), 0, key.chainCode(), key.key());
        AccountKey[] disguises = {
            new AccountKey(BORROWER.origin(), otherChainCode),
            new AccountKey(new KeyOrigin(ByteString.ofHex("ffffffff"), DerivationPath.parse("7")), otherPlace),
            new AccountKey(new KeyOrigin(ByteString.ofHex("00000000"), DerivationPath.parse("m")), asMaster),
            new AccountKey(
                    new KeyOrigin(
                            ByteString.ofHex("12345678"), BORROWER.origin().path()),
                    key),
            AccountKey.parse(BORROWER.toString().replaceAll("h([/\\]])", "'$1")),
        };
        for (AccountKey disguise : disguises) {
            assertFault(KeyFault.DUPLICATE, REGTEST, BORROWER, disguise, ARBITER);
            assertFault(KeyFault.DUPLICATE, REGTEST, LENDER, BORROWER, disguise);
        }
    }

    private static void assertFault(
            KeyFault fault, BitcoinNetwork network, AccountKey borrower, AccountKey lender, AccountKey arbiter) {
        KeyException refused = assertThrows(KeyException.class, () -> new Vault(network, borrower, lender, arbiter));
        assertEquals(fault, refused.fault());
    }
}
