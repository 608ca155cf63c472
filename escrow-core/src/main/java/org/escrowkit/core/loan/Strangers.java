package org.escrowkit.core.loan;

import com.google.common.collect.Sets;
import java.util.Set;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;

/** Looks for spends of a loan's coins that the loan did not demand. */
final class Strangers {
    private Strangers() {}

    /** What becomes of a state's answer to the chain when strangers take coins. */
    static Transition watch(LoanState before, Transition answer, Holdings now) {
        Set<Sha256Hash> ours = answer.next().ownTransactions();
        Holdings earlier = before.holdings();
        Set<Sha256Hash> deep = now.takers(ours, true);
        if (!deep.isEmpty()) {
            Compromised lost = new Compromised(answer.next());
            return before instanceof Compromised
                    ? Transition.to(lost)
                    : Transition.to(lost, alarms(deep, now, "took coins of the loan"));
        }
        Set<Sha256Hash> known = Sets.union(earlier.takers(ours, true), earlier.takers(ours, false));
        Set<Sha256Hash> fresh = Sets.difference(now.takers(ours, false), known);
        return answer.and(alarms(fresh, now, "is about to take coins of the loan"));
    }

    private static LoanAction[] alarms(Set<Sha256Hash> strangers, Holdings now, String what) {
        return strangers.stream()
                .sorted()
                .flatMap(txid -> Stream.of(new LoanAction.RaiseAlarm("transaction " + txid + ", signed by "
                        + now.signersOf(txid).stream().sorted().toList() + ", " + what
                        + ", and the loan did not demand it")))
                .toArray(LoanAction[]::new);
    }
}
