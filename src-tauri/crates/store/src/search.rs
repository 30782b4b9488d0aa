//! Finding words in notes, labels and kept transcripts.
//!
//! The index is SQLite's own full-text index over the table `texts`, which triggers keep as the
//! notes and entries are. What is typed is never read as a query language: every word is quoted,
//! and all of them must be there, the last one by its beginning; what stands between quotation
//! marks must be there as it is.
//!
//! Among very many that hold the words, the newest [`MOST`] are looked at.

use crate::{Error, Result};
use rusqlite::{Connection, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many that hold the words are ranked, the newest of them.
pub const MOST: u32 = 1_000;

/// So many words of a question are looked for.
const MOST_WORDS: usize = 24;

/// How long a piece of the text is shown, in words.
const SHOWN: u32 = 14;

/// What begins and ends a hit in what SQLite marks; no text can mean anything by them.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

/// Where words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// In the label or the note of an entry.
    Entry,
    /// In a note of a day.
    Note,
    /// In a transcript that was kept.
    Transcript,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text, in one line.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_hit: bool,
}

/// A text that holds all the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// The id of the entry or the note.
    pub id: String,
    /// The part of it that shows why.
    pub snippet: Vec<Piece>,
}

impl Kind {
    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Note => "note",
            Self::Transcript => "transcript",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Entry, Self::Note, Self::Transcript].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The texts that hold all words of `text`, the best first, the newer first among equals; none
/// where `text` holds no word.
///
/// # Errors
///
/// SQLite refused.
pub fn find(db: &Connection, text: &str, limit: u32) -> Result<Vec<Hit>> {
    let Some(wanted) = wanted(text) else { return Ok(Vec::new()) };
    let mut query = db.prepare_cached(
        "SELECT c.id, t.kind, t.ref
         FROM (SELECT rowid AS id, bm25(found) AS badness FROM found WHERE found MATCH ?1
               ORDER BY rowid DESC LIMIT ?2) c
         JOIN texts t ON t.id = c.id
         LEFT JOIN time_blocks b ON b.id = t.ref
         LEFT JOIN daily_notes n ON b.id IS NULL AND n.id = t.ref
         ORDER BY c.badness, coalesce(b.start_ms, unixepoch(n.day) * 1000) DESC, c.id DESC
         LIMIT ?3",
    )?;
    let rows = query.query_map(params![wanted, MOST, limit], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    let found: Vec<(i64, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let ids: Vec<i64> = found.iter().map(|(id, ..)| *id).collect();
    let mut snippets = snippets(db, &wanted, &ids)?;
    found
        .into_iter()
        .map(|(at, kind, id)| {
            let kind = Kind::from_name(&kind).ok_or(Error::Row { table: "texts" })?;
            Ok(Hit { kind, id, snippet: snippets.remove(&at).unwrap_or_default() })
        })
        .collect()
}

/// The part of each of these texts that shows why it was found.
fn snippets(db: &Connection, wanted: &str, ids: &[i64]) -> Result<BTreeMap<i64, Vec<Piece>>> {
    let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else {
        return Ok(BTreeMap::new());
    };
    // One walk over what matches, and only the wanted ones are cut out: the index is not asked
    // again for each of them.
    let mut query = db.prepare_cached(
        "SELECT rowid, snippet(found, 0, ?2, ?3, '…', ?4) FROM found
         WHERE found MATCH ?1 AND rowid >= ?5 AND rowid <= ?6
           AND +rowid IN (SELECT value FROM json_each(?7))",
    )?;
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let (begin, end) = (BEGIN.to_string(), END.to_string());
    let rows = query.query_map(params![wanted, begin, end, SHOWN, first, last, ids], |row| {
        Ok((row.get(0)?, pieces(&row.get::<_, String>(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A marked text in its pieces, each in one line.
fn pieces(marked: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_hit = false;
    for letter in marked.chars() {
        match letter {
            BEGIN => is_hit = true,
            END => is_hit = false,
            letter => {
                let letter = if letter.is_control() { ' ' } else { letter };
                match pieces.last_mut() {
                    Some(last) if last.is_hit == is_hit => last.text.push(letter),
                    _ => pieces.push(Piece { text: letter.to_string(), is_hit }),
                }
            }
        }
    }
    pieces
}

/// What the index is asked for: every word in quotes, the last one by its beginning.
fn wanted(text: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_phrase = false;
    let mut is_last_a_phrase = false;
    for part in text.split(['"', '“', '”', '„', '«', '»']) {
        if is_phrase {
            words.extend(quoted(part));
        } else {
            words.extend(part.split_whitespace().filter_map(quoted));
        }
        if !part.trim().is_empty() {
            is_last_a_phrase = is_phrase;
        }
        is_phrase = !is_phrase;
    }
    words.truncate(MOST_WORDS);
    let mut wanted = (!words.is_empty()).then(|| words.join(" "))?;
    if !is_last_a_phrase {
        wanted.push('*');
    }
    Some(wanted)
}

/// A word or a phrase between quotation marks; `None` if there is no letter or number in it.
fn quoted(text: &str) -> Option<String> {
    // A NUL would end the question for SQLite.
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.contains(char::is_alphanumeric).then(|| format!("\"{}\"", plain.trim()))
}

#[cfg(test)]
mod tests;
