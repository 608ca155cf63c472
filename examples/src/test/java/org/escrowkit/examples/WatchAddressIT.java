package org.escrowkit.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestChain;
import org.escrowkit.regtest.RegtestNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's subscriber, run as a reader would. On a process only: of a container the cookie file is inside. */
@Timeout(120)
class WatchAddressIT {
    private final BlockingQueue<String> printed = new ArrayBlockingQueue<>(100);
    private final PrintStream console = System.out;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8) {
            @Override
            public void println(Object line) {
                printed.add(String.valueOf(line));
            }
        });
    }

    @AfterEach
    void restore() {
        System.setOut(console);
    }

    @Test
    void printsAPaymentUntilItIsInterruptedAndGoesOnWithTheNextOne() throws Exception {
        try (RegtestNode node = RegtestNode.start(NodeKind.PROCESS)) {
            RegtestChain chain = RegtestChain.funded(node);
            Address address = chain.newAddress();
            Path log = Path.of(node.rpc().call("getrpcinfo").get("logpath").asString());
            String[] args = {
                node.rpcEndpoint().toString(),
                log.resolveSibling(".cookie").toString(),
                directory.resolve("seen.db").toString(),
                address.toString()
            };
            run(args, () -> {
                Sha256Hash first = chain.pay(address, Coin.COIN);
                assertPrinted("1 SEEN 1.00 BTC, " + first);
                Sha256Hash block = chain.mine(1).get(0);
                assertPrinted("2 CONFIRMED 1.00 BTC, " + first);
                return block;
            });
            run(args, () -> {
                assertPrinted("3 SEEN 0.50 BTC, " + chain.pay(address, Coin.COIN.div(2)));
                return 0;
            });
            assertEquals(0, printed.size(), printed::toString);
        }
    }

    private void assertPrinted(String beginning) throws InterruptedException {
        String line = printed.poll(1, TimeUnit.MINUTES);
        assertNotNull(line, beginning);
        assertEquals(beginning, line.substring(0, Math.min(beginning.length(), line.length())));
    }

    /** Interrupts it when the story is over, which must end it. */
    private static void run(String[] args, Callable<?> story) throws Exception {
        FutureTask<Void> main = new FutureTask<>(() -> {
            WatchAddress.main(args);
            return null;
        });
        Thread thread = new Thread(main, "WatchAddress");
        thread.start();
        try {
            story.call();
        } finally {
            thread.interrupt();
            thread.join();
        }
        ExecutionException end = assertThrows(ExecutionException.class, main::get);
        assertInstanceOf(InterruptedException.class, end.getCause());
    }
}
