package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
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

    private static AccountSecret account(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        try (MasterKey master = MasterKey.ofSeed(seed)) {
            return master.account(BitcoinNetwork.REGTEST, 0);
        }
    }

    private ApprovedSpend approval(Role role) throws ReflectiveOperationException {
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
        Constructor<ApprovedSpend> forge =
                ApprovedSpend.class.getDeclaredConstructor(Psbt.class, Role.class, VaultAddress.class);
        forge.setAccessible(true);
        return forge.newInstance(psbt, role, escrow);
    }
}
