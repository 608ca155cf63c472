package org.escrowkit.core.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;

/**
 * Reads what {@link FormWriter} wrote, front to back. Nothing is allocated for a length that the bytes cannot hold, and
 * nothing nests deeper than the writer allows. Each value is checked when it is read; that it was written in its one
 * form is checked by {@link #all}, which writes the whole again.
 */
public final class FormReader {
    /** 9999-12-31T23:59:59Z. */
    public static final long LAST_SECOND = 253_402_300_799L;

    /** 36,525 days. */
    public static final long LONGEST_SPAN = 3_155_760_000L;

    private static final int CURRENCY_LETTERS = 3;

    private final ByteReader in;
    private String place = "form";
    private int depth;

    private FormReader(ByteReader in) {
        this.in = in;
    }

    /**
     * The value that takes up all these bytes.
     *
     * @param subject what is read, for messages
     * @param form the version of the form, the first byte
     * @param most bytes that are looked at
     * @param write how the value is written: these bytes must come out again
     * @throws MalformedException for anything else, with the place at which it is wrong
     */
    public static <T> T all(
            ByteString data,
            String subject,
            int form,
            int most,
            Function<FormReader, T> read,
            Function<T, ByteString> write) {
        if (data.size() > most) {
            throw new MalformedException(subject, 0, data.size() + " bytes, more than " + most);
        }
        FormReader reader = new FormReader(ByteReader.of(data, subject));
        T value = reader.whole(subject, form, read);
        if (!write.apply(value).equals(data)) {
            throw new MalformedException(subject, 0, "not in the one form that its value has");
        }
        return value;
    }

    private <T> T whole(String subject, int form, Function<FormReader, T> read) {
        try {
            int found = tag();
            if (found != form) {
                throw malformed("form " + found + " is unknown");
            }
            T value = read.apply(this);
            place = "end";
            in.expectEnd();
            return value;
        } catch (MalformedException wrong) {
            throw wrong.in(subject + ", " + place);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException refused) {
            // A constructor's, of a value that bytes can write and that does not exist.
            throw new MalformedException(subject + ", " + place, in.position(), String.valueOf(refused.getMessage()));
        }
    }

    /** Names what is read from here on, for messages. */
    public FormReader at(String name) {
        place = name;
        return this;
    }

    public MalformedException malformed(String problem) {
        return in.malformed(problem);
    }

    public int number() {
        return in.readCompactSize();
    }

    public long int64() {
        return in.readInt64();
    }

    public int step() {
        return in.readInt32();
    }

    public boolean flag() {
        int value = in.readByte();
        if (value > 1) {
            throw malformed("neither yes nor no: " + value);
        }
        return value == 1;
    }

    public int tag() {
        return in.readByte();
    }

    public ByteString raw(int size) {
        return in.readBytes(size);
    }

    public ByteString bytes(int most) {
        int size = in.readCompactSize();
        if (size > most) {
            throw malformed(size + " bytes, more than " + most);
        }
        return in.readBytes(size);
    }

    public String text() {
        byte[] utf8 = bytes(FormWriter.MOST_TEXT_BYTES).toByteArray();
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("no UTF-8");
        }
    }

    public Sha256Hash hash() {
        return in.readReversedHash();
    }

    public Coin coin() {
        return Coin.valueOf(int64());
    }

    public Instant moment() {
        long seconds = int64();
        long nanos = in.readUint32();
        if (nanos > 999_999_999) {
            throw malformed(nanos + " nanoseconds are a second");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    public Instant second() {
        return Instant.ofEpochSecond(bounded(LAST_SECOND));
    }

    public Duration span() {
        return Duration.ofSeconds(bounded(LONGEST_SPAN));
    }

    private long bounded(long most) {
        long seconds = int64();
        if (seconds < 0 || seconds > most) {
            throw malformed(seconds + " s are out of range");
        }
        return seconds;
    }

    public LocalDate date() {
        return LocalDate.ofEpochDay(int64());
    }

    public BigDecimal decimal() {
        int scale = tag();
        ByteString unscaled = bytes(FormWriter.MOST_DECIMAL_SIZE);
        if (scale > FormWriter.MOST_DECIMAL_SIZE || unscaled.isEmpty()) {
            throw malformed("no decimal");
        }
        return new BigDecimal(new BigInteger(unscaled.toByteArray()), scale);
    }

    public BigMoney money() {
        return BigMoney.of(currency(), decimal());
    }

    /** With the decimals of the currency's minor unit at least: USD 30000 reads as USD 30000.00. */
    public BigMoney plainMoney() {
        CurrencyUnit currency = currency();
        BigDecimal amount = decimal();
        return BigMoney.of(currency, amount.setScale(Math.max(amount.scale(), currency.getDecimalPlaces())));
    }

    /** Letter by letter: OpenJDK 17.0.15's C2 compiler reads other bytes than these from a copy of a copy of three. */
    private CurrencyUnit currency() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CURRENCY_LETTERS; i++) {
            code.append((char) tag());
        }
        return CurrencyUnit.of(code.toString());
    }

    public <T> Optional<T> optional(Function<FormReader, T> read) {
        return flag() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    public <T> List<T> list(Function<FormReader, T> read) {
        int count = in.readCount(1);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    public <T> T nested(Supplier<T> read) {
        if (depth == FormWriter.MOST_DEPTH) {
            throw malformed("more than " + FormWriter.MOST_DEPTH + " states within each other");
        }
        depth++;
        T value = read.get();
        depth--;
        return value;
    }
}
