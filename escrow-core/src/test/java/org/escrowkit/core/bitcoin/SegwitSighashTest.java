package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.bitcoin.Satoshi;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction.SigHash;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

class SegwitSighashTest {
    private static final Map<SighashType, Integer> COUNTS = Map.of(
            SighashType.ALL, 5,
            SighashType.NONE, 1,
            SighashType.SINGLE, 3,
            SighashType.ALL_ANYONECANPAY, 1,
            SighashType.NONE_ANYONECANPAY, 1,
            SighashType.SINGLE_ANYONECANPAY, 3);

    /** The vectors print 14 preimages, 9 of them of other types than ALL; legacy signature hashes are not kept. */
    @Test
    void givesTheHashOfEveryPreimageOfBip143() {
        Map<SighashType, Integer> types = new EnumMap<>(SighashType.class);
        for (Json section : Vectors.json("bips/bip143-vectors.json")
                .get("sections")
                .fields()
                .values()) {
            for (Json preimage : section.get("preimages").items()) {
                types.merge(assertGivesHashOf(ByteString.ofHex(preimage.text()), section), 1, Integer::sum);
            }
        }
        assertEquals(COUNTS, types);
    }

    /** The 6-of-6 of the BIP, each key signing with another type. */
    @Test
    void givesTheHashesThatTheSixSignersOfBip143Signed() {
        Json section = Vectors.json("bips/bip143-vectors.json").get("sections").get("P2SH-P2WSH");
        List<Json> signers = section.get("public_private_signature").items();
        List<Json> hashes = section.get("sigHashes").items();
        List<SighashType> types = new ArrayList<>();
        for (int i = 0; i < signers.size(); i++) {
            Json signer = signers.get(i);
            ByteString signature = ByteString.ofHex(signer.text("signature"));
            assertTrue(
                    Curve.verifier()
                            .verify(
                                    Sha256Hash.wrap(hashes.get(i).text()),
                                    EcdsaSignature.parseDer(signature.slice(0, signature.size() - 1)),
                                    ByteString.ofHex(signer.text("pubkey"))),
                    "signer " + i);
            types.add(SighashType.of(signature.at(signature.size() - 1)).orElseThrow());
        }
        assertEquals(List.of(SighashType.values()), types);
    }

    /** Takes all but the transaction from the preimage, the transaction from the section, and compares the hashes. */
    private static SighashType assertGivesHashOf(ByteString preimage, Json section) {
        ByteReader in = ByteReader.of(preimage, "preimage");
        in.readBytes(4 + 32 + 32);
        Outpoint outpoint = Outpoint.read(in);
        ByteString scriptCode = in.readVarBytes();
        Coin amount = Coin.valueOf(in.readInt64());
        in.readBytes(4 + 32 + 4);
        SighashType type = SighashType.of(in.readInt32()).orElseThrow();
        in.expectEnd();
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
        assertEquals(expected, SegwitSighash.of(transaction).forInput(index, scriptCode, amount, type), section.name());
        return type;
    }

    /** The BIP prints the last preimage without its transaction, which differs from the one before in this alone. */
    private static Transaction spendingInstead(Transaction other, Outpoint outpoint) {
        TransactionInput input =
                TransactionInput.unsigned(outpoint, other.inputs().get(0).sequence());
        return new Transaction(other.version(), List.of(input), other.outputs(), other.lockTime());
    }

    @Test
    void agreesWithBitcoinjAndBitcoinKmpOnEveryType() {
        long seed = 143;
        Random random = new Random(seed);
        RandomTransactions transactions = new RandomTransactions(random);
        int withoutItsOutput = 0;
        for (int i = 0; i < 300; i++) {
            Transaction transaction = transactions.next();
            int index = random.nextInt(transaction.inputs().size());
            ByteString scriptCode = transactions.bytes(1 + random.nextInt(300));
            Coin amount = transactions.amount();
            SegwitSighash sighash = SegwitSighash.of(transaction);
            withoutItsOutput += index >= transaction.outputs().size() ? 1 : 0;
            for (SighashType type : SighashType.values()) {
                String which = "seed " + seed + ", transaction " + i + ", input " + index + ", " + type;
                Sha256Hash ours = sighash.forInput(index, scriptCode, amount, type);
                assertEquals(
                        Oracles.bitcoinj(transaction)
                                .hashForWitnessSignature(
                                        index,
                                        scriptCode.toByteArray(),
                                        amount,
                                        SigHash.valueOf(type.name().replace("_ANYONECANPAY", "")),
                                        type.anyoneCanPay()),
                        ours,
                        which);
                assertArrayEquals(
                        Oracles.kmp(transaction)
                                .hashForSigning(
                                        index, scriptCode.toByteArray(), type.value(), new Satoshi(amount.value), 1),
                        ours.getBytes(),
                        which);
            }
        }
        assertTrue(withoutItsOutput > 20, "SINGLE without its output is met: " + withoutItsOutput);
    }

    /** One transaction serves all who ask: what is kept with it is never changed. */
    @Test
    void givesEveryThreadTheSameHashes() {
        TestSpends spend = TestSpends.seeded(2);
        Coin amount = spend.spent().get(0).value();
        SegwitSighash shared = SegwitSighash.of(spend.unsigned());
        Sha256Hash expected = SegwitSighash.compute(spend.unsigned()).forInput(0, spend.witnessScript(), amount);
        assertEquals(
                Set.of(expected),
                IntStream.range(0, 20_000)
                        .parallel()
                        .mapToObj(i -> shared.forInput(0, spend.witnessScript(), amount))
                        .collect(Collectors.toSet()));
    }

    @Test
    void signsAllUnlessAskedOtherwise() {
        TestSpends spend = TestSpends.seeded(1);
        Coin amount = spend.spent().get(0).value();
        SegwitSighash sighash = SegwitSighash.of(spend.unsigned());
        assertEquals(
                sighash.forInput(0, spend.witnessScript(), amount, SighashType.ALL),
                sighash.forInput(0, spend.witnessScript(), amount));
        assertEquals(SegwitSighash.SIGHASH_ALL, SighashType.ALL.value());
    }

    @Test
    void knowsTheSixTypesThatNodesRelayAndNoOther() {
        List<Integer> known = IntStream.range(-1, 0x200)
                .filter(value -> SighashType.of(value).isPresent())
                .boxed()
                .toList();
        assertEquals(List.of(1, 2, 3, 0x81, 0x82, 0x83), known);
        for (SighashType type : SighashType.values()) {
            assertEquals(Optional.of(type), SighashType.of(type.value()));
        }
    }
}
