package org.escrowkit.examples.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.escrowkit.wallet.watch.Birth;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From when on payments are looked for: a height, a day or a moment. */
final class Since implements ITypeConverter<Birth> {
    @Override
    public Birth convert(String text) {
        try {
            if (text.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
                return Birth.atHeight(Integer.parseInt(text));
            }
            return Birth.at(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException | NumberFormatException refused) {
            throw new TypeConversionException("'" + text + "' is no height and no date such as 2026-01-31");
        }
    }
}
