package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.ChainInfo;
import org.escrowkit.wallet.node.JsonException;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;

/** What the doctor asks the node. One answer that fails ends the asking: the next would fail as well. */
final class NodeChecks {
    /** The oldest that the maintainers of Bitcoin Core still mend. */
    private static final int LEAST_VERSION = 280_000;

    private static final Duration STALE = Duration.ofHours(2);
    private static final Duration CLOCK_WARNS = Duration.ofSeconds(5);
    private static final Duration CLOCK_FAILS = Duration.ofMinutes(10);

    private final NodeOptions options;
    private final Chain chain;
    private final InstantSource clock;
    private final List<Check> checks = new ArrayList<>();

    NodeChecks(NodeOptions options, Chain chain, InstantSource clock) {
        this.options = options;
        this.chain = chain;
        this.clock = clock;
    }

    List<Check> all() {
        options.cookie(chain).filter(Files::exists).ifPresent(this::cookie);
        try {
            ask(options.client(chain));
        } catch (WrongChainException other) {
            checks.add(Check.down(
                    "chain", String.valueOf(other.getMessage()), "Name the node's --chain, or another node by --rpc."));
        } catch (RpcException | JsonException failed) {
            checks.add(Check.down("node", options.endpoint(chain) + ": " + failed.getMessage(), advice(failed)));
        }
        return checks;
    }

    private void cookie(Path file) {
        Check found = MachineChecks.privateFile("cookie", file);
        checks.add(
                found.level() == Check.Level.OK
                        ? found
                        : Check.warn(
                                "cookie", found.found(), "Who reads it commands the node: set rpccookieperms=owner."));
    }

    private static String advice(RuntimeException failed) {
        if (failed instanceof RpcException.Unavailable down
                && String.valueOf(down.getMessage()).contains("401")) {
            return "The cookie is another node's, or old: name the running node's by --cookie.";
        } else if (failed instanceof RpcException.Unavailable down
                && String.valueOf(down.getMessage()).contains("credentials cannot be read")) {
            return "Start bitcoind with server=1, and name its cookie file by --cookie.";
        }
        return "Start bitcoind with server=1, wait until it answers, or name it by --rpc and --cookie.";
    }

    private void ask(JsonRpcClient rpc) {
        JsonRpcNode node = JsonRpcNode.connect(rpc, chain);
        checks.add(Check.ok("node", options.endpoint(chain) + ", " + Names.of(chain)));
        JsonValue network = rpc.call("getnetworkinfo");
        checks.add(Check.okIf(
                network.get("version").asInt() >= LEAST_VERSION,
                "version",
                network.get("subversion").asString(),
                "Update it: this one is mended no more."));
        synced(node.chainInfo());
        peers(network);
        mempool(rpc.call("getmempoolinfo"));
        zmq(rpc.call("getzmqnotifications"));
        checks.add(Check.ok("REST", node.usesRest() ? "on" : "off; with rest=1 a block takes half the bytes"));
        clock(Instant.ofEpochMilli(rpc.call("getnettotals").get("timemillis").asLong()));
    }

    private void synced(ChainInfo info) {
        String at = "block " + info.height();
        NodeStatus status = NodeStatus.of(info, clock.instant(), STALE);
        if (status instanceof NodeStatus.Syncing syncing) {
            checks.add(Check.down(
                    "synced",
                    at + " of " + syncing.headers(),
                    "Wait: nothing can be said of now until it has caught up."));
        } else {
            checks.add(Check.okIf(
                    status instanceof NodeStatus.Current || chain == Chain.REGTEST,
                    "synced",
                    at + ", from " + info.tipTime(),
                    "No block for over two hours: see whether the node is cut off."));
        }
        checks.add(Check.okIf(
                info.pruneHeight().isEmpty(),
                "blocks",
                info.pruneHeight().isEmpty()
                        ? "all kept"
                        : "kept from " + info.pruneHeight().getAsInt() + " on",
                "Payments before that are not found for addresses that are watched late: use a node that keeps all."));
    }

    private void peers(JsonValue network) {
        int peers = network.get("connections").asInt();
        boolean active = network.get("networkactive").asBoolean();
        checks.add(Check.okIf(
                active && (peers > 0 || chain == Chain.REGTEST),
                "peers",
                active ? peers + " connected" : "networking is off",
                "It hears of no block and sends nothing: see its network, or call setnetworkactive true."));
        checks.add(Check.okIf(
                network.get("localrelay").asBoolean(),
                "relay",
                network.get("localrelay").asBoolean() ? "takes and sends transactions" : "blocks only",
                "Deposits are seen only when they are mined: take blocksonly=1 out of bitcoin.conf."));
    }

    private void mempool(JsonValue info) {
        BigDecimal least = info.get("mempoolminfee").asDecimal();
        BigDecimal relayed = info.get("minrelaytxfee").asDecimal();
        String found = info.get("size").asLong() + " transactions, from " + least.toPlainString() + " BTC/kvB";
        checks.add(Check.okIf(
                least.compareTo(relayed) <= 0,
                "mempool",
                found,
                "It is full: settlements below that fee are not taken; raise maxmempool, or expect higher fees."));
        Optional<Boolean> anyReplaced = info.find("fullrbf").map(JsonValue::asBoolean);
        checks.add(Check.okIf(
                anyReplaced.orElse(true),
                "replacement",
                anyReplaced.orElse(true) ? "any transaction may be replaced" : "only those that say so",
                "Replacements that miners take are not seen: update the node, or set mempoolfullrbf=1."));
    }

    private void zmq(JsonValue notifications) {
        TreeSet<String> topics = new TreeSet<>();
        notifications
                .elements()
                .forEach(one -> topics.add(one.get("type").asString().replaceFirst("^pub", "")));
        checks.add(Check.okIf(
                topics.contains("hashblock") && (topics.contains("sequence") || topics.contains("rawtx")),
                "ZMQ",
                topics.isEmpty() ? "off" : String.join(", ", topics),
                "All is found without, seconds later: set zmqpubhashblock and zmqpubsequence to be told at once."));
    }

    private void clock(Instant nodes) {
        Duration off = Duration.between(clock.instant(), nodes).abs();
        String found = off.toMillis() + " ms from the node's";
        String next = "Set this machine's clock, or the node's, by NTP: deadlines and fresh prices depend on it.";
        checks.add(
                off.compareTo(CLOCK_FAILS) > 0
                        ? Check.fail("clock", found, next)
                        : Check.okIf(off.compareTo(CLOCK_WARNS) <= 0, "clock", found, next));
    }
}
