package org.escrowkit.wallet.sign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.file.DurableFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PsbtFileTest {
    private static final Psbt PSBT = psbt(1_000);
    private static final Psbt OTHER = psbt(2_000);

    @TempDir
    Path directory;

    private static Psbt psbt(long amount) {
        Outpoint coin = new Outpoint(Sha256Hash.of(new byte[] {1}), 0);
        return Psbt.create(new Transaction(
                2,
                List.of(TransactionInput.unsigned(coin, TransactionInput.SEQUENCE_REPLACEABLE)),
                List.of(new TransactionOutput(Coin.valueOf(amount), ByteString.ofHex("51"))),
                0));
    }

    private Path file() {
        return directory.resolve("loan-7.psbt");
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(file(), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertFault(PsbtFileFault fault, Executable action) {
        PsbtFileException refused = assertThrows(PsbtFileException.class, action);
        assertEquals(fault, refused.fault());
        assertEquals(file(), refused.file());
        assertTrue(refused.toString().contains("loan-7.psbt"), refused::toString);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatIsWrittenIsBinaryAndReadBack() throws IOException {
        PsbtFile.write(PSBT, file());
        assertArrayEquals(PSBT.serialize(), Files.readAllBytes(file()));
        assertEquals(PSBT, PsbtFile.read(file()));
        assertEquals(List.of(file()), files());
    }

    @Test
    void base64IsReadWithOneLineBreakBehindItOrNone() throws IOException {
        for (String end : List.of("", "\n", "\r\n")) {
            assertEquals(PSBT, PsbtFile.read(file(PSBT.toBase64() + end)));
        }
    }

    /** P6. */
    @Test
    void base64IsStrictOtherwise() throws IOException {
        String base64 = PSBT.toBase64();
        for (String bad : List.of(
                base64 + "\n\n",
                base64 + " ",
                base64 + "\r",
                " " + base64,
                "\ufeff" + base64,
                base64.substring(0, 64) + "\n" + base64.substring(64),
                base64 + "=",
                "\n")) {
            Path file = file(bad);
            assertFault(PsbtFileFault.MALFORMED, () -> PsbtFile.read(file));
        }
    }

    /** P4: a line break behind the binary form is no part of it. */
    @Test
    void binaryHasNothingBehindIt() throws IOException {
        byte[] bytes = Arrays.copyOf(PSBT.serialize(), PSBT.serialize().length + 1);
        bytes[bytes.length - 1] = '\n';
        Path file = file(bytes);
        assertFault(PsbtFileFault.MALFORMED, () -> PsbtFile.read(file));
    }

    /** P5, at every byte, in both forms. */
    @Test
    void aTruncatedFileIsMalformed() throws IOException {
        for (byte[] whole : List.of(PSBT.serialize(), PSBT.toBase64().getBytes(StandardCharsets.US_ASCII))) {
            for (int length = 0; length < whole.length; length++) {
                Path file = file(Arrays.copyOf(whole, length));
                PsbtFileException refused = assertThrows(PsbtFileException.class, () -> PsbtFile.read(file));
                assertEquals(PsbtFileFault.MALFORMED, refused.fault());
                assertInstanceOf(MalformedException.class, refused.getCause());
            }
        }
    }

    /** P1, P9: a gigabyte of zeros is refused before it is read. */
    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        assertFault(PsbtFileFault.TOO_LARGE, () -> PsbtFile.read(file()));
    }

    @Test
    void aMissingFileIsNamed() {
        assertFault(PsbtFileFault.MISSING, () -> PsbtFile.read(file()));
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectory(file());
        assertFault(PsbtFileFault.UNREADABLE, () -> PsbtFile.read(file()));
        assertFault(PsbtFileFault.EXISTS, () -> PsbtFile.write(PSBT, file()));
        Files.write(file().resolve("inhabitant"), new byte[1]);
        assertFault(PsbtFileFault.NOT_WRITTEN, () -> PsbtFile.replace(PSBT, file()));
        assertEquals(List.of(file()), files());
    }

    @Test
    void aFileIsReplacedOnlyIfAsked() {
        PsbtFile.write(PSBT, file());
        assertFault(PsbtFileFault.EXISTS, () -> PsbtFile.write(OTHER, file()));
        assertEquals(PSBT, PsbtFile.read(file()));
        PsbtFile.replace(OTHER, file());
        assertEquals(OTHER, PsbtFile.read(file()));
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Path nowhere = directory.resolve("no such directory").resolve("loan-7.psbt");
        PsbtFileException refused = assertThrows(PsbtFileException.class, () -> PsbtFile.write(PSBT, nowhere));
        assertEquals(PsbtFileFault.NOT_WRITTEN, refused.fault());
        assertEquals(List.of(), files());
    }

    /** A crash before the renaming: the old file is whole, the new one is not there, and nothing is in the way. */
    @Test
    void aCrashBeforeTheRenamingHarmsNothing() throws IOException {
        PsbtFile.write(PSBT, file());
        Path left = DurableFile.writeBeside(file(), OTHER.serialize());
        assertEquals(directory, left.getParent());
        assertTrue(left.toString().endsWith(".tmp"), left::toString);
        assertEquals(PSBT, PsbtFile.read(file()));
        PsbtFile.replace(OTHER, file());
        assertEquals(OTHER, PsbtFile.read(file()));
        assertEquals(2, files().size());
    }
}
