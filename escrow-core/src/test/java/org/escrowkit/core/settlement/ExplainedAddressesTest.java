package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sign;
import static org.escrowkit.core.TestStates.demanding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.psbt.PsbtOddity;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Coins lie at two of the loan's addresses, and what stays goes to a third. */
class ExplainedAddressesTest {
    private static final List<ByteString> SCRIPTS = TERMS.escrows().scripts();
    private static final Ledger LEDGER = TestChain.watching(SCRIPTS.toArray(ByteString[]::new))
            .mine(TestChain.paying(1, SCRIPTS.get(0), btc("0.5")), TestChain.paying(2, SCRIPTS.get(1), Coin.COIN))
            .mineEmpty(3)
            .ledger();
    private static final Loan LOAN = demanding(new SettlementIntent.PartialRelease(btc("0.25")), TERMS, LEDGER, 1);
    private static final Psbt RELEASE = SettlementPlanner.plan(
                    SettlementQuestion.of(LOAN, LEDGER, 0).orElseThrow(), FeeRate.ofSatsPerVb(2))
            .toPsbt();

    private static PsbtExplanation explain(Psbt psbt) {
        return SettlementExplainer.of(LOAN, LEDGER).explain(psbt);
    }

    @Test
    void nothingIsOddAboutAnyOfThem() {
        PsbtExplanation unsigned = explain(RELEASE);
        assertEquals(List.of(), unsigned.oddities(), unsigned::text);
        assertTrue(unsigned.text().contains("to the loan's next address"), unsigned::text);
        Psbt signed = sign(sign(RELEASE, Role.LENDER), Role.BORROWER);
        PsbtExplanation complete = explain(signed);
        assertEquals(List.of(), complete.oddities(), complete::text);
        assertTrue(complete.text().contains("by the borrower and the lender, verified"), complete::text);
    }

    /** S6: a script of the loan's own, but of another of its addresses, is the wrong one. */
    @Test
    void theScriptOfAnotherAddressIsOdd() {
        Psbt swapped = RELEASE.withInputs(
                List.of(RELEASE.inputs().get(1), RELEASE.inputs().get(0)));
        PsbtExplanation explanation = explain(swapped);
        assertTrue(explanation.names(PsbtOddity.Kind.SCRIPT_NOT_OURS), explanation::text);
        assertTrue(explanation.names(PsbtOddity.Kind.UTXO_MISMATCH), explanation::text);
    }
}
