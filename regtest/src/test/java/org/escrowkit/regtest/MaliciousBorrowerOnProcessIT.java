package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A borrower who wants his collateral, and a little more. He asks the lender's party and, over HTTP, the arbiter. */
@Timeout(120)
class MaliciousBorrowerOnProcessIT extends MaliciousOnNode {
    private static final long SINGLE_OR_ANYONE_CAN_PAY = 0x83;

    private Cosigner lender() {
        return parties().cosigner(Role.LENDER);
    }

    private Cosigner arbiter() {
        return parties().arbiterFor(Role.BORROWER);
    }

    @Test
    void aReleaseWithoutTheLendersReceiptIsRefused() {
        LoanId id = active("unpaid");
        Standing before = standing(id, Role.LENDER, Role.ARBITER);
        Command paid = new Command.RecordRepayment(PRINCIPAL, parties().now());
        parties().service(Role.BORROWER).handle(id, paid);
        Psbt his = signedBlindly(id, Role.BORROWER, release(id, Role.BORROWER, 2));
        Evidence shown = parties().evidence(id);
        PolicyRule nothing = PolicyRule.STATE_DEMANDS_SETTLEMENT;
        assertRefused(nothing, ask(lender(), id, his, shown), "a release that only the borrower's records know of");
        assertRefused(nothing, ask(arbiter(), id, his, shown), "the same, of the arbiter");

        Evidence forged = Evidence.of(receiptBy(Role.BORROWER, id));
        assertThrows(
                IllegalArgumentException.class,
                () -> parties().service(Role.ARBITER).keep(forged.statements().get(0)));
        assertUntouched(before, id, Role.LENDER, Role.ARBITER);

        // The arbiter's clerk believes him; the receipt is still missing.
        parties().service(Role.ARBITER).handle(id, paid);
        Standing fooled = standing(id, Role.LENDER, Role.ARBITER);
        assertRefused(PolicyRule.EVIDENCE_IS_COMPLETE, ask(arbiter(), id, his, shown), "a release without the receipt");
        assertRefused(
                PolicyRule.ARBITER_SIGNS_WITH_LENDER, ask(arbiter(), id, his, shown), "a release without the lender");
        assertRefused(
                PolicyRule.EVIDENCE_IS_GENUINE, ask(arbiter(), id, his, forged), "a receipt that the borrower signed");
        assertUntouched(fooled, id, Role.LENDER, Role.ARBITER);

        parties().service(Role.LENDER).handle(id, paid);
        parties().desk().state(terms(id), new Claim.Repaid(), parties().now(), Role.LENDER);
        endRepaid(id);
    }

    /** A receipt in the lender's name, by another's key. */
    private SignedStatement receiptBy(Role forger, LoanId id) {
        var statement = new Statement(
                terms(id).fingerprint(), 1, parties().now(), parties().now().plusSeconds(600), new Claim.Repaid());
        ByteString signature = words.contract(forger)
                .sign(statement, Role.LENDER)
                .signatures()
                .getOrDefault(Role.LENDER, ByteString.EMPTY);
        return new SignedStatement(statement, Map.of(Role.LENDER, signature));
    }

    @Test
    void theLenderSignsOneOfTwoReleases() {
        LoanId id = active("double");
        repay(id, PRINCIPAL);
        Standing before = standing(id, Role.values());
        Psbt dear = signedBlindly(id, Role.BORROWER, release(id, Role.BORROWER, 9));
        Psbt cheap = signedBlindly(id, Role.BORROWER, release(id, Role.BORROWER, 2));
        Psbt byBoth = signed(lender(), id, dear);
        assertRefused(
                PolicyRule.ONE_SPEND_FOR_EACH_COIN,
                ask(lender(), id, cheap, parties().evidence(id)),
                "a second release at a lower fee");
        assertUntouched(before, id, Role.values());
        endBy(id, byBoth);
    }

    @Test
    void whatHeChangesInARequestIsRefused() {
        LoanId id = active("changed");
        LoanId other = active("kept");
        repay(id, PRINCIPAL);
        Standing before = standing(id, Role.values());
        Standing beforeOther = standing(other, Role.values());
        Psbt his = signedBlindly(id, Role.BORROWER, release(id, Role.BORROWER, 2));
        TransactionInput foreign = TransactionInput.unsigned(
                parties()
                        .service(Role.BORROWER)
                        .ledger()
                        .deposits(terms(other).escrow().scriptPubKey())
                        .get(0)
                        .outpoint(),
                his.unsignedTransaction().inputs().get(0).sequence());
        TransactionInput own = his.unsignedTransaction().inputs().get(0);
        PsbtInput said = his.inputs().get(0);
        PolicyRule collateral = PolicyRule.INPUTS_ARE_THE_COLLATERAL;
        refuses(collateral, id, Tampered.inputs(his, List.of(foreign), List.of(said)), "another loan's coin instead");
        refuses(
                collateral,
                id,
                Tampered.inputs(his, List.of(own, foreign), List.of(said, said)),
                "another loan's coin as well");
        Psbt free = his.withInput(
                0, said.toBuilder().sighashType(SINGLE_OR_ANYONE_CAN_PAY).build());
        refuses(PolicyRule.SIGHASH_IS_ALL, id, free, "a sighash of SINGLE and ANYONECANPAY");
        refuses(
                PolicyRule.OUTPUTS_ARE_DEMANDED,
                id,
                Tampered.outputs(his, MaliciousBorrowerOnProcessIT::withOneOfHisOwn),
                "one output more");
        assertUntouched(before, id, Role.values());
        assertUntouched(beforeOther, other, Role.values());
        endRepaid(id);
        endByRelease(other);
    }

    private static List<TransactionOutput> withOneOfHisOwn(List<TransactionOutput> outputs) {
        TransactionOutput all = outputs.get(0);
        Coin some = Coin.valueOf(10_000);
        outputs.set(0, new TransactionOutput(all.value().subtract(some), all.scriptPubKey()));
        outputs.add(new TransactionOutput(some, Scripts.of(RegtestChain.addressOfNobody())));
        return outputs;
    }

    /** By the lender, and by the arbiter over HTTP. */
    private void refuses(PolicyRule rule, LoanId id, Psbt changed, String attempt) {
        Evidence shown = parties().evidence(id);
        assertRefused(rule, ask(lender(), id, changed, shown), attempt);
        assertRefused(rule, ask(arbiter(), id, changed, shown), attempt + ", of the arbiter");
    }
}
