package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.MnemonicCode;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.policy.ApprovedSpend;
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
    void anAccountSignsApprovedSpendsAndNothingElse() {
        List<Method> signing = Arrays.stream(AccountSecret.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getParameterCount() > 0)
                .toList();
        assertEquals(1, signing.size(), signing.toString());
        assertEquals(List.of(ApprovedSpend.class), List.of(signing.get(0).getParameterTypes()));
    }

    @Test
    void nativeAndFallbackGiveTheSameDeterministicLowSSignature() {
        Random random = new Random(48);
        for (int i = 0; i < 64; i++) {
            ECKey key = ECKey.fromPrivate(new BigInteger(255, random).add(BigInteger.ONE));
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            Sha256Hash hash = Sha256Hash.wrap(bytes);
            EcdsaSignature byNative = EcdsaSigner.ofNative(Secp256k1.get()).sign(hash, key);
            assertEquals(byNative, EcdsaSigner.ofBitcoinj().sign(hash, key), "case " + i);
            assertTrue(byNative.isLowS(), "case " + i);
        }
    }
}
