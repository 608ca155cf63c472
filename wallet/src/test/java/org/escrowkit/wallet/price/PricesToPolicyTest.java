package org.escrowkit.wallet.price;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From quorums to an approved liquidation: three oracles sign, serve and are visited, and the lender's book convinces
 * the policy. 30,000 owed against a bitcoin and a half reach 80 % at 25,000, for three prices over ten minutes.
 */
@SuppressWarnings("NullAway.Init") // What runs before each test.
class PricesToPolicyTest {
    private static final Instant BEGIN = day(30);
    private static final List<String> NAMES = List.of("bourse", "index", "market");

    @TempDir
    Path directory;

    private final Map<String, OneOracle> oracles = new LinkedHashMap<>();
    private Instant now = BEGIN;
    private LoanTerms terms;
    private Ledger ledger;
    private PriceBook book;

    /** A key, a count, a book of its own, and a server. */
    private final class OneOracle {
        private final String name;
        private final ContractSecret key;
        private final PriceSigner signer;
        private final PriceBook own;
        private final AttestationServer server;

        OneOracle(String name, int number) throws IOException {
            this.name = name;
            key = TestPrices.secret(number);
            signer = PriceSigner.open(directory.resolve(name + ".USD"), name, key, Optional.empty());
            own = book(name, Map.of(name, key.publicKey()));
            server = AttestationServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), own, name);
        }

        void says(String amount) {
            own.take(signer.sign(TestPrices.agreed(amount, now)));
        }

        Oracle client() {
            return Oracle.of(
                    name, URI.create("http://127.0.0.1:" + server.address().getPort()));
        }

        void close() {
            server.close();
            own.close();
            signer.close();
            key.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        Map<String, ByteString> keys = new LinkedHashMap<>();
        for (String name : NAMES) {
            OneOracle oracle = new OneOracle(name, oracles.size() + 1);
            oracles.put(name, oracle);
            keys.put(name, oracle.key.publicKey());
        }
        Ltv start = Ltv.ofPercent("50");
        MarginRules margin = new MarginRules(
                start,
                List.of(new MarginTier(Ltv.ofPercent("70"), start, Optional.of(Duration.ofDays(2)))),
                Ltv.ofPercent("80"),
                new Dwell(3, Duration.ofMinutes(10)),
                BigDecimal.ZERO,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
        terms = TERMS.amend()
                .version(TERMS.version())
                .margin(margin)
                .prices(new PriceRules(keys, 2, Duration.ofHours(1), new BigDecimal("0.01")))
                .build();
        ledger = TestChain.watching(terms.escrow().scriptPubKey())
                .mine(
                        TestChain.paying(1, terms.escrow().scriptPubKey(), btc("1")),
                        TestChain.paying(2, terms.escrow().scriptPubKey(), btc("0.5")))
                .mineEmpty(9)
                .ledger();
        book = book("lender", keys);
    }

    private PriceBook book(String name, Map<String, ByteString> keys) {
        return PriceBook.open(directory.resolve(name), keys, CurrencyUnit.USD, BookRules.USUAL, () -> now);
    }

    @AfterEach
    void close() {
        book.close();
        oracles.values().forEach(OneOracle::close);
    }

    private void allSay(String... amounts) {
        for (String amount : amounts) {
            now = now.plus(Duration.ofMinutes(5));
            oracles.values().forEach(oracle -> oracle.says(amount));
        }
    }

    private void visitAll() {
        for (OneOracle oracle : oracles.values()) {
            Oracle.Visit visit = oracle.client().visit(book);
            assertEquals(Optional.empty(), visit.failure());
            assertEquals(List.of(), visit.refused());
        }
    }

    /** At this price, after a margin call that was to be answered until then. */
    private Loan liquidatable(String amount, Optional<Instant> cureBy) {
        Position position = TestStates.position(terms, ledger, 0);
        Position called = new Position(
                position.holdings(),
                position.lost(),
                position.lostSince(),
                position.debt(),
                position.quote(),
                cureBy.isPresent() ? 0 : -1,
                cureBy,
                position.breach(),
                position.partials());
        SettlementIntent intent = new SettlementIntent.Liquidation(usd("30000"), BigDecimal.ZERO, price(amount));
        return TestStates.in(terms, new Liquidatable(called, intent, "the price fell"));
    }

    private Review review(Loan loan, Evidence evidence) {
        Psbt psbt = SettlementPlanner.plan(
                        SettlementQuestion.of(loan, ledger, 0).orElseThrow(), FeeRate.ofSatsPerVb(10))
                .toPsbt();
        Psbt marked = TestEvidence.marked(psbt, terms, evidence);
        SignerRecords records = SignerRecords.of(Role.LENDER, ledger, now, now.minus(Duration.ofHours(1)));
        return Policy.review(marked.serialize(), new LoanCase(loan, evidence), records);
    }

    private Review review(Loan loan) {
        return review(loan, book.since(terms, BreachMoment.of(loan, now)));
    }

    private static void approved(Review review) {
        assertInstanceOf(Review.Approved.class, review, review::toString);
    }

    private static void refused(PolicyRule rule, Review review) {
        Review.Refused refused = assertInstanceOf(Review.Refused.class, review);
        assertTrue(refused.names(rule), refused::toString);
    }

    @Test
    void theBookShowsThatAThresholdStayedReached() {
        allSay("40000", "30000", "24900", "24500", "24000");
        visitAll();
        approved(review(liquidatable("24000", Optional.empty())));
    }

    @Test
    void theBookShowsTooThatItDidNot() {
        allSay("40000", "24900", "25001", "24500", "24000");
        visitAll();
        refused(PolicyRule.THRESHOLD_IS_PROVEN, review(liquidatable("24000", Optional.empty())));
    }

    @Test
    void aGapProvesNothingUntilItIsFilled() {
        allSay("40000", "24900", "24500", "24000");
        for (OneOracle oracle : oracles.values()) {
            List.of(2L, 4L)
                    .forEach(number -> book.take(
                            oracle.own.after(oracle.name, number - 1, 1).get(0)));
        }
        refused(PolicyRule.THRESHOLD_IS_PROVEN, review(liquidatable("24000", Optional.empty())));
        visitAll();
        approved(review(liquidatable("24000", Optional.empty())));
    }

    /** What a liar said is left out: with it, the policy would refuse all. */
    @Test
    void aSourceThatSaysTwoThingsDoesNotSpoilTheOthersWord() {
        allSay("40000", "24900", "24500", "24000");
        visitAll();
        OneOracle liar = oracles.values().iterator().next();
        var other = liar.key.attest(new PriceStatement(liar.name, 4, price("50000"), now));
        assertInstanceOf(Taking.Refused.class, book.take(other));
        Loan loan = liquidatable("24000", Optional.empty());
        approved(review(loan));
        List<PriceAttestation> spoiled =
                new ArrayList<>(book.since(terms, BreachMoment.of(loan, now)).prices());
        spoiled.addAll(liar.own.after(liar.name, 0, 10));
        spoiled.add(other);
        refused(PolicyRule.EVIDENCE_IS_GENUINE, review(loan, Evidence.of(spoiled)));
    }

    /** 70 % is reached at 28,571; the call is not answered within two days. */
    @Test
    void theBookShowsThatAMarginCallWentUnanswered() {
        allSay("40000", "28000");
        Instant called = now;
        for (int hour = 1; hour <= 48; hour++) {
            now = called.plus(Duration.ofHours(hour));
            oracles.values().forEach(oracle -> oracle.says("27000"));
        }
        visitAll();
        Instant until = called.plus(Duration.ofDays(2));
        approved(review(liquidatable("27000", Optional.of(until))));
        refused(
                PolicyRule.THRESHOLD_IS_PROVEN,
                review(liquidatable("27000", Optional.empty()), book.since(terms, now.minus(Duration.ofDays(1)))));
    }

    @Test
    void aPriceTooOldConvincesNobody() {
        allSay("24900", "24500", "24000");
        visitAll();
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        refused(PolicyRule.PRICE_IS_ATTESTED, review(liquidatable("24000", Optional.empty())));
    }

    @Test
    void theBookConvincesAfterARestartToo() {
        allSay("40000", "24900", "24500", "24000");
        visitAll();
        book.close();
        book = book("lender", terms.prices().sources());
        approved(review(liquidatable("24000", Optional.empty())));
    }
}
