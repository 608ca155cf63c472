package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

@Timeout(60)
class ZmqHintsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** A publisher as a node is one, which says whatever a test likes. */
    private static final class Publisher implements AutoCloseable {
        private final ZContext context = new ZContext();
        private final ZMQ.Socket socket = context.createSocket(SocketType.PUB);
        private final URI endpoint;

        Publisher(String at) {
            socket.setLinger(0);
            socket.bind(at);
            endpoint = URI.create(socket.getLastEndpoint());
        }

        void send(String topic, byte[]... parts) {
            socket.sendMore(topic);
            for (int i = 0; i < parts.length - 1; i++) {
                socket.sendMore(parts[i]);
            }
            socket.send(parts[parts.length - 1]);
        }

        void block() {
            send("hashblock", new byte[32], new byte[4]);
        }

        /** A subscription takes a moment to arrive, and what is said before is lost. */
        void until(BooleanSupplier heard, Runnable message) {
            while (!heard.getAsBoolean()) {
                message.run();
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static byte[] sequence(char label, int more) {
        byte[] body = new byte[33 + more];
        body[32] = (byte) label;
        return body;
    }

    @Test
    void hashblock_rawtx_and_sequence_ring_and_nothing_else_does() {
        List<List<byte[]>> messages = List.of(
                List.of(ascii("hashblock"), new byte[32], new byte[4]),
                List.of(ascii("sequence"), sequence('C', 0), new byte[4]),
                List.of(ascii("sequence"), sequence('D', 0), new byte[4]),
                List.of(ascii("rawtx"), new byte[60], new byte[4]),
                List.of(ascii("sequence"), sequence('A', 8), new byte[4]),
                List.of(ascii("sequence"), sequence('R', 8), new byte[4]));
        for (int i = 0; i < messages.size(); i++) {
            assertEquals(
                    i < 3 ? Hint.CHAIN : Hint.MEMPOOL,
                    HintFrames.read(messages.get(i)).orElseThrow());
        }
        List<List<byte[]>> others = List.of(
                List.of(),
                List.of(ascii("hashblock"), new byte[32]),
                List.of(ascii("hashblock"), new byte[32], new byte[4], new byte[1]),
                List.of(ascii("hashblock"), new byte[31], new byte[4]),
                List.of(ascii("hashblock"), new byte[32], new byte[5]),
                List.of(ascii("hashblockx"), new byte[32], new byte[4]),
                List.of(ascii("rawblock"), new byte[100], new byte[4]),
                List.of(ascii("rawtx"), new byte[9], new byte[4]),
                List.of(ascii("sequence"), new byte[0], new byte[4]),
                List.of(ascii("sequence"), sequence('A', 0), new byte[4]),
                List.of(ascii("sequence"), sequence('C', 8), new byte[4]),
                List.of(ascii("sequence"), sequence('X', 8), new byte[4]));
        others.forEach(message -> assertTrue(HintFrames.read(message).isEmpty()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void a_message_ends_the_wait_and_malformed_ones_are_counted_only() throws InterruptedException {
        Doorbell bell = new Doorbell();
        try (Publisher publisher = new Publisher("tcp://127.0.0.1:*");
                ZmqHints hints = ZmqHints.open(publisher.endpoint, bell)) {
            publisher.until(() -> hints.ignored() > 0, () -> publisher.send("hashblock", new byte[31], new byte[4]));
            publisher.send("sequence", new byte[1], new byte[2], new byte[3], new byte[4], new byte[5]);
            assertEquals(0, hints.heard());
            // A publisher drops what it cannot send at once, so each is said until it is heard.
            publisher.until(() -> hints.heard() > 0, publisher::block);
            assertEquals(Set.of(Hint.CHAIN), bell.await(LONG));
            long blocks = hints.heard();
            while (!bell.await(Duration.ofMillis(10)).contains(Hint.MEMPOOL)) {
                publisher.send("rawtx", new byte[100], new byte[4]);
            }
            assertTrue(hints.heard() > blocks);
        }
    }

    @Test
    void w8_silence_ends_too_and_a_flood_of_rings_is_one() throws InterruptedException {
        Doorbell bell = new Doorbell();
        assertEquals(Set.of(), bell.await(Duration.ofMillis(20)));
        assertEquals(Set.of(), bell.await(Duration.ZERO));
        for (int i = 0; i < 1_000; i++) {
            bell.ring(Hint.CHAIN);
            bell.ring(Hint.MEMPOOL);
        }
        assertEquals(Set.of(Hint.CHAIN, Hint.MEMPOOL), bell.await(LONG));
        assertEquals(Set.of(), bell.await(Duration.ofMillis(1)));
    }

    @Test
    void a_publisher_that_comes_late_or_comes_back_is_heard() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String at = "tcp://127.0.0.1:" + port;
        try (ZmqHints hints = ZmqHints.open(URI.create(at), new Doorbell())) {
            for (int life = 0; life < 2; life++) {
                long before = hints.heard();
                try (Publisher publisher = new Publisher(at)) {
                    publisher.until(() -> hints.heard() > before, publisher::block);
                }
            }
        }
    }

    /** Where this takes half a minute, so did every hint after one start of a watcher in forty. */
    @Test
    @Timeout(15)
    void a_connection_on_which_nobody_answers_is_given_up_for_one_on_which_somebody_does() throws Exception {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        URI at = URI.create("tcp://127.0.0.1:" + server.getLocalPort());
        Doorbell bell = new Doorbell();
        try (ZmqHints hints = ZmqHints.open(at, bell);
                Socket mute = server.accept()) {
            server.close();
            try (Publisher publisher = new Publisher(at.toString())) {
                while (bell.await(Duration.ofMillis(20)).isEmpty()) {
                    publisher.block();
                }
            }
            assertTrue(hints.heard() > 0);
            assertFalse(mute.isClosed());
        }
    }

    @Test
    void something_that_speaks_no_zmq_rings_nothing_and_closing_is_clean() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Doorbell bell = new Doorbell();
            ZmqHints hints = ZmqHints.open(URI.create("tcp://127.0.0.1:" + server.getLocalPort()), bell);
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\n\r\n<html>"));
                socket.getOutputStream().flush();
                assertEquals(Set.of(), bell.await(Duration.ofMillis(50)));
            }
            hints.close();
            hints.close();
            assertEquals(0, hints.heard());
            assertFalse(Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("escrowkit-zmq")));
        }
    }

    @Test
    void w8_zmq_off_lost_doubled_reordered_and_lying_give_the_same_log() throws InterruptedException {
        for (int seed = 0; seed < 200; seed++) {
            List<Object> polled = log(seed, false);
            assertEquals(polled, log(seed, true), "seed " + seed);
        }
    }

    /** The rows that a loop delivers on one history of a node, woken by bells that are rung at random or by silence. */
    private static List<Object> log(int seed, boolean hints) throws InterruptedException {
        Random history = new Random(seed);
        Random liar = new Random(seed + 1);
        Doorbell bell = new Doorbell();
        FakeBitcoinNode node = new FakeBitcoinNode();
        ChainFollower follower = ChainFollower.resuming(
                node, ChainFollower.startingAt(node, node.genesis()).rows(), Runnable::run);
        List<Object> log = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            node.mine(history.nextInt(4));
            for (int rings = hints ? liar.nextInt(4) : 0; rings > 0; rings--) {
                bell.ring(liar.nextBoolean() ? Hint.CHAIN : Hint.MEMPOOL);
            }
            Set<Hint> rung = bell.await(Duration.ZERO);
            if (rung.isEmpty() || rung.contains(Hint.CHAIN)) {
                follow(follower, log);
            }
        }
        follow(follower, log);
        return log;
    }

    private static void follow(ChainFollower follower, List<Object> log) {
        for (TipUpdate update = follower.poll(); update instanceof TipUpdate.Extended more; update = follower.poll()) {
            more.connected().forEach(block -> log.add(block.row()));
            follower.commit(update);
        }
    }
}
