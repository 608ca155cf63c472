package org.escrowkit.benchmarks;

import java.util.HexFormat;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.JsonRpcNode;

/** Coins that anyone may spend, so that no wallet slows the making of blocks down. */
final class AnyoneCoins {
    static final Coin FEE = Coin.valueOf(300);

    private static final ByteString TRUE = ByteString.ofHex("51");
    static final ByteString SCRIPT = Scripts.p2wsh(TRUE);
    static final String ADDRESS =
            Scripts.segwitAddress(SCRIPT, BitcoinNetwork.REGTEST).orElseThrow().toString();

    private AnyoneCoins() {}

    /** The coinbase transaction of a block that paid {@link #ADDRESS}. */
    static Transaction coinbase(JsonRpcNode node, int height) {
        return Block.parse(node.block(node.blockHash(height).orElseThrow()).orElseThrow())
                .transactions()
                .get(0);
    }

    /** Spends the first output, which is one of these coins. */
    static Transaction spend(Transaction source, List<TransactionOutput> outputs) {
        TransactionInput input = TransactionInput.unsigned(source.outpoint(0), TransactionInput.SEQUENCE_FINAL)
                .withWitness(List.of(TRUE));
        return new Transaction(2, List.of(input), outputs, 0);
    }

    /** Moves the first output on to another such coin. */
    static Transaction move(Transaction source) {
        Coin value = source.outputs().get(0).value().subtract(FEE);
        return spend(source, List.of(new TransactionOutput(value, SCRIPT)));
    }

    /** A block with just these, whatever the mempool holds and its policy says. */
    static void mine(RegtestNode regtest, List<Transaction> transactions) {
        List<Object> raw = transactions.stream()
                .<Object>map(transaction -> HexFormat.of().formatHex(transaction.serialize()))
                .toList();
        regtest.rpc().call("generateblock", ADDRESS, raw);
    }
}
