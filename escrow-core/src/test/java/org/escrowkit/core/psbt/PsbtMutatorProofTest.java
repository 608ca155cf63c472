package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Ordering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Receiver;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The mutator itself: it catches every receiver that breaks a rule, and tells with what. */
class PsbtMutatorProofTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(33, 2);
    private static final byte[] SIGNED =
            SPEND.signedBy(Role.BORROWER).combine(SPEND.signedBy(Role.ARBITER)).serialize();
    private static final Receiver OURS = bytes -> finished(Psbt.parse(bytes));

    @Test
    void catchesAParserThatTakesTheLastOfRepeatedKeys() {
        String caught = caught(bytes -> finished(Psbt.parse(withoutRepeatedKeys(bytes))));
        assertTrue(caught.contains("DUPLICATE"), caught);
    }

    @Test
    void catchesAParserThatDoesNotLookBehindTheLastMap() {
        String caught = caught(bytes -> {
            try {
                return finished(Psbt.parse(bytes));
            } catch (MalformedException trailing) {
                if (!trailing.problem().equals("1 bytes too many")) {
                    throw trailing;
                }
                return finished(Psbt.parse(Arrays.copyOf(bytes, bytes.length - 1)));
            }
        });
        assertTrue(caught.contains("no parser may let this through"), caught);
    }

    @Test
    void catchesAFinisherThatVerifiesNothing() {
        String caught = caught(bytes -> PsbtMutatorAnswer.of(unverified(Psbt.parse(bytes))));
        assertTrue(caught.contains("another transaction"), caught);
    }

    @Test
    void catchesAnExceptionOfAnyOtherType() {
        String caught = caught(bytes -> {
            try {
                return OURS.receive(bytes);
            } catch (PsbtException typed) {
                throw new IllegalStateException(typed);
            }
        });
        assertTrue(caught.contains("IllegalStateException"), caught);
    }

    @Test
    void catchesAParserThatWantsItsFieldsInOrder() {
        String caught = caught(bytes -> {
            Psbt psbt = Psbt.parse(bytes);
            boolean inOrder = PsbtMutatorPacket.of(bytes).maps().stream()
                    .map(map -> map.fields().stream()
                            .map(PsbtMutatorPacket.Field::key)
                            .toList())
                    .allMatch(keys -> Ordering.natural().isOrdered(keys));
            return inOrder ? finished(psbt) : PsbtMutatorAnswer.REFUSED;
        });
        assertTrue(caught.contains("REORDER"), caught);
    }

    @Test
    void tellsTheSeedAndTheBytesWithWhichItHappenedAgain() {
        Receiver broken = bytes -> PsbtMutatorAnswer.of(unverified(Psbt.parse(bytes)));
        PsbtMutator mutator = new PsbtMutator(SIGNED, List.of(), broken);
        String caught = message(() -> mutator.some(99, 10_000));
        assertTrue(caught.startsWith("seed 99, mutant "), caught);
        String base64 = caught.substring(caught.lastIndexOf('\n') + 1);
        assertNotEquals(unverified(Psbt.parse(SIGNED)), unverified(Psbt.parseBase64(base64)), "it happens again");
        assertEquals(caught, message(() -> new PsbtMutator(SIGNED, List.of(), broken).some(99, 10_000)));
    }

    @Test
    void putsTogetherWhatItTookApart() {
        assertArrayEquals(SIGNED, PsbtMutatorPacket.of(SIGNED).toBytes());
        assertEquals(
                PsbtMutatorPacket.of(SIGNED),
                PsbtMutatorPacket.of(PsbtMutatorPacket.of(SIGNED).toBytes()));
    }

    @Test
    void everyEditOfOneKindChangesTheBytes() {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(SIGNED);
        int same = 0;
        for (PsbtMutatorEdit edit : PsbtMutatorEdits.of(packet, List.of())) {
            boolean changed = !Arrays.equals(SIGNED, edit.of(packet));
            boolean mayStay = edit.kind() == PsbtMutatorEdit.Kind.REORDER
                    || edit.kind() == PsbtMutatorEdit.Kind.SWAP
                    || edit.toString().endsWith("of map 3")
                    || edit.toString().endsWith("of map 4");
            assertTrue(changed || mayStay, edit::toString);
            same += changed ? 0 : 1;
        }
        assertTrue(same < 100, same + " edits change nothing");
    }

    /** What it says of the first mutant with which the receiver breaks a rule; ours breaks none. */
    private static String caught(Receiver receiver) {
        return message(() -> new PsbtMutator(SIGNED, List.of(SIGNED), receiver).each());
    }

    private static String message(Executable mutations) {
        return String.valueOf(assertThrows(AssertionError.class, mutations).getMessage());
    }

    private static PsbtMutatorAnswer finished(Psbt psbt) {
        return PsbtMutatorAnswer.of(psbt.finish());
    }

    private static byte[] withoutRepeatedKeys(byte[] psbt) {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(psbt);
        for (int map = 0; map < packet.maps().size(); map++) {
            packet = packet.withFields(map, fields -> {
                Map<ByteString, PsbtMutatorPacket.Field> last = new HashMap<>();
                fields.forEach(field -> last.put(field.key(), field));
                fields.retainAll(last.values());
            });
        }
        return packet.toBytes();
    }

    /** The signatures that stand there in the script's order, whatever they sign. */
    private static Transaction unverified(Psbt psbt) {
        List<List<ByteString>> stacks = new ArrayList<>();
        for (PsbtInput input : psbt.inputs()) {
            ByteString script = input.witnessScript().orElse(ByteString.EMPTY);
            List<ByteString> stack = new ArrayList<>(List.of(ByteString.EMPTY));
            MultisigScript.parse(script)
                    .ifPresent(multisig -> multisig.keys()
                            .forEach(key -> input.signatures().entrySet().stream()
                                    .filter(entry -> entry.getKey().bytes().equals(key))
                                    .forEach(entry -> stack.add(entry.getValue()))));
            stack.add(script);
            stacks.add(stack);
        }
        return psbt.unsignedTransaction().withWitnesses(stacks);
    }
}
