package org.escrowkit.wallet.invoice;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A text as a QR code (ISO/IEC 18004) with error correction of level M, which survives a stain. Guarantees a quiet zone
 * of four modules around it, as the standard asks for.
 */
public final class QrCode {
    private static final int QUIET = 4;
    private static final int MOST_PIXELS = 4_000;
    private static final int WHITE = 0xffffff;
    private static final int BLACK = 0x000000;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /** @throws IllegalArgumentException for more text than fits, which is over 2,000 bytes */
    public static QrCode of(String text) {
        try {
            return new QrCode(
                    Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"))
                            .getMatrix());
        } catch (WriterException refused) {
            throw new IllegalArgumentException("no QR code holds so much text", refused);
        }
    }

    /** Modules on each side, the quiet zone included. */
    public int size() {
        return modules.getWidth() + 2 * QUIET;
    }

    /** @param x from the left, quiet zone included */
    boolean isDark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        return column >= 0
                && row >= 0
                && column < modules.getWidth()
                && row < modules.getHeight()
                && modules.get(column, row) == 1;
    }

    /**
     * Half blocks, two modules to a character, each line with a line break behind it. Light modules are painted and
     * dark ones left out, as a terminal with bright letters on a dark ground needs it.
     */
    public String text() {
        StringBuilder lines = new StringBuilder();
        for (int y = 0; y < size(); y += 2) {
            for (int x = 0; x < size(); x++) {
                lines.append(half(!isDark(x, y), y + 1 < size() && !isDark(x, y + 1)));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private static char half(boolean upper, boolean lower) {
        if (upper) {
            return lower ? '█' : '▀';
        }
        return lower ? '▄' : ' ';
    }

    /**
     * The bytes of a PNG in black and white.
     *
     * @param scale pixels on each side of a module, at least 1
     */
    public byte[] png(int scale) {
        if (scale < 1 || scale * (long) size() > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "a picture of " + size() + " modules has 1 to " + MOST_PIXELS / size() + " pixels for each");
        }
        int side = scale * size();
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, isDark(x / scale, y / scale) ? BLACK : WHITE);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
