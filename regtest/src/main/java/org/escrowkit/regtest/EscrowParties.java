package org.escrowkit.regtest;

import com.google.common.collect.Maps;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanTermsBuilder;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.joda.money.BigMoney;

/** A borrower, a lender and an arbiter with fresh keys in this process, and the regtest vault between them. */
public final class EscrowParties {
    /** Of each loan; the first takes the collateral, and each partial settlement uses one more. */
    public static final int ADDRESSES = 4;

    private final Map<Role, SigningParty> parties = new EnumMap<>(Role.class);
    private final Map<Role, ContractSecret> contracts = new EnumMap<>(Role.class);
    private final Vault vault;

    private EscrowParties() {
        SecureRandom random = new SecureRandom();
        for (Role role : Role.values()) {
            try (MasterKey master = MasterKey.generate(random)) {
                parties.put(role, SigningParty.of(role, new LocalSigner(master.account(BitcoinNetwork.REGTEST, 0))));
                contracts.put(role, master.contractKey(BitcoinNetwork.REGTEST, 0));
            }
        }
        vault = new Vault(BitcoinNetwork.REGTEST, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));
    }

    public static EscrowParties fresh() {
        return new EscrowParties();
    }

    public Vault vault() {
        return vault;
    }

    /** The x-only keys (BIP340) with which the parties sign terms and evidence. */
    public Map<Role, ByteString> contractKeys() {
        return Map.copyOf(Maps.transformValues(contracts, ContractSecret::publicKey));
    }

    /**
     * The terms of a loan of this vault that starts now, is to be funded and handed out within two days, and lasts a
     * year, with four addresses and three days of grace.
     */
    public LoanTermsBuilder terms(
            int loanNumber, BigMoney principal, Coin collateral, MarginRules margin, Payouts payouts, Instant now) {
        Instant start = now.truncatedTo(ChronoUnit.SECONDS);
        Duration day = Duration.ofDays(1);
        return LoanTerms.builder(
                Chain.REGTEST,
                Escrows.of(vault, loanNumber, ADDRESSES),
                contractKeys(),
                principal,
                collateral,
                margin,
                new Deadlines(
                        start,
                        start.plus(day),
                        start.plus(day.multipliedBy(2)),
                        start.plus(day.multipliedBy(365)),
                        day.multipliedBy(3)),
                payouts);
    }

    /** The key with which a party signs its word. */
    public ContractSecret contract(Role role) {
        return Objects.requireNonNull(contracts.get(role));
    }

    public SigningParty party(Role role) {
        return Objects.requireNonNull(parties.get(role));
    }

    private AccountKey account(Role role) {
        return party(role).signer().account();
    }
}
