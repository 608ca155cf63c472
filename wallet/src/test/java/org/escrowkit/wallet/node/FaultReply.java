package org.escrowkit.wallet.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's answer on its way to the client. */
final class FaultReply {
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final int status;
    private final byte[] body;

    FaultReply(int status, byte[] body) {
        this.status = status;
        this.body = body.clone();
    }

    static FaultReply of(int status, String body) {
        return new FaultReply(status, bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body.clone();
    }

    int length() {
        return body.length;
    }

    FaultReply cutTo(int length) {
        return new FaultReply(status, Arrays.copyOf(body, length));
    }

    FaultReply replacing(String pattern, Function<MatchResult, String> by) {
        return of(status, Pattern.compile(pattern).matcher(text()).replaceAll(by));
    }

    /** The same as the answer to a call whose ids are higher by this. */
    FaultReply withIdsPlus(long more) {
        return of(status, ID.matcher(text()).replaceAll(match -> "\"id\":" + (Long.parseLong(match.group(1)) + more)));
    }

    /** One bit in the middle turned: of bytes, or of hex, which stays hex. */
    FaultReply withOtherMiddle() {
        byte[] other = body.clone();
        if (other.length > 0) {
            other[other.length / 2] ^= 1;
        }
        return new FaultReply(status, other);
    }

    /** Of a call or the first of a batch; 0 where there is none. */
    static long firstId(byte[] request) {
        Matcher matcher = ID.matcher(new String(request, StandardCharsets.ISO_8859_1));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** What is asked, whatever its ids. */
    static String question(byte[] request) {
        return ID.matcher(new String(request, StandardCharsets.ISO_8859_1)).replaceAll("");
    }
}
