package org.escrowkit.core.policy;

/** The rules that stand between a PSBT and a signature. Ids are stable: logs, tests and people name them. */
public enum PolicyRule {
    /** The bytes are a PSBT of version 0 or 2, strictly encoded. */
    PSBT_WELL_FORMED("psbt-well-formed"),
    /** The loan's state demands a settlement. */
    STATE_DEMANDS_SETTLEMENT("state-demands-settlement"),
    /** This party may sign for what the state demands. */
    SIGNER_MAY_SIGN("signer-may-sign"),
    /**
     * The arbiter adds a signature only to the lender's, so that the arbiter and the borrower alone release nothing;
     * save where the lender is not needed, in a refund and an award.
     */
    ARBITER_SIGNS_WITH_LENDER("arbiter-signs-with-lender"),
    /** The inputs are the final coins of this loan: all of them, each once, none else. */
    INPUTS_ARE_THE_COLLATERAL("inputs-are-the-collateral"),
    /** Each input brings its whole previous transaction, and script and amount equal the watched deposit's. */
    INPUTS_ARE_PROVEN("inputs-are-proven"),
    /** The witness script is the one that our own derivation gives; there is no redeem script. */
    WITNESS_SCRIPT_IS_OURS("witness-script-is-ours"),
    /** Key origins say what our own derivation says. */
    KEY_ORIGINS_ARE_OURS("key-origins-are-ours"),
    /** The sighash type is absent or ALL. */
    SIGHASH_IS_ALL("sighash-is-all"),
    /** Signatures already there are good, and by parties that may sign. */
    SIGNATURES_ARE_GOOD("signatures-are-good"),
    /** No input is final yet, nothing is modifiable, and no input's field belongs to another kind of spend. */
    FIELDS_FIT_THE_SPEND("fields-fit-the-spend"),
    /** Version, locktime and sequences are those of our settlements; a locktime is a height up to the tip's. */
    SHAPE_IS_OURS("shape-is-ours"),
    /** Every output has the script and the amount that the state demands, in order, and there is no other. */
    OUTPUTS_ARE_DEMANDED("outputs-are-demanded"),
    /** The fee lies between the bounds of the terms, by rate on the exact weight and in all. */
    FEE_IS_BOUNDED("fee-is-bounded"),
    /** The signed transaction is within the standard weight. */
    WEIGHT_IS_STANDARD("weight-is-standard"),
    /** Reviewing itself failed. A bug of ours moves nothing. */
    REVIEW_COMPLETED("review-completed");

    private final String id;

    PolicyRule(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
