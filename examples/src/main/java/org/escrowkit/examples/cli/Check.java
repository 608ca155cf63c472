package org.escrowkit.examples.cli;

import java.util.Map;
import java.util.Optional;

/**
 * One thing that the doctor looked at.
 *
 * @param next what to do about it; empty where all is well
 */
record Check(String name, Level level, String found, Optional<String> next) {
    enum Level {
        OK,
        /** It works, and could work better or stop soon. */
        WARN,
        /** It does not work on this machine. */
        FAIL,
        /** The node does not do its part. */
        DOWN
    }

    static Check ok(String name, String found) {
        return new Check(name, Level.OK, found, Optional.empty());
    }

    static Check warn(String name, String found, String next) {
        return new Check(name, Level.WARN, found, Optional.of(next));
    }

    static Check fail(String name, String found, String next) {
        return new Check(name, Level.FAIL, found, Optional.of(next));
    }

    static Check down(String name, String found, String next) {
        return new Check(name, Level.DOWN, found, Optional.of(next));
    }

    /** Well, or worth a warning with what to do about it. */
    static Check okIf(boolean well, String name, String found, String next) {
        return well ? ok(name, found) : warn(name, found, next);
    }

    String text() {
        String mark = level == Level.DOWN ? "FAIL" : level.name();
        return String.format("%-5s %-11s %s", mark, name, found)
                + next.map(what -> String.format("%n%18s%s", "", what)).orElse("");
    }

    Map<String, Object> fields() {
        return Json.object("check", name, "level", Names.of(level), "found", found, "next", next);
    }
}
