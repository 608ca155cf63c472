package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The 2-of-3 between borrower, lender and arbiter. */
@Command(name = "vault", description = "Make and show the vault of a borrower, a lender and an arbiter.")
final class VaultCommand {
    private static final String KEY = "KEY";
    private static final int FIRST_ADDRESSES = 3;

    private final Escrow escrow;

    VaultCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Command(
            description =
                    "Make a vault from the three account keys, as 'escrow keys export' or any other wallet prints "
                            + "them: [fingerprint/48h/1h/0h/2h]tpub…")
    int create(
            @Option(names = "--borrower", paramLabel = KEY, required = true, description = "The borrower's key.")
                    String borrower,
            @Option(names = "--lender", paramLabel = KEY, required = true, description = "The lender's key.")
                    String lender,
            @Option(names = "--arbiter", paramLabel = KEY, required = true, description = "The arbiter's key.")
                    String arbiter,
            @Option(names = "--out", paramLabel = "FILE", description = "A new file for the vault.") Optional<Path> out,
            @Mixin ChainOption chain) {
        Vault vault = new Vault(
                chain.network(), key(Role.BORROWER, borrower), key(Role.LENDER, lender), key(Role.ARBITER, arbiter));
        VaultFile made = new VaultFile(chain.chain, vault);
        out.ifPresent(made::write);
        out.ifPresent(file -> escrow.remark("Written to " + file
                + ". Every party checks the descriptor against the keys that it was given by the others themselves."));
        return shown(made);
    }

    private static AccountKey key(Role role, String text) {
        try {
            return AccountKey.parse(text.strip());
        } catch (IllegalArgumentException refused) {
            throw Failure.refused(
                            "the " + Names.of(role) + "'s key is refused: " + refused.getMessage(),
                            "Ask for what 'escrow keys export' prints: [fingerprint/48h/1h/0h/2h]tpub…, in quotes.")
                    .because(refused);
        }
    }

    @Command(description = "Show a vault: whose key is which, its descriptor, and its first addresses.")
    int show(
            @Parameters(paramLabel = "FILE", description = "The vault's file.") Path file,
            @Option(
                            names = "--core",
                            description =
                                    "Print what Bitcoin Core's importdescriptors takes, to watch the vault there.")
                    boolean core) {
        VaultFile read = VaultFile.read(file);
        if (core) {
            escrow.console().out().println(Json.line(List.of(CoreImport.of(read.vault()))));
            return Exit.DONE;
        }
        return shown(read);
    }

    private int shown(VaultFile file) {
        Vault vault = file.vault();
        String parties = Arrays.stream(Role.values())
                .map(role -> String.format("%-11s %s", Names.of(role), vault.account(role)))
                .collect(Collectors.joining("\n"));
        List<String> addresses = IntStream.range(0, FIRST_ADDRESSES)
                .mapToObj(index -> vault.address(index).address().toString())
                .toList();
        StringBuilder text = new StringBuilder(String.format(
                "%-11s %s%n%s%n%-11s %s", "chain", Names.of(file.chain()), parties, "descriptor", vault.descriptor()));
        for (int i = 0; i < addresses.size(); i++) {
            text.append(String.format("%n%-11s %s", "address " + i, addresses.get(i)));
        }
        var fields = file.fields();
        fields.put("addresses", addresses);
        escrow.answer(text.toString(), fields);
        return Exit.DONE;
    }

    /** One request of importdescriptors. */
    private static final class CoreImport {
        private static final int RANGE = 999;

        private CoreImport() {}

        static Object of(Vault vault) {
            return Json.object(
                    "desc", vault.descriptor(), "active", false, "range", List.of(0, RANGE), "timestamp", "now");
        }
    }
}
