package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

/**
 * Why this library has a verifier of its own: bitcoinj 0.17.1's {@code Script.correctlySpends}, with every flag set,
 * lets thieves spend P2WSH. Should one of these tests fail after an upgrade, bitcoinj has learned it.
 */
class BitcoinjAcceptsGarbageTest {
    private static final TestSpends SPEND = TestSpends.seeded(2_026);

    @Test
    void anHonestSpendIsAcceptedByAll() {
        Transaction honest = SPEND.signed(0, 1);
        assertTrue(bitcoinjAccepts(honest));
        assertEquals(Optional.empty(), verify(honest));
        assertTrue(Oracles.kmpAccepts(honest, SPEND.spent()));
    }

    @Test
    void aGarbageWitnessIsAcceptedByBitcoinjAlone() {
        assertAcceptedByBitcoinjAlone(
                SPEND.with(List.of(ByteString.ofHex("deadbeef"))), SpendFault.WITNESS_SCRIPT_MISMATCH);
    }

    @Test
    void noWitnessIsAcceptedByBitcoinjAlone() {
        assertAcceptedByBitcoinjAlone(SPEND.unsigned(), SpendFault.WITNESS_MISSING);
    }

    @Test
    void aStrangersSignatureIsAcceptedByBitcoinjAlone() {
        ByteString stranger = SPEND.signature(0, TestSpends.key(new Random(6)));
        assertAcceptedByBitcoinjAlone(
                SPEND.with(SPEND.stack(SPEND.signature(0), stranger)), SpendFault.SIGNATURE_INVALID);
    }

    @Test
    void signaturesInTheWrongOrderAreAcceptedByBitcoinjAlone() {
        assertAcceptedByBitcoinjAlone(
                SPEND.with(SPEND.stack(SPEND.signature(2), SPEND.signature(0))), SpendFault.SIGNATURES_OUT_OF_ORDER);
    }

    @Test
    void oneSignatureAloneIsAcceptedByBitcoinjAlone() {
        assertAcceptedByBitcoinjAlone(SPEND.with(SPEND.stack(SPEND.signature(0))), SpendFault.WITNESS_ITEM_COUNT);
    }

    private static void assertAcceptedByBitcoinjAlone(Transaction theft, SpendFault fault) {
        assertTrue(bitcoinjAccepts(theft), "bitcoinj checks P2WSH now: good news, tell it in the README");
        assertEquals(Optional.of(fault), verify(theft));
        assertFalse(Oracles.kmpAccepts(theft, SPEND.spent()));
    }

    private static boolean bitcoinjAccepts(Transaction transaction) {
        return Oracles.bitcoinjAccepts(transaction, 0, SPEND.spent().get(0));
    }

    private static Optional<SpendFault> verify(Transaction transaction) {
        return new P2wshVerifier(Curve.verifier()).verify(transaction, SPEND.spent());
    }
}
