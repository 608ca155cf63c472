package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every way that a loan can end, with borrower, lender and arbiter apart: services of their own, the arbiter behind
 * HTTP, and the borrower's keys in Bitcoin Core's wallet or on a machine that gets files.
 */
@Timeout(120)
class EndToEndOnProcessIT extends ApartOnNode {
    private @Nullable FarBorrower far;

    @Override
    SigningParty borrower(Path desk) {
        far = closedWithTheClass(new FarBorrower(node(), escrow, desk));
        return far.party();
    }

    private FarBorrower borrower() {
        return Objects.requireNonNull(far);
    }

    /** One round in which the borrower gets a file; whoever signs it, the next round sends. */
    private void waits(LoanId id, Attendant attendant) {
        List<Attendant.Outcome> outcomes = attendant.attend();
        var open = assertInstanceOf(Attendant.Outcome.Open.class, outcomes.get(0), outcomes::toString);
        assertEquals(id, open.loan());
        assertEquals(List.of("BORROWER: Waiting[]"), open.answers());
    }

    @Test
    void bitcoinCoresWalletSignsTheRelease() {
        LoanId id = active("core");
        repay(id, PRINCIPAL);
        Attendant lender = parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER);
        waits(id, lender);
        borrower().signByTheNodesWallet(parties().now());
        Sha256Hash txid = sent(id, lender);
        assertEnded(id, "released", Coin.ZERO, Coin.ZERO, txid);
    }

    @Test
    void aMachineThatGetsFilesSignsTheRelease() {
        LoanId id = active("file");
        repay(id, PRINCIPAL);
        Attendant lender = parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER);
        waits(id, lender);
        EscrowService own = parties().service(Role.BORROWER);
        borrower().signElsewhere(new LoanCase(own.loan(id).loan(), parties().evidence(id)), own.view());
        Sha256Hash txid = sent(id, lender);
        assertEnded(id, "released", Coin.ZERO, Coin.ZERO, txid);
    }

    /** 30,000 at 36,000 is 0.8333… bitcoin, rounded up for the lender. */
    @Test
    void lenderAndArbiterLiquidate() {
        LoanId id = active("liquidated");
        parties().price("36000");
        parties().assertState("liquidatable", id);
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER));
        assertEnded(id, "liquidated", Coin.valueOf(83_333_334), Coin.ZERO, txid);
    }

    /** At 36,000 what is owed is to fall to 60 % of what stays is worth; not a satoshi more is sold for that. */
    @Test
    void aPartialLiquidationLeavesTheRestAtAFreshAddressUntilItIsReleased() {
        LoanId id = active("partial", PARTIAL);
        parties().price("36000");
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER));
        LoanTerms terms = terms(id);
        Address next = terms.escrows().after(1).orElseThrow().address();
        Coin sold = chain().held(terms.payouts().lender());
        Coin kept = Coin.COIN.subtract(sold).subtract(chain().fee(txid));
        assertHolds(kept, next);
        assertHolds(Coin.ZERO, terms.escrow().address());
        assertHolds(Coin.ZERO, terms.payouts().borrower());
        parties().assertAccounted("active", id);
        assertTrue(isCovered(kept, sold));
        assertFalse(isCovered(kept.add(Coin.SATOSHI), sold.subtract(Coin.SATOSHI)));
        parties().say(id.text(), sold.value + " sat sold, " + kept.value + " stay for " + owedAfter(sold) + " dollars");

        repay(id, BigMoney.of(CurrencyUnit.USD, owedAfter(sold)));
        Attendant lender = parties().attendant(Role.LENDER, Role.BORROWER, Role.LENDER);
        waits(id, lender);
        borrower().signByTheNodesWallet(parties().now());
        Coin fee = chain().fee(sent(id, lender));
        assertHolds(kept.subtract(fee), terms.payouts().borrower());
        assertHolds(sold, terms.payouts().lender());
        assertHolds(Coin.ZERO, next);
        parties().assertAccounted("released", id);
        parties().say(id.text(), "released: " + kept.subtract(fee).value + " sat to the borrower, fee " + fee.value);
    }

    /** What the lender got is credited rounded up to a cent. */
    private static BigDecimal owedAfter(Coin sold) {
        BigDecimal credit = sold.toBtc().multiply(new BigDecimal("36000")).setScale(2, RoundingMode.CEILING);
        return PRINCIPAL.getAmount().subtract(credit);
    }

    private static boolean isCovered(Coin kept, Coin sold) {
        BigDecimal most = kept.toBtc().multiply(new BigDecimal("36000")).multiply(new BigDecimal("0.6"));
        return owedAfter(sold).compareTo(most) <= 0;
    }

    /** The lender never hands the money out, and never answers: borrower and arbiter need nobody else. */
    @Test
    void aMissedDeadlineOpensTheBorrowersWayOut() {
        LoanId id = funded("refunded", PLAIN);
        Attendant own = parties().attendant(Role.BORROWER, Role.BORROWER, Role.ARBITER);
        parties().poll();
        assertTrue(own.attend().isEmpty());
        parties().pass(Duration.ofDays(2));
        parties().poll();
        parties().assertState("cancelled", id);
        waits(id, own);
        borrower().signByTheNodesWallet(parties().now());
        Sha256Hash txid = sent(id, own);
        assertEnded(id, "refunded", Coin.ZERO, Coin.ZERO, txid);
    }

    @Test
    void theArbitersAwardDividesTheCollateral() {
        LoanId id = active("divided");
        parties().command(id, new Command.Dispute(Role.BORROWER));
        var split = new SettlementIntent.AwardSplit(Coin.valueOf(30_000_000), Coin.valueOf(1_000_000));
        parties().command(id, new Command.Award(split));
        var award = new Claim.Awarded(split.toLender(), split.toArbiter());
        parties().desk().state(terms(id), award, parties().now(), Role.LENDER, Role.ARBITER);
        Sha256Hash txid = sent(id, parties().attendant(Role.LENDER, Role.LENDER, Role.ARBITER));
        assertEnded(id, "divided", split.toLender(), split.toArbiter(), txid);
    }
}
