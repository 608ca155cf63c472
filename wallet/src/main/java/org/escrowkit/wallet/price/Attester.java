package org.escrowkit.wallet.price;

/**
 * A source at work: asks a quorum, signs what it agrees on, and puts it into the book that an {@link AttestationServer}
 * gives away. Guarantees that what was signed before a crash is in the book before anything else is.
 */
public final class Attester {
    private final PriceQuorum quorum;
    private final PriceSigner signer;
    private final PriceBook book;

    private Attester(PriceQuorum quorum, PriceSigner signer, PriceBook book) {
        this.quorum = quorum;
        this.signer = signer;
        this.book = book;
    }

    /**
     * All three stay the caller's to close.
     *
     * @param book knows the signer's source by its key
     * @throws IllegalArgumentException if the book refuses what the signer signed last
     */
    public static Attester of(PriceQuorum quorum, PriceSigner signer, PriceBook book) {
        signer.last().map(book::take).ifPresent(Attester::requireTaken);
        return new Attester(quorum, signer, book);
    }

    private static void requireTaken(Taking taking) {
        if (taking instanceof Taking.Refused refused && refused.fault() != Taking.Fault.TOO_OLD) {
            throw new IllegalArgumentException("the book refuses what was signed: " + refused);
        }
    }

    /** One round; nothing is signed unless the quorum agrees. To be called at the pace at which the source speaks. */
    public QuorumResult attest() {
        QuorumResult result = quorum.ask();
        if (result instanceof QuorumResult.Agreed agreed) {
            requireTaken(book.take(signer.sign(agreed)));
        }
        return result;
    }
}
