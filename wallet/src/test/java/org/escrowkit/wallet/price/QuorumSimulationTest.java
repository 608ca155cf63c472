package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.price.TestPrices.FakeFeed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sources that lie together or alone, lag, flap and die, over a price that wanders and crashes. With fewer liars than
 * the quorum an agreed price is near enough honest ones; with fewer than half of it, it lies between two of them.
 */
class QuorumSimulationTest {
    private static final long SEED = Long.getLong("escrowkit.seed", 1);
    private static final long LIVES = Long.getLong("escrowkit.lives", 60);
    private static final int ROUNDS = 200;
    private static final Duration AGE = Duration.ofSeconds(60);
    private static final BigDecimal DEVIATION = new BigDecimal("0.01");

    /** Each life tells of hundreds of changes. */
    private static final Logger LOG = Logger.getLogger(PriceQuorum.class.getName());

    @BeforeEach
    void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        LOG.setLevel(null);
    }

    @Test
    void anAgreedPriceIsWhatEnoughHonestSourcesSaid() {
        int agreed = 0;
        int halted = 0;
        int liars = 0;
        for (long seed = SEED; seed < SEED + LIVES; seed++) {
            Life life = new Life(seed);
            life.live();
            agreed += life.agreed;
            halted += life.halted;
            liars += life.liars;
        }
        String tally = agreed + " agreed, " + halted + " halted, " + liars + " liars";
        assertTrue(agreed > 20 * LIVES && halted > LIVES && liars > LIVES / 2, tally);
    }

    private static final class Life {
        private final String seed;
        private final Random random;
        private final List<FakeFeed> feeds = new ArrayList<>();
        private final List<Quote> truth = new ArrayList<>();
        private final List<QuorumResult.Agreed> given = new ArrayList<>();
        private final int quorum;
        private final int liars;
        private Instant now = START;
        private Optional<QuorumResult> before = Optional.empty();
        private int agreed;
        private int halted;

        Life(long seed) {
            this.seed = "seed " + seed;
            this.random = new Random(seed);
            int sources = 3 + random.nextInt(5);
            quorum = 1 + random.nextInt(sources);
            liars = random.nextInt(quorum);
            for (int i = 0; i < sources; i++) {
                feeds.add(new FakeFeed("source " + i));
            }
        }

        void live() {
            QuorumRules rules = new QuorumRules(
                    quorum,
                    AGE,
                    DEVIATION,
                    Duration.ofMinutes(1),
                    JumpRules.USUAL,
                    new PauseRules(3, Duration.ofSeconds(10), Duration.ofSeconds(60)));
            try (PriceQuorum asked = PriceQuorum.of(feeds, rules, () -> now, Optional.empty())) {
                for (int round = 0; round < ROUNDS; round++) {
                    now = now.plusSeconds(1 + random.nextInt(30));
                    move();
                    BigDecimal lie = new BigDecimal(30_000 + random.nextInt(60_000));
                    for (int i = 0; i < feeds.size(); i++) {
                        if (i < liars) {
                            lie(feeds.get(i), lie);
                        } else {
                            speak(feeds.get(i));
                        }
                    }
                    QuorumResult result = asked.ask();
                    check(result);
                    before = Optional.of(result);
                }
            }
        }

        /** By up to a fifth of a per cent, and now and then by a crash. */
        private void move() {
            BigDecimal last = truth.isEmpty()
                    ? new BigDecimal("60000")
                    : truth.get(truth.size() - 1).price().ofOneBitcoin().getAmount();
            int tenthsOfPercent = random.nextInt(60) == 0 ? -150 : random.nextInt(5) - 2;
            BigDecimal moved = last.multiply(BigDecimal.valueOf(1000 + tenthsOfPercent))
                    .movePointLeft(3)
                    .setScale(2, RoundingMode.HALF_EVEN);
            truth.add(new Quote(usd(moved.toPlainString()), now));
        }

        /** The truth of a while ago, or nothing at all for some rounds. */
        private void speak(FakeFeed feed) {
            if (random.nextInt(12) == 0) {
                feed.fails();
            } else if (random.nextInt(8) > 0) {
                int lag = random.nextInt(3) * random.nextInt(4);
                Quote said = truth.get(Math.max(0, truth.size() - 1 - lag));
                BigDecimal off =
                        BigDecimal.valueOf(1000 + random.nextInt(5) - 2).movePointLeft(3);
                BigDecimal amount = said.price().ofOneBitcoin().getAmount().multiply(off);
                feed.says(amount.toPlainString(), said.at());
            }
        }

        /** Together, alone, just within the deviation, with old and future times. */
        private void lie(FakeFeed feed, BigDecimal together) {
            BigDecimal last = truth.get(truth.size() - 1).price().ofOneBitcoin().getAmount();
            BigDecimal amount = switch (random.nextInt(4)) {
                case 0 -> together;
                case 1 -> last.multiply(new BigDecimal("0.991"));
                case 2 -> last.multiply(new BigDecimal("1.0099"));
                default -> new BigDecimal(1 + random.nextInt(1_000_000_000));
            };
            feed.says(amount.toPlainString(), now.plusSeconds(random.nextInt(20) == 0 ? 100_000 : -random.nextInt(70)));
        }

        private void check(QuorumResult result) {
            if (result instanceof QuorumResult.Halted) {
                halted++;
            }
            if (!(result instanceof QuorumResult.Agreed price)) {
                return;
            }
            agreed++;
            List<Quote> honest = new ArrayList<>();
            for (FakeFeed feed : feeds.subList(liars, feeds.size())) {
                boolean heard = result.leftOut().stream()
                        .noneMatch(
                                left -> left.source().equals(feed.name()) && left.reason() != LeftOut.Reason.DEVIATES);
                if (heard && feed.next instanceof PriceAnswer.Priced priced) {
                    honest.add(priced.quote());
                }
            }
            long near = honest.stream()
                    .filter(quote -> !quote.price().deviates(price.price(), DEVIATION))
                    .count();
            check(near >= quorum - liars, near + " honest sources are near " + result.explain());
            check(price.sources().size() >= quorum, result.explain());
            check(honest.stream().allMatch(quote -> !now.isAfter(quote.at().plus(AGE))), "an old price counted");
            if (2 * liars < quorum) {
                checkBetween(price.price(), honest);
            }
            checkNoJump(price);
            given.add(price);
        }

        private void checkBetween(Price price, List<Quote> honest) {
            Comparator<Price> byAmount = Comparator.comparing(Price::ofOneBitcoin);
            Price low = honest.stream().map(Quote::price).min(byAmount).orElseThrow();
            Price high = honest.stream().map(Quote::price).max(byAmount).orElseThrow();
            check(
                    byAmount.compare(low, price) <= 0 && byAmount.compare(price, high) <= 0,
                    price + " is not between " + low + " and " + high);
        }

        /** A price far from an earlier one of the last ten minutes was halted for as long as it takes. */
        private void checkNoJump(QuorumResult.Agreed price) {
            boolean jumped = given.stream()
                    .filter(one -> !one.asOf().isBefore(now.minus(JumpRules.USUAL.within())))
                    .anyMatch(one -> price.price().deviates(one.price(), JumpRules.USUAL.share()));
            if (jumped) {
                check(
                        before.filter(last ->
                                        last instanceof QuorumResult.Halted waiting && !now.isBefore(waiting.until()))
                                .isPresent(),
                        "a jump was given out: " + price.explain());
                given.clear();
            }
        }

        private void check(boolean holds, String what) {
            assertTrue(holds, () -> seed + " at " + now + ", " + quorum + " needed, " + liars + " liars: " + what);
        }
    }
}
