package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One night in which a bitcoin falls from 60 to 40 thousand dollars: margin calls, a cure, a repayment, liquidations in
 * part and in full, blocks that are full for an hour, a reorganisation, and a node and services that restart. Nobody is
 * at the screen, and each party reviews by its own records.
 */
@Timeout(300)
class NightOnProcessIT extends OnNode {
    private static final int CONFIRMATIONS = SeparateParties.CONFIRMATIONS;
    private static final Duration TICK = Duration.ofMinutes(30);

    @TempDir
    private Path directory;

    private final EscrowParties keys = EscrowParties.fresh();
    private final Map<LoanId, LoanTerms> loans = new LinkedHashMap<>();
    private @Nullable RegtestChain funded;
    private @Nullable SeparateParties apart;
    private @Nullable Attendant attending;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    private SeparateParties parties() {
        return Objects.requireNonNull(apart);
    }

    /** The lender's service attends. */
    private void attend() {
        attending = parties().attendant(Role.LENDER, Role.values());
    }

    @AfterEach
    void close() {
        parties().close();
    }

    private void say(String who, String what) {
        parties().say(who, what);
    }

    private LoanId open(String name, String principal, MarginRules margin) {
        int number = EscrowParties.ADDRESSES * loans.size();
        LoanTerms terms = parties()
                .terms(keys.vault(), number, BigMoney.parse(principal), Coin.COIN, margin)
                .build();
        LoanId id = LoanId.of(name);
        loans.put(id, terms);
        parties().all().forEach(each -> each.open(id, terms));
        return id;
    }

    private LoanTerms terms(LoanId id) {
        return Objects.requireNonNull(loans.get(id));
    }

    private Loan loan(LoanId id) {
        return parties().loan(id).loan();
    }

    /** Half an hour later, at this price. */
    private void tick(String dollars) {
        parties().pass(TICK);
        say("market", "one bitcoin costs " + dollars + " dollars");
        parties().price(dollars);
        look();
    }

    /** What the service does at each look; nobody else does anything. */
    private void look() {
        parties().poll();
        for (Attendant.Outcome outcome : Objects.requireNonNull(attending).attend()) {
            say(outcome.loan().text(), String.valueOf(outcome));
        }
        parties().poll();
        parties().deliver();
    }

    private void assertState(String state, LoanId... ids) {
        parties().assertState(state, ids);
    }

    private Coin held(Address address) {
        return Objects.requireNonNull(funded).held(address);
    }

    private static MarginRules margin(String initial, Duration cure, Optional<Ltv> liquidateTo) {
        Ltv start = Ltv.ofPercent(initial);
        return new MarginRules(
                start,
                List.of(new MarginTier(Ltv.ofPercent("70"), start, Optional.of(cure))),
                Ltv.ofPercent("80"),
                Dwell.NONE,
                BigDecimal.ZERO,
                liquidateTo,
                Optional.empty(),
                Duration.ZERO);
    }

    @Test
    void aNightThatTakesAThirdOfThePriceLeavesEveryBalanceRight() {
        RegtestChain chain = RegtestChain.funded(node());
        funded = chain;
        apart = SeparateParties.of(node(), directory, keys);
        attend();
        Duration days = Duration.ofDays(2);
        LoanId cured = open("cured", "USD 30000", margin("50", days, Optional.empty()));
        LoanId repaid = open("repaid", "USD 30000", margin("50", days, Optional.empty()));
        LoanId silent = open("silent", "USD 30000", margin("50", Duration.ofHours(4), Optional.empty()));
        LoanId full = open("full", "USD 33000", margin("55", days, Optional.empty()));
        LoanId partial = open("partial", "USD 33000", margin("55", days, Optional.of(Ltv.ofPercent("60"))));
        tick("60000");
        loans.values().forEach(terms -> chain.pay(terms.escrow().address(), Coin.COIN));
        chain.mine(CONFIRMATIONS);
        look();
        loans.keySet()
                .forEach(id ->
                        parties().command(id, new Command.Disburse(parties().now())));
        tick("55000");
        assertState("active", cured, repaid, silent, full, partial);
        tick("47000");
        assertState("margin call", full, partial);
        tick("42500");
        assertState("margin call", cured, repaid, silent);

        chain.pay(terms(cured).escrow().address(), Coin.valueOf(45_000_000));
        chain.mine(CONFIRMATIONS);
        look();
        assertState("active", cured);
        Instant paid = parties().now();
        parties().command(repaid, new Command.RecordRepayment(BigMoney.parse("USD 30000"), paid));
        parties().desk().state(terms(repaid), new Claim.Repaid(), paid, Role.LENDER);
        look();
        assertState("settling", repaid);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("released", repaid);

        tick("41000");
        assertState("settling", full, partial);
        say("chain", "blocks are full of what pays more");
        for (int block = 0; block < CONFIRMATIONS; block++) {
            chain.mineEmpty();
            look();
        }
        assertEquals(2, attempts(full));
        assertEquals(2, attempts(partial));
        say("chain", "bitcoind dies, with its mempool");
        node().rpc().call("gettxoutsetinfo", "none");
        ((ProcessNode) node()).kill();
        ((ProcessNode) node()).startAgain();
        node().rpc().call("loadwallet", "fund");
        look();
        chain.mine(1);
        look();
        say("chain", "the services restart");
        parties().restart();
        attend();
        chain.mine(CONFIRMATIONS - 1);
        look();
        assertState("liquidated", full);
        assertState("active", partial);
        say("chain", "another branch has more work, and none of the settlements");
        chain.reorg(CONFIRMATIONS);
        look();
        assertState("settling", full, partial);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("liquidated", full);
        assertState("active", partial);

        tick("40500");
        while (parties().now().isBefore(Instant.parse("2026-01-02T04:00:00Z"))) {
            tick("40000");
        }
        assertState("settling", silent);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("liquidated", silent);
        assertState("active", cured, partial);

        // 33,000 at 41,000: 0.804 878 048 7… bitcoin, rounded up for the lender.
        assertSettled(full, Coin.valueOf(80_487_805));
        // 30,000 at 40,000: three quarters of a bitcoin.
        assertSettled(silent, Coin.valueOf(75_000_000));
        assertSettled(repaid, Coin.ZERO);
        assertEquals(Coin.valueOf(145_000_000), held(terms(cured).escrow().address()));
        judgePartial(partial);
        List.of(full, silent).forEach(id -> parties().assertAccounted("liquidated", id));
        List.of(cured, partial).forEach(id -> parties().assertAccounted("active", id));
        parties().assertAccounted("released", repaid);
    }

    private int attempts(LoanId id) {
        return assertInstanceOf(Settling.class, loan(id).state()).attempts().size();
    }

    /** The lender has that, the borrower the rest but the fee, and nothing is left. */
    private void assertSettled(LoanId id, Coin toLender) {
        LoanTerms terms = terms(id);
        Coin fee = assertInstanceOf(Ended.class, loan(id).state()).settled().attempts().stream()
                .filter(attempt -> isMined(attempt.txid()))
                .findFirst()
                .orElseThrow()
                .fee();
        assertEquals(toLender, held(terms.payouts().lender()), id::text);
        assertEquals(
                Coin.COIN.subtract(toLender).subtract(fee), held(terms.payouts().borrower()), id::text);
        assertEquals(Coin.ZERO, held(terms.escrow().address()), id::text);
        say(id.text(), toLender.value + " sat to the lender, fee " + fee.value + " sat, the rest to the borrower");
    }

    private boolean isMined(Sha256Hash txid) {
        try {
            return node().rpc()
                            .call("getrawtransaction", txid.toString(), 1)
                            .get("confirmations")
                            .asLong()
                    > 0;
        } catch (RpcException.Rejected unknown) {
            return false;
        }
    }

    /**
     * What is left lies at the next address, and the debt is at most 60 % of its worth at 41,000, but for the fee. What
     * the lender got is credited rounded up.
     */
    private void judgePartial(LoanId id) {
        LoanTerms terms = terms(id);
        Coin toLender = held(terms.payouts().lender());
        Coin left = held(terms.escrows().after(1).orElseThrow().address());
        assertEquals(Coin.ZERO, held(terms.escrow().address()));
        assertEquals(Coin.ZERO, held(terms.payouts().borrower()));
        Running state = assertInstanceOf(Running.class, loan(id).state());
        BigDecimal owed = state.position().owed(terms, parties().now()).getAmount();
        BigDecimal price = new BigDecimal("41000");
        BigDecimal paid = price.multiply(toLender.toBtc()).setScale(2, RoundingMode.CEILING);
        assertEquals(0, new BigDecimal("33000").subtract(paid).compareTo(owed), () -> owed + " after " + paid);
        BigDecimal most = price.multiply(Coin.COIN.subtract(toLender).toBtc()).multiply(new BigDecimal("0.6"));
        assertTrue(owed.compareTo(most) <= 0, () -> owed + " of " + most);
        say(id.text(), toLender.value + " sat to the lender, " + left.value + " sat stay for " + owed + " dollars");
    }
}
