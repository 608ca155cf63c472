package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigHash;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.junit.jupiter.api.Test;

class SegwitSighashTest {
    /** Of BIP143's 14 preimages, 9 are of other sighash types, which this library never signs, and are not run. */
    @Test
    void givesTheHashOfEveryPreimageOfBip143WithSighashAll() {
        int all = 0;
        int others = 0;
        for (Json section : Vectors.json("bips/bip143-vectors.json")
                .get("sections")
                .fields()
                .values()) {
            for (Json preimage : section.get("preimages").items()) {
                if (preimage.text().endsWith("01000000")) {
                    assertGivesHashOf(ByteString.ofHex(preimage.text()), section);
                    all++;
                } else {
                    others++;
                }
            }
        }
        assertEquals(5, all);
        assertEquals(9, others);
    }

    /** Takes script code and amount from the preimage, the transaction from the section, and compares the hashes. */
    private static void assertGivesHashOf(ByteString preimage, Json section) {
        ByteReader in = ByteReader.of(preimage, "preimage");
        in.readBytes(4 + 32 + 32);
        Outpoint outpoint = Outpoint.read(in);
        ByteString scriptCode = in.readVarBytes();
        Coin amount = Coin.valueOf(in.readInt64());
        Sha256Hash expected = Sha256Hash.twiceOf(preimage.toByteArray());
        List<Transaction> transactions = section.get("unsigned_txs").items().stream()
                .map(hex -> Transaction.parse(ByteString.ofHex(hex.text())))
                .toList();
        Transaction transaction = transactions.stream()
                .filter(candidate -> candidate.inputs().stream()
                        .anyMatch(input -> input.outpoint().equals(outpoint)))
                .findFirst()
                .orElseGet(() -> spendingInstead(transactions.get(0), outpoint));
        int index = transaction.inputs().stream()
                .map(TransactionInput::outpoint)
                .toList()
                .indexOf(outpoint);
        assertEquals(expected, SegwitSighash.of(transaction).forInput(index, scriptCode, amount), section.name());
    }

    /** The BIP prints the last preimage without its transaction, which differs from the one before in this alone. */
    private static Transaction spendingInstead(Transaction other, Outpoint outpoint) {
        TransactionInput input =
                TransactionInput.unsigned(outpoint, other.inputs().get(0).sequence());
        return new Transaction(other.version(), List.of(input), other.outputs(), other.lockTime());
    }

    @Test
    void agreesWithBitcoinjAndBitcoinKmp() {
        long seed = 143;
        Random random = new Random(seed);
        RandomTransactions transactions = new RandomTransactions(random);
        for (int i = 0; i < 300; i++) {
            Transaction transaction = transactions.next();
            int index = random.nextInt(transaction.inputs().size());
            ByteString scriptCode = transactions.bytes(1 + random.nextInt(300));
            Coin amount = transactions.amount();
            String which = "seed " + seed + ", transaction " + i + ", input " + index;
            Sha256Hash ours = SegwitSighash.of(transaction).forInput(index, scriptCode, amount);
            assertEquals(
                    Oracles.bitcoinj(transaction)
                            .hashForWitnessSignature(
                                    index,
                                    scriptCode.toByteArray(),
                                    amount,
                                    org.bitcoinj.core.Transaction.SigHash.ALL,
                                    false),
                    ours,
                    which);
            assertArrayEquals(
                    Oracles.kmp(transaction)
                            .hashForSigning(
                                    index, scriptCode.toByteArray(), SigHash.SIGHASH_ALL, new Satoshi(amount.value), 1),
                    ours.getBytes(),
                    which);
        }
    }
}
