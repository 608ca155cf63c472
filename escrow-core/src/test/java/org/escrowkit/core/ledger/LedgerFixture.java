package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;

/** One watched script, one deposit to it, and the policy of three confirmations. */
final class LedgerFixture {
    static final ByteString ESCROW = ByteString.ofHex("0014" + "e5".repeat(20));
    static final ByteString ELSEWHERE = ByteString.ofHex("0014" + "aa".repeat(20));
    static final DepositPolicy THREE = new DepositPolicy(3, Coin.valueOf(20_000));
    static final Transaction PAYMENT = TestChain.paying(1, ESCROW, Coin.COIN);

    private LedgerFixture() {}

    static TestChain chain() {
        return TestChain.watching(ESCROW);
    }

    /** The one deposit that a ledger knows. */
    static Deposit only(TestChain chain) {
        List<Deposit> all = chain.ledger().deposits(ESCROW);
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }

    static String status(TestChain chain) {
        return only(chain).status(chain.ledger().tip().height(), THREE).toString();
    }

    static Coin counting(TestChain chain) {
        return chain.ledger().collateral(ESCROW, THREE).value();
    }

    static Coin pending(TestChain chain) {
        return chain.ledger().collateral(ESCROW, THREE).pending();
    }

    /** What the last step changed, by the names of the changes. */
    static List<String> changes(TestChain chain) {
        return chain.changes().stream()
                .map(change -> change.getClass().getSimpleName())
                .toList();
    }
}
