package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.WalletFiles.GLOBAL_UNSIGNED_TX;
import static org.escrowkit.core.settlement.WalletFiles.GLOBAL_VERSION;
import static org.escrowkit.core.settlement.WalletFiles.GLOBAL_XPUB;
import static org.escrowkit.core.settlement.WalletFiles.IN_BIP32_DERIVATION;
import static org.escrowkit.core.settlement.WalletFiles.IN_NON_WITNESS_UTXO;
import static org.escrowkit.core.settlement.WalletFiles.IN_PARTIAL_SIG;
import static org.escrowkit.core.settlement.WalletFiles.IN_SIGHASH_TYPE;
import static org.escrowkit.core.settlement.WalletFiles.IN_WITNESS_SCRIPT;
import static org.escrowkit.core.settlement.WalletFiles.IN_WITNESS_UTXO;
import static org.escrowkit.core.settlement.WalletFiles.PSBTS;
import static org.escrowkit.core.settlement.WalletFiles.all;
import static org.escrowkit.core.settlement.WalletFiles.forEach;
import static org.escrowkit.core.settlement.WalletFiles.forEachInput;
import static org.escrowkit.core.settlement.WalletFiles.keysOf;
import static org.escrowkit.core.settlement.WalletFiles.only;
import static org.escrowkit.core.settlement.WalletFiles.spent;
import static org.escrowkit.core.settlement.WalletFiles.type;
import static org.escrowkit.core.settlement.WalletFiles.types;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.psbt.Psbt;
import org.junit.jupiter.api.Test;

/**
 * The published rules by which other wallets take a multisig PSBT, one test each, against what {@link SettlementPlan}
 * makes: a release and liquidations of one to three coins, bare and with the lender's signature. Everything is looked
 * at in the bytes, as a stranger's parser does.
 *
 * <p>Where the rules stand:
 *
 * <ul>
 *   <li>Coldcard: {@code Coldcard/firmware} at 8eb0e008, {@code shared/psbt.py}, {@code shared/multisig.py},
 *       {@code shared/actions.py}; limits of size, path, fee and signers in {@code docs/limitations.md}
 *   <li>Sparrow: {@code sparrowwallet/drongo} at b3856107, {@code psbt/PSBT.java}, {@code PSBTInput.java},
 *       {@code PSBTEntry.java}, {@code protocol/Transaction.java}, {@code wallet/Wallet.java}; files are opened by
 *       {@code sparrowwallet/sparrow} at e7ae9cca, {@code AppController.java}
 *   <li>Caravan: {@code caravan-bitcoin/caravan} at b25532a3, {@code packages/caravan-psbt/src/psbtv0},
 *       {@code apps/coordinator/src/utils/psbtUtils.ts}, {@code actions/transactionActions.js}; it reads version 0 with
 *       {@code bitcoinjs/bip174}, {@code lib/parser/fromBuffer} and {@code lib/converter}
 * </ul>
 *
 * <p>Not in a PSBT's hands: Coldcard must know the wallet or be allowed to take it from the global keys; Caravan must
 * have every coin among those of its wallet; Coldcard wants the co-signers' fingerprints to differ.
 */
class WalletChecklistTest {
    private static final int COLDCARD_MOST_BYTES = 2 * 1024 * 1024;
    private static final int COLDCARD_LEAST_FILE_BYTES = 50;
    private static final int COLDCARD_MOST_FEE_PERCENT = 10;

    /** Coldcard's {@code is_psbt}, Caravan's {@code isBinaryPSBT}, drongo's {@code isPSBT}. */
    @Test
    void theFileBeginsWithTheMagic() {
        PSBTS.forEach(psbt -> assertEquals(
                "70736274ff", ByteString.of(psbt.serialize()).slice(0, 5).toHex()));
    }

    /** Coldcard's {@code is_psbt} and Caravan's {@code autoLoadPSBT}: base64 in one piece that starts so. */
    @Test
    void base64IsOneLineWithPadding() {
        for (Psbt psbt : PSBTS) {
            assertTrue(psbt.toBase64().startsWith("cHNidP8"));
            assertTrue(psbt.toBase64().matches("[A-Za-z0-9+/]+={0,2}"));
            assertEquals(0, psbt.toBase64().length() % 4);
            assertEquals(psbt, Psbt.parse(Base64.getDecoder().decode(psbt.toBase64())));
        }
    }

    /** Coldcard's {@code file_picker}: 50 bytes to 2 MiB. */
    @Test
    void ordinaryFilesAreOfAReadableSize() {
        for (Psbt psbt : PSBTS) {
            assertTrue(psbt.serialize().length >= COLDCARD_LEAST_FILE_BYTES);
            assertTrue(psbt.serialize().length < 10_000);
        }
    }

    /** The same limit for the heaviest collateral that the terms let one expect: 20 deposits of 100,000 bytes. */
    @Test
    void theHeaviestCollateralStillFitsAColdcard() {
        List<Deposit> deposits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            deposits.add(heavy(i));
        }
        int size = SettlementPlanner.plan(SettlementFixture.question(RELEASE, deposits), FeeRate.ofSatsPerVb(10))
                .toPsbt()
                .serialize()
                .length;
        assertTrue(size > 2_000_000 && size <= COLDCARD_MOST_BYTES, () -> size + " bytes");
    }

    /** Paid by a transaction of the standard weight: 400,000, without witnesses 100,000 bytes. */
    private static Deposit heavy(int salt) {
        List<TransactionOutput> outputs = new ArrayList<>();
        outputs.add(new TransactionOutput(btc("0.05"), TERMS.escrow().scriptPubKey()));
        outputs.addAll(Collections.nCopies(
                3_221, new TransactionOutput(Coin.CENT, ByteString.ofHex("0014" + "11".repeat(20)))));
        Outpoint from = new Outpoint(TestChain.hash("heavy " + salt), 0);
        Transaction funding = new Transaction(2, List.of(TransactionInput.unsigned(from, 0)), outputs, 0);
        assertTrue(funding.size() > 99_900 && funding.size() <= 100_000, () -> funding.size() + " bytes");
        return new Deposit(
                funding.outpoint(0),
                TERMS.escrow().scriptPubKey(),
                btc("0.05"),
                funding,
                Optional.of(new BlockRef(1, TestChain.hash("block"))),
                false,
                Optional.empty());
    }

    /**
     * Coldcard's {@code validate}, drongo's {@code parseGlobalEntries}, bip174's {@code fromBuffer}: version 0 has the
     * unsigned transaction and none of version 2's fields, in any map. (All three also read version 2.)
     */
    @Test
    void versionIsZeroAndNothingOfVersionTwoIsThere() {
        forEach(psbt -> {
            assertEquals(
                    Set.of(GLOBAL_UNSIGNED_TX, GLOBAL_XPUB),
                    types(psbt.global()),
                    "the version is 0 where none stands");
            assertFalse(psbt.global().containsKey(type(GLOBAL_VERSION)));
            psbt.inputs().forEach(input -> assertTrue(types(input).stream().allMatch(type -> type <= 0x06)));
        });
    }

    /** drongo's {@code findDuplicateKey}, bip174's {@code fromBuffer}, Coldcard for unknown fields. */
    @Test
    void noFieldStandsTwice() {
        forEach(psbt -> assertEquals(
                1 + psbt.unsigned().inputs().size() + psbt.unsigned().outputs().size(),
                psbt.maps().size()));
    }

    /** drongo's {@code checkOneByteKey} and its kin: keys are the type alone, or with one compressed key or xpub. */
    @Test
    void keysHaveTheLengthOfTheirType() {
        forEach(psbt -> {
            psbt.global().keySet().forEach(key -> assertEquals(key.at(0) == GLOBAL_XPUB ? 79 : 1, key.size()));
            psbt.inputs()
                    .forEach(input -> input.keySet()
                            .forEach(key -> assertEquals(
                                    key.at(0) == IN_PARTIAL_SIG || key.at(0) == IN_BIP32_DERIVATION ? 34 : 1,
                                    key.size())));
        });
    }

    /** drongo's {@code verify} and {@code parseGlobalEntries}, Coldcard, Caravan's {@code importPSBT}. */
    @Test
    void theUnsignedTransactionHasInputsOutputsAndNoSignature() {
        forEach(psbt -> {
            assertFalse(psbt.unsigned().inputs().isEmpty());
            assertFalse(psbt.unsigned().outputs().isEmpty());
            assertFalse(psbt.unsigned().hasWitness());
            assertTrue(psbt.unsigned().inputs().stream()
                    .allMatch(input -> input.scriptSig().isEmpty()));
        });
    }

    /** Coldcard's {@code consider_inputs}, drongo's {@code verify}, bitcoinjs-lib. */
    @Test
    void noCoinIsSpentTwice() {
        forEach(psbt -> assertEquals(
                psbt.unsigned().inputs().size(),
                psbt.unsigned().inputs().stream()
                        .map(TransactionInput::outpoint)
                        .distinct()
                        .count()));
    }

    /** Coldcard: version 1 to 3, and no locktime without effect. Caravan keeps sequences; ours say replaceable. */
    @Test
    void versionLocktimeAndSequencesRaiseNoWarning() {
        forEach(psbt -> {
            assertEquals(2, psbt.unsigned().version());
            assertEquals(0, psbt.unsigned().lockTime());
            assertTrue(psbt.unsigned().inputs().stream().allMatch(input -> input.sequence() == 0xffff_fffdL));
        });
    }

    /**
     * Coldcard's {@code consider_outputs}: by default it refuses a fee of 10 % of what is paid out. Ours are far below;
     * terms for small collateral need fee bounds that keep it so, since a loan's bounds know of no share.
     */
    @Test
    void theFeeIsNoTenthOfWhatIsPaid() {
        for (Psbt psbt : PSBTS) {
            long in = 0;
            for (int i = 0; i < psbt.inputs().size(); i++) {
                in += psbt.spentOutput(i).value().value;
            }
            long out = psbt.unsignedTransaction().outputs().stream()
                    .mapToLong(output -> output.value().value)
                    .sum();
            assertTrue((in - out) * 100 < out * COLDCARD_MOST_FEE_PERCENT);
        }
    }

    /**
     * Caravan's {@code getUnchainedInputsFromPSBT} refuses a P2WSH input without its previous transaction; Coldcard's
     * and drongo's parsers hash it and compare with the input's txid. Without witnesses, its hash is the txid itself.
     */
    @Test
    void everyInputBringsTheTransactionThatItSpends() {
        forEachInput((input, map) -> {
            ByteString previous = only(map, IN_NON_WITNESS_UTXO);
            assertEquals(
                    input.outpoint().txid(),
                    Sha256Hash.wrapReversed(Sha256Hash.hashTwice(previous.toByteArray())),
                    "the txid is the hash of all bytes");
            assertTrue(input.outpoint().index()
                    < Transaction.parse(previous).outputs().size());
        });
    }

    /** drongo's {@code verifyUtxo}: both forms of the coin say the same, and it is of a segwit type. */
    @Test
    void everyInputBringsItsWitnessUtxoTooAndBothAgree() {
        forEachInput((input, map) -> {
            ByteWriter proven = new ByteWriter();
            spent(input, map).write(proven);
            assertEquals(proven.toByteString(), only(map, IN_WITNESS_UTXO));
            assertEquals("0020", spent(input, map).scriptPubKey().slice(0, 2).toHex());
        });
    }

    /** All three need the script; Coldcard and drongo compare its hash with the coin's program. */
    @Test
    void everyInputBringsItsWitnessScript() {
        forEachInput((input, map) -> assertEquals(
                spent(input, map).scriptPubKey().slice(2, 34),
                ByteString.of(Sha256Hash.hash(only(map, IN_WITNESS_SCRIPT).toByteArray()))));
    }

    /** Coldcard, drongo's {@code verifyUtxo}: a redeem script belongs to P2SH alone. No field says "final" yet. */
    @Test
    void noInputHasAFieldOfAnotherKindOfSpend() {
        Set<Integer> ours =
                Set.of(IN_NON_WITNESS_UTXO, IN_WITNESS_UTXO, IN_PARTIAL_SIG, IN_WITNESS_SCRIPT, IN_BIP32_DERIVATION);
        forEachInput((input, map) -> assertTrue(ours.containsAll(types(map)), () -> types(map) + " of " + ours));
    }

    /** Coldcard and Sparrow warn of, or refuse, every type but ALL; absent is ALL. */
    @Test
    void noSighashTypeIsAskedFor() {
        forEachInput((input, map) -> assertFalse(map.containsKey(type(IN_SIGHASH_TYPE))));
    }

    /**
     * drongo's {@code verifySignatures}, Coldcard, Caravan: a signature's key stands in the script and has an origin.
     */
    @Test
    void partialSignaturesAreByKeysOfTheScript() {
        Set<Integer> counts = new HashSet<>();
        forEachInput((input, map) -> {
            Map<ByteString, ByteString> signatures = all(map, IN_PARTIAL_SIG);
            signatures.forEach((key, signature) -> {
                assertTrue(keysOf(only(map, IN_WITNESS_SCRIPT)).contains(key));
                assertTrue(all(map, IN_BIP32_DERIVATION).containsKey(key));
                assertEquals(0x01, signature.at(signature.size() - 1));
            });
            counts.add(signatures.size());
        });
        assertEquals(Set.of(0, 1), counts);
        PSBTS.forEach(Psbt::requireGoodSignatures);
    }

    /** Coldcard: "completely signed already" is refused, and it adds a signature while fewer than M are there. */
    @Test
    void aHalfSignedPsbtWaitsForOneMore() {
        forEachInput((input, map) -> assertTrue(all(map, IN_PARTIAL_SIG).size() < 2));
    }
}
