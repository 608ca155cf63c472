package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class LoanHistoryTest {
    private static final int SEEDS = Integer.getInteger("escrowkit.schedules", 400);
    private static final long SEED = Long.getLong("escrowkit.seed", 1);
    private static final int STEPS = 120;

    private final Set<Class<?>> stored = new HashSet<>();

    @Test
    void aStoredHistoryReplaysToTheSameBytes() {
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            live(seed);
        }
        assertTrue(stored.containsAll(kinds(LoanState.class)), () -> "states: " + stored);
        assertTrue(stored.containsAll(kinds(LoanEvent.class)), () -> "events: " + stored);
    }

    private void live(long seed) {
        Random random = new Random(seed);
        LoanWalk walk = new LoanWalk(seed);
        Loan start = Loan.offer(LoanWalk.terms(7, random));
        Loan loan = start;
        List<ByteString> history = new ArrayList<>();
        Instant now = START;
        Price price = Price.parse("USD 70000");
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            now = LoanWalk.after(now, random);
            price = LoanWalk.price(random, price);
            LoanEvent event =
                    random.nextInt(3) == 0 ? new Fact.PriceObserved(new Quote(price, now)) : walk.next(loan, now);
            ByteString bytes = LoanCodec.encode(event);
            assertEquals(event, LoanCodec.decodeEvent(bytes), where);
            history.add(bytes);
            loan = MarginBookTest.after(loan, event);
            stored.add(event.getClass());
            if (stored.add(loan.state().getClass()) || step % 20 == 0) {
                assertEquals(loan, LoanCodec.decode(LoanCodec.encode(loan)), where);
            }
        }
        Loan replayed = Loan.replay(
                LoanCodec.decode(LoanCodec.encode(start)),
                history.stream().map(LoanCodec::decodeEvent).toList());
        assertEquals(LoanCodec.encode(loan), LoanCodec.encode(replayed), "seed " + seed);
    }

    private static Set<Class<?>> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? kinds(kind).stream() : Stream.of(kind))
                .collect(Collectors.toSet());
    }
}
