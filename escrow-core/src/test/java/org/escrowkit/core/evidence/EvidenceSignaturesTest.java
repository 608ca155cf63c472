package org.escrowkit.core.evidence;

import static org.escrowkit.core.TestEvidence.attested;
import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.contractKey;
import static org.escrowkit.core.TestLoans.contractSecret;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.sourceKey;
import static org.escrowkit.core.TestLoans.sourceSecret;
import static org.escrowkit.core.TestLoans.terms;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.evidence.EvidenceSamples.PRICE;
import static org.escrowkit.core.evidence.EvidenceSamples.PRICE_STATEMENT;
import static org.escrowkit.core.evidence.EvidenceSamples.all;
import static org.escrowkit.core.evidence.EvidenceSamples.statement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S19: nobody's word counts but the one of whose signature it has. */
class EvidenceSignaturesTest {
    private static final Map<Role, ByteString> KEYS = TERMS.contractKeys();
    private static final ContractFingerprint CONTRACT = TERMS.fingerprint();
    private static final Claim.Awarded AWARD = new Claim.Awarded(sat(5), sat(6));

    @Test
    void everyClaimIsSignedByWhoeverSignedIt() {
        EvidenceSamples.CLAIMS.forEach((name, claim) -> {
            assertTrue(all(claim).isSignedBy(KEYS), name);
            for (Role role : Role.values()) {
                SignedStatement one = signed(statement(claim), role);
                assertTrue(one.isSignedBy(KEYS), name);
                assertEquals(Set.of(role), one.signers());
            }
        });
    }

    @Test
    void anotherPartysOrAStrangersKeyIsNoPartys() {
        for (Role role : Role.values()) {
            Statement statement = statement(new Claim.Repaid());
            assertFalse(
                    signed(statement, Map.of(role, TestLoans.key("stranger"))).isSignedBy(KEYS));
            for (Role other : Role.values()) {
                SignedStatement said = signed(statement, Map.of(role, contractSecret(other)));
                assertEquals(role == other, said.isSignedBy(KEYS), role + " by the key of the " + other);
            }
        }
    }

    @Test
    void oneBadSignatureSpoilsThemAll() {
        Statement statement = statement(AWARD);
        SignedStatement said = signed(
                statement,
                Map.of(
                        Role.BORROWER, contractSecret(Role.BORROWER),
                        Role.ARBITER, contractSecret(Role.LENDER)));
        assertFalse(said.isSignedBy(KEYS));
    }

    @Test
    void aPartyWithoutAKeySignsNothing() {
        assertFalse(
                signed(statement(AWARD), Role.LENDER).isSignedBy(Map.of(Role.BORROWER, contractKey(Role.BORROWER))));
    }

    @Test
    void aStatementCannotBeChangedUnderItsSignature() {
        Map<Role, ByteString> signatures = signed(statement(AWARD), Role.LENDER).signatures();
        Instant issued = day(30);
        Instant expires = day(31);
        List<Statement> changed = List.of(
                new Statement(terms(8).fingerprint(), 3, issued, expires, AWARD),
                new Statement(CONTRACT, 4, issued, expires, AWARD),
                new Statement(CONTRACT, 3, issued.plusSeconds(1), expires, AWARD),
                new Statement(CONTRACT, 3, issued, expires.plusSeconds(1), AWARD),
                new Statement(CONTRACT, 3, issued, expires, new Claim.Awarded(sat(6), sat(6))),
                new Statement(CONTRACT, 3, issued, expires, new Claim.Awarded(sat(5), sat(7))),
                new Statement(CONTRACT, 3, issued, expires, new Claim.Repaid()));
        assertTrue(new SignedStatement(statement(AWARD), signatures).isSignedBy(KEYS));
        for (Statement other : changed) {
            assertFalse(new SignedStatement(other, signatures).isSignedBy(KEYS), other::toString);
        }
        SignedStatement unpaid = signed(statement(new Claim.Unpaid(usd("1"))), Role.LENDER);
        assertFalse(
                new SignedStatement(statement(new Claim.Unpaid(usd("1.01"))), unpaid.signatures()).isSignedBy(KEYS));
    }

    /** No claim is any other's, whatever it says. */
    @Test
    void noClaimPassesForAnother() {
        for (Claim said : EvidenceSamples.CLAIMS.values()) {
            for (Claim shown : EvidenceSamples.CLAIMS.values()) {
                Map<Role, ByteString> signatures =
                        signed(statement(said), Role.LENDER).signatures();
                boolean same = said.equals(shown);
                assertEquals(same, new SignedStatement(statement(shown), signatures).isSignedBy(KEYS));
            }
        }
    }

    @Test
    void aPriceIsSignedByItsSource() {
        assertTrue(PRICE.isSignedBy(sourceKey("market")));
        assertFalse(PRICE.isSignedBy(sourceKey("bourse")));
        assertFalse(attested(PRICE_STATEMENT, sourceSecret("bourse")).isSignedBy(sourceKey("market")));
    }

    @Test
    void aPriceCannotBeChangedUnderItsSignature() {
        List<PriceStatement> changed = List.of(
                new PriceStatement("bourse", 7, price("24000.50"), day(30)),
                new PriceStatement("market", 8, price("24000.50"), day(30)),
                new PriceStatement("market", 7, price("24000.51"), day(30)),
                new PriceStatement("market", 7, Price.parse("EUR 24000.50"), day(30)),
                new PriceStatement("market", 7, price("24000.50"), day(30).plusSeconds(1)));
        for (PriceStatement other : changed) {
            assertFalse(new PriceAttestation(other, PRICE.signature()).isSignedBy(sourceKey("market")));
        }
    }

    @Test
    void signaturesHaveSixtyFourBytesAndThereIsOne() {
        Statement statement = statement(AWARD);
        assertThrows(IllegalArgumentException.class, () -> new SignedStatement(statement, Map.of()));
        for (int size : new int[] {0, 63, 65}) {
            ByteString odd = ByteString.of(new byte[size]);
            assertThrows(
                    IllegalArgumentException.class, () -> new SignedStatement(statement, Map.of(Role.LENDER, odd)));
            assertThrows(IllegalArgumentException.class, () -> new PriceAttestation(PRICE_STATEMENT, odd));
        }
    }

    @Test
    void whatCannotBeStatedIsNotAStatement() {
        Claim claim = new Claim.Repaid();
        Instant half = day(30).plusMillis(500);
        for (Runnable absurd : List.<Runnable>of(
                () -> new Statement(CONTRACT, 0, day(30), day(31), claim),
                () -> new Statement(CONTRACT, -1, day(30), day(31), claim),
                () -> new Statement(CONTRACT, 1, half, day(31), claim),
                () -> new Statement(CONTRACT, 1, day(29), half, claim),
                () -> new Statement(CONTRACT, 1, day(30), day(30), claim),
                () -> new Statement(CONTRACT, 1, day(31), day(30), claim),
                () -> new Claim.Unpaid(usd("0")),
                () -> new Claim.Unpaid(usd("-1")),
                () -> new Claim.Awarded(sat(-1), sat(0)),
                () -> new Claim.Awarded(sat(0), sat(-1)),
                () -> new PriceStatement(" ", 1, price("1"), day(1)),
                () -> new PriceStatement("market", 0, price("1"), day(1)),
                () -> new PriceStatement("market", 1, price("1"), half))) {
            assertThrows(IllegalArgumentException.class, absurd::run);
        }
        assertEquals(sat(0), new Claim.Awarded(sat(0), sat(0)).toLender());
    }

    @Test
    void aStatementHoldsFromItsFirstSecondToTheOneBeforeItExpires() {
        Statement statement = statement(AWARD);
        assertFalse(statement.holdsAt(day(30).minusNanos(1)));
        assertTrue(statement.holdsAt(day(30)));
        assertTrue(statement.holdsAt(day(30).plus(Duration.ofHours(5))));
        assertTrue(statement.holdsAt(day(31).minusNanos(1)));
        assertFalse(statement.holdsAt(day(31)));
    }
}
