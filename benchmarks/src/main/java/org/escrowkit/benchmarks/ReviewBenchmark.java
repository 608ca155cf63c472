package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
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
 * The lender's review of a release that the borrower signed, from bytes to a verdict. The native row is what nobody can
 * do without: each key that the PSBT names decoded, each signature under its inputs and under the receipt verified.
 * Nobody relays 1,000 inputs, and the policy refuses them for that alone, after it has checked everything.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReviewBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private Settlement settlement;

    @SuppressWarnings("NullAway.Init")
    private SignerRecords lender;

    private byte[] psbt = {};
    private byte[] receiptHash = {};
    private byte[] receiptSignature = {};
    private byte[] receiptKey = {};

    private final Secp256k1 secp256k1 = Secp256k1.get();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> signatures = new ArrayList<>();
    private final List<byte[]> hashes = new ArrayList<>();
    private byte[] signer = {};

    @Setup
    public void prepare() {
        settlement = Settlement.ofInputs(inputs);
        lender = settlement.records(Role.LENDER);
        DeterministicKey borrower =
                Parties.loanKey(Role.BORROWER, settlement.escrow().index());
        signer = borrower.getPubKey();
        List<Sha256Hash> sighashes = settlement.sighashes();
        Psbt signed = settlement.psbt();
        for (int i = 0; i < inputs; i++) {
            var signature = Settlement.signature(borrower, sighashes.get(i));
            signatures.add(signature.toCompact());
            hashes.add(sighashes.get(i).getBytes());
            signed = signed.withSignature(
                    i, new PublicKey(ByteString.of(signer)), signature.toDer().plus(1));
        }
        psbt = signed.serialize();
        signed.xpubs().keySet().forEach(xpub -> keys.add(xpub.key().bytes().toByteArray()));
        signed.inputs()
                .forEach(input -> input.origins()
                        .keySet()
                        .forEach(key -> keys.add(key.bytes().toByteArray())));
        SignedStatement receipt = settlement.settled().evidence().statements().get(0);
        receiptHash = receipt.statement().hash().getBytes();
        receiptSignature = receipt.signatures().values().iterator().next().toByteArray();
        receiptKey = settlement
                .settled()
                .loan()
                .terms()
                .contractKeys()
                .getOrDefault(Role.LENDER, ByteString.EMPTY)
                .toByteArray();
    }

    @Benchmark
    public Review ours() {
        return Policy.review(psbt, settlement.settled(), lender);
    }

    @Benchmark
    public int bareNative() {
        int done = secp256k1.verifySchnorr(receiptSignature, receiptHash, receiptKey) ? 1 : 0;
        for (byte[] key : keys) {
            done += secp256k1.pubkeyParse(key).length;
        }
        for (int i = 0; i < inputs; i++) {
            done += secp256k1.verify(signatures.get(i), hashes.get(i), signer) ? 1 : 0;
        }
        return done;
    }
}
