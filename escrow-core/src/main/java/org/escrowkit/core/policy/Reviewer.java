package org.escrowkit.core.policy;

import com.google.common.collect.Range;
import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.TaprootInput;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;
import org.jspecify.annotations.Nullable;

/** One review: every rule, in order, against what the loan and the ledger give. */
final class Reviewer {
    /** Bitcoin Core's standard limit for a transaction, in weight units. */
    private static final long MOST_WEIGHT = 400_000;

    /** The types of input fields of which some belong to MuSig2 and silent payments, and none to a P2WSH spend. */
    private static final Range<Integer> FOREIGN_TYPES = Range.closed(0x09, 0x1f);

    private final Psbt psbt;
    private final Transaction unsigned;
    private final LoanTerms terms;
    private final SettlementIntent intent;
    private final int partialSettlements;
    private final int tipHeight;
    private final List<Deposit> coins;
    private final Role signer;
    private final List<Violation> violations = new ArrayList<>();

    Reviewer(Psbt psbt, Loan loan, SettlementIntent intent, Ledger ledger, Role signer) {
        this.psbt = psbt;
        this.unsigned = psbt.unsignedTransaction();
        this.terms = loan.terms();
        this.intent = intent;
        this.partialSettlements = loan.state().partialSettlements();
        this.tipHeight = ledger.tip().height();
        this.coins =
                ledger.collateral(terms.escrows().scripts(), terms.deposits()).coins();
        this.signer = signer;
    }

    List<Violation> violations() {
        checkSigner();
        psbt.xpubs().forEach(this::checkGlobalKey);
        if (psbt.global().modifiable() != 0) {
            violation(
                    PolicyRule.FIELDS_FIT_THE_SPEND,
                    "nothing modifiable",
                    psbt.global().modifiable());
        }
        if (inputsAreTheCollateral()) {
            for (int i = 0; i < coins.size(); i++) {
                checkInput(i, psbt.inputs().get(i), coins.get(i));
            }
            checkSignatures();
            checkTransaction();
        }
        return violations;
    }

    /** The address at which the coin of each input lies. */
    List<VaultAddress> escrows() {
        return coins.stream().map(this::escrow).toList();
    }

    private VaultAddress escrow(Deposit coin) {
        return terms.escrows().byScript(coin.scriptPubKey()).orElseThrow();
    }

    private void checkSigner() {
        Set<Role> may = intent.signers();
        if (!may.contains(signer)) {
            violation(PolicyRule.SIGNER_MAY_SIGN, "one of " + may + " for a " + intent, signer);
        }
    }

    /** Devices may take the global keys for the vault's members: a stranger's among them is an attack. */
    private void checkGlobalKey(ExtendedPublicKey xpub, KeyOrigin origin) {
        Vault vault = terms.escrows().vault();
        boolean ours = Arrays.stream(Role.values())
                .map(vault::account)
                .anyMatch(account ->
                        account.xpub().sameKeyAs(xpub) && account.origin().equals(origin));
        if (!ours) {
            violation(PolicyRule.KEY_ORIGINS_ARE_OURS, "the vault's extended keys", xpub + " at " + origin);
        }
    }

    private boolean inputsAreTheCollateral() {
        List<Outpoint> expected = coins.stream().map(Deposit::outpoint).toList();
        List<Outpoint> found =
                unsigned.inputs().stream().map(TransactionInput::outpoint).toList();
        boolean same = !expected.isEmpty() && found.equals(expected);
        if (!same) {
            violation(PolicyRule.INPUTS_ARE_THE_COLLATERAL, expected, found);
        }
        return same;
    }

    private void checkInput(int index, PsbtInput input, Deposit coin) {
        String where = "input " + index + ": ";
        try {
            TransactionOutput spent = psbt.spentOutput(index);
            if (!spent.value().equals(coin.value()) || !spent.scriptPubKey().equals(coin.scriptPubKey())) {
                violation(
                        PolicyRule.INPUTS_ARE_PROVEN,
                        where + coin.value().value + " sat",
                        spent.value().value + " sat");
            }
        } catch (PsbtException unproven) {
            violation(PolicyRule.INPUTS_ARE_PROVEN, where + "its previous transaction", unproven.getMessage());
        }
        VaultAddress escrow = escrow(coin);
        ByteString ours = escrow.witnessScript();
        if (!input.witnessScript().filter(ours::equals).isPresent()) {
            violation(PolicyRule.WITNESS_SCRIPT_IS_OURS, where + ours, input.witnessScript());
        }
        input.origins().forEach((key, origin) -> checkOrigin(where, escrow, key, origin));
        long sighash = input.sighashType().orElse((long) SegwitSighash.SIGHASH_ALL);
        if (sighash != SegwitSighash.SIGHASH_ALL) {
            violation(PolicyRule.SIGHASH_IS_ALL, where + "SIGHASH_ALL", sighash);
        }
        if (isFinal(input)) {
            violation(PolicyRule.FIELDS_FIT_THE_SPEND, where + "an input that is not final", "a final one");
        }
        if (isOfAnotherSpend(input)) {
            violation(PolicyRule.FIELDS_FIT_THE_SPEND, where + "fields of a P2WSH spend", "fields of another");
        }
    }

    private static boolean isFinal(PsbtInput input) {
        return input.finalWitness().isPresent() || input.finalScriptSig().isPresent();
    }

    private static boolean isOfAnotherSpend(PsbtInput input) {
        return input.redeemScript().isPresent()
                || input.proofOfReserves().isPresent()
                || !input.preimages().isEmpty()
                || !input.taproot().equals(TaprootInput.EMPTY)
                || input.others().keySet().stream().anyMatch(key -> FOREIGN_TYPES.contains(key.at(0)));
    }

    private void checkOrigin(String where, VaultAddress escrow, PublicKey key, KeyOrigin origin) {
        boolean ours =
                escrow.roleOf(key).map(escrow::origin).filter(origin::equals).isPresent();
        if (!ours) {
            violation(
                    PolicyRule.KEY_ORIGINS_ARE_OURS, where + "the origins of the vault's keys", key + " at " + origin);
        }
    }

    private void checkSignatures() {
        try {
            psbt.requireGoodSignatures();
        } catch (PsbtException bad) {
            violation(PolicyRule.SIGNATURES_ARE_GOOD, "good signatures", bad.getMessage());
            return;
        }
        for (int i = 0; i < coins.size(); i++) {
            VaultAddress escrow = escrow(coins.get(i));
            Set<PublicKey> signed = psbt.inputs().get(i).signatures().keySet();
            if (signer == Role.ARBITER && intent.needsLender() && !signed.contains(escrow.key(Role.LENDER))) {
                violation(PolicyRule.ARBITER_SIGNS_WITH_LENDER, "the lender's signature", "none");
            }
            for (PublicKey key : signed) {
                Role role = escrow.roleOf(key).orElseThrow();
                if (!intent.signers().contains(role)) {
                    violation(PolicyRule.SIGNATURES_ARE_GOOD, "signatures of " + intent.signers(), role);
                }
            }
        }
    }

    private void checkTransaction() {
        long weight = SettlementPlanner.mostWeight(unsigned, terms);
        if (weight > MOST_WEIGHT) {
            violation(PolicyRule.WEIGHT_IS_STANDARD, "at most " + MOST_WEIGHT, weight);
        }
        // Saturated, since the outputs of a hostile transaction may add up to more than 64 bits hold.
        long out = unsigned.outputs().stream()
                .mapToLong(output -> output.value().value)
                .reduce(0, LongMath::saturatedAdd);
        Coin fee = value().subtract(Coin.valueOf(out));
        if (fee.isNegative()) {
            violation(PolicyRule.FEE_IS_BOUNDED, "not more paid out than is spent", fee.value + " sat");
            return;
        }
        SettlementPlan demanded;
        try {
            // A locktime that is not to be signed is noticed by what is planned without it.
            int lockTime = (int) Math.min(unsigned.lockTime(), tipHeight);
            demanded = SettlementPlanner.planWithFee(
                    new SettlementQuestion(intent, terms, partialSettlements, coins, lockTime), fee);
        } catch (SettlementException impossible) {
            checkFee(fee, weight, Coin.ZERO);
            violation(PolicyRule.OUTPUTS_ARE_DEMANDED, "a " + intent, impossible.getMessage());
            return;
        }
        checkFee(fee, weight, demanded.mostUnpayableSurplus());
        checkAgainst(demanded.unsigned());
    }

    private void checkAgainst(Transaction demanded) {
        if (!unsigned.outputs().equals(demanded.outputs())) {
            violation(PolicyRule.OUTPUTS_ARE_DEMANDED, describe(demanded.outputs()), describe(unsigned.outputs()));
        } else if (!unsigned.equals(demanded)) {
            violation(PolicyRule.SHAPE_IS_OURS, shape(demanded), shape(unsigned));
        }
    }

    /** @param surplus that may go to the miners on top, where the lender gets all that is owed and nobody the rest */
    private void checkFee(Coin fee, long weight, Coin surplus) {
        FeeBounds bounds = terms.fees();
        Coin least = bounds.floor().fee(weight);
        Coin most = min(bounds.ceiling().fee(weight), bounds.most(value())).add(surplus);
        if (fee.isLessThan(least) || fee.isGreaterThan(most)) {
            violation(PolicyRule.FEE_IS_BOUNDED, least.value + " to " + most.value + " sat", fee.value + " sat");
        }
    }

    private Coin value() {
        return coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
    }

    private static Coin min(Coin one, Coin other) {
        return one.isLessThan(other) ? one : other;
    }

    private String describe(List<TransactionOutput> outputs) {
        return outputs.stream()
                .map(output -> output.value().value + " sat to " + owner(output.scriptPubKey()))
                .toList()
                .toString();
    }

    private String owner(ByteString script) {
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
                .orElse("the stranger's script " + script);
    }

    private static String shape(Transaction transaction) {
        return "version " + transaction.version() + ", locktime " + transaction.lockTime() + ", sequences "
                + transaction.inputs().stream()
                        .map(input -> Long.toHexString(input.sequence()))
                        .toList();
    }

    private void violation(PolicyRule rule, Object expected, @Nullable Object found) {
        violations.add(new Violation(rule, String.valueOf(expected), String.valueOf(found)));
    }
}
