//! What of the entries that are here is on an invoice by now: entries are marked as long as they
//! are what the invoice says.

use super::marks::mark;
use super::{Known, Sorting, parts};
use crate::Result;
use crate::import::{Found, When};
use crate::worth::{billed_elsewhere, own_days};
use domain::block::{Block, Status};
use domain::client::Client;
use domain::details::Details;
use domain::entry::Entry;
use domain::id::BlockId;
use domain::money::Money;
use domain::segments::Segments;
use domain::time::{Date, Millis, TimeZone};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::entries::{self, Row};
use store::{clients, imports};

/// What is on an invoice by now.
#[derive(Default)]
pub(super) struct Invoiced {
    /// What the rows say, by the keys that they are known by.
    rows: HashMap<String, Told>,
    entries: BTreeMap<BlockId, Option<String>>,
}

/// What a row says of its time and its client.
struct Told {
    when: When,
    worked: Segments,
    zone: TimeZone,
    client: String,
    rate: Option<Money>,
}

impl Invoiced {
    pub(super) fn add(&mut self, known: Known, invoice: Option<String>, found: &Found) {
        let worked = match found.when {
            When::From(span) => {
                Segments::from(span).minus(&Segments::new(found.pauses.iter().copied()))
            }
            When::OnDay(..) => Segments::default(),
        };
        let told = Told {
            when: found.when,
            worked,
            zone: found.zone.clone(),
            client: found.client.clone(),
            rate: found.rate,
        };
        self.rows.insert(known.key, told);
        for id in known.entries {
            let kept = self.entries.entry(id).or_default();
            *kept = kept.take().or_else(|| invoice.clone());
        }
    }
}

impl Told {
    fn length(&self) -> Millis {
        match self.when {
            When::From(_) => self.worked.length(),
            When::OnDay(_, length) => length,
        }
    }
}

/// Entries and rows that became each other, by merging and splitting.
#[derive(Default)]
struct Group {
    keys: BTreeSet<String>,
    rows: Vec<Row>,
}

impl Sorting<'_> {
    /// Marks the entries of rows that are on an invoice by now: those of which all rows are, and
    /// that are as the rows say.
    pub(super) fn bill(&mut self, invoiced: &Invoiced) -> Result<()> {
        let clients = clients::list(self.tx)?;
        let mut seen: HashSet<BlockId> = HashSet::new();
        for id in invoiced.entries.keys() {
            if !seen.insert(*id) {
                continue;
            }
            let group = self.group(*id)?;
            seen.extend(group.rows.iter().map(|row| row.entry.id()));
            let waiting = || {
                group.rows.iter().filter(|row| {
                    row.entry.block().status != Status::Billed
                        && invoiced.entries.contains_key(&row.entry.id())
                })
            };
            let count = u64::try_from(waiting().count()).unwrap_or(u64::MAX);
            let told: Option<Vec<&Told>> =
                group.keys.iter().map(|key| invoiced.rows.get(key)).collect();
            let Some(told) = told else {
                self.tally.half = self.tally.half.saturating_add(count);
                continue;
            };
            let is_theirs = group.rows.iter().all(|row| self.is_theirs(row, invoiced, &clients));
            if !is_theirs || !is_as_told(&group.rows, &told) {
                self.tally.changed = self.tally.changed.saturating_add(count);
                continue;
            }
            let rate = told.first().and_then(|first| first.rate);
            let rate = rate.filter(|rate| told.iter().all(|one| one.rate == Some(*rate)));
            for row in waiting() {
                let id = row.entry.id();
                let invoice = invoiced.entries.get(&id).cloned().flatten();
                let Some(row) = on_invoice(row.clone(), invoice) else { continue };
                let client = row.entry.block().answer.client;
                let whose = clients.iter().find(|one| Some(one.id) == client);
                let currency = whose.map(|one| one.currency);
                self.billed.insert(id, billed_elsewhere(&row, rate, currency));
                self.put.push(row);
                self.tally.billed = self.tally.billed.saturating_add(1);
            }
        }
        Ok(())
    }

    /// All that the entry was made of, and what else was made of that.
    fn group(&self, id: BlockId) -> Result<Group> {
        let mut group = Group::default();
        let mut seen = HashSet::from([id]);
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Some(row) = entries::get(self.tx, id, &self.at.home)? else { continue };
            for key in &row.details.import_keys {
                if group.keys.insert(key.clone()) {
                    let others = imports::known(self.tx, key)?.unwrap_or_default();
                    open.extend(others.into_iter().filter(|other| seen.insert(*other)));
                }
            }
            group.rows.push(row);
        }
        Ok(group)
    }

    /// Whether the entry is for the client that its rows name, as far as they name one. One that is
    /// called otherwise by now is none that the file knows.
    fn is_theirs(&self, row: &Row, invoiced: &Invoiced, clients: &[Client]) -> bool {
        let is_for = row.entry.block().answer.client;
        row.details.import_keys.iter().all(|key| {
            let said = invoiced.rows.get(key).map(|told| told.client.as_str());
            let said = said.filter(|name| !name.is_empty()).or(self.at.import.client.as_deref());
            let kept = parts(key).1.map(|marks| marks.client).filter(|mark| !mark.is_empty());
            let theirs = kept.unwrap_or_else(|| said.map(mark).unwrap_or_default());
            let named = clients.iter().find(|client| mark(&client.name) == theirs);
            theirs.is_empty()
                || is_for.is_some_and(|is_for| named.is_none_or(|named| named.id == is_for))
        })
    }
}

/// Whether the entries lie where the rows of the file say, and last as long. What has only a length
/// there may have a time here; what was read in another zone then lies elsewhere.
fn is_as_told(rows: &[Row], told: &[&Told]) -> bool {
    let length: Millis = told.iter().map(|one| one.length()).sum();
    if length != rows.iter().map(|row| row.entry.length()).sum::<Millis>() {
        return false;
    }
    let worked = Segments::new(told.iter().flat_map(|one| one.worked.as_slice()).copied());
    if worked.is_empty() {
        let mut days: BTreeMap<Date, Millis> = BTreeMap::new();
        for one in told {
            if let When::OnDay(day, length) = one.when {
                let sum = days.entry(day).or_default();
                *sum = sum.saturating_add(length);
            }
        }
        let mut own: BTreeMap<Date, Millis> = BTreeMap::new();
        for (day, length) in rows.iter().flat_map(own_days) {
            let sum = own.entry(day).or_default();
            *sum = sum.saturating_add(length);
        }
        return own == days;
    }
    let is_elsewhere = rows.iter().any(|row| told.iter().any(|one| &one.zone != row.entry.zone()));
    let timed = rows.iter().filter(|row| !row.details.is_untimed);
    let lies = Segments::new(timed.flat_map(|row| row.entry.segments().as_slice()).copied());
    is_elsewhere || lies == worked
}

/// The same entry, billed.
fn on_invoice(row: Row, invoice: Option<String>) -> Option<Row> {
    let Row { entry, details } = row;
    let block = Block { status: Status::Billed, ..entry.block().clone() };
    let entry = Entry::of(block, entry.segments().clone(), entry.zone().clone()).ok()?;
    Some(Row { entry, details: Details { invoice, ..details } })
}
