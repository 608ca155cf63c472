package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bitcoinj.base.Coin;
import org.escrowkit.wallet.invoice.QrCode;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressCommandTest {
    private static final String ADDRESS =
            TestParties.vault().address(7).address().toString();

    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    private Path vault;

    @BeforeEach
    void writeVault() {
        vault = TestParties.vaultFile(directory);
    }

    @Test
    void anAddressComesWithItsUri() {
        assertEquals(ADDRESS + "\nbitcoin:" + ADDRESS, console.done("address", vault, "--index", 7));
        assertEquals(
                ADDRESS + "\nbitcoin:" + ADDRESS + "?amount=0.5&label=Loan%207",
                console.done("address", vault, "--index", 7, "--amount", "0.50", "--label", "Loan 7"));
        JsonValue json = console.json("address", vault, "--index", 7, "--amount", "0.5");
        assertEquals(Coin.COIN.value / 2, json.get("amount").asLong());
        assertEquals(
                TestParties.vault().address(7).witnessScript().toHex(),
                json.get("witness_script").asString());
    }

    @Test
    void theQrCodeIsOfTheUri() throws IOException {
        Path picture = directory.resolve("loan.png");
        QrCode code = QrCode.of("bitcoin:" + ADDRESS);
        String drawn = console.done("address", vault, "--index", 7, "--qr", "--png", picture);
        assertTrue(drawn.endsWith(code.text().strip()), drawn);
        assertArrayEquals(code.png(8), Files.readAllBytes(picture));
        assertTrue(console.failed(Exit.REFUSED, "address", vault, "--index", 7, "--png", picture)
                .contains("is there already"));
    }

    @Test
    void onATerminalTheCodeHasItsOwnColours() {
        String drawn = new TestConsole().colourful().done("address", vault, "--index", 7, "--qr");
        assertTrue(drawn.contains("\u001b[97;40m"), drawn);
    }

    @Test
    void whatNobodyCanPayIsRefused() {
        console.failed(Exit.USAGE, "address", vault);
        console.failed(Exit.USAGE, "address", vault, "--index", -1);
        console.failed(Exit.USAGE, "address", vault, "--index", 7, "--amount", "much");
        console.failed(Exit.REFUSED, "address", vault, "--index", 7, "--amount", "0");
        console.failed(Exit.REFUSED, "address", vault, "--index", 7, "--amount", "0.000000001");
        console.failed(Exit.REFUSED, "address", vault, "--index", 7, "--amount", "21000001");
    }
}
