package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

/**
 * P12: all of Bitcoin Core's tx_valid and tx_invalid, by the codec and by the verifier. No valid one is refused by the
 * codec and no invalid one is accepted by the verifier; every other difference is counted and explained.
 */
class TransactionVectorsTest {
    private static final String VALID = "bitcoin-core/tx_valid.json";
    private static final String INVALID = "bitcoin-core/tx_invalid.json";
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());

    /** A transaction, the outputs that it spends, and the flags that the row is about. */
    private record Row(ByteString bytes, Map<Outpoint, TransactionOutput> spent, String flags) {
        Optional<SpendFault> fault(Transaction transaction) {
            return VERIFIER.verify(
                    transaction,
                    transaction.inputs().stream()
                            .map(input -> spent.getOrDefault(input.outpoint(), ANOTHER_OUTPUT))
                            .toList());
        }
    }

    /** Stands for an output that is no P2WSH. */
    private static final TransactionOutput ANOTHER_OUTPUT = new TransactionOutput(Coin.ZERO, ByteString.EMPTY);

    @Test
    void p12ReadsAndWritesEveryValidTransactionOfBitcoinCoreAsBitcoinjDoes() {
        int segwit = 0;
        for (Row row : rows(VALID)) {
            Transaction transaction = Transaction.parse(row.bytes());
            assertArrayEquals(row.bytes().toByteArray(), transaction.serialize());
            var theirs = Oracles.bitcoinj(row.bytes().toByteArray());
            assertEquals(theirs.getTxId(), transaction.txid());
            assertEquals(theirs.getWTxId(), transaction.wtxid());
            assertEquals(theirs.getWeight(), transaction.weight());
            assertEquals(row.bytes().size(), transaction.size());
            segwit += transaction.hasWitness() ? 1 : 0;
        }
        assertEquals(121, rows(VALID).size());
        assertEquals(28, segwit);
    }

    /**
     * Core reads all 93, as a codec of any integers would. Ours knows what an amount is, and refuses the two rows with
     * one that is negative or above all money. The 91 others are well-formed, and what is wrong with them is not the
     * encoding's to say: 7 break a rule on transactions as a whole (no output, a sum above all money, an input twice, a
     * coinbase script too short or too long, a null input beside others, twice), the rest a rule on scripts, signatures
     * or locktimes.
     */
    @Test
    void p12RefusesOfTheInvalidTransactionsThoseThatAreNotWellFormed() {
        List<String> refusals = new ArrayList<>();
        int badAsAWhole = 0;
        int badInScripts = 0;
        for (Row row : rows(INVALID)) {
            try {
                assertArrayEquals(
                        row.bytes().toByteArray(),
                        Transaction.parse(row.bytes()).serialize());
                badAsAWhole += row.flags().equals("BADTX") ? 1 : 0;
                badInScripts += row.flags().equals("BADTX") ? 0 : 1;
            } catch (MalformedException refused) {
                refusals.add(refused.problem());
            }
        }
        assertEquals(93, rows(INVALID).size());
        assertEquals(7, badAsAWhole);
        assertEquals(84, badInScripts);
        assertEquals(List.of("amount out of range: -1 sat", "amount out of range: 2100000000000001 sat"), refusals);
    }

    /** Of the 91 that are well-formed, 85 spend something else than P2WSH, 6 another script than our template. */
    @Test
    void p12TheVerifierAcceptsNoneOfTheInvalidTransactions() {
        Map<SpendFault, Integer> faults = new EnumMap<>(SpendFault.class);
        int malformed = 0;
        for (Row row : rows(INVALID)) {
            try {
                faults.merge(row.fault(Transaction.parse(row.bytes())).orElseThrow(), 1, Integer::sum);
            } catch (MalformedException refusedBefore) {
                malformed++;
            }
        }
        assertEquals(2, malformed);
        assertEquals(Map.of(SpendFault.NOT_P2WSH, 85, SpendFault.NOT_MULTISIG, 6), faults);
    }

    /**
     * The verifier is for vaults alone and refuses all of these on purpose: 115 for an input that spends something else
     * than P2WSH, 6 for a witness script that is no multisig of compressed keys.
     */
    @Test
    void p12TheVerifierRefusesValidSpendsOfOtherScriptsByName() {
        Map<SpendFault, Integer> faults = new EnumMap<>(SpendFault.class);
        for (Row row : rows(VALID)) {
            faults.merge(row.fault(Transaction.parse(row.bytes())).orElseThrow(), 1, Integer::sum);
        }
        assertEquals(Map.of(SpendFault.NOT_P2WSH, 115, SpendFault.NOT_MULTISIG, 6), faults);
    }

    private static List<Row> rows(String file) {
        List<Row> rows = new ArrayList<>();
        for (Json row : Vectors.json(file).items()) {
            // A row of one item is a comment.
            if (row.items().size() > 1) {
                rows.add(new Row(
                        ByteString.ofHex(row.items().get(1).text()),
                        spent(row.items().get(0)),
                        row.items().get(2).text()));
            }
        }
        return rows;
    }

    /** The P2WSH outputs of a row; Core writes scripts as assembly, amounts where they matter. */
    private static Map<Outpoint, TransactionOutput> spent(Json prevouts) {
        Map<Outpoint, TransactionOutput> spent = new HashMap<>();
        for (Json prevout : prevouts.items()) {
            List<Json> fields = prevout.items();
            String script = fields.get(2).text();
            if (script.matches("0x00 0x20 0x[0-9a-f]{64}")) {
                spent.put(
                        new Outpoint(Sha256Hash.wrap(fields.get(0).text()), number(fields.get(1))),
                        new TransactionOutput(
                                Coin.valueOf(number(fields.get(3))), ByteString.ofHex(script.replaceAll("0x| ", ""))));
            }
        }
        return spent;
    }

    private static long number(Json json) {
        return (Long) Objects.requireNonNull(json.value());
    }
}
