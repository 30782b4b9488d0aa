//! Time blocks, and what they were recognised by.
//!
//! Every change goes to the outbox in the same transaction.

use crate::clients::parse;
use crate::outbox::{self, Kind};
use crate::{Error, Result};
use domain::block::{Answer, Block, Status};
use domain::id::BlockId;
use domain::time::{Moment, Span};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const TABLE: &str = "time_blocks";
const COLUMNS: &str = "id, start_ms, end_ms, client_id, project_id, task_label, is_billable,
    confidence, reason, status, edited";

/// Writes a block: a new one, or all fields of one that is there.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, block: &Block, now: Moment) -> Result<()> {
    let answer = &block.answer;
    tx.prepare_cached(
        "INSERT INTO time_blocks (id, start_ms, end_ms, client_id, project_id, task_label,
            is_billable, confidence, reason, status, edited, created_ms, updated_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
         ON CONFLICT (id) DO UPDATE SET
            start_ms = excluded.start_ms, end_ms = excluded.end_ms,
            client_id = excluded.client_id, project_id = excluded.project_id,
            task_label = excluded.task_label, is_billable = excluded.is_billable,
            confidence = excluded.confidence, reason = excluded.reason,
            status = excluded.status, edited = excluded.edited,
            revision = revision + 1, updated_ms = excluded.updated_ms",
    )?
    .execute(params![
        block.id.to_string(),
        block.span.start.0,
        block.span.end.0,
        answer.client.map(|id| id.to_string()),
        answer.project.map(|id| id.to_string()),
        answer.label,
        answer.billable,
        f64::from(answer.confidence),
        answer.reason,
        block.status.as_str(),
        block.edited,
        now.0
    ])?;
    let fields = json!({
        "start_ms": block.span.start.0,
        "end_ms": block.span.end.0,
        "client_id": answer.client,
        "project_id": answer.project,
        "task_label": answer.label,
        "is_billable": answer.billable,
        "status": block.status.as_str(),
    });
    outbox::enqueue(tx, TABLE, &block.id.to_string(), Kind::Put, &fields, now)
}

/// Notes where the blocks that begin in `span` were worked, as far as nobody has said so yet.
///
/// # Errors
///
/// SQLite refused.
pub fn worked_in(tx: &Connection, span: Span, zone: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE time_blocks SET zone = ?3 WHERE zone = '' AND start_ms >= ?1 AND start_ms < ?2",
    )?
    .execute(params![span.start.0, span.end.0, zone])?;
    Ok(())
}

/// Takes a block away.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: BlockId, now: Moment) -> Result<()> {
    let id = id.to_string();
    tx.prepare_cached("DELETE FROM time_blocks WHERE id = ?1")?.execute([&id])?;
    outbox::enqueue(tx, TABLE, &id, Kind::Delete, &json!({}), now)
}

/// Drops what waits in the outbox about time inside `span` and is true no more: changes of blocks
/// that are gone, and those that a newer change of the same block has overtaken.
///
/// # Errors
///
/// SQLite refused.
pub fn forget_changes(tx: &Connection, span: Span) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM outbox WHERE table_name = ?1 AND kind = 'put'
           AND json_extract(fields, '$.start_ms') < ?3 AND json_extract(fields, '$.end_ms') > ?2
           AND (row_id NOT IN (SELECT id FROM time_blocks)
             OR seq < (SELECT max(newer.seq) FROM outbox newer
                       WHERE newer.table_name = ?1 AND newer.row_id = outbox.row_id))",
    )?
    .execute(params![TABLE, span.start.0, span.end.0])?;
    Ok(())
}

/// Takes drafts inside `span` away that nobody edited; those that reach into it are cut.
///
/// # Errors
///
/// SQLite refused.
pub fn clear_drafts(tx: &Connection, span: Span, now: Moment) -> Result<()> {
    for block in within(tx, span)? {
        if block.edited || block.status != Status::Draft {
            continue;
        }
        let before = Span::new(block.span.start, span.start);
        let after = Span::new(span.end, block.span.end);
        match (before.is_empty(), after.is_empty()) {
            (true, true) => remove(tx, block.id, now)?,
            (false, _) => put(tx, &Block { span: before, ..block }, now)?,
            (true, false) => put(tx, &Block { span: after, ..block }, now)?,
        }
    }
    Ok(())
}

/// One block.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: BlockId) -> Result<Option<Block>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM time_blocks WHERE id = ?1"))?
        .query_row([id.to_string()], read)
        .optional()?
        .map(Raw::block)
        .transpose()
}

/// No block is longer than this; it bounds the search for blocks that reach into a span.
const LONGEST: i64 = 48 * domain::time::HOUR;

/// The blocks that share an instant with `span`, in order.
///
/// # Errors
///
/// SQLite refused.
pub fn within(db: &Connection, span: Span) -> Result<Vec<Block>> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM time_blocks
         WHERE start_ms >= ?1 AND start_ms < ?2 AND end_ms > ?3 ORDER BY start_ms, id"
    ))?;
    let rows = query.query_map([span.start.minus(LONGEST).0, span.end.0, span.start.0], read)?;
    rows.map(|row| row?.block()).collect()
}

/// The last block that begins at or before `at`.
///
/// # Errors
///
/// SQLite refused.
pub fn before(db: &Connection, at: Moment) -> Result<Option<Block>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM time_blocks WHERE start_ms <= ?1
         ORDER BY start_ms DESC, id DESC LIMIT 1"
    ))?
    .query_row([at.0], read)
    .optional()?
    .map(Raw::block)
    .transpose()
}

/// Keeps what a block was recognised by, as the classifier encoded it.
///
/// # Errors
///
/// SQLite refused.
pub fn put_evidence(tx: &Connection, id: BlockId, tokens: &[String]) -> Result<()> {
    let tokens = serde_json::to_string(tokens).unwrap_or_default();
    tx.prepare_cached(
        "INSERT INTO block_evidence (block_id, tokens) VALUES (?1, ?2)
         ON CONFLICT (block_id) DO UPDATE SET tokens = excluded.tokens",
    )?
    .execute(params![id.to_string(), tokens])?;
    Ok(())
}

/// What a block was recognised by.
///
/// # Errors
///
/// SQLite refused.
pub fn evidence(db: &Connection, id: BlockId) -> Result<Vec<String>> {
    let tokens: Option<String> = db
        .prepare_cached("SELECT tokens FROM block_evidence WHERE block_id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    Ok(tokens.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

struct Raw {
    id: String,
    span: Span,
    client: Option<String>,
    project: Option<String>,
    label: String,
    billable: bool,
    confidence: f64,
    reason: String,
    status: String,
    edited: bool,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        span: Span::new(Moment(row.get(1)?), Moment(row.get(2)?)),
        client: row.get(3)?,
        project: row.get(4)?,
        label: row.get(5)?,
        billable: row.get(6)?,
        confidence: row.get(7)?,
        reason: row.get(8)?,
        status: row.get(9)?,
        edited: row.get(10)?,
    })
}

impl Raw {
    fn block(self) -> Result<Block> {
        let status = Status::from_name(&self.status).ok_or(Error::Row { table: TABLE })?;
        #[expect(clippy::cast_possible_truncation, reason = "a confidence lies between 0 and 1")]
        let confidence = self.confidence as f32;
        Ok(Block {
            id: parse(&self.id, TABLE)?,
            span: self.span,
            answer: Answer {
                client: self.client.map(|id| parse(&id, TABLE)).transpose()?,
                project: self.project.map(|id| parse(&id, TABLE)).transpose()?,
                label: self.label,
                billable: self.billable,
                confidence,
                reason: self.reason,
            },
            status,
            edited: self.edited,
        })
    }
}
