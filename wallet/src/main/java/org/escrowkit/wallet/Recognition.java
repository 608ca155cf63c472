package org.escrowkit.wallet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
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
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.node.BitcoinNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows a settlement that was not handed in here: each party runs a service of its own, and one of them hands in. It is
 * one if it is, to the last byte, what the loan's state demands, alone or in a batch with other loans that are known
 * here, at a price that the state has seen. Of any other batch it is enough that borrower and lender get what this loan
 * owes them. Any other spend is a stranger's.
 *
 * @param loans the live ones, by the script of one of their addresses
 */
record Recognition(BitcoinNode node, Function<ByteString, Optional<Loan>> loans) {
    private static final Logger LOG = LoggerFactory.getLogger(Recognition.class);

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

    private Optional<Recognised> recognise(Loan loan, Ledger ledger, Transaction transaction) {
        try {
            return settlement(loan, ledger, transaction)
                    .map(signed -> new Recognised(
                            transaction,
                            loan.state() instanceof Settling ? new Command.Bump(signed) : new Command.Settle(signed)));
        } catch (SettlementException another) {
            return Optional.empty();
        } catch (RuntimeException hostile) {
            // Whoever can spend the coins chose what it says: one transaction must not stop all other loans.
            LOG.warn("transaction {} of loan {} cannot be judged", transaction.txid(), loan.number(), hostile);
            return Optional.empty();
        }
    }

    private Optional<SignedSettlement> settlement(Loan loan, Ledger ledger, Transaction transaction) {
        List<Loan> settled = settled(loan, ledger, transaction);
        Optional<SignedSettlement> exactly =
                settled.size() == 1 ? alone(loan, ledger, transaction) : together(loan, settled, ledger, transaction);
        return exactly.or(() -> question(loan, ledger, transaction)
                .flatMap(question -> SettlementPlanner.partOfBatch(question, transaction, loan.prices())));
    }

    private static Optional<SignedSettlement> together(
            Loan loan, List<Loan> settled, Ledger ledger, Transaction transaction) {
        List<Loan> demanding = settled.stream()
                .filter(each -> each.state() instanceof Settling
                        || each.state().demands().isPresent())
                .toList();
        List<SettlementQuestion> questions = demanding.stream()
                .flatMap(each -> question(each, ledger, transaction).stream())
                .toList();
        try {
            BatchPlan plan = SettlementPlanner.batchWithFee(
                    SettlementPlanner.pricedLike(
                            questions, transaction, i -> demanding.get(i).prices()),
                    transaction);
            return plan.unsigned().txid().equals(transaction.txid())
                    ? Optional.of(plan.signed(transaction.txid(), loan.terms().fingerprint()))
                    : Optional.empty();
        } catch (SettlementException another) {
            return Optional.empty();
        }
    }

    private static Optional<SignedSettlement> alone(Loan loan, Ledger ledger, Transaction transaction) {
        try {
            return plan(loan, ledger, transaction)
                    .filter(plan -> plan.unsigned().txid().equals(transaction.txid()))
                    .map(plan -> plan.signed(transaction.txid()));
        } catch (SettlementException ofABatch) {
            return Optional.empty();
        }
    }

    /** The loan, and those of the other coins that are spent. */
    private List<Loan> settled(Loan loan, Ledger ledger, Transaction transaction) {
        Map<ContractFingerprint, Loan> settled = new LinkedHashMap<>();
        settled.put(loan.terms().fingerprint(), loan);
        transaction.inputs().stream()
                .flatMap(input -> ledger.deposit(input.outpoint()).stream())
                .filter(coin ->
                        loan.terms().escrows().byScript(coin.scriptPubKey()).isEmpty())
                .flatMap(coin -> loans.apply(coin.scriptPubKey()).stream())
                .forEach(other -> settled.putIfAbsent(other.terms().fingerprint(), other));
        return List.copyOf(settled.values());
    }

    /** What the loan demands at the height and the fee of this transaction. */
    private static Optional<SettlementPlan> plan(Loan loan, Ledger ledger, Transaction transaction) {
        if (loan.state() instanceof Settling) {
            SettlementPlan latest = SettlementPlan.underWay(loan, ledger);
            return Optional.of(latest.bumpedTo(latest.question().feeOf(transaction)));
        }
        return question(loan, ledger, transaction)
                .map(question -> question.pricedLike(transaction, loan::prices))
                .map(question -> SettlementPlanner.planWithFee(question, question.feeOf(transaction)));
    }

    private static Optional<SettlementQuestion> question(Loan loan, Ledger ledger, Transaction transaction) {
        return loan.state() instanceof Settling
                ? Optional.of(SettlementQuestion.underWay(loan, ledger))
                : loan.state().demands().map(intent -> question(intent, loan, ledger, transaction));
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
