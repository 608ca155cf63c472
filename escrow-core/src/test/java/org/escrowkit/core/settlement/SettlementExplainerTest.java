package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.sign;
import static org.escrowkit.core.TestStates.demanding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.psbt.PsbtExplanationBytes;
import org.escrowkit.core.psbt.PsbtOddity;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** What a person reads. The texts are exact on purpose: people get used to them. */
class SettlementExplainerTest {
    private static final Ledger LEDGER = ledger(btc("1"), btc("0.5"));
    private static final Loan REPAID = demanding(new SettlementIntent.Release(), TERMS, LEDGER);
    private static final Loan LIQUIDATABLE = demanding(SettlementFixture.liquidation("30000", "24000"), TERMS, LEDGER);
    private static final Psbt RELEASE = plan(REPAID);
    private static final Psbt LIQUIDATION = plan(LIQUIDATABLE);

    /** With one final deposit of each amount. */
    private static Ledger ledger(Coin... deposits) {
        TestChain chain = TestChain.watching(TERMS.escrow().scriptPubKey());
        for (int i = 0; i < deposits.length; i++) {
            chain.mine(TestChain.paying(i + 1, TERMS.escrow().scriptPubKey(), deposits[i]));
        }
        return chain.mineEmpty(2).ledger();
    }

    private static Psbt plan(Loan loan) {
        return plan(loan, LEDGER, FeeRate.ofSatsPerVb(10));
    }

    private static Psbt plan(Loan loan, Ledger ledger, FeeRate rate) {
        return SettlementPlanner.plan(SettlementQuestion.of(loan, ledger, 0).orElseThrow(), rate)
                .toPsbt();
    }

    private static PsbtExplanation explain(Loan loan, Psbt psbt) {
        return SettlementExplainer.of(loan, LEDGER).explain(psbt);
    }

    @Test
    void aReleaseReadsLikeThis() {
        assertEquals("""
                Loan:       7, repaid, at bcrt1q26dgmvttz0r6pm0k8uyukg495rjgqsx0hjk8cdg86zygxx7qhwusxcw3uf on regtest
                Demanded:   release, everything to the borrower
                May sign:   borrower, lender, arbiter; 2 of them, the lender always
                Fee limits: from 1 sat/vB to 500 sat/vB, and 0.01000000 BTC (1,000,000 sat) at most
                Txid:       7e45332d263ae2ea6a2507fe5fe3daf579eaae4b96cc16f3a49ac51b054a7b7b
                Spends:     2 coins, 1.50000000 BTC (150,000,000 sat)
                Pays:       1.49997490 BTC (149,997,490 sat), about 99.99 % to the borrower, \
                bcrt1qzl2dar60pydz6rtfmzkt6mnv4l3tzns7kyg4je
                Fee:        0.00002510 BTC (2,510 sat), about 0.01 %, at least 10 sat/vB on at most 1002 weight units
                Timing:     may be mined at once
                Timing:     until it is mined, a version with a higher fee may replace it
                Signed:     by nobody yet
                Missing:    the lender and also the borrower or the arbiter; 2 signatures are enough
                Odd:        nothing
                """, explain(REPAID, RELEASE).text());
    }

    @Test
    void aLiquidationThatTheLenderSignedReadsLikeThis() {
        assertEquals("""
                Loan:       7, liquidatable, at bcrt1q26dgmvttz0r6pm0k8uyukg495rjgqsx0hjk8cdg86zygxx7qhwusxcw3uf \
                on regtest
                Demanded:   liquidation, 1.25000000 BTC (125,000,000 sat) to the lender for USD 30000 at USD 24000, \
                the rest to the borrower
                May sign:   lender, arbiter; 2 of them, the lender always
                Fee limits: from 1 sat/vB to 500 sat/vB, and 0.01000000 BTC (1,000,000 sat) at most
                Txid:       84d56792d3e9f87ce17ea4ec8b5e6dd0252fe1861cd424caae2aa588a45afec4
                Spends:     2 coins, 1.50000000 BTC (150,000,000 sat)
                Pays:       1.25000000 BTC (125,000,000 sat), about 83.33 % to the lender, \
                bcrt1q8vf34t8z3l3gnru2d9nzcqpylq97ur5ztncrw4
                Pays:       0.24997180 BTC (24,997,180 sat), about 16.66 % to the borrower, \
                bcrt1qzl2dar60pydz6rtfmzkt6mnv4l3tzns7kyg4je
                Fee:        0.00002820 BTC (2,820 sat), about 0.01 %, at least 10 sat/vB on at most 1126 weight units
                Timing:     may be mined at once
                Timing:     until it is mined, a version with a higher fee may replace it
                Signed:     by the lender, verified
                Missing:    the arbiter; 2 signatures are enough
                Odd:        nothing
                """, explain(LIQUIDATABLE, sign(LIQUIDATION, Role.LENDER)).text());
    }

    /** Most of the surplus stolen, an input without proof, and fields that hold line breaks and terminal codes. */
    @Test
    void aHostilePsbtReadsLikeThis() {
        Transaction honest = LIQUIDATION.unsignedTransaction();
        Transaction greedy = new Transaction(
                1,
                List.of(
                        honest.inputs().get(0),
                        TransactionInput.unsigned(honest.inputs().get(1).outpoint(), 0x0040_0002L)),
                List.of(
                        honest.outputs().get(0),
                        new TransactionOutput(sat(24_000_000), Scripts.of(TestLoans.payout("thief", ScriptType.P2PKH))),
                        new TransactionOutput(sat(100), TERMS.borrowerScript()),
                        new TransactionOutput(Coin.ZERO, ByteString.ofHex("6a0c" + hex("\nODD: nothin")))),
                1_700_000_000);
        Psbt psbt = Psbt.create(greedy).withInput(0, LIQUIDATION.inputs().get(0));
        byte[] bytes = PsbtExplanationBytes.of(psbt)
                .with(0, "fe" + hex("\nOdd: nothing"), hex("\u001b[2J".repeat(30)))
                .with(2, "13", "00".repeat(64))
                .with(1, "03", "83000000")
                .bytes()
                .toByteArray();
        assertEquals(
                """
                Loan:       7, liquidatable, at bcrt1q26dgmvttz0r6pm0k8uyukg495rjgqsx0hjk8cdg86zygxx7qhwusxcw3uf \
                on regtest
                Demanded:   liquidation, 1.25000000 BTC (125,000,000 sat) to the lender for USD 30000 at USD 24000, \
                the rest to the borrower
                May sign:   lender, arbiter; 2 of them, the lender always
                Fee limits: from 1 sat/vB to 500 sat/vB, and 0.01000000 BTC (1,000,000 sat) at most
                Txid:       8ad8247991f0e49013e53a732c567e228c1a305064debf797c17974a7b73ea43
                Spends:     2 coins, 1.50000000 BTC (150,000,000 sat)
                Pays:       1.25000000 BTC (125,000,000 sat), about 83.33 % to the lender, \
                bcrt1q8vf34t8z3l3gnru2d9nzcqpylq97ur5ztncrw4
                Pays:       0.24000000 BTC (24,000,000 sat), about 16.00 % to A STRANGER, \
                mtL4UWqsTaDJRu2G1Jg1Gd48zL4JznBcna
                Pays:       0.00000100 BTC (100 sat), about 0.00 % to the borrower, \
                bcrt1qzl2dar60pydz6rtfmzkt6mnv4l3tzns7kyg4je
                Pays:       0.00000000 BTC (0 sat), about 0.00 % to A STRANGER, \
                data that nobody can spend, 6a0c0a4f44443a206e6f7468696e
                Fee:        0.00999900 BTC (999,900 sat), about 0.67 %, \
                at least 2949.556 sat/vB on at most 1354 weight units
                Timing:     may not be mined before 2023-11-14 22:13:20 UTC
                Timing:     until it is mined, a version with a higher fee may replace it
                Signed:     by nobody yet
                Missing:    the lender and also the arbiter; 2 signatures are enough
                ODD:        input 0 asks for signatures of type 0x83, which leave others something to change
                ODD:        input 1 brings no previous transaction to prove its amount
                ODD:        input 1 lacks its script
                ODD:        output 1 pays 0.24000000 BTC (24,000,000 sat) to a stranger
                ODD:        output 2 is too small to be relayed
                ODD:        output 3 pays 0.00000000 BTC (0 sat) to a stranger
                ODD:        what is paid is not what is demanded: 1.25000000 BTC (125,000,000 sat) to the lender, \
                then 0.24000100 BTC (24,000,100 sat) to the borrower
                ODD:        the fee is outside its limits
                ODD:        transaction version 1 instead of 2
                ODD:        a locktime of 1700000000
                ODD:        input 1 has the sequence 0x400002 instead of 0xfffffffd
                ODD:        the PSBT has an unknown field, key fe0a4f64643a206e6f7468696e67, value of 120 bytes \
                1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b324a1b5b..
                ODD:        input 1 has the field PSBT_IN_TAP_KEY_SIG, key 13, value of 64 bytes \
                000000000000000000000000000000000000000000000000000000000000000000000000000000000000..
                """, SettlementExplainer.of(LIQUIDATABLE, LEDGER).explain(bytes).text());
    }

    @Test
    void bytesThatAreNoPsbtGetAClearText() {
        assertEquals(
                """
                ODD:        this is no PSBT that can be read, sign nothing: PSBT: no PSBT magic at offset 0
                """,
                lastLine(SettlementExplainer.of(REPAID, LEDGER)
                        .explain(new byte[] {1, 2})
                        .text()));
    }

    @Test
    void theContractIsNamedWhereItIsKnown() {
        var contract = ContractFingerprint.of(Chain.REGTEST, VAULT, ByteString.of(new byte[32]));
        String text = new SettlementExplainer(REPAID, LEDGER, Optional.of(contract))
                .explain(RELEASE)
                .text();
        assertTrue(text.contains("\nContract:   " + contract + "\n"), text);
    }

    @Test
    void aLoanThatDemandsNothingSaysSo() {
        Loan active = TestStates.in(TERMS, new Active(TestStates.position(TERMS, LEDGER, 0), Optional.empty()));
        PsbtExplanation explanation = explain(active, sign(RELEASE, Role.BORROWER));
        String text = explanation.text();
        assertTrue(explanation.names(PsbtOddity.Kind.NOTHING_DEMANDED), text);
        assertTrue(explanation.names(PsbtOddity.Kind.SIGNER_MUST_NOT), text);
        assertTrue(text.contains("\nDemanded:   nothing\nMay sign:   nobody\n"), text);
        assertTrue(text.contains("\nMissing:    no signature is wanted\n"), text);
    }

    @Test
    void theEvidenceIsNamedAndNothingOdd() {
        Psbt marked = EvidenceMark.on(RELEASE, TERMS.fingerprint(), Evidence.NONE);
        PsbtExplanation explanation = explain(REPAID, marked);
        assertEquals(List.of(), explanation.oddities());
        assertTrue(explanation.text().contains("\nEvidence:   " + Evidence.NONE.hash() + "\n"), explanation::text);
        Psbt others = EvidenceMark.on(marked, TestLoans.terms(8).fingerprint(), Evidence.NONE);
        assertTrue(explain(REPAID, others).names(PsbtOddity.Kind.STRANGE_FIELD));
    }

    @Test
    void aHigherFeeForWhatIsUnderWayIsNotOdd() {
        SettlementPlan first = SettlementPlanner.plan(
                SettlementQuestion.of(LIQUIDATABLE, LEDGER, 0).orElseThrow(), FeeRate.ofSatsPerVb(10));
        SignedSettlement signed = first.signed(first.unsigned().txid());
        var accepted = assertInstanceOf(Decision.Accepted.class, LIQUIDATABLE.on(new Command.Settle(signed)));
        Loan settling = accepted.update().loan();
        PsbtExplanation bump =
                explain(settling, first.bumped(FeeRate.ofSatsPerVb(20)).toPsbt());
        assertEquals(List.of(), bump.oddities(), bump::text);
        assertTrue(bump.text().contains("\nDemanded:   a higher fee for what is under way: liquidation"), bump::text);
        PsbtExplanation same = explain(settling, first.toPsbt());
        assertFalse(same.oddities().isEmpty(), same::text);
    }

    @Test
    void aSatoshiMovedIsOdd() {
        List<TransactionOutput> honest = LIQUIDATION.unsignedTransaction().outputs();
        Psbt greedy = paying(
                LIQUIDATION,
                new TransactionOutput(honest.get(0).value().add(sat(1)), TERMS.lenderScript()),
                new TransactionOutput(honest.get(1).value().subtract(sat(1)), TERMS.borrowerScript()));
        assertEquals("""
                ODD:        what is paid is not what is demanded: 1.25000000 BTC (125,000,000 sat) to the lender, \
                then 0.24997180 BTC (24,997,180 sat) to the borrower
                """, lastLine(explain(LIQUIDATABLE, greedy).text()));
    }

    /** The surplus that cannot be paid out goes to the miners: the policy allows it, and it is not odd. */
    @Test
    void aFeeWithAnUnpayableSurplusIsWithinItsLimits() {
        Ledger ledger = ledger(btc("1.25").add(sat(3_000)));
        Loan loan = demanding(SettlementFixture.liquidation("30000", "24000"), TERMS, ledger);
        Psbt psbt = plan(loan, ledger, FeeRate.ofSatsPerVb(20));
        assertEquals(1, psbt.unsignedTransaction().outputs().size());
        PsbtExplanation explanation = SettlementExplainer.of(loan, ledger).explain(psbt);
        assertEquals(List.of(), explanation.oddities(), explanation::text);
    }

    @Test
    void aCompleteSettlementHasItsExactWeight() {
        Set<Long> weights = new HashSet<>();
        for (int fee = 1_100; fee < 1_120; fee++) {
            SettlementPlan plan = SettlementPlanner.planWithFee(
                    SettlementQuestion.of(REPAID, LEDGER, 0).orElseThrow(), sat(fee));
            Psbt signed = sign(sign(plan.toPsbt(), Role.LENDER), Role.BORROWER);
            PsbtExplanation.Fee explained = explain(REPAID, signed).fee().orElseThrow();
            long weight =
                    SettlementFixture.signed(plan, Role.LENDER, Role.BORROWER).weight();
            assertTrue(explained.exact());
            assertEquals(Optional.of(weight), explained.weight());
            weights.add(weight);
        }
        assertTrue(weights.size() > 2, () -> "signatures of several lengths: " + weights);
    }

    @Test
    void languageAndTimeZoneChangeNothing() {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        String expected = explain(LIQUIDATABLE, LIQUIDATION).text();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            for (String tag : List.of("ar-EG", "hi-IN-u-nu-deva", "tr", "de", "th-TH-u-ca-buddhist-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals(expected, explain(LIQUIDATABLE, LIQUIDATION).text(), tag);
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void sharesAndFeeAreOfWhatIsSpent() {
        PsbtExplanation explanation = explain(LIQUIDATABLE, LIQUIDATION);
        assertEquals(
                List.of(Optional.of(new BigDecimal("83.33")), Optional.of(new BigDecimal("16.66"))),
                explanation.payments().stream()
                        .map(PsbtExplanation.Payment::percent)
                        .toList());
        assertEquals(Optional.of(FeeRate.ofSatsPerVb(10)), explanation.fee().flatMap(PsbtExplanation.Fee::rate));
    }

    /** S28: whatever the bytes are, there is an explanation of printable lines, and our heading opens it. */
    @Test
    void noBytesBreakALine() {
        byte[] honest = sign(LIQUIDATION, Role.LENDER).serialize();
        SettlementExplainer explainer = SettlementExplainer.of(LIQUIDATABLE, LEDGER);
        String clean = explainer.explain(honest).text();
        String heading = clean.substring(0, clean.indexOf("Txid:"));
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] bent = honest.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
            }
            PsbtExplanation explanation = explainer.explain(bent);
            String text = explanation.text();
            long shown = seed;
            assertTrue(text.startsWith(heading), () -> "seed " + shown + ": " + text);
            assertTrue(
                    text.lines().allMatch(line -> line.matches("[A-Za-z ]{3,10}: +[ -~]+")),
                    () -> "seed " + shown + ": " + text);
            assertFalse(explanation.names(PsbtOddity.Kind.UNEXPLAINED), () -> "seed " + shown + ": " + text);
        }
    }

    private static Psbt paying(Psbt psbt, TransactionOutput... outputs) {
        Transaction was = psbt.unsignedTransaction();
        Psbt changed = Psbt.create(new Transaction(was.version(), was.inputs(), List.of(outputs), was.lockTime()));
        for (int i = 0; i < was.inputs().size(); i++) {
            changed = changed.withInput(i, psbt.inputs().get(i));
        }
        return changed;
    }

    private static String hex(String ascii) {
        return ByteString.of(ascii.getBytes(StandardCharsets.US_ASCII)).toHex();
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    }
}
