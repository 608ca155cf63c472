package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddresses;
import org.escrowkit.wallet.keystore.MasterKey;
import org.junit.jupiter.api.Test;

class BulkAddressesTest {
    private static final VaultAddresses ADDRESSES =
            new Vault(BitcoinNetwork.REGTEST, key(1), key(2), key(3)).addresses();

    @Test
    void areThoseOfEachLoanInOrderWithProgressToTheEnd() {
        List<Integer> progress = new ArrayList<>();
        List<ByteString> scripts = BulkAddresses.scriptPubKeys(ADDRESSES, 500, 6000, progress::add);
        assertEquals(ADDRESSES.scriptPubKeys(500, 6000).toList(), scripts);
        assertEquals(progress.stream().sorted().distinct().toList(), progress);
        assertEquals(6, progress.size());
        assertEquals(5500, progress.get(5));
    }

    @Test
    void takesAnyRangeOfLoans() {
        assertEquals(List.of(), BulkAddresses.scriptPubKeys(ADDRESSES, 7, 7, done -> {}));
        int last = Integer.MAX_VALUE;
        assertEquals(
                ADDRESSES.scriptPubKeys(last - 3, last).toList(),
                BulkAddresses.scriptPubKeys(ADDRESSES, last - 3, last, done -> {}));
        assertThrows(IllegalArgumentException.class, () -> BulkAddresses.scriptPubKeys(ADDRESSES, -1, 3, done -> {}));
        assertThrows(IllegalArgumentException.class, () -> BulkAddresses.scriptPubKeys(ADDRESSES, 3, 2, done -> {}));
    }

    @Test
    void stopsWhenItsListenerThrows() {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> BulkAddresses.scriptPubKeys(ADDRESSES, 0, 5000, done -> {
                    throw new IllegalStateException("cancelled");
                }));
        assertTrue(String.valueOf(thrown).contains("cancelled"));
    }

    private static AccountKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return MasterKey.ofSeed(bytes).account(BitcoinNetwork.REGTEST, 0).publicKey();
    }
}
