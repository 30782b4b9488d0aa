//! `daybook blocks`.

use crate::args::{Blocks, BlocksAction};
use crate::commands::review::waiting;
use crate::failure::Failure;
use crate::output::{Output, length, table};
use domain::block::Block;
use domain::names::Names;
use domain::time::{Date, TimeZone};
use engine::Daybook;
use engine::blocks::Correction;
use serde::Serialize;

/// A block as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    start: String,
    end: String,
    client: Option<String>,
    project: Option<String>,
    label: String,
    billable: bool,
    confidence: f64,
    reason: String,
    status: &'static str,
}

impl Shown {
    pub(crate) fn new(block: &Block, names: &Names) -> Self {
        let answer = &block.answer;
        Self {
            id: block.id.to_string(),
            start: block.span.start.rfc3339(),
            end: block.span.end.rfc3339(),
            client: answer.client.and_then(|id| names.client(id)).map(str::to_owned),
            project: answer.project.and_then(|id| names.project(id)).map(str::to_owned),
            label: answer.label.clone(),
            billable: answer.billable,
            confidence: (f64::from(answer.confidence) * 1_000.0).round() / 1_000.0,
            reason: answer.reason.clone(),
            status: block.status.as_str(),
        }
    }
}

pub(crate) fn blocks(daybook: &Daybook, request: Blocks, output: Output) -> Result<(), Failure> {
    match request.action {
        None => list(daybook, request.from.as_deref(), request.to.as_deref(), output),
        Some(BlocksAction::Assign { id, client, project, label, billable }) => {
            let correction = Correction {
                client: client.map(or_none),
                project: project.map(or_none),
                label,
                billable: billable.map(crate::args::YesNo::is_yes),
            };
            one(daybook, &daybook.correct(&id, &correction)?, "Noted, and learnt.", output)
        }
        Some(BlocksAction::Confirm { id }) => {
            one(daybook, &daybook.confirm(&id)?, "Confirmed.", output)
        }
    }
}

fn or_none(name: String) -> Option<String> {
    (name != "none").then_some(name)
}

fn one(daybook: &Daybook, block: &Block, said: &str, output: Output) -> Result<(), Failure> {
    let shown = Shown::new(block, &daybook.names()?);
    output.print(&shown, || said.to_owned())
}

fn list(
    daybook: &Daybook,
    from: Option<&str>,
    to: Option<&str>,
    output: Output,
) -> Result<(), Failure> {
    let from = from.map_or_else(|| Ok(daybook.today()), date)?;
    let to = to.map_or(Ok(from), date)?;
    if to < from {
        return Err(Failure::Input(format!("--to {to} lies before --from {from}")));
    }
    let names = daybook.names()?;
    let blocks = daybook.blocks(daybook.days(from, to))?;
    let shown: Vec<_> = blocks.iter().map(|block| Shown::new(block, &names)).collect();
    let unreviewed = daybook.review::<&str>(from, to, &[])?.progress.unreviewed;
    output.print(&shown, || {
        let days = day_by_day(&blocks, &names, &daybook.clock().zone());
        match waiting(&unreviewed, &names) {
            Some(waiting) => format!("{days}\n{waiting}"),
            None => days,
        }
    })
}

fn date(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::Input(format!("‘{text}’ is not a date, such as 2026-11-20")))
}

/// The blocks as a person reads them: a heading for each day, a line for each block, and sums.
pub(crate) fn day_by_day(blocks: &[Block], names: &Names, zone: &TimeZone) -> String {
    if blocks.is_empty() {
        return "No blocks yet. They appear a few minutes after the work: daybook run".to_owned();
    }
    let mut text = String::new();
    let mut rest = blocks;
    while let Some(first) = rest.first() {
        let day = first.span.start.in_zone(zone).date();
        let same = |block: &&Block| block.span.start.in_zone(zone).date() == day;
        let count = rest.iter().take_while(same).count().max(1);
        let (today, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        text.push_str(&format!("{}\n", day.strftime("%A, %-d %B %Y")));
        text.push_str(&table(
            &today.iter().map(|block| row(block, names, zone)).collect::<Vec<_>>(),
        ));
        text.push_str(&format!("\n{}\n", sums(today, names)));
        rest = later;
    }
    text
}

fn row(block: &Block, names: &Names, zone: &TimeZone) -> Vec<String> {
    let clock = |moment: domain::time::Moment| moment.in_zone(zone).strftime("%H:%M").to_string();
    let mark = match block.status {
        domain::block::Status::Draft => "~",
        domain::block::Status::Confirmed => "✓",
        domain::block::Status::Billed => "▪",
    };
    vec![
        format!(" {mark} {}–{}", clock(block.span.start), clock(block.span.end)),
        length(block.span.millis()),
        names.of(block.answer.client, block.answer.project),
        block.answer.label.clone(),
        if block.answer.billable { "billable".into() } else { String::new() },
        format!("({})", block.answer.reason),
    ]
}

/// "Acme 2h 10m · Nordwind 40m · unassigned 5m".
fn sums(blocks: &[Block], names: &Names) -> String {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for block in blocks {
        let who = names.of(block.answer.client, None);
        match sums.iter_mut().find(|(name, _)| *name == who) {
            Some((_, sum)) => *sum += block.span.millis(),
            None => sums.push((who, block.span.millis())),
        }
    }
    let parts: Vec<_> = sums.iter().map(|(who, ms)| format!("{who} {}", length(*ms))).collect();
    format!("   {}", parts.join(" · "))
}
