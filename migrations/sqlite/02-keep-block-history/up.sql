-- What a person did to blocks, so that it can be undone, also after a restart.
-- This file has shipped: it never changes again. The next change is a folder beside it.

-- One step is one act, on one block or on many at once.
CREATE TABLE block_steps (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- order of the acts; never reused
    kind        TEXT NOT NULL,                 -- assign, relabel, billable, confirm, reopen, edit
    at_ms       INTEGER NOT NULL,
    stands      TEXT NOT NULL                  -- done, undone, lapsed: too much has changed since
) STRICT;

CREATE INDEX block_steps_stands ON block_steps (stands, seq);

-- How one block was before a step and after it, with what it taught.
CREATE TABLE block_changes (
    seq         INTEGER NOT NULL REFERENCES block_steps (seq) ON DELETE CASCADE,
    block_id    TEXT NOT NULL,
    start_ms    INTEGER NOT NULL,              -- the block's time, before and after together:
    end_ms      INTEGER NOT NULL,              -- whoever forgets a stretch of time finds it by this
    was         TEXT,                          -- JSON; null: there was no such block
    became      TEXT,                          -- JSON; null: the block went
    PRIMARY KEY (seq, block_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX block_changes_block ON block_changes (block_id, seq);

-- Which of the eight colours a client is shown in.
ALTER TABLE clients ADD COLUMN colour INTEGER NOT NULL DEFAULT 0;

UPDATE clients SET colour = (
    SELECT count(*) FROM clients AS older
    WHERE (older.created_ms, older.id) < (clients.created_ms, clients.id)
) % 8;

-- How much was sent today is asked often.
CREATE INDEX outbound_at ON outbound (at_ms, size_bytes);
