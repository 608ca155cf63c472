package org.escrowkit.wallet.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.node.JsonException;
import org.escrowkit.wallet.node.JsonValue;

/**
 * A change of a deposit as JSON, version 1. Outpoint, kind and the transaction have columns of their own.
 *
 * <pre>
 * {"v":1, "value":satoshi, "script":hex, "mempool":boolean, "block":BLOCK?, "spend":SPEND?,
 *  "by":SPEND?,                      what a SPENT is about
 *  "rival":txid?, "rivalBlock":BLOCK?}   what a REPLACED or DOUBLE_SPENT is about
 * BLOCK: {"height":number, "hash":hex}    SPEND: {"txid":hex, "block":BLOCK?, "signers":[hex]}
 * </pre>
 */
final class ChangeCodec {
    private static final int VERSION = 1;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final FundingTable funding;

    ChangeCodec(FundingTable funding) {
        this.funding = funding;
    }

    static String write(DepositChange change) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            Deposit deposit = change.deposit();
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeNumberField("value", deposit.value().value);
            json.writeStringField("script", deposit.scriptPubKey().toHex());
            json.writeBooleanField("mempool", deposit.inMempool());
            block(json, "block", deposit.block());
            spend(json, "spend", deposit.spend());
            if (change instanceof DepositChange.SpentBy spent) {
                spend(json, "by", Optional.of(spent.spend()));
            } else if (change instanceof DepositChange.Replaced replaced) {
                json.writeStringField("rival", replaced.by().toString());
            } else if (change instanceof DepositChange.DoubleSpent spent) {
                json.writeStringField("rival", spent.by().toString());
                block(json, "rivalBlock", Optional.of(spent.block()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** @throws StoreException.Corrupt if it is not what {@link #write} writes for this output */
    DepositChange read(EventKind kind, Outpoint outpoint, Transaction transaction, String payload) {
        try {
            JsonValue json = JsonValue.parse(payload);
            if (json.get("v").asInt() != VERSION) {
                throw new StoreException.NewerSchema(
                        "event payload of version " + json.get("v").asInt() + ", known is " + VERSION);
            }
            Deposit deposit = funding.deposit(
                    outpoint,
                    transaction,
                    json.find("block").map(ChangeCodec::block),
                    json.get("mempool").asBoolean(),
                    json.find("spend").map(ChangeCodec::spend));
            if (deposit.value().value != json.get("value").asLong()
                    || !deposit.scriptPubKey().toHex().equals(json.get("script").asString())) {
                throw new StoreException.Corrupt("event payload damaged: another output than " + outpoint, null);
            }
            return change(kind, deposit, json);
        } catch (JsonException | IllegalArgumentException e) {
            throw new StoreException.Corrupt("event payload damaged: " + kind + " of " + outpoint, e);
        }
    }

    private static DepositChange change(EventKind kind, Deposit deposit, JsonValue json) {
        return switch (kind) {
            case SEEN -> new DepositChange.Seen(deposit);
            case REPLACED -> new DepositChange.Replaced(deposit, hash(json.get("rival")));
            case EVICTED -> new DepositChange.Evicted(deposit);
            case CONFIRMED -> new DepositChange.Confirmed(deposit);
            case REORGED_OUT -> new DepositChange.ReorgedOut(deposit);
            case DOUBLE_SPENT ->
                new DepositChange.DoubleSpent(deposit, hash(json.get("rival")), block(json.get("rivalBlock")));
            case SPENT -> new DepositChange.SpentBy(deposit, spend(json.get("by")));
            case UNSPENT -> new DepositChange.Unspent(deposit);
        };
    }

    private static void block(JsonGenerator json, String name, Optional<BlockRef> block) throws IOException {
        if (block.isPresent()) {
            json.writeObjectFieldStart(name);
            json.writeNumberField("height", block.get().height());
            json.writeStringField("hash", block.get().hash().toString());
            json.writeEndObject();
        }
    }

    private static void spend(JsonGenerator json, String name, Optional<Spend> spend) throws IOException {
        if (spend.isPresent()) {
            json.writeObjectFieldStart(name);
            json.writeStringField("txid", spend.get().txid().toString());
            block(json, "block", spend.get().block());
            json.writeArrayFieldStart("signers");
            for (ByteString key : spend.get().signers()) {
                json.writeString(key.toHex());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static Sha256Hash hash(JsonValue json) {
        return Sha256Hash.wrap(json.asString());
    }

    private static BlockRef block(JsonValue json) {
        return new BlockRef(json.get("height").asInt(), hash(json.get("hash")));
    }

    private static Spend spend(JsonValue json) {
        return new Spend(
                hash(json.get("txid")),
                json.find("block").map(ChangeCodec::block),
                json.get("signers").elements().stream()
                        .map(key -> ByteString.ofHex(key.asString()))
                        .toList());
    }
}
