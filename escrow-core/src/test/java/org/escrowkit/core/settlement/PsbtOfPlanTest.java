package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
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
