//! What was read becomes entries: which of it is new, for whom it was, what it overlaps; and then
//! all of it is written in one transaction, or nothing.

use super::catalogue::{Catalogue, Mint, Named};
use super::{Format, Found, How, Import, Imported, Reading, Standing, When, goes_on, minutes};
use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::clock::Clock;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::history::Kind;
use domain::block::{Answer, Block, Status};
use domain::client::Client;
use domain::currency::Currency;
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::BlockId;
use domain::reason::Reason;
use domain::segments::Segments;
use domain::time::{Millis, Moment, Span, TimeZone, day_bounds};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use store::entries::{self, Row};
use store::{Connection, clients, imports};

/// Everything that is needed beside the file.
struct Surroundings {
    format: Format,
    clock: Arc<dyn Clock>,
    now: Moment,
    home: TimeZone,
    currency: Currency,
    import: Import,
    zone: TimeZone,
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
    let Reading { rows, left_out, found, refused, notes } = reading;
    let mut done = Imported { rows, left_out, refused, notes, ..Imported::default() };
    let client = at.import.client.as_deref().map(|name| the_client(tx, name)).transpose()?;
    let (fresh, mut plan) = new_ones(tx, found, at, &mut done)?;
    let mut catalogue = Catalogue::read(tx, at.currency)?;
    let taken = counted_around(tx, &fresh)?;
    let random = || at.clock.random();
    let mint = Mint { now: at.now, random: &random };
    let mut sums: BTreeMap<String, Millis> = BTreeMap::new();
    let mut homeless = 0_u64;
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
        let shares = matches!(found.when, When::From(_)) && overlaps(&taken, entry.span());
        done.overlaps = done.overlaps.saturating_add(u64::from(shares));
        homeless = homeless.saturating_add(u64::from(named.is_homeless));
        plan.push(row(entry, named, found, key, at.format)?);
    }
    done.refused.sort_by_key(|refused| refused.line);
    done.minutes_by_client = minutes(sums);
    done.added = catalogue.added();
    tell(&mut done, homeless);
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
    let plan = Plan::put(plan, at.home.clone());
    carry_out(tx, Kind::Import, &plan, Taught::AsBefore, at.now)?;
    done.is_done = true;
    Ok(done)
}

fn the_client(db: &Connection, name: &str) -> Result<Client> {
    let unknown = || Error::Unknown { what: "client", name: name.to_owned() };
    clients::find(db, name)?.ok_or_else(unknown)
}

fn tell(done: &mut Imported, homeless: u64) {
    if homeless > 0 {
        done.notes.push(format!(
            "{homeless} of the entries name a project and no client: they are unassigned, and the \
             project is their tag; give --client to say whose it is"
        ));
    }
    if done.overlaps > 0 {
        done.notes.push(format!(
            "{} of the entries share time with entries that were there before; both count until \
             you change one",
            done.overlaps
        ));
    }
}

type Fresh = Vec<(Found, String)>;

/// What of it no earlier import brought, each with its key; and entries that are known and were
/// put on an invoice since.
fn new_ones(
    tx: &Connection,
    found: Vec<Found>,
    at: &Surroundings,
    done: &mut Imported,
) -> Result<(Fresh, Vec<Row>)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let (mut fresh, mut billed, mut outside) = (Vec::new(), Vec::new(), 0_u64);
    for found in found {
        // Counted over the whole file, whatever of it is wanted: keys stay the same that way.
        let nth = seen.entry(found.facts.clone()).or_default();
        *nth = nth.saturating_add(1);
        let key = key(at.format, &found.facts, *nth);
        let is_wanted =
            at.import.days.is_none_or(|(from, to)| (from..=to).contains(&found.day(&at.zone)));
        if !is_wanted {
            outside = outside.saturating_add(1);
            continue;
        }
        let Some(id) = imports::known(tx, &key)? else {
            fresh.push((found, key));
            continue;
        };
        done.duplicates = done.duplicates.saturating_add(1);
        let Standing::Billed(invoice) = &found.standing else { continue };
        let kept = entries::get(tx, id, &at.home)?;
        if let Some(row) = kept.filter(|row| row.entry.block().status != Status::Billed) {
            billed.extend(on_invoice(row, invoice.clone()));
        }
    }
    done.left_out = done.left_out.saturating_add(outside);
    if outside > 0 {
        done.notes.push(format!("{outside} of the rows lie outside the days that you asked for"));
    }
    if !billed.is_empty() {
        done.notes.push(format!(
            "{} of the entries that were imported before are invoiced by now and are marked so",
            billed.len()
        ));
    }
    Ok((fresh, billed))
}

/// The same entry, billed.
fn on_invoice(row: Row, invoice: Option<String>) -> Option<Row> {
    let Row { entry, details } = row;
    let block = Block { status: Status::Billed, ..entry.block().clone() };
    let entry = Entry::of(block, entry.segments().clone(), entry.zone().clone()).ok()?;
    Some(Row { entry, details: Details { invoice, ..details } })
}

/// What a row is known by, also in a later export: its own facts, and how manieth of its kind it
/// is in the file.
fn key(format: Format, facts: &str, nth: u32) -> String {
    let hash = Sha256::digest(format!("{}\n{nth}\n{facts}", format.as_str()));
    let mut key = format!("{}:", format.as_str());
    for byte in hash.iter().take(16) {
        let _ = write!(key, "{byte:02x}");
    }
    key
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
    Entry::new(block, [], found.zone.clone()).map_err(|refusal| refusal.to_string())
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
        import_key: Some(key.to_owned()),
    };
    Ok(Row { entry, details })
}
