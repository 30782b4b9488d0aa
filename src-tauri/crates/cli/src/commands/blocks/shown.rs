//! Blocks as JSON, and as a person reads them.

use crate::output::table;
use domain::block::Status;
use domain::days::{Midnight, entry_day, worked_by_day};
use domain::names::Names;
use domain::time::{
    Date, Millis, Moment, Span, TimeZone, length_text, minutes_text, minutes_together, zone_name,
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
    /// Blocks beside one another: their minutes add up to the minutes of all together.
    pub(crate) fn all(rows: &[Row], names: &Names) -> Vec<Self> {
        let lengths: Vec<Millis> = rows.iter().map(|row| row.entry.length()).collect();
        let together = minutes_together(&lengths);
        let shown = rows.iter().zip(together);
        shown.map(|(row, minutes)| Self { minutes, ..Self::new(row, names) }).collect()
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

/// The blocks as a person reads them: a heading for each day, a line for each block that has time
/// on it, and sums of that time. Only `days` are shown, if some are given; a block over midnight
/// stands under each of its days with what lies there.
pub(crate) fn day_by_day(
    rows: &[Row],
    names: &Names,
    zone: &TimeZone,
    days: Option<(Date, Date)>,
) -> String {
    let mut by_day: BTreeMap<Date, Vec<(&Row, Millis)>> = BTreeMap::new();
    for row in rows {
        for (day, length) in lengths(row, zone) {
            if days.is_none_or(|(from, to)| (from..=to).contains(&day)) {
                by_day.entry(day).or_default().push((row, length));
            }
        }
    }
    if by_day.is_empty() {
        return "No blocks yet. They appear a few minutes after the work: daybook run".to_owned();
    }
    let mut text = String::new();
    for (day, rows) in by_day {
        let lengths: Vec<Millis> = rows.iter().map(|(_, length)| *length).collect();
        let minutes = minutes_together(&lengths);
        let rows: Vec<(&Row, Millis, i64)> = rows
            .into_iter()
            .zip(minutes)
            .map(|((row, length), minutes)| (row, length, minutes))
            .collect();
        let lines = rows
            .iter()
            .map(|(row, length, minutes)| line(row, shown_length(*length, *minutes), names, zone));
        text.push_str(&format!("{}\n", day.strftime("%A, %-d %B %Y")));
        text.push_str(&table(&lines.collect::<Vec<_>>()));
        text.push_str(&format!("\n{}\n", sums(&rows, names)));
    }
    text
}

/// How much of a block lies on each day; one with only a length lies on its own.
fn lengths(row: &Row, zone: &TimeZone) -> Vec<(Date, Millis)> {
    if row.details.is_untimed {
        return vec![(entry_day(&row.entry), row.entry.length())];
    }
    worked_by_day([&row.entry], Midnight::In(zone)).into_iter().collect()
}

/// In the minutes that add up with those around; seconds, where it is too short for one.
fn shown_length(length: Millis, minutes: i64) -> String {
    if minutes == 0 { length_text(length) } else { minutes_text(minutes) }
}

fn line(row: &Row, length: String, names: &Names, zone: &TimeZone) -> Vec<String> {
    let clock = |moment: Moment| moment.in_zone(zone).strftime("%H:%M").to_string();
    let block = row.entry.block();
    let mark = match block.status {
        Status::Draft => "~",
        Status::Confirmed => "✓",
        Status::Billed => "▪",
    };
    let when = if row.details.is_untimed {
        "no time".to_owned()
    } else {
        format!("{}–{}", clock(block.span.start), clock(block.span.end))
    };
    let task = row.details.task.and_then(|id| names.task(id));
    let whose = names.of(block.answer.client, block.answer.project);
    let tags = row.details.tags.iter().filter_map(|id| names.tag(*id));
    vec![
        format!(" {mark} {when}"),
        length,
        task.map_or_else(|| whose.clone(), |task| format!("{whose}, {task}")),
        block.answer.label.clone(),
        if block.answer.billable { "billable".into() } else { String::new() },
        tags.map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
        format!("({})", block.answer.reason),
    ]
}

/// "Acme 2h 10m · Nordwind 40m · unassigned 5m": the sums of what stands above.
fn sums(rows: &[(&Row, Millis, i64)], names: &Names) -> String {
    let mut sums: Vec<(String, Millis, i64)> = Vec::new();
    for (row, length, minutes) in rows {
        let who = names.of(row.entry.block().answer.client, None);
        match sums.iter_mut().find(|(name, ..)| *name == who) {
            Some((_, sum, whole)) => {
                *sum += length;
                *whole += minutes;
            }
            None => sums.push((who, *length, *minutes)),
        }
    }
    let one = |(who, length, minutes): &(String, Millis, i64)| {
        format!("{who} {}", shown_length(*length, *minutes))
    };
    format!("   {}", sums.iter().map(one).collect::<Vec<_>>().join(" · "))
}
