package org.escrowkit.examples.cli;

import java.util.Locale;

/** The names of constants as commands read and print them. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
