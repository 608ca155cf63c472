package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.contractKey;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.payout;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.sourceKey;
import static org.escrowkit.core.TestLoans.usd;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;

/** Terms, states and events with something in every component, made without asking any state for an answer. */
final class FormSamples {
    static final LoanTerms TERMS = terms(
            1, new Interest.SimpleAnnual(new BigDecimal("0.125"), DayCount.ACTUAL_365_FIXED), MarginRules.unchained());

    static final Map<String, LoanTerms> ALL_TERMS = ImmutableMap.<String, LoanTerms>builder()
            .put("SimpleAnnual", TERMS)
            .put("None", terms(2, new Interest.None(), MarginRules.plain("50", "70", "80")))
            .put(
                    "Instalments",
                    terms(
                            3,
                            new Interest.Instalments(List.of(
                                    new Instalment(LocalDate.of(2026, 6, 30), usd("16000")),
                                    new Instalment(LocalDate.of(2026, 12, 31), usd("16000.50")))),
                            MarginRules.unchained()))
            .put("Statements", terms(4, new Interest.Statements(), withEverything()))
            .buildOrThrow();

    static final Sha256Hash TXID = TestChain.hash("sample settlement");

    private static final PledgedCoin COIN = coin(0, 100_000_000);
    private static final TakenCoin TAKEN =
            new TakenCoin(coin(1, 50_000_000), TXID, /* deep= */ true, Set.of(Role.LENDER, Role.ARBITER));

    static final Holdings HOLDINGS = new Holdings(
            List.of(COIN, coin(2, 20_000)),
            sat(30_000),
            List.of(TAKEN, new TakenCoin(coin(3, 1), TestChain.hash("stranger"), /* deep= */ false, Set.of())));

    static final Quote QUOTE = new Quote(price("60000.25"), START.plusNanos(1));

    private static final SettlementIntent.AwardSplit SPLIT = new SettlementIntent.AwardSplit(sat(1_000), sat(0));

    static final Map<String, SettlementIntent> INTENTS = Maps.uniqueIndex(
            List.of(
                    new SettlementIntent.Release(),
                    new SettlementIntent.Refund(),
                    new SettlementIntent.PartialRelease(sat(777)),
                    new SettlementIntent.Consolidation(),
                    new SettlementIntent.Liquidation(usd("30000.01"), new BigDecimal("0.020"), price("37000")),
                    new SettlementIntent.PartialLiquidation(
                            usd("30000"), BigDecimal.ZERO, price("27000.5"), Ltv.ofCollateralPercent("165")),
                    SPLIT),
            intent -> intent.getClass().getSimpleName());

    private static final SignedSettlement SIGNED = signed(TXID, "Liquidation", 189);

    private static final Position POSITION = new Position(
            HOLDINGS,
            List.of(coin(4, 5)),
            Optional.of(day(9)),
            new Debt(usd("30000.00"), usd("12.34"), LocalDate.of(2026, 2, 28)),
            QUOTE,
            2,
            Optional.of(day(11)),
            Optional.of(new Breach(day(10), 3)),
            List.of(settling(new Cancelled(Holdings.NONE), "PartialLiquidation")));

    private static final Position PLAIN = Position.begun(HOLDINGS, QUOTE, TERMS);

    /** One of each state, and more where a component may be absent. */
    static final Map<String, LoanState> STATES = ImmutableMap.<String, LoanState>builder()
            .put("Offered", new Offered(Holdings.NONE))
            .put("AwaitingCollateral", AwaitingCollateral.with(HOLDINGS))
            .put("AwaitingCollateral-quoted", new AwaitingCollateral(HOLDINGS, Optional.of(QUOTE)))
            .put("Funded", new Funded(HOLDINGS, QUOTE))
            .put("Active", new Active(PLAIN))
            .put("Active-releasing", new Active(POSITION, intent("PartialRelease")))
            .put("Active-consolidating", new Active(PLAIN, intent("Consolidation")))
            .put("MarginCall", new MarginCall(POSITION))
            .put("Liquidatable", new Liquidatable(POSITION, of(INTENTS, "Liquidation"), "loan-to-value ≥ 80 %"))
            .put("Liquidatable-partly", new Liquidatable(PLAIN, of(INTENTS, "PartialLiquidation"), "unanswered"))
            .put("Defaulted", new Defaulted(POSITION, intent("Liquidation")))
            .put("Defaulted-unpriced", new Defaulted(PLAIN, Optional.empty()))
            .put("Repaid", new Repaid(PLAIN))
            .put("Settling", settling(new Repaid(POSITION), "Release"))
            .put("Cancelled", new Cancelled(HOLDINGS))
            .put("Disputed", new Disputed(new Repaid(PLAIN), Role.LENDER, /* vetoed= */ false))
            .put("Awarded", new Awarded(new Active(PLAIN), SPLIT))
            .put("Released", new Released(settling(new Repaid(PLAIN), "Release"), HOLDINGS))
            .put(
                    "Liquidated",
                    new Liquidated(
                            settling(new Liquidatable(PLAIN, of(INTENTS, "Liquidation"), ""), "Liquidation"),
                            Holdings.NONE))
            .put("Refunded", new Refunded(settling(new Cancelled(HOLDINGS), "Refund"), Holdings.NONE))
            .put("Divided", new Divided(settling(new Awarded(new Repaid(PLAIN), SPLIT), "AwardSplit"), HOLDINGS))
            .put("Compromised", new Compromised(new Disputed(new Active(PLAIN), Role.BORROWER, /* vetoed= */ true)))
            .put(
                    "Conflicted",
                    new Conflicted(
                            settling(new Active(PLAIN, intent("PartialRelease")), "PartialRelease"),
                            of(INTENTS, "Consolidation")))
            .buildOrThrow();

    /** One of each action. */
    static final Map<String, LoanAction> ACTIONS = ImmutableMap.<String, LoanAction>builder()
            .put("AllowDisbursement", new LoanAction.AllowDisbursement(usd("30000")))
            .put("WithholdDisbursement", new LoanAction.WithholdDisbursement())
            .put("GiveNotice", new LoanAction.GiveNotice(2))
            .put("CallMargin", new LoanAction.CallMargin(sat(123_456), day(3)))
            .put("PrepareSettlement", new LoanAction.PrepareSettlement(of(INTENTS, "Release")))
            .put("AbandonSettlement", new LoanAction.AbandonSettlement())
            .put("Broadcast", new LoanAction.Broadcast(SIGNED.txid()))
            .put("RaiseAlarm", new LoanAction.RaiseAlarm("a coin was taken by a stranger"))
            .buildOrThrow();

    /** One of each event, and more where a component may be absent. */
    static final Map<String, LoanEvent> EVENTS = ImmutableMap.<String, LoanEvent>builder()
            .put("ChainObserved", new Fact.ChainObserved(HOLDINGS, START))
            .put("PriceObserved", new Fact.PriceObserved(QUOTE))
            .put("TimePassed", new Fact.TimePassed(day(365)))
            .put("DebtStated", new Fact.DebtStated(usd("31000.5"), day(30)))
            .put("Agree", new Command.Agree(signatures()))
            .put("Agree-unsigned", new Command.Agree(new TermsSignatures(Map.of())))
            .put("Cancel", new Command.Cancel())
            .put("Disburse", new Command.Disburse(day(2)))
            .put("RecordRepayment", new Command.RecordRepayment(usd("0.01"), day(40)))
            .put("ReleaseExcess", new Command.ReleaseExcess(Optional.of(sat(9)), day(41)))
            .put("ReleaseExcess-all", new Command.ReleaseExcess(Optional.empty(), day(41)))
            .put("Consolidate", new Command.Consolidate())
            .put("Settle", new Command.Settle(SIGNED))
            .put("Bump", new Command.Bump(SIGNED))
            .put("Dispute", new Command.Dispute(Role.ARBITER))
            .put("WithdrawDispute", new Command.WithdrawDispute())
            .put("Award", new Command.Award(SPLIT))
            .put("Amend", new Command.Amend(TERMS, signatures(), day(50)))
            .buildOrThrow();

    private FormSamples() {}

    static LoanTerms terms(int version, Interest interest, MarginRules margin) {
        return new LoanTerms(
                version,
                Chain.REGTEST,
                Escrows.of(VAULT, 7, 3),
                Map.of(
                        Role.BORROWER, contractKey(Role.BORROWER),
                        Role.LENDER, contractKey(Role.LENDER),
                        Role.ARBITER, contractKey(Role.ARBITER)),
                usd("30000.00"),
                interest,
                new Deadlines(START, day(2), day(3), day(365), Duration.ofDays(5)),
                Coin.COIN,
                DepositPolicy.of(3, Coin.COIN),
                margin,
                new PriceRules(
                        Map.of("kraken", sourceKey("kraken"), "bitstamp", sourceKey("bitstamp")),
                        2,
                        Duration.ofHours(1),
                        new BigDecimal("0.01")),
                new Payouts(
                        payout("borrower", ScriptType.P2WPKH),
                        payout("lender", ScriptType.P2PKH),
                        Optional.of(payout("arbiter", ScriptType.P2WPKH))),
                Duration.ofDays(3),
                new FeeBounds(
                        FeeRate.ONE_SAT_PER_VB,
                        FeeRate.ofSatsPerVb(300),
                        sat(500_000),
                        new BigDecimal("0.05"),
                        FeeBearer.LENDER));
    }

    /** The terms of another loan. */
    static LoanTerms numbered(LoanTerms terms, int number) {
        return changed(terms, terms.version(), Escrows.of(VAULT, number, 3), terms.deadlines(), terms.payouts());
    }

    /** The next version of the terms. */
    static LoanTerms amended(LoanTerms terms, Payouts payouts, Deadlines deadlines) {
        return changed(terms, terms.version() + 1, terms.escrows(), deadlines, payouts);
    }

    private static LoanTerms changed(
            LoanTerms terms, int version, Escrows escrows, Deadlines deadlines, Payouts payouts) {
        return new LoanTerms(
                version,
                terms.chain(),
                escrows,
                terms.contractKeys(),
                terms.principal(),
                terms.interest(),
                deadlines,
                terms.requiredCollateral(),
                terms.deposits(),
                terms.margin(),
                terms.prices(),
                payouts,
                terms.payoutDelay(),
                terms.fees());
    }

    private static MarginRules withEverything() {
        MarginRules rules = MarginRules.unchained();
        return new MarginRules(
                rules.initial(),
                rules.tiers(),
                rules.liquidation(),
                new Dwell(3, Duration.ofMinutes(15)),
                new BigDecimal("0.02"),
                rules.liquidateTo(),
                rules.release(),
                Duration.ofHours(6));
    }

    /** The sample of this name. */
    static <T> T of(Map<String, T> samples, String name) {
        return Objects.requireNonNull(samples.get(name), name);
    }

    static Loan loan(LoanState state) {
        return new Loan(TERMS, state, Optional.empty());
    }

    private static Optional<SettlementIntent> intent(String name) {
        return Optional.of(of(INTENTS, name));
    }

    private static Settling settling(LoanState from, String intent) {
        return new Settling(
                from,
                List.of(signed(TXID, intent, 189), signed(TestChain.hash("bump"), intent, 400)),
                ImmutableSet.of(TestChain.hash("earlier end")),
                Optional.of(TXID),
                Optional.of(day(12)));
    }

    private static SignedSettlement signed(Sha256Hash txid, String intent, long fee) {
        return new SignedSettlement(txid, of(INTENTS, intent), List.of(COIN), sat(12_345), sat(fee), 210);
    }

    private static TermsSignatures signatures() {
        ByteString any = ByteString.of(new byte[64]);
        return new TermsSignatures(
                Map.of(Role.BORROWER, any, Role.LENDER, any.slice(1, 64).plus(7), Role.ARBITER, any));
    }

    private static PledgedCoin coin(int salt, long value) {
        return new PledgedCoin(new Outpoint(TestChain.hash("sample coin " + salt), salt), sat(value));
    }
}
