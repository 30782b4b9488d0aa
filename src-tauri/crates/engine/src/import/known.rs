//! Which rows of a file are new, and what has become of those that an earlier import brought.
//!
//! A row is known by its key: a hash of its own facts, and how manieth of its kind it is in the
//! file. The key stays with whatever its entry becomes, also when that is split, merged or deleted.
//! It begins with a hash of the row's look and ends with marks of what it names, so that the same
//! row is found again in an export that leaves out its client, its project or its person. Rows that
//! name different ones are different rows.

mod marking;
mod marks;

use super::writing::Surroundings;
use super::{Format, Found, Imported, Standing, When};
use crate::Result;
use crate::history::Kind;
use domain::block::{Block, Status};
use domain::entry::Entry;
use domain::id::BlockId;
use domain::time::{DAY, Date, Span, TimeZone, day_bounds};
use domain::work::FrozenDays;
use marking::Invoiced;
use marks::Marks;
use sha2::{Digest, Sha256};
use std::collections::btree_map::Entry as Place;
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
    /// What the row names; of a meeting, nothing.
    marks: Option<Marks>,
}

impl Key {
    /// As it is kept with the entry.
    fn kept(&self) -> String {
        match &self.marks {
            Some(marks) => format!("{}:{marks}", self.whole),
            None => self.whole.clone(),
        }
    }
}

/// A kept key without its marks, and the marks.
fn parts(kept: &str) -> (&str, Option<Marks>) {
    match kept.match_indices(':').nth(2).and_then(|(at, _)| kept.split_at_checked(at)) {
        Some((whole, marks)) => (whole, Marks::read(marks.trim_start_matches(':'))),
        None => (kept, None),
    }
}

/// What a file brings.
pub(super) struct Sorted {
    /// What no earlier import brought.
    pub(super) fresh: Fresh,
    /// The entries of known rows that change with them: because they were put on an invoice since,
    /// or because the meeting was moved.
    pub(super) put: Vec<Row>,
    /// At what those were billed that were put on an invoice since.
    pub(super) billed: BTreeMap<BlockId, FrozenDays>,
}

/// What of the file is new, and what changes with what is known.
pub(super) fn sorted(
    tx: &Connection,
    found: Vec<Found>,
    at: &Surroundings,
    done: &mut Imported,
) -> Result<Sorted> {
    let mut sorting =
        Sorting { tx, at, tally: Tally::default(), put: Vec::new(), billed: BTreeMap::new() };
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
            fresh.push((found, key));
            continue;
        };
        done.duplicates = done.duplicates.saturating_add(1);
        if let Standing::Billed(invoice) = &found.standing {
            if known.is_unsure {
                sorting.tally.unsure = sorting.tally.unsure.saturating_add(1);
            } else {
                invoiced.add(known, invoice.clone(), &found);
            }
        }
    }
    sorting.bill(&invoiced)?;
    sorting.compare_lengths(&fresh, &used)?;
    let Sorting { tally, put, billed, .. } = sorting;
    done.left_out = done.left_out.saturating_add(tally.outside);
    tally.tell(&mut done.notes);
    let fresh = fresh.into_iter().map(|(found, key)| (found, key.kept())).collect();
    Ok(Sorted { fresh, put, billed })
}

fn keyed(format: Format, found: Vec<Found>) -> Vec<(Found, Key)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut keyed = Vec::with_capacity(found.len());
    for found in found {
        let nth = seen.entry(found.facts.clone()).or_default();
        *nth = nth.saturating_add(1);
        let look = format!("{}:{}:", format.as_str(), hash(&found.look, 8));
        let whole = format!("{look}{}", hash(&format!("{nth}\n{}", found.facts), 16));
        let marks = (format != Format::Ics).then(|| Marks::of(&found));
        keyed.push((found, Key { look, whole, marks }));
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
    billed: BTreeMap<BlockId, FrozenDays>,
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
            return Ok(Some(Known { key: key.kept(), entries: Vec::new(), is_unsure: false }));
        }
        let alike = imports::alike(self.tx, &key.look)?;
        if let Some(same) = alike.iter().find(|other| parts(other).0 == key.whole) {
            let entries = imports::known(self.tx, same)?.unwrap_or_default();
            self.compare(found, &entries)?;
            return Ok(Some(Known { key: same.clone(), entries, is_unsure: false }));
        }
        let Some((other, is_unsure)) = nearest(key, &alike, used) else { return Ok(None) };
        used.insert(parts(&other).0.to_owned());
        let entries = imports::known(self.tx, &other)?.unwrap_or_default();
        if self.at.format == Format::Ics {
            self.moved(found, key, &entries)?;
        } else {
            self.tally.renamed = self.tally.renamed.saturating_add(1);
        }
        Ok(Some(Known { key: other, entries, is_unsure }))
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

    /// Notices rows that have only a length, and another one than a row that an earlier import
    /// brought for the same work and that the file has no more.
    fn compare_lengths(&mut self, fresh: &[(Found, Key)], used: &HashSet<String>) -> Result<()> {
        let mut known: BTreeMap<Date, Vec<Marks>> = BTreeMap::new();
        for (found, key) in fresh {
            let (When::OnDay(day, _), Some(marks)) = (found.when, &key.marks) else { continue };
            let marked = match known.entry(day) {
                Place::Occupied(marked) => marked.into_mut(),
                Place::Vacant(place) => place.insert(self.gone_from(day, &found.zone, used)?),
            };
            let is_other = marked.iter().any(|one| one.is_same_work(marks));
            self.tally.corrected = self.tally.corrected.saturating_add(u64::from(is_other));
        }
        Ok(())
    }

    /// What the rows name that are the entries of a day, and that the file has no more.
    fn gone_from(&self, day: Date, zone: &TimeZone, used: &HashSet<String>) -> Result<Vec<Marks>> {
        let bounds = day_bounds(day, zone);
        // They may have been read in another zone.
        let around = Span::new(bounds.start.minus(DAY), bounds.end.plus(DAY));
        let rows = entries::within(self.tx, around, &self.at.home)?;
        let keys = rows.iter().flat_map(|row| &row.details.import_keys).map(|kept| parts(kept));
        let gone = keys.filter(|(whole, _)| !used.contains(*whole));
        Ok(gone.filter_map(|(_, marks)| marks).collect())
    }
}

/// The key of a row that an earlier import brought and that can be this one, and whether it could
/// be another as well: of those that look like it and name nothing else, the one that agrees in
/// most.
fn nearest(key: &Key, alike: &[String], used: &HashSet<String>) -> Option<(String, bool)> {
    let free = alike.iter().map(|kept| (kept, parts(kept)));
    let free = free.filter(|(_, (whole, _))| !used.contains(*whole));
    let Some(own) = &key.marks else {
        return free.map(|(kept, _)| (kept.clone(), false)).next();
    };
    let mut near: Vec<(usize, &String, Marks)> = free
        .filter_map(|(kept, (_, marks))| {
            let marks = marks?;
            Some((own.agree(&marks)?, kept, marks))
        })
        .collect();
    near.sort_by_key(|(agreeing, ..)| std::cmp::Reverse(*agreeing));
    let (agreeing, kept, marks) = near.first()?;
    let is_unsure = near.iter().any(|(other, _, theirs)| other == agreeing && theirs != marks);
    Some(((*kept).clone(), is_unsure))
}

/// A row that an earlier import brought.
struct Known {
    key: String,
    entries: Vec<BlockId>,
    /// It could be another one that names other people or projects.
    is_unsure: bool,
}

/// The same entry at another time, and known by that too.
fn at_another_time(row: Row, span: Span, found: &Found, key: &Key) -> Option<Row> {
    let Row { entry, mut details } = row;
    let mut block = Block { span, ..entry.block().clone() };
    block.answer.label.clone_from(&found.label);
    details.import_keys.insert(key.kept());
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
    changed: u64,
    unsure: u64,
    corrected: u64,
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
             only one of both names a client, project, task or person: they are taken for the same",
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
        note(
            self.changed,
            "of the entries that were imported before are invoiced by now, and you have changed \
             their time or their client since; they are not marked: look what is on the invoice",
        );
        note(
            self.unsure,
            "of the rows are invoiced by now and can each stand for several entries that were \
             imported before; none of those is marked: export again with clients and people",
        );
        note(
            self.corrected,
            "of the rows say another length than one that was imported before for the same work on \
             the same day; both count: look whether both are meant",
        );
    }
}
