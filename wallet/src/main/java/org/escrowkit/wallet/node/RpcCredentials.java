package org.escrowkit.wallet.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves itself to the node: HTTP basic authentication with a fixed pair or with the node's cookie file.
 *
 * <p>No secret can be read back from an instance, its {@code toString} included. Safe for use by many threads.
 */
public abstract sealed class RpcCredentials {
    private RpcCredentials() {}

    /** The pair of the node's {@code rpcauth} or {@code rpcuser} and {@code rpcpassword}. */
    public static RpcCredentials userPassword(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an RPC user name holds no colon");
        }
        return new UserPassword(user, password);
    }

    /**
     * The cookie file that the node writes into its data directory at every start. It is read at the first call, and
     * again when the node answers 401: it need not exist yet, and may change.
     */
    public static RpcCredentials cookie(Path file) {
        return new Cookie(file);
    }

    /** The value of the Authorization header, as known so far. */
    abstract String header() throws IOException;

    /** The value of the Authorization header, read anew from where it comes from. */
    abstract String freshHeader() throws IOException;

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static final class UserPassword extends RpcCredentials {
        private final String user;
        private final String header;

        UserPassword(String user, String password) {
            this.user = user;
            this.header = basic(user + ":" + password);
        }

        @Override
        String header() {
            return header;
        }

        @Override
        String freshHeader() {
            return header;
        }

        @Override
        public String toString() {
            return "RpcCredentials[user=" + user + ", password=(hidden)]";
        }
    }

    private static final class Cookie extends RpcCredentials {
        /** The node's own are 75 bytes. */
        private static final int MAX_BYTES = 4096;

        private final Path file;
        private volatile @Nullable String header;

        Cookie(Path file) {
            this.file = Objects.requireNonNull(file);
        }

        @Override
        String header() throws IOException {
            String known = header;
            return known != null ? known : freshHeader();
        }

        @Override
        String freshHeader() throws IOException {
            String cookie;
            try (InputStream in = Files.newInputStream(file)) {
                cookie = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            }
            if (cookie.indexOf(':') < 1) {
                throw new IOException("no user and password in the cookie file " + file);
            }
            String fresh = basic(cookie);
            header = fresh;
            return fresh;
        }

        @Override
        public String toString() {
            return "RpcCredentials[cookie=" + file + "]";
        }
    }
}
