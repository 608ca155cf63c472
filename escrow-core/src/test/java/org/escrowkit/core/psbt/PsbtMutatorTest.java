package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Field;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Place;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** The structural mutator (C3) on PSBTs of two inputs with fields in every map; with the policy: MutationTest. */
class PsbtMutatorTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(31, 2);
    private static final List<byte[]> DONORS = donors();

    private static List<byte[]> donors() {
        TestPsbts sameCoins = TestPsbts.seeded(31, 3);
        TestPsbts otherParties = TestPsbts.seeded(32, 2);
        return List.of(signed(sameCoins).serialize(), signed(otherParties).serialize());
    }

    @Test
    void mutantsOfASignedPsbtMoveNothingElse() {
        PsbtMutator mutator = new PsbtMutator(
                dressed(signed(SPEND)),
                DONORS,
                bytes -> PsbtMutatorAnswer.of(Psbt.parse(bytes).finish()));
        mutator.each();
        mutator.several(174, 10_000);
        assertEquals(36_437, mutator.mutants(), mutator::toString);
    }

    @Test
    void mutantsOfAHalfSignedPsbtCombinedWithTheOtherHalfMoveNothingElse() {
        Psbt lender = SPEND.signedBy(Role.LENDER);
        PsbtMutator mutator = new PsbtMutator(
                dressed(SPEND.signedBy(Role.BORROWER)),
                DONORS,
                bytes -> PsbtMutatorAnswer.of(lender.combine(Psbt.parse(bytes)).finish()));
        mutator.each();
        assertEquals(23_697, mutator.mutants(), mutator::toString);
    }

    private static Psbt signed(TestPsbts spend) {
        return spend.signedBy(Role.BORROWER).combine(spend.signedBy(Role.LENDER));
    }

    /** With fields that our planner does not write: unknown and proprietary ones, and an output's script and keys. */
    private static byte[] dressed(Psbt psbt) {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(psbt.serialize());
        int output = packet.maps().size() - 1;
        Field origin = packet.maps().get(1).fields().stream()
                .filter(field -> field.key().at(0) == 0x06)
                .findFirst()
                .orElseThrow();
        byte[] key = origin.key().toByteArray();
        key[0] = 2;
        return packet.plus(new Place(0, 9), Field.of(ByteString.ofHex("fc0161"), ByteString.ofHex("aabb")))
                .plus(new Place(1, 99), Field.of(ByteString.ofHex("f00102"), ByteString.ofHex("cc")))
                .plus(new Place(output, 0), Field.of(ByteString.ofHex("01"), ByteString.ofHex("51")))
                .plus(new Place(output, 1), origin.withKey(ByteString.of(key)))
                .toBytes();
    }
}
