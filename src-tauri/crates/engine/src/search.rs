//! Finding words in notes, labels and transcripts that were kept.

use crate::Result;
use crate::daybook::Daybook;
use domain::days::entry_day;
use domain::id::{ClientId, ProjectId};
use domain::time::{Date, Moment, TimeZone};
use store::search::{self, Hit};
pub use store::search::{Kind, Piece};
use store::{Connection, entries, notes};

/// Where words were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// In what.
    pub kind: Kind,
    /// The id of the entry or the note.
    pub id: String,
    /// Of which day.
    pub date: Date,
    /// When the entry began; `None` for a note, and for an entry with only a length.
    pub start: Option<Moment>,
    /// For whom the entry is.
    pub client: Option<ClientId>,
    /// Which project of that client.
    pub project: Option<ProjectId>,
    /// What the entry is called; empty for a note.
    pub label: String,
    /// A part of the text; what was found is marked.
    pub snippet: Vec<Piece>,
}

/// So many are found at most, whoever asks.
const MOST: u32 = 500;

impl Daybook {
    /// Where all words of `text` stand, the best first, `limit` of them at most. The last word may
    /// be the beginning of one; what stands between quotation marks must stand there as it is.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Found>> {
        let home = self.clock.zone();
        let found = self.store.read(|db| {
            let hits = search::find(db, text, limit.min(MOST))?;
            hits.into_iter().map(|hit| told(db, hit, &home)).collect::<store::Result<Vec<_>>>()
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}

fn told(db: &Connection, hit: Hit, home: &TimeZone) -> store::Result<Option<Found>> {
    let Hit { kind, id, snippet } = hit;
    Ok(match kind {
        Kind::Entry => {
            let Ok(entry) = id.parse() else { return Ok(None) };
            entries::get(db, entry, home)?.map(|row| {
                let answer = &row.entry.block().answer;
                let begins = (!row.details.is_untimed).then_some(row.entry.span().start);
                Found {
                    kind,
                    id,
                    date: entry_day(&row.entry),
                    start: begins,
                    client: answer.client,
                    project: answer.project,
                    label: answer.label.clone(),
                    snippet,
                }
            })
        }
        Kind::Note | Kind::Transcript => {
            let Ok(note) = id.parse() else { return Ok(None) };
            notes::get(db, note)?.map(|note| Found {
                kind,
                id,
                date: note.day,
                start: None,
                client: None,
                project: None,
                label: String::new(),
                snippet,
            })
        }
    })
}
