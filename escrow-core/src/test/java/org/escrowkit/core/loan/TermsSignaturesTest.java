package org.escrowkit.core.loan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class TermsSignaturesTest {
    private static final LoanTerms TERMS = FormSamples.TERMS;
    private static final TermsSignatures GOOD = TermsSigner.all(TERMS);

    @Test
    void allThreePartiesSignedTheTerms() {
        assertTrue(TERMS.areSignedBy(GOOD));
    }

    @Test
    void aSignatureThatIsMissingOrCutOrTurnedInOneBitIsNone() {
        for (Role role : Role.values()) {
            ByteString good = TermsSigner.signature(TERMS, role);
            Map<Role, ByteString> missing = new HashMap<>(GOOD.byRole());
            missing.remove(role);
            assertFalse(TERMS.areSignedBy(new TermsSignatures(missing)));
            assertFalse(TERMS.areSignedBy(with(role, good.slice(0, 63))));
            assertFalse(TERMS.areSignedBy(with(role, good.plus(0))));
            assertFalse(TERMS.areSignedBy(with(role, ByteString.EMPTY)));
            for (int bit = 0; bit < 512; bit += 37) {
                byte[] turned = good.toByteArray();
                turned[bit / 8] ^= (byte) (1 << (bit % 8));
                assertFalse(TERMS.areSignedBy(with(role, ByteString.of(turned))));
            }
        }
    }

    @Test
    void noPartySignsForAnother() {
        for (Role role : Role.values()) {
            for (Role other : Role.values()) {
                boolean same = role == other;
                assertTrue(same == TERMS.areSignedBy(with(role, TermsSigner.signature(TERMS, other))));
            }
        }
    }

    @Test
    void signaturesUnderOtherTermsAreNone() {
        for (LoanTerms other : FormSamples.ALL_TERMS.values()) {
            assertTrue(other.areSignedBy(TermsSigner.all(other)));
            assertTrue(other.equals(TERMS) == other.areSignedBy(GOOD));
        }
    }

    private static TermsSignatures with(Role role, ByteString signature) {
        Map<Role, ByteString> byRole = new HashMap<>(GOOD.byRole());
        byRole.put(role, signature);
        return new TermsSignatures(byRole);
    }
}
