package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.MemoryStore;
import org.junit.jupiter.api.Test;

class BadBlockTest {
    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private UnaryOperator<byte[]> told = block -> block;

    /** W11: what a node answers wrongly is its failure, which can pass, and nothing is taken from it. */
    @Test
    void aBlockThatIsNotTheHeadersIsABadReplyAndNothingIsTakenFromIt() {
        Watcher watcher = Watcher.open(
                Intercepted.of(BitcoinNode.class, node, (method, arguments, call) -> {
                    Object answer = call.make(arguments);
                    return answer instanceof Optional<?> found && found.orElse(null) instanceof byte[] block
                            ? Optional.of(told.apply(block))
                            : answer;
                }),
                new MemoryStore(node.genesis()),
                InstantSource.fixed(Instant.EPOCH),
                Optional.of(Runnable::run));
        node.mine(1);
        assertBadReply(watcher, block -> Arrays.copyOf(block, block.length - 1));
        assertBadReply(watcher, block -> Arrays.copyOf(block, BlockHeader.SIZE + 1));
        assertBadReply(watcher, block -> Arrays.copyOf(block, BlockHeader.SIZE));
        assertBadReply(watcher, block -> new byte[0]);
        assertBadReply(watcher, block -> {
            block[block.length - 1] ^= 1;
            return block;
        });
        told = block -> block;
        assertInstanceOf(WatchStatus.Current.class, watcher.poll());
        assertEquals(node.tip(), watcher.ledger().tip().hash());
        watcher.close();
    }

    private void assertBadReply(Watcher watcher, UnaryOperator<byte[]> wrong) {
        told = wrong;
        assertThrows(RpcException.BadReply.class, watcher::poll);
        assertEquals(node.genesis(), watcher.ledger().tip().hash());
    }
}
