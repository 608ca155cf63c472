package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/** What is watched, held twice: in the indexes, and in hash sets through which parsed blocks are looked through. */
final class SlowScan {
    final Set<ByteString> scripts = new HashSet<>();
    final Set<Outpoint> outpoints = new HashSet<>();
    final ScriptIndex scriptIndex;
    final OutpointIndex outpointIndex;
    final BlockScanner scanner;

    SlowScan(Random random) {
        scriptIndex = new ScriptIndex(random.nextLong());
        outpointIndex = new OutpointIndex(random.nextLong());
        scanner = new BlockScanner(scriptIndex, outpointIndex);
    }

    SlowScan watch(ByteString script) {
        scripts.add(script);
        scriptIndex.add(script);
        return this;
    }

    SlowScan watch(Outpoint outpoint) {
        outpoints.add(outpoint);
        outpointIndex.add(outpoint);
        return this;
    }

    List<Hit> of(List<Transaction> transactions) {
        Set<Outpoint> known = new HashSet<>(outpoints);
        List<Hit> matches = new ArrayList<>();
        for (Transaction transaction : transactions) {
            List<Integer> deposits = new ArrayList<>();
            for (int i = 0; i < transaction.outputs().size(); i++) {
                if (scripts.contains(transaction.outputs().get(i).scriptPubKey())) {
                    deposits.add(i);
                }
            }
            boolean spends = transaction.inputs().stream().anyMatch(input -> known.contains(input.outpoint()));
            if (spends || !deposits.isEmpty()) {
                matches.add(new Hit(transaction, deposits));
            }
            deposits.forEach(output -> known.add(transaction.outpoint(output)));
        }
        return matches;
    }

    List<Hit> of(byte[] block) {
        return of(Block.parse(block).transactions());
    }

    List<Hit> scan(byte[] block) {
        return scanner.scan(block);
    }
}
