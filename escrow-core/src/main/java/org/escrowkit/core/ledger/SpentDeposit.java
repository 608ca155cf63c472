package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * A deposit that a block made and a block spent, but for its outpoint, in less than half the room: there is one for
 * each loan that ever was, and hardly anybody asks for it.
 */
record SpentDeposit(ByteString bytes) {
    /** Of a transaction. A larger one may have made many deposits, which share it as long as it is an object. */
    private static final int MOST_BYTES = 600;

    /** Empty where it is not such a deposit, and where it would not come back as it is. */
    static Optional<SpentDeposit> of(Deposit deposit) {
        Optional<Spend> spend = deposit.spend();
        Optional<BlockRef> spentIn = spend.flatMap(Spend::block);
        if (deposit.block().isEmpty() || spentIn.isEmpty() || deposit.inMempool() || !isPlain(deposit)) {
            return Optional.empty();
        }
        ByteWriter out = new ByteWriter();
        write(deposit.block().get(), out);
        out.writeReversedHash(spend.get().txid());
        write(spentIn.get(), out);
        List<ByteString> signers = spend.get().signers();
        out.writeCompactSize(signers.size());
        signers.forEach(out::writeVarBytes);
        deposit.transaction().write(out);
        return Optional.of(new SpentDeposit(out.toByteString()));
    }

    private static boolean isPlain(Deposit deposit) {
        Transaction made = deposit.transaction();
        long index = deposit.outpoint().index();
        return made.size() <= MOST_BYTES
                && !made.inputs().isEmpty()
                && index < made.outputs().size()
                && made.outputs()
                        .get((int) index)
                        .equals(new TransactionOutput(deposit.value(), deposit.scriptPubKey()))
                && made.txid().equals(deposit.outpoint().txid());
    }

    /** The deposit of this outpoint, which it was made of. */
    Deposit deposit(Outpoint outpoint) {
        ByteReader in = ByteReader.of(bytes, "spent deposit");
        BlockRef madeIn = readBlock(in);
        var by = in.readReversedHash();
        BlockRef spentIn = readBlock(in);
        List<ByteString> signers = new ArrayList<>();
        for (int left = in.readCount(1); left > 0; left--) {
            signers.add(in.readVarBytes());
        }
        Transaction made = Transaction.read(in);
        in.expectEnd();
        TransactionOutput output = made.outputs().get((int) outpoint.index());
        return new Deposit(
                outpoint,
                output.scriptPubKey(),
                output.value(),
                made,
                Optional.of(madeIn),
                /* inMempool= */ false,
                Optional.of(new Spend(by, Optional.of(spentIn), signers)));
    }

    private static void write(BlockRef block, ByteWriter out) {
        out.writeInt32(block.height()).writeReversedHash(block.hash());
    }

    private static BlockRef readBlock(ByteReader in) {
        return new BlockRef(in.readInt32(), in.readReversedHash());
    }
}
