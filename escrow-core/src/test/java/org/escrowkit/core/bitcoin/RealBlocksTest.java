package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Vectors;
import org.junit.jupiter.api.Test;

/** Transactions as miners put them into blocks: every id, size and weight of two real ones. */
class RealBlocksTest {
    /** The output of a coinbase that commits to the witnesses begins with this (BIP141). */
    private static final String COMMITMENT = "6a24aa21a9ed";

    @Test
    void everyTransactionHasTheIdsSizesAndWeightThatBitcoinjComputes() {
        for (String name : List.of("blocks/block413567.raw", "blocks/mainnet_c835.raw")) {
            for (Transaction transaction : Block.parse(Vectors.bytes(name)).transactions()) {
                var theirs = Oracles.bitcoinj(transaction);
                assertEquals(theirs.getTxId(), transaction.txid());
                assertEquals(theirs.getWTxId(), transaction.wtxid());
                assertEquals(theirs.serialize().length, transaction.size());
                assertEquals(theirs.getWeight(), transaction.weight());
                assertEquals(theirs.getVsize(), transaction.virtualSize());
            }
        }
    }

    /** The miner has hashed all the wtxids: if one of ours were wrong, the root would be. */
    @Test
    void theWtxidsOfABlockAreThoseThatItsCoinbaseCommitsTo() {
        List<Transaction> transactions =
                Block.parse(Vectors.bytes("blocks/mainnet_c835.raw")).transactions();
        List<Sha256Hash> wtxids = new ArrayList<>();
        wtxids.add(Sha256Hash.ZERO_HASH);
        transactions.stream().skip(1).map(Transaction::wtxid).forEach(wtxids::add);
        Transaction coinbase = transactions.get(0);
        ByteString reserved = coinbase.inputs().get(0).witness().get(0);
        byte[] committed = new ByteWriter()
                .writeReversedHash(MerkleTrees.rootOf(wtxids))
                .write(reserved)
                .hashTwice();
        List<String> commitments = coinbase.outputs().stream()
                .map(output -> output.scriptPubKey().toHex())
                .filter(script -> script.startsWith(COMMITMENT))
                .toList();
        assertEquals(List.of(COMMITMENT + ByteString.of(committed)), commitments);
    }

    @Test
    void theSizesOfItsTransactionsAddUpToTheBlock() {
        byte[] bytes = Vectors.bytes("blocks/mainnet_c835.raw");
        List<Transaction> transactions = Block.parse(bytes).transactions();
        int header = BlockHeader.SIZE + ByteWriter.compactSizeLength(transactions.size());
        assertEquals(
                bytes.length,
                header + transactions.stream().mapToLong(Transaction::size).sum());
    }
}
