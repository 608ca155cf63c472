package org.escrowkit.core.psbt;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.MalformedException;

/**
 * A PSBT in words, for a person who is about to sign it. These are words and no verdict: whether a signature may be
 * made the policy alone decides, and it decides without them.
 *
 * <p>Guarantees that there is an explanation of any bytes whatsoever, in time linear in their number; that no text,
 * line break or control character of the PSBT's gets into it; and that it is the same on every machine, whatever its
 * language and time zone.
 *
 * @param heading the facts of the context, which were there before the PSBT was looked at
 * @param txid of the transaction; empty where the PSBT cannot be read
 * @param inputs how many coins are spent
 * @param spent their amounts together; empty where one of them is unknown or lied about
 * @param payments the outputs, in order
 * @param fee what the outputs leave to the miners; empty where {@code spent} is
 * @param timing when it may be mined, and whether it can be replaced
 * @param signers the known parties, in the order of the context
 * @param required how many signatures are enough, for each input
 * @param oddities what should be looked at, in the order in which it was found
 */
public record PsbtExplanation(
        List<PsbtExplanationContext.Fact> heading,
        Optional<Sha256Hash> txid,
        int inputs,
        Optional<Coin> spent,
        List<Payment> payments,
        Optional<Fee> fee,
        List<String> timing,
        List<Signer> signers,
        int required,
        List<PsbtOddity> oddities) {
    public PsbtExplanation {
        heading = List.copyOf(heading);
        payments = List.copyOf(payments);
        timing = List.copyOf(timing);
        signers = List.copyOf(signers);
        oddities = List.copyOf(oddities);
    }

    /**
     * An output.
     *
     * @param payee a name that the context gives; empty for a stranger
     * @param where the address, or the script in hexadecimal where it has none
     * @param percent of what is spent, rounded down to two digits; empty where that is unknown
     */
    public record Payment(Optional<String> payee, String where, Coin value, Optional<BigDecimal> percent) {}

    /**
     * What the miners get.
     *
     * @param percent of what is spent, rounded up to two digits
     * @param weight of the signed transaction; empty where an input's witness cannot be foreseen
     * @param exact whether that weight is exact, all signatures being there; otherwise it is the most, since each
     *     missing signature has 72 bytes or, with a low R, 71
     */
    public record Fee(Coin amount, BigDecimal percent, Optional<Long> weight, boolean exact) {
        /** The rate, rounded down; the least that it can turn out to be where the weight is not exact. */
        public Optional<FeeRate> rate() {
            return weight.filter(any -> !amount.isNegative()).map(units -> FeeRate.paid(amount, units));
        }
    }

    /** @param signed how many inputs have a signature of this party's that verifies */
    public record Signer(String name, PsbtExplanationContext.Duty duty, int signed) {}

    /** Explains bytes from outside, PSBT or not. */
    public static PsbtExplanation of(byte[] psbt, PsbtExplanationContext context) {
        try {
            return of(Psbt.parse(psbt), context);
        } catch (MalformedException malformed) {
            return failed(context, PsbtOddity.Kind.UNREADABLE, String.valueOf(malformed.getMessage()));
        } catch (RuntimeException bug) {
            return failed(context, PsbtOddity.Kind.UNEXPLAINED, bug.toString());
        }
    }

    public static PsbtExplanation of(Psbt psbt, PsbtExplanationContext context) {
        try {
            return new PsbtExplainer(psbt, context).explain();
        } catch (RuntimeException bug) {
            return failed(context, PsbtOddity.Kind.UNEXPLAINED, bug.toString());
        }
    }

    private static PsbtExplanation failed(PsbtExplanationContext context, PsbtOddity.Kind kind, String why) {
        return new PsbtExplanation(
                context.heading(),
                Optional.empty(),
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                context.required(),
                List.of(new PsbtOddity(kind, why)));
    }

    /** As explanations write it: in bitcoin with all eight decimals, and in satoshi. */
    public static String amount(Coin amount) {
        return PsbtExplanationText.amount(amount);
    }

    /** Whether there is anything of this kind to look at. */
    public boolean names(PsbtOddity.Kind kind) {
        return oddities.stream().anyMatch(oddity -> oddity.kind() == kind);
    }

    /** One fact a line, each line with a line break behind it. Long lists are cut short, and say so. */
    public String text() {
        return new PsbtExplanationText(this).toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
