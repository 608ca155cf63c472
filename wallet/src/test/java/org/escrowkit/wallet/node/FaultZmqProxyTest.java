package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** No fault of the line keeps hints from ringing again once it is over, or makes a message ring that is none (W8). */
@Timeout(90)
class FaultZmqProxyTest {
    private static final long SEED = 6_006;

    @ParameterizedTest
    @EnumSource
    void w8ALineThatFailsRingsAgainAndWhatNoNodeSaysRingsNothing(FaultZmqKind kind) throws InterruptedException {
        try (ZContext context = new ZContext();
                ZMQ.Socket publisher = context.createSocket(SocketType.PUB)) {
            publisher.setLinger(0);
            publisher.bind("tcp://127.0.0.1:*");
            Doorbell bell = new Doorbell();
            try (FaultZmqProxy proxy = FaultZmqProxy.before(URI.create(publisher.getLastEndpoint()), kind, 0.5, SEED);
                    ZmqHints hints = ZmqHints.open(proxy.endpoint(), bell, Duration.ofSeconds(2))) {
                while (proxy.injected() < 3) {
                    publish(publisher);
                }
                // One that is half open, or that was given up for a frame too large, is found out by its silence.
                long before = hints.heard();
                while (hints.heard() == before) {
                    publish(publisher);
                }
                assertEquals(Set.of(Hint.CHAIN), bell.await(Duration.ofSeconds(30)));
                assertEquals(0, hints.ignored());
            }
        }
    }

    private static void publish(ZMQ.Socket publisher) throws InterruptedException {
        publisher.sendMore("hashblock");
        publisher.sendMore(new byte[32]);
        publisher.send(new byte[4]);
        // What is said faster than the line takes it is dropped by the publisher.
        var unused = new Doorbell().await(Duration.ofMillis(5));
    }
}
