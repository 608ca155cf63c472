package org.escrowkit.core;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import fr.acinq.secp256k1.Secp256k1;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;
import org.jspecify.annotations.NullMarked;

/** What the parties and the price sources of the tests state and sign, with libsecp256k1. */
@NullMarked
public final class TestEvidence {
    private static final Duration VALIDITY = Duration.ofDays(1);

    /** Each takes a millisecond to make. */
    private static final Map<String, ECKey> SECRETS = new ConcurrentHashMap<>();

    private TestEvidence() {}

    /**
     * What an honest world has signed by now for what the loan's state demands, or for the settlement that is under
     * way; nothing where none is.
     */
    public static Evidence forDemand(Loan loan, Instant now) {
        return demanded(loan.state())
                .map(intent -> evidence(loan, intent, now.truncatedTo(ChronoUnit.SECONDS)))
                .orElse(Evidence.NONE);
    }

    private static Optional<SettlementIntent> demanded(LoanState state) {
        return state instanceof Settling settling ? Optional.of(settling.intent()) : state.demands();
    }

    private static Evidence evidence(Loan loan, SettlementIntent intent, Instant now) {
        LoanTerms terms = loan.terms();
        LoanState state = deciding(loan.state());
        if (intent instanceof SettlementIntent.Release) {
            return Evidence.of(signed(terms, 1, now, new Claim.Repaid(), Role.LENDER));
        }
        if (intent instanceof SettlementIntent.Refund) {
            return state instanceof Ended
                    ? Evidence.NONE
                    : Evidence.of(signed(terms, 1, now, new Claim.Cancelled(), Role.BORROWER, Role.LENDER));
        }
        if (intent instanceof SettlementIntent.AwardSplit split) {
            var award = new Claim.Awarded(split.toLender(), split.toArbiter());
            return Evidence.of(signed(terms, 1, now, award, Role.BORROWER, Role.ARBITER));
        }
        if (intent instanceof SettlementIntent.PartialRelease && state instanceof Running running) {
            return steady(terms, running.position().quote().price(), now, Dwell.NONE);
        }
        if (intent instanceof SettlementIntent.Liquidation whole) {
            return ofLiquidation(loan, state, whole.owed(), whole.price(), now);
        }
        return intent instanceof SettlementIntent.PartialLiquidation part
                ? ofLiquidation(loan, state, part.owed(), part.price(), now)
                : Evidence.NONE;
    }

    /** The state that decided on a settlement. */
    private static LoanState deciding(LoanState state) {
        if (state instanceof Settling settling) {
            return deciding(settling.from());
        }
        if (state instanceof Conflicted conflicted) {
            return deciding(conflicted.settling());
        }
        return state instanceof Disputed disputed ? disputed.before() : state;
    }

    private static Evidence ofLiquidation(Loan loan, LoanState state, BigMoney owed, Price price, Instant now) {
        LoanTerms terms = loan.terms();
        if (state instanceof Defaulted) {
            return steady(terms, price, now, Dwell.NONE)
                    .plus(Evidence.of(signed(terms, 1, now, new Claim.Unpaid(owed), Role.LENDER)));
        }
        Coin value = value(loan.state());
        if (terms.margin().liquidation().reachedBy(owed, price.worth(value))) {
            return steady(terms, price, now, terms.margin().dwell());
        }
        return unanswered(terms, owed, value, price, now);
    }

    private static Coin value(LoanState state) {
        List<PledgedCoin> coins = state instanceof Settling settling
                ? settling.latest().spent()
                : state.holdings().coins();
        return coins.stream().map(PledgedCoin::value).reduce(Coin.ZERO, Coin::add);
    }

    /** A price deep in every tier, so long ago as the longest window is, and the price now. */
    private static Evidence unanswered(LoanTerms terms, BigMoney owed, Coin value, Price price, Instant now) {
        Duration window = terms.margin().tiers().stream()
                .map(MarginTier::window)
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        BigDecimal deep = owed.getAmount()
                .movePointRight(7)
                .divide(BigDecimal.valueOf(value.value), 8, RoundingMode.DOWN)
                .max(BigDecimal.ONE.movePointLeft(8));
        Price then = new Price(BigMoney.of(owed.getCurrencyUnit(), deep));
        return prices(terms, List.of(then, price), List.of(now.minus(window), now));
    }

    /** This price from all sources, without a gap, for as long as a dwell asks and up to now. */
    public static Evidence steady(LoanTerms terms, Price price, Instant now, Dwell dwell) {
        int samples = Math.max(dwell.samples(), dwell.time().isZero() ? 1 : 2);
        List<Price> said = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            said.add(price);
            long late = samples == 1 ? 0 : dwell.time().toSeconds() * (samples - 1 - i) / (samples - 1);
            times.add(now.minusSeconds(late));
        }
        return prices(terms, said, times);
    }

    /** These prices from all sources, one after the other; the last has the number of its second. */
    public static Evidence prices(LoanTerms terms, List<Price> prices, List<Instant> times) {
        long last = times.get(times.size() - 1).getEpochSecond();
        List<PriceAttestation> all = new ArrayList<>();
        for (String source : terms.prices().sources().keySet()) {
            for (int i = 0; i < prices.size(); i++) {
                long sequence = last - (prices.size() - 1 - i);
                all.add(attested(terms, new PriceStatement(source, sequence, prices.get(i), times.get(i))));
            }
        }
        return Evidence.of(all);
    }

    /** Signed by the source's own key, whether it is a market or a party. */
    public static PriceAttestation attested(LoanTerms terms, PriceStatement statement) {
        ByteString key = terms.prices().sources().getOrDefault(statement.source(), ByteString.EMPTY);
        ECKey secret = Arrays.stream(Role.values())
                .filter(role -> Objects.equals(key, terms.contractKeys().get(role)))
                .map(TestEvidence::contractSecret)
                .findFirst()
                .orElseGet(() -> SECRETS.computeIfAbsent(statement.source(), TestLoans::sourceSecret));
        return attested(statement, secret);
    }

    private static ECKey contractSecret(Role role) {
        return SECRETS.computeIfAbsent("the " + role, key -> TestLoans.contractSecret(role));
    }

    /** Signed by any key. */
    public static PriceAttestation attested(PriceStatement statement, ECKey secret) {
        return new PriceAttestation(statement, sign(statement.hash(), secret));
    }

    /** What these parties state about the contract, from now on for a day. */
    public static SignedStatement signed(LoanTerms terms, long sequence, Instant now, Claim claim, Role... parties) {
        return signed(new Statement(terms.fingerprint(), sequence, now, now.plus(VALIDITY), claim), parties);
    }

    /** The statement with these parties' signatures. */
    public static SignedStatement signed(Statement statement, Role... parties) {
        ImmutableMap<Role, ECKey> keys = Maps.toMap(Arrays.asList(parties), TestEvidence::contractSecret);
        return signed(statement, keys);
    }

    /** The statement with signatures by any keys. */
    public static SignedStatement signed(Statement statement, Map<Role, ECKey> secrets) {
        return new SignedStatement(statement, Maps.transformValues(secrets, secret -> sign(statement.hash(), secret)));
    }

    private static ByteString sign(Sha256Hash message, ECKey secret) {
        return ByteString.of(
                Secp256k1.get().signSchnorr(message.getBytes(), secret.getPrivKeyBytes(), /* auxrand32= */ null));
    }

    /** The PSBT that names this evidence as its reason. */
    public static Psbt marked(Psbt psbt, LoanTerms terms, Evidence evidence) {
        return EvidenceMark.on(psbt, terms.fingerprint(), evidence);
    }
}
