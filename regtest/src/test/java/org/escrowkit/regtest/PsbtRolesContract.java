package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtDifferentialBytes;
import org.escrowkit.core.psbt.PsbtDifferentialCases;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.psbt.PsbtFault;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;

/** What a real node analyzes, combines and finalizes of PSBTs that anybody could hand it, beside what we do. */
abstract class PsbtRolesContract extends OnNode {
    private static final long SEED = 370;
    private static final int ANALYZED = 800;
    private static final int COMBINED = 700;
    private static final int FINALIZED = 700;
    private static final int REQUIRED = 2;
    private static final int PARTIAL_SIGNATURE = 0x02;
    private static final int SIGHASH_TYPE = 0x03;
    private static final int FINAL_WITNESS = 0x08;
    /** The size of a signature that the node counts with where one is missing: a low R, and the sighash byte. */
    private static final int LOW_R_SIGNATURE = 71;

    @Test
    void analyzepsbtSeesTheSameNextRoleMissingSignaturesAndSize() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED, PsbtDifferentialCases.ALL);
        int sized = 0;
        for (int i = 0; i < ANALYZED; i++) {
            var each = cases.next();
            String which = "seed " + SEED + ", " + each.stage() + " " + i;
            Psbt ours = Psbt.parse(each.fields().toBytes());
            JsonValue theirs = node().rpc().call("analyzepsbt", ours.toBase64());
            List<String> roles = new ArrayList<>();
            for (int input = 0; input < ours.inputs().size(); input++) {
                PsbtInput own = ours.inputs().get(input);
                JsonValue their = theirs.get("inputs").elements().get(input);
                roles.add(next(own));
                assertEquals(next(own), their.get("next").asString(), which);
                assertEquals(
                        own.spentOutput().isPresent(), their.get("has_utxo").asBoolean(), which);
                assertEquals(missing(own), missing(their), which);
            }
            assertEquals(furthestBack(roles), theirs.get("next").asString(), which);
            Optional<Long> size = theirs.find("estimated_vsize").map(JsonValue::asLong);
            assertEquals(size(ours), size, which);
            sized += size.isPresent() ? 1 : 0;
        }
        assertEquals(636, sized, "of " + ANALYZED);
    }

    private static String next(PsbtInput input) {
        if (input.spentOutput().isEmpty()) {
            return "updater";
        }
        if (input.finalWitness().isPresent()) {
            return "extractor";
        }
        return input.signatures().size() < REQUIRED ? "signer" : "finalizer";
    }

    private static String furthestBack(List<String> roles) {
        return List.of("updater", "signer", "finalizer", "extractor").stream()
                .filter(roles::contains)
                .findFirst()
                .orElseThrow();
    }

    /** The hashes of the keys by which nobody signed, while signatures are missing. */
    private static List<String> missing(PsbtInput input) {
        if (input.witnessScript().isEmpty() || input.signatures().size() >= REQUIRED) {
            return List.of();
        }
        return multisig(input).keys().stream()
                .filter(key -> !input.signatures().containsKey(new PublicKey(key)))
                .map(key -> HexFormat.of().formatHex(CryptoUtils.sha256hash160(key.toByteArray())))
                .sorted()
                .toList();
    }

    private static List<String> missing(JsonValue input) {
        return input.find("missing").flatMap(missing -> missing.find("signatures")).map(JsonValue::elements).stream()
                .flatMap(List::stream)
                .map(JsonValue::asString)
                .sorted()
                .toList();
    }

    private static MultisigScript multisig(PsbtInput input) {
        return MultisigScript.parse(input.witnessScript().orElseThrow()).orElseThrow();
    }

    /** The exact size with the signatures that are there and stand-ins for those that are missing. */
    private static Optional<Long> size(Psbt psbt) {
        List<List<ByteString>> witnesses = new ArrayList<>();
        for (PsbtInput input : psbt.inputs()) {
            if (input.finalWitness().isPresent()) {
                witnesses.add(input.finalWitness().orElseThrow());
                continue;
            }
            if (input.witnessScript().isEmpty()) {
                return Optional.empty();
            }
            List<ByteString> stack = new ArrayList<>(List.of(ByteString.EMPTY));
            multisig(input).keys().stream()
                    .limit(REQUIRED)
                    .map(key -> input.signatures()
                            .getOrDefault(new PublicKey(key), ByteString.of(new byte[LOW_R_SIGNATURE])))
                    .forEach(stack::add);
            stack.add(input.witnessScript().orElseThrow());
            witnesses.add(stack);
        }
        return Optional.of(psbt.unsignedTransaction().withWitnesses(witnesses).virtualSize());
    }

    @Test
    void combinepsbtMakesTheSameOfTwoPsbtsButForKnownReasons() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED, PsbtDifferentialCases.ALL);
        Map<PsbtNodeDifference, Integer> differences = new EnumMap<>(PsbtNodeDifference.class);
        for (int i = 0; i < COMBINED; i++) {
            var one = cases.next();
            var other = cases.next(one);
            String which = "seed " + SEED + ", pair " + i + ": " + one.stage() + " and " + other.stage();
            PsbtDifferentialBytes first = (i % 2 == 0 ? one : other).fields();
            PsbtDifferentialBytes second = (i % 2 == 0 ? other : one).fields();
            Psbt ours = Psbt.parse(first.toBytes()).combine(Psbt.parse(second.toBytes()));
            String theirs = node().rpc()
                    .call("combinepsbt", List.of(first.toBase64(), second.toBase64()))
                    .asString();
            Psbt kept = PsbtNodeFields.withoutWitnesses(asTheNodeCombines(ours, first, differences));
            assertEquals(kept, Psbt.parseBase64(theirs), which);
        }
        assertEquals(
                Map.of(
                        PsbtNodeDifference.NODE_COMBINES_NO_SIGHASH_TYPES,
                        272,
                        PsbtNodeDifference.NODE_WRITES_NOTHING_FOR_SIGNERS_OF_FINAL_INPUTS,
                        604),
                differences);
    }

    /** Without what the node does not combine or does not write, which is counted. */
    private static Psbt asTheNodeCombines(
            Psbt ours, PsbtDifferentialBytes first, Map<PsbtNodeDifference, Integer> differences) {
        PsbtDifferentialBytes fields = PsbtDifferentialBytes.of(ours.serialize());
        for (int map = 1; map <= ours.inputs().size(); map++) {
            List<PsbtDifferentialBytes.Field> input = fields.maps.get(map);
            List<PsbtDifferentialBytes.Field> kept = first.maps.get(map);
            boolean isFinal = input.stream().anyMatch(field -> field.type() == FINAL_WITNESS);
            if (isFinal && input.removeIf(PsbtRolesContract::isForSigners)) {
                differences.merge(PsbtNodeDifference.NODE_WRITES_NOTHING_FOR_SIGNERS_OF_FINAL_INPUTS, 1, Integer::sum);
            }
            if (input.removeIf(field -> field.type() == SIGHASH_TYPE && !kept.contains(field))) {
                differences.merge(PsbtNodeDifference.NODE_COMBINES_NO_SIGHASH_TYPES, 1, Integer::sum);
            }
        }
        return Psbt.parse(fields.toBytes());
    }

    private static boolean isForSigners(PsbtDifferentialBytes.Field field) {
        return field.type() >= PARTIAL_SIGNATURE && field.type() < FINAL_WITNESS;
    }

    @Test
    void finalizepsbtExtractsTheSameTransactionOrNone() {
        PsbtDifferentialCases cases = PsbtNodeSpends.cases(SEED, PsbtDifferentialCases.ALL);
        int complete = 0;
        for (int i = 0; i < FINALIZED; i++) {
            var each = cases.next();
            String which = "seed " + SEED + ", " + each.stage() + " " + i;
            Psbt ours = Psbt.parse(each.fields().toBytes());
            JsonValue theirs = node().rpc().call("finalizepsbt", ours.toBase64());
            Optional<Transaction> transaction = finished(ours);
            assertEquals(transaction.isPresent(), theirs.get("complete").asBoolean(), which);
            assertEquals(
                    transaction.map(all -> HexFormat.of().formatHex(all.serialize())),
                    theirs.find("hex").map(JsonValue::asString),
                    which);
            if (transaction.isPresent()) {
                complete++;
            }
            assertFinalized(ours, which);
        }
        assertEquals(320, complete, "of " + FINALIZED);
    }

    /** Input by input the node builds the witness that ours would have, and leaves what is not complete. */
    private void assertFinalized(Psbt ours, String which) {
        JsonValue finalized = node().rpc().call("finalizepsbt", ours.toBase64(), false);
        Psbt read = Psbt.parseBase64(finalized.get("psbt").asString());
        Optional<Transaction> transaction = finished(ours);
        if (transaction.isPresent()) {
            var complete = assertInstanceOf(Completion.Complete.class, ours.finish());
            assertEquals(PsbtNodeFields.withoutWitnesses(complete.psbt()), read, which);
            assertEquals(transaction, finished(read), which);
        }
        Psbt stripped = PsbtNodeFields.withoutWitnesses(ours);
        for (int input = 0; input < ours.inputs().size(); input++) {
            PsbtInput before = stripped.inputs().get(input);
            PsbtInput after = read.inputs().get(input);
            if (before.signatures().size() >= REQUIRED) {
                assertEquals(Map.of(), after.signatures(), which);
                assertEquals(before.spentOutput(), after.spentOutput(), which);
                int at = input;
                transaction.ifPresent(
                        all -> assertEquals(Optional.of(all.inputs().get(at).witness()), after.finalWitness(), which));
            } else {
                assertEquals(before, after, which);
            }
        }
    }

    private static Optional<Transaction> finished(Psbt psbt) {
        try {
            return psbt.finish() instanceof Completion.Complete complete
                    ? Optional.of(complete.transaction())
                    : Optional.empty();
        } catch (PsbtException refused) {
            assertEquals(PsbtFault.FIELD_MISSING, refused.fault());
            return Optional.empty();
        }
    }
}
