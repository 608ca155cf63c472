package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.DeterministicWallet.ExtendedPublicKey;
import fr.acinq.bitcoin.KeyPath;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Script;
import fr.acinq.secp256k1.Secp256k1;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.script.ScriptBuilder;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.VaultAddresses;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The text of one 2-of-3 address at an index that was not asked for before. All keep the branch keys above the index;
 * BDK alone gets the whole descriptor, since it cannot keep them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DerivationBenchmark {
    private static final int BRANCH = 0;
    private static final int REQUIRED = 2;

    private final VaultAddresses addresses = Parties.VAULT.addresses();
    private final List<DeterministicKey> bitcoinjBranches = Parties.xpubs().stream()
            .map(xpub -> DeterministicKey.deserializeB58(xpub, Parties.NETWORK))
            .map(account -> HDKeyDerivation.deriveChildKey(account, BRANCH))
            .toList();
    private final List<ExtendedPublicKey> kmpBranches = Parties.xpubs().stream()
            .map(xpub -> ExtendedPublicKey.decode(xpub, new KeyPath("")).getSecond())
            .map(account -> account.derivePublicKey(BRANCH))
            .toList();
    private final byte[][] nativeBranches =
            bitcoinjBranches.stream().map(ECKey::getPubKey).toArray(byte[][]::new);
    private final Secp256k1 secp256k1 = Secp256k1.get();

    private int index;

    private int next() {
        index = (index + 1) & Integer.MAX_VALUE;
        return index;
    }

    /** BDK, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();
        final Object descriptor = bdk.descriptor(Parties.VAULT.descriptor());
    }

    @Benchmark
    public String ours() {
        return ours(next());
    }

    @Benchmark
    public String bitcoinj() {
        return bitcoinj(next());
    }

    @Benchmark
    public String bitcoinKmp() {
        return bitcoinKmp(next());
    }

    @Benchmark
    public String bdk(WithBdk with) {
        return with.bdk.address(with.descriptor, next());
    }

    /** No address, only the curve's share of three derivations. */
    @Benchmark
    public byte[][] bareNative() {
        byte[] scalar = Sha256Hash.hash(new byte[] {(byte) next()});
        byte[][] keys = new byte[nativeBranches.length][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = secp256k1.pubKeyCombine(new byte[][] {nativeBranches[i], secp256k1.pubkeyCreate(scalar)});
        }
        return keys;
    }

    String ours(int at) {
        return addresses.address(at).address().toString();
    }

    String bitcoinj(int at) {
        List<ECKey> keys = bitcoinjBranches.stream()
                .<ECKey>map(branch -> HDKeyDerivation.deriveChildKey(branch, at))
                .toList();
        byte[] script = ScriptBuilder.createRedeemScript(REQUIRED, keys).program();
        return SegwitAddress.fromProgram(Parties.NETWORK, 0, Sha256Hash.hash(script))
                .toString();
    }

    String bitcoinKmp(int at) {
        Stream<PublicKey> keys =
                kmpBranches.stream().map(branch -> branch.derivePublicKey(at).getPublicKey());
        List<PublicKey> sorted = keys.sorted(Comparator.comparing(key -> ByteString.of(key.value.toByteArray())))
                .toList();
        byte[] script = Script.write(Script.createMultiSigMofN(REQUIRED, sorted));
        return Bech32.encodeWitnessAddress("bcrt", (byte) 0, Crypto.sha256(script));
    }
}
