package org.escrowkit.core.bitcoin;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptException;

/** The same questions, answered by bitcoinj and bitcoin-kmp: implementations that are independent of this one. */
public final class Oracles {
    private Oracles() {}

    public static org.bitcoinj.core.Transaction bitcoinj(Transaction transaction) {
        return bitcoinj(transaction.serialize());
    }

    public static org.bitcoinj.core.Transaction bitcoinj(byte[] transaction) {
        return org.bitcoinj.core.Transaction.read(ByteBuffer.wrap(transaction));
    }

    public static fr.acinq.bitcoin.Transaction kmp(Transaction transaction) {
        return fr.acinq.bitcoin.Transaction.read(transaction.serialize());
    }

    /** Whether bitcoin-kmp's interpreter lets every input pass, under the rules by which nodes relay. */
    public static boolean kmpAccepts(Transaction transaction, List<TransactionOutput> spent) {
        Map<OutPoint, TxOut> outputs = new HashMap<>();
        for (int i = 0; i < spent.size(); i++) {
            Outpoint outpoint = transaction.inputs().get(i).outpoint();
            outputs.put(
                    new OutPoint(new TxId(outpoint.txid().toString()), outpoint.index()),
                    new TxOut(
                            new Satoshi(spent.get(i).value().value),
                            spent.get(i).scriptPubKey().toByteArray()));
        }
        try {
            fr.acinq.bitcoin.Transaction.correctlySpends(
                    kmp(transaction), outputs, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    /** Whether bitcoinj's {@code correctlySpends} lets one input pass with every rule that it knows. */
    public static boolean bitcoinjAccepts(Transaction transaction, int index, TransactionOutput spent) {
        List<byte[]> stack = transaction.inputs().get(index).witness().stream()
                .map(ByteString::toByteArray)
                .toList();
        try {
            Script.parse(new byte[0])
                    .correctlySpends(
                            bitcoinj(transaction),
                            index,
                            stack.isEmpty() ? null : TransactionWitness.of(stack),
                            spent.value(),
                            Script.parse(spent.scriptPubKey().toByteArray()),
                            Script.ALL_VERIFY_FLAGS);
            return true;
        } catch (ScriptException refused) {
            return false;
        }
    }
}
