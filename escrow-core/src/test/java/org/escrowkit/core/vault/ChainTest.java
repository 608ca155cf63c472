package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainTest {
    /** The one coinbase transaction of all first blocks but testnet4's, as its hash. */
    private static final String COINBASE = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";

    /** Testnet4's (BIP94). */
    private static final String COINBASE_4 = "7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e";

    @ParameterizedTest
    @CsvSource({
        "MAINNET, " + COINBASE + ", 1231006505, 1d00ffff, 2083236893",
        "TESTNET3, " + COINBASE + ", 1296688602, 1d00ffff, 414098458",
        "TESTNET4, " + COINBASE_4 + ", 1714777860, 1d00ffff, 393743547",
        "SIGNET, " + COINBASE + ", 1598918400, 1e0377ae, 52613770",
        "REGTEST, " + COINBASE + ", 1296688602, 207fffff, 2"
    })
    void w12TheGenesisHashIsThatOfTheFirstHeader(Chain chain, String merkleRoot, long time, String bits, long nonce) {
        ByteBuffer header = ByteBuffer.allocate(BlockHeader.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(1).put(new byte[32]).put(Sha256Hash.wrap(merkleRoot).serialize());
        header.putInt((int) time).putInt(HexFormat.fromHexDigits(bits)).putInt((int) nonce);
        assertEquals(BlockHeader.parse(header.array()).hash(), chain.genesis());
    }
}
