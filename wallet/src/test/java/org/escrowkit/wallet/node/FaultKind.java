package org.escrowkit.wallet.node;

import java.io.IOException;

/** What may become of one call between a client and a node. */
public enum FaultKind {
    /** Cut before the node heard of it. */
    RESET {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.reset();
        }
    },

    /** Cut after the node did it. */
    RESET_AFTER {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.forward();
            exchange.reset();
        }
    },

    /** Done, and never answered. */
    WITHHELD {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.forward();
            exchange.silence();
        }
    },

    WARMING_UP {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.error(503, -28, "Loading block index...");
        }
    },

    BUSY {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(503, "Work queue depth exceeded");
        }
    },

    /** As after the cookie was changed, and before anybody could read the new one. */
    UNAUTHORIZED {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(401, "");
        }
    },

    /** The connection ends in the middle of the body. */
    TRUNCATED {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            FaultReply reply = exchange.forward();
            exchange.sendPart(reply, reply.length() / 2);
        }
    },

    /** A whole body that ends too early. */
    CUT_SHORT {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            FaultReply reply = exchange.forward();
            exchange.send(reply.cutTo(reply.length() / 2));
        }
    },

    EMPTY {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(200, "");
        }
    },

    /** 1 GB with its length in front. */
    HUGE_ANNOUNCED {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.flood(true);
        }
    },

    /** 1 GB that nobody told of. */
    HUGE_STREAMED {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.flood(false);
        }
    },

    WRONG_ID {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.forward().replacing("\"id\":(\\d+)", match -> "\"id\":1" + match.group(1)));
        }

        @Override
        boolean fits(String call) {
            return !isFile(call);
        }
    },

    /** The last bit of the middle of a block or of headers is another one. */
    WRONG_BYTES {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.forward().withOtherMiddle());
        }

        @Override
        boolean fits(String call) {
            return isFile(call) || call.equals("getblock");
        }
    },

    /** What was asked before. */
    WRONG_BLOCK {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.anotherReply());
        }

        @Override
        boolean fits(String call) {
            return isFile(call);
        }
    },

    HTML {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(200, "<html><body><h1>It works!</h1></body></html>");
        }
    },

    NOT_FOUND {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.error(404, -5, "Block not found");
        }
    },

    NO_WALLET {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.error(404, -18, "Requested wallet does not exist or is not loaded");
        }
    },

    PRUNED {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.error(404, -1, "Block not available (pruned data)");
        }

        @Override
        boolean fits(String call) {
            return isBlock(call);
        }
    },

    WRONG_NETWORK {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.forward().replacing("\"chain\":\\s*\"regtest\"", match -> "\"chain\":\"main\""));
        }

        @Override
        boolean fits(String call) {
            return call.equals(CHAIN_INFO);
        }
    },

    INITIAL_DOWNLOAD {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.forward()
                    .replacing("\"initialblockdownload\":\\s*false", match -> "\"initialblockdownload\":true")
                    .replacing("\"headers\":\\s*(\\d+)", match -> "\"headers\":9" + match.group(1)));
        }

        @Override
        boolean fits(String call) {
            return call.equals(CHAIN_INFO);
        }
    },

    /** Byte by byte at first, but within any patience. */
    SLOW {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.sendSlowly(exchange.forward());
        }
    },

    /** What the same call was answered last time. */
    STALE {
        @Override
        void befall(FaultExchange exchange) throws IOException {
            exchange.send(exchange.earlierReply());
        }

        @Override
        public boolean isLie() {
            return true;
        }
    };

    private static final String CHAIN_INFO = "getblockchaininfo";

    abstract void befall(FaultExchange exchange) throws IOException;

    /** Whether it can become of this call: a method's name, or that of a REST file's kind. */
    boolean fits(String call) {
        return true;
    }

    /** Whether a node that does this passes for a sound one with another view of the world. */
    public boolean isLie() {
        return false;
    }

    static boolean isFile(String call) {
        return call.startsWith("rest/");
    }

    static boolean isBlock(String call) {
        return call.equals("rest/block") || call.equals("getblock");
    }
}
