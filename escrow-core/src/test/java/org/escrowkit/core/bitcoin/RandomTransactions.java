package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/** Transactions of any well-formed shape, the same for the same seed. Their scripts and witnesses mean nothing. */
public final class RandomTransactions {
    private final Random random;

    public RandomTransactions(Random random) {
        this.random = random;
    }

    public Transaction next() {
        boolean segwit = random.nextBoolean();
        List<TransactionInput> inputs = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            inputs.add(new TransactionInput(
                    outpoint(), bytes(random.nextInt(300)), uint32(), segwit ? stack(i == 0 ? 1 : 0) : List.of()));
        }
        List<TransactionOutput> outputs = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> output())
                .toList();
        return new Transaction(random.nextInt(), inputs, outputs, uint32());
    }

    public Outpoint outpoint() {
        return new Outpoint(Sha256Hash.wrap(bytes(32).toByteArray()), uint32());
    }

    public TransactionOutput output() {
        return new TransactionOutput(amount(), bytes(random.nextInt(80)));
    }

    public Coin amount() {
        return Coin.valueOf(random.nextLong(BitcoinNetwork.MAX_MONEY.value + 1));
    }

    public ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private List<ByteString> stack(int least) {
        return IntStream.range(0, least + random.nextInt(4))
                .mapToObj(i -> bytes(random.nextInt(270)))
                .toList();
    }

    private long uint32() {
        return random.nextInt() & 0xffff_ffffL;
    }
}
