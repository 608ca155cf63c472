package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.crypto.HDPath;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/** What a key signs, and when it no longer does. Approvals are forged here by reflection, as no other code could. */
class AccountSecretTest {
    private static final int INPUTS = 20;

    private final AccountSecret borrower = account(1);
    private final VaultAddress escrow = new Vault(
                    BitcoinNetwork.REGTEST,
                    borrower.publicKey(),
                    account(2).publicKey(),
                    account(3).publicKey())
            .address(7);

    @Test
    void s27SignsEveryInputDeterministicallyWithLowRAndLowS() throws ReflectiveOperationException {
        Psbt signed = borrower.sign(approval(Role.BORROWER));
        for (PsbtInput input : signed.inputs()) {
            ByteString signature = input.signatures().get(escrow.key(Role.BORROWER));
            assertEquals(1, input.signatures().size());
            assertTrue(signature != null && signature.size() <= 71, String.valueOf(signature));
        }
        assertEquals(signed, borrower.sign(approval(Role.BORROWER)));
        signed.requireGoodSignatures();
    }

    /**
     * S20: by whatever nonce another device with the same key signed, there is nothing to add, and nothing to refuse.
     */
    @Test
    void keepsAGoodSignatureThatItsOwnKeyGaveElsewhere() throws ReflectiveOperationException {
        Psbt ours = borrower.sign(approval(Role.BORROWER));
        ApprovedSpend signedElsewhere = approval(
                Role.BORROWER, psbt -> psbt.withSignature(3, escrow.key(Role.BORROWER), elsewhere(psbt.sighash(3))));
        Psbt both = borrower.sign(signedElsewhere);
        assertEquals(
                signedElsewhere.psbt().inputs().get(3).signatures(),
                both.inputs().get(3).signatures());
        assertNotEquals(ours.inputs().get(3), both.inputs().get(3));
        assertEquals(ours, both.withInput(3, ours.inputs().get(3)));
        both.requireGoodSignatures();
    }

    @Test
    void signsNothingForAnotherParty() throws ReflectiveOperationException {
        ApprovedSpend lenders = approval(Role.LENDER);
        assertThrows(IllegalArgumentException.class, () -> borrower.sign(lenders));
    }

    @Test
    void signsNothingAfterItWasClosed() throws ReflectiveOperationException {
        ApprovedSpend spend = approval(Role.BORROWER);
        borrower.close();
        borrower.close();
        assertThrows(KeyClosedException.class, () -> borrower.sign(spend));
        assertEquals(escrow.vault().borrower(), borrower.publicKey());
        assertFalse(borrower.toString().contains("prv"));
    }

    /** By the borrower's key for loan 7, and another nonce than RFC 6979's. */
    private static ByteString elsewhere(Sha256Hash hash) {
        DeterministicKey key = HDKeyDerivation.createMasterPrivateKey(seed(1));
        for (ChildNumber step : HDPath.parsePath("m/48H/1H/0H/2H/0/7")) {
            key = HDKeyDerivation.deriveChildKey(key, step);
        }
        byte[] entropy = new byte[32];
        entropy[31] = 1;
        byte[] compact = Secp256k1.get().sign(hash.getBytes(), key.getPrivKeyBytes(), entropy);
        return EcdsaSignature.ofCompact(compact).toDer().plus(SegwitSighash.SIGHASH_ALL);
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return seed;
    }

    private static AccountSecret account(int number) {
        try (MasterKey master = MasterKey.ofSeed(seed(number))) {
            return master.account(BitcoinNetwork.REGTEST, 0);
        }
    }

    private ApprovedSpend approval(Role role) throws ReflectiveOperationException {
        return approval(role, psbt -> psbt);
    }

    private ApprovedSpend approval(Role role, UnaryOperator<Psbt> signedElsewhere) throws ReflectiveOperationException {
        TransactionOutput coin = new TransactionOutput(Coin.COIN, escrow.scriptPubKey());
        List<Transaction> deposits = new ArrayList<>();
        List<TransactionInput> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            var funding = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[i]), 0), 0);
            deposits.add(new Transaction(2, List.of(funding), List.of(coin), 0));
            inputs.add(TransactionInput.unsigned(new Outpoint(deposits.get(i).txid(), 0), 0));
        }
        Psbt psbt = Psbt.create(new Transaction(2, inputs, List.of(coin), 0));
        for (int i = 0; i < INPUTS; i++) {
            psbt = psbt.withInput(i, PsbtInput.p2wsh(deposits.get(i), coin, escrow.witnessScript(), Map.of()));
        }
        Constructor<ApprovedSpend> forge = ApprovedSpend.class.getDeclaredConstructor(
                Psbt.class, Role.class, List.class, List.class, Coin.class, Coin.class, boolean.class);
        forge.setAccessible(true);
        return forge.newInstance(
                signedElsewhere.apply(psbt),
                role,
                Collections.nCopies(psbt.inputs().size(), escrow),
                List.of(),
                Coin.ZERO,
                Coin.ZERO,
                false);
    }
}
