package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.MnemonicCode;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.liveness.KeyChallenge;
import org.junit.jupiter.api.Test;

class KeystoreTest {
    private static final List<String> MNEMONIC = List.of(
            "abandon", "abandon", "abandon", "abandon", "abandon", "abandon", "abandon", "abandon", "abandon",
            "abandon", "abandon", "about");

    private static MasterKey master() {
        return MasterKey.ofSeed(MnemonicCode.toSeed(MNEMONIC, ""));
    }

    @Test
    void derivesTheAccountsOfBip48() {
        AccountSecret account = master().account(BitcoinNetwork.REGTEST, 0);
        assertEquals("73c5da0a/48h/1h/0h/2h", account.publicKey().origin().toString());
        assertEquals(4, account.publicKey().xpub().depth());
        assertTrue(account.publicKey().xpub().toString().startsWith("tpub"));
        AccountSecret mainnet = master().account(BitcoinNetwork.MAINNET, 3);
        assertEquals("73c5da0a/48h/0h/3h/2h", mainnet.publicKey().origin().toString());
        assertTrue(mainnet.publicKey().xpub().toString().startsWith("xpub"));
    }

    @Test
    void freshKeysDiffer() {
        SecureRandom random = new SecureRandom();
        assertNotEquals(
                MasterKey.generate(random).account(BitcoinNetwork.REGTEST, 0).publicKey(),
                MasterKey.generate(random).account(BitcoinNetwork.REGTEST, 0).publicKey());
    }

    @Test
    void aSeedOfAnotherSizeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> MasterKey.ofSeed(new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> MasterKey.ofSeed(new byte[65]));
    }

    @Test
    void nothingPrintsASecret() {
        byte[] seed = MnemonicCode.toSeed(MNEMONIC, "");
        AccountSecret account = master().account(BitcoinNetwork.REGTEST, 0);
        String printed = master() + " " + account;
        assertFalse(printed.contains("prv"));
        assertFalse(printed.contains(HexFormat.of().formatHex(seed)));
        assertTrue(printed.contains("redacted"));
    }

    @Test
    void anAccountSignsApprovedSpendsAndChallengesAndNothingElse() {
        assertEquals(Set.of(List.of(ApprovedSpend.class), List.of(KeyChallenge.class)), signing(AccountSecret.class));
    }

    private static Set<List<Class<?>>> signing(Class<?> secret) {
        return Arrays.stream(secret.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getParameterCount() > 0)
                .map(method -> List.<Class<?>>of(method.getParameterTypes()))
                .collect(Collectors.toSet());
    }

    @Test
    void aContractKeySignsTermsStatementsPricesAndMessagesAndNothingElse() {
        assertEquals(
                Set.of(
                        List.of(LoanTerms.class),
                        List.of(Statement.class, Role.class),
                        List.of(PriceStatement.class),
                        List.of(PartyMessage.class)),
                signing(ContractSecret.class));
    }

    @Test
    void aContractKeySignsWhatItsPublicKeyVerifies() {
        ContractSecret secret = master().contractKey(BitcoinNetwork.REGTEST, 0);
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        var contract = new ContractFingerprint(secret.publicKey());
        var statement = new Statement(contract, 1, now, now.plusSeconds(1), new Claim.Repaid());
        assertTrue(secret.sign(statement, Role.LENDER).isSignedBy(Map.of(Role.LENDER, secret.publicKey())));
        PriceAttestation price = secret.attest(new PriceStatement("market", 1, Price.parse("USD 60000"), now));
        assertTrue(price.isSignedBy(secret.publicKey()));
        assertFalse(secret.toString().contains("prv"));
        assertNotEquals(
                secret.publicKey(),
                master().contractKey(BitcoinNetwork.REGTEST, 1).publicKey());
        secret.close();
        assertThrows(KeyClosedException.class, () -> secret.sign(statement, Role.LENDER));
    }

    /** BIP39's own test vector for these words with the passphrase TREZOR. */
    @Test
    void readsTheWordsOfBip39() {
        byte[] seed = HexFormat.of()
                .parseHex(
                        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf1"
                                + "41630c7a3c4ab7c81b2f001698e7463b04");
        assertSameKeys(MasterKey.ofSeed(seed), MasterKey.ofMnemonic(MNEMONIC, "TREZOR"));
        assertSameKeys(master(), MasterKey.ofMnemonic(MNEMONIC, ""));
    }

    @Test
    void aPassphraseIsTheSameInEverySpellingOfItsLetters() {
        assertSameKeys(MasterKey.ofMnemonic(MNEMONIC, "Ze\u0301"), MasterKey.ofMnemonic(MNEMONIC, "Z\u00e9"));
    }

    @Test
    void refusesWordsThatAreNoMnemonicWithoutRepeatingThem() {
        List<String> badChecksum = new ArrayList<>(MNEMONIC);
        badChecksum.set(11, "abandon");
        List<String> unknownWord = new ArrayList<>(MNEMONIC);
        unknownWord.set(3, "secretword");
        for (List<String> words : List.of(badChecksum, unknownWord, MNEMONIC.subList(0, 11), List.<String>of())) {
            var refused = assertThrows(IllegalArgumentException.class, () -> MasterKey.ofMnemonic(words, ""));
            assertFalse(String.valueOf(refused.getMessage()).contains("secretword"));
            assertNull(refused.getCause());
        }
    }

    @Test
    void anAccountHasNoNegativeNumber() {
        assertThrows(IllegalArgumentException.class, () -> master().account(BitcoinNetwork.REGTEST, -1));
        AccountSecret last = master().account(BitcoinNetwork.REGTEST, Integer.MAX_VALUE);
        assertEquals("73c5da0a/48h/1h/2147483647h/2h", last.publicKey().origin().toString());
    }

    @Test
    void aClosedMasterKeyGivesNothing() {
        MasterKey master = master();
        AccountSecret before = master.account(BitcoinNetwork.REGTEST, 0);
        master.close();
        master.close();
        assertThrows(KeyClosedException.class, () -> master.account(BitcoinNetwork.REGTEST, 0));
        assertEquals(master().account(BitcoinNetwork.REGTEST, 0).publicKey(), before.publicKey());
    }

    private static void assertSameKeys(MasterKey one, MasterKey other) {
        assertEquals(
                one.account(BitcoinNetwork.REGTEST, 0).publicKey(),
                other.account(BitcoinNetwork.REGTEST, 0).publicKey());
    }
}
