package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

class PsbtOfPlanTest {
    private static final SettlementPlan PLAN = plan(LIQUIDATION, coins(Coin.COIN, Coin.CENT), ONE);
    private static final Psbt PSBT = PLAN.toPsbt();

    /** S2: every input brings the whole transaction that it spends. */
    @Test
    void everyInputProvesItsAmount() {
        for (int i = 0; i < 2; i++) {
            PsbtInput input = PSBT.inputs().get(i);
            assertEquals(Optional.of(PLAN.coins().get(i).transaction()), input.previousTransaction());
            assertEquals(PLAN.coins().get(i).value(), PSBT.spentOutput(i).value());
            assertEquals(Optional.of(TERMS.escrow().witnessScript()), input.witnessScript());
        }
    }

    @Test
    void everyPartyFindsItsKey() {
        for (PsbtInput input : PSBT.inputs()) {
            assertEquals(3, input.origins().size());
            for (Role role : Role.values()) {
                assertEquals(
                        TERMS.escrow().origin(role),
                        input.origins().get(TERMS.escrow().key(role)));
            }
        }
        assertEquals(
                Set.of(
                        VAULT.borrower().xpub(),
                        VAULT.lender().xpub(),
                        VAULT.arbiter().xpub()),
                PSBT.xpubs().keySet());
    }

    /** Signing devices know an output for their vault's own by these fields, and show all others. */
    @Test
    void whatStaysWithTheLoanIsTheVaultsOwn() {
        Psbt kept = plan(new SettlementIntent.PartialRelease(sat(30_000_000)), Coin.COIN, ONE)
                .toPsbt();
        assertEquals(PsbtOutput.EMPTY, kept.outputs().get(0));
        PsbtOutput own = kept.outputs().get(1);
        VaultAddress next = TERMS.escrows().addresses().get(1);
        assertEquals(Optional.of(next.witnessScript()), own.witnessScript());
        assertEquals(3, own.origins().size());
        for (Role role : Role.values()) {
            assertEquals(next.origin(role), own.origins().get(next.key(role)));
        }
        assertEquals(kept, Psbt.parse(kept.serialize()));
        assertEquals(List.of(PsbtOutput.EMPTY, PsbtOutput.EMPTY), PSBT.outputs());
    }

    @Test
    void nothingIsSignedYet() {
        assertEquals("Incomplete[missingSignatures=[2, 2]]", PSBT.finish().toString());
    }

    @Test
    void theBytesComeBack() {
        assertEquals(PSBT, Psbt.parse(PSBT.serialize()));
        assertEquals(PSBT, Psbt.parseBase64(PSBT.toBase64()));
    }
}
