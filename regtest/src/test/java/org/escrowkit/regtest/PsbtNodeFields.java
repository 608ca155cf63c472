package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtDifferentialBytes;
import org.escrowkit.core.psbt.PsbtDifferentialCases;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;
import org.escrowkit.wallet.node.JsonValue;

/** Holds every field of a PSBT as we understand it against what a node's {@code decodepsbt} says of it. */
final class PsbtNodeFields {
    private static final int PREVIOUS_TRANSACTION = 0x00;

    private static final Map<Long, String> SIGHASH_NAMES = Map.of(
            0x01L, "ALL",
            0x02L, "NONE",
            0x03L, "SINGLE",
            0x81L, "ALL|ANYONECANPAY",
            0x82L, "NONE|ANYONECANPAY",
            0x83L, "SINGLE|ANYONECANPAY");

    private static final ByteString VERSION = ByteString.ofHex("fb");

    private PsbtNodeFields() {}

    static void assertSame(Psbt ours, JsonValue theirs, String which) {
        Transaction unsigned = ours.unsignedTransaction();
        assertTransaction(unsigned, theirs.get("tx"), which);
        assertEquals(0, theirs.get("psbt_version").asInt(), which);
        assertXpubs(ours, theirs, which);
        // How the fields of others stand among those we know, the bytes tell: the node lists them by kind.
        List<List<PsbtDifferentialBytes.Field>> maps = PsbtDifferentialBytes.of(ours.serialize()).maps;
        assertOthers(maps.get(0), theirs, which);
        Coin fee = Coin.ZERO;
        boolean known = true;
        for (int i = 0; i < ours.inputs().size(); i++) {
            JsonValue input = theirs.get("inputs").elements().get(i);
            assertInput(ours.inputs().get(i), input, which + ", input " + i);
            assertOthers(maps.get(1 + i), input, which + ", input " + i);
            Optional<TransactionOutput> spent =
                    spent(unsigned.inputs().get(i), ours.inputs().get(i));
            known = known && spent.isPresent();
            fee = fee.add(spent.map(TransactionOutput::value).orElse(Coin.ZERO));
        }
        for (int i = 0; i < ours.outputs().size(); i++) {
            JsonValue output = theirs.get("outputs").elements().get(i);
            PsbtOutput own = ours.outputs().get(i);
            assertEquals(present(own.redeemScript()), script(output, "redeem_script"), which);
            assertEquals(present(own.witnessScript()), script(output, "witness_script"), which);
            assertEquals(own.origins(), origins(output), which);
            assertOthers(maps.get(1 + ours.inputs().size() + i), output, which + ", output " + i);
        }
        for (TransactionOutput output : unsigned.outputs()) {
            fee = fee.subtract(output.value());
        }
        Optional<Coin> theirFee = theirs.find("fee").map(value -> Coin.ofBtc(value.asDecimal()));
        assertEquals(known ? Optional.of(fee) : Optional.empty(), theirFee, which);
    }

    /** The node believes the previous transaction first. */
    private static Optional<TransactionOutput> spent(TransactionInput spending, PsbtInput input) {
        return input.previousTransaction()
                .map(previous ->
                        previous.outputs().get((int) spending.outpoint().index()))
                .or(input::spentOutput);
    }

    private static void assertTransaction(Transaction ours, JsonValue theirs, String which) {
        assertEquals(ours.txid().toString(), theirs.get("txid").asString(), which);
        assertEquals(ours.wtxid().toString(), theirs.get("hash").asString(), which);
        assertEquals(ours.size(), theirs.get("size").asLong(), which);
    }

    private static void assertXpubs(Psbt ours, JsonValue theirs, String which) {
        Map<String, String> xpubs = new TreeMap<>();
        ours.xpubs().forEach((xpub, origin) -> xpubs.put(xpub.toString(), text(origin)));
        Map<String, String> their = new TreeMap<>();
        for (JsonValue xpub : theirs.get("global_xpubs").elements()) {
            their.put(xpub.get("xpub").asString(), text(xpub));
        }
        assertEquals(xpubs, their, which);
    }

    private static void assertInput(PsbtInput ours, JsonValue theirs, String which) {
        Optional<JsonValue> previous = theirs.find("non_witness_utxo");
        assertEquals(ours.previousTransaction().isPresent(), previous.isPresent(), which);
        ours.previousTransaction()
                .ifPresent(transaction -> assertTransaction(transaction, theirs.get("non_witness_utxo"), which));
        assertEquals(
                ours.spentOutput(),
                theirs.find("witness_utxo")
                        .map(utxo -> new TransactionOutput(
                                Coin.ofBtc(utxo.get("amount").asDecimal()),
                                hex(utxo.get("scriptPubKey").get("hex")))),
                which);
        Map<PublicKey, ByteString> signatures = new HashMap<>();
        theirs.find("partial_signatures")
                .ifPresent(all -> all.fields()
                        .forEach((key, value) -> signatures.put(new PublicKey(ByteString.ofHex(key)), hex(value))));
        assertEquals(ours.signatures(), signatures, which);
        assertEquals(
                // The node names a type by its last byte.
                ours.sighashType().map(type -> SIGHASH_NAMES.getOrDefault(type & 0xff, "")),
                theirs.find("sighash").map(JsonValue::asString),
                which);
        assertEquals(present(ours.witnessScript()), script(theirs, "witness_script"), which);
        assertEquals(ours.origins(), origins(theirs), which);
        assertEquals(
                ours.finalWitness(),
                theirs.find("final_scriptwitness")
                        .map(stack -> stack.elements().stream()
                                .map(PsbtNodeFields::hex)
                                .toList()),
                which);
        assertEquals(present(ours.redeemScript()), script(theirs, "redeem_script"), which);
        assertEquals(present(ours.finalScriptSig()), script(theirs, "final_scriptSig"), which);
    }

    /** Unknown fields by their whole keys, and the proprietary ones among them. */
    private static void assertOthers(List<PsbtDifferentialBytes.Field> ours, JsonValue theirs, String which) {
        Map<String, String> their = new TreeMap<>();
        theirs.find("unknown").ifPresent(all -> all.fields().forEach((key, value) -> their.put(key, value.asString())));
        theirs.find("proprietary")
                .ifPresent(all -> all.elements()
                        .forEach(each -> their.put(
                                each.get("key").asString(), each.get("value").asString())));
        Map<String, String> own = new TreeMap<>();
        ours.stream()
                .filter(field ->
                        their.containsKey(field.key().toHex()) || field.type() >= PsbtDifferentialCases.FIRST_OF_OTHERS)
                .filter(field -> !(field.key().equals(VERSION) && theirs.has("psbt_version")))
                .forEach(field -> own.put(field.key().toHex(), field.value().toHex()));
        assertEquals(own, their, which);
    }

    /** To the node an empty script is none. */
    private static Optional<ByteString> present(Optional<ByteString> script) {
        return script.filter(bytes -> !bytes.isEmpty());
    }

    private static Optional<ByteString> script(JsonValue place, String field) {
        return place.find(field).map(script -> hex(script.get("hex")));
    }

    private static Map<PublicKey, KeyOrigin> origins(JsonValue place) {
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        for (JsonValue each :
                place.find("bip32_derivs").map(JsonValue::elements).orElse(List.of())) {
            origins.put(new PublicKey(hex(each.get("pubkey"))), KeyOrigin.parse(text(each)));
        }
        return origins;
    }

    private static String text(JsonValue origin) {
        String path = origin.get("path").asString().substring(1).replace('\'', 'h');
        return origin.get("master_fingerprint").asString() + path;
    }

    private static String text(KeyOrigin origin) {
        return origin.toString();
    }

    private static ByteString hex(JsonValue value) {
        return ByteString.ofHex(value.asString());
    }

    /**
     * The PSBT as a node writes it again: of previous transactions it leaves the witnesses out, which their ids do not
     * cover.
     */
    static Psbt withoutWitnesses(Psbt psbt) {
        PsbtDifferentialBytes fields = PsbtDifferentialBytes.of(psbt.serialize());
        for (List<PsbtDifferentialBytes.Field> input :
                fields.maps.subList(1, 1 + psbt.inputs().size())) {
            input.replaceAll(field -> field.type() == PREVIOUS_TRANSACTION
                    ? new PsbtDifferentialBytes.Field(
                            field.key(),
                            ByteString.of(Transaction.parse(field.value().toByteArray())
                                    .serializeLegacy()))
                    : field);
        }
        return Psbt.parse(fields.toBytes());
    }
}
