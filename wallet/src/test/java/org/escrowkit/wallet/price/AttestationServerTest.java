package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle's book and server on one side, a lender's book on the other. */
@SuppressWarnings("NullAway.Init") // What runs before each test.
class AttestationServerTest {
    @TempDir
    Path directory;

    private final ContractSecret key = TestPrices.secret(1);
    private PriceBook own;
    private PriceBook lenders;
    private AttestationServer server;

    @BeforeEach
    void start() throws IOException {
        own = book("own");
        lenders = book("lenders");
        server = AttestationServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), own, "market");
    }

    @AfterEach
    void stop() {
        server.close();
        own.close();
        lenders.close();
        key.close();
    }

    private PriceBook book(String name) {
        return book(name, START);
    }

    private PriceBook book(String name, Instant now) {
        return PriceBook.open(
                directory.resolve(name),
                Map.of("market", key.publicKey()),
                CurrencyUnit.USD,
                BookRules.USUAL,
                () -> now);
    }

    private URI home() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    private Oracle oracle() {
        return Oracle.of("market", home());
    }

    private PriceAttestation said(long number) {
        return key.attest(new PriceStatement("market", number, usd("60000"), START));
    }

    private void says(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> own.take(said(number)));
    }

    private static void brings(int prices, Oracle.Visit visit) {
        assertEquals(new Oracle.Visit(prices, List.of(), Optional.empty()), visit);
    }

    @Test
    void aVisitBringsWhatIsNew() {
        brings(0, oracle().visit(lenders));
        says(1, 3);
        brings(3, oracle().visit(lenders));
        brings(0, oracle().visit(lenders));
        says(4, 5);
        brings(2, oracle().visit(lenders));
        assertEquals(
                Evidence.of(own.after("market", 0, 10)).hash(),
                Evidence.of(lenders.after("market", 0, 10)).hash());
    }

    @Test
    void aLongAbsenceIsMadeUpForPageByPage() {
        says(1, 2 * AttestationServer.PAGE + 1);
        brings(2 * AttestationServer.PAGE + 1, oracle().visit(lenders));
        says(2 * AttestationServer.PAGE + 2, 3 * AttestationServer.PAGE + 1);
        brings(AttestationServer.PAGE, oracle().visit(lenders));
    }

    /** An oracle that keeps more than we do gives pages that we refuse: the next visit goes on behind them. */
    @Test
    void whatIsTooOldHoldsNobodyUp() {
        says(1, AttestationServer.PAGE);
        Instant later = START.plus(BookRules.USUAL.keep()).plusSeconds(1);
        own.take(key.attest(
                new PriceStatement("market", AttestationServer.PAGE + 1, usd("60000"), START.plusSeconds(9))));
        try (PriceBook young = book("young", later)) {
            Oracle oracle = Oracle.of("market", home(), Duration.ofSeconds(20), 1);
            Oracle.Visit first = oracle.visit(young);
            assertEquals(0, first.added());
            assertEquals(AttestationServer.PAGE, first.refused().size());
            assertEquals(Taking.Fault.TOO_OLD, first.refused().get(0).fault());
            brings(1, oracle.visit(young));
        }
    }

    @Test
    void aGapIsFilled() {
        says(1, 6);
        lenders.take(said(1));
        lenders.take(said(5));
        assertEquals(3, lenders.health().sources().get(0).missing());
        brings(4, oracle().visit(lenders));
        assertEquals(0, lenders.health().sources().get(0).missing());
    }

    @Test
    void anEquivocationByHttpIsFoundOut() throws IOException {
        lenders.take(key.attest(new PriceStatement("market", 2, usd("50000"), START)));
        lenders.take(said(1));
        try (LocalServer liar = LocalServer.saying(base64(said(2), said(3)))) {
            Oracle.Visit visit = Oracle.of("market", liar.uri()).visit(lenders);
            assertEquals(
                    List.of(Taking.Fault.EQUIVOCATION, Taking.Fault.DISQUALIFIED),
                    visit.refused().stream().map(Taking.Refused::fault).toList());
        }
        assertTrue(lenders.health().sources().get(0).isAlarm());
    }

    private static String base64(PriceAttestation... prices) {
        byte[] evidence = EvidenceCodec.encode(Evidence.of(List.of(prices))).toByteArray();
        return Base64.getEncoder().encodeToString(evidence);
    }

    private void fails(PriceFault fault, String body) throws IOException {
        try (LocalServer liar = LocalServer.saying(body)) {
            Oracle.Visit visit = Oracle.of("market", liar.uri()).visit(lenders);
            assertEquals(Optional.of(fault), visit.failure().map(PriceAnswer.Failed::fault), visit::toString);
            assertEquals(0, visit.added());
        }
    }

    @Test
    void whatIsNoEvidenceIsAFailure() throws IOException {
        fails(PriceFault.MALFORMED, "");
        fails(PriceFault.MALFORMED, "<html>");
        fails(PriceFault.MALFORMED, "AAAA");
        fails(PriceFault.MALFORMED, base64(said(1)) + "AAAA");
        fails(PriceFault.MALFORMED, base64(said(1)).substring(0, 40));
        fails(PriceFault.MALFORMED, base64(key.attest(new PriceStatement("bourse", 1, usd("1"), START))));
        fails(PriceFault.TOO_LARGE, "A".repeat((1 << 20) + 1));
    }

    @Test
    void silenceAndAbsenceAreFailures() throws IOException {
        try (LocalServer silent = new LocalServer((exchange, closed) -> closed.await())) {
            Oracle.Visit visit =
                    Oracle.of("market", silent.uri(), Duration.ofMillis(300), 1).visit(lenders);
            assertEquals(Optional.of(PriceFault.TOO_SLOW), visit.failure().map(PriceAnswer.Failed::fault));
        }
        server.close();
        assertEquals(
                Optional.of(PriceFault.UNREACHABLE),
                oracle().visit(lenders).failure().map(PriceAnswer.Failed::fault));
        assertThrows(IllegalArgumentException.class, () -> Oracle.of("market", URI.create("file:///prices")));
    }

    @Test
    void anythingElseThanPricesIsNotFound() throws Exception {
        says(1, 2);
        assertEquals(200, status("GET", "/prices"));
        assertEquals(200, status("GET", "/prices?after=999999999999999999"));
        for (String path : List.of(
                "/",
                "/prices/",
                "/prices?after=",
                "/prices?after=-1",
                "/prices?after=1&after=2",
                "/prices?x=1",
                "/prices?after=9999999999999999999",
                "/../prices",
                "/prices?" + "a".repeat(4000))) {
            assertEquals(404, status("GET", path), path);
        }
        for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "OPTIONS")) {
            assertEquals(404, status(method, "/prices"), method);
        }
    }

    private int status(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(home() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .statusCode();
    }
}
