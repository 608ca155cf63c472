package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.junit.jupiter.api.Test;

/** Three liquidations in one transaction: the lender signs on a device, the arbiter behind HTTP. */
class CosignBatchTest {
    private static final int[] NUMBERS = {4, 8, 12};

    private final List<LoanTerms> terms = new ArrayList<>();
    private final Ledger ledger;
    private final List<LoanCase> cases = new ArrayList<>();

    CosignBatchTest() {
        List<Transaction> deposits = new ArrayList<>();
        for (int number : NUMBERS) {
            LoanTerms plain = TestLoans.terms(number);
            var payouts = new Payouts(
                    TestLoans.payout("borrower " + number, ScriptType.P2WPKH),
                    plain.payouts().lender(),
                    plain.payouts().arbiter());
            terms.add(plain.amend().version(1).payouts(payouts).build());
            deposits.add(TestChain.paying(number, plain.escrow().scriptPubKey(), btc("1.5")));
        }
        ledger = TestChain.watching(terms.stream()
                        .map(LoanTerms::escrow)
                        .map(VaultAddress::scriptPubKey)
                        .toArray(ByteString[]::new))
                .mine(deposits.toArray(Transaction[]::new))
                .mineEmpty(4)
                .ledger();
        for (LoanTerms one : terms) {
            Loan loan = TestStates.demanding(
                    new SettlementIntent.Liquidation(usd("30000"), BigDecimal.ZERO, price("24000")), one, ledger);
            cases.add(new LoanCase(loan, TestEvidence.forDemand(loan, NOW)));
        }
    }

    private Psbt plan() {
        List<SettlementQuestion> questions = cases.stream()
                .map(one -> SettlementQuestion.of(one.loan(), ledger, 0).orElseThrow())
                .toList();
        Psbt psbt = SettlementPlanner.batch(questions, FeeRate.ofSatsPerVb(10)).toPsbt();
        for (LoanCase one : cases) {
            psbt = TestEvidence.marked(psbt, one.loan().terms(), one.evidence());
        }
        return psbt;
    }

    private Optional<Loan> loan(ContractFingerprint contract) {
        return cases.stream()
                .map(LoanCase::loan)
                .filter(loan -> loan.terms().fingerprint().equals(contract))
                .findFirst();
    }

    private PartyCosigner cosigner(SigningParty party) {
        return new PartyCosigner(party, this::loan, contract -> List.of(), () -> new ChainView(ledger, NOW, NOW));
    }

    private SigningParty party(Role role) {
        return SigningParty.of(
                role, ExternalSigner.withoutFiles(terms.get(0).escrows().vault().account(role)));
    }

    @Test
    void aBatchGoesThroughBothPartiesAndIsComplete() {
        SigningParty lender = party(Role.LENDER);
        CosignRequest toLender = CosignRequest.ofBatch(plan(), cases);
        Cosigner beside = cosigner(lender);
        assertEquals(new Cosigner.Reply.Waiting(), beside.ask(toLender));
        lender.takeBack(TestLoans.sign(lender.waiting().get(0), Role.LENDER), NOW);
        Psbt half = assertInstanceOf(Cosigner.Reply.Signed.class, beside.ask(toLender))
                .psbt();

        SigningParty arbiter = party(Role.ARBITER);
        ContractSecret own = key(1);
        ContractSecret arbiters = key(2);
        try (CosignerServer server = CosignerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                cosigner(arbiter),
                arbiters,
                Set.of(own.publicKey()),
                () -> NOW)) {
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort());
            Cosigner remote = new HttpCosigner(
                    HttpClient.newHttpClient(), uri, own, arbiters.publicKey(), Duration.ofSeconds(30), () -> NOW);
            CosignRequest toArbiter = CosignRequest.ofBatch(half, cases);
            assertEquals(new Cosigner.Reply.Waiting(), remote.ask(toArbiter));
            arbiter.takeBack(TestLoans.sign(arbiter.waiting().get(0), Role.ARBITER), NOW);
            Psbt whole = assertInstanceOf(Cosigner.Reply.Signed.class, remote.ask(toArbiter))
                    .psbt();
            assertInstanceOf(Completion.Complete.class, whole.finish());

            var refused = assertInstanceOf(
                    Cosigner.Reply.Refused.class, remote.ask(CosignRequest.ofBatch(half, cases.subList(0, 2))));
            assertTrue(refused.names(PolicyRule.INPUTS_ARE_THE_COLLATERAL.id()), refused::toString);
        }
    }

    private static ContractSecret key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return MasterKey.ofSeed(seed).contractKey(BitcoinNetwork.REGTEST, 0);
    }
}
