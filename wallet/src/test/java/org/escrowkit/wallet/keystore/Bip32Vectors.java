package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** BIP32's chains with their private keys, from the folder of the official vectors; skipped by name without it. */
record Bip32Vectors(String seed, String path, String xpub, String xprv) {
    static List<Bip32Vectors> all() throws IOException {
        Path folder = Path.of(System.getProperty("escrowkit.vectors", "../../shared/vectors"));
        assumeTrue(Files.isDirectory(folder), () -> "no test vectors in " + folder.toAbsolutePath());
        List<Bip32Vectors> chains = new ArrayList<>();
        String seed = "";
        String path = "";
        String xpub = "";
        byte[] json = Files.readAllBytes(folder.resolve("bips/bip032-vectors.json"));
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    String text = parser.getText();
                    switch (parser.currentName()) {
                        case "seed" -> seed = text;
                        case "path" -> path = text;
                        case "xpub" -> xpub = text;
                        case "xprv" -> chains.add(new Bip32Vectors(seed, path, xpub, text));
                        default -> {}
                    }
                }
            }
        }
        return chains;
    }
}
