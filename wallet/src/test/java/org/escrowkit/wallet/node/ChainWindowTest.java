package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

class ChainWindowTest {
    private static final int LOWEST = 10;
    private static final int HIGHEST = 19;

    private static Sha256Hash hash(int height, int branch) {
        return Sha256Hash.of(new byte[] {(byte) height, (byte) branch});
    }

    private static BlockRow row(int height) {
        return row(height, 0, 0);
    }

    private static BlockRow row(int height, int branch, int below) {
        return new BlockRow(height, hash(height, branch), hash(height - 1, below), BigInteger.valueOf(height));
    }

    private static List<BlockRow> rows(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(ChainWindowTest::row).toList();
    }

    private final ChainWindow window = new ChainWindow(rows(LOWEST, HIGHEST));

    @Test
    void w1_rows_are_linked_or_refused_with_the_two_that_are_not() {
        assertEquals(row(LOWEST), window.oldest());
        assertEquals(row(HIGHEST), window.newest());
        assertEquals(new ChainWindow(List.of(row(5))), new ChainWindow(List.of(row(5))));
        assertThrows(IllegalArgumentException.class, () -> new ChainWindow(List.of()));
        BlockRow upper = row(6);
        List<BlockRow> strangers = List.of(
                row(6, 0, 1),
                new BlockRow(7, upper.hash(), upper.previous(), upper.chainWork()),
                new BlockRow(6, upper.hash(), upper.previous(), BigInteger.valueOf(5)));
        for (BlockRow stranger : strangers) {
            List<BlockRow> rows = List.of(row(4), row(5), stranger);
            assertEquals(
                    stranger + " does not stand on " + row(5),
                    assertThrows(IllegalArgumentException.class, () -> new ChainWindow(rows))
                            .getMessage());
        }
    }

    @Test
    void it_holds_its_rows_and_no_others() {
        for (int height = LOWEST; height <= HIGHEST; height++) {
            assertTrue(window.holds(row(height)));
            assertFalse(window.holds(row(height, 1, 0)));
        }
        assertFalse(window.holds(row(LOWEST - 1)));
        assertFalse(window.holds(row(HIGHEST + 1)));
        assertFalse(window.holds(row(-LOWEST)));
    }

    @Test
    void w2_the_highest_row_of_a_kind_is_found_by_asking_about_few() {
        for (int last = LOWEST - 1; last <= HIGHEST; last++) {
            int highest = last;
            List<Integer> asked = new ArrayList<>();
            Optional<BlockRow> found = window.highest(row -> {
                asked.add(row.height());
                return row.height() <= highest;
            });
            assertEquals(last < LOWEST ? Optional.empty() : Optional.of(row(last)), found);
            assertTrue(asked.size() <= 4, asked.toString());
        }
    }

    @Test
    void w2_what_stands_above_a_row_comes_newest_first() {
        assertEquals(List.of(row(19), row(18), row(17)), window.above(row(16)));
        assertEquals(List.of(), window.above(row(19)));
        assertEquals(9, window.above(row(10)).size());
    }

    @Test
    void w1_it_grows_at_the_fork_and_keeps_the_newest() {
        List<ChainBlock> grown = List.of(block(row(20)), block(row(21)));
        assertEquals(rows(LOWEST, 21), window.with(grown, 100).rows());
        assertEquals(rows(19, 21), window.with(grown, 3).rows());
        assertEquals(rows(10, 21), window.with(grown, 12).rows());
        List<ChainBlock> rival = List.of(block(row(15, 1, 0)), block(row(16, 1, 1)));
        List<BlockRow> expected = new ArrayList<>(rows(12, 14));
        expected.add(row(15, 1, 0));
        expected.add(row(16, 1, 1));
        assertEquals(expected, window.with(rival, 5).rows());
    }

    private static ChainBlock block(BlockRow row) {
        return new ChainBlock(row, new byte[0]);
    }
}
