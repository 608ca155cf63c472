package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.crypto.ECKey;

/** A transaction as somebody might hand it in, and the outputs that it is to spend. */
record SpendCase(Transaction transaction, List<TransactionOutput> spent) {
    /** One input of an honest spend: signed by the keys {@code first} and 2 of the script. */
    record Honest(TestSpends spend, Transaction signed, int input, int first, List<ByteString> witness) {
        static Honest seeded(Random random) {
            TestSpends spend = TestSpends.seeded(random, random.nextInt(4) == 0 ? 2 : 1);
            int first = random.nextInt(2);
            Transaction signed = spend.signed(first, 2);
            int input = random.nextInt(spend.spent().size());
            return new Honest(
                    spend, signed, input, first, signed.inputs().get(input).witness());
        }

        SpendCase with(List<ByteString> changed) {
            return new SpendCase(
                    signed.withWitnesses(replaced(
                            signed.inputs().stream()
                                    .map(TransactionInput::witness)
                                    .toList(),
                            input,
                            changed)),
                    spend.spent());
        }

        /** With one of the two signatures, or another item, replaced. */
        List<ByteString> with(int item, ByteString changed) {
            return replaced(witness, item, changed);
        }

        SpendCase withAnotherAmount() {
            TransactionOutput output = spend.spent().get(input);
            TransactionOutput richer = new TransactionOutput(output.value().add(Coin.SATOSHI), output.scriptPubKey());
            return new SpendCase(signed, replaced(spend.spent(), input, richer));
        }

        SpendCase withAnotherLockTime() {
            var later = new Transaction(2, signed.inputs(), signed.outputs(), signed.lockTime() + 1);
            return new SpendCase(later, spend.spent());
        }

        SpendCase withScriptSig() {
            TransactionInput clean = signed.inputs().get(input);
            var stuffed =
                    new TransactionInput(clean.outpoint(), ByteString.ofHex("51"), clean.sequence(), clean.witness());
            return new SpendCase(
                    new Transaction(2, replaced(signed.inputs(), input, stuffed), signed.outputs(), signed.lockTime()),
                    spend.spent());
        }
    }

    /** Any m of any n keys, signed by the right number of them. */
    static SpendCase otherMultisig(Random random) {
        List<ECKey> keys = Stream.generate(() -> TestSpends.key(random))
                .limit(1 + random.nextInt(8))
                .toList();
        int required = 1 + random.nextInt(keys.size());
        ByteString script = new MultisigScript(
                        required, keys.stream().map(TestSpends::publicKey).toList())
                .toScript();
        TestSpends spend = TestSpends.spending(random, keys, script, Scripts.p2wsh(script), 1);
        ByteString[] signatures = IntStream.range(keys.size() - required, keys.size())
                .mapToObj(spend::signature)
                .toArray(ByteString[]::new);
        return new SpendCase(spend.with(spend.stack(signatures)), spend.spent());
    }

    /** {@code <key> OP_CHECKSIG}. */
    static SpendCase otherScript(Random random) {
        ECKey key = TestSpends.key(random);
        ByteString script = new ByteWriter()
                .writeVarBytes(TestSpends.publicKey(key))
                .writeByte(0xac)
                .toByteString();
        TestSpends spend = TestSpends.spending(random, List.of(key), script, Scripts.p2wsh(script), 1);
        return new SpendCase(spend.with(List.of(spend.signature(0), script)), spend.spent());
    }

    static <T> List<T> replaced(List<T> items, int index, T item) {
        List<T> changed = new ArrayList<>(items);
        changed.set(index, item);
        return changed;
    }
}
