//! Notes: of a day, and of an entry.
//!
//! A note of a day is a row of its own. The note of an entry stands with the entry, so writing it
//! is an act like any other: with a step, to be undone, and such a draft is no longer changed by
//! the classifier. Deleting the note of a day cannot be undone, since nothing is left of it.
//!
//! Markdown is kept as it was typed.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind as Act;
use crate::learning::block_id;
use crate::pipeline::Pipeline;
use domain::block::{Block, Status};
use domain::days::entry_day;
use domain::id::{BlockId, NoteId};
pub use domain::note::Kind;
use domain::note::{self, LONGEST};
use domain::time::{DAY, Date, Moment, Span, TimeZone};
use store::Connection;
use store::entries::{self, Row};
use store::notes::{self, Noted};

/// A note of a day, or of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its id: that of the entry, for the note of an entry.
    pub id: String,
    /// Of which day: that of the entry, for the note of an entry.
    pub date: Date,
    /// The entry it is tied to.
    pub entry: Option<Row>,
    /// What it is.
    pub kind: Kind,
    /// Markdown.
    pub text: String,
    /// When it was written; of an entry, when that was made.
    pub created: Moment,
    /// When it was changed last; of an entry, when anything of that was.
    pub updated: Moment,
}

/// A note to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// Which note is changed; `None` makes a new one.
    pub id: Option<String>,
    /// Of which day; the note of an entry goes by its entry.
    pub date: Date,
    /// Ties it to this entry, as its only note.
    pub block: Option<String>,
    /// Markdown.
    pub text: String,
}

/// A zone can be so far from the owner's that an entry there has another date.
const OTHER_ZONE: i64 = 2 * DAY;

impl Daybook {
    /// The notes of the days from `from` to `to`, both included, those of entries among them, by
    /// day and in the order they were written.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn notes(&self, from: Date, to: Date) -> Result<Vec<Note>> {
        let home = self.clock.zone();
        let days = self.days(from, to);
        let wide = Span::new(days.start.minus(OTHER_ZONE), days.end.plus(OTHER_ZONE));
        let mut all = self.store.read(|db| {
            let mut all: Vec<Note> =
                notes::within(db, from, to)?.into_iter().map(Note::of_day).collect();
            for noted in notes::of_entries(db, wide)? {
                all.extend(tied(db, noted, &home)?);
            }
            Ok(all)
        })?;
        all.retain(|note| (from..=to).contains(&note.date));
        all.sort_by(|a, b| (a.date, a.created, &a.id).cmp(&(b.date, b.created, &b.id)));
        Ok(all)
    }

    /// One note.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn note(&self, id: &str) -> Result<Note> {
        let home = self.clock.zone();
        let found = self.store.read(|db| find(db, id, &home))?;
        found.ok_or_else(|| no_such(id))
    }

    /// Writes a note: a new one, or another text of one that is there.
    ///
    /// # Errors
    ///
    /// The text is empty or too long, there is no such note or entry, or the note of a day is to
    /// become that of an entry.
    pub fn put_note(&self, new: NewNote) -> Result<Note> {
        note::check(&new.text).map_err(|refusal| Error::Input(refusal.to_string()))?;
        let (now, home) = (self.now(), self.clock.zone());
        let fresh = NoteId::mint(now, self.clock.random());
        let written = self.in_one(move |tx| put(tx, new, fresh, &home, now))?;
        self.events.tell(Event::Notes);
        if written.entry.is_some() {
            self.events.tell(Event::Blocks);
        }
        Ok(written)
    }

    /// Keeps what was said in a recording as a note of a day; what is longer than a note can be
    /// becomes several.
    ///
    /// # Errors
    ///
    /// Nothing was said.
    pub fn keep_transcript(&self, date: Date, text: &str) -> Result<Vec<Note>> {
        let now = self.now();
        if text.trim().is_empty() {
            return Err(Error::Input("nothing was said, so there is nothing to keep".into()));
        }
        let kept: Vec<note::Note> = parts(text, LONGEST)
            .into_iter()
            .map(|content| note::Note {
                id: NoteId::mint(now, self.clock.random()),
                day: date,
                kind: Kind::Transcript,
                content: content.to_owned(),
                created: now,
                updated: now,
            })
            .collect();
        let rows = kept.clone();
        self.store.write(move |tx| rows.iter().try_for_each(|row| notes::put(tx, row, now)))?;
        self.events.tell(Event::Notes);
        Ok(kept.into_iter().map(Note::of_day).collect())
    }

    /// Deletes a note. Nothing of a day's note is left in the database or a copy of it; that of an
    /// entry can be brought back by an undo.
    ///
    /// # Errors
    ///
    /// There is no such note.
    pub fn delete_note(&self, id: &str) -> Result<()> {
        let (now, home, given) = (self.now(), self.clock.zone(), id.to_owned());
        let of_day = self.in_one(move |tx| {
            let note = given.parse::<NoteId>().ok();
            if let Some(note) = note.map(|id| notes::get(tx, id)).transpose()?.flatten() {
                notes::remove(tx, note.id, now)?;
                return Ok(Some(note.created));
            }
            let known = block_id(&given).ok().map(|id| notes::of_entry(tx, id)).transpose()?;
            let noted = known.flatten().ok_or_else(|| no_such(&given))?;
            write_on(tx, noted.entry, "", &home, now)?;
            Ok(None)
        })?;
        self.events.tell(Event::Notes);
        match of_day {
            None => self.events.tell(Event::Blocks),
            Some(created) => {
                self.store.renew_copies(created, now)?;
                Pipeline::scrub(self)?;
            }
        }
        Ok(())
    }
}

impl Note {
    fn of_day(note: note::Note) -> Self {
        let note::Note { id, day, kind, content, created, updated } = note;
        let id = id.to_string();
        Self { id, date: day, entry: None, kind, text: content, created, updated }
    }

    fn of_entry(noted: Noted, row: Row) -> Self {
        Self {
            id: noted.entry.to_string(),
            date: entry_day(&row.entry),
            kind: Kind::Note,
            text: row.details.note.clone(),
            created: noted.created,
            updated: noted.updated,
            entry: Some(row),
        }
    }
}

fn put(tx: &Connection, new: NewNote, fresh: NoteId, home: &TimeZone, now: Moment) -> Result<Note> {
    let NewNote { id, date, block, text } = new;
    let known = id.as_deref().and_then(|id| id.parse::<NoteId>().ok());
    let kept = known.map(|id| notes::get(tx, id)).transpose()?.flatten();
    let entry = match (block, &kept, &id) {
        (Some(block), ..) => Some(block_id(&block)?),
        (None, None, Some(id)) => {
            let known = id.parse::<BlockId>().map_err(|_| no_such(id))?;
            if entries::get(tx, known, home)?.is_none() {
                return Err(no_such(id));
            }
            Some(known)
        }
        (None, Some(_), _) | (None, None, None) => None,
    };
    if let Some(entry) = entry {
        if kept.is_some() {
            // The step of the entry could not bring it back.
            return Err(Error::Input(
                "this is the note of a day; write one on the entry, and delete this one".into(),
            ));
        }
        write_on(tx, entry, &text, home, now)?;
        let noted = notes::of_entry(tx, entry)?;
        let tied = noted.map(|noted| tied(tx, noted, home)).transpose()?.flatten();
        return tied.ok_or_else(|| no_such(&entry.to_string()));
    }
    let note = match kept {
        Some(kept) => note::Note { day: date, content: text, updated: now, ..kept },
        None => note::Note {
            id: fresh,
            day: date,
            kind: Kind::Note,
            content: text,
            created: now,
            updated: now,
        },
    };
    notes::put(tx, &note, now)?;
    Ok(Note::of_day(note))
}

/// Writes the note of an entry, with its step.
fn write_on(tx: &Connection, id: BlockId, text: &str, home: &TimeZone, now: Moment) -> Result<()> {
    let row = entries::get(tx, id, home)?;
    let mut row = row.ok_or_else(|| Error::NoSuch { what: "block", id: id.to_string() })?;
    row.details.note = text.to_owned();
    // Whoever wrote something on a draft would not like to see the classifier take it back.
    let block = row.entry.block();
    let edited = block.edited || block.status == Status::Draft;
    row.entry = row.entry.saying(Block { edited, ..block.clone() });
    carry_out(tx, Act::Edit, &Plan::put(vec![row], home.clone()), Taught::AsBefore, now)?;
    Ok(())
}

fn find(db: &Connection, id: &str, home: &TimeZone) -> store::Result<Option<Note>> {
    if let Ok(known) = id.parse()
        && let Some(note) = notes::get(db, known)?
    {
        return Ok(Some(Note::of_day(note)));
    }
    let Ok(entry) = id.parse() else { return Ok(None) };
    match notes::of_entry(db, entry)? {
        Some(noted) => tied(db, noted, home),
        None => Ok(None),
    }
}

fn tied(db: &Connection, noted: Noted, home: &TimeZone) -> store::Result<Option<Note>> {
    Ok(entries::get(db, noted.entry, home)?.map(|row| Note::of_entry(noted, row)))
}

fn no_such(id: &str) -> Error {
    Error::NoSuch { what: "note", id: id.to_owned() }
}

/// `text` in parts of at most `most` bytes, cut between words where there are any.
fn parts(text: &str, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while rest.len() > most {
        let head = rest.get(..rest.floor_char_boundary(most)).unwrap_or(rest);
        let at = head.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(head.len());
        let (part, later) = rest.split_at_checked(at).unwrap_or((rest, ""));
        parts.push(part.trim_end());
        rest = later.trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(parts(text, 8), expected, "{text}");
        check("short", &["short"]);
        check(" eins zwei drei ", &["eins", "zwei", "drei"]);
        check("eins zwei", &["eins", "zwei"]);
        check("ääää öööö", &["ääää", "öööö"]);
        check("unbreakable", &["unbreaka", "ble"]);
        check("äääää", &["ääää", "ä"]);
        check("x ääääääää", &["x", "ääää", "ääää"]);
        check("", &[]);
    }
}
