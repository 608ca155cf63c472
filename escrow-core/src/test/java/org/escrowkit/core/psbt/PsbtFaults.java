package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.function.Executable;

/** Assertions about what a role of BIP174 refuses. */
final class PsbtFaults {
    private PsbtFaults() {}

    static void assertFault(PsbtFault fault, Executable role) {
        assertFault(fault, "", role);
    }

    static void assertFault(PsbtFault fault, String detail, Executable role) {
        PsbtException refused = assertThrows(PsbtException.class, role);
        assertEquals(fault, refused.fault(), refused::toString);
        assertTrue(refused.toString().contains(detail), () -> "'" + detail + "' expected, got: " + refused);
    }

    /** Refused when read, once its open map and those behind are closed: nothing but the field is wrong. */
    static void assertRefused(String subject, String problem, RawPsbt psbt) {
        MalformedException refused =
                assertThrows(MalformedException.class, () -> psbt.end().end().parse());
        assertEquals(subject, refused.subject(), refused::toString);
        assertTrue(refused.problem().contains(problem), () -> "'" + problem + "' expected, got: " + refused);
    }
}
