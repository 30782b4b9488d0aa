CREATE TABLE absences (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    was         TEXT NOT NULL,                 -- work, call, no_work, open
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL, -- undone with its step
    timed       TEXT NOT NULL DEFAULT '[]',    -- JSON: the timers that counted it, each with what it lost
    decided_ms  INTEGER NOT NULL,
    PRIMARY KEY (start_ms, end_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences_asked (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    PRIMARY KEY (start_ms, end_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE activities (
    started_ms  INTEGER NOT NULL PRIMARY KEY,
    ended_ms    INTEGER NOT NULL CHECK (ended_ms >= started_ms),
    state       TEXT NOT NULL,
    window_id   INTEGER REFERENCES windows (id)
) STRICT;

CREATE TABLE activities_imported (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL -- null: undone for good
) STRICT;

CREATE INDEX activities_imported_start ON activities_imported (start_ms);

CREATE TABLE billed_days (
    block_id    TEXT NOT NULL PRIMARY KEY REFERENCES time_blocks (id) ON DELETE CASCADE,
    days        TEXT NOT NULL                  -- JSON: by its local days, {"per_hour", "billed_ms"}
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

CREATE TABLE block_tags (
    block_id    TEXT NOT NULL REFERENCES time_blocks (id) ON DELETE CASCADE,
    tag_id      TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (block_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX block_tags_tag ON block_tags (tag_id);

CREATE TABLE budget_warnings (
    budget_id   TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    first_day   TEXT NOT NULL,                 -- of the period; '' for one over everything
    percent     INTEGER NOT NULL,
    PRIMARY KEY (budget_id, first_day, percent)
) STRICT, WITHOUT ROWID;

CREATE TABLE budgets (
    id          TEXT NOT NULL PRIMARY KEY,
    subject     TEXT NOT NULL,                 -- client, project
    subject_id  TEXT NOT NULL,
    limit_ms    INTEGER CHECK (limit_ms > 0),
    limit_minor INTEGER CHECK (limit_minor > 0),
    currency    TEXT,
    period      TEXT NOT NULL,                 -- month, whole
    warn_at     TEXT NOT NULL,                 -- JSON array of percents
    created_ms  INTEGER NOT NULL,
    CHECK ((limit_ms IS NULL) <> (limit_minor IS NULL)),
    CHECK ((limit_minor IS NULL) = (currency IS NULL))
) STRICT;

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
, colour INTEGER NOT NULL DEFAULT 0, currency TEXT NOT NULL DEFAULT 'EUR', billable INTEGER, rounding TEXT NOT NULL DEFAULT 'none', archived_ms INTEGER) STRICT;

CREATE TABLE counted_twice (
    id          INTEGER PRIMARY KEY,
    one_id      TEXT NOT NULL,
    other_id    TEXT NOT NULL,
    shared      TEXT NOT NULL,                 -- JSON array of spans
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL, -- undone with its step
    decided_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX counted_twice_pair ON counted_twice (one_id, other_id);

CREATE TABLE daily_notes (
    id          TEXT NOT NULL PRIMARY KEY,
    day         TEXT NOT NULL,
    kind        TEXT NOT NULL,                 -- note, transcript
    content     TEXT NOT NULL,                 -- Markdown
    created_ms  INTEGER NOT NULL,
    updated_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX daily_notes_day ON daily_notes (day, created_ms);

CREATE TRIGGER daily_notes_said AFTER INSERT ON daily_notes BEGIN
    INSERT INTO texts (kind, ref, words) VALUES (new.kind, new.id, new.content);
END;

CREATE TRIGGER daily_notes_said_anew AFTER UPDATE OF content ON daily_notes BEGIN
    UPDATE texts SET words = new.content WHERE ref = new.id;
END;

CREATE TRIGGER daily_notes_unsaid AFTER DELETE ON daily_notes BEGIN
    DELETE FROM texts WHERE ref = old.id;
END;

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

CREATE VIRTUAL TABLE found USING fts5 (
    words, content = 'texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TABLE 'found_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'found_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'found_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'found_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE import_keys (
    key         TEXT NOT NULL,
    block_id    TEXT NOT NULL,
    PRIMARY KEY (key, block_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_keys_block ON import_keys (block_id);

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

CREATE INDEX outbox_row ON outbox (row_id);

CREATE TABLE projects (
    id          TEXT NOT NULL PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES clients (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    created_ms  INTEGER NOT NULL, billable INTEGER, archived_ms INTEGER,
    UNIQUE (client_id, name_key)
) STRICT;

CREATE TABLE rates (
    id             TEXT NOT NULL PRIMARY KEY,
    scope          TEXT NOT NULL,              -- default, client, project, task
    scope_id       TEXT NOT NULL,              -- a currency for default, else an id
    from_day       TEXT NOT NULL,
    per_hour_minor INTEGER CHECK (per_hour_minor >= 0), -- null leaves it to the level above
    currency       TEXT,                       -- null with the amount
    created_ms     INTEGER NOT NULL,
    CHECK ((per_hour_minor IS NULL) = (currency IS NULL))
) STRICT;

CREATE INDEX rates_scope ON rates (scope, scope_id, from_day);

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

CREATE TABLE rules_made (
    seq         INTEGER PRIMARY KEY REFERENCES block_steps (seq) ON DELETE CASCADE,
    rule        TEXT NOT NULL                  -- JSON
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE staged (
    chunk_id    TEXT NOT NULL REFERENCES chunks (id),
    what        TEXT NOT NULL,                 -- words, proposals
    sealed      BLOB NOT NULL,
    PRIMARY KEY (chunk_id, what)
) STRICT;

CREATE TABLE tags (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE tasks (
    id          TEXT NOT NULL PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES projects (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    billable    INTEGER,                       -- null: as the project says
    archived_ms INTEGER,
    created_ms  INTEGER NOT NULL,
    UNIQUE (project_id, name_key)
) STRICT;

CREATE TABLE texts (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,                 -- entry, note, transcript
    ref         TEXT NOT NULL UNIQUE,
    words       TEXT NOT NULL
) STRICT;

CREATE TRIGGER texts_in AFTER INSERT ON texts BEGIN
    INSERT INTO found (rowid, words) VALUES (new.id, new.words);
END;

CREATE TRIGGER texts_out AFTER DELETE ON texts BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.id, old.words);
END;

CREATE TRIGGER texts_over AFTER UPDATE OF words ON texts BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO found (rowid, words) VALUES (new.id, new.words);
END;

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
, task_id TEXT REFERENCES tasks (id), zone TEXT NOT NULL DEFAULT '', pauses TEXT, note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT 'capture', is_untimed INTEGER NOT NULL DEFAULT 0, invoice TEXT) STRICT;

CREATE INDEX time_blocks_client ON time_blocks (client_id, start_ms);

CREATE INDEX time_blocks_open ON time_blocks (status, start_ms) WHERE status <> 'billed';

CREATE TRIGGER time_blocks_said AFTER INSERT ON time_blocks
WHEN trim(new.task_label || new.note) <> '' BEGIN
    INSERT INTO texts (kind, ref, words)
    VALUES ('entry', new.id, trim(new.task_label || char(10) || new.note, char(10)));
END;

CREATE TRIGGER time_blocks_said_anew AFTER UPDATE OF task_label, note ON time_blocks
WHEN new.task_label <> old.task_label OR new.note <> old.note BEGIN
    DELETE FROM texts WHERE ref = old.id;
    INSERT INTO texts (kind, ref, words)
    SELECT 'entry', new.id, trim(new.task_label || char(10) || new.note, char(10))
    WHERE trim(new.task_label || new.note) <> '';
END;

CREATE INDEX time_blocks_start ON time_blocks (start_ms);

CREATE TRIGGER time_blocks_unsaid AFTER DELETE ON time_blocks BEGIN
    DELETE FROM texts WHERE ref = old.id;
END;

CREATE TABLE timers (
    id          TEXT NOT NULL PRIMARY KEY,
    client_id   TEXT REFERENCES clients (id),
    project_id  TEXT REFERENCES projects (id),
    task_id     TEXT REFERENCES tasks (id),
    label       TEXT NOT NULL,
    is_billable INTEGER NOT NULL,
    zone        TEXT NOT NULL,
    status      TEXT NOT NULL,                 -- running, paused, completed
    started_ms  INTEGER NOT NULL,
    phase       TEXT NOT NULL,                 -- JSON: since when, and the last heartbeat
    closed      TEXT NOT NULL,                 -- JSON array of the spans that are over
    asked       TEXT NOT NULL DEFAULT '[]',    -- JSON: questions that were answered
    interrupted TEXT,                          -- JSON: when nobody knows whether it ran, until somebody says
    evidence    TEXT NOT NULL DEFAULT '[]',    -- JSON: what capture recognised meanwhile, as in block_evidence
    block_id    TEXT,                          -- the entry it became
    done_ms     INTEGER,                       -- when somebody stopped it, whatever end they gave
    created_ms  INTEGER NOT NULL,
    updated_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE timers_brought (
    timer_id    TEXT NOT NULL PRIMARY KEY,
    seq         INTEGER NOT NULL REFERENCES block_steps (seq) ON DELETE CASCADE,
    timer       TEXT NOT NULL                  -- JSON, all of the row
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_brought_seq ON timers_brought (seq);

CREATE UNIQUE INDEX timers_running ON timers (status) WHERE status = 'running';

CREATE INDEX timers_started ON timers (started_ms);

CREATE TABLE windows (
    id          INTEGER PRIMARY KEY,
    program     TEXT NOT NULL,
    title       TEXT NOT NULL,
    site        TEXT NOT NULL,                 -- '' when there is none
    UNIQUE (program, title, site)
) STRICT;

