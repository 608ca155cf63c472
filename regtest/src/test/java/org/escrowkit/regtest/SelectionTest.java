package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private final List<String> told = new ArrayList<>();

    private Selection<String> selection(boolean engineAnswers, Supplier<String> container) {
        return new Selection<>(() -> engineAnswers, container, () -> "process", told::add);
    }

    private static String noImage() {
        throw new NodeUnavailableException("No image.");
    }

    @Test
    void prefersAContainerWhereAnEngineAnswers() {
        assertEquals("container", selection(true, () -> "container").start(Optional.empty()));
    }

    @Test
    void takesAProcessWhereNoEngineAnswers() {
        assertEquals("process", selection(false, SelectionTest::noImage).start(Optional.empty()));
        assertTrue(told.isEmpty());
    }

    @Test
    void fallsBackToAProcessWithoutAnImageAndSaysSo() {
        assertEquals("process", selection(true, SelectionTest::noImage).start(Optional.empty()));
        assertEquals(List.of("No image. Starting bitcoind as a local process instead."), told);
    }

    @Test
    void doesNotFallBackWhenAContainerWasAskedFor() {
        Optional<NodeKind> container = Optional.of(NodeKind.CONTAINER);
        assertThrows(
                NodeUnavailableException.class,
                () -> selection(true, SelectionTest::noImage).start(container));
        assertThrows(
                NodeUnavailableException.class,
                () -> selection(false, () -> "container").start(container));
    }

    @Test
    void doesNotAskForAnEngineWhenAProcessWasAskedFor() {
        Selection<String> selection = new Selection<>(
                () -> {
                    throw new AssertionError("asked");
                },
                () -> "container",
                () -> "process",
                told::add);
        assertEquals("process", selection.start(Optional.of(NodeKind.PROCESS)));
    }

    @Test
    void aBrokenContainerIsAFailureNotAReasonToFallBack() {
        Supplier<String> broken = () -> {
            throw new IllegalStateException("bitcoind did not start");
        };
        assertThrows(IllegalStateException.class, () -> selection(true, broken).start(Optional.empty()));
    }

    @Test
    void readsTheSetting() {
        assertEquals(Optional.empty(), Selection.parse(null));
        assertEquals(Optional.empty(), Selection.parse("auto"));
        assertEquals(Optional.of(NodeKind.CONTAINER), Selection.parse("Container"));
        assertEquals(Optional.of(NodeKind.PROCESS), Selection.parse("process"));
        assertThrows(IllegalArgumentException.class, () -> Selection.parse("docker"));
    }
}
