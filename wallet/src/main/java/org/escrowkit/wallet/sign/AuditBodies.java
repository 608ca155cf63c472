package org.escrowkit.wallet.sign;

import java.nio.charset.StandardCharsets;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Review;

/** What a party's log keeps beside its history: behind the contract's fingerprint (32 bytes) text or evidence. */
final class AuditBodies {
    private AuditBodies() {}

    static ByteString refusal(Review.Refused refused, LoanCase settled) {
        return body(settled, ByteString.of(refused.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static ByteString evidence(LoanCase settled) {
        return body(settled, EvidenceCodec.encode(settled.evidence()));
    }

    private static ByteString body(LoanCase settled, ByteString rest) {
        return new ByteWriter()
                .write(settled.loan().terms().fingerprint().hash())
                .write(rest)
                .toByteString();
    }
}
