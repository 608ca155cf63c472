package org.escrowkit.core.psbt;

/** The two versions of PSBT: they hold the same transaction in different places. */
public enum PsbtVersion {
    /** BIP174: the transaction stands whole in the global map. */
    V0(0),
    /** BIP370: each input and output holds its own part of the transaction. */
    V2(2);

    private final int number;

    PsbtVersion(int number) {
        this.number = number;
    }

    /** As PSBT_GLOBAL_VERSION has it. */
    public int number() {
        return number;
    }
}
