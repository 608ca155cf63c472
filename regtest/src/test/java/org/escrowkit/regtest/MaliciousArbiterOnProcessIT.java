package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.CosignerServer;
import org.escrowkit.wallet.store.LoanId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who answers in the arbiter's place: the lender's service believes nobody, and asks again. */
@Timeout(120)
class MaliciousArbiterOnProcessIT extends MaliciousOnNode {
    /** The lender's service at work, with this one as the arbiter. */
    private Attendant attendant(Cosigner arbiter) {
        Map<Role, Cosigner> parties = Map.of(Role.LENDER, parties().cosigner(Role.LENDER), Role.ARBITER, arbiter);
        return parties()
                .service(Role.LENDER)
                .attendant(parties, loan -> parties().desk().of(loan.terms()), new AttendantRules(3, 2, 50));
    }

    private LoanId liquidatable(String name) {
        LoanId id = active(name);
        parties().price("36000");
        parties().assertState("liquidatable", id);
        return id;
    }

    /** A round from which nothing comes; what was answered. */
    private String open(Attendant attendant) {
        List<Attendant.Outcome> outcomes = attendant.attend();
        assertEquals(1, outcomes.size(), outcomes::toString);
        return assertInstanceOf(Attendant.Outcome.Open.class, outcomes.get(0), outcomes::toString)
                .answers()
                .toString();
    }

    private int serving(UnaryOperator<byte[]> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] answer = answers.apply(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        closedWithTheClass(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** What the true arbiter answers to a request, as a relay gets it. */
    private byte[] relayed(byte[] request) {
        int port = parties().arbiterPort();
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cosign"))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void whatIsNotTheArbitersIsNoAnswer() throws IOException {
        LoanId id = liquidatable("impostors");
        Standing before = standing(id, Role.values());
        assertUnreachable("nothing at all", serving(request -> new byte[0]));
        assertUnreachable("words", serving(request -> "signed, the arbiter".getBytes(StandardCharsets.UTF_8)));
        assertUnreachable("the request itself", serving(request -> request));
        assertUnreachable("an answer with a bit changed", serving(this::changed));
        List<byte[]> kept = new ArrayList<>();
        int late = serving(request -> {
            kept.add(relayed(request));
            return kept.get(0);
        });
        kept.add(new byte[0]);
        assertUnreachable("no answer yet", late);
        kept.remove(0);
        assertUnreachable("the answer to the request before", late);
        CosignerServer another = closedWithTheClass(parties().serve(parties().cosigner(Role.BORROWER), Role.BORROWER));
        assertUnreachable("another party", another.address().getPort());
        assertUntouched(before, id, Role.values());
        endByLiquidation(id);
    }

    private Cosigner answering(UnaryOperator<Psbt> made) {
        Cosigner liar = request ->
                new Cosigner.Reply.Signed(made.apply(Psbt.parse(request.psbt().toByteArray())));
        CosignerServer server = closedWithTheClass(parties().serve(liar, Role.ARBITER));
        return parties().behind(server.address().getPort(), Role.LENDER);
    }

    /** What an answer holds beside his signatures would spoil the proposal for the honest arbiter. */
    @Test
    void theBorrowersSignatureInTheArbitersAnswerIsForgotten() {
        LoanId id = liquidatable("not-his");
        tell("the borrower's signature", open(attendant(answering(psbt -> signedBlindly(id, Role.BORROWER, psbt)))));
        endByLiquidation(id);
    }

    @Test
    void aFinalWitnessInTheArbitersAnswerIsForgotten() {
        LoanId id = liquidatable("final");
        Cosigner liar = answering(psbt -> psbt.withInput(
                0,
                psbt.inputs().get(0).toBuilder()
                        .finalWitness(List.of(ByteString.of(new byte[72])))
                        .build()));
        tell("a final witness", open(attendant(liar)));
        endByLiquidation(id);
    }

    private void assertUnreachable(String what, int port) {
        String answer = open(attendant(parties().behind(port, Role.LENDER)));
        assertTrue(answer.contains("ARBITER: Unreachable"), answer);
        tell(what, answer);
    }

    private byte[] changed(byte[] request) {
        byte[] answer = relayed(request);
        answer[answer.length / 2] ^= 1;
        return answer;
    }
}
