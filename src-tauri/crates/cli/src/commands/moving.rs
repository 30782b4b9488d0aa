//! `daybook import` and `daybook export`.

use crate::args::moving::{DateOrder, Export, Import, Origin, Target};
use crate::failure::Failure;
use crate::output::{Output, count, length, table};
use crate::when;
use domain::time::{Date, MINUTE, zone_of};
use engine::import::{Format, Imported, Order, Refused};
use engine::{Daybook, export, import};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// What came of an import, as JSON.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    rows: u64,
    imported: u64,
    duplicates: u64,
    left_out: u64,
    refused: Vec<Bad<'a>>,
    minutes_by_client: &'a BTreeMap<String, i64>,
    added: &'a [String],
    overlaps: u64,
    notes: &'a [String],
    done: bool,
}

#[derive(Debug, Serialize)]
struct Bad<'a> {
    line: u64,
    reason: &'a str,
}

impl<'a> Shown<'a> {
    fn new(imported: &'a Imported) -> Self {
        let Imported {
            rows,
            imported,
            duplicates,
            left_out,
            refused,
            minutes_by_client,
            added,
            overlaps,
            notes,
            is_done,
        } = imported;
        let bad = |one: &'a Refused| Bad { line: one.line, reason: &one.reason };
        Self {
            rows: *rows,
            imported: *imported,
            duplicates: *duplicates,
            left_out: *left_out,
            refused: refused.iter().map(bad).collect(),
            minutes_by_client,
            added,
            overlaps: *overlaps,
            notes,
            done: *is_done,
        }
    }
}

pub(crate) fn import(daybook: &Daybook, request: &Import, output: Output) -> Result<(), Failure> {
    let zone = request.zone.as_deref().map(|name| {
        let unknown =
            || Failure::Input(format!("there is no time zone ‘{name}’; write it as Europe/Berlin"));
        zone_of(name).ok_or_else(unknown)
    });
    let days = days(daybook, request.from.as_deref(), request.to.as_deref())?;
    let order = request.date_order.map(|order| match order {
        DateOrder::DayFirst => Order::DayFirst,
        DateOrder::MonthFirst => Order::MonthFirst,
    });
    let done = daybook.import(import::Import {
        format: format(request.from_whom),
        content: content(&request.file)?,
        zone: zone.transpose()?,
        order,
        client: request.client.clone(),
        days,
        dry_run: request.dry_run,
        skip_bad: request.skip_bad,
    })?;
    let is_stopped = !done.refused.is_empty() && !request.skip_bad;
    output.print(&Shown::new(&done), || told(&done, request.dry_run))?;
    match done.refused.first() {
        Some(first) if is_stopped => Err(Failure::Input(format!(
            "nothing was imported: {} cannot be used, the first on line {}: {}; correct the file \
             or give --skip-bad",
            count(u64::try_from(done.refused.len()).unwrap_or(u64::MAX), "row"),
            first.line,
            first.reason
        ))),
        Some(_) | None => Ok(()),
    }
}

const fn format(from: Origin) -> Format {
    match from {
        Origin::Toggl => Format::Toggl,
        Origin::Clockify => Format::Clockify,
        Origin::Harvest => Format::Harvest,
        Origin::ActivityWatch => Format::ActivityWatch,
        Origin::Csv => Format::Csv,
        Origin::Json => Format::Json,
        Origin::Ics => Format::Ics,
    }
}

fn content(file: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |source| Failure::Engine(engine::Error::File { path: file.to_owned(), source });
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(failed)
}

/// The days that were asked for, if any were.
fn days(
    daybook: &Daybook,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<(Date, Date)>, Failure> {
    let from = from.map(|text| when::day(daybook, text)).transpose()?;
    let to = to.map(|text| when::day(daybook, text)).transpose()?;
    let days = match (from, to) {
        (None, None) => return Ok(None),
        (Some(from), None) => (from, daybook.today().max(from)),
        (None, Some(to)) => (Date::constant(1, 1, 1).min(to), to),
        (Some(from), Some(to)) => (from, to),
    };
    if days.1 < days.0 {
        return Err(Failure::Input(format!("--to {} lies before --from {}", days.1, days.0)));
    }
    Ok(Some(days))
}

/// What came of it, for a person.
fn told(done: &Imported, dry_run: bool) -> String {
    let (entries, were) = match done.imported {
        1 => ("1 entry".to_owned(), "was"),
        many => (format!("{many} entries"), "were"),
    };
    let rows = count(done.rows, "row");
    let mut lines = vec![if dry_run {
        format!("Of {rows}, {entries} would be imported. Nothing has changed.")
    } else if !done.is_done {
        format!("Of {rows}, nothing was imported.")
    } else {
        format!("Of {rows}, {entries} {were} imported.")
    }];
    match done.duplicates {
        0 => {}
        1 => lines.push("1 was imported before and does not count again.".into()),
        many => lines.push(format!("{many} were imported before and do not count again.")),
    }
    if !done.minutes_by_client.is_empty() {
        let row = |(name, minutes): (&String, &i64)| {
            vec![format!(" {name}"), length(minutes.saturating_mul(MINUTE))]
        };
        let mut rows: Vec<_> = done.minutes_by_client.iter().map(row).collect();
        let sum: i64 = done.minutes_by_client.values().sum();
        rows.push(vec![" together".into(), length(sum.saturating_mul(MINUTE))]);
        lines.push(table(&rows).trim_end().to_owned());
    }
    if !done.added.is_empty() {
        let new = if dry_run { "Would be new" } else { "New" };
        lines.push(format!("{new}: {}.", done.added.join(", ")));
    }
    for note in &done.notes {
        let mut signs = note.chars();
        let first = signs.next().map(char::to_uppercase);
        lines.push(format!(
            "{}{}.",
            first.into_iter().flatten().collect::<String>(),
            signs.as_str()
        ));
    }
    if !done.refused.is_empty() {
        let many = u64::try_from(done.refused.len()).unwrap_or(u64::MAX);
        lines.push(format!("{} could not be used:", count(many, "row")));
        let row = |one: &Refused| vec![format!(" line {}", one.line), one.reason.clone()];
        let rows: Vec<_> = done.refused.iter().map(row).collect();
        lines.push(table(&rows).trim_end().to_owned());
    }
    if done.is_done && done.imported > 0 {
        lines.push("To take it back: daybook blocks undo".into());
    }
    lines.join("\n")
}

/// Where an export went, as JSON.
#[derive(Debug, Serialize)]
struct Saved<'a> {
    file: &'a Path,
    bytes: usize,
}

pub(crate) fn export(daybook: &Daybook, request: &Export, output: Output) -> Result<(), Failure> {
    let days = days(daybook, request.from.as_deref(), request.to.as_deref())?;
    let format = match request.what {
        Target::Csv => export::Format::Csv,
        Target::Json => export::Format::Json,
        Target::Ics => export::Format::Ics,
    };
    let text = daybook.export(format, days)?;
    let Some(file) = &request.output else { return output.raw(&text) };
    export::save(file, text.as_bytes(), request.force)?;
    output.print(&Saved { file, bytes: text.len() }, || format!("Written to {}.", file.display()))
}
