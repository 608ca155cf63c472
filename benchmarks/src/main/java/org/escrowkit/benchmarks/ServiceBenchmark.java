package org.escrowkit.benchmarks;

import com.google.common.collect.Lists;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.regtest.EscrowParties;
import org.escrowkit.regtest.EvidenceDesk;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestChain;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.PartyCosigner;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.BigMoney;

/**
 * A service with many active loans on a real node: how long it takes to open, fund and hand them out, what a look and a
 * price cost, and what a crash that liquidates every tenth of them does.
 */
final class ServiceBenchmark {
    private static final int CONFIRMATIONS = 3;
    private static final int EVERY = 10;
    private static final int PAID_AT_ONCE = 20;
    private static final Coin COLLATERAL = Coin.valueOf(400_000);

    private final String name;
    private final int count;
    private final RegtestNode regtest;
    private final JsonRpcNode node;
    private final EscrowParties parties = EscrowParties.fresh();
    private final EvidenceDesk desk = new EvidenceDesk(parties);
    private final List<LoanTerms> terms = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private ServiceBenchmark(String name, int count, RegtestNode regtest) {
        this.name = name;
        this.count = count;
        this.regtest = regtest;
        this.node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
    }

    static void run(int loans) {
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            ScratchFiles.use(directory -> new ServiceBenchmark("SQLite", loans, regtest)
                    .run(Stores.sqlite(directory.resolve("loans.db"), regtest)));
        }
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            Stores.onPostgres(regtest, store -> new ServiceBenchmark("PostgreSQL", loans, regtest).run(store));
        }
    }

    private void run(EscrowStore store) {
        regtest.rpc().call("generatetoaddress", 101, AnyoneCoins.ADDRESS);
        try (EscrowService service = EscrowService.on(node, store, () -> now)) {
            each("open", loan -> service.open(id(loan), terms(loan)));
            price(service, "60000");
            service.poll();
            fund();
            time("see them funded", service::poll);
            each("hand out", loan -> done(service.handle(id(loan), new Command.Disburse(now))));
            time("take over what was commanded", service::poll);
            time("look, when nothing happens", service::poll);
            time("price that does nothing", () -> price(service, "59000"));
            time("price that liquidates every tenth", () -> price(service, "40000"));
            liquidate(service);
        }
    }

    private void liquidate(EscrowService service) {
        Attendant attendant = service.attendant(
                Map.of(Role.LENDER, cosigner(service, Role.LENDER), Role.ARBITER, cosigner(service, Role.ARBITER)),
                loan -> desk.of(loan.terms()),
                AttendantRules.USUAL);
        time(
                "plan, sign and send them",
                () -> check(attendant.attend().stream()
                                .filter(Attendant.Outcome.Sent.class::isInstance)
                                .count()
                        == count / EVERY));
        regtest.rpc().call("generatetoaddress", CONFIRMATIONS, AnyoneCoins.ADDRESS);
        time("see them liquidated", service::poll);
        check(service.loan(id(0)).loan().state().name().equals("liquidated"));
    }

    private Cosigner cosigner(EscrowService service, Role role) {
        return new PartyCosigner(
                parties.party(role), contract -> service.loan(contract).map(StoredLoan::loan), service::view);
    }

    private static LoanId id(int loan) {
        return LoanId.of("loan-" + loan);
    }

    /** Every tenth owes a tenth more. */
    private LoanTerms terms(int loan) {
        boolean isHigh = loan % EVERY == 0;
        BigMoney principal = BigMoney.parse(isHigh ? "USD 132" : "USD 120");
        MarginRules margin = isHigh ? MarginRules.plain("55", "70", "80") : MarginRules.plain("50", "77", "80");
        Payouts payouts = new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty());
        LoanTerms made = parties.terms(EscrowParties.ADDRESSES * loan, principal, COLLATERAL, margin, payouts, now)
                .deposits(DepositPolicy.of(CONFIRMATIONS, COLLATERAL))
                .build();
        terms.add(made);
        return made;
    }

    private void price(EscrowService service, String dollars) {
        now = now.plusSeconds(60);
        Price price = new Price(BigMoney.parse("USD " + new BigDecimal(dollars)));
        desk.attest(price, now);
        service.observePrice(price);
    }

    /** By transactions of a few outputs, as a signer gets the whole of one as proof of each amount. */
    private void fund() {
        List<Transaction> chain = new ArrayList<>();
        Transaction last = AnyoneCoins.coinbase(node, 1);
        for (List<LoanTerms> some : Lists.partition(terms, PAID_AT_ONCE)) {
            Coin left = last.outputs().get(0).value().subtract(COLLATERAL.multiply(some.size()));
            List<TransactionOutput> outputs = new ArrayList<>();
            outputs.add(new TransactionOutput(left, AnyoneCoins.SCRIPT));
            some.forEach(each ->
                    outputs.add(new TransactionOutput(COLLATERAL, each.escrow().scriptPubKey())));
            last = AnyoneCoins.spend(last, outputs);
            chain.add(last);
        }
        AnyoneCoins.mine(regtest, chain);
        regtest.rpc().call("generatetoaddress", CONFIRMATIONS, AnyoneCoins.ADDRESS);
    }

    private static void done(CommandResult result) {
        check(result instanceof CommandResult.Done);
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what it should have come to");
        }
    }

    private void each(String what, IntConsumer work) {
        long started = System.nanoTime();
        IntStream.range(0, count).forEach(work);
        double seconds = (System.nanoTime() - started) / 1e9;
        print(what + ", each", seconds / count);
    }

    private void time(String what, Runnable work) {
        long started = System.nanoTime();
        work.run();
        print(what, (System.nanoTime() - started) / 1e9);
    }

    private void print(String what, double seconds) {
        System.out.printf(Locale.ROOT, "%-10s %,d loans: %-40s %10.4f s%n", name, count, what, seconds);
    }
}
