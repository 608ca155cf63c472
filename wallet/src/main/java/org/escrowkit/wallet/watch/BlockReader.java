package org.escrowkit.wallet.watch;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockCheck;
import org.escrowkit.core.ledger.BlockScanner;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Hit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.OutpointIndex;
import org.escrowkit.core.ledger.ScriptIndex;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.EscrowStore;

/** Finds in blocks and in the mempool what concerns the watched scripts and the deposits to them. */
final class BlockReader {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScriptIndex scripts = new ScriptIndex(RANDOM.nextLong());
    private final OutpointIndex outpoints = new OutpointIndex(RANDOM.nextLong());
    private final BlockScanner scanner = new BlockScanner(scripts, outpoints);

    /** Scripts of the store that were taken in: those with the ids below. */
    private int known;

    /** Takes in the scripts that were registered since this was called, here or by another process. */
    void pickUp(EscrowStore store, Consumer<ByteString> fresh) {
        store.scripts(known, script -> {
            scripts.add(script.scriptPubKey());
            known = script.id() + 1;
            fresh.accept(script.scriptPubKey());
        });
    }

    int known() {
        return known;
    }

    /**
     * From now on finds what spends this deposit or stands in its place. Nothing is forgotten: to look too often is
     * safe.
     *
     * @return the coins that are watched from now on
     */
    List<Outpoint> watch(Deposit deposit) {
        return Ledger.interesting(deposit).stream().filter(outpoints::add).toList();
    }

    /** @throws RpcException.BadReply if the transactions are malformed, or not those that the header commits to */
    List<Hit> read(ChainBlock block) {
        try {
            BlockCheck.transactions(block.bytes()).ifPresent(fault -> {
                throw new RpcException.BadReply("getblock", block.hash() + ": " + fault);
            });
            return scanner.scan(block.bytes());
        } catch (MalformedException malformed) {
            throw new RpcException.BadReply("getblock", block.hash() + ": " + malformed.getMessage(), malformed);
        }
    }

    Hit read(Transaction transaction) {
        return Hit.of(transaction, this::isWatched);
    }

    boolean concerns(Transaction transaction) {
        return transaction.outputs().stream().anyMatch(output -> isWatched(output.scriptPubKey()))
                || transaction.inputs().stream().anyMatch(input -> outpoints.contains(input.outpoint()));
    }

    private boolean isWatched(ByteString script) {
        return scripts.find(script) != ScriptIndex.NONE;
    }
}
