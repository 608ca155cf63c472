package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.policy.PolicyFixture.FIRST;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.SECOND;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.chain;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.refusedRelease;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Collections;
import java.util.List;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.ForgedLedger;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S4, S5: the inputs are the coins that the signer's own ledger shows, all of them, each once, none else. */
class CollateralTest {
    private static final PolicyRule RULE = PolicyRule.INPUTS_ARE_THE_COLLATERAL;

    private static Review release(Ledger ledger) {
        return PolicyFixture.review(RELEASE, REPAID, ledger, Role.LENDER);
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void coinsThatAreOnlyConfirmingAreRefused() {
        TestChain chain = chain();
        refused(RULE, release(chain.ledger()));
        refused(RULE, release(chain.mineEmpty(1).ledger()));
        assertInstanceOf(Review.Approved.class, release(chain.mineEmpty(1).ledger()));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void coinsThatAreOnlyInTheMempoolAreRefused() {
        refused(
                RULE,
                release(TestChain.watching(TERMS.escrow().scriptPubKey())
                        .mempool(FIRST, SECOND)
                        .ledger()));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void reorgThatTakesTheCollateralBackTakesTheApprovalBack() {
        TestChain chain = chain().mineEmpty(2);
        assertInstanceOf(Review.Approved.class, release(chain.ledger()));
        chain.disconnect();
        refused(RULE, release(chain.ledger()));
        chain.disconnect().disconnect().mineEmpty(5);
        refused(RULE, release(chain.ledger()));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void coinsThatAreSpentAlreadyAreRefused() {
        refused(
                RULE,
                release(chain().mineEmpty(2)
                        .mempool(TestChain.spending(1, FIRST.outpoint(0)))
                        .ledger()));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void aCoinThatIsLeftBehindIsNoticed() {
        Transaction third = TestChain.paying(3, TERMS.escrow().scriptPubKey(), btc("0.1"));
        refused(RULE, release(chain().mine(third).mineEmpty(2).ledger()));
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> list.subList(0, 1)));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void aForeignInputIsRefused() {
        Transaction foreign = TestChain.paying(9, TERMS.escrow().scriptPubKey(), btc("1"));
        TransactionInput added = TransactionInput.unsigned(foreign.outpoint(0), TransactionInput.SEQUENCE_REPLACEABLE);
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> {
            list.add(added);
            return list;
        }));
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> {
            list.set(0, added);
            return list;
        }));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void theSameInputTwiceIsRefused() {
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> {
            list.add(list.get(1));
            return list;
        }));
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> List.of(list.get(0), list.get(0))));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void anotherOrderOfInputsIsRefused() {
        Psbt swapped = Edits.inputs(RELEASE, list -> {
            Collections.swap(list, 0, 1);
            return list;
        });
        refusedRelease(RULE, swapped);
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void noInputAtAllIsRefused() {
        refusedRelease(RULE, Edits.inputs(RELEASE, list -> List.of()));
        Ledger empty = TestChain.watching(TERMS.escrow().scriptPubKey()).ledger();
        refused(RULE, PolicyFixture.review(Edits.inputs(RELEASE, list -> List.of()), REPAID, empty, Role.LENDER));
    }

    /** S3: the amount equals the deposit's in our own records, whatever previous transaction proves it. */
    @Test
    @Proves(PolicyRule.INPUTS_ARE_PROVEN)
    void anAmountThatOurRecordsDoNotHaveIsRefused() {
        Deposit coin = PolicyFixture.RELEASE_PLAN.coins().get(0);
        Ledger forged = ForgedLedger.withValue(LEDGER, coin, coin.value().add(TestLoans.sat(1)));
        Psbt one = Edits.inputs(RELEASE, list -> list.subList(0, 1));
        refused(PolicyRule.INPUTS_ARE_PROVEN, PolicyFixture.review(one, REPAID, forged, Role.LENDER));
    }
}
