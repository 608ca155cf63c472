package org.escrowkit.wallet.node;

import static org.escrowkit.wallet.node.CannedNode.COINBASE;
import static org.escrowkit.wallet.node.CannedNode.GENESIS;
import static org.escrowkit.wallet.node.CannedNode.GENESIS_BLOCK;
import static org.escrowkit.wallet.node.CannedNode.GENESIS_TXID;
import static org.escrowkit.wallet.node.CannedNode.OTHER;
import static org.escrowkit.wallet.node.CannedNode.WORK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcNodeTest {
    private static final Sha256Hash GENESIS_HASH = Sha256Hash.wrap(GENESIS);
    private static final Sha256Hash OTHER_HASH = Sha256Hash.wrap(OTHER);
    private static final Transaction TX = Transaction.parse(HexFormat.of().parseHex(COINBASE));

    private static final String EMPTY_MEMPOOL = "{\"txids\":[],\"mempool_sequence\":1}";

    private final CannedNode canned = new CannedNode();

    JsonRpcNodeTest() throws IOException {}

    @AfterEach
    void close() {
        canned.close();
    }

    @Test
    void chain_info_is_read_in_full() {
        ChainInfo info = canned.connect().chainInfo();
        Instant time = Instant.ofEpochSecond(1296688602);
        assertEquals(
                new ChainInfo(Chain.REGTEST, 0, 3, GENESIS_HASH, BigInteger.TWO, time, true, OptionalInt.empty()),
                info);
    }

    @Test
    void w13_a_pruned_node_says_from_which_height_it_has_its_blocks() {
        JsonRpcNode node = canned.connect();
        canned.result(
                "getblockchaininfo",
                CannedNode.chainInfo("regtest")
                        .replace("\"pruned\":false", "\"pruned\":true,\"pruneheight\":7")
                        .replace("\"time\"", "\"mediantime\""));
        assertEquals(OptionalInt.of(7), node.chainInfo().pruneHeight());
        assertEquals(Instant.ofEpochSecond(1296688602), node.chainInfo().tipTime());
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "test", "testnet4", "signet"})
    void w12_a_node_of_another_network_is_refused(String chain) {
        canned.result("getblockchaininfo", CannedNode.chainInfo(chain));
        WrongChainException e = assertThrows(WrongChainException.class, canned::connect);
        assertEquals(Chain.REGTEST, e.expected());
    }

    @ParameterizedTest
    @CsvSource({"MAINNET, main", "TESTNET3, test", "TESTNET4, testnet4", "SIGNET, signet", "REGTEST, regtest"})
    void w12_a_chain_is_found_at_the_node_that_follows_it_and_at_no_other(Chain chain, String name) {
        canned.result("getblockchaininfo", CannedNode.chainInfo(name));
        canned.result("getblockhash", "\"" + chain.genesis() + "\"");
        for (Chain other : Chain.values()) {
            if (other == chain) {
                assertEquals(chain, canned.connect(chain).chainInfo().chain());
            } else {
                assertThrows(WrongChainException.class, () -> canned.connect(other), other.name());
            }
        }
        canned.result("getblockhash", "\"" + OTHER + "\"");
        assertThrows(WrongChainException.class, () -> canned.connect(chain));
    }

    @Test
    void w12_a_node_of_the_right_name_with_another_genesis_block_is_refused() {
        canned.result("getblockhash", "\"" + OTHER + "\"");
        assertThrows(WrongChainException.class, canned::connect);
    }

    @Test
    void w12_a_node_that_comes_back_on_another_network_is_refused_before_anything_else_is_asked() {
        JsonRpcNode node = canned.connect();
        canned.error("getrawmempool", -28, "Loading block index...");
        assertThrows(RpcException.Unavailable.class, node::mempool);
        canned.result("getrawmempool", EMPTY_MEMPOOL).result("getblockchaininfo", CannedNode.chainInfo("main"));
        assertThrows(WrongChainException.class, node::mempool);
        assertThrows(WrongChainException.class, node::mempool);
        canned.result("getblockchaininfo", CannedNode.chainInfo("regtest"));
        assertEquals(new MempoolView(Set.of(), 1), node.mempool());
    }

    @Test
    void w12_every_chain_info_is_of_the_right_network() {
        JsonRpcNode node = canned.connect();
        canned.result("getblockchaininfo", CannedNode.chainInfo("main"));
        assertThrows(WrongChainException.class, node::chainInfo);
        canned.result("getrawmempool", EMPTY_MEMPOOL);
        assertThrows(WrongChainException.class, node::mempool);
    }

    @Test
    void a_block_hash_above_the_tip_is_empty() {
        JsonRpcNode node = canned.connect();
        assertEquals(Optional.of(GENESIS_HASH), node.blockHash(0));
        canned.error("getblockhash", -8, "Block height out of range");
        assertEquals(Optional.empty(), node.blockHash(1));
        assertThrows(IllegalArgumentException.class, () -> node.blockHash(-1));
    }

    private static String genesisHeader(String more) {
        return "{\"hash\":\"" + GENESIS + "\",\"height\":7,\"confirmations\":-1,\"chainwork\":\"" + WORK
                + "\",\"version\":1,\"merkleroot\":\"" + GENESIS_TXID
                + "\",\"time\":1296688602,\"nonce\":2,\"bits\":\"207fffff\"" + more + "}";
    }

    @Test
    void w11_a_header_is_put_together_from_its_fields_and_has_the_hash_asked_for() {
        JsonRpcNode node = canned.connect();
        canned.result("getblockheader", genesisHeader(""));
        HeaderInfo header = node.header(GENESIS_HASH).orElseThrow();
        assertEquals(
                new HeaderInfo(
                        BlockHeader.parse(HexFormat.of().parseHex(GENESIS_BLOCK.substring(0, 160))),
                        7,
                        -1,
                        BigInteger.TWO),
                header);
        assertEquals(Instant.ofEpochSecond(1296688602), header.time());
        assertEquals(Sha256Hash.ZERO_HASH, header.previous());
        assertFalse(header.isOnBestChain());
        assertEquals("[\"" + GENESIS + "\",true]", canned.lastParams());
        assertThrows(RpcException.BadReply.class, () -> node.header(OTHER_HASH));
        canned.result("getblockheader", genesisHeader(",\"previousblockhash\":\"" + OTHER + "\""));
        assertThrows(RpcException.BadReply.class, () -> node.header(GENESIS_HASH));
        for (String wrong : List.of("\"nonce\":3", "\"nonce\":4294967298", "\"nonce\":-1", "\"nonce\":\"2\"")) {
            canned.result("getblockheader", genesisHeader("").replace("\"nonce\":2", wrong));
            assertThrows(RpcException.BadReply.class, () -> node.header(GENESIS_HASH), wrong);
        }
    }

    @Test
    void what_the_node_does_not_know_is_empty() {
        JsonRpcNode node = canned.connect();
        canned.error("getblockheader", -5, "Block not found")
                .error("getblock", -5, "Block not found")
                .error("getrawtransaction", -5, "No such mempool transaction")
                .batched("getrawtransaction", params -> "\"error\":{\"code\":-5,\"message\":\"\"}")
                .result("gettxout", "null");
        assertEquals(Optional.empty(), node.header(OTHER_HASH));
        assertEquals(Optional.empty(), node.block(OTHER_HASH));
        assertEquals(Optional.empty(), node.mempoolTransaction(OTHER_HASH));
        assertEquals(Optional.empty(), node.blockTransaction(OTHER_HASH, GENESIS_HASH));
        assertEquals(Optional.empty(), node.unspentOutput(new Outpoint(OTHER_HASH, 1)));
        assertEquals("[\"" + OTHER + "\",1,false]", canned.lastParams());
    }

    @Test
    void w11_a_transaction_is_what_was_asked_for_or_a_bad_reply() {
        JsonRpcNode node = canned.connect();
        canned.result("getrawtransaction", "\"" + COINBASE + "\"");
        assertEquals(Optional.of(TX), node.blockTransaction(TX.txid(), GENESIS_HASH));
        assertEquals("[\"" + GENESIS_TXID + "\",false,\"" + GENESIS + "\"]", canned.lastParams());
        assertThrows(RpcException.BadReply.class, () -> node.blockTransaction(OTHER_HASH, GENESIS_HASH));
    }

    @Test
    void a_fee_rate_is_exact_and_empty_while_the_node_has_seen_too_little() {
        JsonRpcNode node = canned.connect();
        canned.result("estimatesmartfee", "{\"feerate\":0.00012345,\"blocks\":6}");
        assertEquals(Optional.of(FeeRate.ofSatsPerKvb(12_345)), node.estimateFeeRate(6));
        canned.result("estimatesmartfee", "{\"errors\":[\"Insufficient data or no feerate found\"],\"blocks\":6}");
        assertEquals(Optional.empty(), node.estimateFeeRate(6));
    }

    @Test
    void w11_an_unspent_output_has_its_exact_value() {
        JsonRpcNode node = canned.connect();
        Outpoint outpoint = new Outpoint(TX.txid(), 0);
        String reply = "{\"bestblock\":\"" + GENESIS + "\",\"confirmations\":3,\"value\":VALUE,"
                + "\"scriptPubKey\":{\"hex\":\"51\"},\"coinbase\":true}";
        canned.result("gettxout", reply.replace("VALUE", "0.29000001"));
        TransactionOutput output = new TransactionOutput(Coin.valueOf(29_000_001), ByteString.ofHex("51"));
        assertEquals(
                Optional.of(new UnspentOutput(outpoint, output, 3, true, GENESIS_HASH)), node.unspentOutput(outpoint));
        for (String bad : new String[] {"0.290000001", "\"0.29\"", "1e30", "null"}) {
            canned.result("gettxout", reply.replace("VALUE", bad));
            assertThrows(RpcException.BadReply.class, () -> node.unspentOutput(outpoint));
        }
    }
}
