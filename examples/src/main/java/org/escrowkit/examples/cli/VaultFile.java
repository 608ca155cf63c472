package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.node.JsonException;
import org.escrowkit.wallet.node.JsonValue;

/**
 * A vault and its chain in a small JSON file: whose key is which, which a descriptor alone does not say. Guarantees of
 * a file that it read that its keys and its descriptor, checksum included, are the same vault.
 */
record VaultFile(Chain chain, Vault vault) {
    private static final int MOST_BYTES = 10_000;

    static VaultFile read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw notOne(file, "it is too large");
            }
            return parse(JsonValue.parse(Files.readAllBytes(file)), file);
        } catch (NoSuchFileException missing) {
            throw Failure.refused("no vault file " + file, "Make one by 'escrow vault create'.")
                    .because(missing);
        } catch (IOException | JsonException unreadable) {
            throw notOne(file, String.valueOf(unreadable.getMessage())).because(unreadable);
        }
    }

    private static VaultFile parse(JsonValue json, Path file) {
        Chain chain = chain(json.get("chain").asString(), file);
        Vault vault =
                new Vault(chain.network(), key(json, Role.BORROWER), key(json, Role.LENDER), key(json, Role.ARBITER));
        if (!vault.descriptor().equals(json.get("descriptor").asString())) {
            throw notOne(file, "its descriptor is not that of its keys");
        }
        return new VaultFile(chain, vault);
    }

    private static Chain chain(String name, Path file) {
        for (Chain chain : Chain.values()) {
            if (Names.of(chain).equals(name.toLowerCase(Locale.ROOT))) {
                return chain;
            }
        }
        throw notOne(file, "it names a chain that nobody knows");
    }

    private static AccountKey key(JsonValue json, Role role) {
        return AccountKey.parse(json.get(Names.of(role)).asString());
    }

    private static Failure notOne(Path file, String why) {
        return Failure.refused(
                file + " is no vault file: " + why, "Make it anew by 'escrow vault create', from the same three keys.");
    }

    /** Into a new file. */
    void write(Path file) {
        NewFile.write(file, (Json.pretty(fields()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Map<String, Object> fields() {
        return Json.object(
                "chain",
                Names.of(chain),
                "descriptor",
                vault.descriptor(),
                Names.of(Role.BORROWER),
                vault.borrower(),
                Names.of(Role.LENDER),
                vault.lender(),
                Names.of(Role.ARBITER),
                vault.arbiter());
    }
}
