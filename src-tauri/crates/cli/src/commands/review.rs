//! `daybook review`: what waits to be looked at, the least certain first.

use crate::args::review::Review as Asked;
use crate::commands::away;
use crate::failure::Failure;
use crate::output::{Output, count, length};
use crate::when;
use domain::id::ClientId;
use domain::names::Names;
use domain::time::{DAY, Date, Moment, TimeZone};
use engine::Daybook;
use engine::review::hints::SplitPoint;
use engine::review::{Amount, Review};
use serde::Serialize;
use serde_json::Value;
use store::entries::Row;

/// How far back it is looked, unless somebody says otherwise.
const BACK: i64 = 90;

/// What waits as JSON.
#[derive(Serialize)]
struct Shown {
    queue: Vec<Draft>,
    drafts: Sum,
    confirmed: Sum,
    unassigned: Sum,
    unreviewed: Vec<Waits>,
    overlaps: Vec<Shared>,
    /// Absences that nobody has decided about, as `daybook away` shows them.
    away: Vec<Value>,
}

/// A draft as JSON.
#[derive(Serialize)]
struct Draft {
    id: String,
    start: String,
    end: String,
    length_ms: i64,
    client: Option<String>,
    project: Option<String>,
    label: String,
    billable: bool,
    confidence: f64,
    reason: String,
    split: Option<Split>,
}

#[derive(Serialize)]
struct Split {
    at: String,
    text: String,
}

#[derive(Serialize)]
struct Sum {
    entries: u32,
    length_ms: i64,
}

impl From<Amount> for Sum {
    fn from(Amount { entries, length }: Amount) -> Self {
        Self { entries, length_ms: length }
    }
}

/// How much of a client's time waits, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Waits {
    /// Null is nobody.
    client: Option<String>,
    entries: u32,
    length_ms: i64,
}

#[derive(Serialize)]
struct Shared {
    blocks: [String; 2],
    length_ms: i64,
}

impl Draft {
    fn new(row: &Row, split: Option<&SplitPoint>, names: &Names) -> Self {
        let (block, answer) = (row.entry.block(), &row.entry.block().answer);
        let split = split.map(|at| Split { at: at.at.rfc3339(), text: at.text.clone() });
        Self {
            id: block.id.to_string(),
            start: block.span.start.rfc3339(),
            end: block.span.end.rfc3339(),
            length_ms: row.entry.length(),
            client: answer.client.and_then(|id| names.client(id)).map(str::to_owned),
            project: answer.project.and_then(|id| names.project(id)).map(str::to_owned),
            label: answer.label.clone(),
            billable: answer.billable,
            confidence: (f64::from(answer.confidence) * 1_000.0).round() / 1_000.0,
            reason: answer.reason.clone(),
            split,
        }
    }
}

pub(crate) fn review(daybook: &Daybook, asked: &Asked, output: Output) -> Result<(), Failure> {
    let (from, to) = range(daybook, asked)?;
    let (review, names) = (daybook.review::<&str>(from, to, &[])?, daybook.names()?);
    let aways = daybook.aways(daybook.days(from, to))?;
    let elsewhere = elsewhere(daybook, &review, &names)?;
    let mut splits = Vec::with_capacity(review.queue.len());
    for row in &review.queue {
        splits.push(daybook.split_hint(&row.entry.id().to_string())?);
    }
    let drafts = review.queue.iter().zip(&splits);
    let shown = Shown {
        queue: drafts.clone().map(|(row, at)| Draft::new(row, at.as_ref(), &names)).collect(),
        drafts: review.progress.drafts.into(),
        confirmed: review.progress.confirmed.into(),
        unassigned: review.progress.unassigned.into(),
        unreviewed: waits(&review.progress.unreviewed, &names),
        overlaps: review
            .overlaps
            .iter()
            .map(|one| Shared {
                blocks: [one.first.to_string(), one.second.to_string()],
                length_ms: one.shared.length(),
            })
            .collect(),
        away: aways.iter().map(away::shown).collect(),
    };
    output.print(&shown, || {
        let zone = daybook.clock().zone();
        let cards =
            drafts.zip(1_u32..).map(|((row, at), nth)| card(nth, row, at.as_ref(), &names, &zone));
        let cards: Vec<String> = cards.collect();
        let mut text = said(&review, &cards, &names, elsewhere.is_some());
        let many = u64::try_from(aways.len()).unwrap_or(u64::MAX);
        if many > 0 {
            let lasted = length(aways.iter().map(|one| one.away.length()).sum());
            let absences = count(many, "absence");
            text.push_str(&format!(
                "\n{absences} undecided, {lasted} in all: daybook away --from {from} --to {to}\n"
            ));
        }
        if let Some(elsewhere) = elsewhere {
            text.push_str(&format!("\n{elsewhere}\n"));
        }
        text
    })
}

/// What waits on other days than these: "On other days 2h 00m wait …".
fn elsewhere(daybook: &Daybook, review: &Review, names: &Names) -> Result<Option<String>, Failure> {
    let here = |client: Option<ClientId>| {
        let found = review.progress.unreviewed.iter().find(|(one, _)| *one == client);
        found.map_or(Amount::default(), |(_, amount)| *amount)
    };
    let all = daybook.unreviewed()?.into_iter();
    let rest: Vec<(Option<ClientId>, Amount)> = all
        .map(|(client, Amount { entries, length })| {
            let shown = here(client);
            let entries = entries.saturating_sub(shown.entries);
            (client, Amount { entries, length: length.saturating_sub(shown.length) })
        })
        .filter(|(_, amount)| amount.entries > 0)
        .collect();
    Ok(waiting(&rest, names).map(|waiting| format!("On other days, {waiting}")))
}

/// How much of whose time waits, as JSON.
pub(crate) fn waits(unreviewed: &[(Option<ClientId>, Amount)], names: &Names) -> Vec<Waits> {
    unreviewed
        .iter()
        .map(|(client, amount)| Waits {
            client: client.and_then(|id| names.client(id)).map(str::to_owned),
            entries: amount.entries,
            length_ms: amount.length,
        })
        .collect()
}

/// "2h 10m wait to be reviewed: Acme 1h 30m, unassigned 40m."; `None` where nothing waits.
pub(crate) fn waiting(unreviewed: &[(Option<ClientId>, Amount)], names: &Names) -> Option<String> {
    let whole: i64 = unreviewed.iter().map(|(_, amount)| amount.length).sum();
    let parts: Vec<String> = unreviewed
        .iter()
        .map(|(client, amount)| format!("{} {}", names.of(*client, None), length(amount.length)))
        .collect();
    (!parts.is_empty())
        .then(|| format!("{} wait to be reviewed: {}.", length(whole), parts.join(", ")))
}

fn range(daybook: &Daybook, asked: &Asked) -> Result<(Date, Date), Failure> {
    let today = daybook.today();
    if asked.from.is_none() && asked.to.is_none() {
        let now = daybook.clock().now();
        let first = now.minus(BACK * DAY).in_zone(&daybook.clock().zone()).date();
        return Ok((first, today));
    }
    when::days(daybook, asked.from.as_deref(), asked.to.as_deref(), today)
}

/// What waits as a person reads it, with a card for each draft.
fn said(review: &Review, cards: &[String], names: &Names, waits_elsewhere: bool) -> String {
    let Some(waiting) = waiting(&review.progress.unreviewed, names) else {
        let nothing = "Nothing waits to be reviewed";
        let whole = if waits_elsewhere { " on these days." } else { "." };
        return format!("{nothing}{whole}\n");
    };
    let many = u64::try_from(cards.len()).unwrap_or(u64::MAX);
    let mut text = format!("{}, the least certain first. {waiting}\n", count(many, "draft"));
    let both = u64::try_from(review.overlaps.len()).unwrap_or(u64::MAX);
    if both > 0 {
        let times = if both == 1 { "Two blocks share time." } else { "Some blocks share time." };
        text.push_str(&format!("{times} What they share is counted twice.\n"));
    }
    for card in cards {
        text.push_str(&format!("\n{card}"));
    }
    text
}

fn card(nth: u32, row: &Row, split: Option<&SplitPoint>, names: &Names, zone: &TimeZone) -> String {
    let (block, answer) = (row.entry.block(), &row.entry.block().answer);
    let clock = |at: Moment| at.in_zone(zone).strftime("%H:%M").to_string();
    let day = block.span.start.in_zone(zone).strftime("%A, %-d %B %Y");
    let when = if row.details.is_untimed {
        String::new()
    } else {
        format!(", {}–{}", clock(block.span.start), clock(block.span.end))
    };
    let whose = names.of(answer.client, answer.project);
    let label = if answer.label.is_empty() { String::new() } else { format!(": {}", answer.label) };
    let lasted = length(row.entry.length());
    let mut text = format!("{nth}. {day}{when}, {lasted}\n   {whose}{label}\n");
    let sure = (f64::from(answer.confidence) * 100.0).round();
    let because =
        if answer.reason.is_empty() { String::new() } else { format!(": {}", answer.reason) };
    text.push_str(&format!("   {sure} % sure{because}\n"));
    if let Some(split) = split {
        text.push_str(&format!("   Split at {}: {}\n", clock(split.at), split.text));
    }
    text.push_str(&format!("   {}\n", block.id));
    text
}
