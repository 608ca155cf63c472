package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.junit.jupiter.api.Test;

/** Bitcoin Core's transactions: those that are valid, and those whose fault lies (mostly) beyond their encoding. */
class TransactionVectorsTest {
    @Test
    void readsAndWritesEveryValidTransactionOfBitcoinCoreAsBitcoinjDoes() {
        List<byte[]> all = transactions("bitcoin-core/tx_valid.json");
        int segwit = 0;
        for (byte[] bytes : all) {
            Transaction transaction = Transaction.parse(bytes);
            assertArrayEquals(bytes, transaction.serialize());
            var theirs = Oracles.bitcoinj(bytes);
            assertEquals(theirs.getTxId(), transaction.txid());
            assertEquals(theirs.getWeight(), transaction.weight());
            segwit += transaction.hasWitness() ? 1 : 0;
        }
        assertEquals(121, all.size());
        assertEquals(28, segwit);
    }

    /** Most of these are well-formed; what is wrong is for a verifier to say. */
    @Test
    void refusesOfTheInvalidTransactionsThoseThatAreNotWellFormed() {
        List<byte[]> all = transactions("bitcoin-core/tx_invalid.json");
        List<String> refusals = new ArrayList<>();
        for (byte[] bytes : all) {
            try {
                assertArrayEquals(bytes, Transaction.parse(bytes).serialize());
            } catch (MalformedException refused) {
                refusals.add(refused.problem());
            }
        }
        assertEquals(93, all.size());
        assertEquals(List.of("amount out of range: -1 sat", "amount out of range: 2100000000000001 sat"), refusals);
    }

    private static List<byte[]> transactions(String file) {
        List<byte[]> transactions = new ArrayList<>();
        for (Json row : Vectors.json(file).items()) {
            // A row of one item is a comment.
            if (row.items().size() > 1) {
                transactions.add(HexFormat.of().parseHex(row.items().get(1).text()));
            }
        }
        return transactions;
    }
}
