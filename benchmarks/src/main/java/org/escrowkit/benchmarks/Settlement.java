package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.ledger.Hit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Debt;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.joda.money.BigMoney;

/**
 * The release of a loan's collateral, which lies in so many coins: the transaction unsigned and signed, what it spends,
 * and the PSBT with all that the policy needs to approve it.
 *
 * @param keys of borrower and lender, who sign, in the order of the script
 */
record Settlement(
        VaultAddress escrow,
        List<DeterministicKey> keys,
        Transaction unsigned,
        List<TransactionOutput> spent,
        Transaction signed,
        Psbt psbt,
        LoanCase settled,
        Ledger ledger) {
    private static final int LOAN = 7;
    private static final Coin COIN_VALUE = Coin.parseCoin("0.01");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(10));
    private static final BlockRef START = new BlockRef(100, Sha256Hash.of(new byte[] {100}));
    private static final BlockRef BLOCK = new BlockRef(101, Sha256Hash.of(new byte[] {101}));

    static Settlement ofInputs(int count) {
        VaultAddress escrow = Parties.VAULT.address(LOAN);
        LoanTerms terms = terms(escrow);
        Ledger ledger = Ledger.startingAt(START)
                .connect(BLOCK, START.hash(), deposits(escrow, count))
                .ledger();
        Loan loan = new Loan(terms, new Repaid(position(terms, ledger)), Optional.empty());
        SettlementQuestion question = SettlementQuestion.of(loan, ledger, 0).orElseThrow();
        LoanCase settled = new LoanCase(loan, receipt(terms));
        Psbt psbt = EvidenceMark.on(
                SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(10)).toPsbt(),
                terms.fingerprint(),
                settled.evidence());
        Transaction unsigned = psbt.unsignedTransaction();
        List<TransactionOutput> spent =
                IntStream.range(0, count).mapToObj(psbt::spentOutput).toList();
        List<DeterministicKey> keys = Stream.of(Role.BORROWER, Role.LENDER)
                .map(role -> Parties.loanKey(role, LOAN))
                .sorted(Comparator.comparing(key -> ByteString.of(key.getPubKey())))
                .toList();
        return new Settlement(
                escrow, keys, unsigned, spent, signed(escrow, keys, unsigned, spent), psbt, settled, ledger);
    }

    private static LoanTerms terms(VaultAddress escrow) {
        return new LoanTerms(
                1,
                Chain.REGTEST,
                Escrows.of(escrow.vault(), LOAN, 2),
                Map.of(Role.BORROWER, contractKey(1), Role.LENDER, contractKey(2), Role.ARBITER, contractKey(3)),
                BigMoney.parse("USD 30000"),
                new Interest.None(),
                new Deadlines(
                        BEGIN,
                        BEGIN.plus(Duration.ofDays(2)),
                        BEGIN.plus(Duration.ofDays(3)),
                        BEGIN.plus(Duration.ofDays(365)),
                        Duration.ZERO),
                COIN_VALUE,
                DepositPolicy.of(1, COIN_VALUE),
                MarginRules.plain("50", "70", "80"),
                new PriceRules(Map.of("market", contractKey(4)), 1, Duration.ofHours(1), new BigDecimal("0.01")),
                new Payouts(payout(1), payout(2), Optional.empty()),
                Duration.ofDays(3),
                FeeBounds.USUAL);
    }

    /** X-only, of a private key that a number decides. */
    private static ByteString contractKey(int number) {
        return ByteString.of(Secp256k1.get().pubkeyCreate(contractSecret(number)))
                .slice(1, 33);
    }

    private static byte[] contractSecret(int number) {
        return Sha256Hash.hash(new byte[] {(byte) number, 0});
    }

    /** The lender's, for the last repayment. */
    private static Evidence receipt(LoanTerms terms) {
        Statement statement =
                new Statement(terms.fingerprint(), 1, NOW, NOW.plus(Duration.ofDays(1)), new Claim.Repaid());
        byte[] signature = Secp256k1.get().signSchnorr(statement.hash().getBytes(), contractSecret(2), null);
        return Evidence.of(new SignedStatement(statement, Map.of(Role.LENDER, ByteString.of(signature))));
    }

    private static Position position(LoanTerms terms, Ledger ledger) {
        return new Position(
                Holdings.of(ledger, terms),
                List.of(),
                Optional.empty(),
                Debt.disbursed(
                        terms.principal(), terms.interest(), terms.deadlines().firstDay()),
                new Quote(Price.parse("USD 60000"), BEGIN),
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static SegwitAddress payout(int number) {
        return SegwitAddress.fromProgram(Parties.NETWORK, 0, Sha256Hash.hash(new byte[] {(byte) number}));
    }

    private static List<Hit> deposits(VaultAddress escrow, int count) {
        TransactionOutput collateral = new TransactionOutput(COIN_VALUE, escrow.scriptPubKey());
        return IntStream.range(0, count)
                .mapToObj(i -> new Outpoint(Sha256Hash.ZERO_HASH, i))
                .map(from -> TransactionInput.unsigned(from, TransactionInput.SEQUENCE_REPLACEABLE))
                .map(input -> new Transaction(Transaction.VERSION_2, List.of(input), List.of(collateral), 0))
                .map(deposit -> new Hit(deposit, List.of(0)))
                .toList();
    }

    private static Transaction signed(
            VaultAddress escrow, List<DeterministicKey> keys, Transaction unsigned, List<TransactionOutput> spent) {
        SegwitSighash sighash = SegwitSighash.of(unsigned);
        List<List<ByteString>> stacks = new ArrayList<>();
        for (int i = 0; i < spent.size(); i++) {
            Sha256Hash hash =
                    sighash.forInput(i, escrow.witnessScript(), spent.get(i).value());
            List<ByteString> stack = new ArrayList<>(List.of(ByteString.EMPTY));
            keys.forEach(key -> stack.add(signature(key, hash).toDer().plus(SegwitSighash.SIGHASH_ALL)));
            stack.add(escrow.witnessScript());
            stacks.add(stack);
        }
        return unsigned.withWitnesses(stacks);
    }

    static EcdsaSignature signature(DeterministicKey key, Sha256Hash hash) {
        return EcdsaSignature.ofCompact(Secp256k1.get().sign(hash.getBytes(), key.getPrivKeyBytes(), null));
    }

    /** The policy refuses a transaction of 1,000 inputs: nodes do not relay it. */
    ApprovedSpend approvedForBorrower() {
        Review review = Policy.review(psbt.serialize(), settled, records(Role.BORROWER));
        if (review instanceof Review.Approved approved) {
            return approved.spend();
        }
        throw new IllegalStateException("refused: " + review);
    }

    /** What a party knows by itself when it reviews. */
    SignerRecords records(Role role) {
        return SignerRecords.of(role, ledger, NOW, NOW);
    }

    int inputs() {
        return spent.size();
    }

    /** What each input's signatures sign. */
    List<Sha256Hash> sighashes() {
        return sighashes(unsigned);
    }

    /** The same, of a transaction equal to the unsigned one. */
    List<Sha256Hash> sighashes(Transaction transaction) {
        SegwitSighash sighash = SegwitSighash.of(transaction);
        return IntStream.range(0, inputs())
                .mapToObj(i ->
                        sighash.forInput(i, escrow.witnessScript(), spent.get(i).value()))
                .toList();
    }
}
