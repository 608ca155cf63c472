package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.escrowkit.wallet.watch.Birth;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class SinceTest {
    @Test
    void heightsDaysAndMomentsAreRead() {
        Since since = new Since();
        assertEquals(Birth.atHeight(0), since.convert("0"));
        assertEquals(Birth.at(Instant.parse("2026-01-31T00:00:00Z")), since.convert("2026-01-31"));
        assertEquals(Birth.at(Instant.parse("2026-01-31T10:00:00Z")), since.convert("2026-01-31T10:00:00Z"));
    }

    @Test
    void nothingElseIs() {
        for (String text : List.of("", "-1", "99999999999", "2026-13-01", "yesterday", "2026-01-31T10")) {
            assertThrows(TypeConversionException.class, () -> new Since().convert(text), text);
        }
    }
}
