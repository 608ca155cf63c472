package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * Bitcoin Core's results to our types. What does not fit is a JsonException, an IllegalArgumentException or an
 * ArithmeticException, which {@link JsonRpcNode} turns into a bad reply.
 */
final class Replies {
    private static final int SATOSHI_DIGITS = 8;

    private Replies() {}

    static Sha256Hash hash(JsonValue hex) {
        return Sha256Hash.wrap(hex.asString());
    }

    /** 32 bytes in hex, the most significant first. */
    static BigInteger chainWork(JsonValue hex) {
        return hash(hex).toBigInteger();
    }

    /** A decimal number of bitcoin; a fraction of a satoshi is refused. */
    static Coin coin(JsonValue bitcoin) {
        return Coin.valueOf(bitcoin.asDecimal().movePointRight(SATOSHI_DIGITS).longValueExact());
    }

    static HeaderInfo header(Sha256Hash asked, JsonValue reply) {
        HeaderInfo header = new HeaderInfo(
                hash(reply.get("hash")),
                reply.find("previousblockhash").map(Replies::hash).orElse(Sha256Hash.ZERO_HASH),
                reply.get("height").asInt(),
                reply.get("confirmations").asInt(),
                chainWork(reply.get("chainwork")),
                Instant.ofEpochSecond(reply.get("time").asLong()),
                reply.find("nextblockhash").map(Replies::hash));
        require(header.hash().equals(asked), "the header of another block");
        return header;
    }

    static Block block(Sha256Hash asked, JsonValue hex) {
        Block block = Block.parse(bytes(hex));
        require(block.hash().equals(asked), "another block");
        return block;
    }

    static Transaction transaction(Sha256Hash asked, JsonValue hex) {
        Transaction transaction = Transaction.parse(bytes(hex));
        require(transaction.txid().equals(asked), "another transaction");
        return transaction;
    }

    static MempoolVerdict verdict(Transaction asked, JsonValue reply) {
        require(reply.elements().size() == 1, "not one verdict");
        JsonValue verdict = reply.elements().get(0);
        require(hash(verdict.get("txid")).equals(asked.txid()), "the verdict on another transaction");
        if (verdict.get("allowed").asBoolean()) {
            return new MempoolVerdict.Allowed(
                    coin(verdict.get("fees").get("base")), verdict.get("vsize").asLong());
        }
        return new MempoolVerdict.Refused(verdict.get("reject-reason").asString());
    }

    static Optional<UnspentOutput> unspentOutput(Outpoint asked, JsonValue reply) {
        if (reply.isNull()) {
            return Optional.empty();
        }
        ByteString script =
                ByteString.ofHex(reply.get("scriptPubKey").get("hex").asString());
        return Optional.of(new UnspentOutput(
                asked,
                new TransactionOutput(coin(reply.get("value")), script),
                reply.get("confirmations").asInt(),
                reply.get("coinbase").asBoolean(),
                hash(reply.get("bestblock"))));
    }

    private static byte[] bytes(JsonValue hex) {
        return HexFormat.of().parseHex(hex.asString());
    }

    private static void require(boolean fits, String found) {
        if (!fits) {
            throw new IllegalArgumentException(found);
        }
    }
}
