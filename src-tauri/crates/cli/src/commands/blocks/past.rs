//! `daybook blocks history`: what each step changed of one block.

use crate::failure::Failure;
use crate::output::{Output, length, table};
use domain::past::{Difference, Fate, Field, Past, Value, Worked};
use domain::time::{Span, TimeZone};
use engine::Daybook;
use serde::Serialize;
use serde_json::json;

pub(super) fn history(daybook: &Daybook, id: &str, output: Output) -> Result<(), Failure> {
    let steps = daybook.history(id)?;
    let zone = daybook.clock().zone();
    output.print(&steps.iter().map(Shown::new).collect::<Vec<_>>(), || {
        if steps.is_empty() {
            return "Nobody has changed it.".to_owned();
        }
        table(&steps.iter().flat_map(|past| lines(past, &zone)).collect::<Vec<_>>())
    })
}

/// A step as JSON.
#[derive(Serialize)]
struct Shown {
    kind: &'static str,
    at: String,
    blocks: u32,
    fate: Fate,
    changes: Vec<Change>,
}

/// What a step changed as JSON.
#[derive(Serialize)]
struct Change {
    field: Field,
    was: serde_json::Value,
    became: serde_json::Value,
}

impl Shown {
    fn new(past: &Past) -> Self {
        let Past { step, fate, changes } = past;
        let changes = changes.iter().map(|Difference { field, was, became }| Change {
            field: *field,
            was: json_of(was),
            became: json_of(became),
        });
        Self {
            kind: step.kind.as_str(),
            at: step.at.rfc3339(),
            blocks: step.blocks,
            fate: *fate,
            changes: changes.collect(),
        }
    }
}

fn json_of(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        Value::Yes(yes) => json!(yes),
        Value::Status(status) => json!(status.as_str()),
        Value::Names(names) => json!(names),
        Value::Time(Worked { segments, is_untimed }) => json!({
            "start": segments.hull().map(|span| span.start.rfc3339()),
            "end": segments.hull().map(|span| span.end.rfc3339()),
            "length_ms": segments.length(),
            "is_untimed": is_untimed,
        }),
    }
}

/// A step as a person reads it: a line for each field, the first with when it was and what.
fn lines(past: &Past, zone: &TimeZone) -> Vec<Vec<String>> {
    let at = past.step.at.in_zone(zone).strftime("%a %-d %b %H:%M").to_string();
    let mut told: Vec<String> =
        past.changes.iter().map(|change| difference(change, zone)).collect();
    match past.fate {
        Fate::Made => told.push("it came to be".to_owned()),
        Fate::Removed => told.push("it went".to_owned()),
        Fate::Kept if told.is_empty() => told.push("it stayed as it was".to_owned()),
        Fate::Kept => {}
    }
    let mut heads = [at, past.step.kind.as_str().to_owned()].map(Some);
    let row = |words| {
        heads
            .each_mut()
            .map(|head| head.take().unwrap_or_default())
            .into_iter()
            .chain([words])
            .collect()
    };
    told.into_iter().map(row).collect()
}

/// "client: nobody → Acme"
fn difference(change: &Difference, zone: &TimeZone) -> String {
    let name = match change.field {
        Field::Time => "time",
        Field::Zone => "zone",
        Field::Client => "client",
        Field::Project => "project",
        Field::Task => "task",
        Field::Label => "label",
        Field::Billable => "billable",
        Field::Status => "status",
        Field::Tags => "tags",
        Field::Note => "note",
    };
    format!("{name}: {} → {}", words(&change.was, zone), words(&change.became, zone))
}

fn words(value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Text(None) => "nothing".to_owned(),
        Value::Text(Some(text)) if text.is_empty() => "(removed since)".to_owned(),
        Value::Text(Some(text)) => text.clone(),
        Value::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Status(status) => status.as_str().to_owned(),
        Value::Names(names) if names.is_empty() => "none".to_owned(),
        Value::Names(names) => {
            names.iter().map(|name| format!("#{name}")).collect::<Vec<_>>().join(" ")
        }
        Value::Time(time) => worked(time, zone),
    }
}

/// "20 Nov 09:00–10:30 (1h 30m)"
fn worked(Worked { segments, is_untimed }: &Worked, zone: &TimeZone) -> String {
    let counted = length(segments.length());
    let clock = |span: Span| {
        let (start, end) = (span.start.in_zone(zone), span.end.in_zone(zone));
        format!("{}–{}", start.strftime("%-d %b %H:%M"), end.strftime("%H:%M"))
    };
    match segments.hull() {
        Some(span) if !is_untimed => format!("{} ({counted})", clock(span)),
        Some(_) | None => counted,
    }
}
