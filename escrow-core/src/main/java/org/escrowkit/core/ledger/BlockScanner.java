package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * Finds what a block does to the watched scripts and outpoints: looks at every output script and every input's outpoint
 * of its raw bytes, and makes objects of the matching transactions alone. A block without a match is walked over once
 * and allocates nothing.
 *
 * <p>Reads the indexes and never writes to them, so that a block that turns out malformed has changed nothing. The
 * spend of an output that the same block paid to a watched script is found all the same. Whether the block is the one
 * that was asked for, and its transactions those of its header, is for {@link BlockCheck} to say.
 *
 * <p>For a single thread, and for as long as a block is scanned its bytes must stay as they are.
 */
public final class BlockScanner {
    private final Screening screening;
    private final Matcher matcher;
    private final BlockWalk walk;

    /** Reads these indexes as they are at each scan: what is added to them later is looked for, too. */
    public BlockScanner(ScriptIndex scripts, OutpointIndex outpoints) {
        screening = new Screening(scripts, outpoints);
        matcher = new Matcher(scripts, outpoints);
        walk = new BlockWalk(matcher);
    }

    /**
     * The transactions that concern us, in the order in which they stand in the block.
     *
     * @throws MalformedException with the offset, unless these bytes are one whole block of at most 4,000,000 bytes
     */
    public List<Hit> scan(byte[] block) {
        // What it does not find this would not: the rest begins with a script or outpoint that was watched before.
        if (!screening.finds(block)) {
            return List.of();
        }
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

        /** What this block has paid to watched scripts so far. */
        private OutpointIndex created;

        private List<Hit> matches = List.of();
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
            matched = false;
        }

        @Override
        public void input(byte[] block, int outpoint) {
            if (outpoints.contains(block, outpoint) || (created.size() > 0 && created.contains(block, outpoint))) {
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
        }

        private Hit match(Transaction transaction) {
            Hit hit = Hit.of(transaction, script -> scripts.find(script) != ScriptIndex.NONE);
            hit.deposits().forEach(output -> created.add(transaction.outpoint(output)));
            return hit;
        }
    }
}
