package org.escrowkit.wallet.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** The way to one subscriber. */
final class FaultZmqWire {
    private final Socket subscriber;
    private final OutputStream out;
    private final Deque<byte[]> heldBack = new ArrayDeque<>();
    private boolean open = true;
    private boolean silent;

    FaultZmqWire(Socket subscriber, OutputStream out) {
        this.subscriber = subscriber;
        this.out = out;
    }

    boolean isOpen() {
        return open;
    }

    /** And after it what was held back. */
    void send(byte[] bytes) throws IOException {
        if (silent) {
            return;
        }
        out.write(bytes);
        while (!heldBack.isEmpty()) {
            out.write(heldBack.removeLast());
        }
        out.flush();
    }

    /** Sent after the next one. */
    void holdBack(byte[] bytes) {
        heldBack.add(bytes);
    }

    /** From now on nothing comes, though the connection stays. */
    void fallSilent() {
        silent = true;
    }

    void reset() throws IOException {
        open = false;
        subscriber.setSoLinger(true, 0);
        subscriber.close();
    }
}
