package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

class TransactionFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, TransactionFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), TransactionFuzzTest::check);
    }

    static List<byte[]> seeds() {
        RandomTransactions random = new RandomTransactions(new Random(1));
        Transaction signed = TestSpends.seeded(new Random(2), 2).signed(0, 1);
        return Stream.concat(
                        Stream.of(signed, signed.withoutWitnesses()),
                        Stream.generate(random::next).limit(4))
                .map(Transaction::serialize)
                .toList();
    }

    private static void check(byte[] input) {
        accepted(() -> Transaction.parse(input), MalformedException.class).ifPresent(transaction -> {
            assertArrayEquals(input, transaction.serialize());
            assertEquals(transaction, Transaction.parse(transaction.serialize()));
            Transaction bare = transaction.withoutWitnesses();
            assertEquals(transaction.txid(), bare.txid());
            assertEquals(4L * bare.serialize().length, bare.weight());
            assertEquals(bare.weight() / 4 * 3 + input.length, transaction.weight());
        });
        accepted(() -> Transaction.parseLegacy(ByteString.of(input)), MalformedException.class)
                .ifPresent(transaction -> assertArrayEquals(input, transaction.serializeLegacy()));
    }
}
