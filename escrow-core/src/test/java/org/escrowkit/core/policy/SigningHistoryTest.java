package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.sat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class SigningHistoryTest {
    private static final int SEEDS = 200;
    private static final int SPENDS = 60;
    private static final int COINS = 12;
    private static final SigningHistory.Speaker LENDER = new SigningHistory.Speaker(TERMS.fingerprint(), Role.LENDER);

    /** Half of them have one hash code. */
    private static final List<Outpoint> ALL = IntStream.range(0, COINS)
            .mapToObj(i -> new Outpoint(i % 2 == 0 ? TestChain.hash("coin " + i) : similar(i), 0))
            .toList();

    private static Sha256Hash similar(int number) {
        byte[] bytes = new byte[Sha256Hash.LENGTH];
        bytes[0] = (byte) number;
        return Sha256Hash.wrap(bytes);
    }

    private static SignedSpend random(Random random) {
        List<Outpoint> coins = new ArrayList<>(ALL);
        Collections.shuffle(coins, random);
        List<TransactionInput> inputs = coins.subList(0, 1 + random.nextInt(4)).stream()
                .map(coin -> TransactionInput.unsigned(coin, TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        var output = new TransactionOutput(sat(random.nextInt(3)), ByteString.of((byte) 1));
        // A clock is set back now and then.
        Instant at = day(3).plusSeconds(random.nextInt(20));
        return new SignedSpend(
                new Transaction(Transaction.VERSION_2, inputs, List.of(output), /* lockTime= */ 0),
                sat(random.nextInt(100)),
                sat(random.nextInt(100)),
                random.nextBoolean(),
                at);
    }

    /** As a list would that is searched from its one end to the other. */
    @Test
    void itAnswersAsAListOfAllSpendsWould() {
        assertEquals(ALL.get(1).hashCode(), ALL.get(3).hashCode());
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<SignedSpend> list = new ArrayList<>();
            SigningHistory history = SigningHistory.NONE;
            for (int i = 0; i < SPENDS; i++) {
                SignedSpend spend = random(random);
                boolean isNew =
                        list.stream().noneMatch(before -> before.unsigned().equals(spend.unsigned()));
                assertEquals(!isNew, history.has(spend.unsigned()), "seed " + seed);
                HistoryEvent.Signed event = new HistoryEvent.Signed(spend, Map.of());
                assertEquals(!isNew, history.isKnown(event), "seed " + seed);
                if (isNew) {
                    list.add(spend);
                }
                history = history.after(event);
            }
            assertEquals(list, history.spends(), "seed " + seed);
            assertEquals(new SigningHistory(list, List.of(), Map.of()), history, "seed " + seed);
            compare(list, history, "seed " + seed);
        }
    }

    private static void compare(List<SignedSpend> list, SigningHistory history, String message) {
        for (Outpoint coin : ALL) {
            List<SignedSpend> expected = list.stream()
                    .filter(spend -> spend.unsigned().inputs().stream()
                            .anyMatch(input -> input.outpoint().equals(coin)))
                    .toList();
            assertEquals(expected, history.spending(coin), message);
        }
        for (int second = 0; second <= 20; second++) {
            Instant from = day(3).plusSeconds(second);
            List<SignedSpend> since = new ArrayList<>(list);
            since.removeIf(spend -> spend.at().isBefore(from));
            Collections.reverse(since);
            assertEquals(since, history.spendsSince(from), message);
            Coin fees = since.stream().map(SignedSpend::fee).reduce(Coin.ZERO, Coin::add);
            assertEquals(fees, history.feesSince(from), message);
        }
    }

    @Test
    void aSpendComesBackAsItWas() {
        Random random = new Random(7);
        SignedSpend spend = random(random);
        Transaction unsigned = spend.unsigned();
        var same = new SignedSpend(unsigned, spend.leaving(), spend.fee(), spend.halfSignedLiquidation(), spend.at());
        assertEquals(spend, same);
        assertEquals(spend.hashCode(), same.hashCode());
        assertTrue(spend.toString().contains(unsigned.txid().toString()), spend::toString);
        for (SignedSpend other : List.of(
                new SignedSpend(unsigned, sat(101), spend.fee(), spend.halfSignedLiquidation(), spend.at()),
                new SignedSpend(unsigned, spend.leaving(), sat(101), spend.halfSignedLiquidation(), spend.at()),
                new SignedSpend(unsigned, spend.leaving(), spend.fee(), !spend.halfSignedLiquidation(), spend.at()),
                new SignedSpend(unsigned, spend.leaving(), spend.fee(), spend.halfSignedLiquidation(), day(9)))) {
            assertNotEquals(spend, other);
        }
    }

    /** Whoever writes down what is new must not write what adds nothing, and must write all else. */
    @Test
    void whatAddsNothingIsKnown() {
        SignedSpend spend = random(new Random(1));
        SigningHistory history = SigningHistory.NONE.after(new HistoryEvent.Signed(spend, Map.of(LENDER, 7L)));
        for (long number : List.of(6L, 7L)) {
            var older = new HistoryEvent.Signed(spend, Map.of(LENDER, number));
            assertTrue(history.isKnown(older));
            assertSame(history, history.after(older));
        }
        assertTrue(history.isKnown(new HistoryEvent.Signed(spend, Map.of())));
        var later = new HistoryEvent.Signed(spend, Map.of(LENDER, 8L));
        assertFalse(history.isKnown(later));
        assertEquals(Map.of(LENDER, 8L), history.after(later).sequences());
        assertEquals(List.of(spend), history.after(later).spends());
        SigningHistory.Speaker arbiter = new SigningHistory.Speaker(TERMS.fingerprint(), Role.ARBITER);
        assertFalse(history.isKnown(new HistoryEvent.Signed(spend, Map.of(arbiter, 0L))));
    }

    @Test
    void noticesAreOfTheirLoanAlone() {
        Notice first = new Notice(TERMS.fingerprint(), "Release", day(1));
        Notice second = new Notice(TERMS.fingerprint(), "Refund", day(2));
        Notice other = new Notice(
                new ContractFingerprint(ByteString.of(TestChain.hash("another").getBytes())), "Release", day(3));
        SigningHistory history = SigningHistory.NONE;
        for (Notice notice : List.of(first, other, second)) {
            history = history.after(new HistoryEvent.Noticed(notice));
        }
        assertEquals(new SigningHistory(List.of(), List.of(other, first, second), Map.of()), history);
        assertEquals(day(1), history.since(first.contract(), "Release").orElseThrow());
        assertEquals(day(3), history.since(other.contract(), "Release").orElseThrow());
        SigningHistory one = history.after(new HistoryEvent.Withdrawn(first));
        assertTrue(one.since(first.contract(), "Release").isEmpty());
        assertEquals(day(2), one.since(first.contract(), "Refund").orElseThrow());
        SigningHistory none = one.after(new HistoryEvent.Withdrawn(second)).after(new HistoryEvent.Withdrawn(other));
        assertEquals(SigningHistory.NONE, none);
    }
}
