package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

/** What a PSBT says it spends (S2): a signer who believes a lie about the amount pays the difference as a fee. */
class SpentOutputTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(8);
    private static final TransactionOutput TRUTH = SPEND.spent().get(0);

    @Test
    void isTheOutputOfThePreviousTransaction() {
        assertEquals(TRUTH, SPEND.psbt().spentOutput(0));
        assertEquals(TRUTH, SPEND.with(change().spentOutput(null).build()).spentOutput(0));
    }

    @Test
    void isUnknownWithoutThePreviousTransaction() {
        Psbt witnessUtxoOnly = SPEND.with(change().previousTransaction(null).build());
        assertFault(PsbtFault.FIELD_MISSING, "previous transaction", () -> witnessUtxoOnly.spentOutput(0));
    }

    /** CVE-2020-14199. */
    @Test
    void isNotBelievedOfALyingWitnessUtxo() {
        TransactionOutput poorer = new TransactionOutput(TRUTH.value().minus(Coin.SATOSHI), TRUTH.scriptPubKey());
        TransactionOutput elsewhere = new TransactionOutput(TRUTH.value(), ByteString.ofHex("51"));
        for (TransactionOutput lie : List.of(poorer, elsewhere)) {
            Psbt lying = SPEND.with(change().spentOutput(lie).build());
            assertFault(PsbtFault.UTXO_MISMATCH, "witness UTXO", () -> lying.spentOutput(0));
        }
    }

    @Test
    void isNotBelievedOfALyingPreviousTransaction() {
        Transaction deposit = SPEND.deposits().get(0);
        TransactionOutput richer = new TransactionOutput(TRUTH.value().plus(Coin.SATOSHI), TRUTH.scriptPubKey());
        Transaction lie = new Transaction(
                deposit.version(), deposit.inputs(), List.of(deposit.outputs().get(0), richer), deposit.lockTime());
        Psbt lying =
                SPEND.with(change().previousTransaction(lie).spentOutput(richer).build());
        assertFault(PsbtFault.UTXO_MISMATCH, "does not spend that transaction", () -> lying.spentOutput(0));
    }

    @Test
    void isNotAnOutputThatThePreviousTransactionDoesNotHave() {
        for (long index : new long[] {2, 0xffff_ffffL}) {
            Outpoint beyond = new Outpoint(SPEND.deposits().get(0).txid(), index);
            Transaction unsigned = SPEND.psbt().unsignedTransaction();
            Transaction spending =
                    new Transaction(2, List.of(TransactionInput.unsigned(beyond, 0)), unsigned.outputs(), 0);
            Psbt psbt = Psbt.create(spending)
                    .withInput(0, change().spentOutput(null).build());
            assertFault(PsbtFault.UTXO_MISMATCH, () -> psbt.spentOutput(0));
        }
    }

    @Test
    void isSignedForUnderItsOwnScriptOnly() {
        assertFault(
                PsbtFault.FIELD_MISSING,
                "witness script",
                () -> SPEND.with(change().witnessScript(null).build()).sighash(0));
        ByteString other = TestPsbts.seeded(9).input().witnessScript().orElseThrow();
        assertFault(
                PsbtFault.UTXO_MISMATCH,
                "another script",
                () -> SPEND.with(change().witnessScript(other).build()).sighash(0));
    }

    @Test
    void isCommittedToByWhatIsSigned() {
        Transaction unsigned = SPEND.psbt().unsignedTransaction();
        ByteString script = SPEND.input().witnessScript().orElseThrow();
        assertEquals(
                SegwitSighash.of(unsigned).forInput(0, script, TRUTH.value()),
                SPEND.psbt().sighash(0));
        assertNotEquals(
                SegwitSighash.of(unsigned).forInput(0, script, TRUTH.value().plus(Coin.SATOSHI)),
                SPEND.psbt().sighash(0));
    }

    private static PsbtInputBuilder change() {
        return SPEND.input().toBuilder();
    }
}
