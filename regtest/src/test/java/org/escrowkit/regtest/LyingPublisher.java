package org.escrowkit.regtest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Publishes a flood over ZMQ of what a node might say and of what none does, none of it true. */
final class LyingPublisher implements AutoCloseable {
    private static final String[] TOPICS = {"hashblock", "rawtx", "sequence", "sequenced", ""};
    private static final int[] SIZES = {0, 1, 4, 10, 32, 33, 41, 80, 5_000};
    private static final int HASH = 32;
    private static final String LABELS = "CDARX";

    private final Random random;
    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.PUB);
    private final URI endpoint;
    private final Thread thread = new Thread(this::lie, "escrowkit-lies");
    private volatile boolean closed;

    LyingPublisher(long seed) {
        random = new Random(seed);
        endpoint = URI.create("tcp://127.0.0.1:" + socket.bindToRandomPort("tcp://127.0.0.1"));
        thread.start();
    }

    URI endpoint() {
        return endpoint;
    }

    /** About a thousand a second, in bursts. */
    private void lie() {
        while (!closed) {
            for (int i = 0; i < 20; i++) {
                socket.sendMore(TOPICS[random.nextInt(TOPICS.length)].getBytes(StandardCharsets.US_ASCII));
                for (int parts = random.nextInt(3); parts > 0; parts--) {
                    socket.sendMore(body(SIZES[random.nextInt(SIZES.length)]));
                }
                socket.send(body(random.nextInt(4) == 0 ? random.nextInt(9) : Integer.BYTES));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        socket.close();
    }

    private byte[] body(int size) {
        byte[] body = new byte[size];
        random.nextBytes(body);
        if (size > HASH) {
            body[HASH] = (byte) LABELS.charAt(random.nextInt(LABELS.length()));
        }
        return body;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.close();
    }
}
