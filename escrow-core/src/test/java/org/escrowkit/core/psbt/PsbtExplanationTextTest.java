package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.ExplainedSpend.CONTEXT;
import static org.escrowkit.core.psbt.ExplainedSpend.SPEND;
import static org.escrowkit.core.psbt.ExplainedSpend.UNSIGNED;
import static org.escrowkit.core.psbt.ExplainedSpend.assertLine;
import static org.escrowkit.core.psbt.ExplainedSpend.assertOdd;
import static org.escrowkit.core.psbt.ExplainedSpend.context;
import static org.escrowkit.core.psbt.ExplainedSpend.explain;
import static org.escrowkit.core.psbt.ExplainedSpend.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.psbt.PsbtExplanationContext.Fact;
import org.junit.jupiter.api.Test;

/** The words of explanations: whatever the bytes, short, printable and the same everywhere. */
class PsbtExplanationTextTest {
    @Test
    void locktimeAndSequencesAreSaidInWords() {
        assertLine("Timing:     may be mined at once", explain(SPEND.psbt()));
        assertLine(
                "Timing:     may be mined in the block after number 800000, not before",
                explain(timed(2, 0xffff_fffeL, 800_000)));
        assertLine(
                "Timing:     it says that no version with a higher fee may replace it",
                explain(timed(2, 0xffff_fffeL, 800_000)));
        assertLine(
                "Timing:     may be mined at once: its locktime is switched off",
                explain(timed(2, 0xffff_ffffL, 800_000)));
        assertLine("Timing:     may not be mined before 2106-02-07 06:28:15 UTC", explain(timed(2, 0, 0xffff_ffffL)));
        assertOdd(
                PsbtOddity.Kind.TIMING,
                "input 0 has the sequence 0x90 instead of 0xfffffffd: its coin must be 144 blocks deep",
                explain(timed(2, 144, 0)));
        assertOdd(
                PsbtOddity.Kind.TIMING,
                "input 0 has the sequence 0x400002 instead of 0xfffffffd: its coin must be 1024 seconds old",
                explain(timed(2, 0x40_0002, 0)));
    }

    /** Against the JDK's calendar, which the core does without. */
    @Test
    void datesAreTheCalendars() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(5);
        List<Long> times = new ArrayList<>(List.of(500_000_000L, 951_782_399L, 951_868_800L, 0xffff_ffffL));
        for (int i = 0; i < 20_000; i++) {
            times.add(500_000_000L + (random.nextInt() & 0xffff_ffffL) % 3_794_967_296L);
        }
        for (long time : times) {
            assertEquals(format.format(Instant.ofEpochSecond(time)), PsbtExplainedTiming.utc(time));
        }
    }

    @Test
    void amountsAreInBothUnits() {
        assertEquals("0.00000001 BTC (1 sat)", PsbtExplanation.amount(Coin.SATOSHI));
        assertEquals("-0.00001000 BTC (-1,000 sat)", PsbtExplanation.amount(Coin.valueOf(-1000)));
        assertEquals("-0.00000999 BTC (-999 sat)", PsbtExplanation.amount(Coin.valueOf(-999)));
        assertEquals(
                "21000000.00000000 BTC (2,100,000,000,000,000 sat)", PsbtExplanation.amount(BitcoinNetwork.MAX_MONEY));
    }

    /** Names that our own caller gives are no way into the text either. */
    @Test
    void nothingBreaksALine() {
        String trick = "a\nODD:\u0007 b\u202e\u2028c\ud800" + "x".repeat(500);
        PsbtExplanationContext context = context(List.of(new Fact("Label", trick)));
        String text = PsbtExplanation.of(new byte[0], context).text();
        assertEquals(2, text.lines().count());
        assertTrue(text.startsWith("Label:      a?ODD:? b??c?xxx"), text);
        assertTrue(text.length() < 600, text);
    }

    /** Every PSBT of BIP174 and of Core's tests, good or not: 10 + 20 + 4 + 48 + 63 + 23. */
    @Test
    void everyVectorHasAnExplanation() {
        List<String> all = new ArrayList<>();
        for (String group : List.of("valid", "invalid", "fails_signer_checks")) {
            Vectors.json("bips/bip174-psbt-vectors.json").get(group).items().stream()
                    .map(vector -> vector.text("base64"))
                    .forEach(all::add);
        }
        for (String group : List.of("valid", "invalid", "invalid_with_msg")) {
            for (Json vector :
                    Vectors.json("bitcoin-core/rpc_psbt.json").get(group).items()) {
                all.add((vector.value() instanceof List ? vector.items().get(0) : vector).text());
            }
        }
        for (String base64 : all) {
            PsbtExplanation explanation =
                    PsbtExplanation.of(Base64.getMimeDecoder().decode(base64), CONTEXT);
            assertFalse(explanation.oddities().isEmpty(), explanation::text);
            assertFalse(explanation.names(PsbtOddity.Kind.UNEXPLAINED), explanation::text);
            assertTrue(explanation.text().lines().allMatch(line -> line.matches("[ -~]+")), explanation::text);
        }
        assertEquals(168, all.size());
    }

    @Test
    void manyInputsAreExplainedInLinearTime() {
        TransactionInput input = UNSIGNED.inputs().get(0);
        List<TransactionInput> inputs = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            inputs.add(TransactionInput.unsigned(new Outpoint(input.outpoint().txid(), i), i));
        }
        Psbt psbt = Psbt.create(new Transaction(2, inputs, UNSIGNED.outputs(), 0));
        PsbtExplanation explanation = assertTimeout(Duration.ofSeconds(5), () -> explain(psbt));
        assertTrue(explanation.text().lines().count() < 60, explanation::text);
        assertTrue(explanation.names(PsbtOddity.Kind.FOREIGN_INPUT));
    }

    /** Of thousands of the same kind, five are told and the rest is counted. */
    @Test
    void fiveOfAKindAreTold() {
        PsbtOddities oddities = new PsbtOddities();
        for (int i = 0; i < 5; i++) {
            oddities.add(PsbtOddity.Kind.DUST, "number " + i);
        }
        assertEquals(5, oddities.all().size());
        oddities.add(PsbtOddity.Kind.DUST, "number 5");
        oddities.add(PsbtOddity.Kind.DUST, "number 6");
        assertEquals(6, oddities.all().size());
        assertEquals(
                new PsbtOddity(PsbtOddity.Kind.DUST, "and 2 more of this kind"),
                oddities.all().get(5));
    }
}
