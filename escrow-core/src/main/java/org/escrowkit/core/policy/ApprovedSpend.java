package org.escrowkit.core.policy;

import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * A PSBT that one party may sign now. Guarantees that {@link Policy} reviewed these very bytes: nobody else can make
 * one, and nothing in it can change. A signer takes this and nothing else.
 */
public final class ApprovedSpend {
    private final Psbt psbt;
    private final Role signer;
    private final List<LoanCase> cases;
    private final List<VaultAddress> escrows;
    private final Coin leaving;
    private final Coin fee;
    private final boolean halfSignedLiquidation;

    ApprovedSpend(
            Psbt psbt,
            Role signer,
            List<VaultAddress> escrows,
            List<LoanCase> cases,
            Coin leaving,
            Coin fee,
            boolean halfSignedLiquidation) {
        this.psbt = psbt;
        this.signer = signer;
        this.escrows = List.copyOf(escrows);
        this.cases = List.copyOf(cases);
        this.leaving = leaving;
        this.fee = fee;
        this.halfSignedLiquidation = halfSignedLiquidation;
    }

    static ApprovedSpend of(Psbt psbt, Role signer, Demand demand) {
        boolean first =
                psbt.inputs().stream().allMatch(input -> input.signatures().isEmpty());
        return new ApprovedSpend(
                psbt,
                signer,
                demand.coins().stream().map(DemandedCoin::escrow).toList(),
                demand.cases(),
                demand.leaving(psbt.unsignedTransaction()),
                demand.fee(psbt.unsignedTransaction()),
                first && !demand.intent().signers().contains(Role.BORROWER));
    }

    public Psbt psbt() {
        return psbt;
    }

    /** Whose signature is approved. */
    public Role signer() {
        return signer;
    }

    /** The loans that it settles, and why. */
    public List<LoanCase> cases() {
        return cases;
    }

    /** Where the coin of an input lies. */
    public VaultAddress escrow(int input) {
        return escrows.get(input);
    }

    /** The key that is to sign an input. */
    public PublicKey key(int input) {
        return escrow(input).key(signer);
    }

    SignedSpend toSignedSpend(Instant now) {
        return new SignedSpend(psbt.unsignedTransaction(), leaving, fee, halfSignedLiquidation, now);
    }
}
