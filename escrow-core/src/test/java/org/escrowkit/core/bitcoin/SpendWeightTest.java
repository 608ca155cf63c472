package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpendWeightTest {
    private static final long SEED = 7_172;

    /** S15: a bound on the fee is worth what the weight is worth. */
    @Test
    void isTheWeightOfEverySignedSpendButForTheLengthOfItsSignatures() {
        boolean metLowR = false;
        boolean metMost = false;
        for (int i = 0; i < 120; i++) {
            int inputs = i == 0 ? 253 : 1 + i % 3;
            TestSpends spend = TestSpends.seeded(new Random(SEED + i), inputs);
            MultisigScript script = MultisigScript.parse(spend.witnessScript()).orElseThrow();
            SpendWeight weight = SpendWeight.ofTransaction(spend.unsigned(), SpendWeight.ofWitness(script));
            Transaction signed = spend.signed(i % 2, 2);
            long shorter = signed.inputs().stream()
                    .flatMap(input -> input.witness().subList(1, 3).stream())
                    .mapToLong(signature -> 72 - signature.size())
                    .sum();
            String which = "seed " + (SEED + i);
            assertEquals(weight.most(), signed.weight() + shorter, which);
            assertEquals(weight.most() - 2L * inputs, weight.lowR(), which);
            metLowR |= signed.weight() == weight.lowR();
            metMost |= signed.weight() == weight.most();
        }
        assertTrue(metLowR && metMost, "both ends are met, seed " + SEED);
    }

    @Test
    void countsTheWitnessOfAVaultByHand() {
        MultisigScript script =
                MultisigScript.parse(TestSpends.seeded(1).witnessScript()).orElseThrow();
        // Item count, empty item, two signatures behind their lengths, 105 bytes of script behind theirs.
        assertEquals(new SpendWeight(1 + 1 + 2 * 72 + 106, 1 + 1 + 2 * 73 + 106), SpendWeight.ofWitness(script));
    }

    @Test
    void countsALongScriptBehindALongerLength() {
        List<ByteString> keys = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> ByteString.ofHex("02" + "11".repeat(31) + "0" + i))
                .toList();
        // 8 keys make a script of 275 bytes, behind a length of 3.
        assertEquals(
                1 + 1 + 73 + 3 + 275,
                SpendWeight.ofWitness(new MultisigScript(1, keys)).most());
    }

    @Test
    void refusesWeightsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new SpendWeight(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SpendWeight(2, 1));
        assertEquals(0, new SpendWeight(0, 0).most());
    }
}
