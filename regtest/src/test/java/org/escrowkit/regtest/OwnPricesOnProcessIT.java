package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.loan.Debt;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No two parties see the same price at the same moment, and every loan ends all the same. */
@Timeout(120)
class OwnPricesOnProcessIT extends ApartOnNode {
    private static final Coin AT_THE_LENDERS_PRICE = Price.parse("USD 36000.17").buys(PRINCIPAL);

    private void everybodyLooks() {
        parties().prices("36000.17", "36100", "35950.5");
    }

    private Attendant attendant() {
        return parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER);
    }

    @Test
    void aLiquidationIsSignedAndRecognised() {
        LoanId id = active("alone");
        everybodyLooks();
        parties().assertState("liquidatable", id);
        assertEnded(id, "liquidated", AT_THE_LENDERS_PRICE, Coin.ZERO, sent(id, attendant()));
    }

    @Test
    void itsFeeIsRaised() {
        LoanId id = active("stuck");
        everybodyLooks();
        attendOnce(id);
        parties().poll();
        for (int i = 0; i < 3; i++) {
            chain().mineEmpty();
            parties().poll();
        }
        Sha256Hash second = attendOnce(id);
        parties().poll();
        for (Role role : Role.values()) {
            var settling = assertInstanceOf(
                    Settling.class, parties().service(role).loan(id).loan().state());
            assertEquals(2, settling.attempts().size(), role::toString);
        }
        mine();
        assertEnded(id, "liquidated", AT_THE_LENDERS_PRICE, Coin.ZERO, second);
    }

    @Test
    void aPartialLiquidationLeavesTheSameDebtInAllBooks() {
        LoanId id = active("partly", PARTIAL);
        everybodyLooks();
        sent(id, attendant());
        parties().assertAccounted("active", id);
        for (Role role : Role.values()) {
            assertEquals(debt(Role.LENDER, id), debt(role, id), role::toString);
        }
    }

    private Debt debt(Role role, LoanId id) {
        return assertInstanceOf(
                        Running.class, parties().service(role).loan(id).loan().state())
                .position()
                .debt();
    }

    @Test
    void aBatchIsSignedAndRecognised() {
        LoanId[] ids = IntStream.range(0, 3).mapToObj(i -> active("batch-" + i)).toArray(LoanId[]::new);
        everybodyLooks();
        List<Attendant.Outcome> outcomes = attendant().attend();
        assertEquals(
                1, outcomes.stream().map(OwnPricesOnProcessIT::txid).distinct().count(), outcomes::toString);
        parties().poll();
        parties().assertState("settling", ids);
        mine();
        for (LoanId id : ids) {
            assertHolds(AT_THE_LENDERS_PRICE, terms(id).payouts().lender());
            parties().assertAccounted("liquidated", id);
        }
    }

    private static Sha256Hash txid(Attendant.Outcome outcome) {
        return assertInstanceOf(Attendant.Outcome.Sent.class, outcome, outcome::toString)
                .txid();
    }

    private Sha256Hash attendOnce(LoanId id) {
        List<Attendant.Outcome> outcomes = attendant().attend();
        assertEquals(List.of(id), outcomes.stream().map(Attendant.Outcome::loan).toList());
        return txid(outcomes.get(0));
    }

    private static String answers(List<Attendant.Outcome> outcomes) {
        return assertInstanceOf(Attendant.Outcome.Open.class, outcomes.get(0), outcomes::toString)
                .answers()
                .toString();
    }

    private Attendant asking(Cosigner arbiter) {
        return parties()
                .service(Role.LENDER)
                .attendant(
                        Map.of(Role.LENDER, parties().cosigner(Role.LENDER), Role.ARBITER, arbiter),
                        loan -> parties().desk().of(loan.terms()),
                        new AttendantRules(3, 2, 50));
    }

    /** He signs, and nobody gets it. */
    private void loseTheArbitersSignature() {
        Cosigner arbiter = parties().arbiterFor(Role.LENDER);
        Cosigner lossy = request -> new Cosigner.Reply.Unreachable("lost: " + arbiter.ask(request));
        assertTrue(answers(asking(lossy).attend()).contains("lost: Signed"));
    }

    /** The arbiter has signed; he signs no other one, and what he has signed is sent at last. */
    @Test
    void aLostAnswerDoesNotStopALiquidationWhenThePriceFallsOn() {
        LoanId id = active("lost");
        parties().price("36000");
        loseTheArbitersSignature();
        parties().price("34000");
        assertEnded(id, "liquidated", Coin.valueOf(83_333_334), Coin.ZERO, sent(id, attendant()));
    }

    @Test
    void aLostAnswerDoesNotStopABatchEither() {
        LoanId[] ids = IntStream.range(0, 2).mapToObj(i -> active("lost-" + i)).toArray(LoanId[]::new);
        parties().price("36000");
        loseTheArbitersSignature();
        parties().price("34000");
        parties().restart();
        parties().poll();
        List<Attendant.Outcome> outcomes = attendant().attend();
        assertEquals(
                1, outcomes.stream().map(OwnPricesOnProcessIT::txid).distinct().count(), outcomes::toString);
        parties().poll();
        mine();
        for (LoanId id : ids) {
            assertHolds(Coin.valueOf(83_333_334), terms(id).payouts().lender());
            parties().assertAccounted("liquidated", id);
        }
    }

    /** Or he would only have to lose one, and wait. */
    @Test
    void aLostAnswerGivesTheLenderNoChoiceOfPrices() {
        LoanId id = active("option");
        parties().price("30500");
        loseTheArbitersSignature();
        parties().price("59000");
        parties().assertState("liquidatable", id);
        assertTrue(answers(attendant().attend()).contains(PolicyRule.THRESHOLD_IS_PROVEN.id()));
        assertEquals(List.of(), node().rpc().call("getrawmempool").elements());
        repay(id, PRINCIPAL);
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER));
        assertEnded(id, "released", Coin.ZERO, Coin.ZERO, txid);
    }

    @Test
    void anArbiterWhoDisagreesIsNotAskedAnewAtEachHeight() {
        LoanId id = active("disagreed");
        parties().prices("36000", "37200", "36000");
        Set<Sha256Hash> asked = new HashSet<>();
        Cosigner arbiter = parties().arbiterFor(Role.LENDER);
        Cosigner counting = request -> {
            asked.add(Psbt.parse(request.psbt().toByteArray())
                    .unsignedTransaction()
                    .txid());
            return arbiter.ask(request);
        };
        for (int i = 0; i < 4; i++) {
            assertTrue(answers(asking(counting).attend()).contains(PolicyRule.OUTPUTS_ARE_DEMANDED.id()));
            mine();
        }
        assertEquals(1, asked.size());
        parties().price("36000");
        assertEnded(id, "liquidated", Coin.valueOf(83_333_334), Coin.ZERO, sent(id, attendant()));
    }

    /** He was never asked: he finds the old price wrong, and is asked at the new one. */
    @Test
    void whatNobodyElseHasSignedIsPlannedAnewWhenThePriceFallsOn() {
        LoanId id = active("unasked");
        parties().price("36000");
        Cosigner dead = request -> new Cosigner.Reply.Unreachable("dead");
        assertTrue(answers(asking(dead).attend()).contains("dead"));
        parties().price("34000");
        assertEnded(id, "liquidated", Coin.valueOf(88_235_295), Coin.ZERO, sent(id, attendant()));
    }

    /** A lender whose sources are off waits until they are not: nobody signs at his price. */
    @Test
    void aPriceTooFarFromTheArbitersOwnIsNotSigned() {
        LoanId id = active("off");
        parties().prices("35000", "36000", "36000");
        assertTrue(answers(attendant().attend()).contains(PolicyRule.OUTPUTS_ARE_DEMANDED.id()));
        parties().price("36000");
        assertEnded(id, "liquidated", Coin.valueOf(83_333_334), Coin.ZERO, sent(id, attendant()));
    }
}
