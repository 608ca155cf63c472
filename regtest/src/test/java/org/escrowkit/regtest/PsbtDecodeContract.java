package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.regtest.PsbtNodeDifference.Side;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** P12: a real node accepts and refuses the same PSBTs as we do, and understands the same of them. */
abstract class PsbtDecodeContract extends OnNode {
    private static final long SEED = 174;
    private static final int HONEST = 2_000;
    private static final int DAMAGED = 4_000;

    private final Map<PsbtNodeDifference, Integer> differences = new EnumMap<>(PsbtNodeDifference.class);
    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void theNodeUnderstandsTheSameOfEveryHonestPsbt() {
        PsbtCases cases = new PsbtCases(SEED, PsbtCases.ALL);
        for (int i = 0; i < HONEST; i++) {
            var each = cases.next();
            String which = "seed " + SEED + ", " + each.stage() + " " + i;
            byte[] bytes = each.fields().toBytes();
            PsbtNodeFields.assertSame(Psbt.parse(bytes), decoded(bytes), which);
        }
    }

    @Test
    void p12TheNodeJudgesDamagedPsbtsAsWeDoButForKnownReasons() {
        PsbtCases cases = new PsbtCases(SEED + 1, PsbtCases.ALL);
        Random random = new Random(SEED);
        PsbtDamage[] damages = PsbtDamage.values();
        for (int i = 0; i < DAMAGED; i++) {
            PsbtDamage damage = damages[random.nextInt(damages.length)];
            byte[] bytes = damage.applied(cases.next().fields(), random);
            String base64 = Base64.getEncoder().encodeToString(bytes);
            compare(bytes, "seed " + SEED + ", " + damage + " " + i + ": " + base64);
        }
        assertEquals("{both accept=1531, both refuse=2356, node accepts=4, we accept=109}", verdicts.toString());
        assertEquals(
                """
                NODE_TAKES_ANY_VERSION_OF_EXTENDED_KEYS=1
                NODE_TAKES_ANY_AMOUNT=3
                NODE_COMPARES_UTXOS_WHILE_READING=39
                NODE_READS_PREIMAGES_THAT_WE_KEEP_UNREAD=22
                NODE_READS_TAPROOT_FIELDS=48
                """, differences.entrySet().stream().map(each -> each + "\n").collect(Collectors.joining()));
    }

    private void compare(byte[] bytes, String which) {
        Psbt ours = null;
        String ourRefusal = "";
        try {
            ours = Psbt.parse(bytes);
        } catch (MalformedException refused) {
            ourRefusal = refused.problem();
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
