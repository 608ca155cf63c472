package org.escrowkit.core.settlement;

import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;

/**
 * One loan's liquidation within a batch.
 *
 * @param amounts what the loan pays its lender, who gets the sum of several loans in one output, and its borrower
 */
public record BatchPart(SettlementQuestion question, Map<Share, Coin> amounts) {
    /** An outpoint, an empty script and a sequence, in bytes. */
    private static final long UNSIGNED_INPUT = 36 + 1 + 4;

    /** Of one borrower, different from each other, that are looked at: a stranger's may have thousands. */
    private static final int MOST_OUTPUTS = 100;

    public BatchPart {
        amounts = Maps.immutableEnumMap(amounts);
    }

    /**
     * The part of a loan, from its own records and what the batch says.
     *
     * @param fee of the batch
     * @param paysBorrower whether the batch has an output for the loan's borrower; where it has none, the surplus goes
     *     to the miners, which a signer accepts only for one that is dust after the fee for that output
     * @throws SettlementException if that is no part of a batch: a share is dust, or the surplus cannot be paid
     */
    public static BatchPart of(SettlementQuestion question, BatchFee fee, boolean paysBorrower) {
        Coin own = fee.part(weight(question, paysBorrower));
        Map<Share, Coin> amounts = Shares.of(question, own).amounts();
        Coin surplus = amounts.getOrDefault(Share.BORROWER, Coin.ZERO);
        if (paysBorrower && surplus.isZero()) {
            throw new SettlementException("the borrower of loan "
                    + question.terms().loanNumber() + " has no surplus after a fee of " + own.value + " sat");
        }
        return new BatchPart(
                question,
                paysBorrower || surplus.isZero()
                        ? amounts
                        : Shares.of(question, own.add(surplus)).amounts());
    }

    static Optional<BatchPart> in(SettlementQuestion question, Transaction batch, Optional<PriceRange> prices) {
        Set<Outpoint> spent = batch.inputs().stream()
                .filter(input -> input.sequence() == TransactionInput.SEQUENCE_REPLACEABLE)
                .map(TransactionInput::outpoint)
                .collect(Collectors.toSet());
        boolean spends = question.coins().stream().map(Deposit::outpoint).allMatch(spent::contains);
        boolean isShared = batch.inputs().size() > question.coins().size();
        if (!spends || !isShared || !(question.intent() instanceof SettlementIntent.Liquidation)) {
            return Optional.empty();
        }
        ByteString borrower = question.script(Share.BORROWER);
        List<Coin> paid = batch.outputs().stream()
                .filter(output -> output.scriptPubKey().equals(borrower))
                .map(TransactionOutput::value)
                .distinct()
                .limit(MOST_OUTPUTS)
                .toList();
        Coin most = question.terms().fees().most(question.total());
        Stream<BatchPart> own = Stream.concat(
                paid.stream().flatMap(amount -> paying(question, amount, most).stream()), unpaid(question).stream());
        Stream<BatchPart> other = prices.stream()
                .flatMap(range -> Stream.concat(
                        paid.stream().flatMap(amount -> near(question, amount, most, range)),
                        unpaid(question.at(range.lowest())).stream()));
        return Stream.concat(own, other)
                .filter(part -> part.paysLender(batch, most))
                .findFirst();
    }

    /** At the prices at which the borrower gets that without a fee, and with the highest. */
    private static Stream<BatchPart> near(SettlementQuestion question, Coin toBorrower, Coin most, PriceRange range) {
        return Stream.of(Coin.ZERO, most)
                .flatMap(
                        fee -> range
                                .where(
                                        price -> due(question.at(price)),
                                        question.total().subtract(toBorrower).subtract(fee))
                                .stream())
                .flatMap(price -> paying(question.at(price), toBorrower, most).stream());
    }

    private static Coin due(SettlementQuestion question) {
        return ((SettlementIntent.Liquidation) question.intent()).due();
    }

    /** Where the borrower has no output, what the lender bears of the fee is not known: the most is allowed for. */
    private boolean paysLender(Transaction batch, Coin most) {
        ByteString lender = question.script(Share.LENDER);
        Coin paid = batch.outputs().stream()
                .filter(output -> output.scriptPubKey().equals(lender))
                .map(TransactionOutput::value)
                .reduce(Coin.ZERO, Coin::add);
        Coin least = toBorrower().isPositive() ? toLender() : toLender().subtract(most);
        return paid.isPositive() && !paid.isLessThan(least);
    }

    /** Empty if the fee is none that the borrower bears by the terms. */
    private static Optional<BatchPart> paying(SettlementQuestion question, Coin toBorrower, Coin most) {
        Coin fee = question.total().subtract(due(question)).subtract(toBorrower);
        return fee.isNegative() || fee.isGreaterThan(most)
                ? Optional.empty()
                : Optional.of(new BatchPart(question, Shares.of(question, fee).amounts()))
                        .filter(part -> part.toBorrower().equals(toBorrower));
    }

    private static Optional<BatchPart> unpaid(SettlementQuestion question) {
        LoanTerms terms = question.terms();
        Coin surplus = question.total().subtract(due(question));
        Coin most = SettlementPlanner.mostUnpayableSurplus(terms, terms.fees().ceiling());
        return surplus.isGreaterThan(most)
                ? Optional.empty()
                : Optional.of(new BatchPart(
                        question,
                        Shares.of(question, surplus.isNegative() ? Coin.ZERO : surplus)
                                .amounts()));
    }

    /** The weight that a loan alone brings. */
    static long weight(SettlementQuestion question, boolean paysBorrower) {
        long inputs = question.coins().size()
                * (4L * UNSIGNED_INPUT
                        + question.terms().escrow().witnessWeight().most());
        TransactionOutput borrowers = new TransactionOutput(Coin.ZERO, question.script(Share.BORROWER));
        return paysBorrower ? inputs + SettlementPlanner.outputWeight(borrowers) : inputs;
    }

    public Coin toLender() {
        return amounts.getOrDefault(Share.LENDER, Coin.ZERO);
    }

    public Coin toBorrower() {
        return amounts.getOrDefault(Share.BORROWER, Coin.ZERO);
    }

    /** What this loan leaves to the miners. */
    public Coin fee() {
        return amounts.values().stream().reduce(question.total(), Coin::subtract);
    }

    /** Whether a loan's borrower had an output of his own in what was signed. */
    static boolean paysBorrower(SettlementQuestion question, SignedSettlement signed) {
        return question.total().subtract(signed.toLender()).isGreaterThan(signed.fee());
    }

    SignedSettlement signed(Sha256Hash txid) {
        List<PledgedCoin> spent = question.coins().stream()
                .map(coin -> new PledgedCoin(coin.outpoint(), coin.value()))
                .toList();
        return new SignedSettlement(txid, question.intent(), spent, toLender(), fee(), question.lockTime());
    }
}
