package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Assertions about refused input: which problem, and where. */
public final class Refusals {
    private Refusals() {}

    public static MalformedException assertMalformed(int offset, String problem, Executable reading) {
        MalformedException refused = assertThrows(MalformedException.class, reading);
        assertTrue(refused.problem().contains(problem), () -> "'" + problem + "' expected, got: " + refused);
        assertEquals(offset, refused.offset(), refused::toString);
        return refused;
    }
}
