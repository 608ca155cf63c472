package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.ServiceEvent;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;

/** Loans of 30,000 dollars at a price of 60,000 on a real node, each test with a loan of its own. */
final class LoanBench implements AutoCloseable {
    static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    static final Price OPENING_PRICE = Price.parse("USD 60000");
    static final int CONFIRMATIONS = 3;

    private static final MarginRules MARGIN = MarginRules.plain("50", "70", "80");

    final RegtestNode node;
    private final BitcoinNode port;
    final RegtestChain chain;
    final EscrowParties parties = EscrowParties.fresh();
    final EvidenceDesk desk = new EvidenceDesk(parties);
    final EscrowService service;
    private final List<ServiceEvent> events = new ArrayList<>();
    private int loans;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    LoanBench(RegtestNode node) {
        this.node = node;
        this.chain = RegtestChain.funded(node);
        this.port = JsonRpcNode.connect(node.rpc(), Chain.REGTEST);
        this.service = EscrowService.on(port, SqliteStore.temporary(Watcher.genesis(port)), () -> now);
        service.subscribe("bench");
        price(OPENING_PRICE);
    }

    @Override
    public void close() {
        service.close();
    }

    Loan open() {
        return open(RegtestChain.addressOfNobody());
    }

    Loan open(Address borrowerPayout) {
        return open(borrowerPayout, MARGIN);
    }

    Loan open(Address borrowerPayout, MarginRules margin) {
        Coin collateral = margin.initial().collateralFor(PRINCIPAL, OPENING_PRICE);
        Payouts payouts = new Payouts(
                borrowerPayout, RegtestChain.addressOfNobody(), Optional.of(RegtestChain.addressOfNobody()));
        int number = EscrowParties.ADDRESSES * loans++;
        LoanTerms terms = parties.terms(number, PRINCIPAL, collateral, margin, payouts, now)
                .deposits(DepositPolicy.of(CONFIRMATIONS, collateral))
                .build();
        StoredLoan opened = service.open(LoanId.of("" + number), terms);
        price(OPENING_PRICE);
        return opened.loan();
    }

    void price(Price price) {
        desk.attest(price, now);
        service.observePrice(price);
    }

    /** Lets time pass for the service, and tells it the price anew. */
    void passes(Duration time, Price price) {
        now = now.plus(time);
        price(price);
        poll();
    }

    Instant now() {
        return now;
    }

    Loan active() {
        return active(open());
    }

    Loan active(Loan opened) {
        deposit(opened, Coin.COIN);
        mine(CONFIRMATIONS);
        command(opened, new Command.Disburse(now));
        assertState("active", opened);
        return loan(opened);
    }

    Loan repaid() {
        return repay(active());
    }

    Loan repay(Loan loan) {
        command(loan, new Command.RecordRepayment(PRINCIPAL, now));
        desk.state(loan.terms(), new Claim.Repaid(), now, Role.LENDER);
        return loan(loan);
    }

    static LoanId id(Loan loan) {
        return LoanId.of("" + loan.number());
    }

    Loan loan(Loan loan) {
        return service.loan(id(loan)).loan();
    }

    List<ServiceEvent> events() {
        service.deliver("bench", notification -> events.add(notification.event()));
        return events;
    }

    LoanState state(Loan loan) {
        return loan(loan).state();
    }

    void assertState(String name, Loan loan) {
        assertEquals(name, state(loan).name());
    }

    Sha256Hash deposit(Loan loan, Coin amount) {
        Sha256Hash txid = chain.pay(loan.terms().escrow().address(), amount);
        poll();
        return txid;
    }

    void mine(int blocks) {
        chain.mine(blocks);
        poll();
    }

    void poll() {
        service.poll();
    }

    void command(Loan loan, Command command) {
        assertInstanceOf(CommandResult.Done.class, service.handle(id(loan), command));
    }

    Evidence evidence(Loan loan) {
        return desk.of(loan(loan).terms());
    }

    Psbt plan(Loan loan) {
        return service.planSettlement(id(loan)).orElseThrow().toPsbt(evidence(loan));
    }

    SigningParty.Answer ask(Loan loan, Role role, Psbt psbt) {
        return parties.party(role)
                .reviewAndSign(psbt.serialize(), new LoanCase(loan(loan), evidence(loan)), service.view());
    }

    Psbt signed(Loan loan, Role role, Psbt psbt) {
        var answer = assertInstanceOf(SigningParty.Answer.Signed.class, ask(loan, role, psbt));
        return Psbt.parseBase64(answer.psbt().toBase64());
    }

    Review.Refused refused(Loan loan, Role role, Psbt psbt) {
        return assertInstanceOf(SigningParty.Answer.Refused.class, ask(loan, role, psbt))
                .review();
    }

    /** Both sign, one after the other; the settlement is sent. */
    Sha256Hash settle(Loan loan, Role first, Role second) {
        Psbt complete = signed(loan, second, signed(loan, first, plan(loan)));
        return settle(loan, complete);
    }

    /** One transaction for the liquidations of all these loans, signed by both. */
    Sha256Hash settleBatch(List<Loan> loans, Role first, Role second) {
        List<LoanId> ids = loans.stream().map(LoanBench::id).toList();
        Psbt psbt = service.planBatch(ids).toPsbt(desk::of);
        for (Role role : List.of(first, second)) {
            List<LoanCase> cases = loans.stream()
                    .map(loan -> new LoanCase(loan(loan), evidence(loan)))
                    .toList();
            var answer = parties.party(role).reviewAndSignBatch(psbt.serialize(), cases, service.view());
            psbt = assertInstanceOf(SigningParty.Answer.Signed.class, answer).psbt();
        }
        Map<LoanId, Evidence> cases = loans.stream().collect(Collectors.toMap(LoanBench::id, this::evidence));
        return assertInstanceOf(SettlementResult.Sent.class, service.settle(cases, List.of(psbt)))
                .txid();
    }

    Sha256Hash settle(Loan loan, Psbt... psbts) {
        SettlementResult result = service.settle(id(loan), List.of(psbts), evidence(loan));
        return assertInstanceOf(SettlementResult.Sent.class, result).txid();
    }

    Optional<Transaction> inMempool(Sha256Hash txid) {
        return port.mempoolTransaction(txid);
    }

    /** What an address holds by the node's own set of unspent outputs. */
    Coin held(Address address) {
        return chain.held(address);
    }

    /** The fee of a transaction as the node tells it. */
    Coin fee(Sha256Hash txid) {
        return chain.fee(txid);
    }
}
