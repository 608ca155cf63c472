package org.escrowkit.wallet.node;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands on loopback before a ZMQ publisher, passes its messages on to subscribers and does one kind of harm to some of
 * them, as a seed has it. Knows of ZMTP 3 where its frames end and no more.
 */
public final class FaultZmqProxy implements AutoCloseable {
    private static final int GREETING = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;

    private final URI publisher;
    private final FaultZmqKind kind;
    private final double rate;
    private final Random random;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong injected = new AtomicLong();

    private FaultZmqProxy(URI publisher, FaultZmqKind kind, double rate, long seed) throws IOException {
        this.publisher = publisher;
        this.kind = kind;
        this.rate = rate;
        random = new Random(seed);
        door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** @param rate of the messages that it befalls, from 0 to 1 */
    public static FaultZmqProxy before(URI publisher, FaultZmqKind kind, double rate, long seed) {
        try {
            return new FaultZmqProxy(publisher, kind, rate, seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("tcp://127.0.0.1:" + door.getLocalPort());
    }

    /** How many messages it has befallen. */
    public long injected() {
        return injected.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket subscriber = door.accept();
                sockets.add(subscriber);
                threads.execute(() -> connect(subscriber));
            }
        } catch (IOException closed) {
            sockets.removeIf(Socket::isClosed);
        }
    }

    private void connect(Socket subscriber) {
        try (subscriber;
                Socket source = new Socket(publisher.getHost(), publisher.getPort())) {
            sockets.add(source);
            subscriber.setTcpNoDelay(true);
            threads.execute(() -> upwards(subscriber, source));
            downwards(new DataInputStream(source.getInputStream()), subscriber);
        } catch (IOException gone) {
            // Either side has gone, as they do here.
            sockets.remove(subscriber);
        }
    }

    private static void upwards(Socket subscriber, Socket source) {
        try (subscriber;
                source) {
            subscriber.getInputStream().transferTo(source.getOutputStream());
        } catch (IOException gone) {
            // The other direction finds out, too.
            return;
        }
    }

    private void downwards(DataInputStream in, Socket subscriber) throws IOException {
        OutputStream out = new BufferedOutputStream(subscriber.getOutputStream());
        FaultZmqWire wire = new FaultZmqWire(subscriber, out);
        // Byte by byte: each side waits for the other's first ones before it goes on.
        for (int i = 0; i < GREETING; i++) {
            wire.send(new byte[] {in.readByte()});
        }
        ByteBuffer message = ByteBuffer.allocate(0);
        while (wire.isOpen()) {
            byte flags = in.readByte();
            long length = (flags & LONG) != 0 ? in.readLong() : in.readUnsignedByte();
            byte[] body = in.readNBytes((int) length);
            ByteBuffer frame = ByteBuffer.allocate(1 + ((flags & LONG) != 0 ? Long.BYTES : 1) + body.length);
            frame.put(flags);
            if ((flags & LONG) != 0) {
                frame.putLong(length);
            } else {
                frame.put((byte) length);
            }
            frame.put(body).flip();
            if ((flags & COMMAND) != 0) {
                wire.send(frame.array());
                continue;
            }
            message = ByteBuffer.allocate(message.capacity() + frame.capacity())
                    .put(message.flip())
                    .put(frame);
            if ((flags & MORE) == 0) {
                pass(message.array(), wire);
                message = ByteBuffer.allocate(0);
            }
        }
    }

    private synchronized void pass(byte[] message, FaultZmqWire wire) throws IOException {
        if (random.nextDouble() < rate) {
            injected.incrementAndGet();
            kind.befall(message, wire);
        } else {
            wire.send(message);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
