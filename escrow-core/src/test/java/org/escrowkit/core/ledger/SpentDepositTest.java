package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

class SpentDepositTest {
    private static final BlockRef MADE = new BlockRef(7, TestChain.hash("made"));
    private static final BlockRef SPENT = new BlockRef(Integer.MAX_VALUE, TestChain.hash("spent"));
    private static final ByteString KEY = ByteString.of(new byte[33]);
    private static final Transaction PAYMENT = TestChain.paying(1, ESCROW, Coin.CENT, Coin.COIN)
            .withWitnesses(List.of(List.of(ByteString.EMPTY, KEY, ByteString.of((byte) 1))));

    private static Spend spend(Optional<BlockRef> block, ByteString... signers) {
        return new Spend(TestChain.hash("spend"), block, List.of(signers));
    }

    private static Deposit deposit(Transaction made, int output, Optional<BlockRef> block, Optional<Spend> spend) {
        Deposit deposit = Deposit.of(made, output, block);
        return deposit.spentBy(spend);
    }

    private static Deposit spent(Transaction made, int output, ByteString... signers) {
        return deposit(made, output, Optional.of(MADE), Optional.of(spend(Optional.of(SPENT), signers)));
    }

    @Test
    void whatABlockSpentComesBackAsItWas() {
        Transaction coinbase = TestChain.coinbase(3, ESCROW, Coin.COIN);
        for (Deposit deposit : List.of(
                spent(PAYMENT, 0),
                spent(PAYMENT, 1, KEY),
                spent(PAYMENT.withoutWitnesses(), 1, KEY, KEY.plus(1)),
                spent(coinbase, 0, KEY))) {
            SpentDeposit small = SpentDeposit.of(deposit).orElseThrow();
            Deposit back = small.deposit(deposit.outpoint());
            assertEquals(deposit, back);
            assertEquals(
                    deposit.transaction().wtxid(), back.transaction().wtxid(), "signers need it with its witnesses");
        }
    }

    @Test
    void whatMayStillChangeIsNone() {
        for (Deposit deposit : List.of(
                deposit(PAYMENT, 0, Optional.of(MADE), Optional.empty()),
                deposit(PAYMENT, 0, Optional.of(MADE), Optional.of(spend(Optional.empty()))),
                deposit(PAYMENT, 0, Optional.empty(), Optional.of(spend(Optional.of(SPENT)))))) {
            assertEquals(Optional.empty(), SpentDeposit.of(deposit));
        }
    }

    /** Its other outputs may be deposits, too, and of a large one there may be thousands. */
    @Test
    void theDepositsOfALargeTransactionShareIt() {
        Coin[] many = new Coin[30];
        Arrays.fill(many, Coin.CENT);
        Transaction large = TestChain.paying(1, ESCROW, many);
        assertEquals(Optional.empty(), SpentDeposit.of(spent(large, 0)));
        Ledger ledger = Ledger.of(SPENT, List.of(spent(large, 0), spent(large, 29)));
        Deposit last = ledger.deposit(large.outpoint(29)).orElseThrow();
        assertEquals(spent(large, 29), last);
    }

    @Test
    void whatItsTransactionDidNotMakeIsKeptAsItIs() {
        Deposit honest = spent(PAYMENT, 0);
        for (Deposit forged : List.of(
                with(honest, honest.outpoint(), Coin.COIN, honest.scriptPubKey()),
                with(honest, honest.outpoint(), honest.value(), KEY),
                with(honest, PAYMENT.outpoint(2), honest.value(), honest.scriptPubKey()),
                with(honest, new Outpoint(TestChain.hash("another"), 0), honest.value(), honest.scriptPubKey()))) {
            assertEquals(Optional.empty(), SpentDeposit.of(forged));
            Ledger ledger = Ledger.of(SPENT, List.of(forged));
            assertEquals(Optional.of(forged), ledger.deposit(forged.outpoint()));
        }
    }

    private static Deposit with(Deposit honest, Outpoint outpoint, Coin value, ByteString script) {
        return new Deposit(
                outpoint, script, value, honest.transaction(), honest.block(), honest.inMempool(), honest.spend());
    }

    /** A ledger is the same whichever way it came to hold a deposit. */
    @Test
    void takenBackAndSpentAgainItIsTheSame() {
        Deposit spent = spent(PAYMENT, 1, KEY);
        DepositTable table = DepositTable.EMPTY.with(spent);
        DepositTable back = table.with(spent.spentBy(Optional.empty()));
        Ledger open = new Ledger(SPENT, back);
        assertEquals(Optional.of(spent.spentBy(Optional.empty())), open.deposit(spent.outpoint()));
        assertEquals(Ledger.of(SPENT, List.of(spent.spentBy(Optional.empty()))), open);
        Ledger again = new Ledger(SPENT, back.with(spent));
        assertEquals(Ledger.of(SPENT, List.of(spent)), again);
        assertEquals(Ledger.of(SPENT, List.of(spent)).hashCode(), again.hashCode());
        assertEquals(List.of(spent), again.deposits(ESCROW));
        assertEquals(Ledger.startingAt(SPENT), new Ledger(SPENT, table.without(spent)));
    }
}
