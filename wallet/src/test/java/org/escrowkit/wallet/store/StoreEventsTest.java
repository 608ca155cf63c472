package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class StoreEventsTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(5);
    private EscrowStore store = new MemoryStore(RandomSteps.GENESIS);

    @BeforeEach
    void open() {
        store = place().open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyChangeComesBackAsItWas() {
        List<DepositChange> changes =
                IntStream.range(0, 2_000).mapToObj(i -> random.change()).toList();
        Set<Class<?>> kinds = new HashSet<>();
        changes.forEach(change -> kinds.add(change.getClass()));
        assertEquals(DepositChange.class.getPermittedSubclasses().length, kinds.size());
        commit(new StepPart.Mempool(changes));
        assertEquals(
                changes,
                store.events(0, 2_000).stream().map(DepositEvent::change).toList());
    }

    @Test
    void w4AReconfirmationIsANewEventOfTheSameDeposit() {
        Deposit deposit = random.deposit();
        BlockRow base = random.next(List.of());
        BlockRow first = random.next(List.of(base));
        BlockRow second = random.next(List.of(base));
        commit(new StepPart.Connected(base, List.of()));
        DepositChange confirmed = new DepositChange.Confirmed(deposit);
        commit(new StepPart.Connected(first, List.of(confirmed)));
        commit(
                new StepPart.Disconnected(first, List.of(new DepositChange.Evicted(deposit))),
                new StepPart.Connected(second, List.of(confirmed)));
        commit(new StepPart.Disconnected(second, List.of()), new StepPart.Connected(first, List.of(confirmed)));
        String key = RandomSteps.GENESIS + ":" + deposit.outpoint();
        assertEquals(
                List.of(
                        key + ":CONFIRMED:" + first.hash() + ":1",
                        key + ":EVICTED:" + first.hash() + ":1",
                        key + ":CONFIRMED:" + second.hash() + ":1",
                        key + ":CONFIRMED:" + first.hash() + ":2"),
                store.events(0, 9).stream().map(DepositEvent::id).toList());
        assertEquals(1, store.deposits().size());
    }

    @Test
    void w4IdsDoNotComeTwiceAfterATrim() {
        DepositChange seen = new DepositChange.Seen(random.deposit());
        commit(new StepPart.Mempool(List.of(seen)));
        String id = store.events(0, 1).get(0).id();
        store.subscribe("loans");
        store.acknowledge("loans", 1);
        assertEquals(1, store.trim());
        commit(new StepPart.Mempool(List.of(seen)));
        DepositEvent again = store.events(1, 1).get(0);
        assertEquals(2, again.sequence());
        assertEquals(id.substring(0, id.length() - 1) + "2", again.id());
    }

    @Test
    void w4AStepThatComesTwiceIsRefused() {
        Step step = new Step(0, List.of(new StepPart.Mempool(List.of(random.change()))));
        Head head = store.commit(step);
        StoreException.StaleStep stale = assertThrows(StoreException.StaleStep.class, () -> store.commit(step));
        assertEquals(1, stale.stored());
        assertEquals(head, store.head());
        assertEquals(1, store.events(0, 9).size());
    }

    /** Only a damaged or edited store can get there. */
    @Test
    void w4AnEventIdThatIsThereAlreadyUndoesTheStep() throws SQLException {
        DepositChange change = random.change();
        commit(new StepPart.Mempool(List.of(change)));
        edit("DELETE FROM occurrence");
        Head before = store.head();
        List<Deposit> deposits = store.deposits();
        Step again = new Step(before.revision(), List.of(new StepPart.Mempool(List.of(random.change(), change))));
        StoreException.Failed failure = assertThrows(StoreException.Failed.class, () -> store.commit(again));
        assertTrue(
                String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("unique"), failure.getMessage());
        assertEquals(before, store.head());
        assertEquals(deposits, store.deposits());
    }

    @Test
    void w5NothingIsTrimmedThatAConsumerHasNotAcknowledged() {
        commit(new StepPart.Mempool(List.of(random.change(), random.change(), random.change())));
        assertEquals(0, store.trim(), "nobody has had them");
        store.subscribe("loans");
        store.subscribe("mail");
        store.acknowledge("loans", 3);
        assertEquals(0, store.trim());
        store.acknowledge("mail", 2);
        store.acknowledge("mail", 1);
        assertEquals(2, store.subscribe("mail"), "an acknowledgement is not taken back");
        assertEquals(2, store.trim());
        assertEquals(3, store.events(2, 9).get(0).sequence());
        assertThrows(IllegalArgumentException.class, () -> store.events(0, 9));
        store.unsubscribe("mail");
        assertEquals(1, store.trim());
        assertEquals(3, store.subscribe("audit"));
    }

    @Test
    void w5SequencesHaveNoGapsAfterFailedSteps() {
        List<Long> expected = new ArrayList<>();
        for (long i = 1; i <= 20; i++) {
            long revision = store.head().revision();
            BlockRow floating = random.next(List.of());
            Step wrong = new Step(
                    revision,
                    List.of(
                            new StepPart.Mempool(List.of(random.change())),
                            new StepPart.Disconnected(floating, List.of(random.change()))));
            assertThrows(IllegalArgumentException.class, () -> store.commit(wrong));
            commit(new StepPart.Mempool(List.of(random.change())));
            expected.add(i);
        }
        assertEquals(
                expected,
                store.events(0, 99).stream().map(DepositEvent::sequence).toList());
    }

    @Test
    void w5AMissingEventIsNamedAndNotPassedOver() throws SQLException {
        commit(new StepPart.Mempool(List.of(random.change(), random.change(), random.change())));
        edit("DELETE FROM event WHERE sequence = 2");
        assertThrows(StoreException.Corrupt.class, () -> store.events(0, 9));
    }

    @Test
    void aSequenceFromTheFutureTellsOfAnOlderCopy() {
        commit(new StepPart.Mempool(List.of(random.change())));
        store.subscribe("loans");
        assertThrows(StoreException.OlderThanKnown.class, () -> store.events(2, 9));
        assertThrows(StoreException.OlderThanKnown.class, () -> store.acknowledge("loans", 2));
        assertThrows(IllegalArgumentException.class, () -> store.acknowledge("nobody", 1));
        assertEquals(List.of(), store.events(1, 9));
    }

    @Test
    void transactionsGoWithTheLastThatNeedsThem() throws SQLException {
        Deposit deposit = random.deposit();
        commit(new StepPart.Mempool(List.of(new DepositChange.Seen(deposit))));
        store.subscribe("loans");
        store.acknowledge("loans", 1);
        store.trim();
        assertEquals(List.of(deposit), store.deposits());
        BlockRow block = random.next(List.of());
        DepositChange end = new DepositChange.DoubleSpent(
                deposit,
                random.hash(),
                new StepPart.Connected(block, List.of()).block().orElseThrow());
        commit(new StepPart.Connected(block, List.of(end)));
        assertEquals(List.of(), store.deposits());
        assertEquals(end, store.events(1, 9).get(0).change());
        store.acknowledge("loans", 2);
        store.trim();
        assertEquals(0, edit("DELETE FROM funding"), "the transaction is gone already");
    }

    private Head commit(StepPart... parts) {
        return store.commit(new Step(store.head().revision(), List.of(parts)));
    }

    private int edit(String sql) throws SQLException {
        return place().edit(sql);
    }

    private StorePlace place() {
        return database.place(directory, "events");
    }
}
