package org.escrowkit.examples.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.regtest.NodeUnavailableException;
import org.escrowkit.regtest.RegtestNode;

/** Plays five loans on a real bitcoind. Exit code 0 only if every balance is right to the satoshi. */
public final class Demo {
    private static final int BALANCES_WRONG = 1;
    private static final int NO_NODE = 2;

    /** Held here because a logger that nobody holds forgets its level. */
    private static final Logger TESTCONTAINERS = Logger.getLogger("org.testcontainers");

    private Demo() {}

    public static void main(String[] args) {
        quietLibraries();
        Instant start = Instant.now();
        try (RegtestNode node = RegtestNode.start()) {
            System.out.printf("Node:    %s%nKeys:    %s%n", node.description(), Curve.description());
            seconds("Node ready", start);
            Instant play = Instant.now();
            boolean right = play(node);
            seconds("Play", play);
            if (!right) {
                System.out.println("A balance or an address is WRONG.");
                System.exit(BALANCES_WRONG);
            }
            System.out.println("Every balance is right to the satoshi.");
        } catch (NodeUnavailableException unavailable) {
            System.err.println(unavailable.getMessage());
            System.exit(NO_NODE);
        }
    }

    /** Whether everything came out right. */
    static boolean play(RegtestNode node) {
        Narrator narrator = new Narrator(System.out);
        try (Stage stage = new Stage(node, narrator)) {
            return play(stage);
        }
    }

    private static boolean play(Stage stage) {
        stage.narrator.chapter("One vault between borrower, lender and arbiter");
        stage.narrator.say("vault", stage.vault().descriptor());
        boolean right = stage.nodeDerivesTheSame(10);
        Stories stories = new Stories(stage);
        List<Balance> balances = new ArrayList<>();
        balances.addAll(stories.repaidAndReleased(0));
        balances.addAll(stories.liquidated(4));
        balances.addAll(stories.reorganised(8));
        balances.addAll(stories.mined(12));
        balances.addAll(stories.partlyLiquidated(16));
        return table(stage, balances) && right;
    }

    private static boolean table(Stage stage, List<Balance> balances) {
        stage.narrator.chapter("Balances, as bitcoind counts its unspent outputs");
        System.out.printf("%-5s %-9s %-64s %16s %16s%n", "loan", "whose", "address", "expected sat", "bitcoind sat");
        boolean right = true;
        for (Balance balance : balances) {
            Coin counted = stage.balance(balance);
            boolean same = counted.equals(balance.expected());
            right &= same;
            System.out.printf(
                    Locale.ROOT,
                    "%-5d %-9s %-64s %,16d %,16d  %s%n",
                    balance.loanNumber(),
                    balance.owner(),
                    balance.address(),
                    balance.expected().value,
                    counted.value,
                    same ? "right" : "WRONG");
        }
        return right;
    }

    private static void seconds(String what, Instant since) {
        long millis = Duration.between(since, Instant.now()).toMillis();
        System.out.printf(Locale.ROOT, "%s after %.1f s%n", what, millis / 1000.0);
    }

    /** The demonstration tells its story itself; looking for a Docker Engine in vain is no error here. */
    private static void quietLibraries() {
        Logger.getLogger("").setLevel(Level.WARNING);
        TESTCONTAINERS.setLevel(Level.OFF);
    }
}
