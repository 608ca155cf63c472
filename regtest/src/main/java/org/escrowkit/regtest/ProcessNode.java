package org.escrowkit.regtest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A bitcoind that is a child process of this JVM and listens on the loopback interface only. */
final class ProcessNode extends RegtestNode {

    private static final int ATTEMPTS = 5;
    private static final String LOOPBACK = "127.0.0.1";

    private final BitcoindProcess process;

    private ProcessNode(BitcoindProcess process, Access access, String version) {
        super(NodeKind.PROCESS, access, "local process " + process.program() + ", " + version);
        this.process = process;
    }

    /** Starts the program, on other ports if someone was quicker to take the first ones. */
    static ProcessNode launch(Path program) {
        for (int attempt = 1; ; attempt++) {
            Ports ports = Ports.free();
            BitcoindFlags common = BitcoindFlags.create("tcp://" + LOOPBACK + ":" + ports.zmq());
            List<String> flags = new ArrayList<>(common.flags());
            flags.add("-rpcbind=" + LOOPBACK);
            flags.add("-rpcport=" + ports.rpc());
            flags.add("-rpcallowip=" + LOOPBACK);
            BitcoindProcess process = BitcoindProcess.spawn(program, flags);
            try {
                Access access = Access.of(LOOPBACK, ports.rpc(), ports.zmq(), common.credentials());
                String version = Readiness.await(access.rpc(), process::isAlive);
                return new ProcessNode(process, access, version);
            } catch (RuntimeException e) {
                String log = process.log();
                process.close();
                if (attempt == ATTEMPTS || !log.contains("Address already in use")) {
                    throw new IllegalStateException(program + ": " + e.getMessage() + LogTail.of(log), e);
                }
            }
        }
    }

    BitcoindProcess process() {
        return process;
    }

    /** As {@code kill -9}: what bitcoind had not flushed to its disk is lost, and the mempool with it. */
    void kill() {
        process.kill();
    }

    /** Starts the killed bitcoind again, at the same address and with the same login; returns when it answers. */
    void startAgain() {
        process.startAgain();
        Readiness.await(rpc(), process::isAlive);
    }

    @Override
    public void close() {
        process.close();
    }
}
