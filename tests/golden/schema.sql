CREATE TABLE activities (
    started_ms  INTEGER NOT NULL PRIMARY KEY,
    ended_ms    INTEGER NOT NULL CHECK (ended_ms >= started_ms),
    state       TEXT NOT NULL,
    window_id   INTEGER REFERENCES windows (id)
) STRICT;

CREATE TABLE billed_rates (
    block_id       TEXT NOT NULL PRIMARY KEY REFERENCES time_blocks (id) ON DELETE CASCADE,
    per_hour_minor INTEGER NOT NULL CHECK (per_hour_minor >= 0),
    currency       TEXT NOT NULL
) STRICT;

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

CREATE TABLE block_evidence (
    block_id    TEXT NOT NULL PRIMARY KEY REFERENCES time_blocks (id) ON DELETE CASCADE,
    tokens      TEXT NOT NULL
) STRICT;

CREATE TABLE block_steps (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- order of the acts; never reused
    kind        TEXT NOT NULL,                 -- assign, relabel, billable, confirm, reopen, edit
    at_ms       INTEGER NOT NULL,
    stands      TEXT NOT NULL                  -- done, undone, lapsed: too much has changed since
) STRICT;

CREATE INDEX block_steps_stands ON block_steps (stands, seq);

CREATE TABLE captures (
    id          TEXT NOT NULL PRIMARY KEY,
    chunk_id    TEXT NOT NULL REFERENCES chunks (id),
    kind        TEXT NOT NULL,                 -- picture, sound
    track       TEXT,                          -- microphone, system; for sound
    file        TEXT NOT NULL,
    key         BLOB NOT NULL,                 -- wrapped by the device key
    started_ms  INTEGER NOT NULL,
    ended_ms    INTEGER NOT NULL,
    size_bytes  INTEGER NOT NULL
) STRICT;

CREATE INDEX captures_chunk ON captures (chunk_id);

CREATE TABLE chunks (
    id          TEXT NOT NULL PRIMARY KEY,
    started_ms  INTEGER NOT NULL,
    ended_ms    INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,    -- failures of the next step
    due_ms      INTEGER NOT NULL DEFAULT 0,    -- not tried before this
    reason      TEXT,                          -- of the last failure; never content
    origin      TEXT NOT NULL,                 -- live, ingest
    key         BLOB                           -- seals what is staged; wrapped by the device key; null once wiped
) STRICT;

CREATE INDEX chunks_queued ON chunks (due_ms) WHERE stage <> 'wiped';

CREATE INDEX chunks_started ON chunks (started_ms);

CREATE TABLE clients (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,          -- case folded, so that "acme" finds "Acme"
    created_ms  INTEGER NOT NULL
, colour INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE exclusions (
    id          TEXT NOT NULL PRIMARY KEY,
    field       TEXT NOT NULL,                 -- program, title, site
    pattern     TEXT NOT NULL,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE facts (
    name        TEXT NOT NULL PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT;

CREATE TABLE lessons (
    block_id    TEXT NOT NULL PRIMARY KEY,
    lesson      TEXT NOT NULL,
    learned_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE outbound (
    id          INTEGER PRIMARY KEY,
    at_ms       INTEGER NOT NULL,
    service     TEXT NOT NULL,
    model       TEXT NOT NULL,
    size_bytes  INTEGER NOT NULL,
    kinds       TEXT NOT NULL                  -- JSON array: titles, transcript, words, pictures, …
) STRICT;

CREATE INDEX outbound_at ON outbound (at_ms, size_bytes);

CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- order of sending; never reused
    table_name  TEXT NOT NULL,
    row_id      TEXT NOT NULL,
    kind        TEXT NOT NULL,                 -- put, delete
    fields      TEXT NOT NULL,                 -- JSON, the changed fields only
    created_ms  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0     -- counted before sending, so a crash cannot loop for ever
) STRICT;

CREATE TABLE projects (
    id          TEXT NOT NULL PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES clients (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    created_ms  INTEGER NOT NULL,
    UNIQUE (client_id, name_key)
) STRICT;

CREATE TABLE receipts (
    chunk_id    TEXT NOT NULL PRIMARY KEY,
    started_ms  INTEGER NOT NULL,
    ended_ms    INTEGER NOT NULL,
    wiped_ms    INTEGER NOT NULL,
    files       INTEGER NOT NULL,
    size_bytes  INTEGER NOT NULL,
    cause       TEXT NOT NULL                  -- committed, retention, forgotten
) STRICT;

CREATE INDEX receipts_wiped ON receipts (wiped_ms);

CREATE TABLE refinements (
    chunk_id    TEXT NOT NULL PRIMARY KEY,
    due_ms      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE rules (
    id          TEXT NOT NULL PRIMARY KEY,
    field       TEXT NOT NULL,                 -- program, title, site, words
    pattern     TEXT NOT NULL,                 -- as the owner typed it
    client_id   TEXT NOT NULL REFERENCES clients (id),
    project_id  TEXT REFERENCES projects (id),
    label       TEXT,
    billable    INTEGER,                       -- null: the rule does not say
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE staged (
    chunk_id    TEXT NOT NULL REFERENCES chunks (id),
    what        TEXT NOT NULL,                 -- words, proposals
    sealed      BLOB NOT NULL,
    PRIMARY KEY (chunk_id, what)
) STRICT;

CREATE TABLE time_blocks (
    id          TEXT NOT NULL PRIMARY KEY,
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    client_id   TEXT REFERENCES clients (id),
    project_id  TEXT REFERENCES projects (id),
    task_label  TEXT NOT NULL,
    is_billable INTEGER NOT NULL,
    confidence  REAL NOT NULL,
    reason      TEXT NOT NULL,
    status      TEXT NOT NULL,                 -- draft, confirmed
    edited      INTEGER NOT NULL DEFAULT 0,    -- a person changed it: no classifier touches it
    revision    INTEGER NOT NULL DEFAULT 0,    -- counts up with every change
    created_ms  INTEGER NOT NULL,
    updated_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX time_blocks_start ON time_blocks (start_ms);

CREATE TABLE windows (
    id          INTEGER PRIMARY KEY,
    program     TEXT NOT NULL,
    title       TEXT NOT NULL,
    site        TEXT NOT NULL,                 -- '' when there is none
    UNIQUE (program, title, site)
) STRICT;

