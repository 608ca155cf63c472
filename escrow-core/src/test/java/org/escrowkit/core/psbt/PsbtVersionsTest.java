package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Version 2 (BIP370), and the way from one version to the other. */
class PsbtVersionsTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(370, 2);
    private static final Psbt V2 = SPEND.psbt().toVersion(PsbtVersion.V2);
    private static final long TIME = 1_657_048_460;

    /** S24. */
    @Test
    void theLocktimeIsThatOfBip370() {
        List<Json> vectors =
                Vectors.json("bips/bip370-psbt-vectors.json").get("locktime").items();
        int determined = 0;
        for (Json vector : vectors) {
            Object expected = vector.get("expected_locktime").value();
            if (expected != null) {
                Psbt psbt = Psbt.parseBase64(vector.text("base64"));
                assertEquals(expected, psbt.unsignedTransaction().lockTime());
                determined++;
            } else {
                MalformedException refused =
                        assertThrows(MalformedException.class, () -> Psbt.parseBase64(vector.text("base64")));
                assertEquals("one input requires a time, another a height", refused.problem());
            }
        }
        assertEquals(10, vectors.size());
        assertEquals(9, determined);
    }

    @Test
    void bothVersionsHoldTheSameTransactionAndTheSameFields() {
        long seed = 370;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Psbt v0 = withLockTimeAndSequences(SPEND.signedBy(Role.LENDER), random);
            Psbt v2 = v0.toVersion(PsbtVersion.V2);
            assertEquals(PsbtVersion.V2, v2.version());
            assertEquals(v0.unsignedTransaction(), v2.unsignedTransaction(), "seed " + seed + ", case " + i);
            assertEquals(v0.inputs(), v2.inputs());
            assertEquals(v0.xpubs(), v2.xpubs());
            Psbt travelled = Psbt.parse(v2.serialize());
            assertEquals(v2, travelled);
            assertEquals(v0.unsignedTransaction(), travelled.unsignedTransaction());
            assertEquals(v0, travelled.toVersion(PsbtVersion.V0));
            assertArrayEquals(
                    v0.serialize(), travelled.toVersion(PsbtVersion.V0).serialize());
        }
    }

    @Test
    void whatTheInputsRequiredIsTheLocktimeOfVersion0() {
        Psbt locked = V2.withInput(0, locked(Optional.empty(), Optional.of(10_000L)));
        assertEquals(10_000, locked.unsignedTransaction().lockTime());
        Psbt v0 = Psbt.parse(locked.toVersion(PsbtVersion.V0).serialize());
        assertEquals(10_000, v0.unsignedTransaction().lockTime());
        assertEquals(10_000, v0.toVersion(PsbtVersion.V2).unsignedTransaction().lockTime());
        assertEquals(Optional.of(10_000L), v0.toVersion(PsbtVersion.V2).global().fallbackLockTime());
    }

    @Test
    void aChangedRequirementChangesTheLocktime() {
        Psbt both = V2.withInput(0, locked(Optional.of(TIME), Optional.of(10_000L)));
        assertEquals(10_000, both.unsignedTransaction().lockTime());
        Psbt time = both.withInput(1, locked(Optional.of(TIME + 1), Optional.empty()));
        assertEquals(TIME + 1, time.unsignedTransaction().lockTime());
        assertEquals(time, Psbt.parse(time.serialize()));
        Psbt height = V2.withInput(0, locked(Optional.empty(), Optional.of(1L)));
        assertFault(
                PsbtFault.LOCKTIME_UNDETERMINED,
                () -> height.withInput(1, locked(Optional.of(TIME), Optional.empty())));
    }

    /** A signature commits to the locktime: to change it then is to lose the signature. */
    @Test
    void aSignatureDoesNotSurviveAnotherLocktime() {
        Psbt signed = SPEND.signedBy(Role.LENDER).toVersion(PsbtVersion.V2);
        PsbtInput first = signed.inputs().get(0).toBuilder()
                .lock(new LockRequirement(Optional.empty(), Optional.of(1L)))
                .build();
        assertFault(
                PsbtFault.SIGNATURE_REFUSED, () -> signed.withInput(0, first).requireGoodSignatures());
    }

    @Test
    void version0HasNoPlaceForARequirement() {
        assertFault(
                PsbtFault.FIELD_OF_OTHER_VERSION,
                () -> SPEND.psbt().withInput(0, locked(Optional.empty(), Optional.of(1L))));
    }

    @Test
    void aRequirementIsATimeOrAHeightWhichCannotBeTakenForEachOther() {
        assertThrows(IllegalArgumentException.class, () -> lock(Optional.of(499_999_999L), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> lock(Optional.of(0x1_0000_0000L), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> lock(Optional.empty(), Optional.of(500_000_000L)));
        assertThrows(IllegalArgumentException.class, () -> lock(Optional.empty(), Optional.of(0L)));
        assertEquals(LockRequirement.NONE, lock(Optional.empty(), Optional.empty()));
        lock(Optional.of(500_000_000L), Optional.of(499_999_999L));
        lock(Optional.of(0xffff_ffffL), Optional.of(1L));
    }

    @Test
    void aSequenceThatIsNotThereIsTheFinalOne() {
        TransactionInput spend = SPEND.psbt().unsignedTransaction().inputs().get(0);
        Transaction unsigned = new Transaction(
                2, List.of(TransactionInput.unsigned(spend.outpoint(), TransactionInput.SEQUENCE_FINAL)), List.of(), 0);
        Psbt v2 = Psbt.create(unsigned).toVersion(PsbtVersion.V2);
        assertEquals(v2, Psbt.parse(v2.serialize()));
        assertEquals(unsigned, Psbt.parse(v2.serialize()).unsignedTransaction());
    }

    @Test
    void bothVersionsFinishTheSameTransaction() {
        Psbt lender = travelled(SPEND.signedBy(Role.LENDER).toVersion(PsbtVersion.V2));
        Psbt borrower = travelled(SPEND.signedBy(Role.BORROWER).toVersion(PsbtVersion.V2));
        var v0 = complete(SPEND.signedBy(Role.LENDER).combine(SPEND.signedBy(Role.BORROWER)));
        var v2 = complete(lender.combine(borrower));
        assertEquals(v0.transaction(), v2.transaction());
        assertEquals(v0.psbt(), v2.psbt().toVersion(PsbtVersion.V0));
        assertEquals(v2.transaction(), complete(travelled(v2.psbt())).transaction());
    }

    @Test
    void theVersionsAreNotCombinedWithEachOther() {
        assertFault(PsbtFault.DIFFERENT_VERSION, () -> V2.combine(SPEND.psbt()));
        assertFault(PsbtFault.DIFFERENT_VERSION, () -> SPEND.psbt().combine(V2));
    }

    /** BIP370: a signature for all inputs and outputs ends their changing. */
    @Test
    void nothingIsModifiableBehindASignature() {
        Psbt open = modifiable(0xff);
        Psbt signed = open.withSignature(0, SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0));
        assertEquals(0xfc, signed.global().modifiable());
        assertEquals(0xfc, travelled(signed).global().modifiable());
        assertEquals(0xfc, signed.combine(open).global().modifiable());
        assertEquals(0xfc, open.combine(signed).global().modifiable());
        assertEquals(
                0b101, modifiable(0b001).combine(modifiable(0b101)).global().modifiable());
        assertEquals(0, signed.toVersion(PsbtVersion.V0).global().modifiable());
    }

    @Test
    void theFallbackLocktimeIsKeptAndNotContradicted() {
        Psbt ten = fallback(10);
        assertEquals(10, ten.unsignedTransaction().lockTime());
        assertEquals(ten, travelled(ten));
        Psbt locked = ten.withInput(0, locked(Optional.empty(), Optional.of(9L)));
        assertEquals(9, locked.unsignedTransaction().lockTime());
        assertEquals(Optional.of(10L), travelled(locked).global().fallbackLockTime());
        Psbt other = fallback(11).withInput(0, locked(Optional.empty(), Optional.of(9L)));
        assertFault(PsbtFault.CONFLICTING_FIELD, "fallback locktime", () -> locked.combine(other));
        assertNotEquals(locked, other);
    }

    /**
     * S24: together the two would allow a height, which neither has, and the bytes would say that it is the locktime.
     */
    @Test
    void combiningDoesNotMoveTheLocktime() {
        Psbt one = V2.withInputs(
                List.of(locked(Optional.of(TIME), Optional.empty()), locked(Optional.of(TIME), Optional.of(5L))));
        Psbt other = V2.withInputs(
                List.of(locked(Optional.of(TIME), Optional.of(6L)), locked(Optional.of(TIME), Optional.empty())));
        assertEquals(one.unsignedTransaction(), other.unsignedTransaction());
        assertFault(PsbtFault.CONFLICTING_FIELD, "locktime", () -> one.combine(other));
        assertFault(PsbtFault.CONFLICTING_FIELD, "locktime", () -> other.combine(one));
        Psbt later = V2.withInputs(List.of(locked(Optional.of(TIME), Optional.empty()), PsbtInput.EMPTY));
        Psbt both = one.combine(later);
        assertEquals(TIME, both.unsignedTransaction().lockTime());
        assertEquals(both, travelled(both));
    }

    private static Psbt withLockTimeAndSequences(Psbt psbt, Random random) {
        Transaction was = psbt.unsignedTransaction();
        List<TransactionInput> inputs = was.inputs().stream()
                .map(input -> TransactionInput.unsigned(input.outpoint(), random.nextInt() & 0xffff_ffffL))
                .toList();
        long lockTime = random.nextBoolean() ? 0 : random.nextInt() & 0xffff_ffffL;
        return Psbt.create(new Transaction(random.nextInt(4), inputs, was.outputs(), lockTime))
                .withXpubs(psbt.xpubs())
                .withInputs(psbt.inputs());
    }

    private static LockRequirement lock(Optional<Long> time, Optional<Long> height) {
        return new LockRequirement(time, height);
    }

    private static PsbtInput locked(Optional<Long> time, Optional<Long> height) {
        return PsbtInput.builder().lock(lock(time, height)).build();
    }

    private static Psbt modifiable(int flags) {
        return PsbtExplanationBytes.of(V2)
                .with(0, "06", String.format("%02x", flags))
                .parse();
    }

    private static Psbt fallback(int lockTime) {
        return PsbtExplanationBytes.of(V2)
                .with(0, "03", String.format("%02x000000", lockTime))
                .parse();
    }

    private static Psbt travelled(Psbt psbt) {
        return Psbt.parseBase64(psbt.toBase64());
    }

    private static Completion.Complete complete(Psbt psbt) {
        return assertInstanceOf(Completion.Complete.class, psbt.finish());
    }
}
