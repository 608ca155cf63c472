package org.escrowkit.core.loan;

import static java.util.stream.Collectors.toMap;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Arrays;
import java.util.Map;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Role;

/** The three parties of the tests, who sign terms with libsecp256k1. */
final class TermsSigner {
    private TermsSigner() {}

    static TermsSignatures all(LoanTerms terms) {
        Map<Role, ByteString> byRole =
                Arrays.stream(Role.values()).collect(toMap(role -> role, role -> signature(terms, role)));
        return new TermsSignatures(byRole);
    }

    static ByteString signature(LoanTerms terms, Role role) {
        byte[] message = terms.fingerprint().hash().toByteArray();
        byte[] secret = TestLoans.contractSecret(role).getPrivKeyBytes();
        return ByteString.of(Secp256k1.get().signSchnorr(message, secret, /* auxrand32= */ null));
    }
}
