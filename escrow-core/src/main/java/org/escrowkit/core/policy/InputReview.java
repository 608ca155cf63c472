package org.escrowkit.core.policy;

import com.google.common.collect.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.TaprootInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;

/** Checks what a PSBT says of its inputs and its keys against what is derived from the loan's own records. */
final class InputReview {
    /** The types of input fields of which some belong to MuSig2 and silent payments, and none to a P2WSH spend. */
    private static final Range<Integer> FOREIGN_TYPES = Range.closed(0x09, 0x1f);

    private final Psbt psbt;
    private final Demand demand;
    private final List<DemandedCoin> coins;
    private final Findings findings;

    InputReview(Psbt psbt, Demand demand, Findings findings) {
        this.psbt = psbt;
        this.demand = demand;
        this.coins = demand.coins();
        this.findings = findings;
    }

    /** Devices may take the global keys for the vault's members: a stranger's among them is an attack. */
    void checkGlobalKeys() {
        psbt.xpubs().forEach((xpub, origin) -> {
            boolean ours = demand.cases().stream()
                    .map(settled -> settled.loan().terms().escrows().vault())
                    .anyMatch(vault -> isMember(vault, xpub, origin));
            findings.require(
                    ours,
                    PolicyRule.KEY_ORIGINS_ARE_OURS,
                    () -> "the vault's extended keys",
                    () -> xpub + " at " + origin);
        });
    }

    private static boolean isMember(Vault vault, ExtendedPublicKey xpub, KeyOrigin origin) {
        return Arrays.stream(Role.values())
                .map(vault::account)
                .anyMatch(account ->
                        account.xpub().sameKeyAs(xpub) && account.origin().equals(origin));
    }

    void checkInputs() {
        for (int i = 0; i < coins.size(); i++) {
            checkInput(i, psbt.inputs().get(i), coins.get(i));
        }
    }

    private void checkInput(int index, PsbtInput input, DemandedCoin coin) {
        String where = "input " + index + ": ";
        checkSpent(index, where, coin.deposit());
        VaultAddress escrow = coin.escrow();
        ByteString ours = escrow.witnessScript();
        findings.require(
                input.witnessScript().filter(ours::equals).isPresent(),
                PolicyRule.WITNESS_SCRIPT_IS_OURS,
                () -> where + ours,
                () -> input.witnessScript().map(ByteString::toString).orElse("none"));
        input.origins().forEach((key, origin) -> checkOrigin(where, escrow, key, origin));
        long sighash = input.sighashType().orElse((long) SegwitSighash.SIGHASH_ALL);
        findings.require(
                sighash == SegwitSighash.SIGHASH_ALL, PolicyRule.SIGHASH_IS_ALL, where + "SIGHASH_ALL", sighash);
        findings.require(
                !isFinal(input), PolicyRule.FIELDS_FIT_THE_SPEND, where + "an input that is not final", "a final one");
        findings.require(
                !isOfAnotherSpend(input),
                PolicyRule.FIELDS_FIT_THE_SPEND,
                where + "fields of a P2WSH spend",
                "fields of another");
    }

    private void checkSpent(int index, String where, Deposit coin) {
        try {
            TransactionOutput spent = psbt.spentOutput(index);
            findings.require(
                    spent.value().equals(coin.value()) && spent.scriptPubKey().equals(coin.scriptPubKey()),
                    PolicyRule.INPUTS_ARE_PROVEN,
                    where + coin.value().value + " sat",
                    spent.value().value + " sat");
        } catch (PsbtException unproven) {
            findings.add(PolicyRule.INPUTS_ARE_PROVEN, where + "its previous transaction", unproven.getMessage());
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
        findings.require(
                ours,
                PolicyRule.KEY_ORIGINS_ARE_OURS,
                () -> where + "the origins of the vault's keys",
                () -> key + " at " + origin);
    }

    void checkSignatures(Role signer) {
        try {
            psbt.requireGoodSignatures();
        } catch (PsbtException bad) {
            findings.add(PolicyRule.SIGNATURES_ARE_GOOD, "good signatures", bad.getMessage());
            return;
        }
        SettlementIntent intent = demand.intent();
        for (int i = 0; i < coins.size(); i++) {
            VaultAddress escrow = coins.get(i).escrow();
            Set<PublicKey> signed = psbt.inputs().get(i).signatures().keySet();
            findings.require(
                    signer != Role.ARBITER || !intent.needsLender() || signed.contains(escrow.key(Role.LENDER)),
                    PolicyRule.ARBITER_SIGNS_WITH_LENDER,
                    "the lender's signature",
                    "none");
            for (PublicKey key : signed) {
                Role role = escrow.roleOf(key).orElseThrow();
                findings.require(
                        intent.signers().contains(role),
                        PolicyRule.SIGNATURES_ARE_GOOD,
                        "signatures of " + intent.signers(),
                        role);
            }
        }
    }
}
