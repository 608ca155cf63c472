package org.escrowkit.core.evidence;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.terms;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.ContractFingerprint;
import org.junit.jupiter.api.Test;

/** S21: an auditor joins signature and reason years later. */
class EvidenceMarkTest {
    private static final Psbt PSBT = Psbt.create(new Transaction(2, List.of(), List.of(), 0));
    private static final ContractFingerprint CONTRACT = TERMS.fingerprint();
    private static final Evidence EVIDENCE = EvidenceSamples.everything();
    private static final ByteString HASH = ByteString.of(EVIDENCE.hash().getBytes());

    @Test
    void aMarkIsFoundUnderItsContractAlone() {
        Psbt marked = EvidenceMark.on(PSBT, CONTRACT, EVIDENCE);
        assertEquals(Optional.of(HASH), EvidenceMark.in(marked, CONTRACT));
        assertEquals(Optional.empty(), EvidenceMark.in(marked, terms(8).fingerprint()));
        assertEquals(Optional.empty(), EvidenceMark.in(PSBT, CONTRACT));
    }

    /** BIP174, type 0xFC: the identifier behind its length, the subtype, the key data. */
    @Test
    void theFieldHasTheFormThatIsDocumented() {
        Psbt marked = EvidenceMark.on(PSBT, CONTRACT, EVIDENCE);
        String key = "fc" + "09" + "657363726f776b6974" + "00" + CONTRACT.hash().toHex();
        assertEquals(Map.of(ByteString.ofHex(key), HASH), marked.global().others());
    }

    @Test
    void marksSurviveTheWayInEitherVersion() {
        Psbt marked = EvidenceMark.on(PSBT, CONTRACT, EVIDENCE);
        for (PsbtVersion version : PsbtVersion.values()) {
            Psbt arrived = Psbt.parse(marked.toVersion(version).serialize());
            assertEquals(Optional.of(HASH), EvidenceMark.in(arrived, CONTRACT), version::toString);
        }
    }

    @Test
    void aNewReasonReplacesTheOldOneAndNoOtherField() {
        Map<ByteString, ByteString> other = Map.of(ByteString.ofHex("7f"), ByteString.ofHex("c0ffee"));
        Psbt two = EvidenceMark.on(
                EvidenceMark.on(PSBT.withOthers(other), CONTRACT, Evidence.NONE), terms(8).fingerprint(), EVIDENCE);
        Psbt again = EvidenceMark.on(two, CONTRACT, EVIDENCE);
        assertEquals(3, again.global().others().size());
        assertEquals(Optional.of(HASH), EvidenceMark.in(again, CONTRACT));
        assertEquals(Optional.of(HASH), EvidenceMark.in(again, terms(8).fingerprint()));
    }
}
