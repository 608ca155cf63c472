package org.escrowkit.core.ledger;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.MerkleTrees;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.junit.jupiter.api.Test;

/** W11: what a node sends for a block is that block. */
class BlockCheckTest {
    private static final long SEED = 2_459;
    private static final int PREVIOUS_AT = 4;
    private static final int BITS_AT = 72;
    private static final int NONCE_AT = 76;

    private static final BigInteger MAINNET_LIMIT =
            BigInteger.ONE.shiftLeft(224).subtract(BigInteger.ONE);
    private static final BigInteger REGTEST_LIMIT =
            BigInteger.ONE.shiftLeft(255).subtract(BigInteger.ONE);

    private final RandomTransactions things = new RandomTransactions(new Random(SEED));

    /** Header hash, predecessor and work of mainnet blocks, and every one of their transactions. */
    @Test
    void acceptsRealBlocks() {
        assertReal("blocks/block413567.raw", "0000000000000000025aff8be8a55df8f89c77296db6198f272d6577325d4069");
        assertReal("blocks/mainnet_c835.raw", "000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae");
    }

    private static void assertReal(String name, String hash) {
        byte[] block = Vectors.bytes(name);
        Sha256Hash asked = Sha256Hash.wrap(hash);
        Sha256Hash previous = header(block).previous();
        assertEquals(Optional.empty(), BlockCheck.header(block, asked, previous, MAINNET_LIMIT), name);
        assertEquals(Optional.empty(), BlockCheck.transactions(block), name);
        BigInteger number = asked.toBigInteger();
        assertEquals(
                Optional.of(BlockFault.BAD_TARGET),
                BlockCheck.header(block, asked, previous, number),
                "a strict chain");
    }

    @Test
    void refusesAnotherBlockThanTheOneAskedFor() {
        byte[] block = mined(0x207fffffL);
        assertFault(
                BlockFault.OTHER_HASH,
                block,
                TestChain.hash("another"),
                header(block).previous());
    }

    @Test
    void refusesABlockOnAnotherPredecessor() {
        byte[] block = mined(0x207fffffL);
        assertFault(BlockFault.OTHER_PREVIOUS, block, header(block).hash(), TestChain.hash("another"));
    }

    @Test
    void acceptsTheEasyWorkOfRegtestWhereTheChainAllowsIt() {
        byte[] block = mined(0x207fffffL);
        assertEquals(Optional.empty(), check(block, REGTEST_LIMIT));
        assertEquals(Optional.of(BlockFault.BAD_TARGET), check(block, MAINNET_LIMIT));
        BigInteger target = new BigInteger("7fffff" + "00".repeat(29), 16);
        assertEquals(Optional.empty(), check(block, target));
        assertEquals(Optional.of(BlockFault.BAD_TARGET), check(block, target.subtract(BigInteger.ONE)));
    }

    @Test
    void refusesTargetsThatAreNegativeZeroOrTooLarge() {
        for (long bits : new long[] {0x20ffffffL, 0, 0x20000000L, 0x220fffffL, 0xff7fffffL}) {
            byte[] block = genesisLike(bits, 0);
            assertEquals(
                    Optional.of(BlockFault.BAD_TARGET),
                    check(block, BigInteger.ONE.shiftLeft(300)),
                    Long.toHexString(bits));
        }
    }

    /** Only one of these nonces has the work, whichever it is. */
    @Test
    void refusesAHashAboveTheTarget() {
        BigInteger target = new BigInteger("7fffff" + "00".repeat(29), 16);
        int enough = 0;
        for (int nonce = 0; nonce < 64; nonce++) {
            byte[] block = genesisLike(0x207fffffL, nonce);
            boolean works = header(block).hash().toBigInteger().compareTo(target) <= 0;
            enough += works ? 1 : 0;
            assertEquals(
                    works ? Optional.empty() : Optional.of(BlockFault.TOO_LITTLE_WORK), check(block, REGTEST_LIMIT));
        }
        assertTrue(enough > 10 && enough < 54, "half of all, not " + enough);
    }

    @Test
    void refusesAHeaderThatIsCutOff() {
        assertMalformed(
                0,
                "80 bytes expected, 79 left",
                () -> BlockCheck.header(new byte[79], Sha256Hash.ZERO_HASH, Sha256Hash.ZERO_HASH, REGTEST_LIMIT));
    }

    @Test
    void acceptsAnyNumberOfTransactionsUnderTheirRoot() {
        for (int count = 1; count <= 40; count++) {
            List<Transaction> transactions = transactions(count);
            byte[] block = MerkleTrees.block(MerkleTrees.root(transactions), transactions);
            assertEquals(Optional.empty(), BlockCheck.transactions(block), count + " transactions");
            assertEquals(MerkleTrees.root(transactions), MerkleTree.of(block).root());
        }
    }

    @Test
    void refusesTransactionsThatTheHeaderDoesNotCommitTo() {
        List<Transaction> transactions = transactions(5);
        Sha256Hash root = MerkleTrees.root(transactions);
        List<Transaction> swapped = new ArrayList<>(transactions);
        Collections.swap(swapped, 2, 3);
        assertTransactions(BlockFault.OTHER_TRANSACTIONS, root, swapped);
        assertTransactions(BlockFault.OTHER_TRANSACTIONS, root, transactions.subList(0, 4));
        List<Transaction> more = new ArrayList<>(transactions);
        more.add(things.next());
        assertTransactions(BlockFault.OTHER_TRANSACTIONS, root, more);
    }

    /** CVE-2012-2459: the last of them twice give the same root. */
    @Test
    void refusesRepeatedTransactionsThatKeepTheRoot() {
        for (int count : new int[] {3, 5, 6, 7, 12}) {
            List<Transaction> transactions = transactions(count);
            Sha256Hash root = MerkleTrees.root(transactions);
            int half = Integer.lowestOneBit(count);
            List<Transaction> attack = new ArrayList<>(transactions);
            attack.addAll(transactions.subList(count - half, count));
            assertEquals(root, MerkleTrees.root(attack), "the attack works");
            assertTransactions(BlockFault.REPEATED_TRANSACTIONS, root, attack);
        }
    }

    @Test
    void acceptsEqualNodesThatAreNoSiblings() {
        List<Transaction> transactions = new ArrayList<>(transactions(4));
        transactions.set(2, transactions.get(1));
        byte[] block = MerkleTrees.block(MerkleTrees.root(transactions), transactions);
        assertEquals(Optional.empty(), BlockCheck.transactions(block));
    }

    /** CVE-2017-12842: the tree's inner nodes cannot be shown as transactions, since the first must be a coinbase. */
    @Test
    void refusesABlockThatDoesNotBeginWithACoinbase() {
        List<Transaction> transactions = new ArrayList<>(transactions(3));
        Collections.swap(transactions, 0, 1);
        assertTransactions(BlockFault.NO_COINBASE, MerkleTrees.root(transactions), transactions);
        Outpoint nothing = transactions.get(1).inputs().get(0).outpoint();
        List<TransactionInput> two =
                List.of(TransactionInput.unsigned(nothing, 0), TransactionInput.unsigned(things.outpoint(), 0));
        Transaction ofTwo = new Transaction(1, two, List.of(things.output()), 0);
        assertTransactions(BlockFault.NO_COINBASE, ofTwo.txid(), List.of(ofTwo));
        Outpoint almost = new Outpoint(nothing.txid(), 0xffff_fffeL);
        Transaction ofAlmost =
                new Transaction(1, List.of(TransactionInput.unsigned(almost, 0)), List.of(things.output()), 0);
        assertTransactions(BlockFault.NO_COINBASE, ofAlmost.txid(), List.of(ofAlmost));
    }

    private List<Transaction> transactions(int count) {
        List<Transaction> transactions = new ArrayList<>();
        transactions.add(TestChain.coinbase(count, things.bytes(34), Coin.COIN));
        while (transactions.size() < count) {
            transactions.add(things.next());
        }
        return transactions;
    }

    private static void assertTransactions(BlockFault fault, Sha256Hash root, List<Transaction> transactions) {
        assertEquals(Optional.of(fault), BlockCheck.transactions(MerkleTrees.block(root, transactions)));
    }

    private static void assertFault(BlockFault fault, byte[] block, Sha256Hash asked, Sha256Hash previous) {
        assertEquals(Optional.of(fault), BlockCheck.header(block, asked, previous, REGTEST_LIMIT));
    }

    private static Optional<BlockFault> check(byte[] block, BigInteger limit) {
        BlockHeader header = header(block);
        return BlockCheck.header(block, header.hash(), header.previous(), limit);
    }

    private static BlockHeader header(byte[] block) {
        return BlockHeader.parse(Arrays.copyOf(block, BlockHeader.SIZE));
    }

    /** With the first nonce that has the work. */
    private static byte[] mined(long bits) {
        for (int nonce = 0; ; nonce++) {
            byte[] block = genesisLike(bits, nonce);
            if (check(block, REGTEST_LIMIT).isEmpty()) {
                return block;
            }
        }
    }

    private static byte[] genesisLike(long bits, int nonce) {
        Transaction only = TestChain.coinbase(0, LedgerFixture.ESCROW, Coin.COIN);
        byte[] block = MerkleTrees.block(only.txid(), List.of(only));
        Arrays.fill(block, PREVIOUS_AT, PREVIOUS_AT + 32, (byte) 0x77);
        writeInt32(block, BITS_AT, bits);
        writeInt32(block, NONCE_AT, nonce);
        return block;
    }

    private static void writeInt32(byte[] block, int at, long value) {
        for (int i = 0; i < 4; i++) {
            block[at + i] = (byte) (value >> (8 * i));
        }
    }
}
