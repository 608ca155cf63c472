package org.escrowkit.wallet.sign;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.keystore.ContractSecret;

/**
 * A party behind a {@link CosignerServer}. Believes no reply that the party's contract key has not signed for this very
 * request, and no signature in it that does not verify; whatever else comes, or nothing in time, is
 * {@link Cosigner.Reply.Unreachable}.
 */
public final class HttpCosigner implements Cosigner {
    private static final int OK = 200;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI server;
    private final ContractSecret own;
    private final ByteString party;
    private final Duration timeout;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * One that is given half a minute, by the JDK's usual client and this machine's clock.
     *
     * @param server such as {@code https://arbiter.example/}
     * @param own the coordinator's contract key, which the server knows
     * @param party the x-only contract key of the party that is asked
     */
    public static HttpCosigner of(URI server, ContractSecret own, ByteString party) {
        return new HttpCosigner(HttpClient.newHttpClient(), server, own, party, USUAL_TIMEOUT, InstantSource.system());
    }

    /**
     * @param client with its own settings for TLS and proxies
     * @param server such as {@code https://arbiter.example/}
     * @param own the coordinator's contract key, which the server knows
     * @param party the x-only contract key of the party that is asked
     * @param timeout for the whole of a request and its reply
     */
    public HttpCosigner(
            HttpClient client,
            URI server,
            ContractSecret own,
            ByteString party,
            Duration timeout,
            InstantSource clock) {
        this.client = client;
        this.server = server.resolve(CosignerServer.PATH);
        this.own = own;
        this.party = party;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public Reply ask(CosignRequest request) {
        Psbt asked;
        try {
            asked = Psbt.parse(request.psbt().toByteArray());
        } catch (MalformedException malformed) {
            throw new IllegalArgumentException("asked to sign what is no PSBT", malformed);
        }
        var head = new CosignCodec.Head(
                own.publicKey(), party, nonce(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        var message = new PartyMessage(PartyMessage.Purpose.COSIGN_REQUEST, CosignCodec.unsigned(head, request));
        ByteString body = CosignCodec.encode(new CosignCodec.Asked(head, request, own.sign(message)));
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                HttpRequest.newBuilder(server)
                        .timeout(timeout)
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                response -> new BoundedBody(CosignCodec.MOST_BYTES));
        try {
            HttpResponse<byte[]> response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == OK
                    ? believed(
                            ByteString.of(response.body()),
                            ByteString.of(message.hash().getBytes()),
                            asked)
                    : new Reply.Unreachable("HTTP status " + response.statusCode());
        } catch (TimeoutException late) {
            sent.cancel(true);
            return new Reply.Unreachable("no reply within " + timeout);
        } catch (ExecutionException failed) {
            return new Reply.Unreachable(String.valueOf(failed.getCause()));
        } catch (InterruptedException interrupted) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Unreachable("interrupted");
        }
    }

    private ByteString nonce() {
        byte[] nonce = new byte[CosignCodec.NONCE];
        random.nextBytes(nonce);
        return ByteString.of(nonce);
    }

    private Reply believed(ByteString body, ByteString request, Psbt asked) {
        try {
            CosignCodec.Answered answered = CosignCodec.decodeAnswered(body);
            var said = new PartyMessage(PartyMessage.Purpose.COSIGN_REPLY, answered.signedBytes());
            if (!answered.request().equals(request) || !said.isSignedBy(party, answered.signature())) {
                return new Reply.Unreachable("a reply that the party did not sign for this request");
            }
            return answered.reply() instanceof Reply.Signed signed
                    ? new Reply.Signed(asked.combine(signed.psbt()))
                    : answered.reply();
        } catch (IllegalArgumentException refused) {
            return new Reply.Unreachable("a reply that is none: " + refused.getMessage());
        }
    }
}
