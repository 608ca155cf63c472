package org.escrowkit.wallet.price;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;

/**
 * A source that signs its prices and gives them over HTTP, as {@link AttestationServer} does. Nothing that it says is
 * believed: the book checks each signature.
 */
public final class Oracle {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_PAGES = 20;

    private final String source;
    private final String prices;
    private final PriceHttp http;
    private final int mostPages;

    /** The highest number that it gave: what a book refuses as too old is not asked for again. */
    private long given;

    private Oracle(String source, String prices, PriceHttp http, int mostPages) {
        this.source = source;
        this.prices = prices;
        this.http = http;
        this.mostPages = mostPages;
    }

    /**
     * @param source its name in the terms
     * @param home such as {@code https://prices.example.com}: what comes before {@code /prices}
     */
    public static Oracle of(String source, URI home) {
        return of(source, home, TIMEOUT, MOST_PAGES);
    }

    static Oracle of(String source, URI home, Duration timeout, int mostPages) {
        PriceHttp.requireWeb(home, place -> true, "an oracle is on the web");
        String prices = home.toString().replaceFirst("/$", "") + "/prices?after=";
        return new Oracle(source, prices, new PriceHttp(timeout, MOST_BYTES), mostPages);
    }

    /**
     * What one visit brought.
     *
     * @param added prices that are new
     * @param refused by the book
     * @param failure that ended the visit early; what came before it is in the book
     */
    public record Visit(int added, List<Taking.Refused> refused, Optional<PriceAnswer.Failed> failure) {
        public Visit {
            refused = List.copyOf(refused);
        }
    }

    public String source() {
        return source;
    }

    /**
     * Brings the book what it does not have: from its first gap on, if there is one, and what is new, up to 4,000
     * prices.
     */
    public synchronized Visit visit(PriceBook book) {
        int added = 0;
        List<Taking.Refused> refused = new ArrayList<>();
        try {
            long newest = book.last(source).map(PriceStatement::sequence).orElse(0L);
            long whole = book.wholeUpTo(source);
            if (whole < newest) {
                added += take(book, page(whole), refused);
            }
            for (int i = 0; i < mostPages; i++) {
                long after = Math.max(newest, given);
                List<PriceAttestation> page = page(after);
                added += take(book, page, refused);
                given = page.stream()
                        .mapToLong(price -> price.statement().sequence())
                        .max()
                        .orElse(after);
                if (page.size() < AttestationServer.PAGE || given <= after) {
                    break;
                }
            }
            return new Visit(added, refused, Optional.empty());
        } catch (PriceFailure failure) {
            return new Visit(added, refused, Optional.of(failure.answer()));
        }
    }

    private static int take(PriceBook book, List<PriceAttestation> page, List<Taking.Refused> refused) {
        int added = 0;
        for (PriceAttestation price : page) {
            Taking taking = book.take(price);
            added += taking instanceof Taking.Added ? 1 : 0;
            if (taking instanceof Taking.Refused why) {
                refused.add(why);
            }
        }
        return added;
    }

    private List<PriceAttestation> page(long after) throws PriceFailure {
        return read(source, http.get(URI.create(prices + after)));
    }

    /** Of this source only: who is asked for its own prices need not be believed about others'. */
    static List<PriceAttestation> read(String source, byte[] body) throws PriceFailure {
        try {
            byte[] bytes = Base64.getDecoder().decode(body);
            Evidence evidence = EvidenceCodec.decode(ByteString.of(bytes));
            boolean own = evidence.statements().isEmpty()
                    && evidence.prices().stream()
                            .allMatch(price -> price.statement().source().equals(source));
            if (!own) {
                throw new PriceFailure(PriceFault.MALFORMED, "it answers with something else than its own prices");
            }
            return evidence.prices();
        } catch (IllegalArgumentException other) {
            throw new PriceFailure(PriceFault.MALFORMED, "no evidence in Base64: " + other.getMessage(), other);
        }
    }
}
