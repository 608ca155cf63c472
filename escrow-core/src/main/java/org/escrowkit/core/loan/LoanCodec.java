package org.escrowkit.core.loan;

import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;

/**
 * The bytes in which loans, their histories and what they ask for are stored. What is read equals what was written, and
 * bytes that are read are written again as they were. The first byte, 1, is the version of the form; a later version
 * reads this one too. Integers and decimals are those of {@link TermsCodec}, with two differences: times have
 * nanoseconds, and decimals keep the scale that they have.
 */
public final class LoanCodec {
    private static final int MOST_BYTES = 4_000_000;

    private static final int FORM = 1;

    private LoanCodec() {}

    /** @throws IllegalArgumentException if states lie more than 64 deep in each other, or terms are without a form */
    public static ByteString encode(Loan loan) {
        FormWriter out = new FormWriter().tag(FORM).bytes(TermsCodec.encode(loan.terms()));
        StateForms.write(out, loan.state());
        return bounded(out.optional(
                loan.pending(),
                (some, next) -> some.bytes(TermsCodec.encode(next.terms())).moment(next.from())));
    }

    /** @throws MalformedException unless these are the bytes of a loan, naming the part that is wrong */
    public static Loan decode(ByteString bytes) {
        return FormReader.all(bytes, "stored loan", FORM, MOST_BYTES, LoanCodec::readLoan, LoanCodec::encode);
    }

    private static Loan readLoan(FormReader in) {
        LoanTerms terms = readTerms(in);
        LoanState state = StateForms.read(in.at("state"));
        return new Loan(terms, state, in.at("pending terms").optional(LoanCodec::readPending));
    }

    private static Amendment readPending(FormReader in) {
        return new Amendment(readTerms(in), in.moment());
    }

    private static LoanTerms readTerms(FormReader in) {
        return TermsCodec.decode(in.at("terms").bytes(TermsCodec.MOST_BYTES));
    }

    /** One event of a history. @throws IllegalArgumentException as {@link #encode(Loan)} */
    public static ByteString encode(LoanEvent event) {
        FormWriter out = new FormWriter().tag(FORM);
        EventForms.ALL.write(out, event);
        return bounded(out);
    }

    /** @throws MalformedException unless these are the bytes of an event, naming the part that is wrong */
    public static LoanEvent decodeEvent(ByteString bytes) {
        return FormReader.all(bytes, "stored event", FORM, MOST_BYTES, EventForms.ALL::read, LoanCodec::encode);
    }

    /** One action. @throws IllegalArgumentException as {@link #encode(Loan)} */
    public static ByteString encode(LoanAction action) {
        FormWriter out = new FormWriter().tag(FORM);
        ActionForms.ALL.write(out, action);
        return bounded(out);
    }

    /** @throws MalformedException unless these are the bytes of an action, naming the part that is wrong */
    public static LoanAction decodeAction(ByteString bytes) {
        return FormReader.all(bytes, "stored action", FORM, MOST_BYTES, ActionForms.ALL::read, LoanCodec::encode);
    }

    private static ByteString bounded(FormWriter out) {
        ByteString written = out.written();
        if (written.size() > MOST_BYTES) {
            throw new IllegalArgumentException("a loan or event of more than " + MOST_BYTES + " bytes");
        }
        return written;
    }
}
