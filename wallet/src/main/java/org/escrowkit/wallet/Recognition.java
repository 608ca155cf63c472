package org.escrowkit.wallet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.wallet.node.BitcoinNode;

/**
 * Knows a settlement that was not handed in here: each party runs a service of its own, and one of them hands in. It is
 * one if it is, to the last byte, what the loan's state demands; any other spend is a stranger's.
 */
record Recognition(BitcoinNode node) {
    /** A settlement that somebody else sent, and what it is to the loan. */
    record Recognised(Transaction transaction, Command command) {}

    /** What spends the loan's coins in the chain or the mempool, is not known to the loan, and is demanded. */
    List<Recognised> of(Loan loan, Ledger ledger) {
        Set<Sha256Hash> known = loan.state().ownTransactions();
        return loan.terms().escrows().scripts().stream()
                .flatMap(script -> ledger.deposits(script).stream())
                .flatMap(deposit -> deposit.spend().stream())
                .filter(spend -> !known.contains(spend.txid()))
                .distinct()
                .flatMap(spend -> transaction(spend).stream())
                .flatMap(transaction -> recognise(loan, ledger, transaction).stream())
                .limit(1)
                .toList();
    }

    private Optional<Transaction> transaction(Spend spend) {
        return spend.block()
                .flatMap(block -> node.blockTransaction(spend.txid(), block.hash()))
                .or(() -> node.mempoolTransaction(spend.txid()));
    }

    private static Optional<Recognised> recognise(Loan loan, Ledger ledger, Transaction transaction) {
        try {
            return plan(loan, ledger, transaction)
                    .filter(plan -> plan.unsigned().txid().equals(transaction.txid()))
                    .map(plan -> plan.signed(transaction.txid()))
                    .map(signed -> new Recognised(
                            transaction,
                            loan.state() instanceof Settling ? new Command.Bump(signed) : new Command.Settle(signed)));
        } catch (SettlementException | ArithmeticException another) {
            return Optional.empty();
        }
    }

    /** What the loan demands at the height and the fee of this transaction. */
    private static Optional<SettlementPlan> plan(Loan loan, Ledger ledger, Transaction transaction) {
        if (loan.state() instanceof Settling) {
            SettlementPlan latest = SettlementPlan.underWay(loan, ledger);
            return Optional.of(latest.bumpedTo(latest.question().feeOf(transaction)));
        }
        return loan.state().demands().map(intent -> {
            SettlementQuestion question = question(intent, loan, ledger, transaction);
            return SettlementPlanner.planWithFee(question, question.feeOf(transaction));
        });
    }

    /** The coins are spent by now, and the loan knows them still. */
    private static SettlementQuestion question(
            SettlementIntent intent, Loan loan, Ledger ledger, Transaction transaction) {
        Set<Outpoint> coins = loan.state().holdings().coins().stream()
                .map(PledgedCoin::outpoint)
                .collect(Collectors.toSet());
        List<Deposit> deposits = loan.terms().escrows().scripts().stream()
                .flatMap(script -> ledger.deposits(script).stream())
                .filter(deposit -> coins.contains(deposit.outpoint()))
                .toList();
        return new SettlementQuestion(
                intent,
                loan.terms(),
                loan.state().partialSettlements(),
                deposits,
                Math.toIntExact(transaction.lockTime()));
    }
}
