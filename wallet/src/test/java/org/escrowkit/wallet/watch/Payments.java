package org.escrowkit.wallet.watch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import org.escrowkit.wallet.node.FakeBitcoinNode;

/** Makes transactions, each another one, that pay the scripts of {@link #SCRIPTS} or strangers. */
final class Payments {
    /** Those that are watched sooner or later, or never. */
    static final List<ByteString> SCRIPTS =
            IntStream.range(0, 12).mapToObj(i -> p2wsh("script " + i)).toList();

    private static final int FRESH = 77;
    private static final long DUST = 300;

    private final Random random;
    private int salt;

    Payments(Random random) {
        this.random = random;
    }

    /** Whether this is a coin from nowhere, that every branch holds from its first block on. */
    static boolean isFresh(Outpoint coin) {
        return coin.index() == FRESH;
    }

    /** Pays one script or several, and as often as not a stranger too, with fresh money. */
    Transaction deposit() {
        return paying(List.of(new Outpoint(hash("coin " + salt++), FRESH)), outputs(1 + random.nextInt(3)));
    }

    /** Takes these coins: to strangers, or back to a script. */
    Transaction spend(List<Outpoint> coins) {
        return paying(coins, outputs(random.nextInt(3) == 0 ? 1 : 0));
    }

    /** Takes the first coin that the other one takes; pays none of the scripts as often as not. */
    Transaction rival(Transaction other) {
        List<Outpoint> coins = List.of(other.inputs().get(0).outpoint());
        return paying(coins, outputs(random.nextInt(2)));
    }

    /** Pays a script or a stranger. */
    Transaction coinbase() {
        return FakeBitcoinNode.coinbase(salt++, outputs(random.nextInt(6) == 0 ? 1 : 0));
    }

    private List<TransactionOutput> outputs(int deposits) {
        List<TransactionOutput> outputs = new ArrayList<>();
        for (int i = 0; i < deposits; i++) {
            outputs.add(new TransactionOutput(value(), SCRIPTS.get(random.nextInt(SCRIPTS.size()))));
        }
        if (deposits == 0 || random.nextBoolean()) {
            TransactionOutput stranger = new TransactionOutput(Coin.COIN, p2wsh("stranger"));
            outputs.add(random.nextInt(outputs.size() + 1), stranger);
        }
        return outputs;
    }

    private Coin value() {
        return random.nextInt(4) == 0
                ? Coin.valueOf(1 + random.nextInt((int) DUST))
                : Coin.valueOf(1_000 + random.nextInt(1_000_000));
    }

    private Transaction paying(List<Outpoint> coins, List<TransactionOutput> outputs) {
        List<TransactionInput> inputs = coins.stream()
                .map(coin -> TransactionInput.unsigned(coin, TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        return new Transaction(2, inputs, outputs, salt++);
    }

    static boolean isDust(TransactionOutput output) {
        return output.value().value <= DUST;
    }

    private static ByteString p2wsh(String text) {
        return ByteString.ofHex("0020" + hash(text));
    }

    private static Sha256Hash hash(String text) {
        return Sha256Hash.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
