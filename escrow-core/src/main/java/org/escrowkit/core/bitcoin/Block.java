package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;

/** A block whose transactions are those that its header commits to: the Merkle root is checked when it is read. */
public record Block(BlockHeader header, List<Transaction> transactions) {
    /** The least bytes a transaction takes: version, two counts, locktime. */
    private static final int LEAST_TRANSACTION = 10;

    public Block {
        transactions = List.copyOf(transactions);
    }

    /** @throws MalformedException with the offset; also when the Merkle root does not fit or is ambiguous */
    public static Block parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes, "block");
        TransactionCodec.expectAtMost(TransactionCodec.MOST_BYTES, in);
        BlockHeader header = BlockHeader.read(in);
        int count = in.readCount(LEAST_TRANSACTION);
        List<Transaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.read(in));
        }
        in.expectEnd();
        if (count == 0) {
            throw in.malformed("no transactions");
        }
        if (!merkleRoot(transactions, in).equals(header.merkleRoot())) {
            throw in.malformed("transactions do not fit the Merkle root");
        }
        return new Block(header, transactions);
    }

    public Sha256Hash hash() {
        return header.hash();
    }

    public Sha256Hash previous() {
        return header.previous();
    }

    private static Sha256Hash merkleRoot(List<Transaction> transactions, ByteReader in) {
        List<byte[]> level = new ArrayList<>(transactions.size());
        transactions.forEach(transaction -> level.add(transaction.txid().serialize()));
        while (level.size() > 1) {
            List<byte[]> parents = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                byte[] left = level.get(i);
                byte[] right = level.get(Math.min(i + 1, level.size() - 1));
                // Two equal siblings that are both really there give the root of a shorter list (CVE-2012-2459).
                if (i + 1 < level.size() && Arrays.equals(left, right)) {
                    throw in.malformed("transactions repeat");
                }
                parents.add(Sha256Hash.hashTwice(left, right));
            }
            level.clear();
            level.addAll(parents);
        }
        return Sha256Hash.wrapReversed(level.get(0));
    }
}
