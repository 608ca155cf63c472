package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.Chain;

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

    static ChainInfo chainInfo(Chain chain, JsonValue reply) {
        boolean pruned = reply.find("pruned").map(JsonValue::asBoolean).orElse(false);
        return new ChainInfo(
                chain,
                reply.get("blocks").asInt(),
                reply.get("headers").asInt(),
                hash(reply.get("bestblockhash")),
                chainWork(reply.get("chainwork")),
                // The median of eleven blocks where a node is too old to tell the tip's own: an hour less.
                Instant.ofEpochSecond(reply.find("time")
                        .orElseGet(() -> reply.get("mediantime"))
                        .asLong()),
                reply.get("initialblockdownload").asBoolean(),
                pruned ? OptionalInt.of(reply.get("pruneheight").asInt()) : OptionalInt.empty());
    }

    static HeaderInfo header(Sha256Hash asked, JsonValue reply) {
        Sha256Hash previous = reply.find("previousblockhash").map(Replies::hash).orElse(Sha256Hash.ZERO_HASH);
        byte[] bytes = ByteBuffer.allocate(BlockHeader.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(reply.get("version").asInt())
                .put(previous.serialize())
                .put(hash(reply.get("merkleroot")).serialize())
                .putInt(uint32(reply.get("time")))
                .putInt(HexFormat.fromHexDigits(reply.get("bits").asString()))
                .putInt(uint32(reply.get("nonce")))
                .array();
        HeaderInfo header = new HeaderInfo(
                BlockHeader.parse(bytes),
                reply.get("height").asInt(),
                reply.get("confirmations").asInt(),
                chainWork(reply.get("chainwork")));
        require(header.hash().equals(asked), "the header of another block");
        return header;
    }

    private static int uint32(JsonValue number) {
        long value = number.asLong();
        require(value >>> Integer.SIZE == 0, "not a number of 32 bits");
        return (int) value;
    }

    static MempoolView mempool(JsonValue reply) {
        Set<Sha256Hash> txids =
                reply.get("txids").elements().stream().map(Replies::hash).collect(Collectors.toUnmodifiableSet());
        return new MempoolView(txids, reply.get("mempool_sequence").asLong());
    }

    /** A transaction in full; empty if it is confirmed. */
    static Optional<Transaction> unconfirmed(Sha256Hash asked, JsonValue reply) {
        return reply.has("blockhash") ? Optional.empty() : Optional.of(transaction(asked, reply.get("hex")));
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
