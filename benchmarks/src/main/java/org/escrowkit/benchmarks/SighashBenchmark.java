package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
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

/** BIP143 hashes of all inputs, SIGHASH_ALL. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SighashBenchmark {
    @Param({"100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private Settlement settlement;

    @SuppressWarnings("NullAway.Init")
    private Transaction bitcoinj;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.Transaction kmp;

    private byte[] script = {};

    @Setup
    public void prepare() {
        prepare(Settlement.ofInputs(inputs));
    }

    void prepare(Settlement prepared) {
        settlement = prepared;
        byte[] bytes = prepared.unsigned().serialize();
        bitcoinj = Transaction.read(ByteBuffer.wrap(bytes));
        kmp = fr.acinq.bitcoin.Transaction.read(bytes);
        script = prepared.escrow().witnessScript().toByteArray();
    }

    /** Of a transaction that nobody asked before: what its inputs share is hashed too. */
    @Benchmark
    public List<Sha256Hash> ours() {
        org.escrowkit.core.bitcoin.Transaction known = settlement.unsigned();
        return settlement.sighashes(new org.escrowkit.core.bitcoin.Transaction(
                known.version(), known.inputs(), known.outputs(), known.lockTime()));
    }

    /** Of a transaction that was asked before, as when another party's signatures are checked. */
    @Benchmark
    public List<Sha256Hash> oursAgain() {
        return settlement.sighashes();
    }

    @Benchmark
    public List<Sha256Hash> bitcoinj() {
        List<Sha256Hash> hashes = new ArrayList<>();
        for (int i = 0; i < settlement.inputs(); i++) {
            hashes.add(bitcoinj.hashForWitnessSignature(
                    i, script, settlement.spent().get(i).value(), Transaction.SigHash.ALL, false));
        }
        return hashes;
    }

    @Benchmark
    public List<Sha256Hash> bitcoinKmp() {
        List<Sha256Hash> hashes = new ArrayList<>();
        for (int i = 0; i < settlement.inputs(); i++) {
            Satoshi amount = new Satoshi(settlement.spent().get(i).value().value);
            hashes.add(Sha256Hash.wrap(
                    kmp.hashForSigning(i, script, SigHash.SIGHASH_ALL, amount, SigVersion.SIGVERSION_WITNESS_V0)));
        }
        return hashes;
    }
}
