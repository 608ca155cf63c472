package org.escrowkit.core.psbt;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.TestSpends;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.keys.TestKeys;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.TestVaults;
import org.escrowkit.core.vault.VaultAddress;

/**
 * A PSBT that spends deposits of a vault, one per input, each of another loan; updated, and not signed. The parties
 * have their private keys.
 */
public record TestPsbts(TestVaults parties, List<Transaction> deposits, Psbt psbt) {
    private static final int DEPOSIT_OUTPUT = 1;

    public static TestPsbts seeded(long seed) {
        return seeded(seed, 1);
    }

    public static TestPsbts seeded(long seed, int inputs) {
        Random random = new Random(seed);
        TestVaults parties = TestVaults.seeded(seed);
        List<Transaction> deposits = IntStream.range(0, inputs)
                .mapToObj(loan -> deposit(random, parties.vault().address(loan)))
                .toList();
        RandomTransactions transactions = new RandomTransactions(random);
        Transaction unsigned = new Transaction(
                Transaction.VERSION_2,
                deposits.stream()
                        .map(deposit -> TransactionInput.unsigned(
                                deposit.outpoint(DEPOSIT_OUTPUT), TransactionInput.SEQUENCE_REPLACEABLE))
                        .toList(),
                List.of(transactions.output(), transactions.output()),
                0);
        Psbt psbt = Psbt.create(unsigned);
        for (int loan = 0; loan < inputs; loan++) {
            psbt = psbt.withInput(
                    loan, updated(deposits.get(loan), parties.vault().address(loan)));
        }
        return new TestPsbts(parties, deposits, psbt.withXpubs(xpubs(parties)));
    }

    private static Transaction deposit(Random random, VaultAddress address) {
        RandomTransactions transactions = new RandomTransactions(random);
        TransactionInput input =
                TransactionInput.unsigned(transactions.outpoint(), 0).withWitness(List.of(transactions.bytes(70)));
        TransactionOutput collateral =
                new TransactionOutput(Coin.valueOf(1_000_000L + random.nextInt(1 << 30)), address.scriptPubKey());
        return new Transaction(2, List.of(input), List.of(transactions.output(), collateral), 0);
    }

    private static PsbtInput updated(Transaction deposit, VaultAddress address) {
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        for (Role role : Role.values()) {
            origins.put(address.key(role), address.origin(role));
        }
        return PsbtInput.p2wsh(deposit, deposit.outputs().get(DEPOSIT_OUTPUT), address.witnessScript(), origins);
    }

    private static Map<ExtendedPublicKey, KeyOrigin> xpubs(TestVaults parties) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new HashMap<>();
        for (Role role : Role.values()) {
            xpubs.put(
                    parties.vault().account(role).xpub(),
                    parties.vault().account(role).origin());
        }
        return xpubs;
    }

    public PublicKey key(Role role, int input) {
        return TestKeys.publicKey(parties.key(role, input));
    }

    /** With SIGHASH_ALL behind it. */
    public ByteString signature(Role role, int input) {
        return TestSpends.sign(parties.key(role, input), psbt.sighash(input))
                .toDer()
                .plus(SegwitSighash.SIGHASH_ALL);
    }

    /** As good as the other one, by another nonce. */
    public ByteString secondSignature(Role role, int input) {
        BigInteger nonce = BigInteger.valueOf(123_456_789);
        BigInteger secret = parties.key(role, input).getPrivKey();
        Sha256Hash hash = psbt.sighash(input);
        BigInteger r = new BigInteger(1, ECKey.fromPrivate(nonce).getPubKey(), 1, 32).mod(TestSpends.ORDER);
        BigInteger s = new BigInteger(1, hash.getBytes())
                .add(r.multiply(secret))
                .multiply(nonce.modInverse(TestSpends.ORDER))
                .mod(TestSpends.ORDER);
        BigInteger low = s.min(TestSpends.ORDER.subtract(s));
        return new EcdsaSignature(r, low).toDer().plus(SegwitSighash.SIGHASH_ALL);
    }

    /** Every input signed by this party. */
    public Psbt signedBy(Role role) {
        Psbt signed = psbt;
        for (int input = 0; input < psbt.inputs().size(); input++) {
            signed = signed.withSignature(input, key(role, input), signature(role, input));
        }
        return signed;
    }

    public List<TransactionOutput> spent() {
        return deposits.stream()
                .map(deposit -> deposit.outputs().get(DEPOSIT_OUTPUT))
                .toList();
    }

    /** The first input of the PSBT, for a test to lie in. */
    public PsbtInput input() {
        return psbt.inputs().get(0);
    }

    /** The PSBT with another first input, and nothing of it verified. */
    public Psbt with(PsbtInput input) {
        return psbt.withInput(0, input);
    }
}
