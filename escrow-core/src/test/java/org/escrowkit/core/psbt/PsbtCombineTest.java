package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class PsbtCombineTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(5);
    private static final ByteString UNKNOWN = ByteString.ofHex("fc016100");
    private static final ByteString OTHER_UNKNOWN = ByteString.ofHex("f00102");

    @Test
    void knowsWhatBothKnow() {
        Psbt both = SPEND.signedBy(Role.BORROWER).combine(SPEND.signedBy(Role.LENDER));
        assertEquals(
                Map.of(
                        SPEND.key(Role.BORROWER, 0), SPEND.signature(Role.BORROWER, 0),
                        SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0)),
                both.inputs().get(0).signatures());
        Psbt bare = Psbt.create(SPEND.psbt().unsignedTransaction());
        assertEquals(SPEND.psbt(), bare.combine(SPEND.psbt()));
        assertEquals(SPEND.psbt(), SPEND.psbt().combine(bare));
    }

    @Test
    void givesTheSameBytesInWhicheverOrderAndHoweverOften() {
        Psbt borrower = SPEND.signedBy(Role.BORROWER);
        Psbt lender = Psbt.parse(SPEND.signedBy(Role.LENDER).serialize());
        Psbt arbiter = SPEND.signedBy(Role.ARBITER).withXpubs(Map.of());
        byte[] once = borrower.combine(lender).combine(arbiter).serialize();
        assertArrayEquals(once, arbiter.combine(lender.combine(borrower)).serialize());
        assertArrayEquals(
                once, lender.combine(arbiter).combine(borrower).combine(lender).serialize());
        assertArrayEquals(once, Psbt.parse(once).serialize());
    }

    @Test
    void refusesPsbtsOfDifferentTransactions() {
        Transaction unsigned = SPEND.psbt().unsignedTransaction();
        Transaction later = new Transaction(unsigned.version(), unsigned.inputs(), unsigned.outputs(), 1);
        assertFault(PsbtFault.DIFFERENT_TRANSACTION, () -> SPEND.psbt().combine(Psbt.create(later)));
        assertFault(
                PsbtFault.DIFFERENT_TRANSACTION,
                () -> SPEND.psbt().combine(TestPsbts.seeded(6).psbt()));
    }

    @Test
    void refusesEveryInputFieldThatIsNotTheSameInBoth() {
        Transaction deposit = SPEND.deposits().get(0);
        Transaction other = new Transaction(2, deposit.inputs(), deposit.outputs(), 1);
        TransactionOutput poorer =
                new TransactionOutput(Coin.SATOSHI, SPEND.spent().get(0).scriptPubKey());
        KeyOrigin elsewhere = new KeyOrigin(ByteString.ofHex("01020304"), DerivationPath.parse("0"));

        assertConflict("previous transaction", change().previousTransaction(other), change());
        assertConflict("witness UTXO", change().spentOutput(poorer), change());
        assertConflict("witness script", change().witnessScript(ByteString.ofHex("51")), change());
        assertConflict("key origins", change().origins(Map.of(SPEND.key(Role.LENDER, 0), elsewhere)), change());
        assertConflict("sighash type", change().sighashType(1L), change().sighashType(2L));
        assertConflict(
                "final witness",
                change().finalWitness(List.of(ByteString.EMPTY)),
                change().finalWitness(List.of(UNKNOWN)));
        assertConflict(
                "other fields",
                change().others(Map.of(UNKNOWN, ByteString.EMPTY)),
                change().others(Map.of(UNKNOWN, ByteString.ofHex("00"))));
        assertConflict(
                "signatures",
                change().signatures(Map.of(SPEND.key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0))),
                change().signatures(Map.of(SPEND.key(Role.LENDER, 0), SPEND.secondSignature(Role.LENDER, 0))));
    }

    @Test
    void takesAPreviousTransactionThatLostItsWitnessesForTheSame() {
        Transaction stripped = SPEND.deposits().get(0).withoutWitnesses();
        assertNotEquals(SPEND.deposits().get(0), stripped);
        Psbt without = SPEND.with(change().previousTransaction(stripped).build());
        for (Psbt both : List.of(without.combine(SPEND.psbt()), SPEND.psbt().combine(without))) {
            assertEquals(SPEND.spent().get(0), both.spentOutput(0));
        }
    }

    @Test
    void refusesEveryGlobalAndOutputFieldThatIsNotTheSameInBoth() {
        ExtendedPublicKey xpub = SPEND.parties().vault().borrower().xpub();
        KeyOrigin elsewhere = new KeyOrigin(ByteString.ofHex("01020304"), DerivationPath.parse("0"));
        Psbt otherOrigin = SPEND.psbt().withXpubs(Map.of(xpub, elsewhere));
        assertFault(
                PsbtFault.CONFLICTING_FIELD, "global xpubs", () -> SPEND.psbt().combine(otherOrigin));
        assertFault(
                PsbtFault.CONFLICTING_FIELD,
                "global fields",
                () -> others(ByteString.ofHex("00")).combine(others(ByteString.ofHex("01"))));
        PsbtOutput one = outputWith(UNKNOWN);
        PsbtOutput other = outputWith(OTHER_UNKNOWN);
        assertFault(
                PsbtFault.CONFLICTING_FIELD,
                "output 0 witness script",
                () -> firstOutput(one).combine(firstOutput(other)));
    }

    @Test
    void refusesABadSignatureFromEitherSide() {
        Psbt bad = SPEND.with(change().signatures(Map.of(SPEND.key(Role.LENDER, 0), SPEND.signature(Role.ARBITER, 0)))
                .build());
        Psbt good = SPEND.signedBy(Role.BORROWER);
        assertFault(PsbtFault.SIGNATURE_REFUSED, "SIGNATURE_INVALID", () -> good.combine(bad));
        assertFault(PsbtFault.SIGNATURE_REFUSED, "SIGNATURE_INVALID", () -> bad.combine(good));
        Psbt stranger = SPEND.with(change().signatures(
                        Map.of(TestPsbts.seeded(7).key(Role.LENDER, 0), SPEND.signature(Role.LENDER, 0)))
                .build());
        assertFault(PsbtFault.KEY_NOT_IN_SCRIPT, () -> good.combine(stranger));
    }

    @Test
    void preservesUnknownFieldsOfBothSides() {
        Psbt one = SPEND.with(change().others(Map.of(UNKNOWN, ByteString.EMPTY)).build());
        Psbt other = SPEND.with(
                change().others(Map.of(OTHER_UNKNOWN, ByteString.ofHex("ff"))).build());
        Psbt both = Psbt.parse(one.combine(other).serialize());
        assertEquals(
                Map.of(UNKNOWN, ByteString.EMPTY, OTHER_UNKNOWN, ByteString.ofHex("ff")),
                both.inputs().get(0).others());
    }

    private static PsbtInputBuilder change() {
        return SPEND.input().toBuilder();
    }

    private static void assertConflict(String field, PsbtInputBuilder one, PsbtInputBuilder other) {
        Psbt first = SPEND.with(one.build());
        Psbt second = SPEND.with(other.build());
        assertFault(PsbtFault.CONFLICTING_FIELD, "input 0 " + field, () -> first.combine(second));
        assertFault(PsbtFault.CONFLICTING_FIELD, "input 0 " + field, () -> second.combine(first));
    }

    private static Psbt others(ByteString value) {
        return SPEND.psbt().withOthers(Map.of(UNKNOWN, value));
    }

    private static PsbtOutput outputWith(ByteString witnessScript) {
        return new PsbtOutput(Optional.empty(), Optional.of(witnessScript), Map.of(), TaprootOutput.EMPTY, Map.of());
    }

    private static Psbt firstOutput(PsbtOutput output) {
        return SPEND.psbt().withOutputs(List.of(output, PsbtOutput.EMPTY));
    }
}
