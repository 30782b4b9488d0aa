//! ActivityWatch: what was in front on a machine, and when nobody was there.
//!
//! Its events become rows of the ledger for time that the ledger does not know, and the local
//! classifier makes drafts of them, as of what Daybook captures itself. What Daybook captured
//! stays as it is; time in which Daybook was off is not known.
//!
//! What is excluded here keeps its time and loses its content, as if Daybook had seen it.

mod timeline;

use super::{How, Import, Imported, Refused, goes_on, minutes};
use crate::act::{Plan, Taught, carry_out};
use crate::clock::Clock;
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::{Result, classify};
use domain::activity::{Activity, State, Window};
use domain::block::{Block, Status};
use domain::classify::{Limits, Proposed};
use domain::days::by_day;
use domain::details::Details;
use domain::entry::Entry;
use domain::exclusion::Exclusions;
use domain::id::BlockId;
use domain::ledger::Change;
use domain::segments::Segments;
use domain::time::{MINUTE, Millis, Moment, SECOND, Span, TimeZone};
use domain::tokens::{Token, WordKey};
use domain::typed::one_line;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::entries::{self, Row};
use store::{Connection, activities, blocks, imports};
use timeline::{Piece, flattened, inside, outside};

/// What a file says, from all machines in it.
#[derive(Debug, Default)]
struct Watched {
    /// How many windows were seen, those that are refused among them.
    rows: u64,
    machines: BTreeMap<String, Machine>,
    refused: Vec<Refused>,
    notes: Vec<String>,
}

#[derive(Debug, Default)]
struct Machine {
    /// What was in front; the number tells which event it was.
    windows: Vec<Piece<(usize, Window)>>,
    present: Vec<Span>,
    away: Vec<Span>,
    /// Whether anybody looked for who is there.
    is_watched: bool,
}

/// A row of the ledger, and which event it is of.
type Found = Piece<(Option<usize>, State, Option<Window>)>;

struct Surroundings {
    clock: Arc<dyn Clock>,
    now: Moment,
    home: TimeZone,
    limits: Limits,
    import: Import,
    zone: TimeZone,
}

impl Daybook {
    /// Brings in what ActivityWatch saw.
    pub(super) fn import_activity(
        &self,
        text: &str,
        how: &How,
        import: &Import,
    ) -> Result<Imported> {
        let watched = read(text)?;
        let exclusions = self.exclusions()?;
        let surroundings = Surroundings {
            clock: Arc::clone(&self.clock),
            now: self.now(),
            home: self.clock.zone(),
            limits: self.settings().classify.limits(),
            import: Import { content: Vec::new(), ..import.clone() },
            zone: how.zone.clone(),
        };
        let done = self.in_one(move |tx| bring(tx, watched, &exclusions, &surroundings))?;
        if done.is_done {
            self.events.tell(Event::Ledger);
        }
        Ok(done)
    }
}

fn bring(
    tx: &Connection,
    watched: Watched,
    exclusions: &Exclusions,
    at: &Surroundings,
) -> Result<Imported> {
    let Watched { rows, machines, refused, notes } = watched;
    let mut done = Imported { rows, refused, notes, ..Imported::default() };
    let unwatched = machines.values().any(|one| !one.windows.is_empty() && !one.is_watched);
    if unwatched {
        done.notes.push(
            "the file does not say when anybody was at the machine (no afk bucket): whatever was \
             in front counts as work"
                .into(),
        );
    }
    // A recorder may be at work on the last minute.
    let reach = wanted(at).min_end(at.now.minus(MINUTE));
    let found = ledger_rows(machines, exclusions, reach);
    let shown: BTreeSet<usize> = found.iter().filter_map(|piece| piece.what.0).collect();
    let (unknown, off) = unknown(tx, found)?;
    let fresh: BTreeSet<usize> = unknown.iter().filter_map(|piece| piece.what.0).collect();
    done.imported = count(fresh.len());
    done.duplicates = count(shown.difference(&fresh).count());
    let told =
        done.imported.saturating_add(done.duplicates).saturating_add(count(done.refused.len()));
    done.left_out = rows.saturating_sub(told);
    if done.left_out > 0 {
        done.notes.push(format!(
            "{} of the events were left out: nobody was at the machine, another window was in \
             front, or they lie outside the days that you asked for",
            done.left_out
        ));
    }
    if at.import.dry_run {
        let sums = imports::tried(tx, || write(tx, &unknown, &off, at), |_| false)?;
        done.minutes_by_client = minutes(sums);
        return Ok(done);
    }
    if !goes_on(&at.import, &done.refused) {
        return Ok(Imported { imported: 0, ..done });
    }
    done.minutes_by_client = minutes(write(tx, &unknown, &off, at)?);
    done.is_done = true;
    Ok(done)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The time that is asked for.
struct Wanted(Span);

fn wanted(at: &Surroundings) -> Wanted {
    use domain::time::day_bounds;
    Wanted(match at.import.days {
        Some((from, to)) => {
            Span::new(day_bounds(from, &at.zone).start, day_bounds(to, &at.zone).end)
        }
        None => Span { start: Moment(0), end: Moment(i64::MAX) },
    })
}

impl Wanted {
    fn min_end(self, end: Moment) -> Span {
        Span::new(self.0.start, self.0.end.min(end))
    }
}

/// The ledger's rows that the events make, in order and none over another. Whoever works on one
/// machine is not idle because another is.
fn ledger_rows(
    machines: BTreeMap<String, Machine>,
    exclusions: &Exclusions,
    reach: Span,
) -> Vec<Found> {
    let mut verdicts: HashMap<Window, bool> = HashMap::new();
    let (mut work, mut all_away, mut all_present) = (Vec::new(), Vec::new(), Vec::new());
    for machine in machines.into_values() {
        let Machine { windows, present, away, is_watched } = machine;
        all_away.extend(away);
        all_present.extend(present.iter().copied());
        let shown = flattened(windows);
        let shown = if is_watched { inside(&shown, &Segments::new(present)) } else { shown };
        for Piece { span, what: (nth, window) } in shown {
            let excluded = *verdicts
                .entry(window.clone())
                .or_insert_with_key(|window| exclusions.verdict(window).is_excluded());
            let state = if excluded { State::Excluded } else { State::Working };
            work.push(Piece { span, what: (Some(nth), state, (!excluded).then_some(window)) });
        }
    }
    let mut rows: Vec<Found> = flattened(work);
    all_present.extend(rows.iter().map(|row| row.span));
    let away: Vec<Found> = Segments::new(all_away)
        .as_slice()
        .iter()
        .map(|span| Piece { span: *span, what: (None, State::Idle, None) })
        .collect();
    rows.extend(outside(&away, &Segments::new(all_present)));
    rows.sort_by_key(|row| row.span.start);
    inside(&rows, &Segments::from(reach))
}

/// What of `found` the ledger does not know, or knows from an import that was undone; and where it
/// says that, or that Daybook was off.
fn unknown(db: &Connection, found: Vec<Found>) -> Result<(Vec<Found>, Segments)> {
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return Ok((Vec::new(), Segments::default()));
    };
    let hull = Span::new(first.span.start, last.span.end);
    let states = activities::states(db, hull)?;
    let (off, known): (Vec<_>, Vec<_>) =
        states.into_iter().partition(|(_, state)| *state == State::Off);
    let undone = imports::undrafted(db, hull)?;
    let known = Segments::new(known.into_iter().map(|(span, _)| span)).minus(&undone);
    let off = Segments::new(off.into_iter().map(|(span, _)| span));
    Ok((outside(&found, &known), off.union(&undone)))
}

/// Writes the rows and the drafts they make. Returns the drafts' time by client.
fn write(
    tx: &Connection,
    unknown: &[Found],
    off: &Segments,
    at: &Surroundings,
) -> Result<BTreeMap<String, Millis>> {
    for Piece { span, .. } in unknown {
        if !off.within(*span).is_empty() {
            activities::clear(tx, *span)?;
        }
    }
    let changes: Vec<Change> = unknown
        .iter()
        .map(|Piece { span, what: (_, state, window) }| {
            Change::Put(Activity { span: *span, state: *state, window: window.clone() })
        })
        .collect();
    activities::apply(tx, &changes)?;
    let names = names(tx)?;
    let mut sums: BTreeMap<String, Millis> = BTreeMap::new();
    let (mut put, mut tokens) = (Vec::new(), Vec::new());
    for stretch in stretches(unknown, &at.home) {
        for proposal in drafts(tx, stretch, at.limits)? {
            let (row, evidence) = draft(proposal, at)?;
            let sum = sums.entry(names.of(row.entry.block().answer.client, None)).or_default();
            *sum = sum.saturating_add(row.entry.length());
            tokens.push((row.entry.id(), evidence));
            put.push(row);
        }
    }
    let plan = Plan::put(put, at.home.clone());
    if let Some(seq) = carry_out(tx, Kind::Import, &plan, Taught::AsBefore, at.now)? {
        imports::drafted(tx, &Segments::new(unknown.iter().map(|piece| piece.span)), seq)?;
    }
    for (id, evidence) in tokens {
        blocks::put_evidence(tx, id, &evidence)?;
    }
    Ok(sums)
}

/// The local days with new rows, each from its first to its last.
fn stretches(unknown: &[Found], home: &TimeZone) -> Vec<Span> {
    let mut days: BTreeMap<_, Span> = BTreeMap::new();
    for piece in unknown {
        for (day, part) in by_day(piece.span, home) {
            let whole = days.entry(day).or_insert(part);
            whole.start = whole.start.min(part.start);
            whole.end = whole.end.max(part.end);
        }
    }
    days.into_values().collect()
}

/// What the classifier makes of a stretch, where no entry counts the time already.
fn drafts(tx: &Connection, stretch: Span, limits: Limits) -> Result<Vec<Proposed>> {
    // Windows are no secret: the key hides only what was heard and seen, and here nothing was.
    let key = WordKey([0; 16]);
    let counted = entries::counted(tx, stretch)?;
    let mut drafts = Vec::new();
    for proposal in classify::local(tx, &key, limits, stretch, &[], &[])? {
        let free = Segments::from(proposal.span).minus(&counted.within(proposal.span));
        drafts.extend(
            free.as_slice()
                .iter()
                .filter(|span| span.millis() >= limits.shortest_piece.max(SECOND))
                .map(|span| Proposed { span: *span, ..proposal.clone() }),
        );
    }
    Ok(drafts)
}

fn draft(proposal: Proposed, at: &Surroundings) -> Result<(Row, Vec<String>)> {
    let Proposed { span, answer, tokens, .. } = proposal;
    let evidence = tokens.iter().map(Token::encode).collect();
    let id = BlockId::mint(at.now, at.clock.random());
    let block = Block { id, span, answer, status: Status::Draft, edited: false };
    let entry = Entry::new(block, [], at.home.clone())
        .map_err(|refusal| Error::Input(refusal.to_string()))?;
    Ok((Row { entry, details: Details::default() }, evidence))
}

/// Reads an export: of all buckets, or of one.
fn read(text: &str) -> Result<Watched> {
    let refused = || {
        Error::Input(
            "this is no export of ActivityWatch; export all buckets as JSON there and try again"
                .into(),
        )
    };
    let whole: Value = serde_json::from_str(text).map_err(|_| refused())?;
    let buckets: Vec<(String, &Value)> = match whole.get("buckets") {
        Some(Value::Object(buckets)) => buckets.iter().map(|(id, one)| (id.clone(), one)).collect(),
        Some(Value::Array(buckets)) => buckets.iter().map(|one| (said(one, "id"), one)).collect(),
        None if whole.get("events").is_some() => vec![(said(&whole, "id"), &whole)],
        Some(_) | None => return Err(refused()),
    };
    let mut watched = Watched::default();
    let (mut nth, mut others) = (0_usize, 0_u64);
    for (id, bucket) in buckets {
        let events = bucket.get("events").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let kind = said(bucket, "type");
        let is_windows = kind == "currentwindow" || (kind.is_empty() && id.contains("-window"));
        let is_presence = kind == "afkstatus" || (kind.is_empty() && id.contains("-afk"));
        if !is_windows && !is_presence {
            others = others.saturating_add(1);
            nth = nth.saturating_add(events.len());
            continue;
        }
        let machine = watched.machines.entry(said(bucket, "hostname")).or_default();
        machine.is_watched |= is_presence;
        for event in events {
            nth = nth.saturating_add(1);
            watched.rows = watched.rows.saturating_add(u64::from(is_windows));
            let taken =
                if is_windows { machine.window(nth, event) } else { machine.presence(event) };
            if let Err(reason) = taken {
                watched.rows = watched.rows.saturating_add(u64::from(!is_windows));
                watched.refused.push(Refused { line: count(nth), reason });
            }
        }
    }
    if watched.machines.is_empty() {
        return Err(refused());
    }
    if others > 0 {
        watched.notes.push(format!(
            "{others} of the buckets hold neither windows nor presence and were passed over"
        ));
    }
    Ok(watched)
}

impl Machine {
    fn window(&mut self, nth: usize, event: &Value) -> std::result::Result<(), String> {
        let span = span(event)?;
        let data = event.get("data").ok_or("it says no window")?;
        let window = Window { program: said(data, "app"), title: said(data, "title"), site: None };
        if !span.is_empty() {
            self.windows.push(Piece { span, what: (nth, window) });
        }
        Ok(())
    }

    fn presence(&mut self, event: &Value) -> std::result::Result<(), String> {
        let span = span(event)?;
        match event.get("data").map(|data| said(data, "status")).as_deref() {
            Some("not-afk") => self.present.push(span),
            Some("afk") => self.away.push(span),
            Some(other) => return Err(format!("‘{other}’ is neither afk nor not-afk")),
            None => return Err("it does not say whether anybody was there".into()),
        }
        Ok(())
    }
}

fn said(object: &Value, name: &str) -> String {
    one_line(object.get(name).and_then(Value::as_str).unwrap_or_default())
}

fn span(event: &Value) -> std::result::Result<Span, String> {
    let at = said(event, "timestamp");
    let start: Moment = at.parse().map_err(|_| format!("‘{at}’ is not a time"))?;
    let seconds = event.get("duration").and_then(Value::as_f64).ok_or("it has no length")?;
    if !(0.0..=1e8).contains(&seconds) {
        return Err(format!("{seconds} seconds are no length"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was just compared")]
    let length = (seconds * 1_000.0).round() as i64;
    Ok(Span::new(start, start.plus(length)))
}
