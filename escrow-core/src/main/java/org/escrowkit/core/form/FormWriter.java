package org.escrowkit.core.form;

import com.google.common.base.Utf8;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.joda.money.BigMoney;

/**
 * Writes the values that terms, states and events of loans are made of; {@link FormReader} reads them back. Integers
 * are as on Bitcoin's wire: little-endian, or compact sizes in their shortest form. Money and decimals are exact.
 */
public final class FormWriter {
    /** Digits behind the point, and bytes of an unscaled value: more than any money has. */
    public static final int MOST_DECIMAL_SIZE = 64;

    public static final int MOST_TEXT_BYTES = 1_000;

    /** How deep states may lie in each other. */
    public static final int MOST_DEPTH = 64;

    private final ByteWriter out = new ByteWriter(512);
    private int depth;

    /** A compact size, 0 to 2³¹−1. */
    public FormWriter number(int value) {
        require(value >= 0, "a number is not negative: " + value);
        out.writeCompactSize(value);
        return this;
    }

    public FormWriter int64(long value) {
        out.writeInt64(value);
        return this;
    }

    /** A step of a derivation path, 4 bytes. */
    public FormWriter step(int value) {
        out.writeInt32(value);
        return this;
    }

    public FormWriter flag(boolean value) {
        return tag(value ? 1 : 0);
    }

    /** One byte. */
    public FormWriter tag(int value) {
        out.writeByte(value);
        return this;
    }

    /** Bytes of a length that the reader knows. */
    public FormWriter raw(ByteString bytes) {
        out.write(bytes);
        return this;
    }

    /** Bytes behind their length. */
    public FormWriter bytes(ByteString bytes) {
        out.writeVarBytes(bytes);
        return this;
    }

    /** UTF-8 behind its length in bytes. */
    public FormWriter text(String text) {
        // Counts before it copies, and throws for half of a surrogate pair, which UTF-8 cannot write.
        require(Utf8.encodedLength(text) <= MOST_TEXT_BYTES, "a text of more than " + MOST_TEXT_BYTES + " bytes");
        return bytes(ByteString.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public FormWriter hash(Sha256Hash hash) {
        out.writeReversedHash(hash);
        return this;
    }

    /** Satoshis, 8 bytes. */
    public FormWriter coin(Coin coin) {
        return int64(coin.value);
    }

    /** Seconds since 1970 (8 bytes) and nanoseconds (4 bytes). */
    public FormWriter moment(Instant moment) {
        out.writeInt64(moment.getEpochSecond()).writeInt32(moment.getNano());
        return this;
    }

    /** Whole seconds since 1970, until the end of the year 9999 (8 bytes). */
    public FormWriter second(Instant moment) {
        require(moment.getNano() == 0, "terms know no fraction of a second: " + moment);
        return boundedSeconds(moment.getEpochSecond(), FormReader.LAST_SECOND, "a time of terms");
    }

    /** Whole seconds, at most about a hundred years (8 bytes). */
    public FormWriter span(Duration span) {
        require(span.getNano() == 0, "terms know no fraction of a second: " + span);
        return boundedSeconds(span.getSeconds(), FormReader.LONGEST_SPAN, "a time span of terms");
    }

    private FormWriter boundedSeconds(long seconds, long most, String what) {
        require(seconds >= 0 && seconds <= most, what + " is out of range: " + seconds + " s");
        return int64(seconds);
    }

    /** Days since 1970, 8 bytes. */
    public FormWriter date(LocalDate date) {
        return int64(date.toEpochDay());
    }

    /** With the scale that it has: one byte for it, then the shortest two's complement of the unscaled value. */
    public FormWriter decimal(BigDecimal value) {
        ByteString unscaled = ByteString.of(value.unscaledValue().toByteArray());
        require(
                value.scale() >= 0 && value.scale() <= MOST_DECIMAL_SIZE && unscaled.size() <= MOST_DECIMAL_SIZE,
                "a decimal of " + value.scale() + " places and " + unscaled.size() + " bytes");
        return tag(value.scale()).bytes(unscaled);
    }

    /** With the least scale, so that equal values are written alike. */
    public FormWriter plainDecimal(BigDecimal value) {
        return decimal(plain(value));
    }

    /** Three letters of the currency, then the amount with the scale that it has. */
    public FormWriter money(BigMoney money) {
        return currency(money).decimal(money.getAmount());
    }

    /** Three letters of the currency, then the amount with the least scale. */
    public FormWriter plainMoney(BigMoney money) {
        return currency(money).plainDecimal(money.getAmount());
    }

    private FormWriter currency(BigMoney money) {
        return raw(ByteString.of(money.getCurrencyUnit().getCode().getBytes(StandardCharsets.US_ASCII)));
    }

    public static BigDecimal plain(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    public <T> FormWriter optional(Optional<T> value, BiConsumer<FormWriter, T> write) {
        flag(value.isPresent());
        value.ifPresent(present -> write.accept(this, present));
        return this;
    }

    /** Their number, then each. */
    public <T> FormWriter list(Collection<T> values, BiConsumer<FormWriter, T> write) {
        number(values.size());
        values.forEach(value -> write.accept(this, value));
        return this;
    }

    /** A value that may hold others of its kind. */
    public FormWriter nested(Runnable write) {
        require(depth < MOST_DEPTH, "more than " + MOST_DEPTH + " states within each other");
        depth++;
        write.run();
        depth--;
        return this;
    }

    public ByteString written() {
        return out.toByteString();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
