package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Receiver;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Field;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Place;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** The structural mutator (C3) on PSBTs of both versions, of two inputs; before the policy: MutationTest. */
class PsbtMutatorTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(31, 2);
    private static final TestPsbts SAME_COINS = TestPsbts.seeded(31, 3);
    private static final TestPsbts OTHER_PARTIES = TestPsbts.seeded(32, 2);
    private static final Receiver FINISHES =
            bytes -> PsbtMutatorAnswer.of(Psbt.parse(bytes).finish());

    @Test
    void mutantsOfASignedPsbtMoveNothingElse() {
        assertHarmless(28_778, mutator(signed(SPEND), FINISHES).each().several(174, 2_000));
    }

    @Test
    void mutantsOfASignedPsbtOfVersion2MoveNothingElse() {
        assertHarmless(
                31_879,
                mutator(signed(SPEND).toVersion(PsbtVersion.V2), FINISHES)
                        .each()
                        .several(370, 2_000));
    }

    @Test
    void mutantsThatAreConvertedMoveNothingElse() {
        for (PsbtVersion from : PsbtVersion.values()) {
            PsbtVersion to = from == PsbtVersion.V0 ? PsbtVersion.V2 : PsbtVersion.V0;
            Receiver converts = bytes -> PsbtMutatorAnswer.of(
                    Psbt.parse(Psbt.parse(bytes).toVersion(to).serialize()).finish());
            assertHarmless(
                    4_000,
                    mutator(signed(SPEND).toVersion(from), converts)
                            .some(1, 3_000)
                            .several(2, 1_000));
        }
    }

    @Test
    void mutantsOfAHalfSignedPsbtCombinedWithTheOtherHalfMoveNothingElse() {
        for (PsbtVersion version : PsbtVersion.values()) {
            byte[] borrowers = SPEND.signedBy(Role.BORROWER).toVersion(version).serialize();
            Psbt lenders = SPEND.signedBy(Role.LENDER).toVersion(version);
            Receiver borrower = bytes -> PsbtMutatorAnswer.of(
                    Psbt.parse(borrowers).combine(Psbt.parse(bytes)).finish());
            assertHarmless(5_000, mutator(lenders, borrower).some(3, 4_000).several(4, 1_000));
            Receiver stranger = bytes -> PsbtMutatorAnswer.of(
                    Psbt.parse(bytes).combine(Psbt.parse(borrowers)).finish());
            assertHarmless(2_500, mutator(lenders, stranger).some(5, 2_000).several(6, 500));
        }
    }

    @Test
    void mutantsOfAFinalPsbtMoveNothingElse() {
        Psbt last = ((Completion.Complete) signed(SPEND).finish()).psbt();
        assertHarmless(6_000, mutator(last, FINISHES).some(8, 6_000));
        assertHarmless(4_000, mutator(last.toVersion(PsbtVersion.V2), FINISHES).some(7, 4_000));
    }

    private static PsbtMutator mutator(Psbt honest, Receiver receiver) {
        List<byte[]> donors = Stream.of(SAME_COINS, OTHER_PARTIES)
                .map(donor -> signed(donor).toVersion(honest.version()).serialize())
                .toList();
        return new PsbtMutator(dressed(honest), donors, receiver);
    }

    private static void assertHarmless(int mutants, PsbtMutator mutator) {
        assertEquals(mutants, mutator.mutants(), mutator::toString);
    }

    private static Psbt signed(TestPsbts spend) {
        return spend.signedBy(Role.BORROWER).combine(spend.signedBy(Role.LENDER));
    }

    /**
     * With fields that our planner does not write: unknown, proprietary and taproot ones, and an output's script and
     * keys.
     */
    private static byte[] dressed(Psbt psbt) {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(psbt.serialize());
        int output = packet.maps().size() - 1;
        String key = SPEND.key(Role.LENDER, 0).toString();
        return packet.plus(new Place(0, 9), field("fc016100", "aabb"))
                .plus(new Place(1, 99), field("f00102", "cc"))
                .plus(new Place(1, 99), field("17", key.substring(2)))
                .plus(new Place(output, 0), field("01", "51"))
                .plus(new Place(output, 1), field("02" + key, "0102030400000080"))
                .toBytes();
    }

    private static Field field(String key, String value) {
        return Field.of(ByteString.ofHex(key), ByteString.ofHex(value));
    }
}
