package org.escrowkit.core.settlement;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multiset;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;

/** One batch in the making. */
final class Batch {
    /** Bitcoin Core's standard limit for a transaction, in weight units. */
    private static final long MOST_WEIGHT = 400_000;

    /**
     * By how much a part may differ, in satoshis, while it is still open who is paid: fees and parts are rounded up.
     */
    private static final Coin ROUNDING = Coin.valueOf(10);

    private final List<SettlementQuestion> loans;
    private final List<Deposit> coins;

    private Batch(List<SettlementQuestion> liquidations) {
        this.loans = liquidations.stream()
                .sorted(Comparator.comparing(loan -> loan.coins().get(0).outpoint()))
                .toList();
        this.coins = loans.stream()
                .flatMap(loan -> loan.coins().stream())
                .sorted(Comparator.comparing(Deposit::outpoint))
                .toList();
        requireOneLender();
    }

    static void require(List<SettlementQuestion> liquidations) {
        new Batch(liquidations).within(FeeRate.ONE_SAT_PER_VB);
    }

    static BatchPlan of(List<SettlementQuestion> liquidations, FeeRate wanted) {
        Batch batch = new Batch(liquidations);
        FeeRate rate = batch.within(wanted);
        // Which borrowers' outputs can pay for themselves: without one the others' parts change, so look again.
        Set<SettlementQuestion> paying = identitySet(batch.loans);
        BatchFee fee = batch.fee(paying, rate);
        while (remove(withoutSurplus(paying, fee, /* rounding= */ Coin.ZERO), paying)) {
            fee = batch.fee(paying, rate);
        }
        for (SettlementQuestion loan : batch.loans) {
            requireWithinTerms(loan, fee.part(BatchPart.weight(loan, paying.contains(loan))));
        }
        return batch.plan(fee, paying);
    }

    static BatchPlan like(List<SettlementQuestion> liquidations, Transaction found) {
        Batch batch = new Batch(liquidations);
        Set<SettlementQuestion> paying = batch.paidIn(found);
        BatchPlan plan = batch.plan(batch.left(found), paying);
        Set<SettlementQuestion> leftOut = identitySet(batch.loans);
        remove(List.copyOf(paying), leftOut);
        remove(withoutSurplus(leftOut, plan.share(), ROUNDING), leftOut);
        if (!leftOut.isEmpty()) {
            throw new SettlementException("the surplus of loans "
                    + leftOut.stream()
                            .map(loan -> loan.terms().loanNumber())
                            .sorted()
                            .toList()
                    + " is left out, and can be paid");
        }
        return plan;
    }

    static List<SettlementQuestion> priced(
            List<SettlementQuestion> liquidations, Transaction found, IntFunction<Optional<PriceRange>> prices) {
        Batch batch = new Batch(liquidations);
        if (batch.isLike(found)) {
            return liquidations;
        }
        try {
            Coin left = batch.left(found);
            if (left.isNegative()) {
                return liquidations;
            }
            Set<SettlementQuestion> paying = batch.paidIn(found);
            IdentityHashMap<SettlementQuestion, Coin> paid = batch.paid(paying, found);
            BatchFee fee = batch.undivided(left, paying);
            return IntStream.range(0, liquidations.size())
                    .mapToObj(i -> priced(liquidations.get(i), fee, paid, () -> prices.apply(i)))
                    .toList();
        } catch (ArithmeticException beyondAllAmounts) {
            return liquidations;
        }
    }

    private static SettlementQuestion priced(
            SettlementQuestion loan,
            BatchFee fee,
            IdentityHashMap<SettlementQuestion, Coin> paid,
            Supplier<Optional<PriceRange>> prices) {
        return Optional.ofNullable(paid.get(loan))
                .flatMap(toBorrower -> prices.get().flatMap(range -> PriceSearch.within(range, loan, fee, toBorrower)))
                .orElse(loan);
    }

    /** What the borrowers get who have an output, one after the other: the lenders' outputs come first. */
    private IdentityHashMap<SettlementQuestion, Coin> paid(Set<SettlementQuestion> paying, Transaction found) {
        ListMultimap<ByteString, Coin> outputs = ArrayListMultimap.create();
        found.outputs().stream()
                .skip(lenderScripts().size())
                .forEach(output -> outputs.put(output.scriptPubKey(), output.value()));
        IdentityHashMap<SettlementQuestion, Coin> paid = new IdentityHashMap<>();
        for (SettlementQuestion loan : loans) {
            List<Coin> borrowers = outputs.get(loan.script(Share.BORROWER));
            if (paying.contains(loan) && !borrowers.isEmpty()) {
                paid.put(loan, borrowers.remove(0));
            }
        }
        return paid;
    }

    private boolean isLike(Transaction found) {
        try {
            return like(loans, found).unsigned().outputs().equals(found.outputs());
        } catch (SettlementException | ArithmeticException another) {
            return false;
        }
    }

    /** As it was signed. */
    static BatchPlan again(List<SettlementQuestion> liquidations, Set<SettlementQuestion> paying, Coin fee) {
        return new Batch(liquidations).plan(fee, paying);
    }

    static Batch of(BatchPlan plan) {
        return new Batch(plan.parts().stream().map(BatchPart::question).toList());
    }

    /** By identity: each loan is there once, and its terms are long to hash. */
    static Set<SettlementQuestion> identitySet(List<SettlementQuestion> some) {
        Set<SettlementQuestion> set = Sets.newIdentityHashSet();
        set.addAll(some);
        return set;
    }

    /** @return whether there were any */
    private static boolean remove(List<SettlementQuestion> some, Set<SettlementQuestion> from) {
        some.forEach(from::remove);
        return !some.isEmpty();
    }

    /** Who has an output; where a borrower has fewer of them than loans, it is for those with the largest surplus. */
    private Set<SettlementQuestion> paidIn(Transaction found) {
        Multiset<ByteString> outputs = found.outputs().stream()
                .map(TransactionOutput::scriptPubKey)
                .collect(Collectors.toCollection(HashMultiset::create));
        lenderScripts().forEach(outputs::remove);
        Set<SettlementQuestion> paying = identitySet(List.of());
        loans.stream()
                .sorted(Comparator.comparing(Batch::surplus).reversed())
                .filter(loan -> outputs.remove(loan.script(Share.BORROWER)))
                .forEach(paying::add);
        return paying;
    }

    private static Coin surplus(SettlementQuestion loan) {
        return loan.total().subtract(((SettlementIntent.Liquidation) loan.intent()).due());
    }

    private Coin left(Transaction found) {
        Coin in = coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        return found.outputs().stream().map(TransactionOutput::value).reduce(in, Coin::subtract);
    }

    /** The least fee that, divided and rounded up, comes to so much: each part grows with it, or is impossible. */
    BatchFee undivided(Coin wanted, Set<SettlementQuestion> paying) {
        weight(paying);
        long brought = brought(paying);
        long low = 0;
        long high = Math.max(0, wanted.value);
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (reaches(new BatchFee(Coin.valueOf(middle), brought), wanted, paying)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return new BatchFee(Coin.valueOf(low), brought);
    }

    private boolean reaches(BatchFee fee, Coin wanted, Set<SettlementQuestion> paying) {
        try {
            Coin all = parts(fee, paying).stream().map(BatchPart::fee).reduce(Coin.ZERO, Coin::add);
            return !all.isLessThan(wanted);
        } catch (SettlementException tooMuch) {
            return true;
        }
    }

    private List<BatchPart> parts(BatchFee fee, Set<SettlementQuestion> paying) {
        return loans.stream()
                .map(loan -> BatchPart.of(loan, fee, paying.contains(loan)))
                .toList();
    }

    BatchPlan plan(Coin fee, Set<SettlementQuestion> paying) {
        BatchPlan plan = plan(undivided(fee, paying), paying);
        if (!plan.fee().equals(fee)) {
            throw new SettlementException("no batch leaves a fee of " + fee.value + " sat");
        }
        return plan;
    }

    BatchPlan plan(BatchFee fee, Set<SettlementQuestion> paying) {
        List<BatchPart> parts = parts(fee, paying);
        return new BatchPlan(parts, fee, transaction(parts));
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

    FeeRate within(FeeRate wanted) {
        FeeRate floor = Collections.max(
                loans.stream().map(loan -> loan.terms().fees().floor()).toList());
        FeeRate ceiling = ceiling();
        if (floor.compareTo(ceiling) > 0) {
            throw new SettlementException("no fee rate fits the terms of all loans: " + floor + " to " + ceiling);
        }
        FeeRate raised = wanted.max(floor);
        return raised.compareTo(ceiling) > 0 ? ceiling : raised;
    }

    FeeRate ceiling() {
        return Collections.min(
                loans.stream().map(loan -> loan.terms().fees().ceiling()).toList());
    }

    private Set<ByteString> lenderScripts() {
        return loans.stream().map(loan -> loan.script(Share.LENDER)).collect(Collectors.toSet());
    }

    BatchFee fee(Set<SettlementQuestion> paying, FeeRate rate) {
        return new BatchFee(rate.fee(weight(paying)), brought(paying));
    }

    long weight(Set<SettlementQuestion> paying) {
        List<TransactionOutput> outputs = new ArrayList<>();
        lenderScripts().forEach(script -> outputs.add(new TransactionOutput(Coin.ZERO, script)));
        paying.forEach(loan -> outputs.add(new TransactionOutput(Coin.ZERO, loan.script(Share.BORROWER))));
        long weight = SettlementPlanner.mostWeight(
                SettlementPlanner.transaction(coins, outputs, 0), loans.get(0).terms());
        if (weight > MOST_WEIGHT) {
            throw new SettlementException("a batch of " + weight + " weight units is more than nodes relay");
        }
        return weight;
    }

    private long brought(Set<SettlementQuestion> paying) {
        return loans.stream()
                .mapToLong(loan -> BatchPart.weight(loan, paying.contains(loan)))
                .sum();
    }

    /** Those whose surplus is dust, or less, after the fee for its own output. */
    private static List<SettlementQuestion> withoutSurplus(Set<SettlementQuestion> some, BatchFee fee, Coin rounding) {
        return some.stream()
                .filter(loan -> !Shares.of(
                                loan,
                                fee.part(BatchPart.weight(loan, /* paysBorrower= */ true))
                                        .add(rounding))
                        .amounts()
                        .containsKey(Share.BORROWER))
                .toList();
    }

    static void requireWithinTerms(SettlementQuestion loan, Coin fee) {
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
