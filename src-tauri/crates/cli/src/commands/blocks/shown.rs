//! Blocks as JSON, and as a person reads them.

use crate::output::table;
use domain::apportion::round_together;
use domain::block::Status;
use domain::days::{Midnight, entry_day, on_day, worked_by_day};
use domain::id::ClientId;
use domain::names::Names;
use domain::time::{
    Date, MINUTE, Millis, Moment, Span, TimeZone, length_text, minutes_text, zone_name,
};
use engine::entries::Row;
use serde::Serialize;
use std::collections::BTreeMap;

/// A block as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    start: String,
    end: String,
    date: String,
    zone: String,
    length_ms: i64,
    minutes: i64,
    /// Only its day and its length are known.
    is_untimed: bool,
    /// What counts of it; what lies between is a pause.
    segments: Vec<Stretch>,
    client: Option<String>,
    project: Option<String>,
    task: Option<String>,
    label: String,
    billable: bool,
    tags: Vec<String>,
    note: String,
    confidence: f64,
    reason: String,
    status: &'static str,
    source: &'static str,
    invoice: Option<String>,
}

/// A stretch of time as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Stretch {
    start: String,
    end: String,
}

impl From<&Span> for Stretch {
    fn from(span: &Span) -> Self {
        Self { start: span.start.rfc3339(), end: span.end.rfc3339() }
    }
}

impl Shown {
    /// Blocks beside one another: those of a client on a day have together the minutes of their
    /// sum.
    pub(crate) fn all(rows: &[Row], names: &Names) -> Vec<Self> {
        let mut by_day: BTreeMap<Date, Vec<(usize, Piece)>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let piece = piece(row, row.entry.length());
            by_day.entry(entry_day(&row.entry)).or_default().push((at, piece));
        }
        let mut shown: Vec<Self> = rows.iter().map(|row| Self::new(row, names)).collect();
        for pieces in by_day.into_values() {
            let (places, pieces): (Vec<usize>, Vec<Piece>) = pieces.into_iter().unzip();
            for (at, minutes) in places.into_iter().zip(Minutes::of(&pieces).rows) {
                if let Some(one) = shown.get_mut(at) {
                    one.minutes = minutes;
                }
            }
        }
        shown
    }

    pub(crate) fn new(row: &Row, names: &Names) -> Self {
        let (entry, details) = (&row.entry, &row.details);
        let (block, answer) = (entry.block(), &entry.block().answer);
        Self {
            id: block.id.to_string(),
            start: block.span.start.rfc3339(),
            end: block.span.end.rfc3339(),
            date: entry_day(entry).to_string(),
            zone: zone_name(entry.zone(), block.span.start),
            length_ms: entry.length(),
            minutes: minutes(entry.length()),
            is_untimed: details.is_untimed,
            segments: entry.segments().as_slice().iter().map(Stretch::from).collect(),
            client: answer.client.and_then(|id| names.client(id)).map(str::to_owned),
            project: answer.project.and_then(|id| names.project(id)).map(str::to_owned),
            task: details.task.and_then(|id| names.task(id)).map(str::to_owned),
            label: answer.label.clone(),
            billable: answer.billable,
            tags: details.tags.iter().filter_map(|id| names.tag(*id)).map(str::to_owned).collect(),
            note: details.note.clone(),
            confidence: (f64::from(answer.confidence) * 1_000.0).round() / 1_000.0,
            reason: answer.reason.clone(),
            status: block.status.as_str(),
            source: details.source.as_str(),
            invoice: details.invoice.clone(),
        }
    }
}

pub(crate) use domain::time::whole_minutes as minutes;

/// What of a day counts for whom, whether that client pays, and how long it was.
type Piece = (Option<ClientId>, bool, Millis);

/// Whose the minutes of a day are, such that everything adds up to what stands below it, as in a
/// report: the day's whole minutes are divided into what is billable and the rest, each of these is
/// shared among the clients, and that of a client among its blocks.
struct Minutes {
    /// Of each block.
    rows: Vec<i64>,
    /// Of each client, in the order of their first blocks: how long it was, and in whole minutes.
    clients: Vec<(Option<ClientId>, Millis, i64)>,
}

impl Minutes {
    fn of(pieces: &[Piece]) -> Self {
        let mut rows = vec![0; pieces.len()];
        let sum = |of: &dyn Fn(&Piece) -> bool| -> Millis {
            pieces.iter().filter(|piece| of(piece)).map(|(.., length)| length).sum()
        };
        let billable = minutes(sum(&|(_, billable, _)| *billable));
        let rest = minutes(sum(&|_| true)).saturating_sub(billable);
        for (kind, whole) in [(true, billable), (false, rest)] {
            let mut clients: BTreeMap<Option<ClientId>, (Vec<usize>, Vec<Millis>)> =
                BTreeMap::new();
            for (at, (client, billable, length)) in pieces.iter().enumerate() {
                if *billable == kind {
                    let (places, lengths) = clients.entry(*client).or_default();
                    places.push(at);
                    lengths.push(*length);
                }
            }
            let sums: Vec<Millis> = clients.values().map(|(_, own)| own.iter().sum()).collect();
            for ((places, lengths), minutes) in clients.values().zip(shared(&sums, whole)) {
                for (at, minutes) in places.iter().zip(shared(lengths, minutes)) {
                    if let Some(row) = rows.get_mut(*at) {
                        *row = minutes;
                    }
                }
            }
        }
        let mut clients: Vec<(Option<ClientId>, Millis, i64)> = Vec::new();
        for ((client, _, length), minutes) in pieces.iter().zip(&rows) {
            match clients.iter_mut().find(|(one, ..)| one == client) {
                Some((_, sum, whole)) => {
                    *sum += length;
                    *whole += minutes;
                }
                None => clients.push((*client, *length, *minutes)),
            }
        }
        Self { rows, clients }
    }
}

/// Lengths in whole minutes that add up to `minutes`.
fn shared(lengths: &[Millis], minutes: i64) -> Vec<i64> {
    let exact: Vec<i128> = lengths.iter().map(|length| i128::from(*length)).collect();
    let minutes = round_together(&exact, i128::from(MINUTE), i128::from(minutes)).into_iter();
    minutes.map(|minutes| i64::try_from(minutes).unwrap_or(i64::MAX)).collect()
}

fn piece(row: &Row, length: Millis) -> Piece {
    let answer = &row.entry.block().answer;
    (answer.client, answer.billable, length)
}

/// What of a block lies on a day.
struct Part<'a> {
    row: &'a Row,
    /// From when to when; `None` where only the length is known.
    span: Option<Span>,
    length: Millis,
}

/// The blocks as a person reads them: a heading for each day, a line for each block that has time
/// on it, and sums of that time; nothing where there are none. Only `days` are shown, if some are
/// given; a block over midnight stands under each of its days with what lies there.
pub(crate) fn day_by_day(
    rows: &[Row],
    names: &Names,
    zone: &TimeZone,
    days: Option<(Date, Date)>,
) -> String {
    listed(rows, names, zone, days, |_| None)
}

/// [`day_by_day`], with the id of each block at the end of its line.
pub(super) fn with_ids(
    rows: &[Row],
    names: &Names,
    zone: &TimeZone,
    days: Option<(Date, Date)>,
) -> String {
    listed(rows, names, zone, days, |row| Some(row.entry.id().to_string()))
}

fn listed(
    rows: &[Row],
    names: &Names,
    zone: &TimeZone,
    days: Option<(Date, Date)>,
    id: fn(&Row) -> Option<String>,
) -> String {
    let mut by_day: BTreeMap<Date, Vec<Part<'_>>> = BTreeMap::new();
    for row in rows {
        for (day, part) in parts(row, zone) {
            if days.is_none_or(|(from, to)| (from..=to).contains(&day)) {
                by_day.entry(day).or_default().push(part);
            }
        }
    }
    let mut text = String::new();
    for (day, parts) in by_day {
        let lengths: Vec<_> = parts.iter().map(|part| piece(part.row, part.length)).collect();
        let Minutes { rows: minutes, clients } = Minutes::of(&lengths);
        let lines = parts.iter().zip(minutes).map(|(part, minutes)| {
            let mut line = line(part, minutes, names, zone);
            line.extend(id(part.row));
            line
        });
        text.push_str(&format!("{}\n", day.strftime("%A, %-d %B %Y")));
        text.push_str(&table(&lines.collect::<Vec<_>>()));
        text.push_str(&format!("\n{}\n", sums(&clients, names)));
    }
    text
}

/// What of a block lies on each day; one with only a length lies on its own.
fn parts<'a>(row: &'a Row, zone: &TimeZone) -> Vec<(Date, Part<'a>)> {
    if row.details.is_untimed {
        let part = Part { row, span: None, length: row.entry.length() };
        return vec![(entry_day(&row.entry), part)];
    }
    let midnight = Midnight::In(zone);
    let part =
        |(day, length)| (day, Part { row, span: on_day(&row.entry, day, midnight).hull(), length });
    worked_by_day([&row.entry], midnight).into_iter().map(part).collect()
}

/// In the minutes that add up with those around; seconds, where it is too short for one.
fn shown_length(length: Millis, minutes: i64) -> String {
    if minutes == 0 { length_text(length) } else { minutes_text(minutes) }
}

fn line(part: &Part<'_>, whole: i64, names: &Names, zone: &TimeZone) -> Vec<String> {
    let clock = |moment: Moment| moment.in_zone(zone).strftime("%H:%M").to_string();
    let row = part.row;
    let block = row.entry.block();
    let mark = match block.status {
        Status::Draft => "~",
        Status::Confirmed => "✓",
        Status::Billed => "▪",
    };
    let when = part.span.map_or_else(
        || "no time".to_owned(),
        |span| format!("{}–{}", clock(span.start), clock(span.end)),
    );
    let paused = minutes(part.span.map_or(0, |span| span.millis().saturating_sub(part.length)));
    let length = shown_length(part.length, whole);
    let task = row.details.task.and_then(|id| names.task(id));
    let whose = names.of(block.answer.client, block.answer.project);
    let tags = row.details.tags.iter().filter_map(|id| names.tag(*id));
    vec![
        format!(" {mark} {when}"),
        if paused > 0 { format!("{length}, paused {}", minutes_text(paused)) } else { length },
        task.map_or_else(|| whose.clone(), |task| format!("{whose}, {task}")),
        block.answer.label.clone(),
        if block.answer.billable { "billable".into() } else { String::new() },
        tags.map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
        format!("({})", block.answer.reason),
    ]
}

/// "Acme 2h 10m · Nordwind 40m · unassigned 5m": the sums of what stands above.
fn sums(clients: &[(Option<ClientId>, Millis, i64)], names: &Names) -> String {
    let one = |(client, length, minutes): &(Option<ClientId>, Millis, i64)| {
        format!("{} {}", names.of(*client, None), shown_length(*length, *minutes))
    };
    format!("   {}", clients.iter().map(one).collect::<Vec<_>>().join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::SECOND;

    #[test]
    fn a_clients_blocks_have_its_minutes_and_the_clients_those_of_the_day() {
        let client = |number| Some(ClientId::mint(Moment(0), [number; 10]));
        let (acme, nordwind) = (client(1), client(2));
        let check = |pieces: &[Piece], clients: &[i64]| {
            let minutes = Minutes::of(pieces);
            let sums: Vec<i64> = minutes.clients.iter().map(|(_, _, minutes)| *minutes).collect();
            assert_eq!(sums, clients, "{pieces:?}");
            for (client, _, sum) in minutes.clients {
                let own = pieces.iter().zip(&minutes.rows).filter(|((one, ..), _)| *one == client);
                assert_eq!(own.map(|(_, minutes)| minutes).sum::<i64>(), sum, "{pieces:?}");
            }
        };
        let short = 5 * MINUTE + 30 * SECOND;
        let mut day = vec![(acme, true, short); 20];
        day.extend([(nordwind, true, short); 20]);
        check(&day, &[110, 110]);
        let both = [(acme, true, short), (nordwind, true, short)];
        check(&both, &[6, 5]);
        check(&[both[1], both[0]], &[5, 6]);
        check(&[both[0], both[1], both[0]], &[11, 6]);
        check(&[both[0], (acme, false, short), both[1]], &[12, 5]);
        check(&[(None, false, 20 * SECOND), (acme, true, 40 * SECOND)], &[0, 1]);
        check(&[], &[]);
    }
}
