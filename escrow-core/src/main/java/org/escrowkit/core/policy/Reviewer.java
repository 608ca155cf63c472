package org.escrowkit.core.policy;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/** One review: every rule, in order, against what the loan, the ledger, the evidence and the signer's records give. */
final class Reviewer {
    /** Bitcoin Core's standard limit for a transaction, in weight units. */
    private static final long MOST_WEIGHT = 400_000;

    private final Psbt psbt;
    private final Transaction unsigned;
    private final Demand demand;
    private final SignerRecords records;
    private final Findings findings = new Findings();

    Reviewer(Psbt psbt, Demand demand, SignerRecords records) {
        this.psbt = psbt;
        this.unsigned = psbt.unsignedTransaction();
        this.demand = demand;
        this.records = records;
    }

    List<Violation> violations() {
        Role signer = records.role();
        SettlementIntent intent = demand.intent();
        findings.require(
                intent.signers().contains(signer),
                PolicyRule.SIGNER_MAY_SIGN,
                () -> "one of " + intent.signers() + " for a " + intent,
                signer::toString);
        InputReview inputs = new InputReview(psbt, demand, findings);
        inputs.checkGlobalKeys();
        int modifiable = psbt.global().modifiable();
        findings.require(modifiable == 0, PolicyRule.FIELDS_FIT_THE_SPEND, "nothing modifiable", modifiable);
        demand.cases().forEach(this::checkEvidence);
        if (inputsAreTheCollateral()) {
            inputs.checkInputs();
            inputs.checkSignatures(signer);
            checkTransaction();
        }
        if (findings.all().isEmpty()) {
            // Only what is right otherwise has a history to be compared with.
            new HistoryReview(unsigned, demand, records, findings).check();
        }
        return findings.all();
    }

    private void checkEvidence(LoanCase settled) {
        LoanTerms terms = settled.loan().terms();
        ContractFingerprint contract = terms.fingerprint();
        ByteString hash = ByteString.of(settled.evidence().hash().getBytes());
        Optional<ByteString> named = EvidenceMark.in(psbt, contract);
        findings.require(
                named.filter(hash::equals).isPresent(),
                PolicyRule.EVIDENCE_IS_NAMED,
                () -> "evidence " + hash + " for contract " + contract,
                () -> named.map(ByteString::toString).orElse("none"));
        Coin value = demand.coins().stream()
                .map(DemandedCoin::deposit)
                .filter(coin -> terms.escrows().byScript(coin.scriptPubKey()).isPresent())
                .map(Deposit::value)
                .reduce(Coin.ZERO, Coin::add);
        boolean known = records.knows(unsigned)
                || (settled.loan().state() instanceof Settling settling && records.knows(settling));
        new EvidenceReview(settled, contract, demand.intent(settled), value, records, known, findings).check();
    }

    private boolean inputsAreTheCollateral() {
        List<Outpoint> expected =
                demand.coins().stream().map(coin -> coin.deposit().outpoint()).toList();
        List<Outpoint> found =
                unsigned.inputs().stream().map(TransactionInput::outpoint).toList();
        return findings.require(found.equals(expected), PolicyRule.INPUTS_ARE_THE_COLLATERAL, expected, found);
    }

    private void checkTransaction() {
        long weight = SettlementPlanner.mostWeight(
                unsigned, demand.cases().get(0).loan().terms());
        findings.require(weight <= MOST_WEIGHT, PolicyRule.WEIGHT_IS_STANDARD, "at most " + MOST_WEIGHT, weight);
        Coin fee = demand.fee(unsigned);
        if (!findings.require(
                !fee.isNegative(), PolicyRule.FEE_IS_BOUNDED, "not more paid out than is spent", fee.value + " sat")) {
            return;
        }
        FeeRange fees = demand.fees(unsigned, weight);
        findings.require(
                fees.contains(fee),
                PolicyRule.FEE_IS_BOUNDED,
                fees.least().value + " to " + fees.most().value + " sat",
                fee.value + " sat");
        try {
            demand.checkParts(unsigned, findings);
            checkAgainst(demand.transaction(unsigned));
        } catch (SettlementException impossible) {
            findings.add(PolicyRule.OUTPUTS_ARE_DEMANDED, "a " + demand.intent(), impossible.getMessage());
        }
    }

    private void checkAgainst(Transaction demanded) {
        if (!unsigned.outputs().equals(demanded.outputs())) {
            findings.add(PolicyRule.OUTPUTS_ARE_DEMANDED, describe(demanded.outputs()), describe(unsigned.outputs()));
        } else if (!unsigned.equals(demanded)) {
            findings.add(PolicyRule.SHAPE_IS_OURS, shape(demanded), shape(unsigned));
        }
    }

    private String describe(List<TransactionOutput> outputs) {
        return outputs.stream()
                .map(output -> output.value().value + " sat to " + owner(output.scriptPubKey()))
                .toList()
                .toString();
    }

    private String owner(ByteString script) {
        return demand.cases().stream()
                .map(settled -> owner(script, settled.loan().terms()))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("the stranger's script " + script);
    }

    private static String owner(ByteString script, LoanTerms terms) {
        if (script.equals(terms.borrowerScript())) {
            return "the borrower";
        }
        if (script.equals(terms.lenderScript())) {
            return "the lender";
        }
        if (terms.payouts().arbiter().map(Scripts::of).filter(script::equals).isPresent()) {
            return "the arbiter";
        }
        return terms.escrows()
                .byScript(script)
                .map(escrow -> "the loan's address " + escrow.index())
                .orElse("");
    }

    private static String shape(Transaction transaction) {
        return "version " + transaction.version() + ", locktime " + transaction.lockTime() + ", sequences "
                + transaction.inputs().stream()
                        .map(input -> Long.toHexString(input.sequence()))
                        .toList();
    }
}
