package org.escrowkit.wallet.watch;

import java.util.Random;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.wallet.node.RpcException;

/** How often a schedule lets what go wrong. */
final class Faults {
    private final Random random;
    private final Tally tally;
    private final double calls;
    private final double moves;
    private final double deaths;
    private final double refusals;
    private boolean over;

    /** Some schedules are free of some faults: what one kind does is best seen without the others. */
    Faults(Random random, Tally tally) {
        this.random = random;
        this.tally = tally;
        calls = any(0, 0, 0.02, 0.1);
        moves = any(0, 0, 0.03, 0.1);
        deaths = any(0, 0.05, 0.2);
        refusals = any(0, 0, 0.05);
    }

    private double any(double... rates) {
        return rates[random.nextInt(rates.length)];
    }

    /** From now on nothing fails. */
    void end() {
        over = true;
    }

    private boolean happens(double rate, Happening happening) {
        boolean happens = !over && random.nextDouble() < rate;
        if (happens) {
            tally.count(happening);
        }
        return happens;
    }

    void call(String method) {
        if (happens(calls, Happening.CALL_FAILED)) {
            throw random.nextBoolean()
                    ? new RpcException.Unavailable(method, "as the schedule wants it", null)
                    : new RpcException.BadReply(method, "as the schedule wants it");
        }
    }

    /** One bit behind a block's header, where nothing but the Merkle root tells. */
    void corrupt(byte[] block) {
        if (happens(calls / 10, Happening.BLOCK_CORRUPTED)) {
            int place = BlockHeader.SIZE + random.nextInt(block.length - BlockHeader.SIZE);
            block[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
    }

    boolean moves() {
        return happens(moves, Happening.MOVED_DURING_POLL);
    }

    /** Whether a store does nothing, as one that is locked. */
    boolean refuses() {
        return happens(refusals, Happening.STORE_REFUSED);
    }

    /** Whether a store has done what was asked and cannot say so. */
    boolean concealsCommit() {
        return happens(refusals, Happening.COMMIT_CONCEALED);
    }

    boolean dies(Happening where) {
        return happens(deaths, where);
    }
}
