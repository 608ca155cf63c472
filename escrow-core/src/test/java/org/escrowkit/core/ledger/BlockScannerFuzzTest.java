package org.escrowkit.core.ledger;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MerkleTrees;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** The scanner and the block parser, which share no code: they accept the same blocks and find the same in them. */
class BlockScannerFuzzTest {
    private static final int MERKLE_ROOT_AT = 36;
    private static final List<Transaction> SEEDS = Stream.generate(new RandomTransactions(new Random(8))::next)
            .limit(4)
            .toList();

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, BlockScannerFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), BlockScannerFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return Stream.of(1, 2, 3, 4)
                .map(count -> SEEDS.subList(0, count))
                .map(transactions -> MerkleTrees.block(MerkleTrees.root(transactions), transactions))
                .toList();
    }

    private static void check(byte[] input) {
        compare(input);
        // Few mutations keep the Merkle root: the header gets the one that fits.
        accepted(() -> MerkleTree.of(input), MalformedException.class).ifPresent(tree -> {
            byte[] rooted = input.clone();
            byte[] root = tree.root().serialize();
            for (int i = 0; i < root.length; i++) {
                rooted[MERKLE_ROOT_AT + i] = root[i];
            }
            compare(rooted);
        });
    }

    private static void compare(byte[] input) {
        SlowScan watched = watched();
        Optional<Block> block = accepted(() -> Block.parse(input), MalformedException.class);
        Optional<List<Hit>> matches = accepted(() -> watched.scan(input), MalformedException.class);
        Optional<MerkleTree> tree = accepted(() -> MerkleTree.of(input), MalformedException.class);
        assertEquals(matches.isPresent(), tree.isPresent());
        assertEquals(
                block.isPresent(),
                tree.filter(fits -> !fits.repeats() && isRootOf(fits.root(), input))
                        .isPresent());
        block.ifPresent(whole -> {
            assertEquals(watched.of(whole.transactions()), matches.orElseThrow());
            assertEquals(
                    whole.transactions().get(0).isCoinbase(), tree.orElseThrow().hasCoinbase());
        });
    }

    private static boolean isRootOf(Sha256Hash root, byte[] block) {
        return BlockHeader.parse(Arrays.copyOf(block, BlockHeader.SIZE))
                .merkleRoot()
                .equals(root);
    }

    /** Every second script and outpoint of the seeds, so that mutations of them match or just not. */
    private static SlowScan watched() {
        SlowScan watched = new SlowScan(new Random(9));
        for (Transaction transaction : SEEDS) {
            for (int i = 0; i < transaction.outputs().size(); i += 2) {
                watched.watch(transaction.outputs().get(i).scriptPubKey());
            }
            for (int i = 0; i < transaction.inputs().size(); i += 2) {
                watched.watch(transaction.inputs().get(i).outpoint());
            }
        }
        return watched;
    }
}
