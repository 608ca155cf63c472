package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisTest {
    /** The one coinbase transaction of all four networks' first blocks, as its hash. */
    private static final Sha256Hash MERKLE_ROOT =
            Sha256Hash.wrap("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b");

    @ParameterizedTest
    @CsvSource({
        "MAINNET, main, 1231006505, 1d00ffff, 2083236893",
        "TESTNET, test, 1296688602, 1d00ffff, 414098458",
        "SIGNET, signet, 1598918400, 1e0377ae, 52613770",
        "REGTEST, regtest, 1296688602, 207fffff, 2"
    })
    void w12_the_genesis_hash_is_that_of_the_networks_first_header(
            BitcoinNetwork network, String name, long time, String bits, long nonce) {
        ByteBuffer header = ByteBuffer.allocate(BlockHeader.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(1).put(new byte[32]).put(MERKLE_ROOT.serialize());
        header.putInt((int) time).putInt(HexFormat.fromHexDigits(bits)).putInt((int) nonce);
        assertEquals(BlockHeader.parse(header.array()).hash(), Genesis.hash(network));
        assertEquals(name, Genesis.rpcName(network));
    }
}
