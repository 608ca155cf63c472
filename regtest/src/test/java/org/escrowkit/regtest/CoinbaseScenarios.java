package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.DepositPolicy;
import org.junit.jupiter.api.Test;

/** Rewards that go to watched scripts. */
interface CoinbaseScenarios extends Scenarios {
    private static void assertStatus(String status, WatchStage stage, ByteString script) {
        DepositPolicy policy = new DepositPolicy(6, Coin.SATOSHI);
        int tip = stage.ledger().tip().height();
        List<String> statuses = stage.ledger().deposits(script).stream()
                .map(deposit -> deposit.status(tip, policy).toString())
                .toList();
        assertEquals(status.isEmpty() ? List.of() : List.of(status), statuses);
    }

    @Test
    default void w9_aRewardIsImmatureFor100Blocks() {
        play(stage -> {
            ByteString script = stage.watch();
            stage.mineReward("reward", script);
            stage.look("CONFIRMED reward, 1a");
            assertStatus("immature coinbase 1/100", stage, script);
            stage.mineEmpty(98);
            stage.look();
            assertStatus("immature coinbase 99/100", stage, script);
            stage.mineEmpty(1);
            stage.look();
            assertStatus("final", stage, script);
            stage.reorg(1);
            stage.look();
            assertStatus("final", stage, script);
        });
    }

    @Test
    default void w6_aRewardIsGoneWithItsBlockAndIsBackWithIt() {
        play(stage -> {
            ByteString script = stage.watch();
            Sha256Hash ours = stage.mineReward("reward", script);
            int height = stage.node().height();
            stage.look("CONFIRMED reward, 1a");
            stage.reorg(1);
            stage.look("REORGED_OUT reward, 1a");
            assertStatus("", stage, script);
            stage.grow(ours, height, 2);
            stage.look("CONFIRMED reward, 1a");
            assertStatus("immature coinbase 3/100", stage, script);
        });
    }
}
