package org.escrowkit.core.evidence;

import static org.escrowkit.core.TestEvidence.attested;
import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.escrowkit.core.vault.Role;

/** One of each kind of claim, and a price. */
final class EvidenceSamples {
    static final Map<String, Claim> CLAIMS = new TreeMap<>(Map.of(
            "Disbursed", new Claim.Disbursed(),
            "Repaid", new Claim.Repaid(),
            "Unpaid", new Claim.Unpaid(usd("30000.01")),
            "Cancelled", new Claim.Cancelled(),
            "Awarded", new Claim.Awarded(sat(60_000_000), sat(1_000_000)),
            "Contested", new Claim.Contested()));

    static final PriceStatement PRICE_STATEMENT = new PriceStatement("market", 7, price("24000.50"), day(30));
    static final PriceAttestation PRICE = attested(TERMS, PRICE_STATEMENT);

    private EvidenceSamples() {}

    static Statement statement(Claim claim) {
        return new Statement(TERMS.fingerprint(), 3, day(30), day(31), claim);
    }

    /** Signed by all three. */
    static SignedStatement all(Claim claim) {
        return signed(statement(claim), Role.values());
    }

    /** All claims, each by the borrower and the lender, and the price. */
    static Evidence everything() {
        List<SignedStatement> statements = CLAIMS.values().stream()
                .map(claim -> signed(statement(claim), Role.BORROWER, Role.LENDER))
                .toList();
        return new Evidence(statements, List.of(PRICE));
    }

    /** By the name of the claim, and {@code Price}. */
    static Map<String, Evidence> each() {
        Map<String, Evidence> each = new TreeMap<>();
        CLAIMS.forEach((name, claim) -> each.put(name, Evidence.of(all(claim))));
        each.put("Price", Evidence.of(List.of(PRICE)));
        each.put("Nothing", Evidence.NONE);
        return each;
    }
}
