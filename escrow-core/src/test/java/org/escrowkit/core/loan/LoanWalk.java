package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.payout;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/** What may happen to one loan, by chance, besides prices: its part of a chain, its parties, the time. */
final class LoanWalk {
    private static final Duration LONGEST_STEP = Duration.ofDays(30);

    private final Random random;
    private final Map<Outpoint, PledgedCoin> coins = new TreeMap<>();
    private final Map<Outpoint, TakenCoin> taken = new TreeMap<>();
    private final List<PledgedCoin> gone = new ArrayList<>();
    private int salt;

    LoanWalk(long seed) {
        this.random = new Random(seed);
    }

    /** The terms of a loan of that number, of one of several kinds. */
    static LoanTerms terms(int number, Random random) {
        LoanTerms kind = List.copyOf(FormSamples.ALL_TERMS.values()).get(random.nextInt(FormSamples.ALL_TERMS.size()));
        return number == kind.loanNumber() ? kind : FormSamples.numbered(kind, number);
    }

    /** A moment after another: mostly soon. */
    static Instant after(Instant now, Random random) {
        long most = random.nextInt(12) == 0 ? LONGEST_STEP.toSeconds() : 3_600;
        return now.plusSeconds(random.nextInt((int) most)).plusNanos(random.nextInt(1_000));
    }

    static Price price(Random random, Price before) {
        long cents = before.ofOneBitcoin().getAmount().movePointRight(2).longValue();
        long moved = cents + Math.round((random.nextGaussian() * 0.03 + (5_500_000.0 - cents) / 300_000_000) * cents);
        return new Price(usd("0.01").multipliedBy(Math.max(moved, 100)));
    }

    LoanEvent next(Loan loan, Instant now) {
        return random.nextBoolean() ? forward(loan, now) : anything(loan, now);
    }

    /** What the parties of a loan in this state would do next. */
    private LoanEvent forward(Loan loan, Instant now) {
        LoanState state = loan.state();
        if (state instanceof Offered) {
            return new Command.Agree(TermsSigner.all(loan.terms()));
        }
        if (state instanceof Funded) {
            return new Command.Disburse(now);
        }
        if (state instanceof AwaitingCollateral) {
            add(sat(100_000_000L + random.nextInt(40_000_000)));
            return seen(now);
        }
        if (state instanceof Settling) {
            spend(loan);
            return seen(now);
        }
        return state.demands().isPresent() && random.nextInt(4) == 0 ? settle(loan) : anything(loan, now);
    }

    private LoanEvent anything(Loan loan, Instant now) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> chain(loan, now);
            case 4 -> new Fact.TimePassed(now);
            case 5 -> new Fact.DebtStated(usd(String.valueOf(random.nextInt(40_000))), now);
            default -> command(loan, now);
        };
    }

    private Fact chain(Loan loan, Instant now) {
        switch (random.nextInt(7)) {
            case 0, 1 -> add(sat(100_000_000L + random.nextInt(40_000_000)));
            case 2 -> lose();
            case 3 -> taken.entrySet().removeIf(entry -> random.nextInt(3) == 0 && back(entry.getValue()));
            case 4 -> gone.removeIf(coin -> coins.put(coin.outpoint(), coin) == null);
            default -> spend(loan);
        }
        return seen(now);
    }

    private Fact seen(Instant now) {
        Coin pending = random.nextInt(4) == 0 ? sat(50_000) : Coin.ZERO;
        return new Fact.ChainObserved(
                new Holdings(List.copyOf(coins.values()), pending, List.copyOf(taken.values())), now);
    }

    private void add(Coin value) {
        if (coins.size() < 3) {
            Outpoint outpoint = new Outpoint(TestChain.hash("walk " + random.nextInt() + " " + salt++), 0);
            coins.put(outpoint, new PledgedCoin(outpoint, value));
        }
    }

    private void lose() {
        if (!coins.isEmpty()) {
            PledgedCoin coin = List.copyOf(coins.values()).get(random.nextInt(coins.size()));
            coins.remove(coin.outpoint());
            gone.add(coin);
        }
    }

    /** A reorganisation gives a spent coin back, and takes what its spend made. */
    private boolean back(TakenCoin coin) {
        coins.keySet().removeIf(outpoint -> outpoint.txid().equals(coin.by()));
        coins.put(coin.coin().outpoint(), coin.coin());
        return true;
    }

    /** The settlement under way is seen or deep; else, seldom, a stranger's transaction. */
    private void spend(Loan loan) {
        boolean deep = random.nextBoolean();
        if (loan.state() instanceof Settling settling) {
            SignedSettlement attempt =
                    settling.attempts().get(random.nextInt(settling.attempts().size()));
            Sha256Hash by = attempt.txid();
            if (attempt.spent().stream().anyMatch(gone::contains)) {
                return;
            }
            for (PledgedCoin coin : attempt.spent()) {
                coins.remove(coin.outpoint());
                taken.put(coin.outpoint(), new TakenCoin(coin, by, deep, Set.of(Role.LENDER)));
            }
            if (deep && attempt.intent().isPartial()) {
                Coin left = Holdings.sum(attempt.spent()).multiply(3).divide(4);
                coins.put(new Outpoint(by, 1), new PledgedCoin(new Outpoint(by, 1), left));
            }
        } else if (!coins.isEmpty() && random.nextInt(6) == 0) {
            PledgedCoin coin = List.copyOf(coins.values()).get(coins.size() - 1);
            coins.remove(coin.outpoint());
            taken.put(coin.outpoint(), new TakenCoin(coin, txid("stranger"), deep, Set.of()));
        } else {
            taken.replaceAll((outpoint, coin) -> new TakenCoin(coin.coin(), coin.by(), true, coin.signers()));
        }
    }

    private Sha256Hash txid(String what) {
        return TestChain.hash(what + random.nextInt());
    }

    private Command command(Loan loan, Instant now) {
        return switch (random.nextInt(24)) {
            case 0 -> new Command.Agree(TermsSigner.all(loan.terms()));
            case 1 -> random.nextInt(8) == 0 ? new Command.Cancel() : new Command.Disburse(now);
            case 2, 3, 4, 5, 6 -> new Command.Disburse(now);
            case 7, 8 -> new Command.RecordRepayment(repayment(loan, now), now);
            case 9, 10 ->
                new Command.ReleaseExcess(
                        random.nextBoolean() ? Optional.empty() : Optional.of(sat(1 + random.nextInt(30_000_000))),
                        now);
            case 11 -> new Command.Consolidate();
            case 12, 13, 14, 15 -> settle(loan);
            case 16 -> bump(loan);
            case 17 -> new Command.Dispute(TermsCodec.ROLES.get(random.nextInt(3)));
            case 18, 19 -> new Command.WithdrawDispute();
            case 20 -> new Command.Award(new SettlementIntent.AwardSplit(sat(40_000_000), sat(1_000_000)));
            default -> amend(loan, now);
        };
    }

    private Command settle(Loan loan) {
        List<PledgedCoin> spent = List.copyOf(loan.state().holdings().coins());
        Optional<SettlementIntent> demanded = loan.state().demands();
        return spent.isEmpty() || demanded.isEmpty()
                ? new Command.Consolidate()
                : new Command.Settle(
                        new SignedSettlement(txid("settlement"), demanded.get(), spent, sat(20_000_000), sat(200), 0));
    }

    private Command bump(Loan loan) {
        if (!(loan.state() instanceof Settling settling)) {
            return new Command.Consolidate();
        }
        SignedSettlement latest = settling.latest();
        return new Command.Bump(new SignedSettlement(
                txid("bump"),
                latest.intent(),
                latest.spent(),
                latest.toLender(),
                latest.fee().add(sat(200)),
                0));
    }

    private BigMoney repayment(Loan loan, Instant now) {
        BigMoney owed = PriceWatch.running(loan.state())
                .map(running -> running.position().owed(loan.terms(), now))
                .filter(BigMoney::isPositive)
                .orElse(usd("1.00"));
        return random.nextInt(3) == 0 ? owed : usd(String.valueOf(1 + random.nextInt(3_000)));
    }

    private Command amend(Loan loan, Instant now) {
        LoanTerms terms = loan.terms();
        Deadlines old = terms.deadlines();
        Deadlines later = new Deadlines(
                old.start(), old.fundBy(), old.disburseBy(), old.maturity().plusSeconds(86_400L * 30), old.grace());
        Payouts payouts = random.nextBoolean()
                ? terms.payouts()
                : new Payouts(
                        payout("borrower " + random.nextInt(9), ScriptType.P2WPKH),
                        terms.payouts().lender(),
                        terms.payouts().arbiter());
        LoanTerms next = FormSamples.amended(terms, payouts, later);
        return new Command.Amend(next, TermsSigner.all(next), now);
    }
}
