-- A timesheet that can be trusted: whose time is worth what, timers, absences, notes.
-- Once this file has shipped it never changes again: the next change is a folder beside it.
-- Money is integer minor units and a currency ("EUR"); days are local dates (2026-11-20).

-- Clients, projects, tasks, tags ----------------------------------------------------------------

ALTER TABLE clients ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
ALTER TABLE clients ADD COLUMN billable INTEGER;                     -- null: nobody said; then it is
ALTER TABLE clients ADD COLUMN rounding TEXT NOT NULL DEFAULT 'none'; -- as "up 6 per day"
ALTER TABLE clients ADD COLUMN archived_ms INTEGER;                  -- null: in use

ALTER TABLE projects ADD COLUMN billable INTEGER;                    -- null: as the client says
ALTER TABLE projects ADD COLUMN archived_ms INTEGER;

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

CREATE TABLE tags (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    created_ms  INTEGER NOT NULL
) STRICT;

-- A rate per hour from a day on, until the next of the same scope begins.
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

-- Which warnings were told, so that each is told once in each period.
CREATE TABLE budget_warnings (
    budget_id   TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    first_day   TEXT NOT NULL,                 -- of the period; '' for one over everything
    percent     INTEGER NOT NULL,
    PRIMARY KEY (budget_id, first_day, percent)
) STRICT, WITHOUT ROWID;

-- Time entries ----------------------------------------------------------------------------------

ALTER TABLE time_blocks ADD COLUMN task_id TEXT REFERENCES tasks (id);
ALTER TABLE time_blocks ADD COLUMN zone TEXT NOT NULL DEFAULT '';    -- IANA name; '': the owner's
ALTER TABLE time_blocks ADD COLUMN pauses TEXT;                      -- JSON array of spans; null: none
ALTER TABLE time_blocks ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE time_blocks ADD COLUMN source TEXT NOT NULL DEFAULT 'capture'; -- timer, hand, import, calendar
-- Only day and length are known: start is the day's midnight, end is that much later.
ALTER TABLE time_blocks ADD COLUMN is_untimed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE time_blocks ADD COLUMN invoice TEXT;                     -- of a billed one, where it is known

CREATE INDEX time_blocks_client ON time_blocks (client_id, start_ms);
-- What waits to be billed, and what waits to be reviewed, is found without looking at all the rest.
CREATE INDEX time_blocks_open ON time_blocks (status, start_ms) WHERE status <> 'billed';

CREATE TABLE block_tags (
    block_id    TEXT NOT NULL REFERENCES time_blocks (id) ON DELETE CASCADE,
    tag_id      TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (block_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX block_tags_tag ON block_tags (tag_id);

-- What a second import knows entries by: one key may have become several of them, and several keys
-- one. The keys of an entry that was deleted stay, so that no import brings it again.
CREATE TABLE import_keys (
    key         TEXT NOT NULL,
    block_id    TEXT NOT NULL,
    PRIMARY KEY (key, block_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_keys_block ON import_keys (block_id);

-- Timers that were not stopped when an import brought them: they go and come back with its step.
CREATE TABLE timers_brought (
    timer_id    TEXT NOT NULL PRIMARY KEY,
    seq         INTEGER NOT NULL REFERENCES block_steps (seq) ON DELETE CASCADE,
    timer       TEXT NOT NULL                  -- JSON, all of the row
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_brought_seq ON timers_brought (seq);

-- Rows of the ledger that an import wrote in a step that made drafts of them. What the ledger knows
-- stays when the step is undone, and another import makes drafts of it again.
CREATE TABLE activities_imported (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL -- null: undone for good
) STRICT;

CREATE INDEX activities_imported_start ON activities_imported (start_ms);

-- At what rate and how long an entry was billed: no later rate and no later rounding touches it.
CREATE TABLE billed_days (
    block_id    TEXT NOT NULL PRIMARY KEY REFERENCES time_blocks (id) ON DELETE CASCADE,
    days        TEXT NOT NULL                  -- JSON: by its local days, {"per_hour", "billed_ms"}
) STRICT;

-- Time that two entries share and that the owner wants counted in both. It outlasts an entry that
-- is deleted, for as long as an undo may bring that back.
CREATE TABLE counted_twice (
    id          INTEGER PRIMARY KEY,
    one_id      TEXT NOT NULL,
    other_id    TEXT NOT NULL,
    shared      TEXT NOT NULL,                 -- JSON array of spans
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL, -- undone with its step
    decided_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX counted_twice_pair ON counted_twice (one_id, other_id);

-- Timers ----------------------------------------------------------------------------------------

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

-- One timer runs at a time, whoever starts it.
CREATE UNIQUE INDEX timers_running ON timers (status) WHERE status = 'running';
CREATE INDEX timers_started ON timers (started_ms);

-- Absences --------------------------------------------------------------------------------------

-- What the owner said an absence was; the ledger stays as it is.
CREATE TABLE absences (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    was         TEXT NOT NULL,                 -- work, call, no_work, open
    seq         INTEGER REFERENCES block_steps (seq) ON DELETE SET NULL, -- undone with its step
    timed       TEXT NOT NULL DEFAULT '[]',    -- JSON: the timers that counted it, each with what it lost
    decided_ms  INTEGER NOT NULL,
    PRIMARY KEY (start_ms, end_ms)
) STRICT, WITHOUT ROWID;

-- Absences that were asked about, answered or not.
CREATE TABLE absences_asked (
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    PRIMARY KEY (start_ms, end_ms)
) STRICT, WITHOUT ROWID;

-- Notes, and finding words ----------------------------------------------------------------------

-- Notes of a day. That of an entry stands with the entry.
CREATE TABLE daily_notes (
    id          TEXT NOT NULL PRIMARY KEY,
    day         TEXT NOT NULL,
    kind        TEXT NOT NULL,                 -- note, transcript
    content     TEXT NOT NULL,                 -- Markdown
    created_ms  INTEGER NOT NULL,
    updated_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX daily_notes_day ON daily_notes (day, created_ms);

-- Everything that can be searched, one row for each note and entry; triggers keep it so.
CREATE TABLE texts (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,                 -- entry, note, transcript
    ref         TEXT NOT NULL UNIQUE,
    words       TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE found USING fts5 (
    words, content = 'texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- What is deleted leaves no word in the index either.
INSERT INTO found (found, rank) VALUES ('secure-delete', 1);

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

INSERT INTO texts (kind, ref, words)
SELECT 'entry', id, task_label FROM time_blocks WHERE task_label <> '';

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
CREATE TRIGGER time_blocks_unsaid AFTER DELETE ON time_blocks BEGIN
    DELETE FROM texts WHERE ref = old.id;
END;

CREATE TRIGGER daily_notes_said AFTER INSERT ON daily_notes BEGIN
    INSERT INTO texts (kind, ref, words) VALUES (new.kind, new.id, new.content);
END;
CREATE TRIGGER daily_notes_said_anew AFTER UPDATE OF content ON daily_notes BEGIN
    UPDATE texts SET words = new.content WHERE ref = new.id;
END;
CREATE TRIGGER daily_notes_unsaid AFTER DELETE ON daily_notes BEGIN
    DELETE FROM texts WHERE ref = old.id;
END;

-- What waits to be sent about one row, so that a newer change can take its place.
CREATE INDEX outbox_row ON outbox (row_id);

-- The rule that a step made; it goes and comes back with the step.
CREATE TABLE rules_made (
    seq         INTEGER PRIMARY KEY REFERENCES block_steps (seq) ON DELETE CASCADE,
    rule        TEXT NOT NULL                  -- JSON
) STRICT;
