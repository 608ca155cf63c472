package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Mutations;
import org.escrowkit.core.bitcoin.Oracles;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TestSpends;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** The roles of BIP174, from the Creator to the Extractor. */
class PsbtRolesTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(1);
    private static final TestPsbts LARGE = TestPsbts.seeded(2, 3);

    @Test
    void anyTwoPartiesFinishATransactionThatOurVerifierAndBitcoinKmpAccept() {
        for (Role[] pair :
                new Role[][] {{Role.BORROWER, Role.LENDER}, {Role.LENDER, Role.ARBITER}, {Role.ARBITER, Role.BORROWER}
                }) {
            Psbt both = travelled(LARGE.signedBy(pair[0])).combine(travelled(LARGE.signedBy(pair[1])));
            Transaction transaction = complete(both);
            assertEquals(LARGE.psbt().unsignedTransaction().txid(), transaction.txid());
            assertEquals(Optional.empty(), new P2wshVerifier(Curve.verifier()).verify(transaction, LARGE.spent()));
            assertTrue(
                    Oracles.kmpAccepts(transaction, LARGE.spent()),
                    () -> String.join(" and ", List.of(pair[0].toString(), pair[1].toString())));
        }
    }

    @Test
    void aCreatedPsbtSaysNothingYetButItsTransaction() {
        Transaction unsigned = LARGE.psbt().unsignedTransaction();
        Psbt created = Psbt.create(unsigned);
        assertEquals(unsigned, created.unsignedTransaction());
        assertEquals(List.of(PsbtInput.EMPTY, PsbtInput.EMPTY, PsbtInput.EMPTY), created.inputs());
        assertEquals(List.of(PsbtOutput.EMPTY, PsbtOutput.EMPTY), created.outputs());
        assertEquals(created, travelled(created));
    }

    @Test
    void isNotCreatedFromASignedTransaction() {
        TestSpends spend = TestSpends.seeded(1);
        assertThrows(IllegalArgumentException.class, () -> Psbt.create(spend.signed(0, 1)));
        TransactionInput input = spend.unsigned().inputs().get(0);
        TransactionInput withScriptSig =
                new TransactionInput(input.outpoint(), ByteString.ofHex("51"), input.sequence(), List.of());
        Transaction legacy =
                new Transaction(2, List.of(withScriptSig), spend.unsigned().outputs(), 0);
        assertThrows(IllegalArgumentException.class, () -> Psbt.create(legacy));
    }

    @Test
    void saysHowManySignaturesAreMissing() {
        assertEquals(new Completion.Incomplete(List.of(2, 2, 2)), LARGE.psbt().finish());
        Psbt partly = LARGE.psbt()
                .withSignature(1, LARGE.key(Role.LENDER, 1), LARGE.signature(Role.LENDER, 1))
                .withSignature(1, LARGE.key(Role.ARBITER, 1), LARGE.signature(Role.ARBITER, 1))
                .withSignature(2, LARGE.key(Role.BORROWER, 2), LARGE.signature(Role.BORROWER, 2));
        assertEquals(new Completion.Incomplete(List.of(2, 0, 1)), partly.finish());
    }

    @Test
    void takesTwoOfThreeSignatures() {
        Psbt all = SPEND.signedBy(Role.BORROWER)
                .combine(SPEND.signedBy(Role.LENDER))
                .combine(SPEND.signedBy(Role.ARBITER));
        Transaction transaction = complete(all);
        assertEquals(4, transaction.inputs().get(0).witness().size());
        assertTrue(Oracles.kmpAccepts(transaction, SPEND.spent()));
    }

    @Test
    void takesTheSameSignatureTwiceButNotAnotherByTheSameKey() {
        PublicKey key = SPEND.key(Role.LENDER, 0);
        ByteString first = SPEND.signature(Role.LENDER, 0);
        ByteString second = SPEND.secondSignature(Role.LENDER, 0);
        assertNotEquals(first, second);
        Psbt signed = SPEND.psbt().withSignature(0, key, first);
        assertEquals(signed, signed.withSignature(0, key, first));
        SPEND.psbt().withSignature(0, key, second);
        assertFault(PsbtFault.CONFLICTING_FIELD, () -> signed.withSignature(0, key, second));
    }

    @Test
    void refusesAStrangersSignature() {
        var stranger = TestSpends.key(new Random(3));
        ByteString signature =
                TestSpends.sign(stranger, SPEND.psbt().sighash(0)).toDer().plus(1);
        PublicKey key = new PublicKey(TestSpends.publicKey(stranger));
        assertFault(PsbtFault.KEY_NOT_IN_SCRIPT, () -> SPEND.psbt().withSignature(0, key, signature));
    }

    @Test
    void refusesASignatureThatDoesNotHold() {
        PublicKey key = SPEND.key(Role.LENDER, 0);
        ByteString good = SPEND.signature(Role.LENDER, 0);
        ByteString ofAnother = SPEND.signature(Role.ARBITER, 0);
        assertRefused("SIGNATURE_INVALID", key, ofAnother);
        assertRefused("SIGNATURE_EMPTY", key, ByteString.EMPTY);
        assertRefused("SIGNATURE_HIGH_S", key, Mutations.highS(good));
        assertRefused("SIGHASH_NOT_ALL", key, good.slice(0, good.size() - 1).plus(0x81));
        assertRefused("SIGNATURE_NOT_STRICT_DER", key, good.slice(0, good.size() - 1));
    }

    @Test
    void refusesASignatureForAnotherInput() {
        ByteString forInput0 = LARGE.signature(Role.LENDER, 0);
        assertFault(
                PsbtFault.KEY_NOT_IN_SCRIPT, () -> LARGE.psbt().withSignature(1, LARGE.key(Role.LENDER, 0), forInput0));
        assertFault(
                PsbtFault.SIGNATURE_REFUSED, () -> LARGE.psbt().withSignature(1, LARGE.key(Role.LENDER, 1), forInput0));
    }

    /** Parsing takes signatures as they are, since others must be able to look at them; nothing comes out of it. */
    @Test
    void finishesNothingWithABadSignatureThatCameInByParsing() {
        PsbtInput lying = SPEND.input().toBuilder()
                .signatures(Map.of(
                        SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0),
                        SPEND.key(Role.ARBITER, 0), SPEND.signature(Role.LENDER, 0)))
                .build();
        Psbt parsed = travelled(SPEND.with(lying));
        assertFault(PsbtFault.SIGNATURE_REFUSED, "SIGNATURE_INVALID", parsed::finish);
        assertFault(PsbtFault.SIGNATURE_REFUSED, "SIGNATURE_INVALID", parsed::requireGoodSignatures);
    }

    @Test
    void doesNotTrustAFinalWitness() {
        PsbtInput claimsToBeFinal = SPEND.input().toBuilder()
                .finalWitness(List.of(ByteString.EMPTY, ByteString.ofHex("deadbeef")))
                .build();
        Psbt travelled = travelled(SPEND.with(claimsToBeFinal));
        assertFault(PsbtFault.SPEND_REFUSED, "WITNESS_SCRIPT_MISMATCH", travelled::finish);
    }

    @Test
    void finishesOnlyMultisigsThatItKnows() {
        assertFault(
                PsbtFault.FIELD_MISSING,
                () -> SPEND.with(SPEND.input().toBuilder().witnessScript(null).build())
                        .finish());
        ByteString open = ByteString.ofHex("51");
        TransactionOutput spent = new TransactionOutput(SPEND.spent().get(0).value(), Scripts.p2wsh(open));
        Transaction deposit = new Transaction(2, SPEND.deposits().get(0).inputs(), List.of(spent), 0);
        Transaction unsigned =
                new Transaction(2, List.of(TransactionInput.unsigned(deposit.outpoint(0), 0)), List.of(spent), 0);
        Psbt anybodys = Psbt.create(unsigned).withInput(0, PsbtInput.p2wsh(deposit, spent, open, Map.of()));
        assertFault(PsbtFault.FIELD_MISSING, "a multisig witness script", anybodys::finish);
        assertFault(
                PsbtFault.FIELD_MISSING,
                "an input",
                () -> Psbt.create(new Transaction(2, List.of(), List.of(spent), 0))
                        .finish());
    }

    /** S11: BIP174 has a finalizer fail where a signature is of another type than the input asks for. */
    @Test
    void takesNoSignatureOfAnotherTypeThanTheInputAsksFor() {
        Psbt all = SPEND.with(SPEND.input().toBuilder().sighashType(1L).build());
        assertEquals(
                1,
                all.withSignature(0, SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0))
                        .inputs()
                        .get(0)
                        .signatures()
                        .size());
        Psbt single = SPEND.with(SPEND.input().toBuilder().sighashType(3L).build());
        assertFault(
                PsbtFault.SIGNATURE_REFUSED,
                "0x3",
                () -> single.withSignature(0, SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0)));
        Psbt signed = SPEND.signedBy(Role.LENDER).combine(SPEND.signedBy(Role.ARBITER));
        assertFault(PsbtFault.SIGNATURE_REFUSED, "0x3", () -> signed.combine(single));
        PsbtInput asksForSingle =
                signed.inputs().get(0).toBuilder().sighashType(3L).build();
        assertFault(PsbtFault.SIGNATURE_REFUSED, "0x3", travelled(SPEND.with(asksForSingle))::finish);
    }

    /** Such a key never signs; that it stands in a foreign script is no reason to withhold what the others signed. */
    @Test
    void finishesAScriptInWhichAKeyIsNoPoint() {
        TestSpends spend = TestSpends.seeded(4);
        List<ByteString> keys = List.of(
                TestSpends.publicKey(spend.keys().get(0)),
                ByteString.ofHex("02" + "00".repeat(31) + "05"),
                TestSpends.publicKey(spend.keys().get(2)));
        ByteString script = new MultisigScript(2, keys).toScript();
        TransactionOutput spent = new TransactionOutput(spend.spent().get(0).value(), Scripts.p2wsh(script));
        Transaction deposit = new Transaction(2, spend.unsigned().inputs(), List.of(spent), 0);
        Transaction unsigned = new Transaction(
                2,
                List.of(TransactionInput.unsigned(deposit.outpoint(0), 0)),
                spend.unsigned().outputs(),
                0);
        Psbt psbt = Psbt.create(unsigned).withInput(0, PsbtInput.p2wsh(deposit, spent, script, Map.of()));
        for (int signer : new int[] {0, 2}) {
            var key = spend.keys().get(signer);
            psbt = psbt.withSignature(
                    0,
                    new PublicKey(TestSpends.publicKey(key)),
                    TestSpends.sign(key, psbt.sighash(0)).toDer().plus(1));
        }
        assertTrue(Oracles.kmpAccepts(complete(psbt), List.of(spent)));
    }

    @Test
    void bitcoinKmpReadsTheSamePsbtFromOurBytes() {
        byte[] ours = LARGE.signedBy(Role.LENDER).serialize();
        var theirs = fr.acinq.bitcoin.psbt.Psbt.read(ours).getRight();
        assertEquals(
                Psbt.parse(ours),
                Psbt.parse(fr.acinq.bitcoin.psbt.Psbt.write(theirs).toByteArray()));
    }

    private static void assertRefused(String fault, PublicKey key, ByteString signature) {
        assertFault(PsbtFault.SIGNATURE_REFUSED, fault, () -> SPEND.psbt().withSignature(0, key, signature));
    }

    private static Psbt travelled(Psbt psbt) {
        return Psbt.parseBase64(psbt.toBase64());
    }

    private static Transaction complete(Psbt psbt) {
        return assertInstanceOf(Completion.Complete.class, psbt.finish()).transaction();
    }
}
