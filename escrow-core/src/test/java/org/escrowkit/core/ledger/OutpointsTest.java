package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Outpoint;
import org.junit.jupiter.api.Test;
import org.pcollections.PSet;

class OutpointsTest {
    private static final int SEEDS = 50;
    private static final int STEPS = 300;

    /** Growing for the first half, shrinking for the second. */
    @Test
    void fewAndManyAreSetsLikeAnyOther() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Set<Outpoint> expected = new HashSet<>();
            Set<Outpoint> some = Outpoints.plus(null, coin(0));
            expected.add(coin(0));
            boolean wereMany = false;
            for (int step = 0; step < STEPS; step++) {
                Outpoint coin = coin(random.nextInt(4 * Outpoints.FEW));
                if (random.nextInt(STEPS) > step) {
                    some = Outpoints.plus(some, coin);
                    expected.add(coin);
                } else {
                    some = Outpoints.minus(some, coin);
                    expected.remove(coin);
                }
                assertEquals(expected, some, "seed " + seed);
                assertEquals(expected.size() > Outpoints.FEW, some instanceof PSet, "seed " + seed);
                wereMany |= some instanceof PSet;
            }
            assertTrue(wereMany);
        }
    }

    private static Outpoint coin(int number) {
        return new Outpoint(TestChain.hash("coin"), number);
    }
}
