package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * Finds what a block does to the watched scripts and outpoints: looks at every output script and every input's outpoint
 * of its raw bytes, once, and makes objects of the matching transactions alone. A block without a match allocates
 * nothing.
 *
 * <p>Reads the indexes and never writes to them, so that a block that turns out malformed has changed nothing. The
 * spend of an output that the same block paid to a watched script is found all the same. Whether the block is the one
 * that was asked for, and its transactions those of its header, is for {@link BlockCheck} to say.
 *
 * <p>For a single thread, and for as long as a block is scanned its bytes must stay as they are.
 */
public final class BlockScanner {
    private final Matcher matcher;
    private final BlockWalk walk;

    /** Reads these indexes as they are at each scan: what is added to them later is looked for, too. */
    public BlockScanner(ScriptIndex scripts, OutpointIndex outpoints) {
        matcher = new Matcher(scripts, outpoints);
        walk = new BlockWalk(matcher);
    }

    /**
     * The transactions that concern us, in the order in which they stand in the block.
     *
     * @throws MalformedException with the offset, unless these bytes are one whole block of at most 4,000,000 bytes
     */
    public List<MatchedTransaction> scan(byte[] block) {
        try {
            walk.walk(block);
            return List.copyOf(matcher.matches);
        } finally {
            matcher.reset();
        }
    }

    private static final class Matcher implements BlockWalk.Visitor {
        private final ScriptIndex scripts;
        private final OutpointIndex outpoints;

        /** What this block has paid to watched scripts so far, by position of the transaction. */
        private OutpointIndex created;

        private List<MatchedTransaction> matches = List.of();
        private int position;
        private boolean matched;

        Matcher(ScriptIndex scripts, OutpointIndex outpoints) {
            this.scripts = scripts;
            this.outpoints = outpoints;
            created = outpoints.empty();
        }

        void reset() {
            if (!matches.isEmpty()) {
                created = outpoints.empty();
                matches = List.of();
            }
            position = 0;
            matched = false;
        }

        @Override
        public void input(byte[] block, int outpoint) {
            if (outpoints.find(block, outpoint) != OutpointIndex.NONE
                    || (created.size() > 0 && created.find(block, outpoint) != OutpointIndex.NONE)) {
                matched = true;
            }
        }

        @Override
        public void output(byte[] block, int script, int length) {
            if (scripts.find(block, script, length) != ScriptIndex.NONE) {
                matched = true;
            }
        }

        @Override
        public void transaction(byte[] block, int start, int body, int bodyEnd, int end) {
            if (matched) {
                if (matches.isEmpty()) {
                    matches = new ArrayList<>();
                }
                matches.add(match(Transaction.parse(Arrays.copyOfRange(block, start, end))));
                matched = false;
            }
            position++;
        }

        private MatchedTransaction match(Transaction transaction) {
            List<MatchedTransaction.Input> inputs = spent(transaction);
            List<MatchedTransaction.Output> outputs = paid(transaction);
            Sha256Hash txid = transaction.txid();
            outputs.forEach(output -> created.put(new Outpoint(txid, output.index()), position));
            return new MatchedTransaction(position, transaction, outputs, inputs);
        }

        private List<MatchedTransaction.Input> spent(Transaction transaction) {
            List<MatchedTransaction.Input> inputs = new ArrayList<>();
            for (int i = 0; i < transaction.inputs().size(); i++) {
                Outpoint outpoint = transaction.inputs().get(i).outpoint();
                int ref = outpoints.find(outpoint);
                if (ref != OutpointIndex.NONE || created.find(outpoint) != OutpointIndex.NONE) {
                    inputs.add(new MatchedTransaction.Input(i, ref));
                }
            }
            return inputs;
        }

        private List<MatchedTransaction.Output> paid(Transaction transaction) {
            List<MatchedTransaction.Output> outputs = new ArrayList<>();
            List<TransactionOutput> all = transaction.outputs();
            for (int i = 0; i < all.size(); i++) {
                int script = scripts.find(all.get(i).scriptPubKey());
                if (script != ScriptIndex.NONE) {
                    outputs.add(new MatchedTransaction.Output(i, script));
                }
            }
            return outputs;
        }
    }
}
