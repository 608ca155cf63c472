package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;

/**
 * What a PSBT says of itself, beyond its transaction.
 *
 * @param xpubs PSBT_GLOBAL_XPUB: the extended keys of the signers, for devices that ask for them
 * @param fallbackLockTime PSBT_GLOBAL_FALLBACK_LOCKTIME: where no input requires one; in version 2 alone
 * @param modifiable PSBT_GLOBAL_TX_MODIFIABLE: 0 to 255, 0 in version 0; bit 0 that inputs may be added, bit 1 outputs,
 *     bit 2 that a signature has SIGHASH_SINGLE
 * @param others every other field, key with its type first: preserved, never consulted
 */
public record PsbtGlobal(
        PsbtVersion version,
        Map<ExtendedPublicKey, KeyOrigin> xpubs,
        Optional<Long> fallbackLockTime,
        int modifiable,
        Map<ByteString, ByteString> others) {
    static final PsbtGlobal EMPTY = new PsbtGlobal(PsbtVersion.V0, Map.of(), Optional.empty(), 0, Map.of());

    /** What a signature with SIGHASH_ALL forbids: it commits to all inputs and all outputs. */
    static final int INPUTS_OR_OUTPUTS = 0b11;

    public PsbtGlobal {
        xpubs = ImmutableMap.copyOf(xpubs);
        others = SortedCopy.others(others, PsbtField.OF_GLOBAL);
    }

    PsbtGlobal withXpubs(Map<ExtendedPublicKey, KeyOrigin> all) {
        return new PsbtGlobal(version, all, fallbackLockTime, modifiable, others);
    }

    PsbtGlobal withOthers(Map<ByteString, ByteString> all) {
        return new PsbtGlobal(version, xpubs, fallbackLockTime, modifiable, all);
    }

    PsbtGlobal withSignatures() {
        int signed = modifiable & ~INPUTS_OR_OUTPUTS;
        return signed == modifiable ? this : new PsbtGlobal(version, xpubs, fallbackLockTime, signed, others);
    }

    /** In the other version, with nothing modifiable. */
    PsbtGlobal converted(PsbtVersion to, long lockTime) {
        Optional<Long> fallback = to == PsbtVersion.V2 && lockTime != 0 ? Optional.of(lockTime) : Optional.empty();
        return new PsbtGlobal(to, xpubs, fallback, 0, others);
    }
}
