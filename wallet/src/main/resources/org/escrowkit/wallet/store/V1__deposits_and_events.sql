-- Hashes are in the order in which they are shown. The two names in braces are the dialect's.

CREATE TABLE store (
    -- There is one row.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    genesis ${bytes} NOT NULL,
    -- Steps committed so far.
    revision ${long} NOT NULL,
    -- Of the newest event, trimmed or not.
    last_sequence ${long} NOT NULL,
    last_backfill ${long} NOT NULL
);

-- The newest part of the chain; the highest is the cursor.
CREATE TABLE block (
    height INTEGER PRIMARY KEY,
    hash ${bytes} NOT NULL UNIQUE,
    previous ${bytes} NOT NULL,
    chain_work ${bytes} NOT NULL
);

-- A walk over old blocks for scripts that came late. The lowest id is the one under way.
CREATE TABLE backfill (
    id ${long} PRIMARY KEY,
    next_height INTEGER NOT NULL
);

CREATE TABLE script (
    id INTEGER PRIMARY KEY,
    script ${bytes} NOT NULL UNIQUE,
    birth INTEGER NOT NULL,
    label TEXT NOT NULL,
    -- Behind it as long as table backfill has that row; no reference, so that an end deletes one row only.
    backfill ${long} NOT NULL
);

-- By wtxid: the same txid can come with another witness.
CREATE TABLE funding (
    wtxid ${bytes} PRIMARY KEY,
    raw ${bytes} NOT NULL
);

-- Script and value are those of the output in the funding transaction, and so not here.
CREATE TABLE deposit (
    txid ${bytes} NOT NULL,
    vout ${long} NOT NULL,
    wtxid ${bytes} NOT NULL REFERENCES funding (wtxid),
    block_height INTEGER,
    block_hash ${bytes},
    in_mempool INTEGER NOT NULL,
    spend_txid ${bytes},
    spend_height INTEGER,
    spend_hash ${bytes},
    -- Public keys in hex, with commas.
    spend_signers TEXT,
    PRIMARY KEY (txid, vout)
);

CREATE INDEX deposit_by_funding ON deposit (wtxid);

-- The outbox. No block is empty bytes, because an SQL null is equal to nothing, not even for UNIQUE.
CREATE TABLE event (
    sequence ${long} PRIMARY KEY,
    txid ${bytes} NOT NULL,
    vout ${long} NOT NULL,
    kind TEXT NOT NULL,
    block ${bytes} NOT NULL,
    occurrence INTEGER NOT NULL,
    block_height INTEGER NOT NULL,
    wtxid ${bytes} NOT NULL REFERENCES funding (wtxid),
    payload TEXT NOT NULL,
    UNIQUE (txid, vout, kind, block, occurrence)
);

CREATE INDEX event_by_funding ON event (wtxid);

-- How often the same was said. It outlives trimmed events and forgotten deposits, or else ids would come twice.
CREATE TABLE occurrence (
    txid ${bytes} NOT NULL,
    vout ${long} NOT NULL,
    kind TEXT NOT NULL,
    block ${bytes} NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (txid, vout, kind, block)
);

CREATE TABLE consumer (
    name TEXT PRIMARY KEY,
    acknowledged ${long} NOT NULL
);
