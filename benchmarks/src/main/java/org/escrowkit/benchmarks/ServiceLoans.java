package org.escrowkit.benchmarks;

import com.google.common.collect.Lists;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.regtest.RegtestChain;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.Signer;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;

/**
 * Loans of a service on a regtest node, between the parties of {@link Parties}, so that every process has the same
 * keys. At 60,000 dollars all of them can be handed out, at {@link #CRASH} those with a high debt are liquidated.
 */
final class ServiceLoans {
    static final int CONFIRMATIONS = 3;
    static final Price CALM = Price.parse("USD 60000");
    static final Price CRASH = Price.parse("USD 40000");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Moments that all processes agree on without a word. */
    static final Instant AT_CRASH = START.plus(Duration.ofHours(1));

    private static final int ADDRESSES = 4;
    private static final int PAID_AT_ONCE = 20;
    private static final Coin COLLATERAL = Coin.valueOf(400_000);

    private final RegtestNode regtest;
    private final int count;
    private final int every;
    private final List<LoanTerms> terms = new ArrayList<>();

    /** @param every how many loans there are for each one with a high debt */
    ServiceLoans(RegtestNode regtest, int count, int every) {
        this.regtest = regtest;
        this.count = count;
        this.every = every;
        IntStream.range(0, count).forEach(loan -> terms.add(terms(loan)));
        regtest.rpc().call("generatetoaddress", 101, AnyoneCoins.ADDRESS);
    }

    static LoanId id(int loan) {
        return LoanId.of("loan-" + loan);
    }

    /** How many a crash liquidates. */
    int high() {
        return (count + every - 1) / every;
    }

    LoanTerms of(int loan) {
        return terms.get(loan);
    }

    private LoanTerms terms(int loan) {
        boolean isHigh = loan % every == 0;
        BigMoney principal = BigMoney.parse(isHigh ? "USD 132" : "USD 120");
        MarginRules margin = isHigh ? MarginRules.plain("55", "70", "80") : MarginRules.plain("50", "77", "80");
        Duration day = Duration.ofDays(1);
        return LoanTerms.builder(
                        Chain.REGTEST,
                        Escrows.of(Parties.VAULT, ADDRESSES * loan, ADDRESSES),
                        Map.of(
                                Role.BORROWER, Parties.contract(Role.BORROWER).publicKey(),
                                Role.LENDER, Parties.contract(Role.LENDER).publicKey(),
                                Role.ARBITER, Parties.contract(Role.ARBITER).publicKey()),
                        principal,
                        COLLATERAL,
                        margin,
                        new Deadlines(
                                START,
                                START.plus(day),
                                START.plus(day.multipliedBy(2)),
                                START.plus(day.multipliedBy(365)),
                                day),
                        new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty()))
                .deposits(DepositPolicy.of(CONFIRMATIONS, COLLATERAL))
                .build();
    }

    void open(EscrowService service) {
        IntStream.range(0, count).forEach(loan -> service.open(id(loan), of(loan)));
        service.observePrice(new Quote(CALM, START));
    }

    /** By transactions of a few outputs, as a signer gets the whole of one as proof of each amount. */
    void fund(int from, int to, int coinbase) {
        List<Transaction> chain = new ArrayList<>();
        Transaction last = AnyoneCoins.coinbase(JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST), coinbase);
        for (List<LoanTerms> some : Lists.partition(terms.subList(from, to), PAID_AT_ONCE)) {
            Coin left = last.outputs().get(0).value().subtract(COLLATERAL.multiply(some.size()));
            List<TransactionOutput> outputs = new ArrayList<>();
            outputs.add(new TransactionOutput(left, AnyoneCoins.SCRIPT));
            some.forEach(each ->
                    outputs.add(new TransactionOutput(COLLATERAL, each.escrow().scriptPubKey())));
            last = AnyoneCoins.spend(last, outputs);
            chain.add(last);
        }
        AnyoneCoins.mine(regtest, chain);
        mine(CONFIRMATIONS);
    }

    void mine(int blocks) {
        regtest.rpc().call("generatetoaddress", blocks, AnyoneCoins.ADDRESS);
    }

    static void handOut(EscrowService service, int loan) {
        check(service.handle(id(loan), new Command.Disburse(START)) instanceof CommandResult.Done);
    }

    /** The lender's or the arbiter's, who look their records up in this service's. */
    static Cosigner cosigner(EscrowService service, Role role) {
        return cosigner(service, role, new LocalSigner(Parties.secret(role)));
    }

    static Cosigner cosigner(EscrowService service, Role role, Signer signer) {
        return service.cosigner(SigningParty.of(role, signer));
    }

    /** That both say the price is that low. */
    static Evidence ofCrash() {
        return Evidence.of(Stream.of(Role.LENDER, Role.ARBITER)
                .map(role -> Parties.contract(role)
                        .attest(new PriceStatement(role.name().toLowerCase(Locale.ROOT), 1, CRASH, AT_CRASH)))
                .toList());
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what it should have come to");
        }
    }
}
