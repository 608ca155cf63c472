package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

class BlockFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, BlockFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), BlockFuzzTest::check);
    }

    static List<byte[]> seeds() {
        RandomTransactions random = new RandomTransactions(new Random(3));
        return Stream.of(1, 2, 3)
                .map(count -> Stream.generate(random::next).limit(count).toList())
                .map(transactions -> MerkleTrees.block(MerkleTrees.root(transactions), transactions))
                .toList();
    }

    private static void check(byte[] input) {
        accepted(() -> BlockHeader.parse(input), MalformedException.class)
                .ifPresent(header -> assertArrayEquals(input, written(header)));
        accepted(() -> Block.parse(input), MalformedException.class).ifPresent(block -> {
            ByteWriter out = new ByteWriter().write(written(block.header()));
            out.writeCompactSize(block.transactions().size());
            block.transactions().forEach(transaction -> out.write(transaction.serialize()));
            assertArrayEquals(input, out.toByteArray());
        });
        // Few mutations keep the Merkle root: what stands in its place as one transaction gets a block that fits.
        if (input.length > BlockHeader.SIZE) {
            byte[] body = Arrays.copyOfRange(input, BlockHeader.SIZE + 1, input.length);
            accepted(() -> Transaction.parse(body), MalformedException.class)
                    .map(transaction -> MerkleTrees.block(transaction.txid(), List.of(transaction)))
                    .ifPresent(block ->
                            assertEquals(1, Block.parse(block).transactions().size()));
        }
    }

    private static byte[] written(BlockHeader header) {
        byte[] bytes = new ByteWriter()
                .writeInt32(header.version())
                .writeReversedHash(header.previous())
                .writeReversedHash(header.merkleRoot())
                .writeInt32(header.time())
                .writeInt32(header.bits())
                .writeInt32(header.nonce())
                .toByteArray();
        assertEquals(Sha256Hash.wrapReversed(Sha256Hash.hashTwice(bytes)), header.hash());
        return bytes;
    }
}
