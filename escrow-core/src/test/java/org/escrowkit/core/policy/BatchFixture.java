package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;

/** Liquidations of many loans of one lender, each of a borrower of its own over one coin, at 24,000. */
final class BatchFixture {
    private static final int APART = 4;

    final List<LoanCase> cases = new ArrayList<>();
    final Ledger ledger;
    private final Map<ByteString, Integer> indices = new HashMap<>();

    /** @param values of the coins, one for each loan: 1.25 bitcoin are the lender's */
    BatchFixture(List<Coin> values, LoanTerms like) {
        List<LoanTerms> terms = new ArrayList<>();
        List<Transaction> deposits = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            LoanTerms one = terms(i, like);
            terms.add(one);
            indices.put(one.escrow().scriptPubKey(), one.loanNumber());
            deposits.add(TestChain.paying(100 + i, one.escrow().scriptPubKey(), values.get(i)));
        }
        ledger = TestChain.watching(indices.keySet().toArray(ByteString[]::new))
                .mine(deposits.toArray(Transaction[]::new))
                .mineEmpty(2)
                .ledger();
        for (LoanTerms one : terms) {
            cases.add(PolicyFixture.honestCase(TestStates.demanding(liquidation("30000", "24000"), one, ledger)));
        }
    }

    static BatchFixture of(int loans) {
        List<Coin> values = new ArrayList<>();
        for (int i = 0; i < loans; i++) {
            values.add(Coin.valueOf(150_000_000L + 1_000_003L * (i % 7)));
        }
        return new BatchFixture(values, PolicyFixture.TERMS);
    }

    private static LoanTerms terms(int number, LoanTerms like) {
        LoanTerms plain = PolicyFixture.withRules(TestLoans.terms(number * APART), Duration.ZERO);
        var payouts = new Payouts(
                TestLoans.payout("borrower " + number, ScriptType.P2WPKH),
                plain.payouts().lender(),
                plain.payouts().arbiter());
        return plain.amend()
                .version(1)
                .margin(like.margin())
                .prices(like.prices())
                .fees(like.fees())
                .payouts(payouts)
                .build();
    }

    BatchPlan plan(List<LoanCase> some, FeeRate rate) {
        return SettlementPlanner.batch(
                some.stream()
                        .map(one -> SettlementQuestion.of(one.loan(), ledger, 0).orElseThrow())
                        .toList(),
                rate);
    }

    BatchPlan plan() {
        return plan(cases, FeeRate.ofSatsPerVb(10));
    }

    Psbt marked(Psbt psbt) {
        Psbt marked = psbt;
        for (LoanCase one : cases) {
            marked = TestEvidence.marked(marked, one.loan().terms(), one.evidence());
        }
        return marked;
    }

    Psbt signed(Psbt psbt, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            int index = indices.getOrDefault(psbt.spentOutput(i).scriptPubKey(), 0);
            ECKey secret = TestLoans.privateKey(role, index);
            signed = signed.withSignature(
                    i, new PublicKey(ByteString.of(secret.getPubKey())), TestLoans.signature(psbt, i, secret));
        }
        return signed;
    }

    Review review(Psbt psbt, Role role) {
        return review(psbt, cases, role);
    }

    Review review(Psbt psbt, List<LoanCase> some, Role role) {
        return Policy.reviewBatch(marked(psbt).serialize(), some, records(role));
    }

    SignerRecords records(Role role) {
        return SignerRecords.of(role, ledger, NOW, PolicyFixture.CHAIN_TIME);
    }

    /** The same with another demand for one of the loans. */
    List<LoanCase> demanding(int number, SettlementIntent intent) {
        List<LoanCase> changed = new ArrayList<>(cases);
        LoanTerms terms = cases.get(number).loan().terms();
        changed.set(number, PolicyFixture.honestCase(TestStates.demanding(intent, terms, ledger)));
        return changed;
    }
}
