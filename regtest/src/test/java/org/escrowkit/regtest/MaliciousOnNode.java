package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoredLoan;

/**
 * One party at a time lies, with keys of its own that sign whatever it likes and a service that believes what it is
 * told; the services of the others are as they always are. What they refuse changes nothing, and the loan ends well.
 */
abstract class MaliciousOnNode extends ApartOnNode {
    /** What a refusal must leave as it was. */
    record Standing(List<StoredLoan> loans, List<String> mempool, Coin held) {}

    /** How a loan stands with those who are honest, and on the chain. */
    final Standing standing(LoanId id, Role... honest) {
        parties().poll();
        List<StoredLoan> loans = Arrays.stream(honest)
                .map(role -> parties().service(role).loan(id))
                .toList();
        List<String> mempool = node().rpc().call("getrawmempool").elements().stream()
                .map(JsonValue::asString)
                .toList();
        Coin held = chain().held(terms(id).escrow().address());
        return new Standing(loans, mempool, held);
    }

    /** What the loan's state demands by a party's own service, for this reason. */
    final Psbt planned(LoanId id, Role by, Evidence shown) {
        return parties().service(by).planSettlement(id).orElseThrow().toPsbt(shown);
    }

    /** A release by a party's own service, with a fee of its choice. */
    final Psbt release(LoanId id, Role by, int satsPerVb) {
        EscrowService own = parties().service(by);
        int height = own.ledger().tip().height();
        SettlementQuestion question =
                SettlementQuestion.of(own.loan(id).loan(), own.ledger(), height).orElseThrow();
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(satsPerVb))
                .toPsbt(parties().evidence(id));
    }

    /** Signed by a party that reviews nothing. */
    final Psbt signedBlindly(LoanId id, Role role, Psbt psbt) {
        int index = terms(id).escrow().index();
        return escrow.signed(
                psbt, role, psbt.inputs().stream().map(input -> index).toList());
    }

    static Psbt naming(Psbt psbt, LoanCase settled) {
        return EvidenceMark.on(psbt, settled.loan().terms().fingerprint(), settled.evidence());
    }

    final Cosigner.Reply ask(Cosigner party, LoanId id, Psbt psbt, Evidence shown) {
        LoanCase settled = new LoanCase(parties().loan(id).loan(), shown);
        return party.ask(CosignRequest.of(naming(psbt, settled), settled));
    }

    final Psbt signed(Cosigner party, LoanId id, Psbt psbt) {
        Cosigner.Reply reply = ask(party, id, psbt, parties().evidence(id));
        return assertInstanceOf(Cosigner.Reply.Signed.class, reply, reply::toString)
                .psbt();
    }

    final void assertRefused(PolicyRule rule, Cosigner.Reply reply, String attempt) {
        var refused = assertInstanceOf(Cosigner.Reply.Refused.class, reply, reply::toString);
        assertTrue(refused.names(rule.id()), refused::toString);
        tell(attempt, rule.id());
    }

    /** What the service says where it takes nothing. */
    final void assertRefused(String reason, SettlementResult result, String attempt) {
        var refused = assertInstanceOf(SettlementResult.Refused.class, result, result::toString);
        assertTrue(refused.reason().contains(reason), refused::reason);
        tell(attempt, reason);
    }

    final void tell(String attempt, String answer) {
        parties().say("refused", attempt + ": " + answer);
    }

    /** The debt is paid after all, and borrower and lender let the collateral go. */
    final void endByRelease(LoanId id) {
        repay(id, PRINCIPAL);
        endRepaid(id);
    }

    /** What both have signed is handed in, and ends the loan. */
    final void endBy(LoanId id, Psbt complete) {
        SettlementResult result = parties()
                .service(Role.LENDER)
                .settle(id, List.of(complete), parties().evidence(id));
        var sent = assertInstanceOf(SettlementResult.Sent.class, result, result::toString);
        parties().poll();
        mine();
        assertEnded(id, "released", Coin.ZERO, Coin.ZERO, sent.txid());
    }

    final void endRepaid(LoanId id) {
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER));
        assertEnded(id, "released", Coin.ZERO, Coin.ZERO, txid);
    }

    /** At 36,000, with prices that lender and arbiter have signed. */
    final void endByLiquidation(LoanId id) {
        parties().price("36000");
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER));
        assertEnded(id, "liquidated", Coin.valueOf(83_333_334), Coin.ZERO, txid);
    }

    final void assertUntouched(Standing before, LoanId id, Role... honest) {
        assertEquals(before, standing(id, honest));
    }
}
