package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Field;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Place;
import org.junit.jupiter.api.Test;

/** The last value that is still good, and what no other test would miss (found by mutation testing). */
class PsbtEdgesTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(41);
    private static final Psbt OF_VERSION_2 = SPEND.psbt().toVersion(PsbtVersion.V2);

    @Test
    void theLargestPsbtIsLookedInto() {
        assertEquals("no PSBT magic", problem(new byte[4_000_000]));
        assertNotEquals("no PSBT magic", problem(RawPsbt.empty().bytes()));
    }

    @Test
    void anAmountMayBeNothingOrAllBitcoin() {
        assertEquals(Coin.ZERO, firstAmount("0000000000000000"));
        assertEquals(Coin.valueOf(BitcoinNetwork.MAX_MONEY.value), firstAmount("0040075af0750700"));
    }

    private static Coin firstAmount(String hex) {
        PsbtMutatorPacket packet = PsbtMutatorPacket.of(OF_VERSION_2.serialize());
        byte[] changed = packet.withFields(
                        2,
                        fields -> fields.replaceAll(
                                field -> field.key().at(0) == 0x03 ? field.withValue(ByteString.ofHex(hex)) : field))
                .toBytes();
        return Psbt.parse(changed).unsignedTransaction().outputs().get(0).value();
    }

    @Test
    void aTaprootTreeMayBe128Deep() {
        StringBuilder leaves = new StringBuilder();
        for (int depth = 1; depth <= 128; depth++) {
            leaves.append(ByteString.of((byte) depth).toHex()).append("c00151");
        }
        leaves.append("80c00151");
        RawPsbt psbt = RawPsbt.output().field("06", leaves.toString()).end();
        assertArrayEquals(psbt.bytes(), psbt.parse().serialize());
    }

    @Test
    void anOutputKeepsItsRedeemScript() {
        RawPsbt psbt = RawPsbt.output().field("00", "51").end();
        assertArrayEquals(psbt.bytes(), psbt.parse().serialize());
    }

    @Test
    void whatAnInputRequiresOfTheLocktimeIsNotRequiredInVersion0() {
        Field height = Field.of(ByteString.ofHex("12"), ByteString.ofHex("0a000000"));
        byte[] locked = PsbtMutatorPacket.of(OF_VERSION_2.serialize())
                .plus(new Place(1, 0), height)
                .toBytes();
        Psbt converted = Psbt.parse(locked).toVersion(PsbtVersion.V0);
        assertEquals(10, converted.unsignedTransaction().lockTime());
        assertTrue(converted.inputs().get(0).lock().isNone());
    }

    @Test
    void aPsbtIsItselfInItsOwnVersion() {
        assertSame(SPEND.psbt(), SPEND.psbt().toVersion(PsbtVersion.V0));
    }

    @Test
    void thereAreAsManyMapsAsInputsAndOutputs() {
        assertThrows(IllegalArgumentException.class, () -> SPEND.psbt().withInputs(List.of()));
        assertThrows(IllegalArgumentException.class, () -> SPEND.psbt().withOutputs(List.of()));
    }

    @Test
    void combiningKeepsTheWitnessOfAPreviousTransaction() {
        Transaction whole = SPEND.deposits().get(0);
        assertTrue(whole.hasWitness());
        PsbtInput bare = SPEND.input().toBuilder()
                .previousTransaction(whole.withoutWitnesses())
                .build();
        Psbt stripped = SPEND.with(bare);
        assertEquals(SPEND.psbt(), stripped.combine(SPEND.psbt()));
        assertEquals(SPEND.psbt(), SPEND.psbt().combine(stripped));
    }

    @Test
    void equalPsbtsHashAndReadAlike() {
        Psbt again = Psbt.parse(SPEND.psbt().serialize());
        assertEquals(SPEND.psbt().hashCode(), again.hashCode());
        assertNotEquals(again.hashCode(), OF_VERSION_2.hashCode());
        assertEquals("PSBT version 0 of " + again.unsignedTransaction().txid(), again.toString());
        assertEquals(3, again.xpubs().size());
    }

    private static String problem(byte[] bytes) {
        return assertThrows(MalformedException.class, () -> Psbt.parse(bytes)).problem();
    }
}
