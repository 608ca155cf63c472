package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.MempoolVerdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a real node puts into PSBTs when it knows the chain, the vault's descriptor and the key of one party: the very
 * fields and, its nonces being those of RFC 6979 with a low R, the very signatures that we put there.
 */
abstract class PsbtWalletContract extends OnNode {
    private static final long SEED = 48;
    private static final List<Role> ROLES = List.of(Role.values());
    private static final int LOANS = 12;
    private static final int SPENDS = 100;

    private final PsbtEscrow escrow = new PsbtEscrow(SEED);
    private @Nullable PsbtDeposits funded;

    @Override
    void prepare() {
        RegtestChain chain = RegtestChain.funded(node());
        funded = new PsbtDeposits(node(), chain, escrow, LOANS);
        for (Role role : Role.values()) {
            importVault(role);
        }
    }

    private void importVault(Role owner) {
        String descriptor = escrow.descriptor(Set.of(owner));
        String checksum = node().rpc()
                .call("getdescriptorinfo", descriptor)
                .get("checksum")
                .asString();
        node().rpc().call("createwallet", owner.name(), false, true);
        JsonValue imported = wallet(owner)
                .call(
                        "importdescriptors",
                        List.of(Map.of(
                                "desc", descriptor + "#" + checksum, "timestamp", "now", "range", List.of(0, LOANS))));
        assertTrue(imported.elements().get(0).get("success").asBoolean());
    }

    private JsonRpcClient wallet(Role owner) {
        return node().rpc().forWallet(owner.name());
    }

    private PsbtDeposits deposits() {
        return Objects.requireNonNull(funded);
    }

    private List<Map<String, Object>> descriptors(Set<Role> owners) {
        return List.of(Map.of("desc", escrow.descriptor(owners), "range", List.of(0, LOANS)));
    }

    @Test
    void utxoupdatepsbtFindsWhatWePut() {
        Random random = new Random(SEED);
        for (int i = 0; i < SPENDS; i++) {
            var spend = deposits().spend(random);
            String theirs = node().rpc()
                    .call("utxoupdatepsbt", Psbt.create(spend.unsigned()).toBase64(), descriptors(Set.of()))
                    .asString();
            assertUpdated(spend, Psbt.parseBase64(theirs), "seed " + SEED + ", spend " + i);
        }
    }

    /** Our inputs, and of the output that goes back to the vault its script and keys, which we leave to the node. */
    private void assertUpdated(PsbtDeposits.Spend spend, Psbt theirs, String which) {
        assertEquals(spend.unsigned(), theirs.unsignedTransaction(), which);
        assertEquals(
                PsbtNodeFields.withoutWitnesses(deposits().updated(spend)).inputs(),
                PsbtNodeFields.withoutWitnesses(theirs).inputs(),
                which);
        VaultAddress change = escrow.vault().address(spend.loans().get(0));
        assertEquals(PsbtOutput.EMPTY, theirs.outputs().get(0), which);
        assertEquals(
                Optional.of(change.witnessScript()), theirs.outputs().get(1).witnessScript(), which);
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        change.keys().forEach((role, key) -> origins.put(key, change.origin(role)));
        assertEquals(origins, theirs.outputs().get(1).origins(), which);
    }

    @Test
    void descriptorprocesspsbtSignsAsWeDoForOnePartyAndThenForAnother() {
        processes((role, psbt) -> node().rpc().call("descriptorprocesspsbt", psbt, descriptors(Set.of(role))));
    }

    @Test
    void walletprocesspsbtSignsAsWeDoForOnePartyAndThenForAnother() {
        processes((role, psbt) -> wallet(role).call("walletprocesspsbt", psbt));
    }

    private interface Processing {
        JsonValue process(Role role, String psbt);
    }

    private void processes(Processing node) {
        Random random = new Random(SEED);
        for (int i = 0; i < SPENDS; i++) {
            String which = "seed " + SEED + ", spend " + i;
            var spend = deposits().spend(random);
            Role first = ROLES.get(i % 3);
            Role second = ROLES.get((i + 1 + random.nextInt(2)) % 3);
            Psbt updated = deposits().updated(spend);

            // From our PSBT, and from one that says nothing but the transaction.
            for (Psbt start : List.of(updated, Psbt.create(spend.unsigned()))) {
                JsonValue signed = node.process(first, start.toBase64());
                assertFalse(signed.get("complete").asBoolean(), which);
                Psbt theirs = Psbt.parseBase64(signed.get("psbt").asString());
                Psbt ours = escrow.signed(updated, first, spend.loans());
                assertEquals(
                        PsbtNodeFields.withoutWitnesses(ours).inputs(),
                        PsbtNodeFields.withoutWitnesses(theirs).inputs(),
                        which);
                // Which verifies the signatures.
                assertEquals(
                        PsbtNodeFields.withoutWitnesses(ours).inputs(),
                        PsbtNodeFields.withoutWitnesses(updated.combine(theirs)).inputs(),
                        which);
            }

            // Half signed here, the other half there: the node finalizes as it signs.
            JsonValue complete = node.process(
                    second, escrow.signed(updated, first, spend.loans()).toBase64());
            assertTrue(complete.get("complete").asBoolean(), which);
            Transaction both =
                    finished(escrow.signed(escrow.signed(updated, first, spend.loans()), second, spend.loans()));
            assertEquals(
                    HexFormat.of().formatHex(both.serialize()),
                    complete.get("hex").asString(),
                    which);
        }
    }

    /** We join nothing; what the node has joined we read, sign and finish. */
    @Test
    void whatJoinpsbtsHasJoinedSpendsBoth() {
        JsonRpcNode rpc = JsonRpcNode.connect(node().rpc(), Chain.REGTEST);
        for (int i = 0; i < LOANS / 2; i++) {
            var one = deposits().spend(List.of(i));
            var other = deposits().spend(IntStream.range(i + 1, LOANS).boxed().toList());
            Psbt first = deposits().updated(one);
            Psbt second = deposits().updated(other);
            String theirs = node().rpc()
                    .call("joinpsbts", List.of(first.toBase64(), second.toBase64()))
                    .asString();
            Psbt joined = Psbt.parseBase64(theirs);

            Map<Outpoint, PsbtInput> inputs = inputs(PsbtNodeFields.withoutWitnesses(first));
            inputs.putAll(inputs(PsbtNodeFields.withoutWitnesses(second)));
            assertEquals(inputs, inputs(joined));
            Set<Object> outputs = new HashSet<>(one.unsigned().outputs());
            outputs.addAll(other.unsigned().outputs());
            assertEquals(outputs, new HashSet<>(joined.unsignedTransaction().outputs()));

            // The node has shuffled the inputs: the loans by the scripts that they pay.
            List<Integer> loans =
                    joined.inputs().stream().map(input -> loanOf(input)).toList();
            Psbt signed = escrow.signed(escrow.signed(joined, Role.BORROWER, loans), Role.LENDER, loans);
            assertInstanceOf(MempoolVerdict.Allowed.class, rpc.testMempoolAccept(finished(signed)));
        }
    }

    private int loanOf(PsbtInput input) {
        return IntStream.range(0, LOANS)
                .filter(loan -> Optional.of(escrow.vault().address(loan).witnessScript())
                        .equals(input.witnessScript()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<Outpoint, PsbtInput> inputs(Psbt psbt) {
        Map<Outpoint, PsbtInput> inputs = new HashMap<>();
        for (int i = 0; i < psbt.inputs().size(); i++) {
            inputs.put(
                    psbt.unsignedTransaction().inputs().get(i).outpoint(),
                    psbt.inputs().get(i));
        }
        return inputs;
    }

    private static Transaction finished(Psbt psbt) {
        return assertInstanceOf(Completion.Complete.class, psbt.finish()).transaction();
    }
}
