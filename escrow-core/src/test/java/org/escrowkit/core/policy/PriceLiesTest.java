package org.escrowkit.core.policy;

import static org.escrowkit.core.TestEvidence.attested;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.sourceSecret;
import static org.escrowkit.core.policy.PolicyFixture.DWELL;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S19: 30,000 owed against a bitcoin and a half, which reaches 80 % at 25,000; the liquidation is at 24,000. */
class PriceLiesTest {
    private static final List<String> TWO = List.of("bourse", "market");

    /** So many prices of a source, the last now, five minutes apart. */
    private static List<PriceStatement> series(String source, int count) {
        List<PriceStatement> series = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant at = NOW.minus(Duration.ofMinutes(5L * (count - 1 - i)));
            series.add(new PriceStatement(source, 100 + i, price("24000"), at));
        }
        return series;
    }

    /** What two sources say, each after the same edit. */
    private static Evidence bothSay(UnaryOperator<List<PriceStatement>> edit) {
        return saying(TWO, edit);
    }

    private static Evidence saying(List<String> sources, UnaryOperator<List<PriceStatement>> edit) {
        return Evidence.of(sources.stream()
                .flatMap(source -> edit.apply(series(source, 3)).stream())
                .map(said -> attested(TERMS, said))
                .toList());
    }

    private static PriceStatement at(PriceStatement was, Instant at) {
        return new PriceStatement(was.source(), was.sequence(), was.price(), at);
    }

    private static PriceStatement priced(PriceStatement was, String price) {
        return new PriceStatement(was.source(), was.sequence(), price(price), was.at());
    }

    private static PriceStatement numbered(PriceStatement was, long sequence) {
        return new PriceStatement(was.source(), sequence, was.price(), was.at());
    }

    private static UnaryOperator<List<PriceStatement>> each(UnaryOperator<PriceStatement> edit) {
        return said -> said.stream().map(edit).toList();
    }

    private static UnaryOperator<List<PriceStatement>> number(int index, UnaryOperator<PriceStatement> edit) {
        return said -> {
            List<PriceStatement> edited = new ArrayList<>(said);
            edited.set(index, edit.apply(said.get(index)));
            return edited;
        };
    }

    private static Review liquidation(Evidence evidence) {
        return review(LIQUIDATION, LIQUIDATABLE, evidence, records(Role.LENDER, LEDGER));
    }

    @Test
    void twoSourcesOutOfThreeAreEnough() {
        approved(liquidation(bothSay(said -> said)));
        approved(liquidation(saying(List.of("index", "market"), said -> said)));
        approved(liquidation(PolicyFixture.honest(LIQUIDATABLE)));
    }

    @Test
    @Proves({PolicyRule.PRICE_IS_ATTESTED, PolicyRule.THRESHOLD_IS_PROVEN})
    void oneSourceIsNot() {
        Review one = liquidation(saying(List.of("market"), said -> said));
        refused(PolicyRule.PRICE_IS_ATTESTED, one);
        refused(PolicyRule.THRESHOLD_IS_PROVEN, one);
        refused(PolicyRule.PRICE_IS_ATTESTED, liquidation(Evidence.NONE));
    }

    @Test
    @Proves(PolicyRule.PRICE_IS_ATTESTED)
    void anOldPriceIsRefused() {
        Duration age = TERMS.prices().maxAge();
        approved(liquidation(bothSay(each(was -> at(was, was.at().minus(age))))));
        refused(
                PolicyRule.PRICE_IS_ATTESTED,
                liquidation(bothSay(each(was -> at(was, was.at().minus(age).minusSeconds(1))))));
    }

    @Test
    @Proves(PolicyRule.PRICE_IS_ATTESTED)
    void aPriceFromTheFutureIsRefused() {
        approved(liquidation(bothSay(each(was -> at(was, was.at().plus(PriceProof.MOST_SKEW))))));
        refused(
                PolicyRule.PRICE_IS_ATTESTED,
                liquidation(bothSay(
                        each(was -> at(was, was.at().plus(PriceProof.MOST_SKEW).plusSeconds(1))))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aPriceInAnotherCurrencyIsRefused() {
        refused(
                PolicyRule.EVIDENCE_IS_GENUINE,
                liquidation(bothSay(each(
                        was -> new PriceStatement(was.source(), was.sequence(), Price.parse("EUR 24000"), was.at())))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aSourceThatTheTermsDoNotNameIsRefused() {
        refused(PolicyRule.EVIDENCE_IS_GENUINE, liquidation(saying(List.of("bourse", "market", "friend"), s -> s)));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aPriceThatItsSourceDidNotSignIsRefused() {
        for (ECKey key : List.of(sourceSecret("index"), TestLoans.key("stranger"))) {
            List<PriceAttestation> prices = TWO.stream()
                    .flatMap(source -> series(source, 3).stream())
                    .map(said -> attested(said, key))
                    .toList();
            refused(PolicyRule.EVIDENCE_IS_GENUINE, liquidation(Evidence.of(prices)));
        }
    }

    /** A better price is left out: the numbers show it. */
    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void aGapInTheNumbersIsRefused() {
        refused(
                PolicyRule.THRESHOLD_IS_PROVEN,
                liquidation(bothSay(number(2, was -> numbered(was, was.sequence() + 1)))));
        refused(
                PolicyRule.THRESHOLD_IS_PROVEN,
                liquidation(bothSay(number(0, was -> numbered(was, was.sequence() - 1)))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aSourceThatSaysTwoThingsIsRefused() {
        Evidence two = bothSay(said -> {
            List<PriceStatement> more = new ArrayList<>(said);
            more.add(priced(said.get(1), "26000"));
            return more;
        });
        refused(PolicyRule.EVIDENCE_IS_GENUINE, liquidation(two));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aSourceThatCountsAgainstTheTimeIsRefused() {
        refused(PolicyRule.EVIDENCE_IS_GENUINE, liquidation(bothSay(number(1, was -> at(was, NOW.plusSeconds(1))))));
        approved(liquidation(bothSay(number(1, was -> at(was, NOW)))));
    }

    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void aPriceAboveTheThresholdWithinTheDwellIsRefused() {
        for (int i = 0; i < 2; i++) {
            approved(liquidation(bothSay(number(i, was -> priced(was, "25000")))));
            refused(PolicyRule.THRESHOLD_IS_PROVEN, liquidation(bothSay(number(i, was -> priced(was, "25000.01")))));
        }
    }

    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void aDwellThatIsTooShortIsRefused() {
        refused(PolicyRule.THRESHOLD_IS_PROVEN, liquidation(bothSay(said -> List.of(said.get(1), said.get(2)))));
        Evidence twoOverTheTime = bothSay(said -> List.of(at(said.get(1), NOW.minus(DWELL.time())), said.get(2)));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, liquidation(twoOverTheTime));
        refused(
                PolicyRule.THRESHOLD_IS_PROVEN,
                liquidation(bothSay(number(0, was -> at(was, was.at().plusSeconds(1))))));
    }

    @Test
    @Proves(PolicyRule.PRICE_IS_ATTESTED)
    void aSettlementAtAnotherPriceThanTheSourcesIsRefused() {
        for (String within : List.of("24240", "23760")) {
            approved(liquidation(bothSay(number(2, was -> priced(was, within)))));
        }
        for (String beyond : List.of("24240.01", "23759.99")) {
            refused(PolicyRule.PRICE_IS_ATTESTED, liquidation(bothSay(number(2, was -> priced(was, beyond)))));
        }
    }

    /** 70 % is reached at 28,571.42; the call is answered when the loan is back at 50 %, at 40,000. */
    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void anUnansweredMarginCallIsProvenByTwoPrices() {
        Duration window = Duration.ofDays(2);
        approved(called("28571.42", window, "27000"));
        approved(called("28571.42", window, "39999.99"));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, called("28571.43", window, "27000"));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, called("28571.42", window.minusSeconds(1), "27000"));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, called("28571.42", window, "40000"));
    }

    private static Review called(String then, Duration ago, String now) {
        Loan loan = PolicyFixture.demanding(PolicyFixture.liquidation("30000", now));
        Evidence evidence = TestEvidence.prices(TERMS, List.of(price(then), price(now)), List.of(NOW.minus(ago), NOW));
        return review(plan(loan, LEDGER).toPsbt(), loan, evidence, records(Role.LENDER, LEDGER));
    }

    /** A notice asks for nothing, and nobody is liquidated for not answering it. */
    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void aNoticeIsNoMarginCall() {
        LoanTerms terms = MoreTerms.withNotice(TERMS);
        Loan loan = TestStates.demanding(PolicyFixture.liquidation("30000", "27000"), terms, LEDGER);
        Evidence evidence = TestEvidence.prices(
                terms, List.of(price("28000"), price("27000")), List.of(NOW.minus(Duration.ofDays(20)), NOW));
        refused(
                PolicyRule.THRESHOLD_IS_PROVEN,
                review(plan(loan, LEDGER).toPsbt(), loan, evidence, records(Role.LENDER, LEDGER)));
    }

    /** What is left after a partial release must cover the debt at 65 % at the attested price: 1.2 at 38,461.54. */
    @Test
    @Proves(PolicyRule.PRICE_IS_ATTESTED)
    void excessGoesBackAtAnAttestedPriceOnly() {
        Loan loan = PolicyFixture.demanding(new SettlementIntent.PartialRelease(sat(30_000_000)));
        approved(excess(loan, List.of("market", "index"), "38461.54"));
        refused(PolicyRule.PRICE_IS_ATTESTED, excess(loan, List.of("market", "index"), "38461.53"));
        refused(PolicyRule.PRICE_IS_ATTESTED, excess(loan, List.of("market"), "38461.54"));
        Loan without = TestStates.in(MoreTerms.withoutRelease(TERMS), loan.state());
        refused(PolicyRule.PRICE_IS_ATTESTED, excess(without, List.of("market", "index"), "38461.54"));
    }

    private static Review excess(Loan loan, List<String> sources, String price) {
        Evidence evidence = saying(sources, each(was -> priced(was, price)));
        Psbt psbt = plan(loan, LEDGER).toPsbt();
        return review(psbt, loan, evidence, records(Role.LENDER, LEDGER));
    }
}
