package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S26, S28: two parties spend the coins by whatever they like; that is a theft, and stops nobody else's loans. */
class HostileSpendTest extends ServiceFixture {
    private static final MarginRules PARTLY =
            MarginRules.plain("50", "70", "80").liquidatingTo(Ltv.ofPercent("60"));

    private void active(LoanTerms some, String usd) {
        service.open(ID, some);
        service.observePrice(Price.parse("USD 60000"));
        chain.moveTo(chain.add(chain.tip(), 1, List.of(deposit())));
        service.poll();
        service.handle(ID, new Command.Disburse(now));
        service.observePrice(Price.parse("USD " + usd));
    }

    /** With another coin beside the loan's. */
    private void assertTheft(long lockTime, Coin... values) {
        List<TransactionInput> inputs = List.of(
                TransactionInput.unsigned(deposit().outpoint(0), TransactionInput.SEQUENCE_REPLACEABLE),
                TransactionInput.unsigned(
                        new Outpoint(Sha256Hash.of(new byte[] {77}), 0), TransactionInput.SEQUENCE_REPLACEABLE));
        List<TransactionOutput> outputs = new ArrayList<>();
        for (Coin value : values) {
            outputs.add(new TransactionOutput(value, terms.borrowerScript()));
        }
        chain.moveTo(chain.add(chain.tip(), 1, List.of(new Transaction(2, inputs, outputs, lockTime))));
        service.poll();
        chain.moveTo(chain.add(chain.tip(), 2, List.of()));
        service.poll();
        assertEquals("compromised", service.loan(ID).loan().state().name());
    }

    @Test
    void aLocktimeThatIsATime() {
        active(terms, "36000");
        assertTheft(1_600_000_000L, Coin.valueOf(50_000_000));
    }

    @Test
    void moreIsPaidThanTheLoanHas() {
        active(terms.amend().version(terms.version()).margin(PARTLY).build(), "36000");
        assertTheft(1, Coin.valueOf(150_000_000));
    }

    @ParameterizedTest
    @CsvSource({"1, 36000", "5, 36000", "0, 36000.1234567890123"})
    void termsLetSourcesDifferByAllOrNothing(BigDecimal deviation, String usd) {
        PriceRules rules = terms.prices();
        active(
                terms.amend()
                        .version(terms.version())
                        .prices(new PriceRules(rules.sources(), rules.quorum(), rules.maxAge(), deviation))
                        .build(),
                usd);
        assertTheft(1, Coin.valueOf(50_000_000));
    }
}
