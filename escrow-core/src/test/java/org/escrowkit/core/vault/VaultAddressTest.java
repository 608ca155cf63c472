package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TestSpends;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;

class VaultAddressTest {
    private static final TestVaults PARTIES = TestVaults.seeded(4);
    private static final Vault VAULT = PARTIES.vault();

    @Test
    void isTheAddressThatBitcoinjDerivesFromThePrivateKeys() {
        for (int loan = 0; loan < 10; loan++) {
            int number = loan;
            List<ECKey> keys = Stream.of(Role.values())
                    .<ECKey>map(role -> PARTIES.key(role, number))
                    .toList();
            Script redeem = ScriptBuilder.createRedeemScript(2, keys);
            SegwitAddress theirs = SegwitAddress.fromHash(BitcoinNetwork.REGTEST, Sha256Hash.hash(redeem.program()));
            VaultAddress address = VAULT.address(loan);
            assertEquals(ByteString.of(redeem.program()), address.witnessScript(), "loan " + loan);
            assertEquals(theirs, address.address(), "loan " + loan);
            assertEquals(
                    ByteString.of(ScriptBuilder.createP2WSHOutputScript(redeem).program()), address.scriptPubKey());
            assertEquals(Scripts.of(address.address()), address.scriptPubKey());
        }
    }

    @Test
    void knowsWhoseKeyIsWhich() {
        VaultAddress address = VAULT.address(7);
        for (Role role : Role.values()) {
            DeterministicKey key = PARTIES.key(role, 7);
            assertEquals(TestKeys.publicKey(key), address.key(role));
            assertEquals(Optional.of(role), address.roleOf(address.key(role)));
            KeyOrigin account = VAULT.account(role).origin();
            assertEquals(account + "/0/7", address.origin(role).toString());
        }
        assertEquals(Optional.empty(), address.roleOf(VAULT.address(8).key(Role.BORROWER)));
        assertEquals(3, new HashSet<>(address.keys().values()).size());
    }

    @Test
    void differsFromLoanToLoan() {
        Set<Object> addresses = new HashSet<>();
        for (int loan = 0; loan < 100; loan++) {
            addresses.add(VAULT.address(loan).address());
        }
        assertEquals(100, addresses.size());
        assertEquals(VAULT.address(42), VAULT.address(42));
    }

    @Test
    void existsForEveryLoanNumberThatIsNotNegative() {
        assertEquals(Integer.MAX_VALUE, VAULT.address(Integer.MAX_VALUE).index());
        assertThrows(IllegalArgumentException.class, () -> VAULT.address(-1));
        assertThrows(IllegalArgumentException.class, () -> VAULT.address(Integer.MIN_VALUE));
    }

    @Test
    void neverWeighsMoreInAWitnessThanItSays() {
        long seed = 72;
        int most = 0;
        for (int i = 0; i < 200; i++) {
            TestSpends spend = TestSpends.seeded(new Random(seed + i), 1);
            Transaction signed = spend.signed(0, 2);
            // Marker and flag weigh 2 for the whole transaction, the witness of its one input all the rest.
            int weight = signed.serialize().length - signed.serializeLegacy().length - 2;
            most = Math.max(most, weight);
        }
        long bound = VAULT.address(0).witnessWeight().most();
        assertTrue(most <= bound, "seed " + seed + ": " + most + " exceeds " + bound);
        assertEquals(254, bound);
        assertEquals(bound, most, "the bound is no larger than what happens");
    }
}
