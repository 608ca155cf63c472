package org.escrowkit.regtest;

import java.util.List;

/** The end of bitcoind's log, for messages of failures. */
final class LogTail {

    private static final int LINES = 15;

    private LogTail() {}

    /** The last lines, each on one of its own, or nothing if the log is empty. */
    static String of(String log) {
        List<String> lines = log.lines().toList();
        StringBuilder tail = new StringBuilder();
        for (String line : lines.subList(Math.max(0, lines.size() - LINES), lines.size())) {
            tail.append("\n  ").append(line);
        }
        return tail.toString();
    }
}
