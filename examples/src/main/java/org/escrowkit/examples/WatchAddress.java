package org.escrowkit.examples;

import java.net.URI;
import java.nio.file.Path;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;

class WatchAddress {
    /** Arguments: http://127.0.0.1:18443, the node's .cookie file, a file to keep what was seen, an address. */
    public static void main(String[] args) throws InterruptedException {
        var rpc = JsonRpcClient.of(URI.create(args[0]), RpcCredentials.cookie(Path.of(args[1])));
        try (Watcher watcher = Watcher.open(JsonRpcNode.connect(rpc, Chain.REGTEST), Path.of(args[2]))) {
            watcher.watch(Addresses.parse(args[3], BitcoinNetwork.REGTEST), Birth.atHeight(0), "my address");
            watcher.follow("printer", event -> System.out.println(event));
        }
    }
}
