package org.escrowkit.core.settlement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.VaultAddress;

/**
 * All that decides a settlement but its fee. Equal questions at equal fees have the same answer, byte for byte, so that
 * every signer can compute it alone and compare.
 *
 * @param partialSettlements that the loan has had: what a partial one leaves goes to the address after them
 * @param coins to spend, at least one, at any of the loan's addresses; kept in the order of their outpoints
 * @param lockTime the height of the tip when it is asked, so that no miner gains by mining the tip again (BIP65 calls
 *     this discouraging fee sniping); 0 for none
 */
public record SettlementQuestion(
        SettlementIntent intent, LoanTerms terms, int partialSettlements, List<Deposit> coins, int lockTime) {
    /** From here on a locktime is a time and no height. */
    private static final int FIRST_TIME = 500_000_000;

    /** @throws SettlementException if there is no coin, or one that does not lie at the loan's addresses */
    public SettlementQuestion {
        coins = coins.stream().sorted(Comparator.comparing(Deposit::outpoint)).toList();
        if (coins.isEmpty()) {
            throw new SettlementException("no final collateral to settle with");
        }
        for (Deposit coin : coins) {
            if (terms.escrows().byScript(coin.scriptPubKey()).isEmpty()) {
                throw new SettlementException("the coin " + coin.outpoint() + " is none of loan " + terms.loanNumber());
            }
        }
        if (coins.stream().map(Deposit::outpoint).distinct().count() != coins.size()) {
            throw new SettlementException("a coin is spent once");
        }
        if (lockTime < 0 || lockTime >= FIRST_TIME) {
            throw new IllegalArgumentException("no height: " + lockTime);
        }
    }

    /**
     * What a loan's state demands to be done with the final coins that a ledger shows.
     *
     * @return empty if nothing is demanded
     * @throws SettlementException as the constructor
     */
    public static Optional<SettlementQuestion> of(Loan loan, Ledger ledger, int lockTime) {
        LoanTerms terms = loan.terms();
        return loan.state()
                .demands()
                .map(intent -> new SettlementQuestion(
                        intent,
                        terms,
                        loan.state().partialSettlements(),
                        ledger.collateral(terms.escrows().scripts(), terms.deposits())
                                .coins(),
                        lockTime));
    }

    /**
     * What the settlement answers that a loan's state says is under way.
     *
     * @throws SettlementException if none is, or the ledger no longer shows its coins
     */
    public static SettlementQuestion underWay(Loan loan, Ledger ledger) {
        return UnderWay.question(loan, ledger);
    }

    /** What a transaction that spends just these coins leaves to the miners; below zero where it pays out more. */
    public Coin feeOf(Transaction transaction) {
        return transaction.outputs().stream().map(TransactionOutput::value).reduce(total(), Coin::subtract);
    }

    /** The same at another height. */
    public SettlementQuestion at(int height) {
        return new SettlementQuestion(intent, terms, partialSettlements, coins, height);
    }

    /** The same decided at another price. */
    SettlementQuestion at(Price price) {
        return new SettlementQuestion(intent.at(price), terms, partialSettlements, coins, lockTime);
    }

    /**
     * The same at the price at which a transaction seems to answer it; itself if it does so at its own price, at none
     * of the range, or if it has no price. A liquidation's price shows in what the lender gets; what else the
     * transaction says is not looked at.
     */
    public SettlementQuestion pricedLike(Transaction found, Supplier<Optional<PriceRange>> prices) {
        return intent.decidedAt().isEmpty() || PriceSearch.fits(this, found)
                ? this
                : prices.get()
                        .flatMap(range -> PriceSearch.within(range, this, found))
                        .orElse(this);
    }

    /** What is spent. */
    public Coin total() {
        return coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
    }

    /** The address at which each coin lies, in the order of the coins. */
    public List<VaultAddress> escrows() {
        return coins.stream()
                .map(coin -> terms.escrows().byScript(coin.scriptPubKey()).orElseThrow())
                .toList();
    }

    /** Where what stays with the loan goes, if there is an address left. */
    public Optional<VaultAddress> nextEscrow() {
        return terms.escrows().after(partialSettlements + 1);
    }

    /** @throws SettlementException if the terms have no such script */
    ByteString script(Share share) {
        return switch (share) {
            case LENDER -> terms.lenderScript();
            case ARBITER ->
                terms.payouts()
                        .arbiter()
                        .map(Scripts::of)
                        .orElseThrow(() -> new SettlementException("the terms name no address of the arbiter"));
            case BORROWER -> terms.borrowerScript();
            case NEXT_ESCROW ->
                nextEscrow()
                        .map(VaultAddress::scriptPubKey)
                        .orElseThrow(() -> new SettlementException("all addresses of the loan are used"));
        };
    }
}
