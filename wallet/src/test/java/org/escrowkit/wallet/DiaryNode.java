package org.escrowkit.wallet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.MempoolVerdict;
import org.escrowkit.wallet.node.RpcException;

/**
 * A node in memory that outlives its process: each thing that happens to it is a line in a file first, and happens
 * again when the file is read. So are the steps that its owner is done with.
 */
final class DiaryNode {
    private final Path diary;
    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final Set<String> marks = new HashSet<>();

    DiaryNode(Path diary) {
        this.diary = diary;
        try {
            String said = Files.exists(diary) ? Files.readString(diary) : "";
            // Who was killed may have said half a line.
            String whole = said.substring(0, said.lastIndexOf('\n') + 1);
            Files.writeString(diary, whole);
            whole.lines().forEach(this::happensAgain);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    FakeBitcoinNode chain() {
        return node;
    }

    /** Whether this was said, in this process or in one before. */
    boolean isMarked(String mark) {
        return marks.contains(mark);
    }

    void mark(String mark) {
        write("mark " + mark);
    }

    void submit(Transaction transaction) {
        write("tx " + ByteString.of(transaction.serialize()).toHex());
    }

    /** A block of all that waits. */
    void mine(long time) {
        write("block " + time);
    }

    /** Other blocks in place of so many, and one more. */
    void reorganise(int depth, long time) {
        write("reorg " + depth + " " + time);
    }

    private void write(String line) {
        try {
            Files.writeString(
                    diary, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        happens(line);
    }

    private void happensAgain(String line) {
        try {
            happens(line);
        } catch (RpcException.Rejected again) {
            // As it was refused when it was written.
        }
    }

    private void happens(String line) {
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "mark" -> marks.add(rest);
            case "tx" -> take(Transaction.parse(ByteString.ofHex(rest)));
            case "block" -> block(node.tip(), Long.parseLong(rest), node.parentsFirst());
            case "reorg" -> {
                String[] parts = rest.split(" ", -1);
                int depth = Integer.parseInt(parts[0]);
                Sha256Hash last = node.ancestor(node.tip(), node.row(node.tip()).height() - depth);
                for (int i = 0; i <= depth; i++) {
                    last = node.add(last, 1, Long.parseLong(parts[1]) + i, List.of());
                }
                node.moveTo(last);
            }
            default -> throw new IllegalStateException(line);
        }
    }

    private void take(Transaction transaction) {
        if (!node.mempool().txids().contains(transaction.txid())) {
            node.submit(transaction);
        }
    }

    private void block(Sha256Hash parent, long time, List<Transaction> transactions) {
        List<Transaction> held = new ArrayList<>(List.of(FakeBitcoinNode.coinbase(time, List.of())));
        held.addAll(transactions);
        node.moveTo(node.add(parent, 1, time, held));
    }

    /** @param sending is told of each transaction before the node takes it, and again after */
    BitcoinNode port(Consumer<Transaction> sending) {
        return (BitcoinNode) Proxy.newProxyInstance(
                BitcoinNode.class.getClassLoader(), new Class<?>[] {BitcoinNode.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("testMempoolAccept")) {
                        return new MempoolVerdict.Allowed(Coin.SATOSHI, 1);
                    }
                    if (method.getName().equals("broadcast")) {
                        Transaction transaction = (Transaction) arguments[0];
                        sending.accept(transaction);
                        if (!isKnown(transaction)) {
                            submit(transaction);
                        }
                        sending.accept(transaction);
                        return transaction.txid();
                    }
                    try {
                        return method.invoke(node, arguments);
                    } catch (InvocationTargetException failed) {
                        throw Objects.requireNonNull(failed.getCause());
                    }
                });
    }

    private boolean isKnown(Transaction transaction) {
        return node.mempool().txids().contains(transaction.txid())
                || mined().stream().anyMatch(other -> other.txid().equals(transaction.txid()));
    }

    /** All that the best chain holds. */
    List<Transaction> mined() {
        return node.path(node.tip()).stream()
                .flatMap(block -> node.block(block).stream())
                .flatMap(bytes -> Block.parse(bytes).transactions().stream())
                .toList();
    }
}
