package org.escrowkit.wallet;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Liquidated;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Released;
import org.escrowkit.core.loan.Settling;

/** What the ledger says of the settlement of a loan. */
final class SettlementFacts {
    private SettlementFacts() {}

    /** The fact that is news to the loan, if there is one. */
    static Optional<Fact> of(Loan loan, Ledger ledger) {
        if (loan.state() instanceof Settling settling) {
            return deepSpend(settling, loan, ledger).map(Fact.SettlementConfirmed::new);
        }
        if (loan.state() instanceof Released released) {
            return reorgedOut(released.settled(), loan, ledger);
        }
        return loan.state() instanceof Liquidated liquidated
                ? reorgedOut(liquidated.settled(), loan, ledger)
                : Optional.empty();
    }

    /** Whether the loan is settling, and neither the chain nor the mempool shows by what. */
    static boolean isUnseen(Loan loan, Ledger ledger) {
        return loan.state() instanceof Settling settling
                && spends(settling, ledger).isEmpty();
    }

    private static Optional<Fact> reorgedOut(Settling settled, Loan loan, Ledger ledger) {
        boolean stands = deepSpend(settled, loan, ledger).equals(Optional.of(settled.txid()));
        return stands ? Optional.empty() : Optional.of(new Fact.SettlementReorgedOut(settled.txid()));
    }

    /** The transaction that took the collateral and is as deep in the chain as the terms ask. */
    private static Optional<Sha256Hash> deepSpend(Settling settling, Loan loan, Ledger ledger) {
        return spends(settling, ledger).stream()
                .filter(spend -> isDeep(spend, settling, loan, ledger))
                .map(Spend::txid)
                .findFirst();
    }

    private static List<Spend> spends(Settling settling, Ledger ledger) {
        return settling.collateral().coins().stream()
                .flatMap(coin -> ledger.deposit(coin.outpoint()).stream())
                .map(Deposit::spend)
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean isDeep(Spend spend, Settling settling, Loan loan, Ledger ledger) {
        int deep =
                loan.terms().deposits().confirmationsFor(settling.collateral().value());
        return spend.block()
                .filter(block -> ledger.tip().height() - block.height() + 1 >= deep)
                .isPresent();
    }
}
