package org.escrowkit.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.core.vault.VaultAddresses;

/** What is watched, by script, and what a person calls it. */
record WatchTargets(Map<ByteString, String> names) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final int MOST = 100_000;

    /** @param indexes of the vaults, such as 7 or 0-19 */
    static WatchTargets parse(List<String> targets, String indexes, ChainOption chain) {
        Map<ByteString, String> names = new LinkedHashMap<>();
        for (String target : targets) {
            if (Files.isRegularFile(Path.of(target))) {
                putVault(names, Path.of(target), indexes, chain);
            } else {
                names.put(address(target, chain), target);
            }
        }
        return new WatchTargets(names);
    }

    private static void putVault(Map<ByteString, String> names, Path file, String indexes, ChainOption chain) {
        VaultFile vault = VaultFile.read(file);
        if (vault.chain() != chain.chain) {
            throw Failure.usage(
                    file + " is a vault of " + Names.of(vault.chain()) + ", not of " + Names.of(chain.chain),
                    "Name --chain " + Names.of(vault.chain()) + ".");
        }
        Matcher range = RANGE.matcher(indexes);
        if (!range.matches()) {
            throw Failure.usage("'" + indexes + "' is no range of indexes", "Write --indexes 7 or --indexes 0-19.");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (last < first || last - first >= MOST) {
            throw Failure.usage(
                    "'" + indexes + "' is no range of 1 to " + MOST + " indexes", "Write the lower one first.");
        }
        VaultAddresses addresses = vault.vault().addresses();
        for (int index = first; index <= last; index++) {
            names.put(addresses.address(index).scriptPubKey(), file.getFileName() + " " + index);
        }
    }

    private static ByteString address(String text, ChainOption chain) {
        try {
            return Scripts.of(Addresses.parse(text, chain.network()));
        } catch (MalformedException refused) {
            throw Failure.usage(
                            "'" + text + "' is no address of " + Names.of(chain.chain) + ", and no file",
                            "Name an address, the file of a vault, or another --chain.")
                    .because(refused);
        }
    }

    List<ByteString> scripts() {
        return List.copyOf(names.keySet());
    }

    String name(ByteString script) {
        return names.getOrDefault(script, script.toHex());
    }
}
