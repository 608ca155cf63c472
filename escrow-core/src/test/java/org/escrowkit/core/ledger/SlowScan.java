package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/** What is watched, held twice: in the indexes, and in hash maps through which parsed blocks are looked through. */
final class SlowScan {
    final Map<ByteString, Integer> scripts = new HashMap<>();
    final Map<Outpoint, Integer> outpoints = new HashMap<>();
    final ScriptIndex scriptIndex;
    final OutpointIndex outpointIndex;
    final BlockScanner scanner;

    SlowScan(Random random) {
        scriptIndex = new ScriptIndex(random.nextLong());
        outpointIndex = new OutpointIndex(random.nextLong());
        scanner = new BlockScanner(scriptIndex, outpointIndex);
    }

    SlowScan watch(ByteString script) {
        scripts.put(script, scriptIndex.add(script));
        return this;
    }

    SlowScan watch(Outpoint outpoint, int ref) {
        outpointIndex.put(outpoint, ref);
        outpoints.put(outpoint, ref);
        return this;
    }

    List<MatchedTransaction> of(List<Transaction> transactions) {
        Map<Outpoint, Integer> known = new HashMap<>(outpoints);
        List<MatchedTransaction> matches = new ArrayList<>();
        for (int position = 0; position < transactions.size(); position++) {
            Transaction transaction = transactions.get(position);
            List<MatchedTransaction.Input> inputs = new ArrayList<>();
            for (int i = 0; i < transaction.inputs().size(); i++) {
                Integer ref = known.get(transaction.inputs().get(i).outpoint());
                if (ref != null) {
                    inputs.add(new MatchedTransaction.Input(i, ref));
                }
            }
            List<MatchedTransaction.Output> outputs = new ArrayList<>();
            for (int i = 0; i < transaction.outputs().size(); i++) {
                Integer script = scripts.get(transaction.outputs().get(i).scriptPubKey());
                if (script != null) {
                    outputs.add(new MatchedTransaction.Output(i, script));
                    known.putIfAbsent(transaction.outpoint(i), OutpointIndex.NONE);
                }
            }
            if (!inputs.isEmpty() || !outputs.isEmpty()) {
                matches.add(new MatchedTransaction(position, transaction, outputs, inputs));
            }
        }
        return matches;
    }

    List<MatchedTransaction> of(byte[] block) {
        return of(Block.parse(block).transactions());
    }

    List<MatchedTransaction> scan(byte[] block) {
        return scanner.scan(block);
    }
}
