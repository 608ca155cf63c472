package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.secp256k1.Secp256k1;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.EcdsaVerifier;
import org.escrowkit.core.keys.Curve;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One signature against one key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VerifyBenchmark {
    private final Settlement settlement = Settlement.ofInputs(1);
    private final byte[] publicKey = settlement.keys().get(0).getPubKey();
    private final Secp256k1 secp256k1 = Secp256k1.get();

    private final Sha256Hash hash = settlement.sighashes().get(0);
    private final EcdsaSignature signature =
            Settlement.signature(settlement.keys().get(0), hash);
    private final ByteString ourKey = ByteString.of(publicKey);
    private final EcdsaVerifier verifier = Curve.verifier();

    private final ECKey.ECDSASignature bitcoinjSignature = new ECKey.ECDSASignature(signature.r(), signature.s());

    private final ByteVector64 kmpSignature = new ByteVector64(signature.toCompact());
    private final PublicKey kmpKey = PublicKey.parse(publicKey);
    private final byte[] compact = signature.toCompact();

    @Benchmark
    public boolean ours() {
        return verifier.verify(hash, signature, ourKey);
    }

    @Benchmark
    public boolean bitcoinj() {
        return ECKey.verify(hash.getBytes(), bitcoinjSignature, publicKey);
    }

    @Benchmark
    public boolean bitcoinKmp() {
        return Crypto.verifySignature(hash.getBytes(), kmpSignature, kmpKey);
    }

    @Benchmark
    public boolean bareNative() {
        return secp256k1.verify(compact, hash.getBytes(), publicKey);
    }
}
