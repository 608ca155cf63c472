package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

/** The verifier against bitcoin-kmp's interpreter: spends of 2-of-3, honest and mutated. */
class DifferentialSpendTest {
    private static final long SEED = 141_143;
    private static final int SPENDS = 80;

    @Test
    void agreesWithBitcoinKmpOnHonestAndMutatedSpends() {
        P2wshVerifier verifier = new P2wshVerifier(Curve.verifier());
        Map<Mutations, Integer> refused = new EnumMap<>(Mutations.class);
        Map<SpendFault, Integer> faults = new HashMap<>();
        for (int i = 0; i < SPENDS; i++) {
            for (Mutations mutation : Mutations.values()) {
                Random random = new Random(SEED + i);
                TestSpends spend = TestSpends.seeded(random, 1 + i % 3);
                Transaction transaction = mutated(spend, mutation, random);
                Optional<SpendFault> fault = verifier.verify(transaction, spend.spent());
                String which = "seed " + (SEED + i) + ", " + mutation + ": " + fault;
                assertEquals(Oracles.kmpAccepts(transaction, spend.spent()), fault.isEmpty(), which);
                fault.ifPresent(found -> {
                    refused.merge(mutation, 1, Integer::sum);
                    faults.merge(found, 1, Integer::sum);
                });
            }
        }
        assertEquals(0, refused.getOrDefault(Mutations.NONE, 0), "honest spends pass");
        for (Mutations mutation : Mutations.values()) {
            // A bit may flip where a sighash byte of 1 stays, a byte may change to itself: nearly all are refused.
            boolean most = refused.getOrDefault(mutation, 0) >= SPENDS - 4;
            assertTrue(mutation == Mutations.NONE || most, () -> "hardly refused: " + refused);
        }
        assertTrue(faults.size() >= 8, () -> "a campaign that meets many faults: " + faults);
    }

    private static Transaction mutated(TestSpends spend, Mutations mutation, Random random) {
        Transaction signed = spend.signed(random.nextInt(2), 2);
        List<List<ByteString>> witnesses = new ArrayList<>();
        signed.inputs().forEach(input -> witnesses.add(input.witness()));
        int input = random.nextInt(witnesses.size());
        witnesses.set(input, mutation.apply(witnesses.get(input), random));
        return signed.withWitnesses(witnesses);
    }
}
