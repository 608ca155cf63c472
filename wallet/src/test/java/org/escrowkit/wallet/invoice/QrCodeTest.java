package org.escrowkit.wallet.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class QrCodeTest {
    private static final String URI =
            "bitcoin:bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry?amount=0.5&label=Loan%207";
    private static final int SCALE = 6;

    @Test
    void thePictureReadsAsTheText() throws IOException, ReaderException {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(QrCode.of(URI).png(SCALE)));
        assertEquals(SCALE * QrCode.of(URI).size(), image.getWidth());
        int side = image.getWidth();
        assertEquals(URI, read(side, image.getRGB(0, 0, side, side, null, 0, side)));
    }

    @Test
    void theBlocksInATerminalReadAsTheText() throws ReaderException {
        assertEquals(URI, read(QrCode.of(URI).text()));
        String other = "Łódź, zł 1 000";
        assertEquals(other, read(QrCode.of(other).text()));
    }

    @Test
    void aQuietZoneOfFourModulesSurroundsIt() {
        List<String> lines = QrCode.of("x").text().lines().toList();
        assertTrue((lines.get(0) + lines.get(1)).chars().allMatch(block -> block == '█'));
        String lastRow = "▀".repeat(lines.get(0).length());
        assertTrue(lines.stream()
                .filter(line -> !line.equals(lastRow))
                .allMatch(line -> line.startsWith("████") && line.endsWith("████")));
    }

    @Test
    void textThatNoCodeHoldsAndPicturesThatNoMemoryHoldsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(3_000)));
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x").png(0));
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x").png(Integer.MAX_VALUE));
    }

    /** As a camera would see a terminal with bright letters: every half block is a square. */
    private static String read(String text) throws ReaderException {
        List<String> lines = text.lines().toList();
        int side = SCALE * lines.get(0).length();
        int[] pixels = new int[side * side];
        Arrays.setAll(pixels, at -> {
            int y = at / side / SCALE;
            char block = lines.get(y / 2).charAt(at % side / SCALE);
            boolean bright = block == '█' || block == (y % 2 == 0 ? '▀' : '▄');
            return bright ? 0xffffff : 0;
        });
        return read(side, pixels);
    }

    private static String read(int side, int[] pixels) throws ReaderException {
        LuminanceSource source = new RGBLuminanceSource(side, side, pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();
    }
}
