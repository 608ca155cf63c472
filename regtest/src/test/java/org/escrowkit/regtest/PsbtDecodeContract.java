package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtDifferentialCases;
import org.escrowkit.core.psbt.PsbtDifferentialDamage;
import org.escrowkit.regtest.PsbtNodeDifference.Side;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P12: a real node accepts and refuses the same PSBTs as we do, and understands the same of them. */
abstract class PsbtDecodeContract extends OnNode {
    private static final long SEED = 174;
    private static final int HONEST = 2_000;
    private static final int DAMAGED = 4_000;
    private static final int FOREIGN = 1_000;
    private static final int MISSPELT = 800;

    private final Map<PsbtNodeDifference, Integer> differences = new EnumMap<>(PsbtNodeDifference.class);
    private final Map<String, Integer> verdicts = new TreeMap<>();

    /** The node is the class's; the counts are each test's. */
    @BeforeEach
    void startCounting() {
        differences.clear();
        verdicts.clear();
    }

    @Test
    void theNodeUnderstandsTheSameOfEveryHonestPsbt() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED, PsbtDifferentialCases.ALL);
        for (int i = 0; i < HONEST; i++) {
            var each = cases.next();
            String which = "seed " + SEED + ", " + each.stage() + " " + i;
            byte[] bytes = each.fields().toBytes();
            PsbtNodeFields.assertSame(Psbt.parse(bytes), decoded(bytes), which);
        }
    }

    @Test
    void p12TheNodeJudgesDamagedPsbtsAsWeDoButForKnownReasons() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED + 1, PsbtDifferentialCases.ALL);
        Random random = new Random(SEED);
        PsbtDifferentialDamage[] damages = PsbtDifferentialDamage.values();
        for (int i = 0; i < DAMAGED; i++) {
            PsbtDifferentialDamage damage = damages[random.nextInt(damages.length)];
            byte[] bytes = damage.applied(cases.next().fields(), random);
            String base64 = Base64.getEncoder().encodeToString(bytes);
            compare(bytes, "seed " + SEED + ", " + damage + " " + i + ": " + base64);
        }
        assertEquals("{both accept=1462, both refuse=2426, node accepts=73, we accept=39}", verdicts.toString());
        assertEquals(
                """
                NODE_KNOWS_NO_VERSION_2=34
                NODE_KNOWS_NO_MUSIG2=12
                NODE_KNOWS_NO_PROOF_OF_RESERVES=3
                NODE_TAKES_ANY_VERSION_OF_EXTENDED_KEYS=1
                NODE_TAKES_ANY_DEPTH_OF_EXTENDED_KEYS=20
                NODE_TAKES_ANY_AMOUNT=3
                NODE_COMPARES_UTXOS_WHILE_READING=39
                """, differences.entrySet().stream().map(each -> each + "\n").collect(Collectors.joining()));
    }

    /** S23: what no escrow has, preserved and never consulted, is understood alike all the same; damaged or not. */
    @Test
    void theNodeUnderstandsTheSameOfTaprootFieldsPreimagesAndRedeemScripts() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED + 3, List.of(PsbtDifferentialCases.Stage.CREATED));
        Random random = new Random(SEED);
        PsbtForeignFields foreign = new PsbtForeignFields(random);
        PsbtDifferentialDamage[] damages = PsbtDifferentialDamage.values();
        for (int i = 0; i < FOREIGN; i++) {
            var each = cases.next();
            foreign.addTo(each.fields(), each.spend().signed().inputs().size());
            byte[] bytes = each.fields().toBytes();
            String which = "seed " + SEED + ", foreign " + i;
            PsbtForeignFields.assertSame(Psbt.parse(bytes), decoded(bytes), which);
            PsbtDifferentialDamage damage = damages[random.nextInt(damages.length)];
            byte[] damaged = damage.applied(each.fields(), random);
            compare(damaged, which + ", " + damage + ": " + Base64.getEncoder().encodeToString(damaged));
        }
        assertEquals("{both accept=413, both refuse=571, node accepts=16}", verdicts.toString());
        assertEquals(
                "{NODE_KNOWS_NO_VERSION_2=8, NODE_KNOWS_NO_MUSIG2=6, NODE_TAKES_ANY_DEPTH_OF_EXTENDED_KEYS=2}",
                differences.toString());
    }

    /** P6: neither skips white space, forgives padding, or takes another alphabet. */
    @Test
    void p6TheNodeReadsAndRefusesTheSameBase64() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED + 2, List.of(PsbtDifferentialCases.Stage.UPDATED));
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < MISSPELT; i++) {
            String text = misspelt(cases.next().fields().toBase64(), random);
            boolean ours = reads(() -> Psbt.parseBase64(text), MalformedException.class);
            boolean theirs = reads(() -> node().rpc().call("decodepsbt", text), RpcException.Rejected.class);
            assertEquals(theirs, ours, "seed " + SEED + ", text " + i + ": " + text);
            read += ours ? 1 : 0;
        }
        assertEquals(43, read, "of " + MISSPELT);
    }

    private static String misspelt(String text, Random random) {
        String typo = String.valueOf("-_=.\n\t \u00e4".charAt(random.nextInt(8)));
        int at = random.nextInt(text.length());
        String unpadded = text.replaceAll("=+$", "");
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + typo + text.substring(at + 1);
            case 1 -> text.substring(0, at) + typo + text.substring(at);
            case 2 -> text.substring(0, at) + text.substring(at + 1);
            case 3 -> text + typo;
            // The last letter before padding has bits that mean nothing, and must be zero.
            case 4 -> unpadded.substring(0, unpadded.length() - 1) + "B" + text.substring(unpadded.length());
            default -> unpadded;
        };
    }

    private static boolean reads(Runnable reader, Class<? extends RuntimeException> refusal) {
        try {
            reader.run();
            return true;
        } catch (RuntimeException thrown) {
            assertInstanceOf(refusal, thrown);
            return false;
        }
    }

    private void compare(byte[] bytes, String which) {
        Psbt ours = null;
        String ourRefusal = "";
        try {
            ours = Psbt.parse(bytes);
        } catch (MalformedException refused) {
            // Of the place the field alone: "PSBT input 3, PSBT_IN_WITNESS_UTXO".
            ourRefusal = refused.subject().replaceFirst("^PSBT (global|input \\d+|output \\d+)(, )?", "") + ", "
                    + refused.problem();
        }
        JsonValue theirs = null;
        String theirRefusal = "";
        try {
            theirs = decoded(bytes);
        } catch (RpcException.Rejected refused) {
            theirRefusal = refused.reason();
        }
        verdicts.merge(verdict(ours, theirs), 1, Integer::sum);
        if (ours != null && theirs != null) {
            PsbtNodeFields.assertSame(ours, theirs, which);
            PsbtForeignFields.assertSame(ours, theirs, which);
        } else if (ours != null) {
            count(PsbtNodeDifference.of(Side.NODE_STRICTER, theirRefusal, which));
        } else if (theirs != null) {
            count(PsbtNodeDifference.of(Side.NODE_LAXER, ourRefusal, which));
        }
    }

    private void count(PsbtNodeDifference difference) {
        differences.merge(difference, 1, Integer::sum);
    }

    private static String verdict(@Nullable Psbt ours, @Nullable JsonValue theirs) {
        if (ours != null) {
            return theirs != null ? "both accept" : "we accept";
        }
        return theirs != null ? "node accepts" : "both refuse";
    }

    private JsonValue decoded(byte[] psbt) {
        return node().rpc().call("decodepsbt", Base64.getEncoder().encodeToString(psbt));
    }
}
