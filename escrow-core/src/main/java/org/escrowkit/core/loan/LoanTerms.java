package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Network;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.joda.money.BigMoney;

/**
 * What the parties agreed on. A change is a new version that all three sign.
 *
 * @param version 1 for the first
 * @param chain on which the collateral lies
 * @param escrows where the collateral lies; the first index is the loan's number
 * @param contractKeys the x-only public key (BIP340, 32 bytes) with which each party signs terms and evidence
 * @param principal that the lender hands out, above zero
 * @param interest on it
 * @param deadlines of funding, disbursement and repayment
 * @param requiredCollateral before the lender hands the principal out
 * @param deposits which of them count; none below a twentieth of the required collateral
 * @param margin at which ratios something happens
 * @param prices which sources count
 * @param payouts where settlements pay
 * @param payoutDelay how long after its agreement a new payout address takes effect
 * @param fees what settlements may cost, and who bears it
 */
public record LoanTerms(
        int version,
        Chain chain,
        Escrows escrows,
        Map<Role, ByteString> contractKeys,
        BigMoney principal,
        Interest interest,
        Deadlines deadlines,
        Coin requiredCollateral,
        DepositPolicy deposits,
        MarginRules margin,
        PriceRules prices,
        Payouts payouts,
        Duration payoutDelay,
        FeeBounds fees) {
    private static final int CONTRACT_KEY_SIZE = 32;

    public LoanTerms {
        contractKeys = ImmutableMap.copyOf(contractKeys);
        principal = Decimals.plain(principal);
        require(version >= 1, "versions count from 1");
        require(
                escrows.vault().network() == chain.network(),
                "a vault of " + escrows.vault().network() + " on " + chain);
        require(
                contractKeys.size() == Role.values().length
                        && contractKeys.values().stream().allMatch(key -> key.size() == CONTRACT_KEY_SIZE)
                        && contractKeys.values().stream().distinct().count() == contractKeys.size(),
                "each party has a contract key of its own, of 32 bytes");
        require(
                principal.isPositive() && requiredCollateral.isPositive(),
                "principal and required collateral are above zero");
        require(
                deposits.bounds(requiredCollateral),
                "deposits of " + deposits.leastValue().value + " sat make too many coins for one settlement");
        require(!payoutDelay.isNegative(), "a delay is not below zero");
        requireCurrency(principal, interest);
        List<Address> payees = Stream.concat(
                        Stream.of(payouts.borrower(), payouts.lender()), payouts.arbiter().stream())
                .toList();
        for (Address payout : payees) {
            requireNetwork(escrows.first(), payout);
            require(
                    escrows.byScript(Scripts.of(payout)).isEmpty(),
                    "a payout into the escrow would stay there: " + payout);
        }
    }

    /** What every loan must have; the rest is usual until it is set. */
    public static LoanTermsBuilder builder(
            Chain chain,
            Escrows escrows,
            Map<Role, ByteString> contractKeys,
            BigMoney principal,
            Coin requiredCollateral,
            MarginRules margin,
            Deadlines deadlines,
            Payouts payouts) {
        return new LoanTermsBuilder(
                chain, escrows, contractKeys, principal, requiredCollateral, margin, deadlines, payouts);
    }

    /** To change some of these terms: of the next version, for the parties to sign. */
    public LoanTermsBuilder amend() {
        return new LoanTermsBuilder(
                        chain, escrows, contractKeys, principal, requiredCollateral, margin, deadlines, payouts)
                .version(version + 1)
                .interest(interest)
                .deposits(deposits)
                .prices(prices)
                .payoutDelay(payoutDelay)
                .fees(fees);
    }

    private static void requireCurrency(BigMoney principal, Interest interest) {
        if (interest instanceof Interest.Instalments instalments) {
            require(
                    instalments.schedule().stream().allMatch(due -> due.amount().isSameCurrency(principal)),
                    "instalments are in the principal's currency");
        }
    }

    /** By what the text says: test networks share their legacy prefixes, testnets and signet their bech32 ones too. */
    private static void requireNetwork(VaultAddress escrow, Address payout) {
        Network vault = escrow.address().network();
        Network paid = payout.network();
        boolean same = payout instanceof SegwitAddress
                ? paid.segwitAddressHrp().equals(vault.segwitAddressHrp())
                : paid.legacyAddressHeader() == vault.legacyAddressHeader();
        require(same, payout + " is for " + paid + ", the vault for " + vault);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    public int loanNumber() {
        return escrow().index();
    }

    /** Where the collateral goes at first. */
    public VaultAddress escrow() {
        return escrows.first();
    }

    public ByteString borrowerScript() {
        return Scripts.of(payouts.borrower());
    }

    public ByteString lenderScript() {
        return Scripts.of(payouts.lender());
    }

    /** How deep a settlement must be in the chain: as the largest deposit. */
    public int settlementConfirmations() {
        return deposits.mostConfirmations();
    }

    /** Whether these are the signatures of all three parties under these terms. */
    public boolean areSignedBy(TermsSignatures signatures) {
        return areSignedBy(signatures, this);
    }

    /** Whether the parties of these terms signed others. */
    boolean areSignedBy(TermsSignatures signatures, LoanTerms signed) {
        return signatures.areBy(contractKeys, signed.fingerprint());
    }

    /** What is owed when the principal has been handed out. */
    Debt debt() {
        return Debt.disbursed(principal, interest, deadlines.firstDay());
    }

    /** What every artefact of the loan can carry to say which contract it belongs to. */
    public ContractFingerprint fingerprint() {
        return ContractFingerprint.of(chain, escrows.vault(), TermsCodec.hash(this));
    }
}
