package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

/** Every fault by a spend that has this one only, and that bitcoin-kmp refuses too unless its test says otherwise. */
class P2wshVerifierTest {
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());
    private static final TestSpends SPEND = TestSpends.seeded(1);

    @Test
    void letsAnyTwoOfTheThreeSpend() {
        for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
            Transaction signed = SPEND.signed(pair[0], pair[1]);
            assertEquals(Optional.empty(), VERIFIER.verify(signed, SPEND.spent()));
            assertTrue(Oracles.kmpAccepts(signed, SPEND.spent()));
        }
    }

    @Test
    void letsManyInputsSpendAndFindsTheOneThatMayNot() {
        TestSpends spend = TestSpends.seeded(new Random(2), 5);
        Transaction signed = spend.signed(0, 2);
        assertEquals(Optional.empty(), VERIFIER.verify(signed, spend.spent()));
        List<List<ByteString>> witnesses = new ArrayList<>(
                signed.inputs().stream().map(TransactionInput::witness).toList());
        witnesses.set(3, witnesses.get(2));
        assertEquals(
                Optional.of(SpendFault.SIGNATURE_INVALID),
                VERIFIER.verify(signed.withWitnesses(witnesses), spend.spent()));
    }

    @Test
    void refusesAnOutputThatIsNotP2wsh() {
        ByteString p2wpkh = ByteString.ofHex("0014" + "11".repeat(20));
        assertFault(SpendFault.NOT_P2WSH, SPEND.signed(0, 1), paying(p2wpkh));
    }

    @Test
    void refusesAScriptSig() {
        TransactionInput input = SPEND.signed(0, 1).inputs().get(0);
        TransactionInput stuffed =
                new TransactionInput(input.outpoint(), ByteString.ofHex("51"), input.sequence(), input.witness());
        Transaction unsigned = SPEND.unsigned();
        assertFault(
                SpendFault.SCRIPT_SIG_NOT_EMPTY,
                new Transaction(unsigned.version(), List.of(stuffed), unsigned.outputs(), unsigned.lockTime()),
                SPEND.spent());
    }

    @Test
    void refusesAMissingWitness() {
        assertFault(SpendFault.WITNESS_MISSING, SPEND.unsigned(), SPEND.spent());
    }

    @Test
    void refusesAnotherWitnessScript() {
        TestSpends other = TestSpends.seeded(3);
        assertFault(SpendFault.WITNESS_SCRIPT_MISMATCH, other.signedBy(0, 0, 1));
    }

    @Test
    void refusesAScriptThatIsNoMultisigAlthoughNodesWouldRelayIt() {
        ByteString anyoneCanSpend = ByteString.ofHex("51");
        List<TransactionOutput> spent = paying(Scripts.p2wsh(anyoneCanSpend));
        Transaction transaction = SPEND.with(List.of(anyoneCanSpend));
        assertEquals(Optional.of(SpendFault.NOT_MULTISIG), VERIFIER.verify(transaction, spent));
        assertTrue(Oracles.kmpAccepts(transaction, spent), "consensus lets it pass: we are stricter, on purpose");
    }

    @Test
    void refusesTooFewAndTooManyWitnessItems() {
        ByteString first = SPEND.signature(0);
        ByteString second = SPEND.signature(1);
        assertFault(SpendFault.WITNESS_ITEM_COUNT, SPEND.stack(first));
        assertFault(SpendFault.WITNESS_ITEM_COUNT, SPEND.stack(first, second, SPEND.signature(2)));
        assertFault(SpendFault.WITNESS_ITEM_COUNT, List.of(first, second, SPEND.witnessScript()));
        assertFault(SpendFault.WITNESS_ITEM_COUNT, List.of(SPEND.witnessScript()));
    }

    /** BIP147. */
    @Test
    void refusesADummyThatIsNotEmpty() {
        assertFault(
                SpendFault.DUMMY_NOT_EMPTY,
                List.of(ByteString.of((byte) 0), SPEND.signature(0), SPEND.signature(1), SPEND.witnessScript()));
    }

    @Test
    void refusesAnEmptySignature() {
        assertFault(SpendFault.SIGNATURE_EMPTY, SPEND.stack(SPEND.signature(0), ByteString.EMPTY));
        assertFault(SpendFault.SIGNATURE_EMPTY, SPEND.stack(ByteString.EMPTY, SPEND.signature(1)));
    }

    /** BIP66. */
    @Test
    void refusesASignatureThatIsNotStrictDer() {
        ByteString good = SPEND.signature(1);
        ByteString cutOff = good.slice(0, good.size() - 2).plus(SegwitSighash.SIGHASH_ALL);
        ByteString trailing = good.slice(0, good.size() - 1).plus(0).plus(SegwitSighash.SIGHASH_ALL);
        for (ByteString wrong : List.of(cutOff, trailing, ByteString.of((byte) 1), ByteString.ofHex("deadbeef"))) {
            assertFault(SpendFault.SIGNATURE_NOT_STRICT_DER, SPEND.stack(SPEND.signature(0), wrong));
        }
    }

    /** BIP146. */
    @Test
    void refusesTheMalleableTwinOfASignature() {
        assertFault(SpendFault.SIGNATURE_HIGH_S, SPEND.stack(SPEND.signature(0), Mutations.highS(SPEND.signature(1))));
    }

    @Test
    void refusesEveryOtherSighashType() {
        ByteString der = SPEND.signature(1).slice(0, SPEND.signature(1).size() - 1);
        for (int type : new int[] {0, 2, 3, 0x41, 0x81, 0x82, 0x83, 0xff}) {
            assertFault(SpendFault.SIGHASH_NOT_ALL, SPEND.stack(SPEND.signature(0), der.plus(type)));
        }
    }

    @Test
    void refusesAnHonestSignatureOfAnotherSighashTypeAlthoughNodesWouldRelayIt() {
        int none = SigHash.SIGHASH_NONE;
        byte[] hash = Oracles.kmp(SPEND.unsigned())
                .hashForSigning(
                        0,
                        SPEND.witnessScript().toByteArray(),
                        none,
                        new Satoshi(SPEND.spent().get(0).value().value),
                        1);
        ByteString forNoOutputs = TestSpends.sign(SPEND.keys().get(1), Sha256Hash.wrap(hash))
                .toDer()
                .plus(none);
        Transaction transaction = SPEND.with(SPEND.stack(SPEND.signature(0), forNoOutputs));
        assertEquals(Optional.of(SpendFault.SIGHASH_NOT_ALL), VERIFIER.verify(transaction, SPEND.spent()));
        assertTrue(Oracles.kmpAccepts(transaction, SPEND.spent()), "we are stricter, on purpose");
    }

    @Test
    void refusesSignaturesInTheWrongOrder() {
        assertFault(SpendFault.SIGNATURES_OUT_OF_ORDER, SPEND.stack(SPEND.signature(1), SPEND.signature(0)));
        assertFault(SpendFault.SIGNATURES_OUT_OF_ORDER, SPEND.stack(SPEND.signature(2), SPEND.signature(1)));
    }

    @Test
    void refusesOneSignatureTwice() {
        for (int key = 0; key < 3; key++) {
            assertFault(SpendFault.SIGNATURES_OUT_OF_ORDER, SPEND.stack(SPEND.signature(key), SPEND.signature(key)));
        }
    }

    @Test
    void refusesAStrangersSignature() {
        ByteString stranger = SPEND.signature(0, TestSpends.key(new Random(4)));
        assertFault(SpendFault.SIGNATURE_INVALID, SPEND.stack(SPEND.signature(0), stranger));
        assertFault(SpendFault.SIGNATURE_INVALID, SPEND.stack(stranger, SPEND.signature(1)));
    }

    @Test
    void refusesASignatureOverAnotherTransactionOrAmount() {
        Transaction signed = SPEND.signed(0, 1);
        Transaction later = new Transaction(2, signed.inputs(), signed.outputs(), signed.lockTime() + 1);
        assertFault(SpendFault.SIGNATURE_INVALID, later, SPEND.spent());
        TransactionOutput spent = SPEND.spent().get(0);
        TransactionOutput richer = new TransactionOutput(spent.value().plus(Coin.SATOSHI), spent.scriptPubKey());
        assertFault(SpendFault.SIGNATURE_INVALID, signed, List.of(richer));
    }

    /** Anybody can write such a script; a key that is no point just never verifies. */
    @Test
    void refusesASignatureForAKeyThatIsNoPoint() {
        ByteString noPoint = ByteString.ofHex("02" + "00".repeat(31) + "05");
        ByteString script = new MultisigScript(1, List.of(noPoint)).toScript();
        TestSpends spend = TestSpends.spending(new Random(5), SPEND.keys(), script, Scripts.p2wsh(script), 1);
        assertFault(SpendFault.SIGNATURE_INVALID, spend.with(spend.stack(spend.signature(0))), spend.spent());
    }

    /** Who signed the input before is tried first, so that many inputs cost no more verifications than signatures. */
    @Test
    void triesTheSignersOfTheLastInputFirst() {
        AtomicInteger verifications = new AtomicInteger();
        P2wshVerifier counting = new P2wshVerifier((hash, signature, key) -> {
            verifications.incrementAndGet();
            return Curve.verifier().verify(hash, signature, key);
        });
        TestSpends spend = TestSpends.seeded(new Random(6), 5);
        assertEquals(Optional.empty(), counting.verify(spend.signed(1, 2), spend.spent()));
        assertEquals(3 + 4 * 2, verifications.get());
    }

    @Test
    void findsTheSignersOfAScriptWithFewerKeysThanTheLastOne() {
        TestSpends three = TestSpends.seeded(new Random(7), 2);
        List<ECKey> two = three.keys().subList(0, 2);
        ByteString script =
                new MultisigScript(2, two.stream().map(TestSpends::publicKey).toList()).toScript();
        TransactionOutput other = new TransactionOutput(Coin.COIN, Scripts.p2wsh(script));
        List<TransactionOutput> spent = List.of(three.spent().get(0), other);
        Sha256Hash hash = SegwitSighash.of(three.unsigned()).forInput(1, script, Coin.COIN);
        List<ByteString> stack = new ArrayList<>(List.of(ByteString.EMPTY));
        two.forEach(key -> stack.add(TestSpends.sign(key, hash).toDer().plus(SegwitSighash.SIGHASH_ALL)));
        stack.add(script);
        Transaction signed = three.unsigned().withWitnesses(List.of(three.signedBy(0, 1, 2), stack));
        assertEquals(Optional.empty(), VERIFIER.verify(signed, spent));
        assertTrue(Oracles.kmpAccepts(signed, spent));
        List<ByteString> swapped = List.of(stack.get(0), stack.get(2), stack.get(1), script);
        assertFault(
                SpendFault.SIGNATURES_OUT_OF_ORDER,
                three.unsigned().withWitnesses(List.of(three.signedBy(0, 1, 2), swapped)),
                spent);
    }

    @Test
    void refusesToGuessWhatAnInputSpends() {
        assertThrows(IllegalArgumentException.class, () -> VERIFIER.verify(SPEND.signed(0, 1), List.of()));
    }

    @Test
    void judgesOneSignatureAsAPsbtCarriesIt() {
        ByteString key = TestSpends.publicKey(SPEND.keys().get(1));
        ByteString good = SPEND.signature(1);
        assertEquals(Optional.empty(), VERIFIER.verifySignature(good, key, SPEND.sighash(0)));
        assertEquals(
                Optional.of(SpendFault.SIGNATURE_INVALID),
                VERIFIER.verifySignature(SPEND.signature(0), key, SPEND.sighash(0)));
        assertEquals(
                Optional.of(SpendFault.SIGNATURE_HIGH_S),
                VERIFIER.verifySignature(Mutations.highS(good), key, SPEND.sighash(0)));
        assertEquals(
                Optional.of(SpendFault.SIGNATURE_EMPTY),
                VERIFIER.verifySignature(ByteString.EMPTY, key, SPEND.sighash(0)));
    }

    private static List<TransactionOutput> paying(ByteString script) {
        return List.of(new TransactionOutput(SPEND.spent().get(0).value(), script));
    }

    private static void assertFault(SpendFault fault, List<ByteString> witness) {
        assertFault(fault, SPEND.with(witness), SPEND.spent());
    }

    private static void assertFault(SpendFault fault, Transaction transaction, List<TransactionOutput> spent) {
        assertEquals(Optional.of(fault), VERIFIER.verify(transaction, spent));
        assertFalse(Oracles.kmpAccepts(transaction, spent), "bitcoin-kmp agrees");
    }
}
