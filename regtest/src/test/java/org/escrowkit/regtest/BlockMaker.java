package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * Blocks that regtest's rules accept, on any block: a branch is handed to the node block by block and becomes its chain
 * at once with the block that makes it the heavier one, as in the wild and unlike after {@code invalidateblock}.
 */
final class BlockMaker {
    private static final long LEAST_WORK = 0x207f_ffffL;
    private static final int HALVING = 150;
    private static final int LARGEST_OPCODE_NUMBER = 16;

    /** OP_RETURN, 36 bytes, and the mark of BIP141's commitment. */
    private static final ByteString COMMITMENT = ByteString.ofHex("6a24aa21a9ed");

    private static final ByteString NOTHING = ByteString.of(new byte[32]);

    private BlockMaker() {}

    /** The first transaction of a block with these others. The number tells it apart from those of its siblings. */
    static Transaction coinbase(int height, long number, ByteString reward, List<Transaction> others) {
        ByteString script = new ByteWriter()
                .write(pushed(height))
                .writeByte(Long.BYTES)
                .writeInt64(number)
                .toByteString();
        List<TransactionOutput> outputs = new ArrayList<>();
        outputs.add(new TransactionOutput(subsidy(height), reward));
        List<ByteString> witness = List.of();
        if (others.stream().anyMatch(Transaction::hasWitness)) {
            outputs.add(new TransactionOutput(Coin.ZERO, commitment(others)));
            witness = List.of(NOTHING);
        }
        Outpoint none = new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL);
        TransactionInput input = new TransactionInput(none, script, TransactionInput.SEQUENCE_FINAL, witness);
        return new Transaction(Transaction.VERSION_2, List.of(input), outputs, 0);
    }

    private static Coin subsidy(int height) {
        int halvings = Math.min(Long.SIZE - 1, height / HALVING);
        return Coin.valueOf(Coin.FIFTY_COINS.value >> halvings);
    }

    /** As BIP34 has it. */
    private static ByteString pushed(int height) {
        if (height <= LARGEST_OPCODE_NUMBER) {
            return ByteString.of((byte) (0x50 + height));
        }
        ByteWriter number = new ByteWriter();
        int size = 0;
        for (int left = height; left > 0; left >>= Byte.SIZE) {
            number.writeByte(left & 0xff);
            size++;
            if (left >= 0x80 && left <= 0xff) {
                number.writeByte(0);
                size++;
            }
        }
        return new ByteWriter().writeByte(size).write(number.toByteString()).toByteString();
    }

    private static ByteString commitment(List<Transaction> others) {
        List<Sha256Hash> leaves = new ArrayList<>(List.of(Sha256Hash.ZERO_HASH));
        others.forEach(transaction -> leaves.add(transaction.wtxid()));
        byte[] hash = Sha256Hash.hashTwice(root(leaves).serialize(), NOTHING.toByteArray());
        return new ByteWriter().write(COMMITMENT).write(hash).toByteString();
    }

    /** @param transactions the coinbase first */
    static ByteString block(Sha256Hash parent, long time, List<Transaction> transactions) {
        ByteString fields = new ByteWriter()
                .writeInt32(0x2000_0000)
                .writeReversedHash(parent)
                .writeReversedHash(
                        root(transactions.stream().map(Transaction::txid).toList()))
                .writeInt32(time)
                .writeInt32(LEAST_WORK)
                .toByteString();
        ByteWriter block = new ByteWriter().write(header(fields)).writeCompactSize(transactions.size());
        transactions.forEach(transaction -> transaction.write(block));
        return block.toByteString();
    }

    private static ByteString header(ByteString fields) {
        for (int nonce = 0; ; nonce++) {
            ByteString header = new ByteWriter().write(fields).writeInt32(nonce).toByteString();
            byte[] hash = Sha256Hash.hashTwice(header.toByteArray());
            // The highest byte of regtest's target is 7f, too.
            if ((hash[hash.length - 1] & 0xff) < 0x7f) {
                return header;
            }
        }
    }

    private static Sha256Hash root(List<Sha256Hash> leaves) {
        List<Sha256Hash> level = leaves;
        while (level.size() > 1) {
            List<Sha256Hash> parents = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                Sha256Hash right = level.get(Math.min(i + 1, level.size() - 1));
                parents.add(Sha256Hash.wrapReversed(
                        Sha256Hash.hashTwice(level.get(i).serialize(), right.serialize())));
            }
            level = parents;
        }
        return level.get(0);
    }
}
