package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.BlockRef;
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
class StoreScriptsTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    private static final int ANCHOR = 100;

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(7);
    private final ByteString[] scripts = {random.script(), random.script(), random.script(), random.script()};
    private EscrowStore store = new MemoryStore(RandomSteps.GENESIS);

    @BeforeEach
    void aChainOfOneBlock() {
        store = database.place(directory, "scripts").open();
        commit(new StepPart.Connected(random.next(List.of()), List.of()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void idsAreDenseInTheOrderOfRegistrationAndStay() {
        assertEquals(List.of(0, 1, 0), register(script(0, 101), script(1, 102), script(0, 103)));
        assertEquals(List.of(2, 1), register(script(2, 101), script(1, 999)));
        assertEquals(List.of(), store.register(List.of()));
        assertEquals(
                List.of(
                        new WatchedScript(0, scripts[0], 101, "loan 0", false),
                        new WatchedScript(1, scripts[1], 102, "loan 1", false),
                        new WatchedScript(2, scripts[2], 101, "loan 2", false)),
                all());
        assertEquals(Optional.empty(), store.backfill());
    }

    @Test
    void w14ABackfillGoesOnWhereAKillLeftIt() {
        register(script(0, 97), script(1, 101));
        assertEquals(List.of(true, false), waiting());
        passed(97);
        reopen();
        assertEquals(Optional.of(new Backfill(1, 98)), store.backfill());
        passed(98);
        passed(99);
        assertThrows(IllegalArgumentException.class, () -> commit(new StepPart.BackfillDone()));
        extend();
        passed(ANCHOR);
        passed(ANCHOR + 1);
        commit(new StepPart.BackfillDone());
        reopen();
        assertEquals(Optional.empty(), store.backfill());
        assertEquals(List.of(false, false), waiting());
    }

    @Test
    void w14BlocksAreLookedAtInOrderAndNotAboveTheCursor() {
        register(script(0, ANCHOR));
        assertThrows(IllegalArgumentException.class, () -> passed(ANCHOR - 1));
        assertThrows(IllegalArgumentException.class, () -> passed(ANCHOR + 1));
        passed(ANCHOR);
        assertThrows(IllegalArgumentException.class, () -> passed(ANCHOR + 1));
        commit(new StepPart.BackfillDone());
        assertThrows(IllegalArgumentException.class, () -> passed(ANCHOR));
    }

    @Test
    void w14WhoComesDuringABackfillJoinsItOrWaitsForTheNext() {
        register(script(0, 95));
        passed(95);
        passed(96);
        register(script(1, 97), script(2, 96));
        register(script(3, 90));
        assertEquals(Optional.of(new Backfill(1, 97)), store.backfill());
        for (int height = 97; height <= ANCHOR; height++) {
            passed(height);
        }
        commit(new StepPart.BackfillDone());
        assertEquals(List.of(false, false, true, true), waiting());
        assertEquals(Optional.of(new Backfill(2, 90)), store.backfill());
    }

    @Test
    void w14BeforeTheFirstBlockAllScriptsWait() {
        try (EscrowStore empty = database.place(directory, "empty").open()) {
            empty.register(List.of(script(0, 97), script(1, 5_000)));
            assertEquals(Optional.of(new Backfill(1, 97)), empty.backfill());
            Step early = new Step(0, List.of(new StepPart.Backfilled(new BlockRef(97, random.hash()), List.of())));
            assertThrows(IllegalArgumentException.class, () -> empty.commit(early));
        }
    }

    /** Too late a birth hides payments: whoever finds that out registers the script again. */
    @Test
    void w14AnEarlierBirthThanWasKnownMakesTheScriptWaitAgain() {
        assertEquals(List.of(0, 1), register(script(0, ANCHOR + 1), script(1, ANCHOR + 1)));
        assertEquals(List.of(1), register(new NewScript(scripts[1], 98, "another name")));
        assertEquals(Optional.of(new Backfill(1, 98)), store.backfill());
        register(script(1, 99));
        reopen();
        assertEquals(new WatchedScript(0, scripts[0], ANCHOR + 1, "loan 0", false), find(0));
        assertEquals(new WatchedScript(1, scripts[1], 98, "loan 1", true), find(1));
        assertEquals(Optional.empty(), store.script(ByteString.of(new byte[3])));
        assertEquals(List.of(2, 2), register(script(2, 100), script(2, 97)));
        assertEquals(97, find(2).birth());
        assertEquals(Optional.of(new Backfill(1, 98)), store.backfill());
        assertEquals(List.of(false, true, true), waiting());
    }

    private WatchedScript find(int index) {
        return store.script(scripts[index]).orElseThrow();
    }

    private NewScript script(int index, int birth) {
        return new NewScript(scripts[index], birth, "loan " + index);
    }

    private List<Integer> register(NewScript... fresh) {
        return store.register(List.of(fresh));
    }

    private void passed(int height) {
        commit(new StepPart.Backfilled(new BlockRef(height, random.hash()), List.of()));
    }

    private void extend() {
        List<BlockRow> rows = store.blocks();
        commit(new StepPart.Connected(random.next(rows), List.of()));
    }

    private void commit(StepPart part) {
        store.commit(new Step(store.head().revision(), List.of(part)));
    }

    private void reopen() {
        store.close();
        store = database.place(directory, "scripts").open();
    }

    private List<WatchedScript> all() {
        List<WatchedScript> all = new ArrayList<>();
        store.scripts(all::add);
        return all;
    }

    private List<Boolean> waiting() {
        return all().stream().map(WatchedScript::waiting).toList();
    }
}
