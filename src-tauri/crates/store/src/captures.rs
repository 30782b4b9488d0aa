//! Which sealed files lie in the spool, and the keys that open them.

use crate::clients::parse;
use crate::{Error, Result};
use domain::id::{CaptureId, ChunkId};
use domain::time::{Moment, Span};
use domain::transcript::Track;
use rusqlite::{Connection, Row, params};

/// What a capture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture of the screen.
    Picture,
    /// Sound of one track.
    Sound(Track),
}

/// One sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Its id; the seal is bound to it.
    pub id: CaptureId,
    /// Whose it is.
    pub chunk: ChunkId,
    /// What it is.
    pub kind: Kind,
    /// Its name in the spool.
    pub file: String,
    /// Its key, wrapped by the device key.
    pub key: Vec<u8>,
    /// When it was made.
    pub span: Span,
    /// How many bytes lie in the spool.
    pub size_bytes: u64,
}

/// Writes a capture down, or what has changed of it.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, capture: &Capture) -> Result<()> {
    let (kind, track) = match capture.kind {
        Kind::Picture => ("picture", None),
        Kind::Sound(track) => ("sound", Some(track.as_str())),
    };
    tx.prepare_cached(
        "INSERT INTO captures
            (id, chunk_id, kind, track, file, key, started_ms, ended_ms, size_bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET
            ended_ms = excluded.ended_ms, size_bytes = excluded.size_bytes",
    )?
    .execute(params![
        capture.id.to_string(),
        capture.chunk.to_string(),
        kind,
        track,
        capture.file,
        capture.key,
        capture.span.start.0,
        capture.span.end.0,
        i64::try_from(capture.size_bytes).unwrap_or(i64::MAX)
    ])?;
    Ok(())
}

/// Notes how long a capture became, and how big.
///
/// # Errors
///
/// SQLite refused.
pub fn close(tx: &Connection, id: CaptureId, span: Span, size_bytes: u64) -> Result<()> {
    tx.prepare_cached("UPDATE captures SET ended_ms = ?2, size_bytes = ?3 WHERE id = ?1")?
        .execute(params![
            id.to_string(),
            span.end.0,
            i64::try_from(size_bytes).unwrap_or(i64::MAX)
        ])?;
    Ok(())
}

/// Takes a capture's row away, its key with it: the file can then be read by nobody.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: CaptureId) -> Result<()> {
    tx.prepare_cached("DELETE FROM captures WHERE id = ?1")?.execute([id.to_string()])?;
    Ok(())
}

/// A chunk's captures in the order they were made.
///
/// # Errors
///
/// SQLite refused.
pub fn of_chunk(db: &Connection, chunk: ChunkId) -> Result<Vec<Capture>> {
    let mut query = db.prepare_cached(
        "SELECT id, chunk_id, kind, track, file, key, started_ms, ended_ms, size_bytes
         FROM captures WHERE chunk_id = ?1 ORDER BY started_ms, id",
    )?;
    let rows = query.query_map([chunk.to_string()], read)?;
    rows.map(|row| row?.capture()).collect()
}

/// Every file name that some row knows.
///
/// # Errors
///
/// SQLite refused.
pub fn files(db: &Connection) -> Result<Vec<String>> {
    let mut query = db.prepare_cached("SELECT file FROM captures")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the oldest capture was made that is still there.
///
/// # Errors
///
/// SQLite refused.
pub fn oldest(db: &Connection) -> Result<Option<Moment>> {
    let oldest: Option<i64> =
        db.query_row("SELECT min(started_ms) FROM captures", [], |row| row.get(0))?;
    Ok(oldest.map(Moment))
}

struct Raw {
    id: String,
    chunk: String,
    kind: String,
    track: Option<String>,
    file: String,
    key: Vec<u8>,
    span: Span,
    size_bytes: i64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        chunk: row.get(1)?,
        kind: row.get(2)?,
        track: row.get(3)?,
        file: row.get(4)?,
        key: row.get(5)?,
        span: Span::new(Moment(row.get(6)?), Moment(row.get(7)?)),
        size_bytes: row.get(8)?,
    })
}

impl Raw {
    fn capture(self) -> Result<Capture> {
        let kind = match (self.kind.as_str(), self.track.as_deref()) {
            ("picture", None) => Kind::Picture,
            ("sound", Some("microphone")) => Kind::Sound(Track::Microphone),
            ("sound", Some("system")) => Kind::Sound(Track::System),
            _ => return Err(Error::Row { table: "captures" }),
        };
        Ok(Capture {
            id: parse(&self.id, "captures")?,
            chunk: parse(&self.chunk, "captures")?,
            kind,
            file: self.file,
            key: self.key,
            span: self.span,
            size_bytes: u64::try_from(self.size_bytes).unwrap_or(0),
        })
    }
}
