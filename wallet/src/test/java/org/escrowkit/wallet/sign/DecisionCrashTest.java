package org.escrowkit.wallet.sign;

import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.escrowkit.core.psbt.Psbt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * S20, S21: a real process dies anywhere between a request and its answer, or between its log and its signature. What
 * it let out before is what its successor stands by, and no other settlement of the same coins ever leaves.
 */
@ParameterizedClass
@EnumSource
class DecisionCrashTest {
    @Parameter
    OneDecisionTest.Kind kind = OneDecisionTest.Kind.HERE;

    /** A few; more with {@code -Descrowkit.crashes=10000}. */
    private static final int CHILDREN = Math.max(1, Integer.getInteger("escrowkit.crashes", 80) / 20);

    @TempDir
    Path directory;

    @Test
    void whateverADeadPartyLetOutItsSuccessorStandsBy() throws IOException, InterruptedException {
        int out = 0;
        for (long seed = 0; seed < CHILDREN; seed++) {
            Path place = Files.createDirectory(directory.resolve("lender " + seed));
            Set<Integer> left = runUntilDeath(place, seed);
            left.addAll(onTheDesk(place));
            String which = kind + ", seed " + seed + ", let out " + left;
            assertTrue(left.size() <= 1, which);
            Set<Integer> stoodBy = successor(place);
            assertEquals(1, stoodBy.size(), which + ", then " + stoodBy);
            assertTrue(stoodBy.containsAll(left), which + ", then " + stoodBy);
            out += left.size();
        }
        System.out.println(kind + ", parties that died: " + CHILDREN + ", with a settlement out: " + out);
    }

    private Set<Integer> runUntilDeath(Path place, long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        boolean byItself = kind == OneDecisionTest.Kind.HERE && seed % 2 == 0;
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DecisionChild.class.getName(),
                        kind.name(),
                        place.toString(),
                        Long.toString(seed),
                        Integer.toString(byItself ? random.nextInt(3) : -1))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Integer> out = new TreeSet<>();
        int linesToLive = 2 + random.nextInt(12);
        try (BufferedReader lines = child.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("out ")) {
                    out.add(Integer.parseInt(line.substring(4)));
                }
                linesToLive--;
                if (!byItself && linesToLive == 0) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(child.waitFor() != 0, "child of seed " + seed + " lived to its end");
        return out;
    }

    /** What a person with a device may have taken there. */
    private static Set<Integer> onTheDesk(Path place) {
        Set<Integer> found = new TreeSet<>();
        for (int settlement = 0; settlement < DecisionChild.SETTLEMENTS; settlement++) {
            Psbt psbt = Psbt.parse(release(10, settlement));
            if (Files.exists(place.resolve(psbt.unsignedTransaction().txid() + ".psbt"))) {
                found.add(settlement);
            }
        }
        return found;
    }

    private Set<Integer> successor(Path place) {
        Set<Integer> out = new TreeSet<>();
        try (SigningParty lender = DecisionChild.open(kind, place, new AtomicInteger(-1))) {
            for (int settlement = DecisionChild.SETTLEMENTS - 1; settlement >= 0; settlement--) {
                if (!(ask(lender, release(10, settlement), NOW) instanceof SigningParty.Answer.Refused)) {
                    out.add(settlement);
                }
            }
        }
        return out;
    }
}
