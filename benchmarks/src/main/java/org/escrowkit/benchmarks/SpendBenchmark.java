package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import fr.acinq.secp256k1.Secp256k1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.keys.Curve;
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
 * Whether a signed settlement satisfies the outputs that it spends, two signatures for each. bitcoinj has no row: its
 * {@code correctlySpends} does not check P2WSH. The native row is the signatures alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpendBenchmark {
    @Param({"100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private Settlement settlement;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.Transaction kmp;

    private final P2wshVerifier verifier = new P2wshVerifier(Curve.verifier());
    private final Map<OutPoint, TxOut> kmpSpent = new HashMap<>();
    private final Secp256k1 secp256k1 = Secp256k1.get();
    private final List<byte[]> signatures = new ArrayList<>();
    private final List<byte[]> signedHashes = new ArrayList<>();
    private final List<byte[]> signers = new ArrayList<>();

    @Setup
    public void prepare() {
        prepare(Settlement.ofInputs(inputs));
    }

    void prepare(Settlement prepared) {
        settlement = prepared;
        kmp = fr.acinq.bitcoin.Transaction.read(prepared.signed().serialize());
        for (int i = 0; i < prepared.inputs(); i++) {
            Outpoint outpoint = prepared.signed().inputs().get(i).outpoint();
            kmpSpent.put(
                    new OutPoint(new TxId(outpoint.txid().toString()), outpoint.index()),
                    new TxOut(
                            new Satoshi(prepared.spent().get(i).value().value),
                            prepared.spent().get(i).scriptPubKey().toByteArray()));
        }
        for (Sha256Hash hash : prepared.sighashes()) {
            for (DeterministicKey key : prepared.keys()) {
                signatures.add(Settlement.signature(key, hash).toCompact());
                signedHashes.add(hash.getBytes());
                signers.add(key.getPubKey());
            }
        }
    }

    @Benchmark
    public Optional<SpendFault> ours() {
        return verifier.verify(settlement.signed(), settlement.spent());
    }

    /** Throws where the spend is bad. */
    @Benchmark
    public fr.acinq.bitcoin.Transaction bitcoinKmp() {
        fr.acinq.bitcoin.Transaction.correctlySpends(kmp, kmpSpent, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
        return kmp;
    }

    @Benchmark
    public boolean bareNative() {
        boolean good = true;
        for (int i = 0; i < signatures.size(); i++) {
            good &= secp256k1.verify(signatures.get(i), signedHashes.get(i), signers.get(i));
        }
        return good;
    }
}
