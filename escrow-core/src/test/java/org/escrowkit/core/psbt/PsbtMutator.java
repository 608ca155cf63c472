package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Kind;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Receiver;
import org.escrowkit.core.psbt.PsbtMutatorEdit.Demand;

/**
 * Sends changed forms of an honest PSBT to a receiver, and fails unless each is refused by a typed failure, stays
 * incomplete, or results in the honest transaction to the byte. An edit that no parser may let through (a key twice, a
 * byte too few or too many) must be refused by the parser; fields in another order must change nothing.
 */
public final class PsbtMutator {
    private final PsbtMutatorPacket honest;
    private final List<PsbtMutatorEdit> edits;
    private final Transaction transaction;
    private final Receiver receiver;
    private final Map<PsbtMutatorEdit.Kind, Map<Kind, Integer>> tally = new EnumMap<>(PsbtMutatorEdit.Kind.class);

    /** @param donors other PSBTs, whose maps and fields are put among those of the honest one */
    public PsbtMutator(byte[] honest, List<byte[]> donors, Receiver receiver) {
        this.honest = PsbtMutatorPacket.of(honest);
        this.receiver = receiver;
        edits = PsbtMutatorEdits.of(
                this.honest, donors.stream().map(PsbtMutatorPacket::of).toList());
        assertArrayEquals(honest, this.honest.toBytes(), "taken apart and put together");
        transaction = receiver.receive(honest).transaction().orElseThrow();
    }

    /** Changed forms alone, one edit each, for whoever judges them otherwise. */
    public static Stream<byte[]> mutants(byte[] honest, List<byte[]> donors, long seed, int count) {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(honest);
        List<PsbtMutatorEdit> edits = PsbtMutatorEdits.of(
                packet, donors.stream().map(PsbtMutatorPacket::of).toList());
        Random random = new Random(seed);
        return Stream.generate(() -> edits.get(random.nextInt(edits.size())).of(packet))
                .limit(count);
    }

    /** Every edit, one at a time. */
    public PsbtMutator each() {
        edits.forEach(edit -> judge(edit, "each edit"));
        return this;
    }

    /** Edits chosen at random. */
    public PsbtMutator some(long seed, int mutants) {
        Random random = new Random(seed);
        for (int i = 0; i < mutants; i++) {
            judge(some(random), "seed " + seed + ", mutant " + i);
        }
        return this;
    }

    /** Edits chosen at random, two or three on top of each other. */
    public PsbtMutator several(long seed, int mutants) {
        Random random = new Random(seed);
        for (int i = 0; i < mutants; i++) {
            PsbtMutatorEdit edit = some(random).then(some(random));
            judge(random.nextBoolean() ? edit : edit.then(some(random)), "seed " + seed + ", mutant " + i);
        }
        return this;
    }

    private PsbtMutatorEdit some(Random random) {
        return edits.get(random.nextInt(edits.size()));
    }

    public int mutants() {
        return tally.values().stream().mapToInt(PsbtMutator::sum).sum();
    }

    public int answers(Kind kind) {
        return tally.values().stream()
                .mapToInt(answers -> answers.getOrDefault(kind, 0))
                .sum();
    }

    @Override
    public String toString() {
        return mutants() + " mutants: " + tally;
    }

    private static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void judge(PsbtMutatorEdit edit, String which) {
        byte[] mutant = edit.of(honest);
        try {
            PsbtMutatorAnswer answer = PsbtMutatorAnswer.of(receiver, mutant.clone());
            answer.transaction()
                    .ifPresent(result ->
                            assertArrayEquals(transaction.serialize(), result.serialize(), "another transaction"));
            if (edit.demand() == Demand.UNREADABLE) {
                assertEquals(Kind.UNREADABLE, answer.kind(), "no parser may let this through");
            } else if (edit.demand() == Demand.UNCHANGED) {
                assertEquals(Kind.TRANSACTION, answer.kind(), "nothing changed but the order");
            }
            tally.computeIfAbsent(edit.kind(), kind -> new EnumMap<>(Kind.class))
                    .merge(answer.kind(), 1, Integer::sum);
        } catch (RuntimeException | Error broken) {
            String base64 = Base64.getEncoder().encodeToString(mutant);
            throw new AssertionError(which + ", " + edit + ": " + broken + "\n" + base64, broken);
        }
    }
}
