package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fifty loans of one lender and fifty borrowers, which one price liquidates in one transaction. */
@Timeout(120)
class BatchOnProcessIT extends ApartOnNode {
    private static final int LOANS = 50;
    private static final Coin COLLATERAL = Coin.valueOf(10_000_000);
    private static final String CRASH = "31000";

    /** Payments that the node's wallet makes between two blocks: its coins are few. */
    private static final int IN_A_BLOCK = 20;

    private final Address lender = RegtestChain.addressOfNobody();
    private final Map<LoanId, LoanTerms> batch = new LinkedHashMap<>();

    /** The borrowers have services of their own, one for each, which this is not about. */
    private List<EscrowService> knowing() {
        return List.of(parties().service(Role.LENDER), parties().service(Role.ARBITER));
    }

    /** From 2,500 dollars on, each ten dollars more: at 31,000 all are beyond 80 % of a tenth of a bitcoin. */
    private static BigMoney principal(int number) {
        return BigMoney.of(CurrencyUnit.USD, BigDecimal.valueOf(2_500L + 10L * number));
    }

    private void open(int number) {
        Payouts payouts = new Payouts(RegtestChain.addressOfNobody(), lender, Optional.empty());
        LoanTerms terms = parties()
                .terms(escrow.vault(), EscrowParties.ADDRESSES * number, principal(number), COLLATERAL, PLAIN)
                .payouts(payouts)
                .build();
        LoanId id = LoanId.of("batch-" + number);
        batch.put(id, terms);
        knowing().forEach(each -> each.open(id, terms));
        chain().pay(terms.escrow().address(), COLLATERAL);
        if (number % IN_A_BLOCK == 0) {
            chain().mine(1);
        }
    }

    private List<LoanCase> cases() {
        EscrowService own = parties().service(Role.LENDER);
        return batch.entrySet().stream()
                .map(loan -> new LoanCase(own.loan(loan.getKey()).loan(), evidence(loan.getValue())))
                .toList();
    }

    private Evidence evidence(LoanTerms terms) {
        return parties().desk().of(terms);
    }

    private Psbt signed(Cosigner party, Psbt psbt) {
        Cosigner.Reply reply = party.ask(CosignRequest.ofBatch(psbt, cases()));
        return assertInstanceOf(Cosigner.Reply.Signed.class, reply, reply::toString)
                .psbt();
    }

    private static void assertRefused(Cosigner.Reply satoshiFromOneBorrowerToAnother) {
        var refused = assertInstanceOf(Cosigner.Reply.Refused.class, satoshiFromOneBorrowerToAnother);
        assertTrue(refused.names(PolicyRule.OUTPUTS_ARE_DEMANDED.id()), refused::toString);
    }

    /** Principal by price, rounded up for the lender. */
    private static Coin toLender(LoanTerms terms) {
        BigDecimal bitcoin = terms.principal().getAmount().divide(new BigDecimal(CRASH), 8, RoundingMode.CEILING);
        return Coin.ofBtc(bitcoin);
    }

    @Test
    void onePriceLiquidatesFiftyLoansInOneTransaction() {
        for (int number = 0; number < LOANS; number++) {
            open(number);
        }
        parties().price("60000");
        mine();
        batch.keySet()
                .forEach(id -> knowing().forEach(each -> {
                    var answer = each.handle(id, new Command.Disburse(parties().now()));
                    assertInstanceOf(CommandResult.Done.class, answer, answer::toString);
                }));
        parties().price(CRASH);
        parties().poll();

        EscrowService own = parties().service(Role.LENDER);
        Psbt plan = own.planBatch(List.copyOf(batch.keySet())).toPsbt(this::evidence);
        Cosigner arbiter = parties().arbiterFor(Role.LENDER);
        Psbt shifted = Tampered.amount(Tampered.amount(plan, 1, 1), 2, -1);
        assertRefused(arbiter.ask(CosignRequest.ofBatch(shifted, cases())));
        Psbt complete = signed(arbiter, signed(parties().cosigner(Role.LENDER), plan));
        Map<LoanId, Evidence> shown = batch.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, loan -> evidence(loan.getValue())));
        SettlementResult result = own.settle(shown, List.of(complete));
        assertInstanceOf(SettlementResult.Sent.class, result, result::toString);
        // The arbiter's service knows it by what it sees.
        Sha256Hash txid = complete.unsignedTransaction().txid();
        mine();
        assertPaid(chain().fee(txid));
        batch.keySet().forEach(id -> parties().assertAccounted("liquidated", id, Role.LENDER, Role.ARBITER));
    }

    /** All loans weigh the same, so each borrower bears a fiftieth of the fee. */
    private void assertPaid(Coin fee) {
        Coin part = Coin.valueOf(fee.value / LOANS);
        assertEquals(fee, part.multiply(LOANS));
        Coin sum = Coin.ZERO;
        for (LoanTerms terms : batch.values()) {
            Coin due = toLender(terms);
            sum = sum.add(due);
            assertHolds(COLLATERAL.subtract(due).subtract(part), terms.payouts().borrower());
            assertHolds(Coin.ZERO, terms.escrow().address());
        }
        assertHolds(sum, lender);
        parties()
                .say(
                        "batch",
                        LOANS + " loans in one transaction: " + sum.value + " sat to the lender, fee " + fee.value);
    }
}
