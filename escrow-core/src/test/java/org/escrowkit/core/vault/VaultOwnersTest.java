package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;

/** Who owns what: kinship of accounts, and roles given to the keys of a descriptor. */
class VaultOwnersTest {
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final AccountKey BORROWER = TestKeys.seeded(40).accountKey();
    private static final AccountKey LENDER = TestKeys.seeded(41).accountKey();
    private static final AccountKey ARBITER = TestKeys.seeded(42).accountKey();
    private static final Vault VAULT = new Vault(REGTEST, BORROWER, LENDER, ARBITER);
    private static final List<Role> IN_ORDER = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    /** S7: a party that gives a child of another's account is that other party. */
    @Test
    void refusesAnAccountBelowAnothersWhicheverWay() {
        for (List<Integer> steps :
                List.of(List.of(0), List.of(1), List.of(7), List.of(0, 5), List.of(3, 2, 1), List.of(1, 2, 3, 4))) {
            AccountKey below = below(LENDER, steps);
            assertDuplicate(below, LENDER, ARBITER);
            assertDuplicate(BORROWER, LENDER, below);
            assertDuplicate(LENDER, below, ARBITER);
        }
    }

    /** S7: nor does it help to lie about where the child comes from. */
    @Test
    void refusesABranchOfAnothersAccountWhateverItsOriginSays() {
        for (int branch = 0; branch < 2; branch++) {
            ExtendedPublicKey child = LENDER.xpub().child(branch);
            AccountKey asMaster = new AccountKey(
                    new KeyOrigin(ByteString.ofHex("00000000"), DerivationPath.MASTER), master(child.key()));
            AccountKey asHardened = new AccountKey(
                    KeyOrigin.parse("01020304/48h/1h/0h/2h"),
                    new ExtendedPublicKey(
                            false,
                            4,
                            ByteString.ofHex("05060708"),
                            2 | DerivationPath.HARDENED,
                            BORROWER.xpub().chainCode(),
                            child.key()));
            assertDuplicate(asMaster, LENDER, ARBITER);
            assertDuplicate(asHardened, LENDER, ARBITER);
            assertDuplicate(LENDER, BORROWER, asHardened);
        }
    }

    /** What cannot be seen is not pretended, and honest neighbours are not refused. */
    @Test
    void takesAccountsThatOnlyLookAlike() {
        AccountKey sameOriginText = new AccountKey(LENDER.origin(), ARBITER.xpub());
        assertEquals(
                LENDER.origin(),
                new Vault(REGTEST, BORROWER, LENDER, sameOriginText).arbiter().origin());
        ExtendedPublicKey arbiter = ARBITER.xpub();
        AccountKey sameChainCode = new AccountKey(
                ARBITER.origin(),
                new ExtendedPublicKey(
                        false,
                        arbiter.depth(),
                        arbiter.parentFingerprint(),
                        arbiter.childNumber(),
                        LENDER.xpub().chainCode(),
                        arbiter.key()));
        assertEquals(sameChainCode, new Vault(REGTEST, BORROWER, LENDER, sameChainCode).arbiter());
    }

    /** P11. */
    @Test
    void isWhatItsOwnDescriptorDescribes() {
        Descriptor read = Descriptor.parse(VAULT.descriptor(), REGTEST, ChecksumRule.REQUIRED);
        assertEquals(VAULT, Vault.fromDescriptor(read, REGTEST, IN_ORDER));
        assertEquals(VAULT.asDescriptor(), read);
        assertEquals(VAULT.address(5).scriptPubKey(), read.at(0, 5).scriptPubKey());
        assertEquals(
                VAULT.address(5).witnessScript(), read.at(0, 5).witnessScript().orElseThrow());
        Vault swapped = Vault.fromDescriptor(read, REGTEST, List.of(Role.ARBITER, Role.LENDER, Role.BORROWER));
        assertEquals(BORROWER, swapped.arbiter());
        assertEquals(LENDER, swapped.lender());
        assertEquals(ARBITER, swapped.borrower());
    }

    @Test
    void takesEachRoleOnce() {
        Descriptor read = VAULT.asDescriptor();
        for (List<Role> wrong : List.of(
                List.<Role>of(),
                List.of(Role.BORROWER, Role.LENDER),
                List.of(Role.BORROWER, Role.LENDER, Role.LENDER),
                Collections.nCopies(3, Role.ARBITER),
                List.of(Role.BORROWER, Role.LENDER, Role.ARBITER, Role.ARBITER))) {
            assertThrows(IllegalArgumentException.class, () -> Vault.fromDescriptor(read, REGTEST, wrong));
        }
    }

    @Test
    void isNotDescribedByAnyOtherForm() {
        String keys = BORROWER + "/0/*," + LENDER + "/0/*," + ARBITER + "/0/*";
        for (String text : List.of(
                "wsh(multi(2," + keys + "))",
                "sh(wsh(sortedmulti(2," + keys + ")))",
                "wsh(sortedmulti(1," + keys + "))",
                "wsh(sortedmulti(3," + keys + "))",
                "wsh(sortedmulti(2," + BORROWER + "/0/*," + LENDER + "/0/*))",
                "wsh(sortedmulti(2," + keys.replaceFirst("/0/\\*", "/1/*") + "))",
                "wsh(sortedmulti(2," + keys.replaceFirst("/0/\\*", "/*") + "))",
                "wsh(sortedmulti(2," + keys.replaceFirst("/0/\\*", "/0/0") + "))",
                "wsh(sortedmulti(2," + keys.replace("/0/*", "/<0;1>/*") + "))",
                "wsh(sortedmulti(2," + TestDescriptors.KEY + "," + LENDER + "/0/*," + ARBITER + "/0/*))",
                "raw(00)")) {
            Descriptor read = TestDescriptors.parse(text, REGTEST);
            DescriptorException refused =
                    assertThrows(DescriptorException.class, () -> Vault.fromDescriptor(read, REGTEST, IN_ORDER), text);
            assertEquals(DescriptorFault.NOT_A_VAULT, refused.fault());
        }
    }

    /** S7, S10: a descriptor is no way round the rules of a vault. */
    @Test
    void aDescriptorIsHeldToTheRulesOfAVault() {
        String twice = "wsh(sortedmulti(2," + BORROWER + "/0/*," + LENDER + "/0/*," + BORROWER + "/0/*))";
        String noOrigin = "wsh(sortedmulti(2," + BORROWER.xpub() + "/0/*," + LENDER + "/0/*," + ARBITER + "/0/*))";
        Map<String, KeyFault> faults = Map.of(twice, KeyFault.DUPLICATE, noOrigin, KeyFault.ORIGIN_MALFORMED);
        faults.forEach((text, fault) -> {
            Descriptor read = TestDescriptors.parse(text, REGTEST);
            KeyException refused =
                    assertThrows(KeyException.class, () -> Vault.fromDescriptor(read, REGTEST, IN_ORDER));
            assertEquals(fault, refused.fault());
        });
        KeyException refused = assertThrows(
                KeyException.class, () -> Vault.fromDescriptor(VAULT.asDescriptor(), BitcoinNetwork.MAINNET, IN_ORDER));
        assertEquals(KeyFault.WRONG_NETWORK, refused.fault());
    }

    /** S7: compared as key and chain code. */
    @Test
    void hasTheSameKeysWhateverTheirOriginsSay() {
        AccountKey renamed = new AccountKey(
                new KeyOrigin(ByteString.ofHex("ffffffff"), BORROWER.origin().path()), BORROWER.xpub());
        Vault other = new Vault(REGTEST, renamed, LENDER, ARBITER);
        assertNotEquals(VAULT, other);
        assertTrue(VAULT.sameKeysAs(other));
        assertFalse(VAULT.sameKeysAs(new Vault(REGTEST, LENDER, BORROWER, ARBITER)));
        assertFalse(VAULT.sameKeysAs(new Vault(REGTEST, BORROWER, ARBITER, LENDER)));
        assertFalse(VAULT.sameKeysAs(new Vault(BitcoinNetwork.SIGNET, BORROWER, LENDER, ARBITER)));
        AccountKey stranger = TestKeys.seeded(43).accountKey();
        assertFalse(VAULT.sameKeysAs(new Vault(REGTEST, stranger, LENDER, ARBITER)));
        assertFalse(VAULT.sameKeysAs(new Vault(REGTEST, BORROWER, stranger, ARBITER)));
        assertFalse(VAULT.sameKeysAs(new Vault(REGTEST, BORROWER, LENDER, stranger)));
    }

    private static AccountKey below(AccountKey account, List<Integer> steps) {
        ExtendedPublicKey key = account.xpub();
        KeyOrigin origin = account.origin();
        for (int step : steps) {
            key = key.child(step);
            origin = origin.child(step);
        }
        return new AccountKey(origin, key);
    }

    private static ExtendedPublicKey master(PublicKey key) {
        return new ExtendedPublicKey(
                false, 0, ByteString.of(new byte[4]), 0, BORROWER.xpub().chainCode(), key);
    }

    private static void assertDuplicate(AccountKey borrower, AccountKey lender, AccountKey arbiter) {
        KeyException refused = assertThrows(KeyException.class, () -> new Vault(REGTEST, borrower, lender, arbiter));
        assertEquals(KeyFault.DUPLICATE, refused.fault());
    }
}
