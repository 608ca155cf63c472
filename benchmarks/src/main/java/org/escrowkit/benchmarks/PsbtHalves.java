package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Base64;
import org.escrowkit.core.psbt.Psbt;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The borrower's half and the lender's, as each library has read them. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class PsbtHalves {
    @Param({"1", "100", "1000"})
    public int inputs;

    private PsbtSpend spend;
    fr.acinq.bitcoin.psbt.Psbt kmpBorrowers;
    fr.acinq.bitcoin.psbt.Psbt kmpLenders;
    private final Secp256k1 secp256k1 = Secp256k1.get();

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend prepared) {
        spend = prepared;
        kmpBorrowers = KmpPsbt.read(prepared.byBorrower());
        kmpLenders = KmpPsbt.read(prepared.byLender());
    }

    /** Two for each input. */
    boolean verifyBare() {
        return spend.signatures().stream().allMatch(signature -> signature.verify(secp256k1));
    }

    /** Ours, read anew for every call: a PSBT remembers which of its signatures it has verified. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class Fresh {
        Psbt borrowers;
        Psbt lenders;

        @Setup(Level.Invocation)
        public void read(PsbtHalves halves) {
            borrowers = Psbt.parse(halves.spend.byBorrower());
            lenders = Psbt.parse(halves.spend.byLender());
        }
    }

    /** BDK with both PSBTs, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class WithBdk {
        final Bdk bdk = new Bdk();
        AutoCloseable borrowers;
        AutoCloseable lenders;

        @Setup
        public void prepare(PsbtHalves halves) {
            borrowers = bdk.psbt(Base64.getEncoder().encodeToString(halves.spend.byBorrower()));
            lenders = bdk.psbt(Base64.getEncoder().encodeToString(halves.spend.byLender()));
        }

        @TearDown
        public void close() throws Exception {
            borrowers.close();
            lenders.close();
        }
    }
}
