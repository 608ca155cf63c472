package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultCommandTest {
    private final Vault vault = TestParties.vault();
    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    private Object[] create(Object... more) {
        Object[] args = {
            "vault", "create", "--borrower", vault.borrower(), "--lender", vault.lender(), "--arbiter", vault.arbiter()
        };
        return Stream.of(args, more).flatMap(Arrays::stream).toArray();
    }

    @Test
    void threeKeysMakeAVaultThatIsReadAgain() {
        Path file = directory.resolve("vault.json");
        String created = console.done(create("--out", file));
        assertEquals(
                """
                chain       regtest
                borrower    %s
                lender      %s
                arbiter     %s
                descriptor  %s
                address 0   %s
                address 1   %s
                address 2   %s""".formatted(
                                vault.borrower(),
                                vault.lender(),
                                vault.arbiter(),
                                vault.descriptor(),
                                vault.address(0).address(),
                                vault.address(1).address(),
                                vault.address(2).address()),
                created);
        assertEquals(created, console.done("vault", "show", file));
        assertEquals(vault, VaultFile.read(file).vault());
        JsonValue json = console.json("vault", "show", file);
        assertEquals(vault.descriptor(), json.get("descriptor").asString());
        assertEquals(
                vault.address(2).address().toString(),
                json.get("addresses").elements().get(2).asString());
    }

    @Test
    void bitcoinCoreGetsWhatItImports() {
        JsonValue request = JsonValue.parse(console.done("vault", "show", TestParties.vaultFile(directory), "--core"))
                .elements()
                .get(0);
        assertEquals(vault.descriptor(), request.get("desc").asString());
        assertFalse(request.get("active").asBoolean());
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() {
        Path file = TestParties.vaultFile(directory);
        assertTrue(console.failed(Exit.REFUSED, create("--out", file)).contains("is there already"));
    }

    @Test
    void aKeyThatIsRefusedIsNamedByItsRole() {
        String refused = console.failed(
                Exit.REFUSED,
                "vault",
                "create",
                "--borrower",
                vault.borrower(),
                "--lender",
                "tpubD",
                "--arbiter",
                vault.arbiter());
        assertTrue(refused.startsWith("escrow: the lender's key is refused: ORIGIN_MALFORMED"), refused);
        assertTrue(console.failed(
                        Exit.REFUSED,
                        "vault",
                        "create",
                        "--borrower",
                        vault.borrower(),
                        "--lender",
                        vault.lender(),
                        "--arbiter",
                        vault.lender())
                .contains("DUPLICATE"));
        assertTrue(console.failed(Exit.REFUSED, create("--chain", "mainnet")).contains("WRONG_NETWORK"));
    }

    @Test
    void aFileThatSomebodyChangedIsRefused() throws IOException {
        Path file = TestParties.vaultFile(directory);
        String content = Files.readString(file);
        for (String changed : new String[] {
            content.replace(
                    vault.lender().toString(), TestParties.account(Role.ARBITER).toString()),
            content.replace("\"lender\" : \"" + vault.lender(), "\"lender\" : \"" + vault.arbiter())
                    .replace("\"arbiter\" : \"" + vault.arbiter(), "\"arbiter\" : \"" + vault.lender()),
            content.replace("regtest", "moonnet"),
            content.substring(0, content.length() / 2),
            ""
        }) {
            Files.writeString(file, changed);
            console.failed(Exit.REFUSED, "vault", "show", file);
        }
        assertTrue(console.failed(Exit.REFUSED, "vault", "show", directory.resolve("none"))
                .contains("Make one by 'escrow vault create'"));
    }
}
