package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.refused;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lender whose keys lie in a safe: what leaves for there, and what is taken back from there. */
class ExternalSignerTest {
    private static final PublicKey KEY = TERMS.escrow().key(Role.LENDER);

    @TempDir
    Path directory;

    private Path desk() {
        return directory.resolve("desk");
    }

    private SigningParty lender() throws IOException {
        Files.createDirectories(desk());
        var device = new ExternalSigner(TERMS.escrows().vault().lender(), desk());
        return SigningParty.open(
                Role.LENDER, device, SigningLimits.NONE, directory.resolve("lender.audit"), Optional.empty());
    }

    private static Psbt waiting(SigningParty lender, byte[] psbt) {
        return assertInstanceOf(SigningParty.Answer.Waiting.class, ask(lender, psbt, NOW))
                .psbt();
    }

    private static Psbt signed(SigningParty lender, byte[] psbt) {
        return assertInstanceOf(SigningParty.Answer.Signed.class, ask(lender, psbt, NOW))
                .psbt();
    }

    private Path file(Psbt psbt) {
        return desk().resolve(psbt.unsignedTransaction().txid() + ".psbt");
    }

    private static void rejected(Returned.Fault fault, Returned returned) {
        assertEquals(fault, assertInstanceOf(Returned.Rejected.class, returned).fault(), returned::toString);
    }

    @Test
    void whatIsHandedOutComesBackSignedAndIsGivenOut() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            assertEquals(out, PsbtFile.read(file(out)));
            assertEquals(Map.of(), lender.collect(NOW));
            Psbt back = TestLoans.sign(out, Role.LENDER);
            Path signed = desk().resolve(out.unsignedTransaction().txid() + "-signed.psbt");
            PsbtFile.write(back, signed);
            assertEquals(Map.of(signed, new Returned.Taken(back)), lender.collect(NOW));
            assertEquals(List.of(), lender.waiting());
            assertEquals(back, signed(lender, release(10, 0)));
            assertEquals(new Returned.Taken(back), lender.takeBack(back, NOW));
        }
    }

    /** Some programs save over what they opened. */
    @Test
    void aFileThatWasSignedInItsPlaceIsTakenAndNeverWrittenOver() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            Psbt back = TestLoans.sign(out, Role.LENDER);
            PsbtFile.replace(back, file(out));
            assertEquals(out, waiting(lender, release(10, 0)));
            assertEquals(Map.of(file(out), new Returned.Taken(back)), lender.collect(NOW));
        }
    }

    @Test
    void aRestartBetweenHandingOutAndTakingBackLosesNothing() throws IOException {
        Psbt out;
        try (SigningParty lender = lender()) {
            out = waiting(lender, release(10, 0));
        }
        Files.delete(file(out));
        try (SigningParty lender = lender()) {
            assertEquals(List.of(out), lender.waiting());
            assertEquals(out, PsbtFile.read(file(out)));
            refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, ask(lender, release(5, 0), NOW));
            assertInstanceOf(Returned.Taken.class, lender.takeBack(TestLoans.sign(out, Role.LENDER), NOW));
        }
        try (SigningParty lender = lender()) {
            assertEquals(List.of(), lender.waiting());
            assertEquals(TestLoans.sign(out, Role.LENDER), signed(lender, release(10, 0)));
        }
    }

    @Test
    void theDecisionStandsWhereTheDeskCannotBeWritten() throws IOException {
        try (SigningParty lender = lender()) {
            Files.delete(desk());
            assertThrows(PsbtFileException.class, () -> ask(lender, release(10, 0), NOW));
            refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, ask(lender, release(5, 0), NOW));
            Files.createDirectory(desk());
            assertTrue(Files.exists(file(waiting(lender, release(10, 0)))));
        }
    }

    /** What others signed meanwhile is in the answer, though the device never saw it. */
    @Test
    void aLaterRequestWithMoreSignaturesIsAnsweredWithAllOfThem() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            lender.takeBack(TestLoans.sign(out, Role.LENDER), NOW);
            Psbt byBoth = signed(lender, TestLoans.sign(out, Role.BORROWER).serialize());
            assertInstanceOf(Completion.Complete.class, byBoth.finish());
        }
    }

    @Test
    void version2GoesOutAsVersion0AndIsAnsweredInVersion2() throws IOException {
        byte[] version2 = Psbt.parse(release(10, 0)).toVersion(PsbtVersion.V2).serialize();
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, version2);
            assertEquals(PsbtVersion.V0, out.version());
            Psbt back = TestLoans.sign(out.toVersion(PsbtVersion.V2), Role.LENDER);
            assertInstanceOf(Returned.Taken.class, lender.takeBack(back, NOW));
            assertEquals(PsbtVersion.V2, signed(lender, version2).version());
        }
    }

    /** Bitcoin Core's wallet finishes what has enough signatures, and clears the rest away. */
    @Test
    void theOwnSignatureIsFoundInAFinalWitness() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt half = TestLoans.sign(Psbt.parse(release(10, 0)), Role.BORROWER);
            Psbt out = waiting(lender, half.serialize());
            Psbt whole = TestLoans.sign(out, Role.LENDER);
            Psbt finished =
                    assertInstanceOf(Completion.Complete.class, whole.finish()).psbt();
            assertEquals(new Returned.Taken(whole), lender.takeBack(finished, NOW));
        }
    }

    @Test
    void whatTheDeviceAddsIsLeftBehind() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            ByteString key = ByteString.of((byte) 0xf0, (byte) 1);
            Psbt back = TestLoans.sign(TestLoans.sign(out, Role.LENDER), Role.BORROWER)
                    .withOthers(Map.of(key, key));
            assertEquals(new Returned.Taken(TestLoans.sign(out, Role.LENDER)), lender.takeBack(back, NOW));
        }
    }

    @Test
    void nothingElseThanWhatWasHandedOutIsTaken() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            rejected(Returned.Fault.NOT_SIGNED, lender.takeBack(out, NOW));
            rejected(Returned.Fault.NOT_SIGNED, lender.takeBack(TestLoans.sign(out, Role.BORROWER), NOW));
            Psbt other = TestLoans.sign(Psbt.parse(release(11, 0)), Role.LENDER);
            rejected(Returned.Fault.NOT_HANDED_OUT, lender.takeBack(other, NOW));
            Psbt back = TestLoans.sign(out, Role.LENDER);
            PsbtInput input = back.inputs().get(0);
            ByteString script = TERMS.escrows().vault().address(8).witnessScript();
            rejected(
                    Returned.Fault.CONTRADICTS,
                    lender.takeBack(
                            back.withInput(
                                    0, input.toBuilder().witnessScript(script).build()),
                            NOW));
            rejected(
                    Returned.Fault.CONTRADICTS,
                    lender.takeBack(
                            back.withInput(
                                    0,
                                    input.toBuilder()
                                            .signatures(Map.of(
                                                    KEY,
                                                    own(input),
                                                    TERMS.escrow().key(Role.BORROWER),
                                                    own(input)))
                                            .build()),
                            NOW));
            Path text = desk().resolve(out.unsignedTransaction().txid() + " x.psbt");
            Files.writeString(text, "no PSBT");
            rejected(
                    Returned.Fault.UNREADABLE,
                    Optional.ofNullable(lender.collect(NOW).get(text)).orElseThrow());
            assertEquals(List.of(out), lender.waiting());
            assertInstanceOf(Returned.Taken.class, lender.takeBack(back, NOW));
        }
    }

    private static ByteString own(PsbtInput input) {
        return Optional.ofNullable(input.signatures().get(KEY)).orElseThrow();
    }

    @Test
    void aSignatureInAnotherFormOrOfAnotherTypeIsNotTaken() throws IOException {
        try (SigningParty lender = lender()) {
            Psbt out = waiting(lender, release(10, 0));
            ByteString good = own(TestLoans.sign(out, Role.LENDER).inputs().get(0));
            ByteString der = good.slice(0, good.size() - 1);
            EcdsaSignature low = EcdsaSignature.parseDer(der);
            BigInteger order = ECKey.ecDomainParameters().getN();
            EcdsaSignature high = new EcdsaSignature(low.r(), order.subtract(low.s()));
            for (ByteString bad : List.of(
                    der.plus(0x81),
                    der.plus(2),
                    der,
                    high.toDer().plus(1),
                    new EcdsaSignature(low.s(), low.r()).toDer().plus(1),
                    ByteString.EMPTY)) {
                Psbt back = out.withInput(
                        0,
                        out.inputs().get(0).toBuilder()
                                .signatures(Map.of(KEY, bad))
                                .build());
                rejected(Returned.Fault.BAD_SIGNATURE, lender.takeBack(back, NOW));
                Psbt finished = out.withInput(
                        0,
                        out.inputs().get(0).toBuilder()
                                .finalWitness(List.of(ByteString.EMPTY, bad))
                                .build());
                rejected(Returned.Fault.NOT_SIGNED, lender.takeBack(finished, NOW));
            }
        }
    }

    @Test
    void aPartyWithoutADeskHandsOutTextAndForgetsNothingWhileItLives() {
        var device = ExternalSigner.withoutFiles(TERMS.escrows().vault().lender());
        try (SigningParty lender = SigningParty.of(Role.LENDER, device)) {
            Psbt out = waiting(lender, release(10, 0));
            assertEquals(Map.of(), lender.collect(NOW));
            String text = TestLoans.sign(out, Role.LENDER).toBase64();
            Transaction signed = ((Returned.Taken) lender.takeBack(Psbt.parseBase64(text), NOW))
                    .psbt()
                    .unsignedTransaction();
            assertEquals(out.unsignedTransaction(), signed);
            assertFalse(lender.head().isPresent());
        }
    }
}
