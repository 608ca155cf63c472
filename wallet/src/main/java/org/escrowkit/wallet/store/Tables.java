package org.escrowkit.wallet.store;

import org.bitcoinj.base.Sha256Hash;

/** All that is stored, by way of one connection. */
record Tables(
        Db db,
        BlockTable blocks,
        BackfillTable backfills,
        ScriptTable scripts,
        FundingTable funding,
        DepositRows deposits,
        EventTable events,
        ConsumerTable consumers,
        LeaseTable lease,
        LoanTable loans,
        OutboxTable outbox) {

    static Tables of(Db db, Sha256Hash genesis) {
        BackfillTable backfills = new BackfillTable(db);
        FundingTable funding = new FundingTable(db);
        return new Tables(
                db,
                new BlockTable(db),
                backfills,
                new ScriptTable(db, backfills),
                funding,
                new DepositRows(db, funding),
                new EventTable(db, funding, genesis),
                new ConsumerTable(db),
                new LeaseTable(db),
                new LoanTable(db),
                new OutboxTable(db));
    }
}
