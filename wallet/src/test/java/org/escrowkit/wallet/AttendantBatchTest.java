package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.PartyCosigner;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.Watcher;
import org.junit.jupiter.api.Test;

/** Liquidations that are due at once, of loans of one lender. */
class AttendantBatchTest extends ServiceFixture {
    private static final int LOANS = 5;

    private final List<LoanTerms> all = new ArrayList<>();
    private final List<PriceAttestation> prices = new ArrayList<>();
    private final List<CosignRequest> asked = new ArrayList<>();

    /** Loans of which the arbiter's own records know nothing. */
    private final Set<ContractFingerprint> unknown = new HashSet<>();

    /** For which the arbiter has the lender's receipt. */
    private ContractFingerprint received = terms.fingerprint();

    private boolean arbiterSleeps;

    private static LoanId id(int loan) {
        return LoanId.of("loan-" + loan);
    }

    /** Opens all loans with all services. */
    private void open(EscrowService... services) {
        for (int i = 0; i < LOANS; i++) {
            all.add(terms(10 + 2 * i));
            for (EscrowService each : services) {
                each.open(id(i), all.get(i));
            }
        }
    }

    /** Funds and hands out all loans, each where it is known. */
    private void running(EscrowService... services) {
        price("60000", services);
        chain.moveTo(chain.add(
                chain.tip(),
                1,
                IntStream.range(0, LOANS).mapToObj(this::deposit).toList()));
        for (EscrowService each : services) {
            each.poll();
            for (LoanTerms one : all) {
                each.loan(one.fingerprint())
                        .ifPresent(loan -> assertInstanceOf(
                                CommandResult.Done.class, each.handle(loan.id(), new Command.Disburse(now))));
            }
        }
    }

    private Transaction deposit(int loan) {
        var coin = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {9}), loan), 0);
        var output = new TransactionOutput(Coin.COIN, all.get(loan).escrow().scriptPubKey());
        return new Transaction(2, List.of(coin), List.of(output), 0);
    }

    private void price(String dollars, EscrowService... services) {
        now = now.plus(Duration.ofMinutes(10));
        Price price = Price.parse("USD " + dollars);
        for (Role role : List.of(Role.LENDER, Role.ARBITER)) {
            String source = role.name().toLowerCase(Locale.ROOT);
            var said = new PriceStatement(source, prices.size() / 2 + 1, price, now.truncatedTo(ChronoUnit.SECONDS));
            prices.add(Objects.requireNonNull(contracts.get(role)).attest(said));
        }
        for (EscrowService each : services) {
            each.observePrice(price);
        }
    }

    private void crash(EscrowService... services) {
        price("36000", services);
        price("36000", services);
        price("36000", services);
        assertEquals("liquidatable", state(service, 0));
    }

    private String state(EscrowService of, int loan) {
        return of.loan(id(loan)).loan().state().name();
    }

    private Attendant attendant() {
        Cosigner lender = service.cosigner(party(Role.LENDER));
        Cosigner arbiter = new PartyCosigner(party(Role.ARBITER), this::known, this::received, service::view);
        return service.attendant(
                Map.of(Role.LENDER, note(lender), Role.ARBITER, request -> {
                    asked.add(request);
                    return arbiterSleeps ? new Cosigner.Reply.Unreachable("asleep") : arbiter.ask(request);
                }),
                loan -> new Evidence(List.of(), prices),
                new AttendantRules(3, 2, 50));
    }

    private Cosigner note(Cosigner cosigner) {
        return request -> {
            asked.add(request);
            return cosigner.ask(request);
        };
    }

    private Optional<Loan> known(ContractFingerprint contract) {
        return unknown.contains(contract)
                ? Optional.empty()
                : service.loan(contract).map(StoredLoan::loan);
    }

    private List<SignedStatement> received(ContractFingerprint contract) {
        var repaid = new Statement(contract, 1, now, now.plus(Duration.ofDays(30)), new Claim.Repaid());
        return contract.equals(received)
                ? List.of(Objects.requireNonNull(contracts.get(Role.LENDER)).sign(repaid, Role.LENDER))
                : List.of();
    }

    private static Set<Sha256Hash> sent(List<Attendant.Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome ->
                        assertInstanceOf(Attendant.Outcome.Sent.class, outcome).txid())
                .collect(Collectors.toSet());
    }

    private List<Sha256Hash> attempts(EscrowService of, int loan) {
        var settling = assertInstanceOf(Settling.class, of.loan(id(loan)).loan().state());
        return settling.attempts().stream().map(SignedSettlement::txid).toList();
    }

    @Test
    void oneTransactionSettlesAllAndEachPartyIsAskedOnce() {
        open(service);
        running(service);
        crash(service);
        List<Attendant.Outcome> outcomes = attendant().attend();
        assertEquals(LOANS, outcomes.size());
        Set<Sha256Hash> txids = sent(outcomes);
        assertEquals(1, txids.size());
        assertEquals(2, asked.size());
        assertEquals(Map.of(), store.loans().proposals());
        service.poll();
        assertEquals(List.of(), attendant().attend());
        chain.moveTo(chain.add(chain.tip(), 1, List.of(sentTransaction(txids))));
        service.poll();
        for (int i = 0; i < LOANS; i++) {
            assertEquals("liquidated", state(service, i));
            assertTrue(service.journal(id(i)).accountsFor(service.loan(id(i))));
        }
    }

    private Transaction sentTransaction(Set<Sha256Hash> txids) {
        return store.loans().settlement(txids.iterator().next()).orElseThrow();
    }

    @Test
    void aBatchThatDoesNotConfirmIsReplacedByOneWithAHigherFee() {
        open(service);
        running(service);
        crash(service);
        Set<Sha256Hash> first = sent(attendant().attend());
        chain.mine(3);
        service.poll();
        Set<Sha256Hash> second = sent(attendant().attend());
        for (int i = 0; i < LOANS; i++) {
            assertEquals(List.of(first.iterator().next(), second.iterator().next()), attempts(service, i));
        }
        chain.moveTo(chain.add(chain.tip(), 1, List.of(sentTransaction(second))));
        service.poll();
        assertEquals("liquidated", state(service, LOANS - 1));
    }

    /** Each party has a service of its own, which sees on the chain what this one sent. */
    @Test
    void anotherPartysServiceKnowsTheBatchAndItsReplacementForWhatTheyAre() {
        try (EscrowService other =
                EscrowService.on(unreliable(), SqliteStore.temporary(Watcher.genesis(chain)), () -> now)) {
            open(service, other);
            running(service, other);
            crash(service, other);
            Set<Sha256Hash> first = sent(attendant().attend());
            service.poll();
            other.poll();
            assertEquals(List.copyOf(first), attempts(other, 1));
            chain.mine(3);
            service.poll();
            other.poll();
            Set<Sha256Hash> second = sent(attendant().attend());
            other.poll();
            assertEquals(List.of(first.iterator().next(), second.iterator().next()), attempts(other, 1));
            chain.moveTo(chain.add(chain.tip(), 1, List.of(sentTransaction(second))));
            other.poll();
            for (int i = 0; i < LOANS; i++) {
                assertEquals("liquidated", state(other, i));
            }
        }
    }

    /** A borrower's service has one loan of the batch. */
    @Test
    void whoHasOneLoanOfABatchKnowsItByWhatItPaysTheBorrower() {
        try (EscrowService borrowers =
                EscrowService.on(unreliable(), SqliteStore.temporary(Watcher.genesis(chain)), () -> now)) {
            open(service);
            borrowers.open(id(1), all.get(1));
            running(service, borrowers);
            crash(service, borrowers);
            Set<Sha256Hash> first = sent(attendant().attend());
            service.poll();
            borrowers.poll();
            assertEquals(List.copyOf(first), attempts(borrowers, 1));
            chain.mine(3);
            service.poll();
            Set<Sha256Hash> second = sent(attendant().attend());
            borrowers.poll();
            assertEquals(List.of(first.iterator().next(), second.iterator().next()), attempts(borrowers, 1));
            Settling known = (Settling) borrowers.loan(id(1)).loan().state();
            Settling own = (Settling) service.loan(id(1)).loan().state();
            assertEquals(own.attempts(), known.attempts());
            chain.moveTo(chain.add(chain.tip(), 1, List.of(sentTransaction(second))));
            borrowers.poll();
            assertEquals("liquidated", state(borrowers, 1));
        }
    }

    @Test
    void theArbiterIsAskedForTheSameBatchByTheNextProcess() {
        open(service);
        running(service);
        crash(service);
        arbiterSleeps = true;
        attendant().attend().forEach(outcome -> assertInstanceOf(Attendant.Outcome.Open.class, outcome));
        chain.mine(1);
        service.poll();
        arbiterSleeps = false;
        sent(attendant().attend());
        assertEquals(
                1,
                asked.stream().map(CosignRequest::psbt).distinct().count() - 1,
                "the lender's, and with its signatures twice the arbiter's");
        assertEquals(3, asked.size());
    }

    /** A loan that the arbiter does not know holds the others up for a block, and no longer. */
    @Test
    void whatIsRefusedForOneLoanIsSettledLoanByLoan() {
        open(service);
        running(service);
        crash(service);
        unknown.add(all.get(2).fingerprint());
        assertEquals(
                LOANS,
                attendant().attend().stream()
                        .filter(Attendant.Outcome.Open.class::isInstance)
                        .count());
        chain.mine(1);
        service.poll();
        List<Attendant.Outcome> outcomes = attendant().attend();
        assertEquals(
                Set.of(id(2)),
                outcomes.stream()
                        .filter(Attendant.Outcome.Open.class::isInstance)
                        .map(Attendant.Outcome::loan)
                        .collect(Collectors.toSet()));
        assertEquals(
                LOANS - 1,
                outcomes.stream()
                        .filter(Attendant.Outcome.Sent.class::isInstance)
                        .map(outcome -> ((Attendant.Outcome.Sent) outcome).txid())
                        .distinct()
                        .count());
        unknown.clear();
        assertEquals(1, sent(attendant().attend()).size());
    }

    @Test
    void aLoanThatIsNoLongerDueLeavesTheBatch() {
        open(service);
        running(service);
        crash(service);
        arbiterSleeps = true;
        attendant().attend();
        assertInstanceOf(CommandResult.Done.class, service.handle(id(0), new Command.RecordRepayment(PRINCIPAL, now)));
        arbiterSleeps = false;
        List<Attendant.Outcome> outcomes = attendant().attend();
        Set<Sha256Hash> batch = outcomes.stream()
                .filter(outcome -> !outcome.loan().equals(id(0)))
                .map(outcome ->
                        assertInstanceOf(Attendant.Outcome.Sent.class, outcome).txid())
                .collect(Collectors.toSet());
        assertEquals(1, batch.size());
    }

    /** The arbiter has the lender's receipt, and the evidence leaves it out. */
    @Test
    void aReceiptThatTheArbiterHasStopsThatLoanAlone() {
        open(service);
        running(service);
        crash(service);
        received = all.get(3).fingerprint();
        List<Attendant.Outcome> outcomes = attendant().attend();
        List<Attendant.Outcome> open = outcomes.stream()
                .filter(Attendant.Outcome.Open.class::isInstance)
                .toList();
        assertEquals(List.of(id(3)), open.stream().map(Attendant.Outcome::loan).toList());
        assertTrue(open.toString().contains(PartyCosigner.LAST_WORD_IS_SHOWN), open::toString);
        assertEquals(LOANS, outcomes.size());
    }
}
