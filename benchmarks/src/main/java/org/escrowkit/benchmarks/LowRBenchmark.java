package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.wallet.keystore.MasterKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One signature with a low R, which takes two nonces on average; the same hashes for both. Ours is the innermost of the
 * keystore. It signs no hash for anybody outside, so it is reached by MethodHandle.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(LowRBenchmark.SIGNATURES)
public class LowRBenchmark {
    static final int SIGNATURES = 64;

    private static final byte[] SEED = Sha256Hash.hash(new byte[] {64});
    private static final MethodHandle SIGN = sign();

    private final Secp256k1 secp256k1 = Secp256k1.get();
    private final byte[] secret = HDKeyDerivation.createMasterPrivateKey(SEED).getPrivKeyBytes();
    private final List<Sha256Hash> hashes = IntStream.range(0, SIGNATURES)
            .mapToObj(i -> Sha256Hash.of(new byte[] {(byte) i}))
            .toList();

    @Benchmark
    public List<EcdsaSignature> ours() throws Throwable {
        List<EcdsaSignature> signatures = new ArrayList<>(SIGNATURES);
        for (Sha256Hash hash : hashes) {
            signatures.add((EcdsaSignature) SIGN.invokeExact(hash));
        }
        return signatures;
    }

    @Benchmark
    public List<EcdsaSignature> bareNative() {
        List<EcdsaSignature> signatures = new ArrayList<>(SIGNATURES);
        for (Sha256Hash hash : hashes) {
            byte[] compact = secp256k1.sign(hash.getBytes(), secret, null);
            for (int counter = 1; compact[0] < 0; counter++) {
                ByteBuffer entropy = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
                compact = secp256k1.sign(
                        hash.getBytes(), secret, entropy.putInt(counter).array());
            }
            signatures.add(EcdsaSignature.ofCompact(compact));
        }
        return signatures;
    }

    private static MethodHandle sign() {
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(MasterKey.class, MethodHandles.lookup());
            Class<?> curve = inside.findClass("org.escrowkit.wallet.keystore.SecretCurve");
            Class<?> secret = inside.findClass("org.escrowkit.wallet.keystore.ExtendedSecret");
            Object engine = inside.findStaticGetter(curve, "ENGINE", curve).invoke();
            Object key = inside.findStatic(secret, "ofSeed", MethodType.methodType(secret, curve, byte[].class))
                    .invoke(engine, SEED.clone());
            MethodType type = MethodType.methodType(EcdsaSignature.class, Sha256Hash.class);
            return inside.findVirtual(secret, "sign", type).bindTo(key);
        } catch (Throwable changed) {
            throw new LinkageError("the keystore signs in another way now", changed);
        }
    }
}
