package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.SettlementIntent;

/** One batch in the making. */
final class Batch {
    /** Bitcoin Core's standard limit for a transaction, in weight units. */
    private static final long MOST_WEIGHT = 400_000;

    private final List<SettlementQuestion> loans;
    private final List<Deposit> coins;
    private final FeeRate rate;

    private Batch(List<SettlementQuestion> liquidations, FeeRate wanted) {
        this.loans = liquidations.stream()
                .sorted(Comparator.comparing(loan -> loan.coins().get(0).outpoint()))
                .toList();
        this.coins = loans.stream()
                .flatMap(loan -> loan.coins().stream())
                .sorted(Comparator.comparing(Deposit::outpoint))
                .toList();
        requireOneLender();
        this.rate = within(wanted);
    }

    static BatchPlan of(List<SettlementQuestion> liquidations, FeeRate rate) {
        Batch batch = new Batch(liquidations, rate);
        // Which borrowers' outputs can pay for themselves: without one the others' parts change, so look again.
        Set<SettlementQuestion> paying = new HashSet<>(batch.loans);
        BatchFee fee = batch.fee(paying);
        while (paying.removeAll(batch.withoutSurplus(paying, fee))) {
            fee = batch.fee(paying);
        }
        List<BatchPart> parts = new ArrayList<>();
        for (SettlementQuestion loan : batch.loans) {
            requireWithinTerms(loan, fee.part(BatchPart.weight(loan, paying.contains(loan))));
            parts.add(BatchPart.of(loan, fee, paying.contains(loan)));
        }
        return new BatchPlan(parts, fee, batch.transaction(parts));
    }

    private void requireOneLender() {
        if (loans.isEmpty()) {
            throw new SettlementException("a batch has a loan");
        }
        SettlementQuestion first = loans.get(0);
        for (SettlementQuestion loan : loans) {
            boolean fits = loan.intent() instanceof SettlementIntent.Liquidation
                    && loan.lockTime() == first.lockTime()
                    && lenderKey(loan).sameKeyAs(lenderKey(first))
                    && loan.terms().chain() == first.terms().chain();
            if (!fits) {
                throw new SettlementException(
                        "a batch is of liquidations by one lender on one chain at one height, not a " + loan.intent());
            }
        }
        Set<Outpoint> distinct = new HashSet<>();
        coins.forEach(coin -> distinct.add(coin.outpoint()));
        if (distinct.size() != coins.size()) {
            throw new SettlementException("a coin is spent once");
        }
    }

    private static ExtendedPublicKey lenderKey(SettlementQuestion loan) {
        return loan.terms().escrows().vault().lender().xpub();
    }

    private FeeRate within(FeeRate wanted) {
        FeeRate floor = Collections.max(
                loans.stream().map(loan -> loan.terms().fees().floor()).toList());
        FeeRate ceiling = Collections.min(
                loans.stream().map(loan -> loan.terms().fees().ceiling()).toList());
        if (floor.compareTo(ceiling) > 0) {
            throw new SettlementException("no fee rate fits the terms of all loans: " + floor + " to " + ceiling);
        }
        FeeRate raised = wanted.max(floor);
        return raised.compareTo(ceiling) > 0 ? ceiling : raised;
    }

    private BatchFee fee(Set<SettlementQuestion> paying) {
        List<TransactionOutput> outputs = new ArrayList<>();
        loans.stream()
                .map(loan -> loan.script(Share.LENDER))
                .distinct()
                .forEach(script -> outputs.add(new TransactionOutput(Coin.ZERO, script)));
        paying.forEach(loan -> outputs.add(new TransactionOutput(Coin.ZERO, loan.script(Share.BORROWER))));
        long weight = SettlementPlanner.mostWeight(
                SettlementPlanner.transaction(coins, outputs, 0), loans.get(0).terms());
        if (weight > MOST_WEIGHT) {
            throw new SettlementException("a batch of " + weight + " weight units is more than nodes relay");
        }
        long brought = loans.stream()
                .mapToLong(loan -> BatchPart.weight(loan, paying.contains(loan)))
                .sum();
        return new BatchFee(rate.fee(weight), brought);
    }

    private List<SettlementQuestion> withoutSurplus(Set<SettlementQuestion> paying, BatchFee fee) {
        return paying.stream()
                .filter(loan -> !Shares.of(loan, fee.part(BatchPart.weight(loan, /* paysBorrower= */ true)))
                        .amounts()
                        .containsKey(Share.BORROWER))
                .toList();
    }

    private static void requireWithinTerms(SettlementQuestion loan, Coin fee) {
        FeeBounds bounds = loan.terms().fees();
        if (fee.isGreaterThan(bounds.most(loan.total()))) {
            throw new SettlementException("loan " + loan.terms().loanNumber() + " would pay " + fee.value
                    + " sat of fee, and its terms allow " + bounds.most(loan.total()).value + " sat");
        }
    }

    private Transaction transaction(List<BatchPart> parts) {
        SortedMap<ByteString, Coin> lenders = new TreeMap<>();
        parts.forEach(part -> lenders.merge(part.question().script(Share.LENDER), part.toLender(), Coin::add));
        List<TransactionOutput> outputs = new ArrayList<>();
        for (Map.Entry<ByteString, Coin> lender : lenders.entrySet()) {
            outputs.add(new TransactionOutput(lender.getValue(), lender.getKey()));
        }
        parts.stream()
                .filter(part -> part.toBorrower().isPositive())
                .map(part ->
                        new TransactionOutput(part.toBorrower(), part.question().script(Share.BORROWER)))
                .forEach(outputs::add);
        return SettlementPlanner.transaction(coins, outputs, loans.get(0).lockTime());
    }
}
