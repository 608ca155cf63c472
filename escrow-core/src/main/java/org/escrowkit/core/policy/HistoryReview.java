package org.escrowkit.core.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;

/** Checks a transaction that is otherwise right against what the signer did before, and against his own limits. */
final class HistoryReview {
    private final Transaction unsigned;
    private final Demand demand;
    private final SignerRecords records;
    private final SigningHistory history;
    private final Findings findings;

    HistoryReview(Transaction unsigned, Demand demand, SignerRecords records, Findings findings) {
        this.unsigned = unsigned;
        this.demand = demand;
        this.records = records;
        this.history = records.history();
        this.findings = findings;
    }

    void check() {
        demand.coins().forEach(coin -> checkCoin(coin.deposit().outpoint()));
        if (!history.has(unsigned)) {
            checkLimits();
            demand.cases().forEach(this::checkWaiting);
        }
    }

    private void checkCoin(Outpoint coin) {
        for (SignedSpend before : history.spending(coin)) {
            boolean harmless = before.unsigned().equals(unsigned)
                    || before.halfSignedLiquidation()
                    || isGivenUp(before.unsigned())
                    || replacesAny()
                    || givesTheLenderNoMore(before.unsigned())
                    || !canConfirm(before.unsigned());
            findings.require(
                    harmless,
                    PolicyRule.ONE_SPEND_FOR_EACH_COIN,
                    "transaction " + before.unsigned().txid() + ", signed at " + before.at() + ", or a replacement",
                    unsigned.txid() + " over the same coin " + coin);
        }
    }

    /** Whether the loan's own state says that a reorganisation took a coin of it, and demands another one instead. */
    private boolean isGivenUp(Transaction before) {
        return demand.cases().stream()
                .map(settled -> settled.loan().state())
                .anyMatch(state ->
                        state instanceof Conflicted && state.ownTransactions().contains(before.txid()));
    }

    /**
     * A liquidation that gives the lender no more of the same coins than what was signed before: he gains nothing by
     * the choice, and of anybody else's choice this one is what is due now.
     */
    private boolean givesTheLenderNoMore(Transaction before) {
        return demand.intent() instanceof SettlementIntent.Liquidation
                && outpoints(before).equals(outpoints(unsigned))
                && !toLenders(unsigned).isGreaterThan(toLenders(before));
    }

    private static List<Outpoint> outpoints(Transaction transaction) {
        return transaction.inputs().stream().map(TransactionInput::outpoint).toList();
    }

    private Coin toLenders(Transaction transaction) {
        Set<ByteString> lenders = demand.cases().stream()
                .map(settled -> settled.loan().terms().lenderScript())
                .collect(Collectors.toSet());
        return transaction.outputs().stream()
                .filter(output -> lenders.contains(output.scriptPubKey()))
                .map(TransactionOutput::value)
                .reduce(Coin.ZERO, Coin::add);
    }

    /** What replaces one that is signed excludes all that this one excludes. It spends the same coins. */
    private boolean replacesAny() {
        return unsigned.inputs().stream()
                .limit(1)
                .flatMap(input -> history.spending(input.outpoint()).stream())
                .anyMatch(spend -> replaces(spend.unsigned()));
    }

    /** Whether nothing but values of outputs differs, and none is higher. */
    private boolean replaces(Transaction before) {
        List<TransactionOutput> was = before.outputs();
        List<TransactionOutput> is = unsigned.outputs();
        if (!before.inputs().equals(unsigned.inputs())
                || before.lockTime() != unsigned.lockTime()
                || before.version() != unsigned.version()
                || was.size() != is.size()) {
            return false;
        }
        int lower = 0;
        for (int i = 0; i < was.size(); i++) {
            Coin earlier = was.get(i).value();
            Coin now = is.get(i).value();
            if (!was.get(i).scriptPubKey().equals(is.get(i).scriptPubKey()) || now.isGreaterThan(earlier)) {
                return false;
            }
            lower += now.isLessThan(earlier) ? 1 : 0;
        }
        return lower > 0;
    }

    private boolean canConfirm(Transaction before) {
        return before.inputs().stream()
                .map(TransactionInput::outpoint)
                .allMatch(coin -> records.ledger()
                        .deposit(coin)
                        .filter(deposit -> deposit.isThere() && !isTakenByAnother(deposit, before))
                        .isPresent());
    }

    /** So deep in the chain that the loan's own state counts on it. */
    private boolean isTakenByAnother(Deposit coin, Transaction than) {
        int needed = demand.cases().get(0).loan().terms().settlementConfirmations();
        int tip = records.ledger().tip().height();
        return coin.spend()
                .filter(spend -> !spend.txid().equals(than.txid()))
                .flatMap(Spend::block)
                .filter(block -> tip - block.height() + 1 >= needed)
                .isPresent();
    }

    private void checkLimits() {
        SigningLimits limits = records.limits();
        Instant from = records.now().minus(limits.window());
        Coin leaving = leavingSince(from).add(demand.leaving(unsigned));
        findings.require(
                !leaving.isGreaterThan(limits.most()),
                PolicyRule.VELOCITY_IS_LIMITED,
                "at most " + limits.most().value + " sat within " + Findings.words(limits.window()),
                leaving.value + " sat");
        // Fees of all attempts, though one of them is paid: who makes us sign again and again shall gain nothing.
        Coin fees = history.feesSince(from).add(demand.fee(unsigned));
        findings.require(
                !fees.isGreaterThan(limits.fees()),
                PolicyRule.FEES_ARE_SUMMED,
                "fees of at most " + limits.fees().value + " sat within " + Findings.words(limits.window()),
                fees.value + " sat");
    }

    /** Each coin leaves once, however often its spend was replaced. */
    private Coin leavingSince(Instant from) {
        Set<Outpoint> counted = new HashSet<>();
        unsigned.inputs().forEach(input -> counted.add(input.outpoint()));
        Coin sum = Coin.ZERO;
        for (SignedSpend spend : history.spendsSince(from)) {
            List<Outpoint> coins = spend.unsigned().inputs().stream()
                    .map(TransactionInput::outpoint)
                    .toList();
            if (coins.stream().noneMatch(counted::contains)) {
                counted.addAll(coins);
                sum = sum.add(spend.leaving());
            }
        }
        return sum;
    }

    private void checkWaiting(LoanCase settled) {
        if (demand.replaces()) {
            return;
        }
        LoanTerms terms = settled.loan().terms();
        SettlementIntent intent = demand.intent(settled);
        Optional<Instant> since = history.since(terms.fingerprint(), SigningHistory.kind(intent));
        requireWaited(since, records.limits().coolingOff(), PolicyRule.COOLING_OFF_IS_OVER);
        boolean byPrice = intent.decidedAt().isPresent() && !(settled.loan().state() instanceof Defaulted);
        if (byPrice) {
            requireWaited(since, terms.margin().veto(), PolicyRule.VETO_WINDOW_IS_OVER);
        }
    }

    private void requireWaited(Optional<Instant> since, Duration time, PolicyRule rule) {
        boolean waited = time.isZero()
                || since.filter(from -> !records.now().isBefore(from.plus(time)))
                        .isPresent();
        findings.require(
                waited,
                rule,
                Findings.words(time) + " since the settlement was first demanded",
                since.map(from -> "demanded since " + from).orElse("demanded since now"));
    }
}
