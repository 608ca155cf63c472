package org.escrowkit.core.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * What a PSBT says of the contract that it settles and of the evidence for that, so that an auditor can join signature
 * and reason years later: a proprietary global field (BIP174, type {@code 0xFC}) with the identifier {@code escrowkit},
 * the subtype 0 and the contract's fingerprint (32 bytes) as its key data, and the evidence's hash (32 bytes) as its
 * value. A batch has one for each loan.
 */
public final class EvidenceMark {
    private static final int PROPRIETARY = 0xfc;
    private static final int SUBTYPE = 0;
    private static final ByteString IDENTIFIER = ByteString.of("escrowkit".getBytes(StandardCharsets.US_ASCII));

    private EvidenceMark() {}

    /** The PSBT with this mark, instead of one that it may have for the contract. */
    public static Psbt on(Psbt psbt, ContractFingerprint contract, Evidence evidence) {
        Map<ByteString, ByteString> fields = new TreeMap<>(psbt.global().others());
        fields.put(key(contract), ByteString.of(evidence.hash().getBytes()));
        return psbt.withOthers(fields);
    }

    /** The hash of the evidence that a PSBT names for a contract. */
    public static Optional<ByteString> in(Psbt psbt, ContractFingerprint contract) {
        return Optional.ofNullable(psbt.global().others().get(key(contract)));
    }

    /** The PSBT without the mark for a contract. */
    public static Psbt without(Psbt psbt, ContractFingerprint contract) {
        Map<ByteString, ByteString> fields = new TreeMap<>(psbt.global().others());
        fields.remove(key(contract));
        return psbt.withOthers(fields);
    }

    private static ByteString key(ContractFingerprint contract) {
        return new ByteWriter()
                .writeByte(PROPRIETARY)
                .writeVarBytes(IDENTIFIER)
                .writeCompactSize(SUBTYPE)
                .write(contract.hash())
                .toByteString();
    }
}
