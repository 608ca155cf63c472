package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.joda.money.BigMoney;

/** A loan of 30,000 dollars between {@link TestParties}, paid back, the collateral of which is to be released. */
record TestLoan(LoanTerms terms, Loan repaid, Ledger ledger, Instant now) {
    static final int NUMBER = 8;
    static final int CONFIRMATIONS = 3;

    private static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");
    private static final Price PRICE = Price.parse("USD 60000");
    private static final MarginRules MARGIN = MarginRules.plain("50", "70", "80");

    static LoanTerms terms(Instant start) {
        return terms(start, NUMBER);
    }

    /** @param number of its first address: loans on one chain have none in common */
    static LoanTerms terms(Instant start, int number) {
        Coin collateral = MARGIN.initial().collateralFor(PRINCIPAL, PRICE);
        Duration day = Duration.ofDays(1);
        Map<Role, ByteString> contractKeys =
                Arrays.stream(Role.values()).collect(Collectors.toMap(role -> role, TestParties::contractKey));
        return LoanTerms.builder(
                        Chain.REGTEST,
                        Escrows.of(TestParties.vault(), number, 4),
                        contractKeys,
                        PRINCIPAL,
                        collateral,
                        MARGIN,
                        new Deadlines(
                                start,
                                start.plus(day),
                                start.plus(day.multipliedBy(2)),
                                start.plus(day.multipliedBy(365)),
                                day.multipliedBy(3)),
                        new Payouts(payout(1), payout(2), Optional.of(payout(3))))
                .deposits(DepositPolicy.of(CONFIRMATIONS, collateral))
                .build();
    }

    private static SegwitAddress payout(int of) {
        byte[] program = new byte[20];
        Arrays.fill(program, (byte) of);
        return SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, program);
    }

    /** After the deposits that a ledger shows. */
    static TestLoan repaid(LoanTerms terms, Ledger ledger, Instant now) {
        Loan repaid = Loan.replay(
                Loan.open(terms),
                List.of(
                        new Fact.PriceObserved(new Quote(PRICE, now)),
                        new Fact.ChainObserved(Holdings.of(ledger, terms), now),
                        new Command.Disburse(now),
                        new Command.RecordRepayment(PRINCIPAL, now)));
        return new TestLoan(terms, repaid, ledger, now);
    }

    /** Without a node: one bitcoin in a block of its own. */
    static TestLoan withoutNode() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        LoanTerms terms = terms(start);
        Transaction paying = new Transaction(
                Transaction.VERSION_2,
                List.of(new TransactionInput(
                        new Outpoint(Sha256Hash.of(new byte[] {7}), 0), ByteString.EMPTY, 0xfffffffdL, List.of())),
                List.of(new TransactionOutput(Coin.COIN, terms.escrow().scriptPubKey())),
                0);
        Deposit deposit = new Deposit(
                paying.outpoint(0),
                terms.escrow().scriptPubKey(),
                Coin.COIN,
                paying,
                Optional.of(new BlockRef(101, Sha256Hash.of(new byte[] {1}))),
                false,
                Optional.empty());
        Ledger ledger = Ledger.of(new BlockRef(110, Sha256Hash.of(new byte[] {2})), List.of(deposit));
        return repaid(terms, ledger, start.plus(Duration.ofHours(1)));
    }

    /** The lender's receipt. */
    Evidence evidence() {
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        Statement paid =
                new Statement(terms.fingerprint(), 1, issued, issued.plus(Duration.ofDays(30)), new Claim.Repaid());
        try (MasterKey lender = TestParties.master(Role.LENDER);
                ContractSecret contract = lender.contractKey(BitcoinNetwork.REGTEST, 0)) {
            return Evidence.of(contract.sign(paid, Role.LENDER));
        }
    }

    /** The release of the collateral. */
    Psbt psbt(Evidence evidence) {
        SettlementQuestion question =
                SettlementQuestion.of(repaid, ledger, ledger.tip().height()).orElseThrow();
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(5)).toPsbt(evidence);
    }

    Path writeLoan(Path directory) throws IOException {
        return Files.write(directory.resolve("loan"), LoanCodec.encode(repaid).toByteArray());
    }

    static Path writeEvidence(Evidence evidence, Path file) throws IOException {
        return Files.write(file, EvidenceCodec.encode(evidence).toByteArray());
    }
}
