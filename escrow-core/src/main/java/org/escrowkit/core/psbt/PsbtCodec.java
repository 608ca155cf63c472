package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** The binary form of a PSBT, version 0 (BIP174). Strict: what it accepts it writes back with the same meaning. */
final class PsbtCodec {
    private static final ByteString MAGIC = ByteString.ofHex("70736274ff");
    private static final int MOST_BYTES = 4_000_000;

    private static final int GLOBAL_UNSIGNED_TX = 0x00;
    private static final int GLOBAL_XPUB = 0x01;
    private static final int GLOBAL_VERSION = 0xfb;
    private static final int IN_NON_WITNESS_UTXO = 0x00;
    private static final int IN_WITNESS_UTXO = 0x01;
    private static final int IN_PARTIAL_SIG = 0x02;
    private static final int IN_SIGHASH_TYPE = 0x03;
    private static final int IN_REDEEM_SCRIPT = 0x04;
    private static final int IN_WITNESS_SCRIPT = 0x05;
    private static final int IN_BIP32_DERIVATION = 0x06;
    private static final int IN_FINAL_SCRIPTSIG = 0x07;
    private static final int IN_FINAL_SCRIPTWITNESS = 0x08;
    private static final int OUT_REDEEM_SCRIPT = 0x00;
    private static final int OUT_WITNESS_SCRIPT = 0x01;
    private static final int OUT_BIP32_DERIVATION = 0x02;

    private PsbtCodec() {}

    static Psbt read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedException("PSBT", 0, "more than " + MOST_BYTES + " bytes");
        }
        ByteReader in = ByteReader.of(bytes, "PSBT");
        if (bytes.length < MAGIC.size() || !in.readBytes(MAGIC.size()).equals(MAGIC)) {
            throw new MalformedException("PSBT", 0, "no PSBT magic");
        }
        PsbtMap global = PsbtMap.read(in, "PSBT global");
        Transaction unsigned = readUnsigned(global);
        Map<ExtendedPublicKey, KeyOrigin> xpubs = readXpubs(global);
        List<PsbtInput> inputs = new ArrayList<>();
        for (int i = 0; i < unsigned.inputs().size(); i++) {
            inputs.add(readInput(PsbtMap.read(in, "PSBT input " + i)));
        }
        List<PsbtOutput> outputs = new ArrayList<>();
        for (int i = 0; i < unsigned.outputs().size(); i++) {
            outputs.add(readOutput(PsbtMap.read(in, "PSBT output " + i)));
        }
        in.expectEnd();
        return new Psbt(unsigned, xpubs, inputs, outputs, global.rest());
    }

    private static Transaction readUnsigned(PsbtMap global) {
        ByteString version = global.take(GLOBAL_VERSION);
        if (version != null && !version.equals(ByteString.of(new byte[4]))) {
            throw global.malformed("version is not 0");
        }
        ByteString raw = global.take(GLOBAL_UNSIGNED_TX);
        if (raw == null) {
            throw global.malformed("no unsigned transaction");
        }
        Transaction unsigned = Transaction.parseLegacy(raw);
        for (TransactionInput input : unsigned.inputs()) {
            if (!input.scriptSig().isEmpty()) {
                throw global.malformed("the unsigned transaction has a scriptSig");
            }
        }
        return unsigned;
    }

    private static Map<ExtendedPublicKey, KeyOrigin> readXpubs(PsbtMap global) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        global.takeAll(GLOBAL_XPUB)
                .forEach((key, origin) ->
                        xpubs.put(checked(global, () -> ExtendedPublicKey.parse(key)), readOrigin(global, origin)));
        return xpubs;
    }

    private static PsbtInput readInput(PsbtMap map) {
        map.requireNoKeyData(IN_REDEEM_SCRIPT);
        map.requireNoKeyData(IN_FINAL_SCRIPTSIG);
        ByteString previous = map.take(IN_NON_WITNESS_UTXO);
        ByteString spent = map.take(IN_WITNESS_UTXO);
        ByteString sighash = map.take(IN_SIGHASH_TYPE);
        ByteString witness = map.take(IN_FINAL_SCRIPTWITNESS);
        Map<PublicKey, ByteString> signatures = new HashMap<>();
        map.takeAll(IN_PARTIAL_SIG).forEach((key, value) -> signatures.put(readKey(map, key), value));
        return new PsbtInput(
                Optional.ofNullable(previous)
                        .map(value -> whole(map.reader(value, "previous transaction"), Transaction::read)),
                Optional.ofNullable(spent)
                        .map(value -> whole(map.reader(value, "witness UTXO"), TransactionOutput::read)),
                signatures,
                Optional.ofNullable(sighash)
                        .map(value -> whole(map.reader(value, "sighash type"), ByteReader::readUint32)),
                Optional.ofNullable(map.take(IN_WITNESS_SCRIPT)),
                readOrigins(map, IN_BIP32_DERIVATION),
                witness == null ? List.of() : whole(map.reader(witness, "final witness"), Transaction::readWitness),
                map.rest());
    }

    private static PsbtOutput readOutput(PsbtMap map) {
        map.requireNoKeyData(OUT_REDEEM_SCRIPT);
        return new PsbtOutput(
                Optional.ofNullable(map.take(OUT_WITNESS_SCRIPT)), readOrigins(map, OUT_BIP32_DERIVATION), map.rest());
    }

    private static Map<PublicKey, KeyOrigin> readOrigins(PsbtMap map, int type) {
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        map.takeAll(type).forEach((key, value) -> origins.put(readKey(map, key), readOrigin(map, value)));
        return origins;
    }

    private static PublicKey readKey(PsbtMap map, ByteString bytes) {
        return checked(map, () -> new PublicKey(bytes));
    }

    private static KeyOrigin readOrigin(PsbtMap map, ByteString value) {
        if (value.size() < KeyOrigin.FINGERPRINT_SIZE || value.size() % 4 != 0) {
            throw map.malformed("key origin of " + value.size() + " bytes");
        }
        ByteReader in = map.reader(value, "key origin");
        ByteString fingerprint = in.readBytes(KeyOrigin.FINGERPRINT_SIZE);
        List<Integer> steps = new ArrayList<>();
        while (in.remaining() > 0) {
            steps.add(in.readInt32());
        }
        return checked(map, () -> new KeyOrigin(fingerprint, new DerivationPath(steps)));
    }

    private static <T> T checked(PsbtMap map, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (KeyException refused) {
            throw map.malformed(String.valueOf(refused.getMessage()));
        }
    }

    private static <T> T whole(ByteReader in, Function<ByteReader, T> reading) {
        T value = reading.apply(in);
        in.expectEnd();
        return value;
    }

    static byte[] write(Psbt psbt) {
        ByteWriter out = new ByteWriter().write(MAGIC);
        ByteString unsigned = ByteString.of(psbt.unsignedTransaction().serializeLegacy());
        PsbtMap.writeField(out, GLOBAL_UNSIGNED_TX, ByteString.EMPTY, unsigned);
        // Sorted, as every other field is: the bytes do not depend on the way by which the keys came together.
        Map<ByteString, KeyOrigin> xpubs = new TreeMap<>();
        psbt.xpubs().forEach((xpub, origin) -> xpubs.put(ByteString.of(xpub.serialize()), origin));
        xpubs.forEach((xpub, origin) -> PsbtMap.writeField(out, GLOBAL_XPUB, xpub, origin(origin)));
        PsbtMap.writeEnd(out, psbt.others());
        psbt.inputs().forEach(input -> writeInput(out, input));
        for (PsbtOutput output : psbt.outputs()) {
            writeOptional(out, OUT_WITNESS_SCRIPT, output.witnessScript().orElse(null));
            writeOrigins(out, OUT_BIP32_DERIVATION, output.origins());
            PsbtMap.writeEnd(out, output.others());
        }
        return out.toByteArray();
    }

    private static void writeInput(ByteWriter out, PsbtInput input) {
        writeOptional(
                out,
                IN_NON_WITNESS_UTXO,
                input.previousTransaction()
                        .map(t -> ByteString.of(t.serialize()))
                        .orElse(null));
        input.spentOutput().ifPresent(spent -> {
            ByteWriter value = new ByteWriter();
            spent.write(value);
            writeOptional(out, IN_WITNESS_UTXO, value.toByteString());
        });
        input.signatures().forEach((key, value) -> PsbtMap.writeField(out, IN_PARTIAL_SIG, key.bytes(), value));
        input.sighashType()
                .ifPresent(type -> writeOptional(
                        out, IN_SIGHASH_TYPE, new ByteWriter().writeInt32(type).toByteString()));
        writeOptional(out, IN_WITNESS_SCRIPT, input.witnessScript().orElse(null));
        writeOrigins(out, IN_BIP32_DERIVATION, input.origins());
        if (!input.finalWitness().isEmpty()) {
            ByteWriter value = new ByteWriter();
            Transaction.writeWitness(input.finalWitness(), value);
            writeOptional(out, IN_FINAL_SCRIPTWITNESS, value.toByteString());
        }
        PsbtMap.writeEnd(out, input.others());
    }

    private static void writeOrigins(ByteWriter out, int type, Map<PublicKey, KeyOrigin> origins) {
        origins.forEach((key, origin) -> PsbtMap.writeField(out, type, key.bytes(), origin(origin)));
    }

    private static ByteString origin(KeyOrigin origin) {
        ByteWriter value = new ByteWriter().write(origin.fingerprint());
        origin.path().steps().forEach(value::writeInt32);
        return value.toByteString();
    }

    private static void writeOptional(ByteWriter out, int type, @Nullable ByteString value) {
        if (value != null) {
            PsbtMap.writeField(out, type, ByteString.EMPTY, value);
        }
    }
}
