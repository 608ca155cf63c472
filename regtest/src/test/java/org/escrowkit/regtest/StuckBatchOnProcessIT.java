package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.store.LoanId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Liquidations that share a transaction, which does not confirm at first. */
@Timeout(120)
class StuckBatchOnProcessIT extends ApartOnNode {
    private Sha256Hash sent(LoanId... ids) {
        List<Attendant.Outcome> outcomes =
                parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER).attend();
        assertEquals(Set.of(ids), outcomes.stream().map(Attendant.Outcome::loan).collect(Collectors.toSet()));
        Set<Sha256Hash> txids = outcomes.stream()
                .map(outcome -> assertInstanceOf(Attendant.Outcome.Sent.class, outcome, outcome::toString)
                        .txid())
                .collect(Collectors.toSet());
        assertEquals(1, txids.size());
        return txids.iterator().next();
    }

    private void assertAttempts(int count, LoanId id) {
        for (Role role : Role.values()) {
            var settling = assertInstanceOf(
                    Settling.class, parties().service(role).loan(id).loan().state());
            assertEquals(count, settling.attempts().size(), role::toString);
        }
    }

    @Test
    void allPartiesKnowTheBatchAndTheOneThatReplacesIt() {
        LoanId one = active("stuck-one");
        LoanId other = active("stuck-other");
        parties().price("36000");
        Sha256Hash first = sent(one, other);
        parties().poll();
        assertAttempts(1, one);
        for (int i = 0; i < 3; i++) {
            chain().mineEmpty();
            parties().poll();
        }
        Sha256Hash second = sent(one, other);
        parties().poll();
        assertAttempts(2, other);
        mine();
        parties().say("batch", first + " replaced by " + second + ", fee " + chain().fee(second).value);
        parties().assertAccounted("liquidated", one, Role.values());
        parties().assertAccounted("liquidated", other, Role.values());
    }
}
