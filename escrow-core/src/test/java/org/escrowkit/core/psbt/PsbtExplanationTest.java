package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.psbt.PsbtExplanationContext.Fact;
import org.escrowkit.core.psbt.PsbtExplanationContext.FeeLimits;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/** An explanation without any loan: a vault's coin, two payees, the lender's signature wanted and one more. */
class PsbtExplanationTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(11);
    private static final Transaction UNSIGNED = SPEND.psbt().unsignedTransaction();
    private static final VaultAddress ESCROW = SPEND.parties().vault().address(0);
    static final PsbtExplanationContext CONTEXT = context(List.of());

    private static PsbtExplanationContext context(List<Fact> heading) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = SPEND.psbt().xpubs();
        Map<Outpoint, Coin> coins =
                Map.of(UNSIGNED.inputs().get(0).outpoint(), SPEND.spent().get(0).value());
        return new PsbtExplanationContext(
                BitcoinNetwork.REGTEST,
                heading,
                MultisigScript.parse(ESCROW.witnessScript()).orElseThrow(),
                Arrays.stream(Role.values())
                        .map(role -> new Party(
                                "the " + role.name().toLowerCase(Locale.ROOT),
                                ESCROW.key(role),
                                ESCROW.origin(role),
                                role == Role.LENDER ? Duty.MUST_SIGN : Duty.MAY_SIGN))
                        .toList(),
                xpubs,
                Map.of(
                        UNSIGNED.outputs().get(0).scriptPubKey(), "Alice",
                        UNSIGNED.outputs().get(1).scriptPubKey(), "Bob"),
                coins,
                Optional.of(UNSIGNED.outputs()),
                new FeeLimits(FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), Coin.COIN, Coin.ZERO));
    }

    private static PsbtExplanation explain(Psbt psbt) {
        return PsbtExplanation.of(psbt, CONTEXT);
    }

    /** The same PSBT around another transaction. */
    private static Psbt around(Transaction transaction) {
        Psbt psbt = Psbt.create(transaction).withXpubs(SPEND.psbt().xpubs());
        for (int i = 0; i < transaction.inputs().size(); i++) {
            psbt = psbt.withInput(i, SPEND.input());
        }
        return psbt;
    }

    private static Psbt timed(int version, long sequence, long lockTime) {
        return around(new Transaction(
                version,
                List.of(TransactionInput.unsigned(UNSIGNED.inputs().get(0).outpoint(), sequence)),
                UNSIGNED.outputs(),
                lockTime));
    }

    private static void assertLine(String line, PsbtExplanation explanation) {
        assertTrue(explanation.text().lines().anyMatch(line::equals), () -> line + "\nis not in\n" + explanation);
    }

    private static void assertOdd(PsbtOddity.Kind kind, String words, PsbtExplanation explanation) {
        assertTrue(explanation.names(kind), explanation::text);
        assertLine("ODD:        " + words, explanation);
    }

    /** S12: a signature counts when it verifies, and only then. */
    @Test
    void signaturesCountOnceTheyVerify() {
        assertLine("Signed:     by nobody yet", explain(SPEND.psbt()));
        Psbt byBorrower = SPEND.signedBy(Role.BORROWER);
        assertLine("Signed:     by the borrower, verified", explain(byBorrower));
        assertLine("Missing:    the lender; 2 signatures are enough", explain(byBorrower));
        Psbt both = byBorrower.combine(SPEND.signedBy(Role.LENDER));
        assertLine("Signed:     by the borrower and the lender, verified", explain(both));
        assertLine("Missing:    nothing; 2 signatures are enough", explain(both));
        Psbt bad = PsbtExplanationBytes.of(SPEND.psbt())
                .with(1, "02" + ESCROW.key(Role.LENDER), "30060201010201" + "0101")
                .parse();
        assertOdd(
                PsbtOddity.Kind.SIGNATURE_BAD,
                "input 0 has a signature by the lender that does not verify: SIGNATURE_INVALID",
                explain(bad));
        assertLine("Signed:     by nobody yet", explain(bad));
    }

    /** S5. */
    @Test
    void aCoinSpentTwiceIsOdd() {
        TransactionInput input = UNSIGNED.inputs().get(0);
        Psbt twice = around(new Transaction(2, List.of(input, input), UNSIGNED.outputs(), 0));
        assertOdd(PsbtOddity.Kind.DUPLICATE_INPUT, "input 1 spends a coin that another one spends", explain(twice));
    }

    /** S4. */
    @Test
    void aStrangersCoinIsOddAndSoIsOursLeftOut() {
        Outpoint stranger = new Outpoint(UNSIGNED.txid(), 7);
        PsbtExplanation explanation = explain(Psbt.create(
                new Transaction(2, List.of(TransactionInput.unsigned(stranger, 0xffff_fffdL)), UNSIGNED.outputs(), 0)));
        assertOdd(
                PsbtOddity.Kind.FOREIGN_INPUT,
                "input 0 spends " + stranger + ", which is none of the coins",
                explanation);
        assertOdd(
                PsbtOddity.Kind.COIN_LEFT_OUT,
                "the coin " + UNSIGNED.inputs().get(0).outpoint() + " is not spent",
                explanation);
        assertOdd(PsbtOddity.Kind.FEE, "nobody can tell the fee: the amount of an input is unknown", explanation);
        assertLine("Spends:     1 coin of an unknown amount", explanation);
        assertLine("Fee:        unknown", explanation);
    }

    /** S2: our own record of the amount is what counts, and the contradiction is named. */
    @Test
    void aContradictionAboutTheAmountIsOdd() {
        PsbtInput lie = PsbtInput.p2wsh(
                SPEND.deposits().get(0),
                new TransactionOutput(Coin.COIN, ESCROW.scriptPubKey()),
                ESCROW.witnessScript(),
                SPEND.input().origins());
        PsbtExplanation explanation = explain(SPEND.with(lie));
        assertOdd(PsbtOddity.Kind.UTXO_MISMATCH, "input 0 contradicts itself about what it spends", explanation);
        assertEquals(Optional.of(SPEND.spent().get(0).value()), explanation.spent());
    }

    /** S9. */
    @Test
    void aStrangersKeyIsOdd() {
        VaultAddress other = SPEND.parties().vault().address(1);
        PsbtInput input = PsbtInput.p2wsh(
                SPEND.deposits().get(0),
                SPEND.spent().get(0),
                other.witnessScript(),
                Map.of(
                        other.key(Role.LENDER), other.origin(Role.LENDER),
                        ESCROW.key(Role.LENDER), other.origin(Role.LENDER)));
        PsbtExplanation explanation = explain(SPEND.with(input));
        assertOdd(
                PsbtOddity.Kind.KEY_NOT_OURS,
                "input 0 names the stranger's key " + other.key(Role.LENDER),
                explanation);
        assertOdd(
                PsbtOddity.Kind.KEY_NOT_OURS,
                "input 0 says that the lender's key is at " + other.origin(Role.LENDER) + ", not at "
                        + ESCROW.origin(Role.LENDER),
                explanation);
        assertOdd(PsbtOddity.Kind.SCRIPT_NOT_OURS, "input 0 has another script", explanation);
    }

    /** S7. */
    @Test
    void aStrangersExtendedKeyIsOdd() {
        Psbt psbt = SPEND.psbt().withXpubs(TestPsbts.seeded(12).psbt().xpubs());
        PsbtExplanation explanation = explain(psbt);
        assertEquals(
                3,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.KEY_NOT_OURS)
                        .count());
    }

    /** S25. */
    @Test
    void aFinalInputIsOdd() {
        Psbt psbt = PsbtExplanationBytes.of(SPEND.psbt()).with(1, "08", "0100").parse();
        assertOdd(PsbtOddity.Kind.ALREADY_FINAL, "input 0 is final already", explain(psbt));
    }

    /** S23: unknown data is shown as digits, and shortened. */
    @Test
    void fieldsOfOtherSpendsAreOdd() {
        PsbtExplanation explanation = explain(PsbtExplanationBytes.of(SPEND.psbt())
                .with(0, "fc016100", "ff".repeat(50))
                .with(1, "04", "51")
                .with(2, "05", "02" + "11".repeat(31))
                .parse());
        assertOdd(
                PsbtOddity.Kind.STRANGE_FIELD,
                "the PSBT has the field PSBT_GLOBAL_PROPRIETARY, key fc016100, value of 50 bytes " + "ff".repeat(42)
                        + "..",
                explanation);
        assertLine("ODD:        input 0 has the field PSBT_IN_REDEEM_SCRIPT, key 04, value of 1 byte 51", explanation);
        assertLine(
                "ODD:        output 0 has the field PSBT_OUT_TAP_INTERNAL_KEY, key 05, value of 32 bytes 02"
                        + "11".repeat(31),
                explanation);
    }

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

    @Test
    void whatPaysMoreThanItSpendsIsOdd() {
        TransactionOutput all = new TransactionOutput(
                BitcoinNetwork.MAX_MONEY, UNSIGNED.outputs().get(0).scriptPubKey());
        PsbtExplanation explanation =
                explain(around(new Transaction(2, UNSIGNED.inputs(), Collections.nCopies(5_000, all), 0)));
        assertOdd(PsbtOddity.Kind.FEE, "it pays out more than it spends", explanation);
        assertLine("Pays:       and 4980 outputs more, which are not shown", explanation);
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

    /** Alice demanded, with a fee of 1,000 satoshis; the borrower must not sign, or nobody may. */
    private static PsbtExplanationContext strict(Duty lender, Optional<List<TransactionOutput>> demanded) {
        return new PsbtExplanationContext(
                BitcoinNetwork.REGTEST,
                List.of(),
                CONTEXT.script(),
                CONTEXT.parties().stream()
                        .map(party -> new Party(
                                party.name(),
                                party.key(),
                                party.origin(),
                                party.name().equals("the lender") ? lender : Duty.MUST_NOT_SIGN))
                        .toList(),
                CONTEXT.xpubs(),
                Map.of(ByteString.ofHex("0014" + "11".repeat(20)), "Alice"),
                CONTEXT.coins(),
                demanded,
                new FeeLimits(FeeRate.ofSatsPerVb(2), FeeRate.ofSatsPerVb(10), Coin.valueOf(1_000), Coin.ZERO));
    }

    private static TransactionOutput pays(String script, long amount) {
        return new TransactionOutput(Coin.valueOf(amount), ByteString.ofHex(script));
    }

    @Test
    void payeesAreNamedOrTheirScriptsAreShown() {
        Coin all = SPEND.spent().get(0).value();
        List<TransactionOutput> outputs = List.of(
                pays("0014" + "11".repeat(20), all.value - 100_000 - 1_000),
                pays("76a914" + "22".repeat(20) + "88ac", 50_000),
                pays("a914" + "33".repeat(20) + "87", 49_999),
                pays("51", 1),
                pays("6a0448692121", 0));
        PsbtExplanationContext context =
                strict(Duty.MUST_SIGN, Optional.of(List.of(pays("0014" + "11".repeat(20), all.value - 1_000))));
        PsbtExplanation explanation =
                PsbtExplanation.of(around(new Transaction(2, UNSIGNED.inputs(), outputs, 0)), context);
        List<String> where = explanation.payments().stream()
                .map(PsbtExplanation.Payment::where)
                .toList();
        assertEquals(
                List.of(
                        "bcrt1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3lgth6c",
                        "midSACfDe3qAxJZZXA9gkwBZgPqJJUpy1w",
                        "2MwuwnWHKuPv74ExQ17YvwboZ5yMGwqUamA",
                        "no address, script 51",
                        "data that nobody can spend, 6a0448692121"),
                where);
        assertEquals(Coin.valueOf(1_000), explanation.fee().orElseThrow().amount());
        assertFalse(explanation.names(PsbtOddity.Kind.NOTHING_DEMANDED));
        assertOdd(PsbtOddity.Kind.DUST, "output 3 is too small to be relayed", explanation);
        assertOdd(
                PsbtOddity.Kind.NOT_AS_DEMANDED,
                "what is paid is not what is demanded: " + PsbtExplanation.amount(all.subtract(Coin.valueOf(1_000)))
                        + " to Alice",
                explanation);
        assertEquals(
                4,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.STRANGER_PAID)
                        .count());
        assertLine("Missing:    the lender; 2 signatures are enough", explanation);
    }

    /** S15: 584 weight units are 146 virtual bytes; from 2 to 10 sat/vB, and 1,000 satoshis at most. */
    @Test
    void feesOutsideTheirLimitsAreOdd() {
        long all = SPEND.spent().get(0).value().value;
        Map<Long, Boolean> odd = new TreeMap<>();
        long weight = 0;
        for (long fee : new long[] {291, 292, 1_000, 1_001}) {
            TransactionOutput output = pays("0014" + "11".repeat(20), all - fee);
            PsbtExplanation explanation = PsbtExplanation.of(
                    around(new Transaction(2, UNSIGNED.inputs(), List.of(output), 0)),
                    strict(Duty.MUST_SIGN, Optional.of(List.of(output))));
            weight = explanation.fee().flatMap(PsbtExplanation.Fee::weight).orElseThrow();
            odd.put(fee, explanation.names(PsbtOddity.Kind.FEE));
            assertEquals(
                    explanation.names(PsbtOddity.Kind.FEE) ? 1 : 0,
                    explanation.oddities().size());
            assertFalse(explanation.fee().orElseThrow().exact());
        }
        assertEquals(584, weight);
        assertEquals(Map.of(291L, true, 292L, false, 1_000L, false, 1_001L, true), odd);
    }

    @Test
    void whereNobodyMaySignEverySignatureIsOdd() {
        PsbtExplanation explanation =
                PsbtExplanation.of(SPEND.signedBy(Role.LENDER), strict(Duty.MUST_NOT_SIGN, Optional.empty()));
        assertOdd(PsbtOddity.Kind.NOTHING_DEMANDED, "nobody is to sign anything now", explanation);
        assertOdd(PsbtOddity.Kind.SIGNER_MUST_NOT, "the lender signed, and must not", explanation);
        assertLine("Missing:    no signature is wanted", explanation);
        assertEquals(
                1,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.SIGNER_MUST_NOT)
                        .count());
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
