package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

/** The verifier against bitcoin-kmp's interpreter, under the rules by which nodes relay. */
class DifferentialSpendTest {
    private static final long SEED = 141_143;
    private static final int OF_EACH_KIND = 460;
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());

    /**
     * 10,120 spends, 460 of each kind. The two agree on all but those that the verifier refuses on purpose: honest
     * spends of a script that is no multisig, and honest signatures of another type than SIGHASH_ALL.
     */
    @Test
    void agreesWithBitcoinKmpOnHonestAndMutatedSpends() {
        Map<SpendKind, Integer> accepted = new EnumMap<>(SpendKind.class);
        Map<SpendFault, Integer> stricter = new EnumMap<>(SpendFault.class);
        Map<SpendFault, Integer> faults = new HashMap<>();
        for (SpendKind kind : SpendKind.values()) {
            for (int i = 0; i < OF_EACH_KIND; i++) {
                long seed = SEED + i;
                SpendCase spend = kind.make(new Random(seed));
                Optional<SpendFault> fault = VERIFIER.verify(spend.transaction(), spend.spent());
                boolean theirs = Oracles.kmpAccepts(spend.transaction(), spend.spent());
                String which = kind + ", seed " + seed + ": " + fault;
                if (kind.isRefusedByUsAlone()) {
                    assertTrue(theirs, which);
                    stricter.merge(fault.orElseThrow(), 1, Integer::sum);
                } else {
                    assertEquals(theirs, fault.isEmpty(), which);
                }
                accepted.merge(kind, fault.isEmpty() ? 1 : 0, Integer::sum);
                fault.ifPresent(found -> faults.merge(found, 1, Integer::sum));
            }
        }
        assertEquals(Map.of(SpendFault.NOT_MULTISIG, OF_EACH_KIND, SpendFault.SIGHASH_NOT_ALL, OF_EACH_KIND), stricter);
        assertEquals(22 * OF_EACH_KIND, accepted.size() * OF_EACH_KIND);
        accepted.forEach((kind, count) -> {
            boolean all = kind.isHonest() && !kind.isRefusedByUsAlone();
            // A sighash byte may change to itself; nothing else that happens to a spend leaves it good.
            int most = kind == SpendKind.CHANGED_SIGHASH_BYTE ? 10 : 0;
            assertTrue(all ? count == OF_EACH_KIND : count <= most, kind + ": " + count + " accepted");
        });
        assertEquals(SpendFault.values().length - 1, faults.size(), () -> "all but NOT_P2WSH are met: " + faults);
    }
}
