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
     * of 3 sat/vB, to create and to spend it.
     */
    public static Coin dustLimit(ByteString scriptPubKey) {
        int output = 8 + compactSize(scriptPubKey.size()) + scriptPubKey.size();
        int spend = isWitnessProgram(scriptPubKey) ? 32 + 4 + 1 + 107 / 4 + 4 : 32 + 4 + 1 + 107 + 4;
        return Coin.valueOf(3L * (output + spend));
    }

    private static int compactSize(int size) {
        return size < 0xfd ? 1 : 3;
    }

    private static boolean isWitnessProgram(ByteString script) {
        return script.size() >= 4
                && script.size() <= 42
                && (script.at(0) == 0 || (script.at(0) >= 0x51 && script.at(0) <= 0x60))
                && script.at(1) == script.size() - 2;
    }
}
