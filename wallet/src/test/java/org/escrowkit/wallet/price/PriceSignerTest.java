package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.agreed;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Price;
import org.escrowkit.wallet.file.DurableFile;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.price.PriceSignerException.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PriceSignerTest {
    private static final long SEED = Long.getLong("escrowkit.seed", 9);

    @TempDir
    Path directory;

    private final ContractSecret key = TestPrices.secret(1);

    @AfterEach
    void wipe() {
        key.close();
    }

    private Path file() {
        return directory.resolve("market.USD");
    }

    private PriceSigner open() {
        return open(DurableFile::replace);
    }

    private PriceSigner open(PriceSigner.Writer writer) {
        return PriceSigner.open(file(), "market", key, Optional.empty(), writer);
    }

    private static void fails(Fault fault, Executable action) {
        PriceSignerException failed = assertThrows(PriceSignerException.class, action);
        assertEquals(fault, failed.fault(), failed::getMessage);
    }

    @Test
    void countsFromOneAndGoesOnAfterARestart() {
        PriceAttestation second;
        try (PriceSigner signer = open()) {
            assertEquals(Optional.empty(), signer.last());
            PriceAttestation first = signer.sign(agreed("60000", START));
            assertEquals(new PriceStatement("market", 1, usd("60000.00"), START), first.statement());
            second = signer.sign(agreed("61000.5", START.plusSeconds(10)));
            assertEquals(2, second.statement().sequence());
            assertTrue(second.isSignedBy(key.publicKey()));
        }
        try (PriceSigner again = open()) {
            assertEquals(Optional.of(second), again.last());
            assertEquals(3, again.sign(agreed("61000.5", START)).statement().sequence());
        }
    }

    @Test
    void theTimeIsInWholeSecondsAndNeverGoesBack() {
        try (PriceSigner signer = open()) {
            Instant later = START.plusSeconds(10);
            assertEquals(
                    later,
                    signer.sign(agreed("60000", later.plusMillis(999)))
                            .statement()
                            .at());
            assertEquals(later, signer.sign(agreed("60000", START)).statement().at());
        }
    }

    @Test
    void anotherCurrencyIsRefused() {
        try (PriceSigner signer = open()) {
            signer.sign(agreed("60000", START));
            var euros = new QuorumResult.Agreed(START, Price.parse("EUR 60000"), START, List.of("a"), List.of());
            assertThrows(IllegalArgumentException.class, () -> signer.sign(euros));
            assertEquals(2, signer.sign(agreed("60000", START)).statement().sequence());
        }
    }

    @Test
    void twoSignersNeverCountTogether() {
        try (PriceSigner signer = open()) {
            fails(Fault.IN_USE, this::open);
            signer.sign(agreed("60000", START));
        }
        open().close();
    }

    @Test
    void anotherSourcesFileIsRefused() throws IOException {
        try (PriceSigner signer = open()) {
            signer.sign(agreed("60000", START));
        }
        fails(Fault.MALFORMED, () -> PriceSigner.open(file(), "bourse", key, Optional.empty()));
        try (ContractSecret other = TestPrices.secret(2)) {
            fails(Fault.MALFORMED, () -> PriceSigner.open(file(), "market", other, Optional.empty()));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file(), changed);
            fails(Fault.MALFORMED, this::open);
        }
        Files.write(file(), new byte[0]);
        fails(Fault.MALFORMED, this::open);
    }

    @Test
    void anOldCopyOfTheFileIsRefused() throws IOException {
        byte[] old;
        PriceStatement known;
        try (PriceSigner signer = open()) {
            signer.sign(agreed("60000", START));
            old = Files.readAllBytes(file());
            known = signer.sign(agreed("61000", START)).statement();
        }
        PriceSigner.open(file(), "market", key, Optional.of(known)).close();
        Files.write(file(), old);
        fails(Fault.ROLLED_BACK, () -> PriceSigner.open(file(), "market", key, Optional.of(known)));
        Files.delete(file());
        fails(Fault.ROLLED_BACK, () -> PriceSigner.open(file(), "market", key, Optional.of(known)));
    }

    @Test
    void afterAFailureNothingIsSignedUntilItIsOpenedAnew() {
        PriceSigner signer = open((file, content) -> {
            throw new IOException("the disk is full");
        });
        try (signer) {
            fails(Fault.UNUSABLE, () -> signer.sign(agreed("60000", START)));
            fails(Fault.UNUSABLE, () -> signer.sign(agreed("60000", START)));
            assertEquals(Optional.empty(), signer.last());
        }
    }

    /** Where a write can end: the process dies, as a thrown error stands for here. */
    private enum Death {
        BEFORE_ALL,
        BESIDE_IN_PART,
        BESIDE_AS_A_WHOLE,
        RENAMED,
        AFTER_ALL
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static void die(Death death, Path file, byte[] content) throws IOException {
        switch (death) {
            case BEFORE_ALL -> throw new Killed();
            case BESIDE_IN_PART -> {
                Files.write(file.resolveSibling("market.USD.1.tmp"), new byte[] {content[0], content[1]});
                throw new Killed();
            }
            case BESIDE_AS_A_WHOLE -> {
                DurableFile.writeBeside(file, content);
                throw new Killed();
            }
            case RENAMED -> {
                DurableFile.replace(file, content);
                throw new Killed();
            }
            case AFTER_ALL -> DurableFile.replace(file, content);
        }
    }

    /** Whatever was handed out, by a life that ended well or by the next one's last: one price a number, and no gap. */
    @Test
    void noNumberIsEverUnderTwoPricesHoweverOftenItIsKilled() {
        Random random = new Random(SEED);
        Map<Long, ByteString> handedOut = new HashMap<>();
        List<Long> numbers = new ArrayList<>();
        for (int life = 0; life < 150; life++) {
            Death death = Death.values()[random.nextInt(Death.values().length)];
            int good = random.nextInt(3);
            int[] written = {0};
            PriceSigner signer = open((file, content) -> {
                if (written[0]++ < good) {
                    DurableFile.replace(file, content);
                } else {
                    die(death, file, content);
                }
            });
            try (signer) {
                signer.last().ifPresent(price -> handOut(price, handedOut, numbers));
                for (int i = 0; i <= good; i++) {
                    String price = String.valueOf(50_000 + random.nextInt(10_000));
                    handOut(signer.sign(agreed(price, START.plusSeconds(random.nextInt(100)))), handedOut, numbers);
                }
            } catch (Killed killed) {
                assertTrue(death != Death.AFTER_ALL, "seed " + SEED);
            }
        }
        assertTrue(numbers.size() > 75, "seed " + SEED);
    }

    private static void handOut(PriceAttestation price, Map<Long, ByteString> handedOut, List<Long> numbers) {
        long number = price.statement().sequence();
        ByteString hash = ByteString.of(price.statement().hash().getBytes());
        ByteString before = handedOut.putIfAbsent(number, hash);
        assertTrue(before == null || before.equals(hash), "seed " + SEED + ": two prices under " + number);
        if (before == null) {
            numbers.add(number);
            assertEquals(numbers.size(), number, "seed " + SEED + ": a gap");
        }
    }
}
