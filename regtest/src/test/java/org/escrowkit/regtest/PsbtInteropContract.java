package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The release of a loan travels between this library, where the lender's key is, and a wallet of the node, which holds
 * the borrower's own key. Half is signed on each side, in either order; the transcript goes to stderr.
 */
abstract class PsbtInteropContract extends OnNode {
    private static final int CONFIRMATIONS = 3;
    private static final int LOANS = 10;
    private static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    private static final String WALLET = "borrower";

    private final PsbtEscrow escrow = new PsbtEscrow(2_026);
    private final EscrowParties words = EscrowParties.fresh();
    private final EvidenceDesk desk = new EvidenceDesk(words);
    private @Nullable RegtestChain funded;
    private @Nullable EscrowService following;
    private int loans;

    @Override
    void prepare() {
        funded = RegtestChain.funded(node());
        chain().mine(10);
        BitcoinNode port = JsonRpcNode.connect(node().rpc(), Chain.REGTEST);
        following = closedWithTheClass(EscrowService.temporary(port));
        service().poll();
        node().rpc().call("createwallet", WALLET, false, true);
        String descriptor = escrow.descriptor(Set.of(Role.BORROWER));
        String checksum = node().rpc()
                .call("getdescriptorinfo", descriptor)
                .get("checksum")
                .asString();
        Map<String, Object> request =
                Map.of("desc", descriptor + "#" + checksum, "timestamp", "now", "range", List.of(0, LOANS));
        JsonValue imported = wallet().call("importdescriptors", List.of(request));
        assertTrue(imported.elements().get(0).get("success").asBoolean());
    }

    private RegtestChain chain() {
        return Objects.requireNonNull(funded);
    }

    private static LoanId id(Loan loan) {
        return LoanId.of("" + loan.number());
    }

    private EscrowService service() {
        return Objects.requireNonNull(following);
    }

    private JsonRpcClient wallet() {
        return node().rpc().forWallet(WALLET);
    }

    @Test
    void libraryThenNodeThenLibraryThenNode() {
        Loan loan = repaid();
        Psbt plan = plan(loan);
        tell("library", "plans the release of loan " + loan.number(), plan);
        JsonValue processed = wallet().call("walletprocesspsbt", plan.toBase64());
        assertFalse(processed.get("complete").asBoolean());
        Psbt byBorrower = Psbt.parseBase64(processed.get("psbt").asString());
        tell("node", "walletprocesspsbt: the borrower's wallet signs", byBorrower);
        Psbt byBoth = signedByLender(loan, byBorrower);
        tell("library", "the lender reviews, approves and signs", byBoth);
        JsonValue finalized = node().rpc().call("finalizepsbt", byBoth.toBase64());
        String hex = finalized.get("hex").asString();
        assertTrue(finalized.get("complete").asBoolean());
        assertEquals(hex, hexOfFinished(byBoth));
        send(hex, plan, loan);
    }

    @Test
    void libraryThenNodeWithTheOtherHalfFirst() {
        Loan loan = repaid();
        Psbt plan = plan(loan);
        tell("library", "plans the release of loan " + loan.number(), plan);
        Psbt byLender = signedByLender(loan, plan);
        tell("library", "the lender reviews, approves and signs", byLender);
        JsonValue processed = wallet().call("walletprocesspsbt", byLender.toBase64());
        assertTrue(processed.get("complete").asBoolean());
        String hex = processed.get("hex").asString();
        Psbt finalized = Psbt.parseBase64(processed.get("psbt").asString());
        tell("node", "walletprocesspsbt: the borrower's wallet signs and finalizes", finalized);
        assertEquals(hex, hexOfFinished(finalized));
        send(hex, plan, loan);
    }

    /** Each side signs the plan by itself; both put the halves together, and the library sends. */
    @Test
    void twoHalvesMadeApartAreCombinedOnBothSides() {
        Loan loan = repaid();
        Psbt plan = plan(loan);
        Psbt byLender = signedByLender(loan, plan);
        Psbt byBorrower = Psbt.parseBase64(
                wallet().call("walletprocesspsbt", plan.toBase64()).get("psbt").asString());
        String theirs = node().rpc()
                .call("combinepsbt", List.of(byLender.toBase64(), byBorrower.toBase64()))
                .asString();
        assertEquals(
                PsbtNodeFields.withoutWitnesses(byLender.combine(byBorrower)),
                PsbtNodeFields.withoutWitnesses(Psbt.parseBase64(theirs)));
        var sent = assertInstanceOf(
                SettlementResult.Sent.class, service().settle(id(loan), List.of(byBorrower, byLender), evidence(loan)));
        tell("library", "combines, finalizes and sends", byBorrower.combine(byLender));
        assertReleased(loan, sent.txid());
        assertEquals("released", service().loan(id(loan)).loan().state().name());
    }

    /**
     * S24: the node of release 29 speaks no version 2, which this test tells the day it does. The lender signs version
     * 2 all the same; at the border to the node it becomes version 0.
     */
    @Test
    void version2TurnsIntoVersion0AtTheBorderToANodeThatRefusesIt() {
        Loan loan = repaid();
        Psbt plan = plan(loan);
        Psbt version2 = signedByLender(loan, plan.toVersion(PsbtVersion.V2));
        assertEquals(PsbtVersion.V2, version2.version());
        tell("library", "the lender reviews, approves and signs version 2", version2);
        for (String method :
                List.of("decodepsbt", "analyzepsbt", "finalizepsbt", "utxoupdatepsbt", "walletprocesspsbt")) {
            var refused =
                    assertThrows(RpcException.Rejected.class, () -> wallet().call(method, version2.toBase64()), method);
            assertTrue(refused.reason().startsWith("TX decode failed"), refused::reason);
        }
        JsonValue processed = wallet().call(
                        "walletprocesspsbt", version2.toVersion(PsbtVersion.V0).toBase64());
        Psbt finalized = Psbt.parseBase64(processed.get("psbt").asString());
        tell("node", "walletprocesspsbt of version 0: the borrower's wallet signs and finalizes", finalized);
        String hex = hexOfFinished(finalized.toVersion(PsbtVersion.V2));
        assertEquals(processed.get("hex").asString(), hex);
        send(hex, plan, loan);
    }

    /**
     * S2, S6, S12, S13, S17, S23: what the node's wallet signed is changed on its way back; the honest one confirms.
     */
    @Test
    void whatIsChangedBehindTheNodesWalletIsRefusedByName() {
        Loan loan = repaid();
        Psbt plan = plan(loan);
        Psbt byNode = Psbt.parseBase64(
                wallet().call("walletprocesspsbt", plan.toBase64()).get("psbt").asString());
        PsbtInput input = byNode.inputs().get(0);
        Transaction honest = plan.unsignedTransaction();
        TransactionOutput output = honest.outputs().get(0);
        refused(
                PolicyRule.OUTPUTS_ARE_DEMANDED,
                loan,
                moved(plan, new TransactionOutput(output.value(), lenders(loan))));
        refused(
                PolicyRule.FEE_IS_BOUNDED,
                loan,
                moved(
                        plan,
                        new TransactionOutput(output.value().subtract(Coin.CENT.multiply(9)), output.scriptPubKey())));
        refused(
                PolicyRule.SIGNATURES_ARE_GOOD,
                loan,
                moved(byNode, new TransactionOutput(output.value().subtract(Coin.SATOSHI), output.scriptPubKey())));
        refused(
                PolicyRule.WITNESS_SCRIPT_IS_OURS,
                loan,
                byNode.withInput(
                        0,
                        input.toBuilder()
                                .signatures(Map.of())
                                .witnessScript(null)
                                .build()));
        refused(
                PolicyRule.INPUTS_ARE_PROVEN,
                loan,
                byNode.withInput(0, input.toBuilder().previousTransaction(null).build()));
        refused(PolicyRule.EVIDENCE_IS_NAMED, loan, byNode.withOthers(Map.of()));
        send(hexOfFinished(signedByLender(loan, byNode)), plan, loan);
    }

    private static ByteString lenders(Loan loan) {
        return Scripts.of(loan.terms().payouts().lender());
    }

    /** With another output, and all signatures that are there. */
    private static Psbt moved(Psbt psbt, TransactionOutput output) {
        Transaction was = psbt.unsignedTransaction();
        return Psbt.create(new Transaction(was.version(), was.inputs(), List.of(output), was.lockTime()))
                .withXpubs(psbt.xpubs())
                .withOthers(psbt.global().others())
                .withInputs(psbt.inputs());
    }

    private void refused(PolicyRule rule, Loan loan, Psbt psbt) {
        var refused = assertInstanceOf(SigningParty.Answer.Refused.class, askLender(loan, psbt));
        assertTrue(refused.review().names(rule), () -> rule + ": " + refused.review());
        tell("library", "the lender refuses: " + rule.id(), psbt);
    }

    private Loan repaid() {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Duration day = Duration.ofDays(1);
        LoanTerms terms = LoanTerms.builder(
                        Chain.REGTEST,
                        Escrows.of(escrow.vault(), loans++, 1),
                        words.contractKeys(),
                        PRINCIPAL,
                        Coin.COIN,
                        MarginRules.plain("50", "70", "80"),
                        new Deadlines(start, start.plus(day), start.plus(day), start.plus(day.multipliedBy(9)), day),
                        new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty()))
                .deposits(DepositPolicy.of(CONFIRMATIONS, Coin.COIN))
                .build();
        Loan loan = service().open(LoanId.of("" + terms.loanNumber()), terms).loan();
        chain().pay(terms.escrow().address(), Coin.COIN);
        mine();
        service().observePrice(Price.parse("USD 60000"));
        Instant now = Instant.now();
        for (Command command : List.of(new Command.Disburse(now), new Command.RecordRepayment(PRINCIPAL, now))) {
            assertInstanceOf(CommandResult.Done.class, service().handle(id(loan), command));
        }
        desk.state(terms, new Claim.Repaid(), now, Role.LENDER);
        return service().loan(id(loan)).loan();
    }

    private Evidence evidence(Loan loan) {
        return desk.of(loan.terms());
    }

    private void mine() {
        chain().mine(CONFIRMATIONS);
        service().poll();
    }

    private Psbt plan(Loan loan) {
        return service().planSettlement(id(loan)).orElseThrow().toPsbt(evidence(loan));
    }

    /** From the bytes, behind the lender's own review. */
    private Psbt signedByLender(Loan loan, Psbt psbt) {
        return assertInstanceOf(SigningParty.Answer.Signed.class, askLender(loan, psbt))
                .psbt();
    }

    private SigningParty.Answer askLender(Loan loan, Psbt psbt) {
        var settled = new LoanCase(service().loan(id(loan)).loan(), evidence(loan));
        return escrow.party(Role.LENDER)
                .reviewAndSign(psbt.serialize(), settled, service().view());
    }

    private static String hexOfFinished(Psbt psbt) {
        var complete = assertInstanceOf(Completion.Complete.class, psbt.finish());
        return HexFormat.of().formatHex(complete.transaction().serialize());
    }

    private void send(String hex, Psbt plan, Loan loan) {
        String txid = node().rpc().call("sendrawtransaction", hex).asString();
        assertEquals(plan.unsignedTransaction().txid().toString(), txid);
        tell("node", "sendrawtransaction", plan);
        assertReleased(loan, Sha256Hash.wrap(txid));
    }

    private void assertReleased(Loan loan, Sha256Hash txid) {
        mine();
        JsonValue mined = node().rpc().call("getrawtransaction", txid.toString(), 2);
        assertEquals(CONFIRMATIONS, mined.get("confirmations").asInt());
        Coin fee = Coin.ofBtc(mined.get("fee").asDecimal());
        Coin released = held(loan.terms().payouts().borrower());
        assertEquals(Coin.COIN.subtract(fee), released);
        assertEquals(Coin.ZERO, held(loan.terms().escrow().address()));
        System.err.println("  mined: " + txid + ", " + released.toFriendlyString() + " to the borrower, fee "
                + fee.value + " sat, block " + mined.get("blockhash").asString());
    }

    private Coin held(Address address) {
        return Coin.ofBtc(node().rpc()
                .call("scantxoutset", "start", List.of("addr(" + address + ")"))
                .get("total_amount")
                .asDecimal());
    }

    private static void tell(String who, String what, Psbt psbt) {
        long signatures = psbt.inputs().stream()
                .mapToLong(input -> input.signatures().size())
                .sum();
        boolean isFinal =
                psbt.inputs().stream().allMatch(input -> input.finalWitness().isPresent());
        System.err.println(
                "  " + who + ": " + what + ", " + psbt.unsignedTransaction().txid() + ", version "
                        + psbt.version().number() + ", " + psbt.serialize().length + " bytes, "
                        + (isFinal ? "final" : signatures + " signatures"));
    }
}
