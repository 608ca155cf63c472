package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.wallet.node.JsonRpcClient;

/** A bitcoind with its blocks in small files, which throws them away when it is told to. */
record PrunedNode(BitcoindProcess process, JsonRpcClient rpc) implements AutoCloseable {
    static PrunedNode start() {
        Ports ports = Ports.free();
        BitcoindFlags common = BitcoindFlags.create("tcp://127.0.0.1:" + ports.zmq());
        List<String> flags = new ArrayList<>(common.flags());
        flags.remove("-txindex");
        flags.addAll(List.of(
                "-prune=1", "-fastprune", "-rpcbind=127.0.0.1", "-rpcallowip=127.0.0.1", "-rpcport=" + ports.rpc()));
        BitcoindProcess process = BitcoindProcess.spawn(LocalBitcoind.find(System.err::println), flags);
        try {
            JsonRpcClient rpc = Access.of("127.0.0.1", ports.rpc(), ports.zmq(), common.credentials())
                    .rpc();
            Readiness.await(rpc, process::isAlive);
            return new PrunedNode(process, rpc);
        } catch (RuntimeException e) {
            String log = process.log();
            process.close();
            throw new IllegalStateException("bitcoind -prune: " + LogTail.of(log), e);
        }
    }

    /** Who gets the rewards. */
    Address rewarded() {
        return SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, new byte[20]);
    }

    void mine(int blocks) {
        rpc.call("generatetoaddress", blocks, rewarded().toString());
    }

    @Override
    public void close() {
        process.close();
    }
}
