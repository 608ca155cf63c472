package org.escrowkit.regtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Two loopback ports that were free a moment ago, which is the most that can be said: someone else may take one before
 * bitcoind does, so whoever uses them must be ready to ask for others.
 */
record Ports(int rpc, int zmq) {

    static Ports free() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket rpc = new ServerSocket(0, 1, loopback);
                ServerSocket zmq = new ServerSocket(0, 1, loopback)) {
            return new Ports(rpc.getLocalPort(), zmq.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
