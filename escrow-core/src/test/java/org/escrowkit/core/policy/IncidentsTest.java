package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.FIRST;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.SECOND;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refusedRelease;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** What happened to others, as it would happen here. */
class IncidentsTest {
    private static final ByteString THIEF = Scripts.of(TestLoans.payout("thief", ScriptType.P2WPKH));

    /** April 2020: the payout address that a peer sent was signed for without a look. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void bisq2020AnAddressThatAPeerSuppliesIsNotPaid() {
        refusedRelease(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.outputs(RELEASE, list -> {
            list.set(0, new TransactionOutput(list.get(0).value(), THIEF));
            return list;
        }));
    }

    /** May 2026: the deposit that a peer described was not the one in the chain, nor was its locktime. */
    @Test
    @Proves({PolicyRule.INPUTS_ARE_PROVEN, PolicyRule.INPUTS_ARE_THE_COLLATERAL, PolicyRule.SHAPE_IS_OURS})
    void bisq2026ADepositThatAPeerDescribesIsComparedWithTheChain() {
        Transaction described = TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("0.1"));
        refusedRelease(PolicyRule.INPUTS_ARE_PROVEN, Edits.input(RELEASE, 0, Edits.previous(Optional.of(described))));
        refusedRelease(PolicyRule.INPUTS_ARE_THE_COLLATERAL, Edits.inputs(RELEASE, list -> {
            list.set(0, TransactionInput.unsigned(described.outpoint(0), TransactionInput.SEQUENCE_REPLACEABLE));
            return list;
        }));
        refusedRelease(
                PolicyRule.SHAPE_IS_OURS,
                Edits.transaction(RELEASE, was -> new Transaction(2, was.inputs(), was.outputs(), 0xffff_ffffL)));
    }

    /** A witness UTXO that understates an amount hides a fee: only the whole previous transaction proves it. */
    @Test
    @Proves(PolicyRule.INPUTS_ARE_PROVEN)
    void cve2020n14199AnAmountWithoutItsTransactionIsNotBelieved() {
        TransactionOutput lie = new TransactionOutput(sat(1_000), TERMS.escrow().scriptPubKey());
        refusedRelease(
                PolicyRule.INPUTS_ARE_PROVEN,
                Edits.input(Edits.input(RELEASE, 0, Edits.previous(Optional.empty())), 0, Edits.spent(lie)));
        refusedRelease(PolicyRule.INPUTS_ARE_PROVEN, Edits.input(RELEASE, 0, Edits.spent(lie)));
    }

    /**
     * Two requests, each with the true amount of one input and a lie about the other, whose signatures together make a
     * transaction with a huge fee: neither is signed, and after an honest one no other transaction is.
     */
    @Test
    @Proves({PolicyRule.INPUTS_ARE_PROVEN, PolicyRule.ONE_SPEND_FOR_EACH_COIN})
    void theTwoPsbtFeeAttackGetsNoSignature() {
        Psbt greedy = Edits.amount(RELEASE, 0, -900_000);
        for (int input = 0; input < 2; input++) {
            Coin real = RELEASE_PLAN.coins().get(input).value();
            TransactionOutput less = new TransactionOutput(
                    real.subtract(sat(900_000)), TERMS.escrow().scriptPubKey());
            Psbt one =
                    Edits.input(Edits.input(greedy, input, Edits.previous(Optional.empty())), input, Edits.spent(less));
            refusedRelease(PolicyRule.INPUTS_ARE_PROVEN, one);
        }
        SigningHistory signed = SigningHistory.NONE.with(approved(RELEASE, REPAID, Role.LENDER), NOW);
        PolicyFixture.refused(
                PolicyRule.ONE_SPEND_FOR_EACH_COIN,
                review(
                        LIQUIDATION,
                        LIQUIDATABLE,
                        honest(LIQUIDATABLE),
                        records(Role.LENDER, LEDGER).with(signed)));
    }

    /** A stranger's extended key under a party's fingerprint and path, which devices show and people compare. */
    @Test
    @Proves(PolicyRule.KEY_ORIGINS_ARE_OURS)
    void xpubSubstitutionIsNoticedByKeyAndChainCode() {
        AccountKey lender = TestLoans.VAULT.lender();
        KeyOrigin origin = lender.origin();
        ExtendedPublicKey arbiters = TestLoans.VAULT.arbiter().xpub();
        refusedRelease(PolicyRule.KEY_ORIGINS_ARE_OURS, RELEASE.withXpubs(Map.of(arbiters, origin)));
        ExtendedPublicKey ours = lender.xpub();
        var otherChainCode = new ExtendedPublicKey(
                ours.mainnet(),
                ours.depth(),
                ours.parentFingerprint(),
                ours.childNumber(),
                arbiters.chainCode(),
                ours.key());
        refusedRelease(PolicyRule.KEY_ORIGINS_ARE_OURS, RELEASE.withXpubs(Map.of(otherChainCode, origin)));
    }

    /** A host rewrote the PSBT after the person had looked at it: what is approved cannot be rewritten. */
    @Test
    void changedAfterReviewWhatIsSignedIsWhatWasReviewed() {
        byte[] bytes = RELEASE.serialize();
        Review review = PolicyFixture.review(bytes, REPAID, LEDGER, Role.LENDER);
        ApprovedSpend spend = approved(review);
        byte[] stolen = Edits.outputs(
                        RELEASE,
                        list -> List.of(new TransactionOutput(list.get(0).value(), THIEF)))
                .serialize();
        System.arraycopy(stolen, 0, bytes, 0, Math.min(stolen.length, bytes.length));
        Arrays.fill(bytes, stolen.length, Math.max(stolen.length, bytes.length), (byte) 0);
        assertEquals(RELEASE, spend.psbt());
        assertEquals(
                RELEASE.unsignedTransaction().txid(),
                signedBy(Role.LENDER, spend.psbt()).unsignedTransaction().txid());
        assertNotEquals(Psbt.parse(stolen).unsignedTransaction(), spend.psbt().unsignedTransaction());
    }

    /** Caravan lost the sequence of an input on the way: signatures over another one are worth nothing. */
    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void aLostSequenceIsNoticed() {
        for (long lost : List.of(0xffff_ffffL, 0xffff_fffeL, 0L)) {
            refusedRelease(
                    PolicyRule.SHAPE_IS_OURS,
                    Edits.inputs(
                            RELEASE,
                            list -> list.stream()
                                    .map(input -> TransactionInput.unsigned(input.outpoint(), lost))
                                    .toList()));
        }
    }

    /** An amount below zero in one output pays for more than all in another. */
    @Test
    @Proves(PolicyRule.PSBT_WELL_FORMED)
    void aNegativeAmountIsNoAmount() {
        for (long value : List.of(-1L, Long.MIN_VALUE, BitcoinNetwork.MAX_MONEY.value + 1)) {
            byte[] bytes = RELEASE.serialize();
            long was = RELEASE.unsignedTransaction().outputs().get(0).value().value;
            PolicyFixture.refused(
                    PolicyRule.PSBT_WELL_FORMED,
                    PolicyFixture.review(replaced(bytes, was, value), REPAID, LEDGER, Role.LENDER));
        }
    }

    private static byte[] replaced(byte[] bytes, long was, long is) {
        String from = hexLittleEndian(was);
        String hex = ByteString.of(bytes).toHex();
        assertEquals(hex.indexOf(from), hex.lastIndexOf(from));
        return ByteString.ofHex(hex.replace(from, hexLittleEndian(is))).toByteArray();
    }

    private static String hexLittleEndian(long value) {
        return String.format("%016x", Long.reverseBytes(value));
    }

    /** The same coin twice counts twice, if nobody looks. */
    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void aDuplicatedInputIsRefused() {
        refusedRelease(PolicyRule.INPUTS_ARE_THE_COLLATERAL, Edits.inputs(RELEASE, list -> {
            list.add(list.get(0));
            return list;
        }));
        refusedRelease(
                PolicyRule.INPUTS_ARE_THE_COLLATERAL, Edits.inputs(RELEASE, list -> List.of(list.get(1), list.get(1))));
        assertNotEquals(FIRST.txid(), SECOND.txid());
    }
}
