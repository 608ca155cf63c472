package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.secp256k1.Secp256k1;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
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
 * One party's signature on every input. Ours is the whole way of an approved spend: derive the key, hash, sign, verify
 * the signature, put it into the PSBT. The rivals hash and sign, with a key that is there; the native rows do not hash.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignBenchmark {
    @Param({"1", "100"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private Settlement settlement;

    @SuppressWarnings("NullAway.Init")
    private ApprovedSpend approved;

    @SuppressWarnings("NullAway.Init")
    private DeterministicKey key;

    @SuppressWarnings("NullAway.Init")
    private Transaction bitcoinj;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.Transaction kmp;

    @SuppressWarnings("NullAway.Init")
    private PrivateKey kmpKey;

    private final Secp256k1 secp256k1 = Secp256k1.get();
    private byte[] script = {};
    private byte[] secret = {};
    private byte[] publicKey = {};
    private byte[][] hashes = {};

    @Setup
    public void prepare() {
        prepare(Settlement.ofInputs(inputs));
    }

    void prepare(Settlement prepared) {
        settlement = prepared;
        approved = prepared.approvedForBorrower();
        key = Parties.loanKey(Role.BORROWER, prepared.escrow().index());
        byte[] bytes = prepared.unsigned().serialize();
        bitcoinj = Transaction.read(ByteBuffer.wrap(bytes));
        kmp = fr.acinq.bitcoin.Transaction.read(bytes);
        kmpKey = new PrivateKey(key.getPrivKeyBytes());
        script = prepared.escrow().witnessScript().toByteArray();
        secret = key.getPrivKeyBytes();
        publicKey = key.getPubKey();
        hashes = prepared.sighashes().stream().map(hash -> hash.getBytes()).toArray(byte[][]::new);
    }

    @Benchmark
    public Psbt ours() {
        return Parties.secret(Role.BORROWER).sign(approved);
    }

    @Benchmark
    public List<ByteString> bitcoinj() {
        List<ByteString> signatures = new ArrayList<>();
        for (int i = 0; i < settlement.inputs(); i++) {
            signatures.add(ByteString.of(bitcoinj.calculateWitnessSignature(
                            i, key, script, settlement.spent().get(i).value(), Transaction.SigHash.ALL, false)
                    .encodeToBitcoin()));
        }
        return signatures;
    }

    @Benchmark
    public List<ByteString> bitcoinKmp() {
        List<ByteString> signatures = new ArrayList<>();
        for (int i = 0; i < settlement.inputs(); i++) {
            Satoshi amount = new Satoshi(settlement.spent().get(i).value().value);
            signatures.add(ByteString.of(
                    kmp.signInput(i, script, SigHash.SIGHASH_ALL, amount, SigVersion.SIGVERSION_WITNESS_V0, kmpKey)));
        }
        return signatures;
    }

    @Benchmark
    public List<ByteString> bareNative() {
        List<ByteString> signatures = new ArrayList<>();
        for (byte[] hash : hashes) {
            byte[] compact = secp256k1.sign(hash, secret, null);
            signatures.add(EcdsaSignature.ofCompact(compact).toDer().plus(SegwitSighash.SIGHASH_ALL));
        }
        return signatures;
    }

    /** What a signer that trusts no computer does at the least. */
    @Benchmark
    public boolean bareNativeAndVerified() {
        boolean good = true;
        for (byte[] hash : hashes) {
            good &= secp256k1.verify(secp256k1.sign(hash, secret, null), hash, publicKey);
        }
        return good;
    }
}
