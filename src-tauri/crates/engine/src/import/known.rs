//! Which rows of a file are new, and what has become of those that an earlier import brought.
//!
//! A row is known by its key: a hash of its own facts, and how manieth of its kind it is in the
//! file. The key stays with whatever its entry becomes, also when that is split, merged or deleted.
//! It begins with a hash of the row's look, so that the same row is found again in an export that
//! names its client, its project or its person otherwise.

use super::writing::Surroundings;
use super::{Format, Found, Imported, Standing, When};
use crate::Result;
use crate::history::Kind;
use domain::block::{Block, Status};
use domain::details::Details;
use domain::entry::Entry;
use domain::id::BlockId;
use domain::time::Span;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;
use store::entries::{self, Row};
use store::{Connection, history, imports};

/// New rows, each with its key.
pub(super) type Fresh = Vec<(Found, String)>;

/// What a row is known by.
#[derive(Debug, Clone)]
struct Key {
    /// How the keys of all rows that look like this one begin.
    look: String,
    whole: String,
}

/// What no earlier import brought; and the entries of known rows that change with them: because
/// they were put on an invoice since, or because the meeting was moved.
pub(super) fn sorted(
    tx: &Connection,
    found: Vec<Found>,
    at: &Surroundings,
    done: &mut Imported,
) -> Result<(Fresh, Vec<Row>)> {
    let mut sorting = Sorting { tx, at, tally: Tally::default(), put: Vec::new() };
    let (mut fresh, mut invoiced) = (Vec::new(), Invoiced::default());
    let keyed = keyed(at.format, found);
    // Counted over the whole file, whatever of it is wanted: keys stay the same that way.
    let mut used: HashSet<String> = keyed.iter().map(|(_, key)| key.whole.clone()).collect();
    let mut ids: HashSet<BlockId> = HashSet::new();
    for (found, key) in keyed {
        let is_wanted =
            at.import.days.is_none_or(|(from, to)| (from..=to).contains(&found.day(&at.zone)));
        if !is_wanted {
            sorting.tally.outside = sorting.tally.outside.saturating_add(1);
            continue;
        }
        if found.id.is_some_and(|id| !ids.insert(id)) {
            done.duplicates = done.duplicates.saturating_add(1);
            continue;
        }
        let Some(known) = sorting.entries_of(&found, &key, &mut used)? else {
            fresh.push((found, key.whole));
            continue;
        };
        done.duplicates = done.duplicates.saturating_add(1);
        if let Standing::Billed(invoice) = found.standing {
            invoiced.add(known, invoice);
        }
    }
    sorting.bill(invoiced)?;
    let Sorting { tally, put, .. } = sorting;
    done.left_out = done.left_out.saturating_add(tally.outside);
    tally.tell(&mut done.notes);
    Ok((fresh, put))
}

fn keyed(format: Format, found: Vec<Found>) -> Vec<(Found, Key)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut keyed = Vec::with_capacity(found.len());
    for found in found {
        let nth = seen.entry(found.facts.clone()).or_default();
        *nth = nth.saturating_add(1);
        let look = format!("{}:{}:", format.as_str(), hash(&found.look, 8));
        let whole = format!("{look}{}", hash(&format!("{nth}\n{}", found.facts), 16));
        keyed.push((found, Key { look, whole }));
    }
    keyed
}

/// So many bytes of a hash.
fn hash(text: &str, bytes: usize) -> String {
    let mut hex = String::with_capacity(bytes.saturating_mul(2));
    for byte in Sha256::digest(text).iter().take(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

struct Sorting<'a> {
    tx: &'a Connection,
    at: &'a Surroundings,
    tally: Tally,
    put: Vec<Row>,
}

impl Sorting<'_> {
    /// The keys and entries of the row, if it is known: none of them if they were deleted.
    fn entries_of(
        &mut self,
        found: &Found,
        key: &Key,
        used: &mut HashSet<String>,
    ) -> Result<Option<Known>> {
        if let Some(id) = found.id
            && entries::get(self.tx, id, &self.at.home)?.is_some()
        {
            // It was exported from here, and what has become of it since is newer.
            return Ok(Some(Known { key: key.whole.clone(), entries: Vec::new() }));
        }
        if let Some(entries) = imports::known(self.tx, &key.whole)? {
            self.compare(found, &entries)?;
            return Ok(Some(Known { key: key.whole.clone(), entries }));
        }
        let alike = imports::alike(self.tx, &key.look)?;
        let Some(other) = alike.into_iter().find(|other| !used.contains(other)) else {
            return Ok(None);
        };
        used.insert(other.clone());
        let entries = imports::known(self.tx, &other)?.unwrap_or_default();
        if self.at.format == Format::Ics {
            self.moved(found, key, &entries)?;
        } else {
            self.tally.renamed = self.tally.renamed.saturating_add(1);
        }
        Ok(Some(Known { key: other, entries }))
    }

    /// Notices that the file was read in another zone before.
    fn compare(&mut self, found: &Found, entries: &[BlockId]) -> Result<()> {
        let When::From(span) = found.when else { return Ok(()) };
        for id in entries {
            let Some(row) = entries::get(self.tx, *id, &self.at.home)? else { continue };
            let is_elsewhere = row.entry.zone() != &found.zone && row.entry.span() != span;
            if is_elsewhere {
                self.tally.elsewhere = self.tally.elsewhere.saturating_add(1);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Moves the draft of a meeting that takes place at another time by now, unless the owner did
    /// something with it.
    fn moved(&mut self, found: &Found, key: &Key, entries: &[BlockId]) -> Result<()> {
        let When::From(span) = found.when else { return Ok(()) };
        if let [id] = entries
            && let Some(row) = entries::get(self.tx, *id, &self.at.home)?
            && row.entry.block().status == Status::Draft
            && history::of_block(self.tx, *id)?.iter().all(|past| past.step.kind == Kind::Import)
            && let Some(row) = at_another_time(row, span, found, key)
        {
            self.put.push(row);
            self.tally.moved = self.tally.moved.saturating_add(1);
        } else {
            self.tally.kept = self.tally.kept.saturating_add(1);
        }
        Ok(())
    }

    /// Marks the entries of rows that are on an invoice by now: those of which all rows are.
    fn bill(&mut self, invoiced: Invoiced) -> Result<()> {
        let Invoiced { keys, entries } = invoiced;
        for (id, invoice) in entries {
            let Some(row) = entries::get(self.tx, id, &self.at.home)? else { continue };
            if row.entry.block().status == Status::Billed {
                continue;
            }
            let is_whole = row.details.import_keys.iter().all(|key| keys.contains(key));
            match on_invoice(row, invoice).filter(|_| is_whole) {
                Some(row) => {
                    self.put.push(row);
                    self.tally.billed = self.tally.billed.saturating_add(1);
                }
                None => self.tally.half = self.tally.half.saturating_add(1),
            }
        }
        Ok(())
    }
}

/// A row that an earlier import brought.
struct Known {
    key: String,
    entries: Vec<BlockId>,
}

/// What is on an invoice by now.
#[derive(Default)]
struct Invoiced {
    keys: HashSet<String>,
    entries: BTreeMap<BlockId, Option<String>>,
}

impl Invoiced {
    fn add(&mut self, known: Known, invoice: Option<String>) {
        let Known { key, entries } = known;
        self.keys.insert(key);
        for id in entries {
            let kept = self.entries.entry(id).or_default();
            *kept = kept.take().or_else(|| invoice.clone());
        }
    }
}

/// The same entry, billed.
fn on_invoice(row: Row, invoice: Option<String>) -> Option<Row> {
    let Row { entry, details } = row;
    let block = Block { status: Status::Billed, ..entry.block().clone() };
    let entry = Entry::of(block, entry.segments().clone(), entry.zone().clone()).ok()?;
    Some(Row { entry, details: Details { invoice, ..details } })
}

/// The same entry at another time, and known by that too.
fn at_another_time(row: Row, span: Span, found: &Found, key: &Key) -> Option<Row> {
    let Row { entry, mut details } = row;
    let mut block = Block { span, ..entry.block().clone() };
    block.answer.label.clone_from(&found.label);
    details.import_keys.insert(key.whole.clone());
    Some(Row { entry: Entry::new(block, [], found.zone.clone()).ok()?, details })
}

/// What is to be told of all rows together.
#[derive(Default)]
struct Tally {
    outside: u64,
    renamed: u64,
    elsewhere: u64,
    moved: u64,
    kept: u64,
    billed: u64,
    half: u64,
}

impl Tally {
    fn tell(&self, notes: &mut Vec<String>) {
        let mut note = |count: u64, text: &str| {
            if count > 0 {
                notes.push(format!("{count} {text}"));
            }
        };
        note(self.outside, "of the rows lie outside the days that you asked for");
        note(
            self.renamed,
            "of the rows have the time and the words of entries that were imported before, and \
             name their client, project, task or person otherwise: they are taken for the same",
        );
        note(
            self.elsewhere,
            "of the entries were imported before at other times, because the file was read in \
             another zone then; if that zone was wrong, undo that import and import again",
        );
        note(self.moved, "of the meetings take place at another time by now; their drafts moved");
        note(
            self.kept,
            "of the meetings take place at another time by now; what you did with their drafts \
             stays as it is",
        );
        note(
            self.billed,
            "of the entries that were imported before are invoiced by now and are marked so",
        );
        note(
            self.half,
            "of the entries that were imported before are invoiced by now only in part, because \
             you merged them with others; they are not marked",
        );
    }
}
