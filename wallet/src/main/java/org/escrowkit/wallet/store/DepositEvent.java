package org.escrowkit.wallet.store;

import java.math.BigInteger;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;

/**
 * A change of a deposit, as consumers get it: at least once, in order.
 *
 * @param sequence from 1, without gaps; the order of delivery
 * @param id the same at every delivery, and for the same fact after a restored backup: by it a consumer knows what it
 *     has had. Network, outpoint, kind, block and how often that was said
 * @param block that it comes from: the one that was connected, or taken back; empty for the mempool
 */
public record DepositEvent(long sequence, String id, DepositChange change, Optional<BlockRef> block) {
    public EventKind kind() {
        return EventKind.of(change);
    }

    /**
     * To which of so many parts it belongs, from 0 on: always the same for all events of one script, whoever asks, and
     * about as many scripts to each.
     */
    public int part(int of) {
        byte[] script = change.deposit().scriptPubKey().toByteArray();
        return Sha256Hash.of(script).toBigInteger().mod(BigInteger.valueOf(of)).intValue();
    }

    /** For people: {@code 7 CONFIRMED 1.5 BTC, 4a5e…:0, in block 101:6f0a…}. */
    @Override
    public String toString() {
        Deposit deposit = change.deposit();
        String where =
                block.map(at -> ", in block " + at.height() + ":" + at.hash()).orElse("");
        return sequence + " " + kind() + " " + deposit.value().toFriendlyString() + ", " + deposit.outpoint() + where;
    }
}
