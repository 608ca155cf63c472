package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;

/** Locktime and sequences in words (BIP65, BIP68, BIP125). */
final class PsbtExplainedTiming {
    private static final long NO_RELATIVE_LOCK = 1L << 31;
    private static final long RELATIVE_TIME = 1L << 22;
    private static final long RELATIVE_MASK = 0xffff;
    private static final long RELATIVE_SECONDS = 512;

    private PsbtExplainedTiming() {}

    static List<String> of(Transaction transaction, long mostLockTime, PsbtOddities oddities) {
        List<String> words = new ArrayList<>();
        words.add(lockTime(transaction));
        boolean replaceable = transaction.inputs().stream()
                .anyMatch(input -> input.sequence() <= TransactionInput.SEQUENCE_REPLACEABLE);
        words.add(
                replaceable
                        ? "until it is mined, a version with a higher fee may replace it"
                        : "it says that no version with a higher fee may replace it");
        if (transaction.version() != Transaction.VERSION_2) {
            oddities.add(PsbtOddity.Kind.TIMING, "transaction version " + transaction.version() + " instead of 2");
        }
        if (transaction.lockTime() > mostLockTime) {
            oddities.add(PsbtOddity.Kind.TIMING, "a locktime of " + transaction.lockTime());
        }
        for (int i = 0; i < transaction.inputs().size(); i++) {
            long sequence = transaction.inputs().get(i).sequence();
            if (sequence != TransactionInput.SEQUENCE_REPLACEABLE) {
                oddities.add(PsbtOddity.Kind.TIMING, "input " + i + sequence(sequence, transaction.version()));
            }
        }
        return words;
    }

    private static String lockTime(Transaction transaction) {
        long lockTime = transaction.lockTime();
        if (lockTime == 0) {
            return "may be mined at once";
        }
        if (transaction.inputs().stream().allMatch(input -> input.sequence() == TransactionInput.SEQUENCE_FINAL)) {
            return "may be mined at once: its locktime is switched off";
        }
        return lockTime < LockRequirement.FIRST_TIME
                ? "may be mined in the block after number " + lockTime + ", not before"
                : "may not be mined before " + utc(lockTime);
    }

    private static String sequence(long sequence, int version) {
        String what = " has the sequence 0x" + Long.toHexString(sequence) + " instead of 0xfffffffd";
        // BIP68 counts versions unsigned: a negative one is above 2.
        boolean relative = Integer.compareUnsigned(version, 2) >= 0 && (sequence & NO_RELATIVE_LOCK) == 0;
        if (!relative) {
            return what;
        }
        long units = sequence & RELATIVE_MASK;
        return what + ": its coin must be "
                + ((sequence & RELATIVE_TIME) != 0
                        ? units * RELATIVE_SECONDS + " seconds old"
                        : units + " blocks deep");
    }

    /**
     * As ISO 8601 writes it. By arithmetic on the Gregorian calendar's 400 years: the core has no clock and no zones.
     */
    static String utc(long unixSeconds) {
        long days = unixSeconds / 86_400;
        // Days since 1 March of the year 0; years that begin in March have their leap day at the end.
        long shifted = days + 719_468;
        long era = shifted / 146_097;
        long dayOfEra = shifted % 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long fromMarch = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
        long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        long second = unixSeconds % 86_400;
        return year + "-" + two(month) + "-" + two(day) + " " + two(second / 3600) + ":" + two(second / 60 % 60) + ":"
                + two(second % 60) + " UTC";
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
