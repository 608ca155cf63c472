package org.escrowkit.wallet.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;

/** A client's request as it came over the wire. */
record FaultRequest(String verb, String path, Map<String, String> headers, ByteString content) {

    /** The next one of a connection; empty at its end. */
    static Optional<FaultRequest> read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ", -1);
        return Optional.of(new FaultRequest(words[0], words[1], headers, ByteString.of(body)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    byte[] body() {
        return content.toByteArray();
    }

    boolean isFile() {
        return verb.equals("GET");
    }

    /** The method, of a batch that of its first call; or {@code rest/} and the kind of a file. */
    String call() {
        if (isFile()) {
            return "rest/" + path.split("/", -1)[2];
        }
        JsonValue json = JsonValue.parse(body());
        return (json.isArray() ? json.elements().get(0) : json).get("method").asString();
    }

    String question() {
        return path + FaultReply.question(body());
    }
}
