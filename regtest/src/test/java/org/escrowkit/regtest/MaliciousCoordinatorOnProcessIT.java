package org.escrowkit.regtest;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtFault;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever carries PSBTs between honest parties and hands them in: he has no key, and need not be believed. */
@Timeout(120)
class MaliciousCoordinatorOnProcessIT extends MaliciousOnNode {
    private Cosigner lender() {
        return parties().cosigner(Role.LENDER);
    }

    private Cosigner borrower() {
        return parties().cosigner(Role.BORROWER);
    }

    private SettlementResult handIn(LoanId id, Psbt... psbts) {
        return parties()
                .service(Role.LENDER)
                .settle(id, List.of(psbts), parties().evidence(id));
    }

    private LoanId repaid(String name) {
        LoanId id = active(name);
        repay(id, PRINCIPAL);
        return id;
    }

    @Test
    void whatHeChangesAfterBothHaveSignedIsRefused() {
        LoanId id = repaid("changed");
        Psbt complete = signed(lender(), id, signed(borrower(), id, release(id, Role.LENDER, 2)));
        Standing before = standing(id, Role.values());
        Psbt stolen = Tampered.outputs(complete, outputs -> {
            outputs.set(0, new TransactionOutput(outputs.get(0).value(), Scripts.of(RegtestChain.addressOfNobody())));
            return outputs;
        });
        assertRefused(PolicyRule.OUTPUTS_ARE_DEMANDED.id(), handIn(id, stolen), "an output of his own");
        Psbt dear = Tampered.amount(complete, 0, -5_000);
        assertRefused(PolicyRule.SIGNATURES_ARE_GOOD.id(), handIn(id, dear), "a higher fee under the signatures");
        Psbt fabricated = complete.withInput(
                0,
                complete.inputs().get(0).toBuilder()
                        .finalWitness(List.of(ByteString.EMPTY, ByteString.of(new byte[72])))
                        .build());
        assertRefused(PolicyRule.FIELDS_FIT_THE_SPEND.id(), handIn(id, fabricated), "a final witness made up");
        assertRefused(
                PolicyRule.ARBITER_SIGNS_WITH_LENDER.id(),
                handIn(id, release(id, Role.LENDER, 2)),
                "nobody's signature");
        assertUntouched(before, id, Role.values());
        endBy(id, complete);
    }

    /** Whoever is asked again for what was signed before is asked for what is due now. */
    @Test
    void whatIsOverIsNotSettledAgain() {
        LoanId id = active("replayed");
        LoanId other = active("bystander");
        parties().price("36000");
        Evidence then = parties().evidence(id);
        Psbt old = signed(lender(), id, planned(id, Role.LENDER, then));
        parties().price("60000");
        parties().assertState("active", id, other);
        Standing before = standing(id, Role.values());
        assertRefused(
                PolicyRule.STATE_DEMANDS_SETTLEMENT,
                ask(parties().arbiterFor(Role.LENDER), id, old, then),
                "a liquidation that the price has overtaken");
        assertRefused(
                PolicyRule.STATE_DEMANDS_SETTLEMENT.id(),
                parties().service(Role.LENDER).settle(id, List.of(old), then),
                "the same, handed in");
        assertUntouched(before, id, Role.values());
        repay(id, PRINCIPAL);
        Psbt complete = signed(lender(), id, signed(borrower(), id, release(id, Role.LENDER, 2)));
        Standing kept = standing(other, Role.values());
        assertRefused(
                PolicyRule.STATE_DEMANDS_SETTLEMENT.id(), handIn(other, complete), "one loan's release for another");
        assertUntouched(kept, other, Role.values());
        endBy(id, complete);
        Standing ended = standing(id, Role.values());
        assertRefused(PolicyRule.STATE_DEMANDS_SETTLEMENT.id(), handIn(id, complete), "a release that is over");
        assertUntouched(ended, id, Role.values());
        endByRelease(other);
    }

    /** The top-up is on everybody's chain but in no plan of his. */
    @Test
    void aDepositThatHeHidesIsMissed() {
        LoanId id = repaid("hidden");
        Psbt before = release(id, Role.LENDER, 2);
        chain().pay(terms(id).escrow().address(), Coin.valueOf(20_000_000));
        mine();
        Standing standing = standing(id, Role.values());
        for (Cosigner party : List.of(borrower(), lender(), parties().arbiterFor(Role.BORROWER))) {
            assertRefused(
                    PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                    ask(party, id, before, parties().evidence(id)),
                    "a release without a deposit that is there");
        }
        assertUntouched(standing, id, Role.values());
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER));
        assertHolds(
                Coin.valueOf(120_000_000).subtract(chain().fee(txid)),
                terms(id).payouts().borrower());
        parties().assertAccounted("released", id);
    }

    /** Each signs what is due; the two are never one, until the borrower gets the dearer one as a replacement. */
    @Test
    void twoTransactionsForTwoPartiesAreNone() {
        LoanId id = repaid("two");
        Psbt cheap = signed(borrower(), id, release(id, Role.LENDER, 2));
        Psbt dear = signed(lender(), id, release(id, Role.LENDER, 9));
        Standing before = standing(id, Role.values());
        assertRefused(PsbtFault.DIFFERENT_TRANSACTION.name(), handIn(id, cheap, dear), "two halves of two releases");
        assertRefused(
                PolicyRule.ONE_SPEND_FOR_EACH_COIN,
                ask(lender(), id, cheap, parties().evidence(id)),
                "the cheaper one for the lender, too");
        assertUntouched(before, id, Role.values());
        endBy(id, signed(borrower(), id, dear));
    }
}
