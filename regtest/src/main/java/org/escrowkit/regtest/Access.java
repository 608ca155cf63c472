package org.escrowkit.regtest;

import java.net.URI;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.RpcCredentials;

/** Where a node is reached, and as whom. */
record Access(URI rpcEndpoint, URI zmqEndpoint, RpcCredentials credentials, JsonRpcClient rpc) {

    static Access of(String host, int rpcPort, int zmqPort, RpcCredentials credentials) {
        URI rpcEndpoint = URI.create("http://" + host + ":" + rpcPort);
        return new Access(
                rpcEndpoint,
                URI.create("tcp://" + host + ":" + zmqPort),
                credentials,
                JsonRpcClient.of(rpcEndpoint, credentials));
    }
}
