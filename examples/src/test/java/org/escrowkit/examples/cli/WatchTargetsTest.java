package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.escrowkit.core.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTargetsTest {
    private final Vault vault = TestParties.vault();
    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    @Test
    void addressesAndVaultsAreWatchedUnderTheirNames() {
        String address = vault.address(100).address().toString();
        String file = TestParties.vaultFile(directory).toString();
        WatchTargets targets = WatchTargets.parse(List.of(address, file), "3-4", new ChainOption());
        assertEquals(
                List.of(
                        vault.address(100).scriptPubKey(),
                        vault.address(3).scriptPubKey(),
                        vault.address(4).scriptPubKey()),
                targets.scripts());
        assertEquals(address, targets.name(vault.address(100).scriptPubKey()));
        assertEquals("vault.json 4", targets.name(vault.address(4).scriptPubKey()));
    }

    @Test
    void whatIsNoTargetIsAMatterOfUsage() {
        Path file = TestParties.vaultFile(directory);
        assertTrue(console.failed(Exit.USAGE, "watch", "nonsense").contains("'nonsense' is no address of regtest"));
        assertTrue(
                console.failed(Exit.USAGE, "watch", file, "--chain", "signet").contains("Name --chain regtest."));
        console.failed(Exit.USAGE, "watch");
        for (String range : List.of("9-3", "x", "0-200000", "-1", "1-")) {
            console.failed(Exit.USAGE, "watch", file, "--indexes=" + range);
        }
        console.failed(Exit.USAGE, "watch", file, "--since", "yesterday");
    }
}
