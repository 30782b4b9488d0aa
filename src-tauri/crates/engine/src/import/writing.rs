//! What was read becomes entries: which of it is new, for whom it was, what it overlaps; and then
//! all of it is written in one transaction, or nothing.

use super::catalogue::{Catalogue, Mint, Named};
use super::known::{self, Fresh};
use super::{Format, Found, How, Import, Imported, Reading, Standing, When, goes_on, minutes};
use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clock::Clock;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::history::Kind;
use crate::worth::billed_elsewhere;
use domain::block::{Answer, Block, Status};
use domain::client::Client;
use domain::currency::Currency;
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::BlockId;
use domain::reason::Reason;
use domain::segments::Segments;
use domain::time::{Millis, Moment, Span, TimeZone, day_bounds};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::entries::{self, Row};
use store::{Connection, clients};

/// Everything that is needed beside the file.
pub(super) struct Surroundings {
    pub(super) format: Format,
    clock: Arc<dyn Clock>,
    pub(super) now: Moment,
    pub(super) home: TimeZone,
    currency: Currency,
    pub(super) import: Import,
    pub(super) zone: TimeZone,
}

impl Daybook {
    /// Brings in what a table or calendar says.
    pub(super) fn import_rows(
        &self,
        reading: Reading,
        how: &How,
        import: &Import,
    ) -> Result<Imported> {
        let surroundings = Surroundings {
            format: import.format,
            clock: Arc::clone(&self.clock),
            now: self.now(),
            home: self.clock.zone(),
            currency: self.settings().timesheet.currency(),
            import: Import { content: Vec::new(), ..import.clone() },
            zone: how.zone.clone(),
        };
        self.in_one(move |tx| bring(tx, reading, &surroundings))
    }
}

fn bring(tx: &Connection, reading: Reading, at: &Surroundings) -> Result<Imported> {
    let Reading { rows, left_out, empty: _, found, refused, notes } = reading.finished();
    let mut done = Imported { rows, left_out, refused, notes, ..Imported::default() };
    let client = at.import.client.as_deref().map(|name| the_client(tx, name)).transpose()?;
    let known::Sorted { fresh, mut put, mut billed } = known::sorted(tx, found, at, &mut done)?;
    let mut catalogue = Catalogue::read(tx, at.currency)?;
    let taken = counted_around(tx, &fresh)?;
    let random = || at.clock.random();
    let mint = Mint { now: at.now, random: &random };
    let mut sums: BTreeMap<String, Millis> = BTreeMap::new();
    let (mut homeless, mut before, mut stretches) = (0_u64, BTreeSet::new(), Vec::new());
    for (found, key) in &fresh {
        let made = entry(found, at, &mint);
        let named =
            made.and_then(|made| Ok((made, catalogue.named(found, client.as_ref(), &mint)?)));
        let (entry, named) = match named {
            Ok(both) => both,
            Err(reason) => {
                done.refused.push(super::Refused { line: found.line, reason });
                continue;
            }
        };
        let whose = named.client_name.clone().unwrap_or_else(|| "unassigned".to_owned());
        let sum = sums.entry(whose).or_default();
        *sum = sum.saturating_add(entry.length());
        done.imported = done.imported.saturating_add(1);
        if let When::From(_) = found.when {
            let worked = entry.segments().as_slice();
            let shares = worked.iter().any(|span| overlaps(&taken, *span));
            before.extend(shares.then(|| entry.id()));
            stretches.extend(worked.iter().map(|span| (*span, entry.id())));
        }
        homeless = homeless.saturating_add(u64::from(named.is_homeless));
        let (id, currency) = (entry.id(), named.currency);
        let row = row(entry, named, found, key, at.format)?;
        if let Standing::Billed(_) = found.standing {
            billed.insert(id, billed_elsewhere(&row, found.rate, currency));
        }
        put.push(row);
    }
    done.refused.sort_by_key(|refused| refused.line);
    done.minutes_by_client = minutes(sums);
    done.added = catalogue.added();
    done.notes.extend(catalogue.notes());
    let together = crowded(stretches);
    done.overlaps = count(before.union(&together).count());
    tell(&mut done, homeless, count(before.len()), count(together.len()));
    if at.import.dry_run {
        return Ok(done);
    }
    if !goes_on(&at.import, &done.refused) {
        return Ok(Imported {
            imported: 0,
            minutes_by_client: BTreeMap::new(),
            added: Vec::new(),
            overlaps: 0,
            ..done
        });
    }
    catalogue.write(tx, at.now)?;
    let plan = Plan { billed, ..Plan::put(put, at.home.clone()) };
    carry_out(tx, Kind::Import, &plan, Taught::AsBefore, at.now)?;
    done.is_done = true;
    Ok(done)
}

fn the_client(db: &Connection, name: &str) -> Result<Client> {
    let unknown = || Error::Unknown { what: "client", name: name.to_owned() };
    clients::find(db, name)?.ok_or_else(unknown)
}

fn tell(done: &mut Imported, homeless: u64, before: u64, together: u64) {
    if homeless > 0 {
        done.notes.push(format!(
            "{homeless} of the entries name a project and no client: they are unassigned, and the \
             project is their tag; give --client to say whose it is"
        ));
    }
    done.notes.extend(shared_before(before));
    if together > 0 {
        done.notes.push(format!(
            "{together} of the entries share time with others of the same file; both count until \
             you change one"
        ));
    }
}

/// That so many new entries share time with what was there, if any do.
pub(super) fn shared_before(count: u64) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{count} of the entries share time with entries that were there before; both count \
             until you change one"
        )
    })
}

/// Those that begin while an earlier one of them is still going on.
fn crowded(mut stretches: Vec<(Span, BlockId)>) -> BTreeSet<BlockId> {
    stretches.sort_by_key(|(span, id)| (span.start, span.end, *id));
    let mut reached: Option<(Moment, BlockId)> = None;
    let mut crowded = BTreeSet::new();
    for (span, id) in stretches {
        match reached {
            Some((end, other)) if span.start < end && other != id => {
                crowded.insert(id);
                reached = Some((end, other)).max(Some((span.end, id)));
            }
            _ => reached = Some((span.end, id)),
        }
    }
    crowded
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The time that entries count already, around those that are new.
fn counted_around(tx: &Connection, fresh: &Fresh) -> Result<Segments> {
    let spans = || {
        fresh.iter().filter_map(|(found, _)| match found.when {
            When::From(span) => Some(span),
            When::OnDay(..) => None,
        })
    };
    let start = spans().map(|span| span.start).min();
    let end = spans().map(|span| span.end).max();
    match start.zip(end) {
        Some((start, end)) => Ok(entries::counted(tx, Span::new(start, end))?),
        None => Ok(Segments::default()),
    }
}

/// Whether any of `taken` lies in `span`; both in order, so it need not look at all.
fn overlaps(taken: &Segments, span: Span) -> bool {
    let taken = taken.as_slice();
    let first = taken.partition_point(|one| one.end <= span.start);
    taken.get(first).is_some_and(|one| one.start < span.end)
}

fn entry(found: &Found, at: &Surroundings, mint: &Mint<'_>) -> std::result::Result<Entry, String> {
    let span = match found.when {
        When::From(span) => span,
        When::OnDay(day, length) => {
            let start = day_bounds(day, &found.zone).start;
            Span::new(start, start.plus(length))
        }
    };
    let status = match found.standing {
        Standing::Draft => Status::Draft,
        Standing::Confirmed => Status::Confirmed,
        Standing::Billed(_) => Status::Billed,
    };
    let id = BlockId::mint(mint.now, at.clock.random());
    let block = Block { id, span, answer: Answer::default(), status, edited: true };
    Entry::new(block, found.pauses.iter().copied(), found.zone.clone())
        .map_err(|refusal| refusal.to_string())
}

fn row(entry: Entry, named: Named, found: &Found, key: &str, format: Format) -> Result<Row> {
    let Named { client, project, task, tags, billable, .. } = named;
    let is_sure = client.is_some() || !matches!(found.standing, Standing::Draft);
    let reason = if is_sure { Reason::You } else { Reason::Nothing };
    let answer = Answer {
        client,
        project,
        label: found.label.clone(),
        billable,
        confidence: if is_sure { 1.0 } else { 0.0 },
        reason: reason.to_string(),
    };
    let (segments, zone) = (entry.segments().clone(), entry.zone().clone());
    let block = Block { answer, ..entry.block().clone() };
    let entry =
        Entry::of(block, segments, zone).map_err(|refusal| Error::Input(refusal.to_string()))?;
    let details = Details {
        task,
        tags,
        note: found.note.clone(),
        source: if format == Format::Ics { Source::Calendar } else { Source::Import },
        is_untimed: matches!(found.when, When::OnDay(..)),
        invoice: match &found.standing {
            Standing::Billed(invoice) => invoice.clone(),
            Standing::Draft | Standing::Confirmed => None,
        },
        import_keys: BTreeSet::from([key.to_owned()]),
    };
    Ok(Row { entry, details })
}
