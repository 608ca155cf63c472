package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** The map of an output. */
final class OutputReader extends MapReader {
    private final Map<PublicKey, KeyOrigin> origins = new TreeMap<>();
    private final Map<ByteString, TaprootOrigin> taprootOrigins = new TreeMap<>();
    private @Nullable ByteString redeemScript;
    private @Nullable ByteString witnessScript;
    private @Nullable ByteString internalKey;
    private List<TaprootTreeLeaf> tree = List.of();
    private Coin amount = Coin.ZERO;
    private @Nullable ByteString script;

    OutputReader(ByteReader in, int index, PsbtVersion version, ParseLimits limits) {
        super("PSBT output " + index, PsbtField.OF_OUTPUTS, limits);
        readFields(in);
        if (version == PsbtVersion.V0) {
            requireFieldsOf(version);
        } else {
            requireFieldsOf(version, PsbtField.OUT_AMOUNT, PsbtField.OUT_SCRIPT);
        }
    }

    @Override
    void take(PsbtField field, ByteString keyData, ByteReader value) {
        switch (field) {
            case OUT_REDEEM_SCRIPT -> redeemScript = rest(value);
            case OUT_WITNESS_SCRIPT -> witnessScript = rest(value);
            case OUT_BIP32_DERIVATION -> putOnce(origins, key(keyData), OriginCodec.read(value));
            case OUT_AMOUNT -> amount = readAmount(value);
            case OUT_SCRIPT -> script = rest(value);
            case OUT_TAP_INTERNAL_KEY -> internalKey = value.readBytes(TaprootCodec.KEY_SIZE);
            case OUT_TAP_TREE -> tree = TaprootCodec.readTree(value, this);
            case OUT_TAP_BIP32_DERIVATION ->
                putOnce(taprootOrigins, TaprootCodec.key(keyData, this), TaprootCodec.readOrigin(value));
            default -> keep(field, keyData, value);
        }
    }

    private Coin readAmount(ByteReader value) {
        long sats = value.readInt64();
        if (sats < 0 || sats > BitcoinNetwork.MAX_MONEY.value) {
            throw malformed("amount out of range: " + sats + " sat");
        }
        return Coin.valueOf(sats);
    }

    PsbtOutput output() {
        return new PsbtOutput(
                Optional.ofNullable(redeemScript), Optional.ofNullable(witnessScript), origins, taproot(), others());
    }

    private TaprootOutput taproot() {
        boolean none = internalKey == null && tree.isEmpty() && taprootOrigins.isEmpty();
        return none ? TaprootOutput.EMPTY : new TaprootOutput(Optional.ofNullable(internalKey), tree, taprootOrigins);
    }

    /** The transaction's part that stands here in version 2. */
    TransactionOutput transactionOutput() {
        return new TransactionOutput(amount, Objects.requireNonNull(script));
    }
}
