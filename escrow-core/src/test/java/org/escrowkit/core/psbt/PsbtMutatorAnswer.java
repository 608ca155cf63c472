package org.escrowkit.core.psbt;

import java.util.Optional;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;

/** What somebody made of a PSBT that arrived: refused it, went on waiting, or had a transaction to send. */
public record PsbtMutatorAnswer(Kind kind, Optional<Transaction> transaction) {
    public enum Kind {
        UNREADABLE,
        REFUSED,
        INCOMPLETE,
        TRANSACTION
    }

    /** Whoever gets the bytes; everything but the two exceptions of the package is a failure. */
    @FunctionalInterface
    public interface Receiver {
        PsbtMutatorAnswer receive(byte[] psbt);
    }

    public static final PsbtMutatorAnswer UNREADABLE = new PsbtMutatorAnswer(Kind.UNREADABLE, Optional.empty());
    public static final PsbtMutatorAnswer REFUSED = new PsbtMutatorAnswer(Kind.REFUSED, Optional.empty());

    public static PsbtMutatorAnswer of(Completion completion) {
        return completion instanceof Completion.Complete complete
                ? of(complete.transaction())
                : new PsbtMutatorAnswer(Kind.INCOMPLETE, Optional.empty());
    }

    public static PsbtMutatorAnswer of(Transaction transaction) {
        return new PsbtMutatorAnswer(Kind.TRANSACTION, Optional.of(transaction));
    }

    static PsbtMutatorAnswer of(Receiver receiver, byte[] psbt) {
        try {
            return receiver.receive(psbt);
        } catch (MalformedException typed) {
            return UNREADABLE;
        } catch (PsbtException typed) {
            return REFUSED;
        }
    }
}
