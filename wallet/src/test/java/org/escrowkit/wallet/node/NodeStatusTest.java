package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
    private static final Instant TIP = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private Instant now = TIP;
    private final CatchUpMeter meter = new CatchUpMeter(() -> now);

    private static ChainInfo info(int height, int headers, boolean download) {
        return new ChainInfo(
                Chain.MAINNET,
                height,
                headers,
                Sha256Hash.ZERO_HASH,
                BigInteger.ONE,
                TIP,
                download,
                OptionalInt.empty());
    }

    private static NodeStatus status(int height, int headers, boolean download, Duration later) {
        return NodeStatus.of(info(height, headers, download), TIP.plus(later), HOUR);
    }

    @Test
    void w12_a_node_that_syncs_or_has_headers_without_blocks_is_a_value_and_no_failure() {
        assertEquals(new NodeStatus.Syncing(5, 5), status(5, 5, true, Duration.ZERO));
        assertEquals(new NodeStatus.Syncing(5, 6), status(5, 6, false, Duration.ZERO));
        assertFalse(info(5, 6, false).isCaughtUp());
        assertTrue(info(5, 5, false).isCaughtUp());
    }

    @Test
    void w12_a_tip_is_current_up_to_the_age_that_was_set_and_stale_beyond() {
        assertEquals(new NodeStatus.Current(HOUR), status(5, 5, false, HOUR));
        assertEquals(new NodeStatus.StaleTip(HOUR.plusNanos(1)), status(5, 5, false, HOUR.plusNanos(1)));
        assertEquals(new NodeStatus.Current(HOUR.negated()), status(5, 5, false, HOUR.negated()));
    }

    private CatchUp at(int height, int headers) {
        BlockRow cursor = new BlockRow(height, Sha256Hash.ZERO_HASH, Sha256Hash.ZERO_HASH, BigInteger.ONE);
        return meter.at(cursor, info(headers - 1, headers, true));
    }

    @Test
    void w15_a_catch_up_tells_height_target_speed_and_time_left() {
        assertEquals(new CatchUp(100, 1_100, 0, Optional.empty()), at(100, 1_100));
        now = now.plusSeconds(10);
        assertEquals(new CatchUp(300, 1_100, 20, Optional.of(Duration.ofSeconds(40))), at(300, 1_100));
        assertFalse(at(300, 1_100).isDone());
        now = now.plusSeconds(10);
        assertEquals(new CatchUp(1_100, 1_100, 50, Optional.of(Duration.ZERO)), at(1_100, 1_100));
        assertTrue(at(1_100, 1_100).isDone());
    }

    @Test
    void w15_the_speed_is_that_of_the_last_minute_and_starts_anew_after_a_reorg_or_a_clock_set_back() {
        at(0, 10_000);
        now = now.plusSeconds(60);
        assertEquals(10, at(600, 10_000).blocksPerSecond());
        now = now.plusSeconds(60);
        assertEquals(20, at(1_800, 10_000).blocksPerSecond());
        assertEquals(new CatchUp(1_700, 10_000, 0, Optional.empty()), at(1_700, 10_000));
        now = now.minusSeconds(86_400);
        assertEquals(0, at(1_800, 10_000).blocksPerSecond());
        now = now.plusSeconds(1);
        assertEquals(100, at(1_900, 10_000).blocksPerSecond());
    }
}
