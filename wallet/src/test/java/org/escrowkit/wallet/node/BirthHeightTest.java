package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

class BirthHeightTest {
    private static final long TEN_MINUTES = 600;
    private static final long TWO_HOURS = 7_200;
    private static final long START = 1_700_000_000;

    private final FakeBitcoinNode node = new FakeBitcoinNode();

    private void mine(long... times) {
        Sha256Hash last = node.tip();
        for (long time : times) {
            last = node.add(last, 1, time, List.of());
        }
        node.moveTo(last);
    }

    /** Blocks 1 to so many, dated ten minutes after each other from {@link #START} on. */
    private static long[] regular(int blocks) {
        return LongStream.range(0, blocks)
                .map(block -> START + block * TEN_MINUTES)
                .toArray();
    }

    private int height(long birth) {
        return BirthHeight.of(node, Instant.ofEpochSecond(birth));
    }

    @Test
    void w14_it_is_the_first_block_dated_no_more_than_two_hours_before_the_birth() {
        mine(regular(100));
        for (int block = 1; block <= 100; block++) {
            long time = START + (block - 1) * TEN_MINUTES;
            assertEquals(block, height(time + TWO_HOURS));
            assertEquals(block, height(time + TWO_HOURS - TEN_MINUTES + 1));
            assertEquals(block + 1, height(time + TWO_HOURS + 1));
        }
        assertEquals(
                51, BirthHeight.of(node, Instant.ofEpochSecond(START + 50 * TEN_MINUTES + TWO_HOURS, 999_999_999)));
    }

    @Test
    void w14_a_birth_before_the_chain_is_the_genesis_block() {
        assertEquals(0, height(TWO_HOURS));
        mine(regular(30));
        assertEquals(0, height(TWO_HOURS));
        assertEquals(0, height(0));
        assertEquals(0, BirthHeight.of(node, Instant.MIN));
        assertEquals(1, height(TWO_HOURS + 1));
        assertEquals(1, height(START));
    }

    @Test
    void w14_a_birth_more_than_two_hours_behind_the_tips_time_is_above_the_tip() {
        mine(regular(30));
        long last = START + 29 * TEN_MINUTES;
        assertEquals(31, height(last + TWO_HOURS + 1));
        assertEquals(31, BirthHeight.of(node, Instant.MAX));
        // Within them it is not: a block found after the birth may be dated like that.
        assertEquals(30, height(last + TWO_HOURS));
        assertEquals(18, height(last));
    }

    @Test
    void w14_a_block_with_a_slow_clock_hides_none_of_those_before_it() {
        for (int slow = 20; slow < 60; slow++) {
            FakeBitcoinNode other = new FakeBitcoinNode();
            Sha256Hash last = other.tip();
            long[] times = regular(100);
            // As early as the median of the eleven blocks before it allows.
            times[slow] = times[slow - 6] + 1;
            for (long time : times) {
                last = other.add(last, 1, time, List.of());
            }
            other.moveTo(last);
            for (int born = 21; born <= 100; born++) {
                long birth = START + (born - 1) * TEN_MINUTES;
                int found = BirthHeight.of(other, Instant.ofEpochSecond(birth));
                assertTrue(found <= born - 11 && found >= born - 18, slow + ", " + born + ": " + found);
            }
        }
    }

    /** With times up to two hours off, either way, no block found since the birth is below the answer. */
    @Test
    void w14_no_block_found_since_the_birth_is_missed_whatever_the_order_of_times() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] found = new long[80];
            long[] dated = new long[found.length];
            long now = START;
            for (int block = 0; block < found.length; block++) {
                now += (long) (-TEN_MINUTES * Math.log(1 - random.nextDouble()));
                found[block] = now;
                dated[block] = now + random.nextLong(-TWO_HOURS, TWO_HOURS + 1);
            }
            FakeBitcoinNode any = new FakeBitcoinNode();
            Sha256Hash last = any.tip();
            for (long time : dated) {
                last = any.add(last, 1, time, List.of());
            }
            any.moveTo(last);
            for (int i = 0; i < 50; i++) {
                long birth = random.nextLong(START - TWO_HOURS, now + TWO_HOURS);
                int height = BirthHeight.of(any, Instant.ofEpochSecond(birth));
                int lost = (int) Arrays.stream(found)
                        .limit(Math.max(0, height - 1L))
                        .filter(time -> time >= birth)
                        .count();
                assertEquals(0, lost, "seed " + seed);
                long tooEarly = Arrays.stream(found)
                        .skip(Math.max(0, height))
                        .filter(time -> time < birth - 3 * TWO_HOURS)
                        .count();
                assertEquals(0, tooEarly, "seed " + seed);
            }
        }
    }

    @Test
    void w14_a_chain_that_becomes_shorter_meanwhile_makes_for_a_lower_height() {
        for (int moment = 1; moment < 12; moment++) {
            FakeBitcoinNode falling = new FakeBitcoinNode();
            Sha256Hash last = falling.tip();
            for (long time : regular(100)) {
                last = falling.add(last, 1, time, List.of());
            }
            falling.moveTo(last);
            AtomicInteger answers = new AtomicInteger();
            int at = moment;
            falling.meanwhile(() -> {
                if (answers.incrementAndGet() == at) {
                    falling.crashTo(3);
                }
            });
            int height = BirthHeight.of(falling, Instant.ofEpochSecond(START + 90 * TEN_MINUTES + TWO_HOURS));
            assertTrue(height <= 91, height + " after " + at);
        }
    }

    @Test
    void w14_the_search_asks_for_few_blocks() {
        mine(regular(1_000));
        AtomicInteger asked = new AtomicInteger();
        node.meanwhile(asked::incrementAndGet);
        assertEquals(501, height(START + 500 * TEN_MINUTES + TWO_HOURS));
        assertTrue(asked.get() <= 11, asked + " asked");
    }
}
