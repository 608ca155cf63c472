package org.escrowkit.core.loan;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;

/** Settlements that were over before the one that a state is about, and that a reorganisation took out of the chain. */
final class Earlier {
    private Earlier() {}

    /** They are signed, and nobody signs another spend of their coins: so they are sent again. */
    static Transition sendAgain(LoanState before, Transition answer, Holdings now) {
        Set<Outpoint> free = now.coins().stream().map(PledgedCoin::outpoint).collect(Collectors.toSet());
        Set<Sha256Hash> ours = answer.next().ownTransactions();
        Set<Sha256Hash> current = current(answer.next());
        Stream<Sha256Hash> gone = before.holdings().taken().stream()
                .filter(coin -> free.contains(coin.coin().outpoint()))
                .map(TakenCoin::by)
                .filter(by -> ours.contains(by) && !current.contains(by));
        return answer.and(Stream.concat(gone, back(before.holdings(), answer.next(), now))
                .distinct()
                .map(LoanAction.Broadcast::new)
                .toArray(LoanAction[]::new));
    }

    /** Attempts that lost coins, so that another one ended the loan, and that have all their coins again. */
    private static Stream<Sha256Hash> back(Holdings before, LoanState next, Holdings now) {
        return next instanceof Ended ended
                ? ended.settled().attempts().stream()
                        .filter(attempt -> now.coins().containsAll(attempt.spent())
                                && !before.coins().containsAll(attempt.spent()))
                        .map(SignedSettlement::txid)
                : Stream.empty();
    }

    /** The state itself sees to these. */
    private static Set<Sha256Hash> current(LoanState state) {
        if (state instanceof Ended ended) {
            return current(ended.settled());
        }
        if (state instanceof Conflicted conflicted) {
            return current(conflicted.settling());
        }
        return state instanceof Settling settling
                ? settling.attempts().stream().map(SignedSettlement::txid).collect(Collectors.toSet())
                : Set.of();
    }
}
