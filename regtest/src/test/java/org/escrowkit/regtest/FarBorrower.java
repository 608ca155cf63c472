package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.sign.ExternalSigner;
import org.escrowkit.wallet.sign.PsbtFile;
import org.escrowkit.wallet.sign.Returned;
import org.escrowkit.wallet.sign.SigningParty;

/**
 * A borrower whose keys are not where his service is: what he is to sign lies on a desk as a file, and is signed by a
 * wallet of the node or by a machine elsewhere that has the keys and reviews once more.
 */
final class FarBorrower implements AutoCloseable {
    private static final String WALLET = "borrower";

    /** Of the vault's addresses, as many as the wallet knows. */
    private static final int RANGE = 999;

    private final PsbtEscrow escrow;
    private final Path desk;
    private final SigningParty party;
    private final SigningParty machine;
    private final JsonRpcClient wallet;

    /** Gives the keys to a wallet of the node, as anybody would who has them there. */
    FarBorrower(RegtestNode node, PsbtEscrow escrow, Path desk) {
        this.escrow = escrow;
        this.desk = desk;
        var device = new ExternalSigner(escrow.vault().borrower(), desk);
        Path log = desk.resolve("borrower.audit");
        party = SigningParty.open(Role.BORROWER, device, SigningLimits.NONE, log, Optional.empty());
        machine = escrow.party(Role.BORROWER);
        node.rpc().call("createwallet", WALLET, false, true);
        wallet = node.rpc().forWallet(WALLET);
        importKeys(node);
    }

    private void importKeys(RegtestNode node) {
        String descriptor = escrow.descriptor(Set.of(Role.BORROWER));
        String checksum =
                node.rpc().call("getdescriptorinfo", descriptor).get("checksum").asString();
        Map<String, Object> request =
                Map.of("desc", descriptor + "#" + checksum, "timestamp", "now", "range", List.of(0, RANGE));
        JsonValue imported = wallet.call("importdescriptors", List.of(request));
        assertTrue(imported.elements().get(0).get("success").asBoolean(), imported::toString);
    }

    /** The one that hands out and takes back. */
    SigningParty party() {
        return party;
    }

    /** Bitcoin Core signs the one file that lies on the desk, and the borrower takes it back. */
    void signByTheNodesWallet(Instant now) {
        Psbt out = onTheDesk();
        JsonValue processed = wallet.call("walletprocesspsbt", out.toBase64());
        takeBack(Psbt.parseBase64(processed.get("psbt").asString()), now);
    }

    /** The machine elsewhere signs it, if its own review says so. */
    void signElsewhere(LoanCase settled, ChainView view) {
        Psbt out = onTheDesk();
        var answer = machine.reviewAndSign(out.serialize(), settled, view);
        takeBack(
                assertInstanceOf(SigningParty.Answer.Signed.class, answer, answer::toString)
                        .psbt(),
                view.now());
    }

    private Psbt onTheDesk() {
        List<Psbt> waiting = party.waiting();
        assertEquals(1, waiting.size());
        return PsbtFile.read(file(waiting.get(0), ""));
    }

    private Path file(Psbt psbt, String suffix) {
        return desk.resolve(psbt.unsignedTransaction().txid() + suffix + ".psbt");
    }

    private void takeBack(Psbt signed, Instant now) {
        PsbtFile.write(signed, file(signed, "-signed"));
        Map<Path, Returned> back = party.collect(now);
        assertEquals(1, back.size(), back::toString);
        assertInstanceOf(Returned.Taken.class, back.values().iterator().next(), back::toString);
        assertTrue(party.waiting().isEmpty());
    }

    @Override
    public void close() {
        party.close();
    }
}
