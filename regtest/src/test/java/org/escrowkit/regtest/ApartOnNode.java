package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Loans of 30,000 dollars against one bitcoin at 60,000, between parties that are apart, on one real node. */
abstract class ApartOnNode extends OnNode {
    static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    static final MarginRules PLAIN = MarginRules.plain("50", "70", "80");

    static final MarginRules PARTIAL = PLAIN.liquidatingTo(Ltv.ofPercent("60"));

    @TempDir
    private static Path directory;

    final PsbtEscrow escrow = new PsbtEscrow(9_001);
    final EscrowParties words = EscrowParties.fresh();
    private @Nullable RegtestChain funded;
    private @Nullable SeparateParties apart;
    private int loans;

    @Override
    final NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void prepare() {
        funded = RegtestChain.funded(node());
        chain().mine(10);
        Map<Role, SigningParty> signers = Map.of(
                Role.BORROWER, borrower(directory),
                Role.LENDER, escrow.party(Role.LENDER),
                Role.ARBITER, escrow.party(Role.ARBITER));
        apart = closedWithTheClass(new SeparateParties(node(), directory, words, signers));
    }

    /** Called once, with the node there. */
    SigningParty borrower(Path desk) {
        return escrow.party(Role.BORROWER);
    }

    final RegtestChain chain() {
        return Objects.requireNonNull(funded);
    }

    final SeparateParties parties() {
        return Objects.requireNonNull(apart);
    }

    final LoanTerms terms(LoanId id) {
        return parties().loan(id).loan().terms();
    }

    final LoanId funded(String name, MarginRules margin) {
        int number = EscrowParties.ADDRESSES * loans++;
        LoanTerms terms = parties()
                .terms(escrow.vault(), number, PRINCIPAL, Coin.COIN, margin)
                .build();
        LoanId id = LoanId.of(name);
        parties().all().forEach(each -> each.open(id, terms));
        parties().price("60000");
        chain().pay(terms.escrow().address(), Coin.COIN);
        mine();
        parties().assertState("funded", id);
        return id;
    }

    final LoanId active(String name) {
        return active(name, PLAIN);
    }

    final LoanId active(String name, MarginRules margin) {
        LoanId id = funded(name, margin);
        parties().command(id, new Command.Disburse(parties().now()));
        parties().assertState("active", id);
        return id;
    }

    /** All of it, and the lender signs for that. */
    final void repay(LoanId id, BigMoney amount) {
        parties().command(id, new Command.RecordRepayment(amount, parties().now()));
        parties().desk().state(terms(id), new Claim.Repaid(), parties().now(), Role.LENDER);
        parties().assertState("repaid", id);
    }

    final void mine() {
        chain().mine(SeparateParties.CONFIRMATIONS);
        parties().poll();
    }

    /** One round of an attendant in which this loan is sent; it is mined as deep as it must be. */
    final Sha256Hash sent(LoanId id, Attendant attendant) {
        List<Attendant.Outcome> outcomes = attendant.attend();
        assertEquals(1, outcomes.size(), outcomes::toString);
        var sent = assertInstanceOf(Attendant.Outcome.Sent.class, outcomes.get(0), outcomes::toString);
        assertEquals(id, sent.loan());
        parties().poll();
        parties().assertState("settling", id);
        mine();
        return sent.txid();
    }

    final void assertHolds(Coin amount, Address address) {
        assertEquals(amount, chain().held(address), address::toString);
    }

    /** The chain has paid that, and the rest but the fee to the borrower, and all books are right. */
    final void assertEnded(LoanId id, String state, Coin toLender, Coin toArbiter, Sha256Hash txid) {
        LoanTerms terms = terms(id);
        Coin fee = chain().fee(txid);
        Coin toBorrower = Coin.COIN.subtract(toLender).subtract(toArbiter).subtract(fee);
        assertHolds(toLender, terms.payouts().lender());
        assertHolds(toArbiter, terms.payouts().arbiter().orElseThrow());
        assertHolds(toBorrower, terms.payouts().borrower());
        assertHolds(Coin.ZERO, terms.escrow().address());
        parties().assertAccounted(state, id);
        parties()
                .say(
                        id.text(),
                        state + ": " + toLender.value + " sat to the lender, " + toArbiter.value + " to the arbiter, "
                                + toBorrower.value + " to the borrower, fee " + fee.value);
    }
}
