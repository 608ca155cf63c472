package org.escrowkit.wallet.node;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * Rings a {@link Doorbell} when the node publishes hashblock, rawtx or sequence over ZMQ. Nothing it hears is believed:
 * it only ends a wait early. A node that is down, unreachable, silent, chattering or lying costs time or polls, never a
 * deposit; the connection comes back by itself.
 *
 * <p>Needs {@code org.zeromq:jeromq} on the class path, which this library leaves to its users: without it everything
 * works but this class.
 */
public final class ZmqHints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZmqHints.class);

    /** Messages held while the receiver is busy; what comes on top is dropped, and its ring with it. */
    private static final int HIGH_WATER = 1_000;

    /** A block's weight in bytes, and some: no transaction is larger. A connection that sends more is cut. */
    private static final int MOST_BYTES = 4_100_000;

    /**
     * JeroMQ 0.6.0 now and then falls deaf on a connection that it gets at once, as from this machine, and gives it up
     * when the handshake takes too long: by itself after half a minute, in which nothing is heard. It takes three round
     * trips.
     */
    private static final int HANDSHAKE_MILLIS = 2_000;

    private static final int LOOK_MILLIS = 100;
    private static final int HEARTBEAT_MILLIS = 10_000;
    private static final int CLOSE_MILLIS = 5_000;

    /**
     * A connection that was silent for so long is made anew: jeromq gives up for good on a peer that broke the protocol
     * once, such as by a frame that is too large. What is lost meanwhile the polls find.
     */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final URI endpoint;
    private final Doorbell doorbell;
    private final long quietNanos;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong ignored = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    private ZmqHints(URI endpoint, Doorbell doorbell, Duration quiet) {
        this.endpoint = endpoint;
        this.doorbell = doorbell;
        this.quietNanos = quiet.toNanos();
        this.thread = new Thread(this::receive, "escrowkit-zmq");
        thread.setDaemon(true);
    }

    /** Begins to listen at an endpoint such as {@code tcp://127.0.0.1:28332}, there or not. */
    public static ZmqHints open(URI endpoint, Doorbell doorbell) {
        return open(endpoint, doorbell, QUIET);
    }

    /** @param quiet after which the connection is made anew */
    static ZmqHints open(URI endpoint, Doorbell doorbell, Duration quiet) {
        ZmqHints hints = new ZmqHints(endpoint, doorbell, quiet);
        hints.thread.start();
        return hints;
    }

    /** Messages that rang. */
    public long heard() {
        return heard.get();
    }

    /** Messages that no node publishes. */
    public long ignored() {
        return ignored.get();
    }

    private void receive() {
        try (ZContext context = new ZContext();
                ZMQ.Socket socket = context.createSocket(SocketType.SUB)) {
            socket.setLinger(0);
            socket.setRcvHWM(HIGH_WATER);
            socket.setMaxMsgSize(MOST_BYTES);
            socket.setReceiveTimeOut(LOOK_MILLIS);
            socket.setHandshakeIvl(HANDSHAKE_MILLIS);
            // A peer that is gone without a word is found out, and connected to again.
            socket.setHeartbeatIvl(HEARTBEAT_MILLIS);
            socket.setHeartbeatTimeout(HEARTBEAT_MILLIS);
            socket.connect(endpoint.toString());
            HintFrames.TOPICS.forEach(socket::subscribe);
            long last = System.nanoTime();
            while (!closed) {
                byte[] first = socket.recv();
                if (first != null) {
                    last = System.nanoTime();
                    ring(frames(socket, first));
                } else if (System.nanoTime() - last > quietNanos) {
                    last = System.nanoTime();
                    socket.disconnect(endpoint.toString());
                    socket.connect(endpoint.toString());
                }
            }
        } catch (ZMQException e) {
            LOG.warn("no more hints over ZMQ, polling goes on: {}", e.getMessage());
        }
    }

    /** One message: all of it is here when its first part is. Parts beyond those a node sends are not kept. */
    private static List<byte[]> frames(ZMQ.Socket socket, byte[] first) {
        List<byte[]> frames = new ArrayList<>(List.of(first));
        while (socket.hasReceiveMore()) {
            byte[] part = socket.recv();
            if (part != null && frames.size() <= HintFrames.TOPICS.size()) {
                frames.add(part);
            }
        }
        return frames;
    }

    private void ring(List<byte[]> frames) {
        Optional<Hint> hint = HintFrames.read(frames);
        (hint.isPresent() ? heard : ignored).incrementAndGet();
        hint.ifPresent(doorbell::heard);
    }

    /** Ends the connection and its thread. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
