package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.KmpPsbtDifference.Side;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * P12: bitcoin-kmp, an implementation that is independent of ours, accepts and refuses the same PSBTs of version 0 and
 * understands the same of them. Where it does not, {@link KmpPsbtDifference} has the reason, and the count is exact.
 */
class KmpPsbtDifferentialTest {
    private static final long SEED = 174;
    private static final int HONEST = 5_000;
    private static final int DAMAGED = 7_000;

    private final PsbtDifferentialCases cases = PsbtDifferentialSpends.cases(SEED, PsbtDifferentialCases.ALL);
    private final Map<KmpPsbtDifference, Integer> differences = new EnumMap<>(KmpPsbtDifference.class);
    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void bothUnderstandTheSameOfEveryHonestPsbt() {
        for (int i = 0; i < HONEST; i++) {
            var each = cases.next();
            compare(each.fields().toBytes(), "seed " + SEED + ", " + each.stage() + " " + i);
        }
        assertEquals("{both accept=5000}", verdicts.toString());
        assertEquals(Map.of(), differences);
    }

    @Test
    void p12BothJudgeDamagedPsbtsAlikeButForKnownReasons() {
        Random random = new Random(SEED);
        PsbtDifferentialDamage[] damages = PsbtDifferentialDamage.values();
        for (int i = 0; i < DAMAGED; i++) {
            PsbtDifferentialDamage damage = damages[random.nextInt(damages.length)];
            byte[] bytes = damage.applied(cases.next().fields(), random);
            compare(bytes, "seed " + SEED + ", " + damage + " " + i);
        }
        assertEquals("{both accept=2513, both refuse=3549, kmp accepts=732, we accept=206}", verdicts.toString());
        assertEquals(
                """
                KMP_KNOWS_NO_VERSION_2=62
                KMP_KEEPS_UNREAD_WHAT_WE_TYPE=82
                KMP_READS_NO_PROPRIETARY_KEYS=2
                KMP_IGNORES_BYTES_BEHIND_A_VALUE=105
                KMP_LOOKS_FOR_NO_POINT=82
                KMP_TAKES_ANY_VERSION_OF_EXTENDED_KEYS=5
                KMP_TAKES_ANY_AMOUNT=2
                KMP_TAKES_LENGTHS_IN_MANY_FORMS=333
                KMP_SEES_ONLY_THE_FIRST_OF_A_TYPE=32
                KMP_READS_NARROW_KEY_TYPES=4
                KMP_TAKES_TRUNCATED_FOR_EMPTY=23
                KMP_COMPARES_UTXOS_WHILE_READING=118
                KMP_PARSES_SCRIPTS=76
                KMP_COMPARES_CHILD_NUMBERS=12
                KMP_FORGETS_FIELDS_WITHOUT_A_WITNESS_UTXO=62
                KMP_FORGETS_A_FINAL_WITNESS_BESIDE_OTHER_FIELDS=6
                """, differences.entrySet().stream().map(each -> each + "\n").collect(Collectors.joining()));
    }

    private void compare(byte[] bytes, String seed) {
        String which = seed + ": " + Base64.getEncoder().encodeToString(bytes);
        Psbt ours = null;
        String ourRefusal = "";
        try {
            ours = Psbt.parse(bytes);
        } catch (MalformedException refused) {
            // Of the place the field alone: "PSBT input 3, PSBT_IN_WITNESS_UTXO".
            ourRefusal = refused.subject().replaceFirst("^PSBT (global|input \\d+|output \\d+)(, )?", "") + ", "
                    + refused.problem();
        }
        fr.acinq.bitcoin.psbt.Psbt theirs = null;
        String theirRefusal = "";
        try {
            var read = fr.acinq.bitcoin.psbt.Psbt.read(bytes);
            theirs = read.getRight();
            theirRefusal = String.valueOf(read.getLeft()).replaceFirst("^\\w+\\(reason=(.*)\\)$", "$1");
        } catch (RuntimeException refused) {
            // Where its own checks let bytes pass that its types then refuse, it throws instead of answering.
            theirRefusal = String.valueOf(refused.getMessage());
        }
        verdicts.merge(verdict(ours, theirs != null), 1, Integer::sum);
        if (ours != null && theirs != null) {
            compare(ours, theirs, which);
        } else if (ours != null) {
            count(KmpPsbtDifference.of(Side.KMP_STRICTER, theirRefusal, which));
        } else if (theirs != null) {
            count(KmpPsbtDifference.of(Side.KMP_LAXER, ourRefusal, which));
        }
    }

    private static String verdict(@Nullable Psbt ours, boolean theirs) {
        if (ours != null) {
            return theirs ? "both accept" : "we accept";
        }
        return theirs ? "kmp accepts" : "both refuse";
    }

    private void compare(Psbt ours, fr.acinq.bitcoin.psbt.Psbt theirs, String which) {
        byte[] written = fr.acinq.bitcoin.psbt.Psbt.write(theirs).toByteArray();
        List<List<Field>> kept = PsbtDifferentialBytes.of(written).maps;
        List<List<Field>> all = PsbtDifferentialBytes.of(ours.serialize()).maps;
        boolean same = true;
        for (int map = 0; map < all.size(); map++) {
            for (Field field : all.get(map)) {
                if (!kept.get(map).contains(field)) {
                    count(KmpPsbtDifference.ofLost(field, all.get(map), which));
                    same = false;
                }
            }
        }
        if (same) {
            assertEquals(ours, Psbt.parse(written), which);
            KmpPsbtFields.assertSame(ours, theirs, which);
        }
    }

    private void count(KmpPsbtDifference difference) {
        differences.merge(difference, 1, Integer::sum);
    }
}
