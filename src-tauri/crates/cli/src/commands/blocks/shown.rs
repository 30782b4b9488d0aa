//! Blocks as JSON, and as a person reads them.

use crate::output::{length, table};
use domain::block::Status;
use domain::days::entry_day;
use domain::names::Names;
use domain::time::{Moment, Span, TimeZone, zone_name};
use engine::entries::Row;
use serde::Serialize;

/// A block as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    start: String,
    end: String,
    date: String,
    zone: String,
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
    pub(crate) fn new(row: &Row, names: &Names) -> Self {
        let (entry, details) = (&row.entry, &row.details);
        let (block, answer) = (entry.block(), &entry.block().answer);
        Self {
            id: block.id.to_string(),
            start: block.span.start.rfc3339(),
            end: block.span.end.rfc3339(),
            date: entry_day(entry).to_string(),
            zone: zone_name(entry.zone(), block.span.start),
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

/// The blocks as a person reads them: a heading for each day, a line for each block, and sums.
pub(crate) fn day_by_day(rows: &[Row], names: &Names, zone: &TimeZone) -> String {
    if rows.is_empty() {
        return "No blocks yet. They appear a few minutes after the work: daybook run".to_owned();
    }
    let mut text = String::new();
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let of = |row: &Row| row.entry.span().start.in_zone(zone).date();
        let day = of(first);
        let count = rest.iter().take_while(|row| of(row) == day).count().max(1);
        let (today, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        text.push_str(&format!("{}\n", day.strftime("%A, %-d %B %Y")));
        text.push_str(&table(&today.iter().map(|row| line(row, names, zone)).collect::<Vec<_>>()));
        text.push_str(&format!("\n{}\n", sums(today, names)));
        rest = later;
    }
    text
}

fn line(row: &Row, names: &Names, zone: &TimeZone) -> Vec<String> {
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
        length(row.entry.length()),
        task.map_or_else(|| whose.clone(), |task| format!("{whose}, {task}")),
        block.answer.label.clone(),
        if block.answer.billable { "billable".into() } else { String::new() },
        tags.map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
        format!("({})", block.answer.reason),
    ]
}

/// "Acme 2h 10m · Nordwind 40m · unassigned 5m".
fn sums(rows: &[Row], names: &Names) -> String {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for row in rows {
        let who = names.of(row.entry.block().answer.client, None);
        match sums.iter_mut().find(|(name, _)| *name == who) {
            Some((_, sum)) => *sum += row.entry.length(),
            None => sums.push((who, row.entry.length())),
        }
    }
    let parts: Vec<_> = sums.iter().map(|(who, ms)| format!("{who} {}", length(*ms))).collect();
    format!("   {}", parts.join(" · "))
}
