package org.escrowkit.examples.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import picocli.CommandLine.Option;

/** Which node is asked, by default the one that Bitcoin Core starts on this machine. */
final class NodeOptions {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration REPLY = Duration.ofSeconds(60);

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description = "The node's RPC, such as http://127.0.0.1:8332. By default Bitcoin Core's own port here.")
    private Optional<URI> rpc = Optional.empty();

    @Option(
            names = "--cookie",
            paramLabel = "FILE",
            description = "The node's cookie file. By default where Bitcoin Core writes it under ~/.bitcoin.")
    private Optional<Path> cookie = Optional.empty();

    @Option(names = "--rpc-user", paramLabel = "NAME", description = "A user of the node's, instead of the cookie.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--rpc-password-file",
            paramLabel = "FILE",
            description = "Its first line is that user's password; only its owner may read it.")
    private Optional<Path> password = Optional.empty();

    JsonRpcClient client(Chain chain) {
        return JsonRpcClient.of(endpoint(chain), credentials(chain), CONNECT, REPLY);
    }

    JsonRpcNode connect(Chain chain) {
        return JsonRpcNode.connect(client(chain), chain);
    }

    URI endpoint(Chain chain) {
        return rpc.orElseGet(() -> URI.create("http://127.0.0.1:" + port(chain)));
    }

    /** The file that is read for each connection; empty for a user with a password. */
    Optional<Path> cookie(Chain chain) {
        return user.isPresent() ? Optional.empty() : Optional.of(cookie.orElseGet(() -> usualCookie(chain)));
    }

    private RpcCredentials credentials(Chain chain) {
        if (user.isPresent() != password.isPresent() || (user.isPresent() && cookie.isPresent())) {
            throw Failure.usage(
                    "a node is asked with a cookie, or as a user with a password",
                    "Name --cookie, or --rpc-user and --rpc-password-file together.");
        }
        return cookie(chain).map(RpcCredentials::cookie).orElseGet(this::userPassword);
    }

    private RpcCredentials userPassword() {
        try (Secret secret = Secret.inFile(password.orElseThrow())) {
            return RpcCredentials.userPassword(user.orElseThrow(), new String(secret.chars()));
        }
    }

    private static int port(Chain chain) {
        return switch (chain) {
            case MAINNET -> 8332;
            case TESTNET3 -> 18332;
            case TESTNET4 -> 48332;
            case SIGNET -> 38332;
            case REGTEST -> 18443;
        };
    }

    private static Path usualCookie(Chain chain) {
        Path directory = Path.of(System.getProperty("user.home"), ".bitcoin");
        return (chain == Chain.MAINNET ? directory : directory.resolve(Names.of(chain))).resolve(".cookie");
    }
}
