package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.keys.TestKeys;

/** Descriptors of every form that is read here, and what the tests say of those that are not. */
final class TestDescriptors {
    static final String KEY = "03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd";
    static final String OTHER_KEY = "0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600";

    private TestDescriptors() {}

    static Descriptor parse(String text, BitcoinNetwork network) {
        return Descriptor.parse(text, network, ChecksumRule.OPTIONAL);
    }

    static DescriptorException refusal(String text, BitcoinNetwork network) {
        return assertThrows(DescriptorException.class, () -> parse(text, network), text);
    }

    static void assertRefused(DescriptorFault fault, int position, String text) {
        DescriptorException refused = refusal(text, BitcoinNetwork.MAINNET);
        assertEquals(fault + " at " + position, refused.fault() + " at " + refused.position(), text);
    }

    /** Any of the forms that are read, for regtest, its keys of every kind. */
    static String random(Random random, List<Party> parties) {
        int form = random.nextInt(8);
        if (form == 0) {
            byte[] script = new byte[1 + random.nextInt(60)];
            random.nextBytes(script);
            return "raw(" + ByteString.of(script) + ")";
        }
        if (form == 1) {
            byte[] script = new byte[1 + random.nextInt(60)];
            random.nextBytes(script);
            ByteString program = Scripts.p2wsh(ByteString.of(script));
            return "addr("
                    + Scripts.segwitAddress(program, BitcoinNetwork.REGTEST).orElseThrow() + ")";
        }
        List<Party> signers = new ArrayList<>(parties);
        Collections.shuffle(signers, random);
        signers = signers.subList(0, 1 + random.nextInt(signers.size()));
        int branches = random.nextInt(3);
        String keys =
                signers.stream().map(party -> key(random, party, branches)).collect(Collectors.joining(","));
        String multi = (random.nextBoolean() ? "sortedmulti(" : "multi(") + (1 + random.nextInt(signers.size())) + ","
                + keys + ")";
        return random.nextInt(3) == 0 ? "sh(wsh(" + multi + "))" : "wsh(" + multi + ")";
    }

    private static String key(Random random, Party party, int branches) {
        return switch (random.nextInt(4)) {
            case 0 -> party.keys().get(random.nextInt(party.keys().size()));
            case 1 -> party.origin() + party.accountKey();
            case 2 -> party.xpub() + "/" + random.nextInt(1000) + (random.nextBoolean() ? "/*" : "");
            default ->
                party.origin()
                        + party.xpub()
                        + Stream.of("/0/*", "/<0;1>/*", "/<0;1;7>/*")
                                .skip(branches)
                                .findFirst()
                                .orElseThrow();
        };
    }

    /** What a party can write where a descriptor wants a key. */
    record Party(String origin, String accountKey, String xpub, List<String> keys) {
        static Party seeded(long seed) {
            TestKeys keys = TestKeys.seeded(seed);
            return new Party(
                    "[" + keys.accountKey().origin() + "]",
                    TestKeys.publicKey(keys.account()).toString(),
                    keys.xpub().toString(),
                    IntStream.range(0, 5)
                            .mapToObj(keys::loan)
                            .map(key -> TestKeys.publicKey(key).toString())
                            .toList());
        }
    }
}
