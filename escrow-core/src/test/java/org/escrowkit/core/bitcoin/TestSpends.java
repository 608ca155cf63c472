package org.escrowkit.core.bitcoin;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.bouncycastle.util.BigIntegers;

/**
 * A transaction that spends 2-of-3 P2WSH outputs, with the keys to them. The keys stand in the script's order; the same
 * seed gives the same keys and, signatures being deterministic, the same bytes.
 */
public record TestSpends(
        List<ECKey> keys, ByteString witnessScript, Transaction unsigned, List<TransactionOutput> spent) {
    public static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private static final Secp256k1 NATIVE = Secp256k1.get();

    /** One input. */
    public static TestSpends seeded(long seed) {
        return seeded(new Random(seed), 1);
    }

    public static TestSpends seeded(Random random, int inputs) {
        List<ECKey> keys = Stream.generate(() -> key(random))
                .limit(3)
                .sorted(ECKey.PUBKEY_COMPARATOR)
                .toList();
        ByteString script = MultisigScript.sorted(
                        2, keys.stream().map(TestSpends::publicKey).toList())
                .toScript();
        return spending(random, keys, script, Scripts.p2wsh(script), inputs);
    }

    /** Outputs of this script, spent to an output of another. */
    public static TestSpends spending(
            Random random, List<ECKey> keys, ByteString witnessScript, ByteString scriptPubKey, int count) {
        RandomTransactions transactions = new RandomTransactions(random);
        List<TransactionInput> inputs = IntStream.range(0, count)
                .mapToObj(
                        i -> TransactionInput.unsigned(transactions.outpoint(), TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        List<TransactionOutput> spent = IntStream.range(0, count)
                .mapToObj(i -> new TransactionOutput(Coin.valueOf(100_000L + random.nextInt(1 << 30)), scriptPubKey))
                .toList();
        Transaction unsigned =
                new Transaction(Transaction.VERSION_2, inputs, List.of(transactions.output()), random.nextInt(900_000));
        return new TestSpends(keys, witnessScript, unsigned, spent);
    }

    public static ECKey key(Random random) {
        byte[] secret = BigIntegers.asUnsignedByteArray(32, new BigInteger(250, random).add(BigInteger.TWO));
        byte[] publicKey = NATIVE.pubKeyCompress(NATIVE.pubkeyCreate(secret));
        return ECKey.fromPrivateAndPrecalculatedPublic(secret, publicKey);
    }

    public static ByteString publicKey(ECKey key) {
        return ByteString.of(key.getPubKey());
    }

    /** By the native library, which is fast; bitcoinj's signatures are the same. */
    public static EcdsaSignature sign(ECKey key, Sha256Hash hash) {
        return EcdsaSignature.ofCompact(NATIVE.sign(hash.getBytes(), key.getPrivKeyBytes(), null));
    }

    public Sha256Hash sighash(int input) {
        return SegwitSighash.of(unsigned)
                .forInput(input, witnessScript, spent.get(input).value());
    }

    /** With SIGHASH_ALL behind it, for the first input. */
    public ByteString signature(int key) {
        return signature(0, keys.get(key));
    }

    public ByteString signature(int input, ECKey key) {
        return sign(key, sighash(input)).toDer().plus(SegwitSighash.SIGHASH_ALL);
    }

    /** An empty item, these, and the script. */
    public List<ByteString> stack(ByteString... signatures) {
        List<ByteString> stack = new ArrayList<>(List.of(signatures));
        stack.add(0, ByteString.EMPTY);
        stack.add(witnessScript);
        return stack;
    }

    /** The witness of an input that these two keys, by their place in the script, sign. */
    public List<ByteString> signedBy(int input, int one, int other) {
        return stack(signature(input, keys.get(one)), signature(input, keys.get(other)));
    }

    /** Every input honestly signed by these two keys. */
    public Transaction signed(int one, int other) {
        return unsigned.withWitnesses(IntStream.range(0, spent.size())
                .mapToObj(input -> signedBy(input, one, other))
                .toList());
    }

    /** The transaction of one input, with this witness. */
    public Transaction with(List<ByteString> witness) {
        return unsigned.withWitnesses(List.of(witness));
    }
}
