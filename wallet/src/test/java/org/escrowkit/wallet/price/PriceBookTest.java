package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.price.Taking.Fault;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sources. The book keeps an hour and thirty prices of each, ten in a file. */
@SuppressWarnings("NullAway.Init") // What runs before each test.
class PriceBookTest {
    private static final BookRules RULES = new BookRules(Duration.ofHours(1), 30);

    @TempDir
    Path directory;

    private final ContractSecret market = TestPrices.secret(1);
    private final ContractSecret bourse = TestPrices.secret(2);
    private Instant now = START;
    private PriceBook book;

    @BeforeEach
    void open() {
        book = opened();
    }

    @AfterEach
    void close() {
        book.close();
        market.close();
        bourse.close();
    }

    private PriceBook opened() {
        return PriceBook.open(
                directory,
                Map.of("market", market.publicKey(), "bourse", bourse.publicKey()),
                CurrencyUnit.USD,
                RULES,
                () -> now,
                10);
    }

    private void restart() {
        book.close();
        book = opened();
    }

    private PriceAttestation said(long number, String price, int second) {
        return market.attest(new PriceStatement("market", number, usd(price), START.plusSeconds(second)));
    }

    private void adds(PriceAttestation price) {
        Taking taking = book.take(price);
        assertInstanceOf(Taking.Added.class, taking, taking::toString);
    }

    private void refuses(Fault fault, PriceAttestation price) {
        Taking taking = book.take(price);
        assertEquals(fault, assertInstanceOf(Taking.Refused.class, taking).fault(), taking::toString);
    }

    private BookHealth.Source health() {
        return book.health().sources().get(1);
    }

    /** They name the market, and a source that the book does not know. */
    private LoanTerms terms() {
        PriceRules prices = new PriceRules(
                Map.of("market", market.publicKey(), "third", TestLoans.sourceKey("third")),
                1,
                Duration.ofHours(1),
                new BigDecimal("0.01"));
        return TestLoans.TERMS.amend().prices(prices).build();
    }

    private List<Long> numbersSince(int second) {
        return book.since(terms(), START.plusSeconds(second)).prices().stream()
                .map(price -> price.statement().sequence())
                .toList();
    }

    @Test
    void whatItTookIsThereAfterARestart() {
        for (int i = 1; i <= 25; i++) {
            adds(said(i, "60000", i));
        }
        assertInstanceOf(Taking.Known.class, book.take(said(7, "60000.00", 7)));
        restart();
        assertEquals(25, health().last().orElseThrow().sequence());
        assertEquals(25, book.after("market", 0, 100).size());
        assertInstanceOf(Taking.Known.class, book.take(said(25, "60000", 25)));
        assertFalse(health().isAlarm());
    }

    @Test
    void whatNobodySignedIsRefused() {
        PriceStatement said = new PriceStatement("market", 1, usd("60000"), START);
        refuses(Fault.BAD_SIGNATURE, bourse.attest(said));
        refuses(Fault.UNKNOWN_SOURCE, market.attest(new PriceStatement("friend", 1, usd("60000"), START)));
        refuses(Fault.OTHER_CURRENCY, market.attest(new PriceStatement("market", 1, Price.parse("EUR 60000"), START)));
        assertEquals(2, health().refused());
        assertEquals(List.of(), book.after("market", 0, 10));
    }

    @Test
    void aSourceThatSignsTwoPricesUnderOneNumberIsOutForGood() {
        adds(said(1, "60000", 1));
        adds(said(2, "60000", 2));
        refuses(Fault.EQUIVOCATION, said(2, "50000", 2));
        refuses(Fault.DISQUALIFIED, said(3, "60000", 3));
        assertEquals(List.of(), numbersSince(0));
        restart();
        refuses(Fault.DISQUALIFIED, said(3, "60000", 3));
        assertTrue(health().isAlarm());
        BookHealth.Equivocation proof = health().equivocation().orElseThrow();
        assertTrue(
                proof.first().isSignedBy(market.publicKey()) && proof.second().isSignedBy(market.publicKey()));
        assertEquals(
                proof.first().statement().sequence(), proof.second().statement().sequence());
        assertFalse(proof.first()
                .statement()
                .price()
                .equals(proof.second().statement().price()));
    }

    /**
     * A crash between the two rows of the proof leaves one: no proof yet, and a whole one when it is found out again.
     */
    @Test
    void halfAProofOfAnEquivocationIsNone() throws IOException {
        adds(said(1, "60000", 1));
        Path file = directory.resolve("prices-00000001.log");
        long before = Files.size(file);
        refuses(Fault.EQUIVOCATION, said(1, "50000", 1));
        book.close();
        byte[] whole = Files.readAllBytes(file);
        int row = (int) (whole.length - before) / 2;
        Files.write(file, Arrays.copyOf(whole, whole.length - row));
        book = opened();
        assertFalse(health().isAlarm());
        refuses(Fault.EQUIVOCATION, said(1, "50000", 1));
        restart();
        BookHealth.Equivocation proof = health().equivocation().orElseThrow();
        assertFalse(proof.first()
                .statement()
                .hash()
                .equals(proof.second().statement().hash()));
    }

    /** A number says the time too: another time is another statement. */
    @Test
    void theSamePriceAtAnotherTimeIsAnEquivocationToo() {
        adds(said(1, "60000", 1));
        refuses(Fault.EQUIVOCATION, said(1, "60000", 2));
    }

    @Test
    void theProofOfAnEquivocationOutlivesWhatIsKept() {
        for (int i = 1; i <= 8; i++) {
            adds(said(i, "60000", i));
        }
        refuses(Fault.EQUIVOCATION, said(2, "50000", 2));
        now = START.plus(Duration.ofDays(400));
        for (int i = 1; i <= 25; i++) {
            adds(bourse.attest(new PriceStatement("bourse", i, usd("60000"), now)));
        }
        restart();
        assertTrue(health().equivocation().isPresent());
    }

    @Test
    void aGapIsAnAlarmUntilItIsFilled() {
        adds(said(5, "60000", 5));
        assertFalse(health().isAlarm());
        adds(said(9, "60000", 9));
        assertEquals(3, health().missing());
        assertTrue(health().isAlarm());
        assertEquals(5, book.wholeUpTo("market"));
        restart();
        adds(said(7, "60000", 7));
        adds(said(6, "60000", 6));
        assertEquals(7, book.wholeUpTo("market"));
        adds(said(8, "60000", 8));
        assertFalse(health().isAlarm());
        assertEquals(9, book.wholeUpTo("market"));
    }

    @Test
    void numbersAndTimesRiseTogether() {
        adds(said(1, "60000", 10));
        adds(said(3, "60000", 30));
        refuses(Fault.AGAINST_TIME, said(2, "60000", 9));
        refuses(Fault.AGAINST_TIME, said(2, "60000", 31));
        refuses(Fault.AGAINST_TIME, said(4, "60000", 29));
        adds(said(2, "60000", 30));
    }

    @Test
    void whatIsAheadOfTheClocksIsRefused() {
        refuses(Fault.FROM_THE_FUTURE, said(1, "60000", 121));
        adds(said(1, "60000", 120));
    }

    @Test
    void whatIsOlderThanIsKeptIsForgotten() throws IOException {
        for (int i = 1; i <= 30; i++) {
            adds(said(i, "60000", i));
        }
        refuses(Fault.TOO_MANY, said(31, "60000", 31));
        assertEquals(3, files());
        now = START.plus(Duration.ofHours(1)).plusSeconds(21);
        refuses(Fault.TOO_OLD, said(3, "60000", 3));
        adds(said(31, "60000", 31));
        assertEquals(11, book.after("market", 0, 100).size());
        assertEquals(2, files());
        restart();
        assertEquals(11, book.after("market", 0, 100).size());
        refuses(Fault.TOO_OLD, said(3, "60000", 3));
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        }
    }

    @Test
    void evidenceBeginsWithThePriceBeforeTheMoment() {
        now = START.plusSeconds(200);
        for (int i = 1; i <= 20; i++) {
            adds(said(i, "60000", 10 * i));
        }
        assertEquals(List.of(17L, 18L, 19L, 20L), numbersSince(180));
        assertEquals(List.of(17L, 18L, 19L, 20L), numbersSince(171));
        assertEquals(List.of(20L), numbersSince(1000));
        assertEquals(20, numbersSince(0).size());
    }

    @Test
    void evidenceHoldsOnlySourcesThatTheTermsNameUnderTheSameKey() {
        adds(said(1, "60000", 1));
        adds(bourse.attest(new PriceStatement("bourse", 1, usd("60000"), START)));
        assertEquals(1, book.since(terms(), START).prices().size());
        PriceRules rekeyed =
                new PriceRules(Map.of("market", bourse.publicKey()), 1, Duration.ofHours(1), new BigDecimal("0.01"));
        LoanTerms others = TestLoans.TERMS.amend().prices(rekeyed).build();
        assertEquals(List.of(), book.since(others, START).prices());
    }

    @Test
    void aBookIsOpenOnce() {
        assertThrows(AuditException.class, this::opened);
    }

    @Test
    void aChangedBookIsRefused() throws IOException {
        adds(said(1, "60000", 1));
        adds(said(2, "60000", 2));
        book.close();
        Path file = directory.resolve("prices-00000001.log");
        byte[] content = Files.readAllBytes(file);
        content[40] ^= 1;
        Files.write(file, content);
        assertThrows(AuditException.class, this::opened);
        content[40] ^= 1;
        Files.write(file, content);
        book = opened();
        assertEquals(2, book.after("market", 0, 10).size());
    }

    /** A crash in the middle of a row: it is gone, and taken again when it comes again. */
    @Test
    void aRowCutShortIsCutOff() throws IOException {
        adds(said(1, "60000", 1));
        book.close();
        Path file = directory.resolve("prices-00000001.log");
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 16; cut < whole.length; cut += 7) {
            Files.write(file, Arrays.copyOf(whole, cut));
            book = opened();
            adds(said(1, "60000", 1));
            book.close();
        }
        book = opened();
    }
}
