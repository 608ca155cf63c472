package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.ChainTime;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.sign.ExternalSigner;
import org.escrowkit.wallet.sign.PsbtFile;
import org.escrowkit.wallet.sign.Returned;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A borrower whose keys are in Bitcoin Core's wallet, and who reviews with this library what that wallet signs. */
abstract class ExternalSignerContract extends OnNode {
    private static final int CONFIRMATIONS = 3;
    private static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    private static final String WALLET = "borrower";

    private final PsbtEscrow escrow = new PsbtEscrow(322);
    private final EscrowParties words = EscrowParties.fresh();
    private final EvidenceDesk evidence = new EvidenceDesk(words);

    private @Nullable RegtestChain funded;

    @TempDir
    Path directory;

    @Override
    void prepare() {
        funded = RegtestChain.funded(node());
        chain().mine(10);
        node().rpc().call("createwallet", WALLET, false, true);
        String descriptor = escrow.descriptor(Set.of(Role.BORROWER));
        String checksum = node().rpc()
                .call("getdescriptorinfo", descriptor)
                .get("checksum")
                .asString();
        Map<String, Object> request =
                Map.of("desc", descriptor + "#" + checksum, "timestamp", "now", "range", List.of(0, 9));
        JsonValue imported = wallet().call("importdescriptors", List.of(request));
        assertTrue(imported.elements().get(0).get("success").asBoolean());
    }

    private RegtestChain chain() {
        return Objects.requireNonNull(funded);
    }

    private JsonRpcClient wallet() {
        return node().rpc().forWallet(WALLET);
    }

    private LoanTerms terms(int number) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Duration day = Duration.ofDays(1);
        return LoanTerms.builder(
                        Chain.REGTEST,
                        Escrows.of(escrow.vault(), number, 1),
                        words.contractKeys(),
                        PRINCIPAL,
                        Coin.COIN,
                        MarginRules.plain("50", "70", "80"),
                        new Deadlines(start, start.plus(day), start.plus(day), start.plus(day.multipliedBy(9)), day),
                        new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty()))
                .deposits(DepositPolicy.of(CONFIRMATIONS, Coin.COIN))
                .build();
    }

    private record Repaid(Loan loan, Evidence receipt, ChainView view) {
        byte[] release(int satsPerVb) {
            int height = view.ledger().tip().height();
            SettlementQuestion question =
                    SettlementQuestion.of(loan, view.ledger(), height).orElseThrow();
            return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(satsPerVb))
                    .toPsbt(receipt)
                    .serialize();
        }

        SigningParty.Answer ask(SigningParty party, byte[] psbt) {
            return party.reviewAndSign(psbt, new LoanCase(loan, receipt), view);
        }
    }

    private Repaid repaid(int number) {
        LoanTerms terms = terms(number);
        BitcoinNode port = JsonRpcNode.connect(node().rpc(), Chain.REGTEST);
        Watcher watcher = closedWithTheClass(Watcher.temporary(port));
        watcher.watch(terms.escrows().scripts(), Birth.now(), "loan " + number);
        chain().pay(terms.escrow().address(), Coin.COIN);
        chain().mine(CONFIRMATIONS);
        watcher.catchUp();
        Ledger ledger = watcher.ledger();
        Instant now = Instant.now();
        Loan loan = Loan.open(terms)
                .on(new Fact.ChainObserved(Holdings.of(ledger, terms), now))
                .loan();
        loan = loan.on(new Fact.PriceObserved(new Quote(Price.parse("USD 60000"), now)))
                .loan();
        for (Command command : List.of(new Command.Disburse(now), new Command.RecordRepayment(PRINCIPAL, now))) {
            loan = assertInstanceOf(Decision.Accepted.class, loan.on(command))
                    .update()
                    .loan();
        }
        evidence.state(terms, new Claim.Repaid(), now, Role.LENDER);
        Instant median = ChainTime.at(port, ledger.tip().height()).medianTimePast();
        return new Repaid(loan, evidence.of(terms), new ChainView(ledger, now, median));
    }

    private SigningParty borrower() {
        var device = new ExternalSigner(escrow.vault().borrower(), directory);
        return SigningParty.open(
                Role.BORROWER, device, SigningLimits.NONE, directory.resolve("borrower.audit"), Optional.empty());
    }

    /** What the node's wallet makes of the one file that lies on the desk. */
    private Psbt signedByTheNode(SigningParty borrower) {
        String txid = borrower.waiting().get(0).unsignedTransaction().txid().toString();
        Psbt out = PsbtFile.read(directory.resolve(txid + ".psbt"));
        JsonValue processed = wallet().call("walletprocesspsbt", out.toBase64());
        Psbt signed = Psbt.parseBase64(processed.get("psbt").asString());
        PsbtFile.write(signed, directory.resolve(txid + "-signed.psbt"));
        return signed;
    }

    private Psbt collected(SigningParty borrower) {
        Map<Path, Returned> back = borrower.collect(Instant.now());
        assertEquals(1, back.size(), back::toString);
        return assertInstanceOf(Returned.Taken.class, back.values().iterator().next(), back::toString)
                .psbt();
    }

    private void send(Psbt psbt) {
        var complete = assertInstanceOf(Completion.Complete.class, psbt.finish());
        String hex = HexFormat.of().formatHex(complete.transaction().serialize());
        String txid = node().rpc().call("sendrawtransaction", hex).asString();
        assertEquals(psbt.unsignedTransaction().txid().toString(), txid);
    }

    /** The borrower's process ends while the file is away, and takes back what was signed meanwhile. */
    @Test
    void theNodesWalletSignsFirstAndTheLenderSecond() {
        Repaid repaid = repaid(1);
        byte[] release = repaid.release(10);
        try (SigningParty borrower = borrower()) {
            assertInstanceOf(SigningParty.Answer.Waiting.class, repaid.ask(borrower, release));
            signedByTheNode(borrower);
        }
        try (SigningParty borrower = borrower()) {
            Psbt byBorrower = collected(borrower);
            assertEquals(new SigningParty.Answer.Signed(byBorrower), repaid.ask(borrower, release));
            var refused = assertInstanceOf(SigningParty.Answer.Refused.class, repaid.ask(borrower, repaid.release(5)));
            assertTrue(refused.review().names(PolicyRule.ONE_SPEND_FOR_EACH_COIN));
            var byBoth = repaid.ask(escrow.party(Role.LENDER), byBorrower.serialize());
            send(assertInstanceOf(SigningParty.Answer.Signed.class, byBoth).psbt());
        }
    }

    /** With both signatures there the node's wallet finishes the PSBT, and clears all but the witness. */
    @Test
    void theLenderSignsFirstAndTheNodesWalletFinishes() {
        Repaid repaid = repaid(2);
        var byLender = assertInstanceOf(
                SigningParty.Answer.Signed.class, repaid.ask(escrow.party(Role.LENDER), repaid.release(10)));
        try (SigningParty borrower = borrower()) {
            byte[] half = byLender.psbt().serialize();
            assertInstanceOf(SigningParty.Answer.Waiting.class, repaid.ask(borrower, half));
            Psbt finished = signedByTheNode(borrower);
            assertTrue(finished.inputs().get(0).finalWitness().isPresent());
            assertTrue(finished.inputs().get(0).signatures().isEmpty());
            Psbt byBoth = collected(borrower);
            assertEquals(2, byBoth.inputs().get(0).signatures().size());
            send(byBoth);
        }
    }
}
