package org.escrowkit.regtest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.escrowkit.wallet.node.RpcCredentials;

/** The command line that both kinds of node share, and the RPC login that goes with it. */
record BitcoindFlags(List<String> flags, RpcCredentials credentials) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String USER = "regtest";

    BitcoindFlags {
        flags = List.copyOf(flags);
    }

    /** Flags for a node whose ZMQ socket is bound to {@code zmqBind}, with a password made up for it alone. */
    static BitcoindFlags create(String zmqBind) {
        String password = randomHex(16);
        return new BitcoindFlags(
                List.of(
                        "-regtest",
                        "-server",
                        "-rest",
                        "-txindex",
                        "-listen=0",
                        "-connect=0",
                        "-dnsseed=0",
                        "-fallbackfee=0.0001",
                        "-dbcache=16",
                        "-printtoconsole",
                        "-rpcauth=" + rpcAuth(password),
                        "-zmqpubhashblock=" + zmqBind,
                        "-zmqpubrawblock=" + zmqBind,
                        "-zmqpubrawtx=" + zmqBind,
                        "-zmqpubsequence=" + zmqBind),
                RpcCredentials.userPassword(USER, password));
    }

    /** {@code user:salt$hmac}: the command line, which every user of the machine can read, tells no password. */
    private static String rpcAuth(String password) {
        String salt = randomHex(16);
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            byte[] hash = hmac.doFinal(password.getBytes(StandardCharsets.US_ASCII));
            return USER + ":" + salt + "$" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
