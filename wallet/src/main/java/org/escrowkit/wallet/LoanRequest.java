package org.escrowkit.wallet;

import java.util.Optional;
import java.util.OptionalLong;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.TaggedHash;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.wallet.store.LoanId;

/**
 * A command to a loan.
 *
 * @param key the caller's, for this request alone: one that comes again with it gets the first one's answer
 * @param version at which the caller has seen the loan: at another one the command is not put to it
 */
public record LoanRequest(LoanId loan, Command command, Optional<String> key, OptionalLong version) {
    private static final int LONGEST_KEY = 200;

    /** @throws IllegalArgumentException for a key of no or of more than 200 characters */
    public LoanRequest {
        if (key.filter(text -> text.isBlank() || text.length() > LONGEST_KEY).isPresent()) {
            throw new IllegalArgumentException("a key has 1 to " + LONGEST_KEY + " characters");
        }
    }

    public static LoanRequest of(LoanId loan, Command command) {
        return new LoanRequest(loan, command, Optional.empty(), OptionalLong.empty());
    }

    /** The same, to be done once however often it comes. */
    public LoanRequest once(String requestKey) {
        return new LoanRequest(loan, command, Optional.of(requestKey), version);
    }

    /** The same, for a loan that nobody has changed since. */
    public LoanRequest at(long seen) {
        return new LoanRequest(loan, command, key, OptionalLong.of(seen));
    }

    /** By which it is known again. */
    ByteString hash() {
        ByteString bytes = new FormWriter()
                .text(loan.text())
                .bytes(LoanCodec.encode(command))
                .written();
        return ByteString.of(TaggedHash.of("escrowkit/request", bytes.toByteArray()));
    }
}
