package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;

/**
 * How a book is, at the moment it was asked.
 *
 * @param sources in the order of their names
 */
public record BookHealth(Instant at, List<Source> sources) {
    public BookHealth {
        sources = List.copyOf(sources);
    }

    /**
     * One source.
     *
     * @param last its price with the highest number
     * @param missing numbers between its first and its last price: what spans them cannot be shown to have lasted
     * @param refused prices since the book was opened
     * @param equivocation two prices under one number, both signed: it proves nothing any more
     */
    public record Source(
            String name,
            Optional<PriceStatement> last,
            long missing,
            long refused,
            Optional<Equivocation> equivocation) {
        /** Whether a person should look at it. */
        public boolean isAlarm() {
            return missing > 0 || equivocation.isPresent();
        }
    }

    /** Two prices under one number: who holds them can prove it to anybody. */
    public record Equivocation(PriceAttestation first, PriceAttestation second) {}
}
