package org.escrowkit.core.vault;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Scripts;
import org.junit.jupiter.api.Test;

/** The text of addresses to output scripts and back. */
class AddressFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, AddressFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), AddressFuzzTest::check);
    }

    static List<byte[]> seeds() {
        Stream<byte[]> texts = Stream.of(
                        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
                        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                        "BC1SW50QGDZ25J",
                        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
        Stream<byte[]> scripts = Stream.of("0014" + "11".repeat(20), "0020" + "22".repeat(32), "5120" + "33".repeat(32))
                .map(hex -> ByteString.ofHex(hex).toByteArray());
        return Stream.concat(texts, scripts).toList();
    }

    private static void check(byte[] input) {
        ByteString script = ByteString.of(input);
        Scripts.segwitAddress(script, BitcoinNetwork.REGTEST)
                .ifPresent(address -> assertEquals(script, Scripts.of(address)));
        String text = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> Addresses.parse(text, BitcoinNetwork.MAINNET), MalformedException.class)
                .ifPresent(address -> {
                    if (address instanceof SegwitAddress) {
                        assertEquals(text.toLowerCase(Locale.ROOT), address.toString());
                        assertEquals(
                                Optional.of(address),
                                Scripts.segwitAddress(Scripts.of(address), BitcoinNetwork.MAINNET));
                    } else {
                        assertEquals(text, address.toString());
                        assertTrue(address instanceof LegacyAddress);
                        assertTrue(Scripts.segwitAddress(Scripts.of(address), BitcoinNetwork.MAINNET)
                                .isEmpty());
                    }
                });
    }
}
