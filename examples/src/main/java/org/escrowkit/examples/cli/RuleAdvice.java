package org.escrowkit.examples.cli;

import org.escrowkit.core.policy.PolicyRule;

/** What the person can do whose party refused by a rule. */
final class RuleAdvice {
    private RuleAdvice() {}

    static String of(PolicyRule rule) {
        return switch (rule) {
            case PSBT_WELL_FORMED -> "have the PSBT exported again; nobody may have edited it.";
            case STATE_DEMANDS_SETTLEMENT -> "bring your records of the loan up to date; if they are, nothing is due.";
            case SIGNER_MAY_SIGN -> "leave it to the parties whom the loan's state names.";
            case ARBITER_SIGNS_WITH_LENDER -> "have the lender sign first.";
            case INPUTS_ARE_THE_COLLATERAL ->
                "wait until all deposits are final, then have it planned anew; "
                        + "check --since or --store if a deposit is older than that.";
            case INPUTS_ARE_PROVEN -> "have it made anew with the whole previous transactions in it.";
            case WITNESS_SCRIPT_IS_OURS, KEY_ORIGINS_ARE_OURS ->
                "ask who made it which vault that is: " + "somebody's key is another than the agreed one.";
            case SIGHASH_IS_ALL -> "have it made anew with SIGHASH_ALL.";
            case SIGNATURES_ARE_GOOD -> "have whoever signed it sign the unsigned PSBT again.";
            case FIELDS_FIT_THE_SPEND, SHAPE_IS_OURS, WEIGHT_IS_STANDARD -> "have it planned anew by this library.";
            case OUTPUTS_ARE_DEMANDED ->
                "compare where the money goes; if your records are up to date, " + "ask who made it why.";
            case FEE_IS_BOUNDED -> "have it planned anew at a fee rate within the terms.";
            case EVIDENCE_IS_NAMED -> "name the --evidence that it was made with.";
            case EVIDENCE_IS_GENUINE -> "ask those whose word it is whether they signed that.";
            case EVIDENCE_IS_CURRENT -> "ask for statements about this contract that hold now.";
            case EVIDENCE_IS_COMPLETE -> "ask for the word of those who have not given it yet.";
            case DEADLINE_HAS_PASSED -> "wait until the chain's own time is past the deadline, and ask again.";
            case PRICE_IS_ATTESTED -> "ask for fresh prices of as many sources as the terms name.";
            case THRESHOLD_IS_PROVEN -> "ask for the prices of the whole time, without a gap.";
            case LIQUIDATION_IS_UNCONTESTED -> "settle the dispute first; the arbiter's award ends it.";
            case VETO_WINDOW_IS_OVER -> "wait until the borrower's time to contest is over, and ask again.";
            case COOLING_OFF_IS_OVER -> "wait for as long as your own --cooling-off asks, and ask again.";
            case VELOCITY_IS_LIMITED, FEES_ARE_SUMMED ->
                "wait until your --window has passed; "
                        + "look at what was signed in it before you raise your own limits.";
            case ONE_SPEND_FOR_EACH_COIN ->
                "look for what you signed before by 'escrow audit verify'; "
                        + "only its replacement with a higher fee may follow.";
            case REVIEW_COMPLETED -> "report it: this is a bug of ours.";
        };
    }
}
