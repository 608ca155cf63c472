package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    @Test
    void theMachineAloneIsWell() {
        JsonValue json = console.json("doctor", "--no-node", "--store", directory.resolve("seen.db"));
        assertTrue(json.get("healthy").asBoolean());
        assertEquals(
                List.of("Java", "secp256k1", "disk"),
                json.get("checks").elements().stream()
                        .map(check -> check.get("check").asString())
                        .toList());
    }

    @Test
    void aKeyFileThatOthersReadIsAFault() throws IOException {
        Path key = Files.createFile(directory.resolve("me.key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(Exit.REFUSED, console.run("doctor", "--no-node", "--key", key));
        assertTrue(console.out().contains("""
                                FAIL  key file    %s, rw-r-----
                                                  Run 'chmod 600 %s'; others could read it until now.""".formatted(key, key)), console.out());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertTrue(console.done("doctor", "--no-node", "--key", key).contains("OK    key file    " + key));
        assertEquals(Exit.REFUSED, console.run("doctor", "--no-node", "--key", directory.resolve("none")));
    }

    @Test
    void aNodeThatDoesNotAnswerIsTrouble() throws IOException {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        Path cookie = directory.resolve(".cookie");
        Files.writeString(cookie, "__cookie__:secretsecret");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("rw-r--r--"));
        String rpc = "http://127.0.0.1:" + free;
        assertEquals(Exit.TROUBLE, console.run("doctor", "--rpc", rpc, "--cookie", cookie));
        assertTrue(
                console.out().contains("FAIL  node        " + rpc + ": getblockchaininfo: no connection to the node"),
                console.out());
        assertTrue(console.out().contains("WARN  cookie"), console.out());
        assertFalse(console.out().contains("secretsecret"), console.out());

        String absent = console.failed(
                Exit.TROUBLE,
                "watch",
                TestParties.vaultFile(directory),
                "--rpc",
                rpc,
                "--cookie",
                directory.resolve("no"));
        assertTrue(absent.contains("the credentials cannot be read"), absent);
    }

    @Test
    void aNodeIsAskedWithACookieOrAsAUser() {
        assertEquals(Exit.USAGE, console.run("doctor", "--rpc-user", "me"));
        assertEquals(Exit.REFUSED, console.run("doctor", "--rpc", "ftp://127.0.0.1"));
    }
}
