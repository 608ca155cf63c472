package org.escrowkit.core;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;
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

    /** When loans start: the first second of 2026. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Of each loan, so that it may have three partial settlements. */
    public static final int ADDRESSES = 4;

    /** Margin at 50 %, 70 % and 80 %; deposits count with three confirmations. */
    public static final LoanTerms TERMS = terms(7);

    private static final Map<String, ECKey> SECRETS = new ConcurrentHashMap<>();

    /** Which of the vault's first addresses a script pays. */
    private static final Map<ByteString, Integer> INDICES = IntStream.range(0, 64)
            .boxed()
            .collect(Collectors.toMap(index -> VAULT.addresses().scriptPubKey(index), index -> index));

    private TestLoans() {}

    public static LoanTerms terms(int loanNumber) {
        return new LoanTerms(
                1,
                Chain.REGTEST,
                Escrows.of(VAULT, loanNumber, ADDRESSES),
                Map.of(
                        Role.BORROWER, contractKey(Role.BORROWER),
                        Role.LENDER, contractKey(Role.LENDER),
                        Role.ARBITER, contractKey(Role.ARBITER)),
                usd("30000"),
                new Interest.None(),
                new Deadlines(START, day(2), day(3), day(365), Duration.ofDays(5)),
                Coin.COIN,
                DepositPolicy.of(CONFIRMATIONS, Coin.COIN),
                MarginRules.plain("50", "70", "80"),
                new PriceRules(Map.of("market", sourceKey("market")), 1, Duration.ofHours(1), new BigDecimal("0.01")),
                new Payouts(
                        payout("borrower", ScriptType.P2WPKH),
                        payout("lender", ScriptType.P2WPKH),
                        Optional.of(payout("arbiter", ScriptType.P2WPKH))),
                Duration.ofDays(3),
                FeeBounds.USUAL);
    }

    /** So many days after the loan's start. */
    public static Instant day(int days) {
        return START.plus(Duration.ofDays(days));
    }

    /** The same terms with other margin rules. */
    public static LoanTerms withMargin(LoanTerms terms, MarginRules margin) {
        return terms.amend().version(terms.version()).margin(margin).build();
    }

    /** The same terms with other interest. */
    public static LoanTerms withInterest(LoanTerms terms, Interest interest) {
        return terms.amend().version(terms.version()).interest(interest).build();
    }

    /** The next version of the terms, with other payout addresses and deadlines. */
    public static LoanTerms amended(LoanTerms terms, Payouts payouts, Deadlines deadlines) {
        return terms.amend().payouts(payouts).deadlines(deadlines).build();
    }

    /** The same terms with other bounds for the fee. */
    public static LoanTerms withFees(LoanTerms terms, FeeBounds fees) {
        return terms.amend().version(terms.version()).fees(fees).build();
    }

    /** A party's x-only contract key. */
    public static ByteString contractKey(Role role) {
        return ByteString.of(contractSecret(role).getPubKey()).slice(1, 33);
    }

    /** The private key behind it. */
    public static ECKey contractSecret(Role role) {
        return key("contract key of the " + role);
    }

    /** A price source's x-only key. */
    public static ByteString sourceKey(String source) {
        return ByteString.of(sourceSecret(source).getPubKey()).slice(1, 33);
    }

    /** The private key behind it. */
    public static ECKey sourceSecret(String source) {
        return key("price source " + source);
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
        return coin(salt, value, TERMS.escrow());
    }

    /** The same at another address. */
    public static Deposit coin(int salt, Coin value, VaultAddress escrow) {
        Transaction funding = TestChain.paying(salt, escrow.scriptPubKey(), value);
        return new Deposit(
                funding.outpoint(0),
                escrow.scriptPubKey(),
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

    /** The PSBT with this party's signature on every input, at whichever of the vault's first addresses it lies. */
    public static Psbt sign(Psbt psbt, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            int index = INDICES.getOrDefault(psbt.spentOutput(i).scriptPubKey(), TERMS.loanNumber());
            ECKey secret = privateKey(role, index);
            PublicKey key = new PublicKey(ByteString.of(secret.getPubKey()));
            signed = signed.withSignature(i, key, signature(psbt, i, secret));
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
        return privateKey(role, TERMS.loanNumber());
    }

    /** The key with which a party signs for coins at one of the vault's addresses. */
    public static ECKey privateKey(Role role, int index) {
        return SECRETS.computeIfAbsent(
                role + " " + index,
                key -> HDKeyDerivation.deriveChildKey(
                        HDKeyDerivation.deriveChildKey(master(role, ACCOUNT_PATH), 0), index));
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
