package org.escrowkit.regtest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the person who runs the JVM may decide: a system property or, after it, an environment variable of that name.
 */
final class Settings {

    /** {@code container}, {@code process} or {@code auto}. */
    static final String NODE = "escrowkit.regtest.node";
    /** The bitcoind to start as a process. */
    static final String BITCOIND = "escrowkit.regtest.bitcoind";
    /** The image to start as a container. */
    static final String IMAGE = "escrowkit.regtest.image";

    private Settings() {}

    /** The property {@code a.b.c}, or the environment variable {@code A_B_C}; a blank one counts as not set. */
    static @Nullable String get(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            value = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value;
    }
}
