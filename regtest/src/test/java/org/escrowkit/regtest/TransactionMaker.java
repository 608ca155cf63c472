package org.escrowkit.regtest;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * Transactions of any well-formed shape, with scripts and witnesses that mean nothing; and what may befall their bytes.
 */
final class TransactionMaker {
    private final Random random;

    TransactionMaker(long seed) {
        random = new Random(seed);
    }

    Transaction next() {
        boolean segwit = random.nextBoolean();
        List<TransactionInput> inputs = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> new TransactionInput(
                        new Outpoint(Sha256Hash.wrap(bytes(32).toByteArray()), uint32()),
                        bytes(random.nextInt(300)),
                        uint32(),
                        segwit ? stack(i == 0 ? 1 : 0) : List.of()))
                .toList();
        List<TransactionOutput> outputs = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> new TransactionOutput(
                        Coin.valueOf(random.nextLong(2_100_000_000_000_001L)), bytes(random.nextInt(80))))
                .toList();
        return new Transaction(random.nextInt(), inputs, outputs, uint32());
    }

    /** One byte changed where the structure is, or bytes put in or cut out, or the end cut off. */
    byte[] mutated(Transaction transaction) {
        ByteString whole = ByteString.of(transaction.serialize());
        int at = 4 + random.nextInt(Math.min(whole.size() - 4, 80));
        ByteString head = whole.slice(0, at);
        ByteString tail = whole.slice(at + 1, whole.size());
        return switch (random.nextInt(5)) {
            case 0 -> joined(head, bytes(2), tail);
            case 1 -> joined(head, ByteString.EMPTY, tail);
            case 2 -> whole.slice(0, 4 + random.nextInt(whole.size() - 4)).toByteArray();
            default -> joined(head, bytes(1), tail);
        };
    }

    private static byte[] joined(ByteString head, ByteString middle, ByteString tail) {
        return ByteString.ofHex(head.toHex() + middle.toHex() + tail.toHex()).toByteArray();
    }

    private List<ByteString> stack(int least) {
        return IntStream.range(0, least + random.nextInt(4))
                .mapToObj(i -> bytes(random.nextInt(270)))
                .toList();
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private long uint32() {
        return random.nextInt() & 0xffff_ffffL;
    }
}
