package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.refusedRelease;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.LockRequirement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanationBytes;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class InputFieldsTest {
    private static final PublicKey STRANGER =
            new PublicKey(ByteString.of(TestLoans.key("stranger").getPubKey()));

    private static void refusedOnEitherInput(PolicyRule rule, UnaryOperator<PsbtInput> edit) {
        refusedRelease(rule, Edits.input(RELEASE, 0, edit));
        refusedRelease(rule, Edits.input(RELEASE, 1, edit));
    }

    /** The field put among the bytes of either input. */
    private static void refusedWithField(PolicyRule rule, String key, String value) {
        for (int input = 1; input <= 2; input++) {
            byte[] bytes = PsbtExplanationBytes.of(RELEASE)
                    .with(input, key, value)
                    .bytes()
                    .toByteArray();
            PolicyFixture.refused(rule, PolicyFixture.review(bytes, REPAID, PolicyFixture.LEDGER, Role.LENDER));
        }
    }

    /** S2, CVE-2020-14199: another transaction, whose output says another amount. */
    @Test
    @Proves(PolicyRule.INPUTS_ARE_PROVEN)
    void aLyingPreviousTransactionIsRefused() {
        Transaction lie = TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("0.9"));
        refusedOnEitherInput(PolicyRule.INPUTS_ARE_PROVEN, Edits.previous(Optional.of(lie)));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_PROVEN)
    void aMissingPreviousTransactionIsRefused() {
        refusedOnEitherInput(PolicyRule.INPUTS_ARE_PROVEN, Edits.previous(Optional.empty()));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_PROVEN)
    void aLyingWitnessUtxoIsRefused() {
        refusedOnEitherInput(
                PolicyRule.INPUTS_ARE_PROVEN,
                Edits.spent(new TransactionOutput(sat(1), TERMS.escrow().scriptPubKey())));
        refusedOnEitherInput(
                PolicyRule.INPUTS_ARE_PROVEN, Edits.spent(new TransactionOutput(btc("1"), TERMS.borrowerScript())));
    }

    /** S6: the script is recomputed, not read. */
    @Test
    @Proves(PolicyRule.WITNESS_SCRIPT_IS_OURS)
    void anotherWitnessScriptIsRefused() {
        ByteString other = TestLoans.terms(8).escrow().witnessScript();
        refusedOnEitherInput(PolicyRule.WITNESS_SCRIPT_IS_OURS, Edits.witnessScript(Optional.of(other)));
        ByteString open = ByteString.ofHex("51");
        refusedOnEitherInput(PolicyRule.WITNESS_SCRIPT_IS_OURS, Edits.witnessScript(Optional.of(open)));
        refusedOnEitherInput(PolicyRule.WITNESS_SCRIPT_IS_OURS, Edits.witnessScript(Optional.empty()));
    }

    /** S7, S9: key origins are hints, but a hint that lies is an attack on somebody's device. */
    @Test
    @Proves(PolicyRule.KEY_ORIGINS_ARE_OURS)
    void wrongKeyOriginsAreRefused() {
        PublicKey key = TERMS.escrow().key(Role.LENDER);
        KeyOrigin right = TERMS.escrow().origin(Role.LENDER);
        KeyOrigin otherLoan = TestLoans.terms(8).escrow().origin(Role.LENDER);
        KeyOrigin otherMaster = new KeyOrigin(ByteString.ofHex("00000000"), right.path());
        refusedOnEitherInput(PolicyRule.KEY_ORIGINS_ARE_OURS, Edits.origins(Map.of(key, otherLoan)));
        refusedOnEitherInput(PolicyRule.KEY_ORIGINS_ARE_OURS, Edits.origins(Map.of(key, otherMaster)));
        refusedOnEitherInput(PolicyRule.KEY_ORIGINS_ARE_OURS, Edits.origins(Map.of(key, right.child(0))));
        refusedOnEitherInput(PolicyRule.KEY_ORIGINS_ARE_OURS, Edits.origins(Map.of(STRANGER, right)));
        Map<PublicKey, KeyOrigin> swapped = new TreeMap<>();
        swapped.put(key, TERMS.escrow().origin(Role.ARBITER));
        swapped.put(TERMS.escrow().key(Role.ARBITER), right);
        refusedOnEitherInput(PolicyRule.KEY_ORIGINS_ARE_OURS, Edits.origins(swapped));
    }

    /** S7, the xpub substitution: a signing device may take the global keys for the members of the vault. */
    @Test
    @Proves(PolicyRule.KEY_ORIGINS_ARE_OURS)
    void globalKeysOfStrangersAreRefused() {
        AccountKey lender = TestLoans.VAULT.lender();
        ExtendedPublicKey stranger = TestLoans.VAULT.lender().xpub().child(0);
        KeyOrigin below = lender.origin().child(0);
        refusedRelease(PolicyRule.KEY_ORIGINS_ARE_OURS, RELEASE.withXpubs(Map.of(stranger, below)));
        KeyOrigin otherMaster =
                new KeyOrigin(ByteString.ofHex("00000000"), lender.origin().path());
        refusedRelease(PolicyRule.KEY_ORIGINS_ARE_OURS, RELEASE.withXpubs(Map.of(lender.xpub(), otherMaster)));
        KeyOrigin arbiters = TestLoans.VAULT.arbiter().origin();
        refusedRelease(PolicyRule.KEY_ORIGINS_ARE_OURS, RELEASE.withXpubs(Map.of(lender.xpub(), arbiters)));
    }

    @Test
    void hintsMayBeMissing() {
        approved(RELEASE.withXpubs(Map.of()), REPAID, Role.LENDER);
        approved(Edits.input(RELEASE, 0, Edits.origins(Map.of())), REPAID, Role.LENDER);
    }

    /** S11. */
    @Test
    @Proves(PolicyRule.SIGHASH_IS_ALL)
    void onlySighashAllIsSigned() {
        for (long type : List.of(0L, 2L, 3L, 0x41L, 0x80L, 0x81L, 0x82L, 0x83L, 0x100L, 0x101L, 0xffff_ffffL)) {
            refusedOnEitherInput(PolicyRule.SIGHASH_IS_ALL, Edits.sighash(type));
        }
        approved(Edits.input(RELEASE, 0, Edits.sighash(1)), REPAID, Role.LENDER);
    }

    /** S25: an input that claims to be final is not ours to believe. */
    @Test
    @Proves(PolicyRule.FIELDS_FIT_THE_SPEND)
    void aFinalWitnessIsRefused() {
        refusedOnEitherInput(PolicyRule.FIELDS_FIT_THE_SPEND, Edits.finalWitness(ByteString.EMPTY));
        refusedWithField(PolicyRule.FIELDS_FIT_THE_SPEND, "07", "00");
    }

    /** S6, S23: redeem script, proof of reserves, preimages, taproot, MuSig2, silent payments. */
    @Test
    @Proves(PolicyRule.FIELDS_FIT_THE_SPEND)
    void fieldsOfOtherSpendsAreRefused() {
        String key = STRANGER.toString();
        Map<String, String> foreign = Map.ofEntries(
                Map.entry("04", "51"),
                Map.entry("09", ""),
                Map.entry("0a" + "00".repeat(20), ""),
                Map.entry("0b" + "00".repeat(32), ""),
                Map.entry("0c" + "00".repeat(20), ""),
                Map.entry("0d" + "00".repeat(32), ""),
                Map.entry("13", "00".repeat(64)),
                Map.entry("14" + "00".repeat(64), "00".repeat(64)),
                Map.entry("15" + "00".repeat(33), "c0"),
                Map.entry("16" + "00".repeat(32), "0001020304"),
                Map.entry("17", "00".repeat(32)),
                Map.entry("18", "00".repeat(32)),
                Map.entry("19", ""),
                Map.entry("1a" + key, key),
                Map.entry("1b" + key + key, "00".repeat(66)),
                Map.entry("1c" + key + key, "00".repeat(32)),
                Map.entry("1d" + key, ""),
                Map.entry("1e" + key, ""),
                Map.entry("1f", ""));
        foreign.forEach((field, value) -> refusedWithField(PolicyRule.FIELDS_FIT_THE_SPEND, field, value));
    }

    /** S24: fields of version 2 in version 0, and a version 2 in which something may still change. */
    @Test
    @Proves({PolicyRule.PSBT_WELL_FORMED, PolicyRule.FIELDS_FIT_THE_SPEND, PolicyRule.SHAPE_IS_OURS})
    void onlyAFixedTransactionIsSigned() {
        for (String type : List.of("0e", "0f", "10", "11", "12")) {
            refusedWithField(PolicyRule.PSBT_WELL_FORMED, type, "00000000");
        }
        Psbt version2 = RELEASE.toVersion(PsbtVersion.V2);
        approved(version2, REPAID, Role.LENDER);
        for (String modifiable : List.of("01", "02", "04", "08", "ff")) {
            refusedRelease(
                    PolicyRule.FIELDS_FIT_THE_SPEND,
                    PsbtExplanationBytes.of(version2).with(0, "06", modifiable).parse());
        }
        LockRequirement height = new LockRequirement(
                Optional.empty(), Optional.of(PolicyFixture.LEDGER.tip().height() + 1L));
        Psbt locked =
                Edits.input(version2, 0, was -> was.toBuilder().lock(height).build());
        refusedRelease(PolicyRule.SHAPE_IS_OURS, locked);
    }

    /** S23: what nobody knows is preserved, and never consulted. */
    @Test
    void unknownAndProprietaryFieldsAreTolerated() {
        for (String key : List.of("fc047465737400", "fd000100", "7f", "f0aabb")) {
            approved(Edits.input(RELEASE, 1, Edits.field(key, "c0ffee")), REPAID, Role.LENDER);
            Psbt elsewhere = Edits.elsewhere(RELEASE, key, "c0ffee");
            approved(elsewhere, REPAID, Role.LENDER);
        }
    }
}
