package org.escrowkit.benchmarks;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.DayCount;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/**
 * Running loans of USD 30,000 at 12 % a year, all of the same terms: margin at 50 %, 70 % and 80 %. The collateral of
 * the first {@code thin} of them calls for more at {@link #LOW} and is enough again at {@link #HIGH}; to all others
 * neither does anything.
 */
final class ManyLoans {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Quote HIGH = quote("USD 70000");
    static final Quote HIGHER = quote("USD 70000.01");
    static final Quote LOW = quote("USD 49000");

    private static final long THIN_SATS = 86_000_000;
    private static final long WIDE_SATS = 120_000_000;
    private static final int STEPS = 1_000;
    private static final int STEP_SATS = 1_000;

    static final LoanTerms TERMS = terms();

    private ManyLoans() {}

    static Loan[] running(int count, int thin) {
        Loan[] loans = new Loan[count];
        for (int i = 0; i < count; i++) {
            loans[i] = running(Coin.valueOf((i < thin ? THIN_SATS : WIDE_SATS) + (long) (i % STEPS) * STEP_SATS));
        }
        return loans;
    }

    private static Loan running(Coin collateral) {
        Loan loan = Loan.open(TERMS);
        loan = loan.on(deposited(collateral)).loan();
        loan = loan.on(new Fact.PriceObserved(HIGH)).loan();
        return ((Decision.Accepted) loan.on(new Command.Disburse(START)))
                .update()
                .loan();
    }

    static Fact deposited(Coin collateral) {
        PledgedCoin coin = new PledgedCoin(new Outpoint(Sha256Hash.ZERO_HASH, 0), collateral);
        return new Fact.ChainObserved(new Holdings(List.of(coin), Coin.ZERO, List.of()), START);
    }

    static Quote quote(String price) {
        return new Quote(Price.parse(price), START);
    }

    static Instant day(int days) {
        return START.plus(Duration.ofDays(days));
    }

    private static LoanTerms terms() {
        return new LoanTerms(
                1,
                Chain.REGTEST,
                Escrows.of(Parties.VAULT, 0, 4),
                Map.of(
                        Role.BORROWER, xOnly(Role.BORROWER),
                        Role.LENDER, xOnly(Role.LENDER),
                        Role.ARBITER, xOnly(Role.ARBITER)),
                BigMoney.parse("USD 30000.00"),
                new Interest.SimpleAnnual(new BigDecimal("0.12"), DayCount.ACTUAL_365_FIXED),
                new Deadlines(START, day(2), day(3), day(365), Duration.ofDays(5)),
                Coin.valueOf(THIN_SATS),
                DepositPolicy.of(3, Coin.COIN),
                MarginRules.plain("50", "70", "80"),
                new PriceRules(Map.of("market", xOnly(Role.ARBITER)), 1, Duration.ofHours(1), new BigDecimal("0.01")),
                new Payouts(payout(Role.BORROWER), payout(Role.LENDER), Optional.empty()),
                Duration.ofDays(3),
                FeeBounds.USUAL);
    }

    private static ECKey key(Role role) {
        return Parties.loanKey(role, 0);
    }

    private static ByteString xOnly(Role role) {
        return ByteString.of(key(role).getPubKey()).slice(1, 33);
    }

    private static Address payout(Role role) {
        return key(role).toAddress(ScriptType.P2WPKH, Parties.NETWORK);
    }
}
