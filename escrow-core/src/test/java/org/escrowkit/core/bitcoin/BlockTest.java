package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Vectors;
import org.junit.jupiter.api.Test;

class BlockTest {
    private static final long SEED = 413_567;
    private static final String BEFORE_SEGWIT = "blocks/block413567.raw";
    private static final String WITH_SEGWIT = "blocks/mainnet_c835.raw";

    @Test
    void readsARealBlockFromBeforeSegwit() {
        Block block = Block.parse(Vectors.bytes(BEFORE_SEGWIT));
        assertEquals(
                "0000000000000000025aff8be8a55df8f89c77296db6198f272d6577325d4069",
                block.hash().toString());
        assertEquals(block.header().previous(), block.previous());
        assertEquals(1_557, block.transactions().size());
        assertTrue(block.transactions().stream().noneMatch(Transaction::hasWitness));
        assertTrue(block.transactions().get(0).isCoinbase());
    }

    @Test
    void readsARealBlockWithSegwit() {
        Block block = Block.parse(Vectors.bytes(WITH_SEGWIT));
        assertEquals(
                "000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae",
                block.hash().toString());
        assertEquals(2_500, block.transactions().size());
        assertEquals(
                2_065,
                block.transactions().stream().filter(Transaction::hasWitness).count());
        assertEquals(
                133,
                block.transactions().stream()
                        .flatMap(transaction -> transaction.outputs().stream())
                        .filter(output -> Scripts.isP2wsh(output.scriptPubKey()))
                        .count());
    }

    @Test
    void writesEveryTransactionOfARealBlockBackByteForByte() {
        for (String name : List.of(BEFORE_SEGWIT, WITH_SEGWIT)) {
            byte[] bytes = Vectors.bytes(name);
            ByteWriter out = new ByteWriter().write(Arrays.copyOf(bytes, BlockHeader.SIZE));
            Block block = Block.parse(bytes);
            out.writeCompactSize(block.transactions().size());
            block.transactions().forEach(transaction -> out.write(transaction.serialize()));
            assertArrayEquals(bytes, out.toByteArray(), name);
        }
    }

    @Test
    void refusesARealBlockWithOneBitFlipped() {
        byte[] bytes = Vectors.bytes(WITH_SEGWIT);
        Random random = new Random(SEED);
        // The first transaction begins behind 80 bytes of header and 3 of count; its version is committed to.
        for (int at : new int[] {36 + random.nextInt(32), 83 + random.nextInt(4)}) {
            byte[] mutated = bytes.clone();
            mutated[at] ^= (byte) (1 << random.nextInt(8));
            assertMalformed(bytes.length, "do not fit the Merkle root", () -> Block.parse(mutated));
        }
    }

    @Test
    void refusesATrailingByteAndATruncatedBlock() {
        byte[] bytes = generated(3);
        assertMalformed(bytes.length, "1 bytes too many", () -> Block.parse(Arrays.copyOf(bytes, bytes.length + 1)));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedException.class, () -> Block.parse(cut), "cut to " + length + " bytes");
        }
    }

    /** P1. */
    @Test
    void refusesAHugeCountOfTransactions() {
        byte[] bytes = Arrays.copyOf(generated(1), BlockHeader.SIZE + 9);
        Arrays.fill(bytes, BlockHeader.SIZE, bytes.length, (byte) 0x7f);
        bytes[BlockHeader.SIZE] = (byte) 0xfe;
        assertMalformed(BlockHeader.SIZE, "items declared", () -> Block.parse(bytes));
    }

    @Test
    void refusesABlockWithoutTransactions() {
        byte[] bytes = new byte[BlockHeader.SIZE + 1];
        assertMalformed(81, "no transactions", () -> Block.parse(bytes));
    }

    @Test
    void acceptsAnyNumberOfTransactionsUnderTheirMerkleRoot() {
        for (int count = 1; count <= 9; count++) {
            assertEquals(count, Block.parse(generated(count)).transactions().size());
        }
    }

    /** CVE-2012-2459: the last transactions twice give the same Merkle root. */
    @Test
    void refusesRepeatedTransactionsThatKeepTheMerkleRoot() {
        List<Transaction> three = transactions(3);
        List<Transaction> four = new ArrayList<>(three);
        four.add(three.get(2));
        Sha256Hash root = MerkleTrees.root(three);
        assertEquals(root, MerkleTrees.root(four), "the attack works");
        byte[] attack = MerkleTrees.block(root, four);
        assertMalformed(attack.length, "transactions repeat", () -> Block.parse(attack));

        List<Transaction> six = new ArrayList<>(transactions(6));
        List<Transaction> eight = new ArrayList<>(six);
        eight.addAll(six.subList(4, 6));
        assertEquals(MerkleTrees.root(six), MerkleTrees.root(eight), "the attack works one level up");
        byte[] deeper = MerkleTrees.block(MerkleTrees.root(six), eight);
        assertMalformed(deeper.length, "transactions repeat", () -> Block.parse(deeper));
    }

    @Test
    void refusesTransactionsInAnotherOrder() {
        List<Transaction> transactions = new ArrayList<>(transactions(4));
        Sha256Hash root = MerkleTrees.root(transactions);
        Collections.swap(transactions, 1, 2);
        byte[] bytes = MerkleTrees.block(root, transactions);
        assertMalformed(bytes.length, "do not fit the Merkle root", () -> Block.parse(bytes));
    }

    @Test
    void readsEveryFieldOfTheGenesisHeader() {
        BlockHeader header = BlockHeader.parse(ByteString.ofHex("01000000" + "00".repeat(32)
                        + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
                        + "29ab5f49" + "ffff001d" + "1dac2b7c")
                .toByteArray());
        assertEquals(
                "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
                header.hash().toString());
        assertEquals(Sha256Hash.ZERO_HASH, header.previous());
        assertEquals(1, header.version());
        assertEquals(1_231_006_505, header.time());
        assertEquals(0x1d00ffffL, header.bits());
        assertEquals(2_083_236_893L, header.nonce());
        assertThrows(MalformedException.class, () -> BlockHeader.parse(new byte[79]));
        assertMalformed(80, "1 bytes too many", () -> BlockHeader.parse(new byte[81]));
    }

    private static List<Transaction> transactions(int count) {
        RandomTransactions random = new RandomTransactions(new Random(SEED));
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(random.next());
        }
        return transactions;
    }

    private static byte[] generated(int count) {
        List<Transaction> transactions = transactions(count);
        return MerkleTrees.block(MerkleTrees.root(transactions), transactions);
    }
}
