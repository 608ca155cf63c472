package org.escrowkit.benchmarks;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.core.TransactionOutPoint;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockCheck;
import org.escrowkit.core.ledger.BlockScanner;
import org.escrowkit.core.ledger.OutpointIndex;
import org.escrowkit.core.ledger.ScriptIndex;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every output script of a block looked up among a million watched ones, and every input's outpoint among another
 * million. Nothing is found, as in nearly every block.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScanBenchmark {
    private static final int WATCHED = 1_000_000;
    private static final long SEED = 11;

    @Param({"BEFORE_SEGWIT", "WITH_SEGWIT", "P2WSH_DENSE"})
    public String block = "";

    private List<byte[]> blocks = List.of();
    private int next;

    @Setup
    public void prepare() {
        prepare(ScanBlocks.valueOf(block).copies());
    }

    void prepare(List<byte[]> prepared) {
        blocks = prepared;
    }

    private byte[] nextBlock() {
        next = (next + 1) % blocks.size();
        return blocks.get(next);
    }

    /** Our indexes. */
    @State(Scope.Thread)
    public static class Ours {
        final ScriptIndex scripts = new ScriptIndex(SEED);
        final OutpointIndex outpoints = new OutpointIndex(SEED);
        final BlockScanner scanner = new BlockScanner(scripts, outpoints);

        @Setup
        public void prepare() {
            prepare(WATCHED);
        }

        void prepare(int watched) {
            Random random = new Random(SEED);
            for (int i = 0; i < watched; i++) {
                scripts.add(ScanBlocks.p2wsh(random));
                outpoints.add(ScanBlocks.outpoint(random));
            }
        }
    }

    /** Hash maps of our values. */
    @State(Scope.Thread)
    public static class OurMaps {
        final Map<ByteString, Integer> scripts = new HashMap<>();
        final Map<Outpoint, Integer> outpoints = new HashMap<>();

        @Setup
        public void prepare() {
            prepare(WATCHED);
        }

        void prepare(int watched) {
            Random random = new Random(SEED);
            for (int i = 0; i < watched; i++) {
                scripts.put(ScanBlocks.p2wsh(random), i);
                outpoints.put(ScanBlocks.outpoint(random), i);
            }
        }
    }

    /** Hash maps of bitcoinj's values; its scripts as bytes, since to parse foreign ones would cost more. */
    @State(Scope.Thread)
    public static class BitcoinjMaps {
        final Map<ByteBuffer, Integer> scripts = new HashMap<>();
        final Map<TransactionOutPoint, Integer> outpoints = new HashMap<>();

        @Setup
        public void prepare() {
            prepare(WATCHED);
        }

        void prepare(int watched) {
            Random random = new Random(SEED);
            for (int i = 0; i < watched; i++) {
                scripts.put(ByteBuffer.wrap(ScanBlocks.p2wsh(random).toByteArray()), i);
                Outpoint outpoint = ScanBlocks.outpoint(random);
                outpoints.put(new TransactionOutPoint(outpoint.index(), outpoint.txid()), i);
            }
        }
    }

    /** How many transactions match. */
    @Benchmark
    public int ours(Ours with) {
        return with.scanner.scan(nextBlock()).size();
    }

    /** The block's Merkle root alone, which another thread may check meanwhile. */
    @Benchmark
    public Object oursMerkleRoot() {
        return BlockCheck.transactions(nextBlock());
    }

    @Benchmark
    public int bitcoinj(BitcoinjMaps with) {
        int matches = 0;
        var parsed = org.bitcoinj.core.Block.read(ByteBuffer.wrap(nextBlock()));
        for (var transaction : parsed.getTransactions()) {
            boolean matched = false;
            for (var input : transaction.getInputs()) {
                matched |= with.outpoints.containsKey(input.getOutpoint());
            }
            for (var output : transaction.getOutputs()) {
                matched |= with.scripts.containsKey(ByteBuffer.wrap(output.getScriptBytes()));
            }
            matches += matched ? 1 : 0;
        }
        return matches;
    }

    /** Our own parser, which also checks the Merkle root. */
    @Benchmark
    public int oursParsed(OurMaps with) {
        int matches = 0;
        for (Transaction transaction : Block.parse(nextBlock()).transactions()) {
            boolean matched = false;
            for (TransactionInput input : transaction.inputs()) {
                matched |= with.outpoints.containsKey(input.outpoint());
            }
            for (TransactionOutput output : transaction.outputs()) {
                matched |= with.scripts.containsKey(output.scriptPubKey());
            }
            matches += matched ? 1 : 0;
        }
        return matches;
    }
}
