package org.escrowkit.examples.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementExplainer;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.regtest.EscrowParties;
import org.escrowkit.regtest.EvidenceDesk;
import org.escrowkit.regtest.RegtestChain;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;

/** Where the stories play: a node, a vault between three parties, and the service that runs the loans. */
final class Stage implements AutoCloseable {
    static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    static final Price OPENING_PRICE = Price.parse("USD 60000");
    static final int CONFIRMATIONS = 3;

    private static final String SUBSCRIBER = "narrator";
    private static final MarginRules MARGIN = MarginRules.plain("50", "70", "80");

    private final RegtestNode regtest;
    private final EscrowParties parties = EscrowParties.fresh();
    private final EvidenceDesk desk = new EvidenceDesk(parties);
    private final Vault vault = parties.vault();
    private final EscrowService service;
    final RegtestChain chain;
    final Narrator narrator;

    Stage(RegtestNode regtest, Narrator narrator) {
        this.regtest = regtest;
        this.narrator = narrator;
        this.chain = RegtestChain.funded(regtest);
        BitcoinNode node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
        this.service = EscrowService.temporary(node);
        service.subscribe(SUBSCRIBER);
    }

    @Override
    public void close() {
        service.close();
    }

    Vault vault() {
        return vault;
    }

    /** A loan of 30,000 dollars at a price of 60,000, and so against one bitcoin. */
    Loan open(int number) {
        return open(number, MARGIN);
    }

    Loan open(int number, MarginRules margin) {
        Coin collateral = margin.initial().collateralFor(PRINCIPAL, OPENING_PRICE);
        // Not of the wallet that pays the deposits: it might pay them with what was paid out before.
        Payouts payouts = new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty());
        LoanTerms terms = parties.terms(number, PRINCIPAL, collateral, margin, payouts, Instant.now())
                .deposits(DepositPolicy.of(CONFIRMATIONS, collateral))
                .build();
        Loan loan = service.open(id(number), terms).loan();
        tell();
        narrator.say(
                number,
                "borrower",
                "wants " + PRINCIPAL + "; " + Narrator.sat(terms.requiredCollateral()) + " go to "
                        + terms.escrow().address());
        price(OPENING_PRICE);
        return loan;
    }

    void deposit(Loan loan, Coin amount) {
        Sha256Hash txid = chain.pay(loan.terms().escrow().address(), amount);
        narrator.say(loan.number(), "borrower", "pays " + Narrator.sat(amount) + " in " + txid);
        look(loan.number());
    }

    void mine(Loan loan, int blocks) {
        chain.mine(blocks);
        narrator.say(loan.number(), "miner", blocks + (blocks == 1 ? " block" : " blocks") + " more");
        look(loan.number());
    }

    /** Lets the service look at the chain, and says where the deposits and the loan stand. */
    Loan look(int number) {
        service.poll();
        tell();
        Loan loan = loan(number);
        service.ledger().deposits(loan.terms().escrow().scriptPubKey()).stream()
                .filter(deposit -> deposit.spend().isEmpty())
                .forEach(deposit -> narrator.say(
                        number,
                        "watcher",
                        Narrator.sat(deposit.value()) + " "
                                + service.ledger().status(deposit, loan.terms().deposits()) + "; loan is "
                                + loan.state().name()));
        return loan;
    }

    private static LoanId id(int number) {
        return LoanId.of("" + number);
    }

    Loan loan(int number) {
        return service.loan(id(number)).loan();
    }

    void price(Price price) {
        narrator.say("market", "one bitcoin costs " + price + "; lender and arbiter sign that");
        desk.attest(price, Instant.now());
        service.observePrice(price);
        tell();
    }

    void command(int number, String who, String what, Command command) {
        narrator.say(number, who, what);
        if (!(service.handle(id(number), command) instanceof CommandResult.Done)) {
            throw new IllegalStateException(what + " was refused");
        }
        tell();
    }

    void disburse(int number) {
        command(number, "lender", "hands out " + PRINCIPAL, new Command.Disburse(Instant.now()));
    }

    void repay(int number) {
        BigMoney owed = owed(number);
        command(number, "borrower", "pays back " + owed, new Command.RecordRepayment(owed, Instant.now()));
    }

    /** Without it nobody signs a release, whatever the service's records say. */
    void receipt(int number) {
        desk.state(loan(number).terms(), new Claim.Repaid(), Instant.now(), Role.LENDER);
        narrator.say(number, "lender", "signs a receipt: nothing is owed any more");
    }

    BigMoney owed(int number) {
        Loan loan = loan(number);
        return ((Running) loan.state()).position().owed(loan.terms(), Instant.now());
    }

    void releaseExcess(int number) {
        command(
                number,
                "borrower",
                "asks for excess collateral back",
                new Command.ReleaseExcess(Optional.empty(), Instant.now()));
    }

    Evidence evidence(int number) {
        return desk.of(loan(number).terms());
    }

    /** Plans what the loan's state demands. */
    SettlementPlan plan(int number) {
        SettlementPlan plan = service.planSettlement(id(number)).orElseThrow();
        narrator.say(
                number,
                "service",
                "plans a " + plan.intent() + ": " + Narrator.sat(plan.toLender()) + " to the lender, "
                        + Narrator.sat(plan.toBorrower()) + " to the borrower, " + Narrator.sat(plan.kept())
                        + " stay, fee " + Narrator.sat(plan.fee()));
        return plan;
    }

    /** The same as a PSBT that names what has been signed about the loan. */
    Psbt psbt(int number) {
        return plan(number).toPsbt(evidence(number));
    }

    /** A PSBT for an intent that the loan's state does not demand. */
    Psbt forced(Loan loan, SettlementIntent intent) {
        List<Deposit> coins = service.ledger()
                .collateral(loan.terms().escrows().scripts(), loan.terms().deposits())
                .coins();
        SettlementQuestion question = new SettlementQuestion(intent, loan.terms(), 0, coins, 0);
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(2)).toPsbt(evidence(loan.number()));
    }

    /** What a person reads before signing. */
    void explain(int number, Psbt psbt) {
        SettlementExplainer.of(loan(number), service.ledger())
                .explain(psbt)
                .text()
                .lines()
                .forEach(line -> narrator.say(number, "in words", line));
    }

    /** A party reviews and signs; the signed PSBT travels on as base64. */
    Psbt sign(int number, Role role, Psbt psbt) {
        var answer = ask(number, role, psbt);
        if (answer instanceof SigningParty.Answer.Signed signed) {
            String base64 = signed.psbt().toBase64();
            narrator.say(
                    number, name(role), "reviews, signs, and passes on " + base64.length() + " characters of PSBT");
            return Psbt.parseBase64(base64);
        }
        throw new IllegalStateException(name(role) + " refused an honest PSBT: " + answer);
    }

    private SigningParty.Answer ask(int number, Role role, Psbt psbt) {
        var settled = new LoanCase(loan(number), evidence(number));
        return parties.party(role).reviewAndSign(psbt.serialize(), settled, service.view());
    }

    /** A party is asked to sign what it must not; that it refuses is the point. */
    void mustRefuse(int number, Role role, String attempt, Psbt psbt) {
        var answer = ask(number, role, psbt);
        if (!(answer instanceof SigningParty.Answer.Refused refused)) {
            throw new IllegalStateException(name(role) + " signed: " + attempt);
        }
        narrator.say(number, "attack", attempt);
        narrator.say(number, name(role), "REFUSES");
        refused.review()
                .explain()
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> narrator.say(number, "", line));
    }

    /** Hands signed PSBTs in, lets the settlement confirm, and gives its fee as bitcoind tells it. */
    Coin settle(Loan loan, Psbt... signed) {
        SettlementResult result = service.settle(id(loan.number()), List.of(signed), evidence(loan.number()));
        if (!(result instanceof SettlementResult.Sent sent)) {
            throw new IllegalStateException("not sent: " + result);
        }
        tell();
        narrator.say(loan.number(), "bitcoind", "accepts " + sent.txid());
        mine(loan, CONFIRMATIONS);
        JsonValue transaction =
                regtest.rpc().call("getrawtransaction", sent.txid().toString(), 2);
        return Coin.ofBtc(transaction.get("fee").asDecimal());
    }

    private void tell() {
        service.deliver(SUBSCRIBER, told -> {
            int number = Integer.parseInt(told.loan().text());
            narrator.tell(number, told.event(), loan(number), service.ledger());
        });
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** What an address holds, by bitcoind's own set of unspent outputs. */
    Coin balance(Balance balance) {
        JsonValue scan = regtest.rpc().call("scantxoutset", "start", List.of("addr(" + balance.address() + ")"));
        return Coin.ofBtc(scan.get("total_amount").asDecimal());
    }

    /** Whether bitcoind derives the same addresses from the descriptor. */
    boolean nodeDerivesTheSame(int loans) {
        String descriptor = vault.descriptor();
        boolean same = regtest.rpc()
                .call("getdescriptorinfo", descriptor)
                .get("checksum")
                .asString()
                .equals(descriptor.substring(descriptor.indexOf('#') + 1));
        List<JsonValue> theirs = regtest.rpc()
                .call("deriveaddresses", descriptor, List.of(0, loans - 1))
                .elements();
        for (int i = 0; i < loans; i++) {
            String ours = vault.address(i).address().toString();
            narrator.say(
                    i, "address", ours + (ours.equals(theirs.get(i).asString()) ? "  = bitcoind" : "  ≠ bitcoind"));
            same &= ours.equals(theirs.get(i).asString());
        }
        return same;
    }
}
