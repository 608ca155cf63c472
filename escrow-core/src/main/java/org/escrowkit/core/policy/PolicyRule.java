package org.escrowkit.core.policy;

/**
 * The rules that stand between a PSBT and a signature. Ids are stable: logs, tests and people name them. The table of
 * them, with the attack that each stops and the tests that prove it, is in {@code docs/policy-rules.md}.
 */
public enum PolicyRule {
    PSBT_WELL_FORMED(
            "psbt-well-formed",
            "The bytes are a PSBT of version 0 or 2, strictly encoded.",
            "Two readers of the same bytes see two things.",
            "BIP174, BIP370; S1, S24"),
    STATE_DEMANDS_SETTLEMENT(
            "state-demands-settlement",
            "The loan's state demands a settlement, or a settlement of it is under way and this replaces it.",
            "A coordinator asks for a signature though nothing is due.",
            "S19"),
    SIGNER_MAY_SIGN(
            "signer-may-sign",
            "This party may sign for what the state demands.",
            "A key that has no part in this is used for it.",
            "S19"),
    ARBITER_SIGNS_WITH_LENDER(
            "arbiter-signs-with-lender",
            "The arbiter adds a signature only to the lender's, save in a refund and an award.",
            "The arbiter and the borrower alone release what the lender is owed.",
            "S19"),
    INPUTS_ARE_THE_COLLATERAL(
            "inputs-are-the-collateral",
            "The inputs are the final coins of the loan: all of them, each once, none else.",
            "A coin of another loan, an unconfirmed one or one twice is spent along; a dearer coin is left out.",
            "S4, S5, S20; Bisq 2020, Coldcard's duplicated inputs"),
    INPUTS_ARE_PROVEN(
            "inputs-are-proven",
            "Each input brings its whole previous transaction; script and amount equal the watched deposit's.",
            "A lie about an input's amount hides a fee.",
            "S2, S3, S16; CVE-2020-14199, the two-PSBT fee attack, Bisq 2026"),
    WITNESS_SCRIPT_IS_OURS(
            "witness-script-is-ours",
            "The witness script is the one that the signer's own derivation gives; there is no redeem script.",
            "A script with another key or another quorum is signed.",
            "S6; Ledger, Trezor"),
    KEY_ORIGINS_ARE_OURS(
            "key-origins-are-ours",
            "Extended keys and origins are those of the vault, compared by key and chain code.",
            "A stranger's extended key stands in for a party's.",
            "S7, S8, S9, S10; Coldcard's remote multisig theft, xpub substitution"),
    SIGHASH_IS_ALL(
            "sighash-is-all",
            "The sighash type is absent or ALL.",
            "A signature that covers less than the whole transaction is used in another.",
            "S11; Coldcard, eclair"),
    SIGNATURES_ARE_GOOD(
            "signatures-are-good",
            "Signatures already there verify, and are by parties that may sign.",
            "A bad or foreign signature passes for a party's consent, or spoils the transaction later.",
            "S12; Caravan 213 and 377"),
    FIELDS_FIT_THE_SPEND(
            "fields-fit-the-spend",
            "No input is final, nothing is modifiable, and no field belongs to another kind of spend.",
            "What was reviewed is changed after it was signed, or a finalised input hides what it spends.",
            "S23, S24, S25; btcd"),
    SHAPE_IS_OURS(
            "shape-is-ours",
            "Version, locktime and sequences are those of our settlements; a locktime is a height up to the tip's.",
            "A lost sequence makes a signature invalid or a transaction final; a far locktime holds it back.",
            "S17; Caravan 189 and 354, Bisq 2026"),
    OUTPUTS_ARE_DEMANDED(
            "outputs-are-demanded",
            "Every output has the script and the amount that the state demands, in order, and there is no other: of a "
                    + "liquidation at the signer's own price, or at another that is attested and near enough to it.",
            "Money goes to a stranger, too much of it to a party, or change to nobody.",
            "S13, S14; Bisq 2020, Coldcard's change fraud, VLS"),
    FEE_IS_BOUNDED(
            "fee-is-bounded",
            "The fee lies between the bounds of the terms: by rate on the exact weight, in all, and as a share.",
            "A miner, or who bribes one, gets the collateral; or the transaction never confirms.",
            "S14, S15; Bisq's fee griefing, VLS"),
    WEIGHT_IS_STANDARD(
            "weight-is-standard",
            "The signed transaction is within the standard weight.",
            "What is signed cannot be relayed.",
            "S18; VLS"),
    EVIDENCE_IS_NAMED(
            "evidence-is-named",
            "The PSBT names the hash of the evidence that is reviewed with it, under the contract's fingerprint.",
            "Nobody can tell later why a signature was given, or one reason is swapped for another.",
            "S21"),
    EVIDENCE_IS_GENUINE(
            "evidence-is-genuine",
            "All statements and prices are signed by those who the terms say make them, and contradict nobody.",
            "A coordinator invents a repayment, a price or an award.",
            "S19; the oracle criticism of Lava"),
    EVIDENCE_IS_CURRENT(
            "evidence-is-current",
            "Statements are about this contract, hold now, and are not superseded.",
            "A statement about another loan, or one taken back since, is shown again.",
            "S19, S21"),
    EVIDENCE_IS_COMPLETE(
            "evidence-is-complete",
            "Those whose word it takes for the settlement have given it.",
            "A loan's state was brought about by a command that nobody signed.",
            "S19, S26"),
    DEADLINE_HAS_PASSED(
            "deadline-has-passed",
            "By the median time past of the signer's own chain the deadline is over.",
            "Somebody turns a clock on to bring about a default or a refund.",
            "S17, S19; BIP113"),
    PRICE_IS_ATTESTED(
            "price-is-attested",
            "As many price sources as the terms ask for have signed a fresh price that agrees with the settlement's "
                    + "when the signer first finds that right.",
            "One source, or the coordinator, makes a price.",
            "S19; the oracle criticism of Lava"),
    THRESHOLD_IS_PROVEN(
            "threshold-is-proven",
            "Signed prices without a gap reach the liquidation threshold for as long as the terms say, or leave a margin "
                    + "call unanswered, when the signer first finds the liquidation right.",
            "A loan is liquidated by a moment's price, or by leaving out the better ones.",
            "S19"),
    LIQUIDATION_IS_UNCONTESTED(
            "liquidation-is-uncontested",
            "The borrower, where the terms let him, does not contest the liquidation.",
            "A lender's desk liquidates by mistake, and nobody can say stop.",
            "S19; Nunchuk's delays"),
    VETO_WINDOW_IS_OVER(
            "veto-window-is-over",
            "The borrower had the time to contest a liquidation that the terms give him.",
            "A liquidation is over before the borrower knows of it.",
            "S19; Nunchuk's delays"),
    COOLING_OFF_IS_OVER(
            "cooling-off-is-over",
            "The settlement has been demanded for as long as the signer's own limits ask.",
            "A thief who controls records has a signature at once.",
            "S19; Nunchuk, VLS"),
    VELOCITY_IS_LIMITED(
            "velocity-is-limited",
            "Within the signer's window not more leaves the loans than his own limits allow.",
            "A thief, or a bug, empties all loans in a night.",
            "S19; VLS velocity control"),
    FEES_ARE_SUMMED(
            "fees-are-summed",
            "The fees of all attempts within the signer's window stay within his own limits.",
            "Signing again and again for ever higher fees.",
            "S15, S16; Bisq's fee griefing, Coldcard 3.1.4"),
    ONE_SPEND_FOR_EACH_COIN(
            "one-spend-for-each-coin",
            "A coin that the signer has signed for is spent by the same transaction, or by its replacement with a higher "
                    + "fee; save where that can no longer confirm, was a liquidation that no other party signed, or gave the lender no "
                    + "less than a liquidation gives him now.",
            "Two different settlements of one coin are out, and somebody picks.",
            "S16, S20; the two-PSBT fee attack, VLS"),
    REVIEW_COMPLETED("review-completed", "Reviewing itself failed.", "A bug of ours moves something.", "S28; drongo");

    private final String id;
    private final String holds;
    private final String stops;
    private final String source;

    PolicyRule(String id, String holds, String stops, String source) {
        this.id = id;
        this.holds = holds;
        this.stops = stops;
        this.source = source;
    }

    public String id() {
        return id;
    }

    /** What holds where the rule is kept. */
    public String holds() {
        return holds;
    }

    /** The attack or the accident that it stops. */
    public String stops() {
        return stops;
    }

    /** Where it was learned: rules S1 to S28 of the threat list, standards and incidents. */
    public String source() {
        return source;
    }

    /** Whether the same bytes and evidence may be approved later, just by waiting. */
    public boolean isTemporary() {
        return switch (this) {
            case STATE_DEMANDS_SETTLEMENT,
                    DEADLINE_HAS_PASSED,
                    VETO_WINDOW_IS_OVER,
                    COOLING_OFF_IS_OVER,
                    VELOCITY_IS_LIMITED,
                    FEES_ARE_SUMMED -> true;
            default -> false;
        };
    }

    /**
     * The rule of an id.
     *
     * @throws IllegalArgumentException for an id that is none
     */
    public static PolicyRule of(String id) {
        for (PolicyRule rule : values()) {
            if (rule.id.equals(id)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("no policy rule has the id " + id);
    }
}
