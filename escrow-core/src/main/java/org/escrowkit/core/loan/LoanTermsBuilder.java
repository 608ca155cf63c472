package org.escrowkit.core.loan;

import java.time.Duration;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/**
 * Terms from what every loan has, and what most have in common: no interest, three confirmations of a deposit, prices
 * of one source named {@code market} that are at most ten minutes old and one percent apart, three days before a new
 * payout address holds, and {@link FeeBounds#USUAL}.
 */
public final class LoanTermsBuilder {
    private static final int USUAL_CONFIRMATIONS = 3;

    private final Chain chain;
    private Escrows escrows;
    private final Map<Role, ByteString> contractKeys;
    private final BigMoney principal;
    private final Coin requiredCollateral;
    private MarginRules margin;
    private int version = 1;
    private Deadlines deadlines;
    private Payouts payouts;
    private Interest interest = new Interest.None();
    private DepositPolicy deposits;
    private PriceRules prices;
    private Duration payoutDelay = Duration.ofDays(3);
    private FeeBounds fees = FeeBounds.USUAL;

    LoanTermsBuilder(
            Chain chain,
            Escrows escrows,
            Map<Role, ByteString> contractKeys,
            BigMoney principal,
            Coin requiredCollateral,
            MarginRules margin,
            Deadlines deadlines,
            Payouts payouts) {
        this.chain = chain;
        this.escrows = escrows;
        this.contractKeys = contractKeys;
        this.principal = principal;
        this.requiredCollateral = requiredCollateral;
        this.margin = margin;
        this.deadlines = deadlines;
        this.payouts = payouts;
        this.prices = PriceRules.ofParties(contractKeys);
        this.deposits = DepositPolicy.of(USUAL_CONFIRMATIONS, requiredCollateral);
    }

    public LoanTermsBuilder version(int number) {
        version = number;
        return this;
    }

    /** More addresses of the loan, after those that it has, for further partial settlements. */
    public LoanTermsBuilder escrows(Escrows agreed) {
        escrows = agreed;
        return this;
    }

    public LoanTermsBuilder margin(MarginRules agreed) {
        margin = agreed;
        return this;
    }

    public LoanTermsBuilder interest(Interest agreed) {
        interest = agreed;
        return this;
    }

    public LoanTermsBuilder deadlines(Deadlines agreed) {
        deadlines = agreed;
        return this;
    }

    public LoanTermsBuilder deposits(DepositPolicy agreed) {
        deposits = agreed;
        return this;
    }

    public LoanTermsBuilder prices(PriceRules agreed) {
        prices = agreed;
        return this;
    }

    public LoanTermsBuilder payouts(Payouts agreed) {
        payouts = agreed;
        return this;
    }

    public LoanTermsBuilder payoutDelay(Duration agreed) {
        payoutDelay = agreed;
        return this;
    }

    public LoanTermsBuilder fees(FeeBounds agreed) {
        fees = agreed;
        return this;
    }

    /** @throws IllegalArgumentException where the parts do not fit together; the message says which */
    public LoanTerms build() {
        return new LoanTerms(
                version,
                chain,
                escrows,
                contractKeys,
                principal,
                interest,
                deadlines,
                requiredCollateral,
                deposits,
                margin,
                prices,
                payouts,
                payoutDelay,
                fees);
    }
}
