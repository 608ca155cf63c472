package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.node.RpcException;
import org.junit.jupiter.api.Test;

/** What a node promises, of whichever kind it is. */
abstract class RegtestNodeContract extends OnNode {

    @Test
    void isAFreshRegtestChainWithATransactionIndexAndNoPeers() {
        assertEquals(
                "regtest", node().rpc().call("getblockchaininfo").get("chain").asString());
        assertTrue(node().rpc().call("getindexinfo").has("txindex"));
        assertEquals(0, node().rpc().call("getconnectioncount").asInt());
    }

    @Test
    void tellsItsKindAndVersion() {
        assertEquals(kind(), node().kind());
        assertTrue(node().description().contains("/Satoshi:"), node().description());
    }

    @Test
    void minesIntoAWallet() {
        node().rpc().call("createwallet", "miner");
        JsonRpcClient wallet = node().rpc().forWallet("miner");
        int before = node().rpc().call("getblockcount").asInt();
        wallet.call("generatetoaddress", 3, wallet.call("getnewaddress").asString());
        assertEquals(before + 3, node().rpc().call("getblockcount").asInt());
    }

    @Test
    void aZmqPublisherListens() throws IOException {
        URI endpoint = node().zmqEndpoint();
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            byte[] signature = socket.getInputStream().readNBytes(10);
            assertEquals((byte) 0xff, signature[0]);
            assertEquals((byte) 0x7f, signature[9]);
        }
    }

    @Test
    void keepsStrangersOut() {
        JsonRpcClient stranger =
                JsonRpcClient.of(node().rpcEndpoint(), RpcCredentials.userPassword("regtest", "guess"));
        assertThrows(RpcException.class, () -> stranger.call("getblockcount"));
    }

    @Test
    void twoNodesLiveSideBySideAndAClosedOneIsGone() {
        RegtestNode other = RegtestNode.start(kind());
        try (other) {
            assertNotEquals(node().rpcEndpoint(), other.rpcEndpoint());
            assertEquals(0, other.rpc().call("getblockcount").asInt());
        }
        assertThrows(RpcException.class, () -> other.rpc().call("getblockcount"));
        assertLeavesNoTrace(other);
        other.close();
    }

    /** That nothing of a closed node is left on this machine. */
    abstract void assertLeavesNoTrace(RegtestNode closed);
}
