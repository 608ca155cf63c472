package org.escrowkit.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Collateral;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.joda.money.BigMoney;
import org.jspecify.annotations.NullMarked;

/** Three parties with keys from fixed seeds, their vault, and the terms of loan 7: USD 30,000 against one bitcoin. */
@NullMarked
public final class TestLoans {
    public static final BitcoinNetwork NETWORK = BitcoinNetwork.REGTEST;
    public static final int CONFIRMATIONS = 3;

    private static final DerivationPath ACCOUNT_PATH = DerivationPath.parse("48h/1h/0h/2h");

    public static final Vault VAULT =
            new Vault(NETWORK, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));

    /** Margin at 50 %, 70 % and 80 %; deposits count with three confirmations. */
    public static final LoanTerms TERMS = terms(7);

    private TestLoans() {}

    public static LoanTerms terms(int loanNumber) {
        return new LoanTerms(
                VAULT.address(loanNumber),
                usd("30000"),
                Coin.COIN,
                MarginRules.of("0.5", "0.7", "0.8"),
                DepositPolicy.of(CONFIRMATIONS, Coin.COIN),
                payout("borrower", ScriptType.P2WPKH),
                payout("lender", ScriptType.P2WPKH),
                FeeBounds.USUAL);
    }

    /** The same terms with other bounds for the fee. */
    public static LoanTerms withFees(LoanTerms terms, FeeBounds fees) {
        return new LoanTerms(
                terms.escrow(),
                terms.principal(),
                terms.requiredCollateral(),
                terms.margin(),
                terms.deposits(),
                terms.borrowerPayout(),
                terms.lenderPayout(),
                fees);
    }

    /** An address that a name, and nothing else, decides. */
    public static Address payout(String whose, ScriptType type) {
        return key("payout of the " + whose).toAddress(type, NETWORK);
    }

    public static BigMoney usd(String amount) {
        return BigMoney.parse("USD " + amount);
    }

    public static Price price(String usdForOneBitcoin) {
        return new Price(usd(usdForOneBitcoin));
    }

    public static Coin btc(String amount) {
        return Coin.parseCoin(amount);
    }

    public static Coin sat(long amount) {
        return Coin.valueOf(amount);
    }

    /** A coin at the escrow address that is deep in the chain; the salt makes it another coin. */
    public static Deposit coin(int salt, Coin value) {
        Transaction funding = TestChain.paying(salt, TERMS.escrow().scriptPubKey(), value);
        return new Deposit(
                funding.outpoint(0),
                TERMS.escrow().scriptPubKey(),
                value,
                funding,
                Optional.of(new BlockRef(1, TestChain.hash("block of " + salt))),
                false,
                Optional.empty());
    }

    /** One final coin of this many bitcoin, and nothing pending. */
    public static Collateral collateral(String bitcoin) {
        Coin value = btc(bitcoin);
        return new Collateral(value.isZero() ? List.of() : List.of(coin(1, value)), Coin.ZERO);
    }

    /** The PSBT with this party's signature on every input. */
    public static Psbt sign(Psbt psbt, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PublicKey key = TERMS.escrow().key(role);
            signed = signed.withSignature(i, key, signature(psbt, i, privateKey(role)));
        }
        return signed;
    }

    /** A signature over one input by any key, with its sighash byte. */
    public static ByteString signature(Psbt psbt, int input, ECKey key) {
        byte[] der = key.sign(psbt.sighash(input)).encodeToDER();
        return ByteString.of(der).plus(SegwitSighash.SIGHASH_ALL);
    }

    /** The key with which a party signs for {@link #TERMS}. */
    public static ECKey privateKey(Role role) {
        return HDKeyDerivation.deriveChildKey(
                HDKeyDerivation.deriveChildKey(master(role, ACCOUNT_PATH), 0), TERMS.loanNumber());
    }

    /** A private key that a name decides. */
    public static ECKey key(String name) {
        return HDKeyDerivation.createMasterPrivateKey(TestChain.hash(name).getBytes());
    }

    private static AccountKey account(Role role) {
        byte[] identifier = master(role, new DerivationPath(List.of())).getIdentifier();
        var fingerprint = ByteString.of(Arrays.copyOf(identifier, KeyOrigin.FINGERPRINT_SIZE));
        String xpub = master(role, ACCOUNT_PATH).serializePubB58(NETWORK);
        return new AccountKey(new KeyOrigin(fingerprint, ACCOUNT_PATH), ExtendedPublicKey.parse(xpub));
    }

    private static DeterministicKey master(Role role, DerivationPath path) {
        byte[] seed = TestChain.hash("seed of the " + role).getBytes();
        DeterministicKey key = HDKeyDerivation.createMasterPrivateKey(seed);
        for (int step : path.steps()) {
            key = HDKeyDerivation.deriveChildKey(key, step);
        }
        return key;
    }
}
