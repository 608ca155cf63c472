package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofOfWorkTest {
    private static final BlockHeader GENESIS =
            BlockHeader.parse(HexFormat.of().parseHex(CannedNode.GENESIS_BLOCK.substring(0, 160)));

    /** The chain work that Bitcoin Core tells of the genesis blocks of mainnet, regtest and signet. */
    @ParameterizedTest
    @CsvSource({"1d00ffff, 100010001", "207fffff, 2", "1e0377ae, 49d414", "00000000, 0"})
    void work_is_that_which_bitcoin_core_counts(String bits, String work) {
        assertEquals(new BigInteger(work, 16), ProofOfWork.work(Long.parseLong(bits, 16)));
    }

    /** From Bitcoin Core's arith_uint256 tests of SetCompact. */
    @ParameterizedTest
    @CsvSource({
        "01003456, 0", "02000056, 0", "03000000, 0", "00923456, 0", "01803456, 0",
        "01123456, 12", "02123456, 1234", "03123456, 123456", "04123456, 12345600", "05009234, 92340000",
        "04923456, 0", "20123456, 1234560000000000000000000000000000000000000000000000000000000000", "ff123456, 0"
    })
    void compact_targets_are_read_as_bitcoin_core_reads_them(String bits, String target) {
        assertEquals(new BigInteger(target, 16), ProofOfWork.target(Long.parseLong(bits, 16)));
    }

    @Test
    void w11_a_header_holds_on_a_chain_that_allows_its_target_and_only_with_a_hash_below_it() {
        assertTrue(ProofOfWork.holds(Chain.REGTEST, GENESIS));
        for (Chain chain : List.of(Chain.MAINNET, Chain.TESTNET3, Chain.TESTNET4, Chain.SIGNET)) {
            assertFalse(ProofOfWork.holds(chain, GENESIS), chain.name());
        }
        byte[] bytes = HexFormat.of().parseHex(CannedNode.GENESIS_BLOCK.substring(0, 160));
        for (byte nonce = 0; nonce < 40; nonce++) {
            bytes[76] = nonce;
            BlockHeader header = BlockHeader.parse(bytes);
            // Regtest's limit leaves the first bit of the hash to chance.
            assertEquals(header.hash().getBytes()[0] >= 0, ProofOfWork.holds(Chain.REGTEST, header));
        }
        for (int bits : new int[] {0, 0x20ffffff, 0x217fffff, 0x03000001}) {
            byte[] other = Arrays.copyOf(bytes, bytes.length);
            for (int i = 0; i < 4; i++) {
                other[72 + i] = (byte) (bits >>> (8 * i));
            }
            assertFalse(ProofOfWork.holds(Chain.REGTEST, BlockHeader.parse(other)));
        }
    }

    @Test
    void w11_headers_that_do_not_link_lack_work_or_cannot_be_where_they_claim_are_a_bad_reply() {
        FakeBitcoinNode node = new FakeBitcoinNode();
        node.mine(5);
        List<BlockHeader> headers = node.headers(node.genesis(), 6);
        BlockRow genesis = node.row(node.genesis());
        List<BlockRow> rows = HeaderChain.above(genesis, headers.subList(1, 6), Chain.REGTEST);
        assertEquals(node.row(node.tip()), rows.get(4));
        assertBad(() -> HeaderChain.above(genesis, headers.subList(2, 6), Chain.REGTEST));
        assertBad(() -> HeaderChain.above(genesis, List.of(headers.get(1), headers.get(3)), Chain.REGTEST));
        assertBad(() -> HeaderChain.above(genesis, headers.subList(1, 6), Chain.MAINNET));

        HeaderInfo top = node.header(node.tip()).orElseThrow();
        assertEquals(6, HeaderChain.endingIn(top, headers, Chain.REGTEST).size());
        assertEquals(genesis, HeaderChain.endingIn(top, headers, Chain.REGTEST).get(0));
        assertEquals(List.of(), HeaderChain.endingIn(top, headers.subList(0, 5), Chain.REGTEST));
        assertEquals(List.of(), HeaderChain.endingIn(top, List.of(), Chain.REGTEST));
        assertBad(() -> HeaderChain.endingIn(claim(top, 4, top.chainWork()), headers, Chain.REGTEST));
        assertBad(() -> HeaderChain.endingIn(claim(top, 5, BigInteger.valueOf(11)), headers, Chain.REGTEST));
        assertBad(() -> HeaderChain.endingIn(claim(top, 4, top.chainWork()), headers.subList(1, 6), Chain.REGTEST));
        assertBad(() ->
                HeaderChain.endingIn(top, List.of(headers.get(0), headers.get(2), headers.get(5)), Chain.REGTEST));
    }

    private static HeaderInfo claim(HeaderInfo top, int height, BigInteger work) {
        return new HeaderInfo(top.header(), height, 1, work);
    }

    private static void assertBad(Executable reading) {
        assertThrows(RpcException.BadReply.class, reading);
    }

    @Test
    void a_chain_block_is_equal_by_row_and_reads_its_transactions_only_when_asked() {
        byte[] bytes = HexFormat.of().parseHex(CannedNode.GENESIS_BLOCK);
        BlockRow row = new BlockRow(0, GENESIS.hash(), Sha256Hash.ZERO_HASH, BigInteger.TWO);
        ChainBlock block = new ChainBlock(row, bytes);
        assertEquals(GENESIS, block.block().header());
        assertEquals(new ChainBlock(row, bytes.clone()), block);
        assertEquals(row.hashCode(), block.hashCode());
        bytes[bytes.length - 1]++;
        assertThrows(RpcException.BadReply.class, block::block);
    }
}
