package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.store.TestDatabase;
import org.escrowkit.wallet.watch.WatchStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several services of one database: one drives the loans, all take commands. */
class ServiceSharedTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int LOANS = 4;

    @TempDir
    private Path directory;

    private final FakeBitcoinNode chain = new FakeBitcoinNode();
    private final List<EscrowService> services = new ArrayList<>();

    /** What happens before each statement of the one that leads. */
    private Consumer<String> meanwhile = sql -> {};

    @BeforeEach
    void open() {
        StorePlace place = TestDatabase.POSTGRES.place(directory, "shared");
        place.prepare();
        for (String name : List.of("one", "two", "three")) {
            EscrowStore store = StorePlace.share(place.address(), chain.genesis(), name, LEASE, sql -> {
                if (name.equals("one")) {
                    meanwhile.accept(sql);
                }
            });
            services.add(EscrowService.on(chain, store, () -> TestLoans.START));
        }
        services.forEach(service -> service.poll());
    }

    @AfterEach
    void close() {
        services.forEach(EscrowService::close);
    }

    private EscrowService service(int number) {
        return services.get(number);
    }

    private static LoanId id(int loan) {
        return LoanId.of("shared-" + loan);
    }

    private static LoanTerms terms(int loan) {
        return TestLoans.terms(loan * TestLoans.ADDRESSES);
    }

    private static Transaction deposit(int loan, int salt) {
        TransactionInput input = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {(byte) salt}), 0), 0);
        TransactionOutput output =
                new TransactionOutput(Coin.COIN, terms(loan).escrow().scriptPubKey());
        return new Transaction(2, List.of(input), List.of(output), 0);
    }

    /** Opened and priced by those who do not lead. */
    private void fund() {
        for (int loan = 0; loan < LOANS; loan++) {
            service(1).open(id(loan), terms(loan));
            chain.mine(List.of(deposit(loan, loan)));
        }
        chain.mine(TestLoans.CONFIRMATIONS);
        service(2).observePrice(new Price(TestLoans.usd("60000")));
        service(0).poll();
    }

    @Test
    void oneLeadsAndTheOthersCommandsReachTheLoansThatItDrives() {
        assertTrue(service(0).health().leading());
        assertFalse(service(1).health().leading());
        fund();
        for (int loan = 0; loan < LOANS; loan++) {
            assertEquals("funded", service(2).loan(id(loan)).loan().state().name());
            assertInstanceOf(
                    CommandResult.Done.class,
                    service(1 + loan % 2).handle(id(loan), new Command.Disburse(TestLoans.START)));
        }
        service(1).observePrice(new Price(TestLoans.usd("42000")));
        service(0).poll();
        for (int loan = 0; loan < LOANS; loan++) {
            assertEquals("margin call", service(1).loan(id(loan)).loan().state().name());
            assertTrue(service(2).journal(id(loan)).accountsFor(service(1).loan(id(loan))));
        }
        assertEquals(LOANS, service(0).health().loans().live());
    }

    @Test
    void whoeverTakesOverKnowsAllLoans() {
        fund();
        service(0).close();
        services.remove(0);
        assertFalse(service(0).poll() instanceof WatchStatus.StandingBy);
        service(0).handle(id(0), new Command.Disburse(TestLoans.START));
        service(0).observePrice(new Price(TestLoans.usd("30000")));
        assertEquals("liquidatable", service(0).loan(id(0)).loan().state().name());
        assertEquals(LOANS, service(0).health().loans().live());
    }

    @Test
    void aCommandInTheMiddleOfWhatTheChainTellsIsNeitherLostNorInItsWay() {
        fund();
        service(0).handle(id(0), new Command.Disburse(TestLoans.START));
        service(0).poll();
        chain.mine(List.of(deposit(0, LOANS)));
        boolean[] once = {false};
        meanwhile = sql -> {
            if (sql.startsWith("UPDATE loan SET") && !once[0]) {
                once[0] = true;
                service(1).handle(id(0), new Command.RecordRepayment(TestLoans.usd("100"), TestLoans.START));
            }
        };
        service(0).poll();
        assertTrue(once[0]);
        var stored = service(1).loan(id(0));
        assertEquals(Coin.COIN, stored.loan().state().holdings().pending());
        Running running = assertInstanceOf(Running.class, stored.loan().state());
        assertEquals(
                0,
                TestLoans.usd("29900")
                        .compareTo(running.position().owed(stored.loan().terms(), TestLoans.START)));
        assertTrue(service(2).journal(id(0)).accountsFor(stored));
    }

    /** Per-loan order: whatever the interleaving, each repayment counts once, and each answer is of one version. */
    @Test
    void commandsFromEverywhereAtOnceHappenOneAfterTheOther() throws Exception {
        fund();
        service(0).handle(id(0), new Command.Disburse(TestLoans.START));
        service(0).subscribe("books");
        int each = 10;
        ExecutorService threads = Executors.newFixedThreadPool(services.size());
        List<Callable<List<CommandResult>>> work = IntStream.range(0, services.size())
                .mapToObj(number -> (Callable<List<CommandResult>>) () -> IntStream.range(0, each)
                        .mapToObj(i -> service(number)
                                .handle(LoanRequest.of(
                                                id(0),
                                                new Command.RecordRepayment(TestLoans.usd("100"), TestLoans.START))
                                        .once("wire " + i)))
                        .toList())
                .toList();
        Map<Long, Integer> versions = new HashMap<>();
        for (Future<List<CommandResult>> answers : threads.invokeAll(work)) {
            for (CommandResult answer : answers.get()) {
                long version =
                        assertInstanceOf(CommandResult.Done.class, answer).version();
                versions.merge(version, 1, Integer::sum);
            }
        }
        threads.shutdown();
        // The same key from three of them is one command with one answer.
        assertEquals(each, versions.size());
        assertTrue(versions.values().stream().allMatch(times -> times == services.size()), versions::toString);
        var stored = service(0).loan(id(0));
        Running running = assertInstanceOf(Running.class, stored.loan().state());
        assertEquals(
                TestLoans.usd("29000").getAmount().stripTrailingZeros(),
                running.position()
                        .owed(stored.loan().terms(), TestLoans.START)
                        .getAmount()
                        .stripTrailingZeros());
        assertTrue(service(1).journal(id(0)).accountsFor(stored));
    }
}
