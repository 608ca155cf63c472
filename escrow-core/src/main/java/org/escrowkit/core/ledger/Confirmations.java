package org.escrowkit.core.ledger;

import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;

/**
 * How many confirmations an amount needs: the more is at stake, the dearer a reorganisation that pays.
 *
 * @param tiers the first from one satoshi on; values rise, and confirmations never fall with them
 */
public record Confirmations(List<Tier> tiers) {
    /**
     * From this amount on, until the next tier.
     *
     * @param blocks the deposit's own included, at least 1
     */
    public record Tier(Coin from, int blocks) {
        public Tier {
            if (blocks < 1) {
                throw new IllegalArgumentException("a deposit counts from one confirmation on, not " + blocks);
            }
        }

        boolean mayFollow(Tier before) {
            return from.isGreaterThan(before.from) && blocks >= before.blocks;
        }
    }

    public Confirmations {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || !tiers.get(0).from().equals(Coin.SATOSHI)) {
            throw new IllegalArgumentException("confirmations begin with those of one satoshi");
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (!tiers.get(i).mayFollow(tiers.get(i - 1))) {
                throw new IllegalArgumentException(
                        "confirmations do not fall as values rise: " + tiers.get(i) + " after " + tiers.get(i - 1));
            }
        }
    }

    /** The same for every amount. */
    public static Confirmations of(int blocks) {
        return new Confirmations(List.of(new Tier(Coin.SATOSHI, blocks)));
    }

    /**
     * A deposit of at least this value needs so many; the smallest value is one satoshi.
     *
     * @throws IllegalArgumentException unless confirmations are 1 or more and never fall as values rise
     */
    public static Confirmations byValue(Map<Coin, Integer> fromValue) {
        return new Confirmations(fromValue.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tier -> new Tier(tier.getKey(), tier.getValue()))
                .toList());
    }

    /** What an amount needs; nothing needs as much as one satoshi. */
    public int required(Coin value) {
        int blocks = tiers.get(0).blocks();
        for (Tier tier : tiers) {
            if (!value.isLessThan(tier.from())) {
                blocks = tier.blocks();
            }
        }
        return blocks;
    }
}
