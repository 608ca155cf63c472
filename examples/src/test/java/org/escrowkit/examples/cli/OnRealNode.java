package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.escrowkit.core.vault.Role;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestChain;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.keystore.MasterKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a real node, one for each class. On a process only: of a container the cookie file is inside. */
abstract class OnRealNode {
    static RegtestNode node;
    static RegtestChain chain;

    final TestConsole console = new TestConsole();

    @TempDir
    Path directory;

    @BeforeAll
    static void startNode() {
        node = RegtestNode.start(NodeKind.PROCESS);
        chain = RegtestChain.funded(node);
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    /** The arguments, and where the node is. */
    static Object[] asking(Object... args) {
        Path log = Path.of(node.rpc().call("getrpcinfo").get("logpath").asString());
        List<Object> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--rpc", node.rpcEndpoint(), "--cookie", log.resolveSibling(".cookie")));
        return all.toArray();
    }

    /** Interrupts it when the story is over, as Ctrl-C does, which must end it as done. */
    void watching(Object[] args, Callable<?> story) throws Exception {
        console.forget();
        FutureTask<Integer> command = new FutureTask<>(() -> console.goOn(args));
        Thread thread = new Thread(command, "watch");
        thread.start();
        try {
            story.call();
        } finally {
            thread.interrupt();
            thread.join();
        }
        assertEquals(Exit.DONE, command.get(), console::err);
    }

    Object[] sign(Role role, Path psbt, Path loan, Object... more) throws IOException {
        Object[] args = asking(
                "psbt", "sign", psbt, "--role", Names.of(role), "--loan", loan, "--passphrase-file", passphrase());
        return with(role == Role.ARBITER ? args : with(args, "--key", keyFile(role, "")), more);
    }

    Path passphrase() throws IOException {
        Path file = Files.writeString(directory.resolve("passphrase"), "passphrase");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Path keyFile(Role role, String name) {
        Path file = directory.resolve(name + Names.of(role) + ".key");
        if (Files.exists(file)) {
            return file;
        }
        try (MasterKey key = TestParties.master(role)) {
            KeyFile.write(key, file, "passphrase".toCharArray(), new SecureRandom());
        }
        return file;
    }

    static Object[] with(Object[] args, Object... more) {
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }
}
