package org.escrowkit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * Blocks to scan: the two real ones among the test vectors, and generated ones that pay to P2WSH alone. A live chain
 * asks for other scripts and outpoints with each block, which are in no cache; so each block comes in many copies that
 * differ in all of them.
 */
enum ScanBlocks {
    /** Mainnet 413,567: 999,887 bytes from before segwit. */
    BEFORE_SEGWIT {
        @Override
        List<Transaction> transactions(Random random) {
            return real("block413567.raw");
        }
    },

    /** Mainnet of September 2021: 1,381,836 bytes, 2,500 transactions, 2,065 of them segwit. */
    WITH_SEGWIT {
        @Override
        List<Transaction> transactions(Random random) {
            return real("mainnet_c835.raw");
        }
    },

    /** 3,000 transactions of two inputs that spend 2-of-3 escrows, and of eight P2WSH outputs. */
    P2WSH_DENSE {
        @Override
        List<Transaction> transactions(Random random) {
            List<Transaction> transactions = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                List<TransactionInput> inputs = List.of(spend(random), spend(random));
                List<TransactionOutput> outputs = new ArrayList<>();
                for (int output = 0; output < 8; output++) {
                    outputs.add(new TransactionOutput(Coin.COIN, p2wsh(random)));
                }
                transactions.add(new Transaction(2, inputs, outputs, 0));
            }
            return transactions;
        }
    };

    private static final long SEED = 7;
    private static final int COPIES = 64;
    private static final int HASH = Sha256Hash.LENGTH;

    abstract List<Transaction> transactions(Random random);

    /** The copies; each is a whole block under its own Merkle root. */
    List<byte[]> copies(int count) {
        Random random = new Random(SEED);
        List<Transaction> transactions = transactions(random);
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] salt = bytes(random, HASH);
            blocks.add(block(transactions.stream()
                    .map(transaction -> salted(transaction, salt))
                    .toList()));
        }
        return blocks;
    }

    List<byte[]> copies() {
        return copies(COPIES);
    }

    static ByteString p2wsh(Random random) {
        byte[] script = bytes(random, 2 + HASH);
        script[0] = 0;
        script[1] = HASH;
        return ByteString.of(script);
    }

    static Outpoint outpoint(Random random) {
        return new Outpoint(Sha256Hash.wrap(bytes(random, HASH)), random.nextInt(4));
    }

    /** Of any transactions, under their Merkle root and nobody's work. */
    static byte[] block(List<Transaction> transactions) {
        ByteWriter out = new ByteWriter()
                .writeInt32(4)
                .writeReversedHash(Sha256Hash.ZERO_HASH)
                .writeReversedHash(
                        merkleRoot(transactions.stream().map(Transaction::txid).toList()))
                .writeInt32(1_700_000_000)
                .writeInt32(0x207f_ffffL)
                .writeInt32(0)
                .writeCompactSize(transactions.size());
        transactions.forEach(transaction -> out.write(transaction.serialize()));
        return out.toByteArray();
    }

    private static Sha256Hash merkleRoot(List<Sha256Hash> level) {
        if (level.size() == 1) {
            return level.get(0);
        }
        List<Sha256Hash> parents = new ArrayList<>();
        for (int i = 0; i < level.size(); i += 2) {
            parents.add(Sha256Hash.wrapReversed(Sha256Hash.hashTwice(
                    level.get(i).serialize(),
                    level.get(Math.min(i + 1, level.size() - 1)).serialize())));
        }
        return merkleRoot(parents);
    }

    private static Transaction salted(Transaction transaction, byte[] salt) {
        List<TransactionInput> inputs = new ArrayList<>();
        for (TransactionInput input : transaction.inputs()) {
            Outpoint spent = input.outpoint();
            Outpoint other = spent.isCoinbase()
                    ? spent
                    : new Outpoint(Sha256Hash.wrap(xor(spent.txid().getBytes(), 0, salt)), spent.index());
            inputs.add(new TransactionInput(other, input.scriptSig(), input.sequence(), input.witness()));
        }
        List<TransactionOutput> outputs = new ArrayList<>();
        for (TransactionOutput output : transaction.outputs()) {
            byte[] script = output.scriptPubKey().toByteArray();
            // Behind the opcodes that tell the kind of script.
            outputs.add(new TransactionOutput(output.value(), ByteString.of(xor(script, 3, salt))));
        }
        return new Transaction(transaction.version(), inputs, outputs, transaction.lockTime());
    }

    private static byte[] xor(byte[] bytes, int from, byte[] salt) {
        byte[] other = bytes.clone();
        for (int i = from; i < Math.min(bytes.length, from + 16); i++) {
            other[i] ^= salt[i - from];
        }
        return other;
    }

    private static TransactionInput spend(Random random) {
        List<ByteString> witness = List.of(
                ByteString.EMPTY,
                ByteString.of(bytes(random, 71)),
                ByteString.of(bytes(random, 72)),
                ByteString.of(bytes(random, 105)));
        return new TransactionInput(outpoint(random), ByteString.EMPTY, TransactionInput.SEQUENCE_REPLACEABLE, witness);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<Transaction> real(String name) {
        Path folder = Path.of(System.getProperty("escrowkit.vectors", "../shared/vectors"));
        try {
            return Block.parse(Files.readAllBytes(folder.resolve("blocks").resolve(name)))
                    .transactions();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
