package org.escrowkit.core.bitcoin;

import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Network;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.script.ScriptBuilder;

/** The output scripts that this library pays to and recognises. */
public final class Scripts {
    private static final int P2WSH_SIZE = 2 + Sha256Hash.LENGTH;

    private static final int OP_RETURN = 0x6a;

    /** No longer script can run (consensus). */
    private static final int MOST_SCRIPT_BYTES = 10_000;

    private static final long DUST_SATS_PER_VB = 3;

    /** What Bitcoin Core supposes any spend to hold: a signature of 72 bytes, a key of 33, and a byte before each. */
    private static final int SIGNATURE_AND_KEY = 107;

    private Scripts() {}

    /** {@code OP_0 <sha256(witnessScript)>} (BIP141). */
    public static ByteString p2wsh(ByteString witnessScript) {
        return new ByteWriter()
                .writeByte(0)
                .writeByte(Sha256Hash.LENGTH)
                .write(Sha256Hash.hash(witnessScript.shared()))
                .toByteString();
    }

    static boolean isP2wsh(ByteString scriptPubKey) {
        return scriptPubKey.size() == P2WSH_SIZE && scriptPubKey.at(0) == 0 && scriptPubKey.at(1) == Sha256Hash.LENGTH;
    }

    /** The script that an address stands for, of any standard type. */
    public static ByteString of(Address address) {
        return ByteString.wrap(ScriptBuilder.createOutputScript(address).program());
    }

    /** The address of a segwit output script, if it is one. */
    public static Optional<Address> segwitAddress(ByteString scriptPubKey, Network network) {
        if (!isWitnessProgram(scriptPubKey)) {
            return Optional.empty();
        }
        int version = scriptPubKey.at(0) == 0 ? 0 : scriptPubKey.at(0) - 0x50;
        byte[] program = scriptPubKey.slice(2, scriptPubKey.size()).shared();
        try {
            return Optional.of(SegwitAddress.fromProgram(network, version, program));
        } catch (AddressFormatException undefinedLength) {
            // Anybody can pay to a version 0 program of, say, 21 bytes; no address stands for it (BIP141).
            return Optional.empty();
        }
    }

    /**
     * The least amount that nodes relay in an output with this script: what it costs, at Bitcoin Core's dust relay rate
     * of 3 sat/vB, to create and to spend it; zero where nothing can spend it, as behind OP_RETURN. In satoshi: 546 for
     * P2PKH, 540 for P2SH, 294 for P2WPKH, 330 for P2WSH and P2TR.
     */
    public static Coin dustLimit(ByteString scriptPubKey) {
        if (isUnspendable(scriptPubKey)) {
            return Coin.ZERO;
        }
        long output = 8 + TransactionCodec.varBytesSize(scriptPubKey);
        int signature =
                isWitnessProgram(scriptPubKey) ? SIGNATURE_AND_KEY / Transaction.WITNESS_SCALE : SIGNATURE_AND_KEY;
        int spend = Outpoint.SIZE + 1 + signature + 4;
        return Coin.valueOf(DUST_SATS_PER_VB * (output + spend));
    }

    private static boolean isUnspendable(ByteString script) {
        return script.size() > MOST_SCRIPT_BYTES || (!script.isEmpty() && script.at(0) == OP_RETURN);
    }

    private static boolean isWitnessProgram(ByteString script) {
        return script.size() >= 4
                && script.size() <= 42
                && (script.at(0) == 0 || (script.at(0) >= 0x51 && script.at(0) <= 0x60))
                && script.at(1) == script.size() - 2;
    }
}
