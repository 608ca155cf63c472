package org.escrowkit.wallet.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.wallet.node.BlockRow;

/**
 * Keeps what the watcher knows, so that no crash loses or doubles any of it: a {@link Step} is there whole or not at
 * all, and is durable when {@link #commit} returns.
 *
 * <p>One store has one writer. Where several processes share a database, that is the one that leads: {@link #commit} is
 * for it alone, all else for any. All methods may be called from any thread and throw {@link StoreException}; after one
 * the store holds what it held before, unless its Javadoc says otherwise.
 */
public interface EscrowStore extends AutoCloseable {
    /** The hash of the chain's first block. */
    Sha256Hash genesis();

    /** Where the store stands. */
    Head head();

    /** The loans that are kept beside the deposits. */
    LoanStore loans();

    /**
     * Takes the lead if nobody has it, or renews it. It ends by itself unless this or {@link #commit} comes again
     * before. A store of one process always leads.
     */
    default Leadership lead() {
        return new Leadership.Leading(0);
    }

    /**
     * Leaves the lead to another one, if there is one: for whom it is of no use now. Nothing happens where the database
     * cannot be reached; the lead then ends by itself.
     */
    default void resign() {}

    /** The newest block rows, oldest first; the last is the cursor. None before the first step. */
    List<BlockRow> blocks();

    /** All deposits that the ledger knows, in the order of their txids as shown. */
    List<Deposit> deposits();

    /**
     * One transaction: all of the step, or nothing. Nothing of the caller's runs inside it.
     *
     * <p>After a failure that can pass (disk full, locked) the same step may be given again.
     *
     * @return the head after it
     * @throws StoreException.StaleStep if the store is not at the revision that the step was made for, as when the same
     *     step comes twice
     * @throws StoreException.MoreScripts if its maker did not know all scripts
     * @throws StoreException.NotLeader if another one leads, or this one's lead has ended meanwhile
     * @throws IllegalArgumentException if the step does not fit what is stored: a block that does not stand on the
     *     cursor, a deposit that is not an output of its transaction. A bug of ours; nothing was changed
     */
    Head commit(Step step);

    /**
     * Watches scripts, in one transaction. A known one keeps its id and label, and its birth unless this one is
     * earlier. One that was born at or below the cursor, or earlier than was known, waits for a backfill.
     *
     * @return their ids, in the same order: dense, from 0 in the order of registration
     */
    List<Integer> register(List<NewScript> scripts);

    /** Gives every watched script to the consumer, in the order of ids, without holding all in memory. */
    default void scripts(Consumer<WatchedScript> consumer) {
        scripts(0, consumer);
    }

    /** The same, from this id on: those that were registered since one has looked. */
    void scripts(int from, Consumer<WatchedScript> consumer);

    /** How this script is watched, if it is. */
    Optional<WatchedScript> script(ByteString scriptPubKey);

    /** The walk over old blocks to do now, if any. */
    Optional<Backfill> backfill();

    /**
     * Events in their order, without gaps, from the one after this sequence on.
     *
     * @param after 0 for the first
     * @throws StoreException.OlderThanKnown if the store never gave this sequence: it is an older copy
     * @throws IllegalArgumentException if the events after it are trimmed
     */
    List<DepositEvent> events(long after, int most);

    /**
     * Names a consumer, so that events stay until it has acknowledged them; one that is known stays where it is.
     *
     * @return what it has acknowledged; for a new one the sequence before the oldest event kept
     */
    default long subscribe(String consumer) {
        return subscribe(List.of(consumer)).get(0);
    }

    /** The same for several at once, as for those that share the events among them: new ones start alike. */
    List<Long> subscribe(List<String> consumers);

    /** Forgets a consumer, the events of which nothing keeps any more. */
    void unsubscribe(String consumer);

    /**
     * The consumer is done with all up to and with this sequence. A lower one than before changes nothing.
     *
     * @throws StoreException.OlderThanKnown if the store never gave this sequence: it is an older copy
     */
    void acknowledge(String consumer, long sequence);

    /**
     * Deletes the events that every consumer has acknowledged; without consumers none.
     *
     * @return how many
     */
    int trim();

    @Override
    void close();
}
