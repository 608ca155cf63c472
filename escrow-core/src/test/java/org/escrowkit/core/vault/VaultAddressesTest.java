package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class VaultAddressesTest {
    private static final Vault VAULT = TestVaults.seeded(6).vault();
    private static final VaultAddresses ADDRESSES = VAULT.addresses();

    @Test
    void areTheDescriptorsAddressesInOrder() {
        Descriptor descriptor = Descriptor.parse(VAULT.descriptor(), VAULT.network(), ChecksumRule.REQUIRED);
        List<ByteString> scripts = ADDRESSES.scriptPubKeys(1_000_000, 1_000_200).toList();
        assertEquals(200, scripts.size());
        for (int i = 0; i < 200; i++) {
            int loan = 1_000_000 + i;
            assertEquals(descriptor.at(0, loan).scriptPubKey(), scripts.get(i), "loan " + loan);
            assertEquals(ADDRESSES.address(loan).scriptPubKey(), scripts.get(i), "loan " + loan);
            assertEquals(VAULT.address(loan), ADDRESSES.address(loan));
        }
    }

    @Test
    void areTheSameOnManyCores() {
        assertEquals(
                ADDRESSES.scriptPubKeys(0, 3000).toList(),
                ADDRESSES.scriptPubKeys(0, 3000).parallel().toList());
        assertEquals(
                IntStream.range(0, 50)
                        .mapToObj(VAULT::address)
                        .map(VaultAddress::address)
                        .toList(),
                IntStream.range(0, 50)
                        .parallel()
                        .mapToObj(ADDRESSES::address)
                        .map(VaultAddress::address)
                        .toList());
    }

    /** S9. */
    @Test
    void endWithTheLastIndexThatIsNotHardened() {
        assertEquals(ADDRESSES.address(Integer.MAX_VALUE).scriptPubKey(), ADDRESSES.scriptPubKey(Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> ADDRESSES.scriptPubKey(-1));
        assertThrows(IllegalArgumentException.class, () -> ADDRESSES.scriptPubKeys(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> ADDRESSES.scriptPubKeys(5, 4));
        assertEquals(0, ADDRESSES.scriptPubKeys(5, 5).count());
        assertEquals(VAULT, ADDRESSES.vault());
        assertEquals(
                SegwitAddress.class, ADDRESSES.address(0).address().getClass(), "the text is the address's toString");
    }
}
