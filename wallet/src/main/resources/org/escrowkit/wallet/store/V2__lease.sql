-- Who may commit, of the processes that share the database. There is one row.
CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- One more for each leader: what an earlier one still wants to commit is refused.
    epoch ${long} NOT NULL,
    -- A name for people.
    holder TEXT NOT NULL,
    -- Both in milliseconds, the first since 1970 by the database's clock.
    expires ${long} NOT NULL,
    length ${long} NOT NULL
);

INSERT INTO lease (id, epoch, holder, expires, length) VALUES (1, 0, '', 0, 0);
