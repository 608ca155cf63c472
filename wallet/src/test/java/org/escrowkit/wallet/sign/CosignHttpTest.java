package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.RECEIPT;
import static org.escrowkit.wallet.sign.TestRequests.REPAID;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.escrowkit.wallet.sign.TestRequests.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lender behind HTTP: who gets an answer, and which answers are believed. */
class CosignHttpTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ContractSecret COORDINATOR = key(1);
    private static final ContractSecret LENDER = key(2);
    private static final ContractSecret STRANGER = key(3);
    private static final CosignRequest RELEASE =
            CosignRequest.of(Psbt.parse(release(10, 0)), new LoanCase(REPAID, RECEIPT));

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Instant serverNow = NOW;

    private static ContractSecret key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return MasterKey.ofSeed(seed).contractKey(BitcoinNetwork.REGTEST, 0);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private static Optional<Loan> loan(ContractFingerprint contract) {
        return Optional.of(REPAID).filter(loan -> loan.terms().fingerprint().equals(contract));
    }

    private static Cosigner lender(PartyKeys keys) {
        return new PartyCosigner(
                SigningParty.of(Role.LENDER, keys), CosignHttpTest::loan, contract -> List.of(), () -> view(NOW));
    }

    private static Signer here() {
        return new Signer() {
            @Override
            public AccountKey account() {
                return TERMS.escrows().vault().lender();
            }

            @Override
            public Psbt sign(ApprovedSpend spend) {
                return TestLoans.sign(spend.psbt(), Role.LENDER);
            }
        };
    }

    private URI serve(Cosigner cosigner) {
        Cosigner counted = request -> {
            asked.incrementAndGet();
            return cosigner.ask(request);
        };
        CosignerServer server = CosignerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                counted,
                LENDER,
                Set.of(COORDINATOR.publicKey()),
                () -> serverNow);
        open.add(server);
        return uri(server.address());
    }

    private static URI uri(InetSocketAddress address) {
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
    }

    private HttpCosigner client(URI server) {
        return client(server, COORDINATOR, LENDER.publicKey());
    }

    private HttpCosigner client(URI server, ContractSecret own, ByteString party) {
        return new HttpCosigner(client, server, own, party, TIMEOUT, () -> NOW);
    }

    private static Cosigner.Reply.Unreachable unreachable(String why, Cosigner.Reply reply) {
        var unreachable = assertInstanceOf(Cosigner.Reply.Unreachable.class, reply);
        assertTrue(unreachable.why().contains(why), unreachable::why);
        return unreachable;
    }

    @Test
    void aPartyBehindHttpSignsAsOneBesideDoes() {
        Cosigner.Reply beside = lender(here()).ask(RELEASE);
        assertInstanceOf(Cosigner.Reply.Signed.class, beside);
        HttpCosigner remote = client(serve(lender(here())));
        assertEquals(beside, remote.ask(RELEASE));
        assertEquals(beside, remote.ask(RELEASE), "asked again");
    }

    @Test
    void aRefusalNamesItsRules() {
        HttpCosigner remote = client(serve(lender(here())));
        CosignRequest unfounded = CosignRequest.of(Psbt.parse(release(10, 0)), new LoanCase(REPAID, Evidence.NONE));
        var refused = assertInstanceOf(Cosigner.Reply.Refused.class, remote.ask(unfounded));
        assertTrue(refused.names(PolicyRule.EVIDENCE_IS_NAMED.id()), refused::toString);
        assertFalse(refused.temporary());
        CosignRequest garbage = new CosignRequest(
                ByteString.of(Psbt.parse(release(10, 0)).serialize()),
                Map.of(TestLoans.terms(8).fingerprint(), RECEIPT),
                false);
        var unknown = assertInstanceOf(Cosigner.Reply.Refused.class, remote.ask(garbage));
        assertTrue(unknown.names(PartyCosigner.CONTRACT_IS_KNOWN) && unknown.temporary(), unknown::toString);
        CosignRequest batch = CosignRequest.ofBatch(Psbt.parse(release(10, 0)), List.of(new LoanCase(REPAID, RECEIPT)));
        assertInstanceOf(Cosigner.Reply.Refused.class, remote.ask(batch));
    }

    @Test
    void aDeviceIsWaitedForAndThenAnswers() {
        SigningParty party = SigningParty.of(
                Role.LENDER, ExternalSigner.withoutFiles(TERMS.escrows().vault().lender()));
        HttpCosigner remote =
                client(serve(new PartyCosigner(party, CosignHttpTest::loan, contract -> List.of(), () -> view(NOW))));
        assertEquals(new Cosigner.Reply.Waiting(), remote.ask(RELEASE));
        assertEquals(new Cosigner.Reply.Waiting(), remote.ask(RELEASE));
        Psbt back = TestLoans.sign(party.waiting().get(0), Role.LENDER);
        assertInstanceOf(Returned.Taken.class, party.takeBack(back, NOW));
        assertEquals(new Cosigner.Reply.Signed(back), remote.ask(RELEASE));
    }

    @Test
    void onlyWhoIsKnownAndMeansThisPartyNowIsHeard() {
        URI server = serve(lender(here()));
        unreachable("401", client(server, STRANGER, LENDER.publicKey()).ask(RELEASE));
        unreachable("401", client(server, COORDINATOR, STRANGER.publicKey()).ask(RELEASE));
        serverNow = NOW.plus(CosignerServer.WINDOW).plusSeconds(1);
        unreachable("401", client(server).ask(RELEASE));
        serverNow = NOW.minus(CosignerServer.WINDOW).minusSeconds(1);
        unreachable("401", client(server).ask(RELEASE));
        assertEquals(0, asked.get());
        serverNow = NOW.minus(CosignerServer.WINDOW);
        assertInstanceOf(Cosigner.Reply.Signed.class, client(server).ask(RELEASE));
    }

    private static CosignCodec.Asked signed(CosignCodec.Head head, CosignRequest request, ContractSecret by) {
        var message = new PartyMessage(PartyMessage.Purpose.COSIGN_REQUEST, CosignCodec.unsigned(head, request));
        return new CosignCodec.Asked(head, request, by.sign(message));
    }

    private static CosignCodec.Head head(int nonce) {
        ByteString bytes = ByteString.of(new byte[CosignCodec.NONCE - 1]).plus(nonce);
        return new CosignCodec.Head(COORDINATOR.publicKey(), LENDER.publicKey(), bytes, NOW);
    }

    private HttpResponse<byte[]> post(URI server, byte[] body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.resolve("/cosign"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theSameBytesGetTheSameReplyAndANonceServesOnce() throws IOException, InterruptedException {
        URI server = serve(lender(here()));
        byte[] body = CosignCodec.encode(signed(head(1), RELEASE, COORDINATOR)).toByteArray();
        HttpResponse<byte[]> first = post(server, body);
        HttpResponse<byte[]> second = post(server, body);
        assertEquals(200, first.statusCode());
        CosignCodec.Answered one = CosignCodec.decodeAnswered(ByteString.of(first.body()));
        CosignCodec.Answered other = CosignCodec.decodeAnswered(ByteString.of(second.body()));
        assertEquals(one.signedBytes(), other.signedBytes());
        CosignRequest another = CosignRequest.of(Psbt.parse(release(20, 0)), new LoanCase(REPAID, RECEIPT));
        byte[] reused =
                CosignCodec.encode(signed(head(1), another, COORDINATOR)).toByteArray();
        assertEquals(409, post(server, reused).statusCode());
    }

    @Test
    void noChangedByteOfARequestIsHeard() throws IOException, InterruptedException {
        URI server = serve(lender(here()));
        byte[] honest =
                CosignCodec.encode(signed(head(1), RELEASE, COORDINATOR)).toByteArray();
        long seed = 9;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] changed = honest.clone();
            int place = i < 120 ? i : random.nextInt(honest.length);
            changed[place] ^= (byte) (1 << random.nextInt(8));
            int status = post(server, changed).statusCode();
            assertTrue(status == 400 || status == 401, "seed " + seed + ", byte " + place + ": " + status);
        }
        assertEquals(0, asked.get());
        assertEquals(400, post(server, new byte[0]).statusCode());
        assertEquals(413, post(server, new byte[CosignCodec.MOST_BYTES + 1]).statusCode());
        assertEquals(
                405,
                client.send(
                                HttpRequest.newBuilder(server.resolve("/cosign"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
        assertEquals(
                404,
                client.send(HttpRequest.newBuilder(server).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    /** Whatever answers in the party's place. */
    private Cosigner.Reply answeredBy(int status, byte[] body) throws IOException {
        HttpServer liar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        liar.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        liar.start();
        try {
            return client(uri(liar.getAddress())).ask(RELEASE);
        } finally {
            liar.stop(0);
        }
    }

    @Test
    void noReplyIsBelievedThatThePartyDidNotSignForThisRequest() throws IOException, InterruptedException {
        unreachable("none", answeredBy(200, new byte[0]));
        unreachable("none", answeredBy(200, "<html>".getBytes(StandardCharsets.US_ASCII)));
        unreachable("502", answeredBy(502, new byte[0]));
        unreachable("more than", answeredBy(200, new byte[CosignCodec.MOST_BYTES + 1]));
        // An honest reply, to another request.
        byte[] replayed = post(
                        serve(lender(here())),
                        CosignCodec.encode(signed(head(1), RELEASE, COORDINATOR))
                                .toByteArray())
                .body();
        unreachable("did not sign", answeredBy(200, replayed));
    }

    @Test
    void aPartyThatSignsSomethingElseIsNotBelieved() {
        Psbt other = TestLoans.sign(Psbt.parse(release(20, 0)), Role.LENDER);
        unreachable(
                "none",
                client(serve(request -> new Cosigner.Reply.Signed(other))).ask(RELEASE));
    }

    @Test
    void aPartyThatFailsSaysSoAndNothingElse() {
        Cosigner failing = new PartyCosigner(
                SigningParty.of(Role.LENDER, here()), CosignHttpTest::loan, contract -> List.of(), () -> {
                    throw new IllegalStateException("secret of the house");
                });
        var reply = unreachable("could not answer", client(serve(failing)).ask(RELEASE));
        assertFalse(reply.why().contains("secret"));
        unreachable(
                "500",
                client(serve(request -> {
                            throw new IllegalStateException("secret of the house");
                        }))
                        .ask(RELEASE));
    }

    @Test
    void nobodyThereAndNobodyAnsweringAreUnreachable() throws IOException, InterruptedException {
        InetSocketAddress gone;
        try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        unreachable("", client(uri(gone)).ask(RELEASE));
        CountDownLatch end = new CountDownLatch(1);
        URI silent = serve(request -> {
            try {
                end.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return new Cosigner.Reply.Waiting();
        });
        var impatient =
                new HttpCosigner(client, silent, COORDINATOR, LENDER.publicKey(), Duration.ofMillis(300), () -> NOW);
        assertInstanceOf(Cosigner.Reply.Unreachable.class, impatient.ask(RELEASE));
        end.countDown();
    }

    /** Connections beyond the threads and their queue end or wait; afterwards the server answers as before. */
    @Test
    void aFloodLeavesTheServerAlive() throws IOException {
        URI server = serve(lender(here()));
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
            flood.add(socket);
            socket.getOutputStream()
                    .write("POST /cosign HTTP/1.1\r\nContent-Length: 9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
        for (Socket socket : flood) {
            socket.close();
        }
        assertInstanceOf(Cosigner.Reply.Signed.class, client(server).ask(RELEASE));
    }

    @Test
    void s20OneOfManyRequestsAtOnceIsSigned() throws InterruptedException, ExecutionException {
        HttpCosigner remote = client(serve(lender(here())));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Cosigner.Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                CosignRequest request = CosignRequest.of(Psbt.parse(release(10, i)), new LoanCase(REPAID, RECEIPT));
                replies.add(threads.submit(() -> remote.ask(request)));
            }
            int signed = 0;
            for (Future<Cosigner.Reply> reply : replies) {
                signed += reply.get() instanceof Cosigner.Reply.Signed ? 1 : 0;
            }
            assertEquals(1, signed);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRequestIsForOneLoanOrABatch() {
        ByteString psbt = RELEASE.psbt();
        var one = TERMS.fingerprint();
        var other = TestLoans.terms(8).fingerprint();
        assertThrows(IllegalArgumentException.class, () -> new CosignRequest(psbt, Map.of(), true));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CosignRequest(psbt, Map.of(one, RECEIPT, other, RECEIPT), false));
        assertEquals(
                2,
                new CosignRequest(psbt, Map.of(one, RECEIPT, other, RECEIPT), true)
                        .evidence()
                        .size());
    }
}
