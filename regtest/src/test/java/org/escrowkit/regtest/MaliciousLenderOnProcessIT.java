package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.PartyCosigner;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lender who wants the collateral. It takes the arbiter, who has a service of his own and answers over HTTP. */
@Timeout(120)
class MaliciousLenderOnProcessIT extends MaliciousOnNode {
    private static final Price CRASH = Price.parse("USD 36000");

    private Cosigner arbiter() {
        return parties().arbiterFor(Role.LENDER);
    }

    /** What the lender's service plans, signed by him whatever it says. */
    private Psbt signed(LoanId id, Evidence shown) {
        return signedBlindly(id, Role.LENDER, planned(id, Role.LENDER, shown));
    }

    @Test
    void aLiquidationAtAPriceThatHeAloneSeesIsRefused() {
        LoanId id = active("no-crossing");
        Standing before = standing(id, Role.BORROWER, Role.ARBITER);
        parties().service(Role.LENDER).observePrice(CRASH);
        Evidence shown = parties().evidence(id);
        assertRefused(
                PolicyRule.STATE_DEMANDS_SETTLEMENT,
                ask(arbiter(), id, signed(id, shown), shown),
                "a liquidation at a price that nobody else sees");
        assertUntouched(before, id, Role.BORROWER, Role.ARBITER);
        parties().price("60000");
        endByRelease(id);
    }

    /** The price is that low, and the arbiter sees it; but what the lender shows for it proves nothing. */
    @Test
    void forgedOldAndBorrowedPricesAreRefused() {
        LoanId id = active("forged-price");
        parties().desk().attest(CRASH, parties().now());
        Evidence old = parties().evidence(id);
        parties().pass(Duration.ofHours(1));
        parties().observe("36000");
        parties().assertState("liquidatable", id);
        Standing before = standing(id, Role.values());
        var lenders = new PriceStatement("lender", 1_000, CRASH, parties().now());
        var arbiters = new PriceStatement("arbiter", 1_000, CRASH, parties().now());
        Evidence forged = Evidence.of(List.of(
                words.contract(Role.LENDER).attest(lenders),
                words.contract(Role.LENDER).attest(arbiters)));
        var others = new EvidenceDesk(EscrowParties.fresh());
        others.attest(CRASH, parties().now());
        Evidence alone = Evidence.of(List.of(words.contract(Role.LENDER).attest(lenders)));
        assertPricesRefused(PolicyRule.EVIDENCE_IS_GENUINE, id, forged, "the arbiter's price signed by the lender");
        assertPricesRefused(PolicyRule.PRICE_IS_ATTESTED, id, old, "prices of an hour ago");
        assertPricesRefused(PolicyRule.EVIDENCE_IS_GENUINE, id, others.of(terms(id)), "prices of other parties");
        assertPricesRefused(PolicyRule.PRICE_IS_ATTESTED, id, alone, "the lender's word alone");
        assertUntouched(before, id, Role.values());
        endByLiquidation(id);
    }

    private void assertPricesRefused(PolicyRule rule, LoanId id, Evidence shown, String attempt) {
        assertRefused(rule, ask(arbiter(), id, signed(id, shown), shown), attempt);
    }

    @Test
    void aSatoshiTooMuchAndTheReasonsOfAnotherLoanAreRefused() {
        LoanId id = active("satoshi");
        LoanId other = active("other");
        Claim unpaid = new Claim.Unpaid(BigMoney.parse("USD 30000"));
        parties().desk().state(terms(other), unpaid, parties().now(), Role.LENDER);
        parties().price("36000");
        Standing before = standing(id, Role.values());
        Evidence shown = parties().evidence(id);
        Psbt plan = planned(id, Role.LENDER, shown);
        Psbt inflated = Tampered.amount(Tampered.amount(plan, 0, 1), 1, -1);
        assertRefused(
                PolicyRule.OUTPUTS_ARE_DEMANDED,
                ask(arbiter(), id, signedBlindly(id, Role.LENDER, inflated), shown),
                "a satoshi of the borrower's");
        Evidence others = parties().evidence(other);
        assertRefused(
                PolicyRule.EVIDENCE_IS_CURRENT,
                ask(arbiter(), id, signedBlindly(id, Role.LENDER, plan), others),
                "what was said of another loan");
        assertUntouched(before, id, Role.values());
        parties().price("60000");
        parties().assertState("active", id, other);
        endByRelease(id);
        endByRelease(other);
    }

    /** The borrower has the receipt and shows it to the arbiter; the lender's service forgets that it was paid. */
    @Test
    void aLiquidationAfterTheReceiptIsRefusedAndTheArbiterGivesItAllBack() {
        LoanId id = active("receipt");
        parties().desk().state(terms(id), new Claim.Repaid(), parties().now(), Role.LENDER);
        Command paid = new Command.RecordRepayment(PRINCIPAL, parties().now());
        for (Role role : List.of(Role.BORROWER, Role.ARBITER)) {
            parties().service(role).handle(id, paid);
        }
        parties().price("36000");
        Standing before = standing(id, Role.BORROWER, Role.ARBITER);
        Evidence shown = parties().evidence(id);
        assertRefused(
                PolicyRule.OUTPUTS_ARE_DEMANDED,
                ask(arbiter(), id, signed(id, shown), shown),
                "a liquidation after the receipt");
        assertUntouched(before, id, Role.BORROWER, Role.ARBITER);

        parties().command(id, new Command.Dispute(Role.BORROWER));
        parties().command(id, new Command.Award(new SettlementIntent.AwardSplit(Coin.ZERO, Coin.ZERO)));
        Claim award = new Claim.Awarded(Coin.ZERO, Coin.ZERO);
        parties().desk().state(terms(id), award, parties().now(), Role.BORROWER, Role.ARBITER);
        Sha256Hash txid = sent(id, parties().attendant(Role.BORROWER, Role.BORROWER, Role.ARBITER));
        assertEnded(id, "divided", Coin.ZERO, Coin.ZERO, txid);
    }

    @Test
    void anArbiterWhoHasTheReceiptLiquidatesNothing() {
        LoanId id = active("receipt-kept");
        SignedStatement receipt =
                parties().desk().state(terms(id), new Claim.Repaid(), parties().now(), Role.LENDER);
        parties().service(Role.ARBITER).keep(receipt);
        parties().price("36000");
        Evidence all = parties().evidence(id);
        Evidence hidden = new Evidence(List.of(), all.prices());
        assertRefused(PolicyRule.EVIDENCE_IS_COMPLETE.id(), id, all, "with the receipt that he gave");
        assertRefused(PartyCosigner.LAST_WORD_IS_SHOWN, id, hidden, "without it");
        endByRelease(id);
    }

    private void assertRefused(String rule, LoanId id, Evidence shown, String attempt) {
        Psbt his = signedBlindly(id, Role.LENDER, planned(id, Role.LENDER, shown));
        Cosigner.Reply reply = ask(parties().arbiterFor(Role.LENDER), id, his, shown);
        var refused = assertInstanceOf(Cosigner.Reply.Refused.class, reply, reply::toString);
        assertTrue(refused.names(rule), refused::toString);
        tell(attempt, rule);
    }
}
