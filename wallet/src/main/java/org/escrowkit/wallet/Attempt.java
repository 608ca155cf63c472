package org.escrowkit.wallet;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.wallet.store.StoredLoan;

/**
 * What came of asking.
 *
 * @param txid of what was sent
 * @param refused whether somebody says no, and not merely not yet
 * @param outdated whether somebody says no because the price has moved on
 */
record Attempt(Optional<Sha256Hash> txid, List<String> answers, boolean refused, boolean outdated) {
    static Attempt open(SettlementException impossible) {
        return new Attempt(Optional.empty(), List.of(String.valueOf(impossible.getMessage())), true, false);
    }

    List<Attendant.Outcome> outcomes(List<StoredLoan> loans) {
        return loans.stream()
                .map(stored -> txid.<Attendant.Outcome>map(sent -> new Attendant.Outcome.Sent(stored.id(), sent))
                        .orElseGet(() -> new Attendant.Outcome.Open(stored.id(), answers)))
                .toList();
    }
}
