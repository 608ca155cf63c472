package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

class BitcoinjTransactionsTest {
    private static final long SEED = 171;

    @Test
    void goToBitcoinjAndBackUnchanged() {
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            Transaction ours = random(random);
            String which = "seed " + SEED + ", transaction " + i;
            org.bitcoinj.core.Transaction theirs = BitcoinjTransactions.to(ours);
            assertEquals(ours.txid(), theirs.getTxId(), which);
            assertEquals(ours.wtxid(), theirs.getWTxId(), which);
            assertEquals(ours.weight(), theirs.getWeight(), which);
            assertArrayEquals(ours.serialize(), theirs.serialize(), which);
            assertEquals(ours, BitcoinjTransactions.from(theirs), which);
        }
    }

    @Test
    void doNotFollowWhatHappensToBitcoinjsObjectLater() {
        org.bitcoinj.core.Transaction theirs = BitcoinjTransactions.to(random(new Random(SEED)));
        Transaction before = BitcoinjTransactions.from(theirs);
        theirs.setVersion(before.version() + 1);
        assertNotEquals(before.txid(), theirs.getTxId());
        assertEquals(before.txid(), Transaction.parse(before.serialize()).txid());
    }

    @Test
    void refuseWhatTheOtherSideCannotHold() {
        Transaction noInputs =
                new Transaction(2, List.of(), random(new Random(SEED)).outputs(), 0);
        assertThrows(IllegalArgumentException.class, () -> BitcoinjTransactions.to(noInputs));
        var empty = new org.bitcoinj.core.Transaction();
        assertThrows(MalformedException.class, () -> BitcoinjTransactions.from(empty));
    }

    private static Transaction random(Random random) {
        boolean segwit = random.nextBoolean();
        List<TransactionInput> inputs = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Outpoint outpoint = new Outpoint(Sha256Hash.of(bytes(random, 8).toByteArray()), random.nextInt(100));
            List<ByteString> witness = segwit ? List.of(ByteString.EMPTY, bytes(random, 72)) : List.of();
            inputs.add(new TransactionInput(
                    outpoint, bytes(random, random.nextInt(300)), random.nextInt() & 0xffff_ffffL, witness));
        }
        Coin amount = Coin.valueOf(random.nextLong(2_100_000_000_000_001L));
        List<TransactionOutput> outputs = List.of(new TransactionOutput(amount, bytes(random, random.nextInt(40))));
        return new Transaction(1 + random.nextInt(2), inputs, outputs, random.nextInt() & 0xffff_ffffL);
    }

    private static ByteString bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }
}
