-- Loans by the application's names for them.
CREATE TABLE loan (
    id TEXT PRIMARY KEY,
    -- The fingerprint of the terms in force.
    contract ${bytes} NOT NULL,
    -- Rows of its journal, and the hash of the last one.
    version ${long} NOT NULL,
    head ${bytes} NOT NULL,
    -- 0 once it is over: then nothing but a deposit wakes it.
    live INTEGER NOT NULL,
    state ${bytes} NOT NULL
);

CREATE INDEX live_loan ON loan (live, id);

CREATE INDEX loan_by_contract ON loan (contract);

-- What happened to each loan, each row under a hash over itself and all before it.
CREATE TABLE journal (
    loan TEXT NOT NULL REFERENCES loan (id),
    version ${long} NOT NULL,
    -- ISO 8601, as precise as it was.
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body ${bytes} NOT NULL,
    hash ${bytes} NOT NULL,
    PRIMARY KEY (loan, version)
);

-- What parties have signed about loans, by the contract that it is about.
CREATE TABLE statement (
    contract ${bytes} NOT NULL,
    hash ${bytes} NOT NULL,
    -- As evidence of this one statement.
    body ${bytes} NOT NULL,
    PRIMARY KEY (contract, hash)
);

-- What was answered to the commands that came with a key.
CREATE TABLE answer (
    request_key TEXT PRIMARY KEY,
    request ${bytes} NOT NULL,
    version ${long} NOT NULL,
    -- Empty where the command was taken.
    refusal TEXT NOT NULL
);

-- Settlements by txid, signed and complete.
CREATE TABLE settlement (
    txid ${bytes} PRIMARY KEY,
    raw ${bytes} NOT NULL
);

-- Transactions that parties are being asked to sign, so that all are asked for the same one.
CREATE TABLE proposed (
    txid ${bytes} PRIMARY KEY,
    psbt ${bytes} NOT NULL
);

-- The one that each loan waits for: a batch is that of many.
CREATE TABLE proposal (
    loan TEXT PRIMARY KEY REFERENCES loan (id),
    txid ${bytes} NOT NULL
);

CREATE INDEX proposal_by_txid ON proposal (txid);

CREATE TABLE subscriber (
    name TEXT PRIMARY KEY
);

-- What each subscriber has not acknowledged. By subscriber, so that nobody has to wait for another one's gaps.
CREATE TABLE outbox (
    subscriber TEXT NOT NULL REFERENCES subscriber (name),
    loan TEXT NOT NULL,
    version ${long} NOT NULL,
    place INTEGER NOT NULL,
    payload ${bytes} NOT NULL,
    PRIMARY KEY (subscriber, loan, version, place)
);

-- The last price of one bitcoin in each currency.
CREATE TABLE quote (
    currency TEXT PRIMARY KEY,
    price TEXT NOT NULL,
    -- Since 1970.
    millis ${long} NOT NULL
);
