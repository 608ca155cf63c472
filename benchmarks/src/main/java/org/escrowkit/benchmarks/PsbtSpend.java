package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * A PSBT that spends the coins of so many loans, as our planner would write it: on each input its previous transaction,
 * the spent output, the witness script and the origins of three keys that no other input has; all three extended keys.
 * Signed by the borrower, and by the lender; and what their signatures and all 3n keys are.
 */
final class PsbtSpend {
    private static final Coin VALUE = Coin.parseCoin("0.01");
    private static final int DEPOSIT_OUTPUT = 1;

    private final byte[] byBorrower;
    private final byte[] byLender;
    private final List<byte[]> keys;
    private final List<Signed> signatures;

    private PsbtSpend(byte[] byBorrower, byte[] byLender, List<byte[]> keys, List<Signed> signatures) {
        this.byBorrower = byBorrower;
        this.byLender = byLender;
        this.keys = keys;
        this.signatures = signatures;
    }

    byte[] byBorrower() {
        return byBorrower;
    }

    byte[] byLender() {
        return byLender;
    }

    List<byte[]> keys() {
        return keys;
    }

    List<Signed> signatures() {
        return signatures;
    }

    /** One signature, for the bare native library. */
    static final class Signed {
        private final byte[] compact;
        private final byte[] hash;
        private final byte[] key;

        private Signed(byte[] compact, byte[] hash, byte[] key) {
            this.compact = compact;
            this.hash = hash;
            this.key = key;
        }

        boolean verify(Secp256k1 secp256k1) {
            return secp256k1.verify(compact, hash, key);
        }
    }

    static PsbtSpend ofInputs(int count) {
        List<VaultAddress> escrows =
                IntStream.range(0, count).mapToObj(Parties.VAULT::address).toList();
        List<Transaction> deposits = escrows.stream().map(PsbtSpend::deposit).toList();
        Psbt psbt = Psbt.create(spending(deposits)).withXpubs(xpubs());
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VaultAddress escrow = escrows.get(i);
            Map<PublicKey, KeyOrigin> origins = new LinkedHashMap<>();
            for (Role role : Role.values()) {
                origins.put(escrow.key(role), escrow.origin(role));
                keys.add(escrow.key(role).bytes().toByteArray());
            }
            Transaction deposit = deposits.get(i);
            psbt = psbt.withInput(
                    i,
                    PsbtInput.p2wsh(deposit, deposit.outputs().get(DEPOSIT_OUTPUT), escrow.witnessScript(), origins));
        }
        List<Signed> signatures = new ArrayList<>();
        byte[] byBorrower = signed(psbt, Role.BORROWER, escrows, signatures);
        byte[] byLender = signed(psbt, Role.LENDER, escrows, signatures);
        return new PsbtSpend(byBorrower, byLender, keys, signatures);
    }

    /** With both signatures on every input. */
    byte[] complete() {
        return Psbt.parse(byBorrower).combine(Psbt.parse(byLender)).serialize();
    }

    static Transaction transaction(Completion completion) {
        if (completion instanceof Completion.Complete complete) {
            return complete.transaction();
        }
        throw new IllegalStateException("not complete: " + completion);
    }

    private static Transaction deposit(VaultAddress escrow) {
        Outpoint from = new Outpoint(Sha256Hash.of(new byte[] {1}), escrow.index());
        TransactionOutput change =
                new TransactionOutput(VALUE, Parties.VAULT.address(0).scriptPubKey());
        return new Transaction(
                Transaction.VERSION_2,
                List.of(TransactionInput.unsigned(from, TransactionInput.SEQUENCE_REPLACEABLE)),
                List.of(change, new TransactionOutput(VALUE, escrow.scriptPubKey())),
                0);
    }

    private static Transaction spending(List<Transaction> deposits) {
        List<TransactionInput> inputs = deposits.stream()
                .map(deposit -> TransactionInput.unsigned(
                        deposit.outpoint(DEPOSIT_OUTPUT), TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        Coin most = VALUE.multiply(deposits.size()).divide(10);
        ByteString payout = Parties.VAULT.address(0).scriptPubKey();
        List<TransactionOutput> outputs = List.of(
                new TransactionOutput(most.multiply(7), payout), new TransactionOutput(most.multiply(2), payout));
        return new Transaction(Transaction.VERSION_2, inputs, outputs, 0);
    }

    private static Map<ExtendedPublicKey, KeyOrigin> xpubs() {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            AccountKey account = Parties.VAULT.account(role);
            xpubs.put(account.xpub(), account.origin());
        }
        return xpubs;
    }

    private static byte[] signed(Psbt psbt, Role role, List<VaultAddress> escrows, List<Signed> signatures) {
        SegwitSighash sighash = SegwitSighash.of(psbt.unsignedTransaction());
        Psbt signed = psbt;
        for (int i = 0; i < escrows.size(); i++) {
            Sha256Hash hash = sighash.forInput(i, escrows.get(i).witnessScript(), VALUE);
            DeterministicKey key = Parties.loanKey(role, i);
            var signature = Settlement.signature(key, hash);
            signed = signed.withSignature(
                    i, escrows.get(i).key(role), signature.toDer().plus(SegwitSighash.SIGHASH_ALL));
            signatures.add(new Signed(signature.toCompact(), hash.getBytes(), key.getPubKey()));
        }
        return signed.serialize();
    }
}
