package org.escrowkit.regtest;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.Role;

/**
 * Where the parties of a test or a demonstration sign what they know, and where that is kept until a settlement needs
 * it. Prices are signed by lender and arbiter, as {@link org.escrowkit.core.loan.PriceRules#ofParties} wants it.
 */
public final class EvidenceDesk {
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final int MOST_PRICES = 100;

    private final EscrowParties parties;
    private final Deque<PriceAttestation> prices = new ArrayDeque<>();
    private final List<SignedStatement> statements = new ArrayList<>();
    private long lastPrice;

    public EvidenceDesk(EscrowParties parties) {
        this.parties = parties;
    }

    /** Lender and arbiter say what one bitcoin costs. */
    public void attest(Price price, Instant now) {
        attest(price, price, now);
    }

    /** Each says what one bitcoin costs where he looks. */
    public void attest(Price lenders, Price arbiters, Instant now) {
        lastPrice++;
        attest(Role.LENDER, lenders, now);
        attest(Role.ARBITER, arbiters, now);
        while (prices.size() > MOST_PRICES) {
            prices.remove();
        }
    }

    private void attest(Role role, Price price, Instant now) {
        String source = role.name().toLowerCase(Locale.ROOT);
        var said = new PriceStatement(source, lastPrice, price, now.truncatedTo(ChronoUnit.SECONDS));
        prices.add(parties.contract(role).attest(said));
    }

    /** Parties state something about a loan, together. */
    public SignedStatement state(LoanTerms terms, Claim claim, Instant now, Role... roles) {
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        long number = statements.size() + 1L;
        var statement = new Statement(terms.fingerprint(), number, issued, issued.plus(VALIDITY), claim);
        Optional<SignedStatement> signed = Arrays.stream(roles)
                .map(role -> parties.contract(role).sign(statement, role))
                .reduce(SignedStatement::and);
        statements.add(signed.orElseThrow());
        return signed.orElseThrow();
    }

    /** All that was signed and can be about a loan. */
    public Evidence of(LoanTerms terms) {
        return new Evidence(
                statements.stream()
                        .filter(signed -> signed.statement().contract().equals(terms.fingerprint()))
                        .toList(),
                List.copyOf(prices));
    }
}
