//! `daybook report` and `daybook unbilled`.

use super::budgets;
use crate::args::money::{Report, ReportBy, ReportFormat};
use crate::commands::blocks::counted_twice;
use crate::failure::Failure;
use crate::output::{Output, count, length, table};
use crate::when;
use domain::money::Money;
use domain::names::Names;
use domain::report::{By, Days, Sums, change_percent};
use domain::time::MINUTE;
use engine::Daybook;
use engine::leaks::{Leaks, Waiting};
use engine::reports::{self, NONE, ReportRequest, csv, json};
use serde_json::{Value, json};

pub(crate) fn report(daybook: &Daybook, asked: &Report, output: Output) -> Result<(), Failure> {
    let mut clients = Vec::new();
    for name in &asked.client {
        let id = daybook.client(name)?.id;
        if !clients.contains(&id) {
            clients.push(id);
        }
    }
    let request = ReportRequest {
        days: days(daybook, asked)?,
        by: by(asked.by),
        rounded: !asked.exact,
        clients,
        confirmed: asked.confirmed,
    };
    #[cfg(feature = "print")]
    if let Some(file) = &asked.pdf {
        if !engine::printing::speaks(&asked.locale) {
            return Err(Failure::Input(format!(
                "reports are not written in ‘{}’; choose en-GB, en-US, de-DE, de-AT or de-CH",
                asked.locale
            )));
        }
        let bytes = daybook.print_report(request, &asked.locale)?;
        engine::export::save(file, &bytes, asked.force)?;
        let json = json!({ "file": file, "bytes": bytes.len() });
        return output.print(&json, || format!("Written to {}.", file.display()));
    }
    let report = daybook.report_on(request)?;
    match asked.format {
        ReportFormat::Json => Output::new(true).print(&json::value(&report), String::new),
        ReportFormat::Csv if !output.is_json() => output.line(csv::text(&report).trim_end()),
        ReportFormat::Csv | ReportFormat::Text => {
            if output.is_json() {
                return output.print(&json::value(&report), String::new);
            }
            let (twice, rating) = (twice(daybook, &report)?, rating(daybook, &report)?);
            output.print(&(), || {
                let twice = twice.map(|twice| format!("{twice}\n")).unwrap_or_default();
                format!("{}{twice}", text(&report, &rating))
            })
        }
    }
}

/// How much of it is counted twice, if any is and nobody has decided so.
fn twice(daybook: &Daybook, report: &reports::Report) -> Result<Option<String>, Failure> {
    let days = report.request.days;
    let found = daybook.overlaps(daybook.days(days.first(), days.last()))?;
    let open = found.into_iter().filter(|one| !one.is_allowed).map(|one| one.overlap);
    Ok(counted_twice(&open.collect::<Vec<_>>(), &daybook.clock().zone()))
}

/// The command that gives a rate to what has none, from the first day of it on.
fn rating(daybook: &Daybook, report: &reports::Report) -> Result<String, Failure> {
    if report.totals.sums.without_rate_minutes == 0 {
        return Ok(String::new());
    }
    let lacking = |by| -> Result<Vec<reports::Row>, Failure> {
        let request = ReportRequest { by, ..report.request.clone() };
        let rows = daybook.report_on(request)?.rows.into_iter();
        Ok(rows.filter(|row| row.sums.without_rate_minutes > 0).collect())
    };
    let client = match lacking(By::Client)?.as_slice() {
        [one] => one.name.as_ref().map(|name| format!(" --client \"{name}\"")).unwrap_or_default(),
        _ => " --client NAME".to_owned(),
    };
    let first = lacking(By::Day)?.first().and_then(reports::Row::id);
    let first = first.unwrap_or_else(|| report.request.days.first().to_string());
    Ok(format!("daybook rate set AMOUNT{client} --from {first}"))
}

pub(crate) fn unbilled(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let (leaks, names) = (daybook.leaks()?, daybook.names()?);
    output.print(&leaks_json(&leaks, &names), || leaks_text(&leaks, &names))
}

fn days(daybook: &Daybook, asked: &Report) -> Result<Days, Failure> {
    let day = |text: &Option<String>| -> Result<Option<domain::time::Date>, Failure> {
        text.as_deref().map(|text| when::day(daybook, text)).transpose()
    };
    let (from, to) = (day(&asked.from)?, day(&asked.to)?);
    let near = from.or(to).unwrap_or(daybook.today());
    let first = from.unwrap_or(near.first_of_month());
    let last = to.unwrap_or(near.last_of_month());
    Days::new(first, last).map_err(|refused| Failure::Input(refused.to_string()))
}

const fn by(by: ReportBy) -> By {
    match by {
        ReportBy::Client => By::Client,
        ReportBy::Project => By::Project,
        ReportBy::Task => By::Task,
        ReportBy::Tag => By::Tag,
        ReportBy::Day => By::Day,
        ReportBy::Week => By::Week,
        ReportBy::Month => By::Month,
    }
}

/// A heading, a line for each row, the sums, and what to know about them.
fn text(report: &reports::Report, rating: &str) -> String {
    let mut text = format!("{}\n\n", heading(report));
    if report.rows.is_empty() {
        text.push_str("No time on these days.\n");
    } else {
        text.push_str(&rows(report));
    }
    let mut say = |sentence: String| {
        text.push_str(&format!("\n{sentence}"));
    };
    if report.rows_overlap {
        say("Time with several tags stands in each of their rows and counts once together.".into());
    }
    let lacking = report.totals.sums.without_rate_minutes;
    if let Some(rate) = report.totals.effective_rate {
        say(match lacking {
            0 => format!("An hour of work came to {rate}."),
            some => format!(
                "An hour of work came to {rate}, with {} among it that have no rate.",
                minutes(some)
            ),
        });
    }
    if lacking > 0 {
        say(format!("{} are billable and have no rate: {rating}", minutes(lacking)));
    }
    if report.drafts.entries > 0 {
        say(format!(
            "{} of it are drafts that nobody has reviewed ({}).",
            length(report.drafts.length),
            count(report.drafts.entries.into(), "block")
        ));
    }
    if let Some(before) = report.previous_days {
        let (was, now) = (report.previous.sums.minutes, report.totals.sums.minutes);
        let days = format!("From {} to {}", before.first(), before.last());
        say(match change_percent(was, now) {
            Some(percent) => format!("{days} it was {}, {percent:+} % since.", minutes(was)),
            None => format!("{days} there was none."),
        });
    }
    for standing in &report.budgets {
        say(budgets::said(standing));
    }
    text.push('\n');
    text
}

/// "From 2026-03-01 to 2026-03-31, by client, for Acme (Europe/Vienna)".
fn heading(report: &reports::Report) -> String {
    let ReportRequest { days, by, rounded, confirmed, .. } = &report.request;
    let mut parts = vec![
        format!("From {} to {}", days.first(), days.last()),
        format!("by {}", reports::by(*by)),
    ];
    if !report.client_names.is_empty() {
        parts.push(format!("for {}", report.client_names.join(" and ")));
    }
    if *confirmed {
        parts.push("only what is confirmed".to_owned());
    }
    if !rounded {
        parts.push("not rounded".to_owned());
    }
    format!("{} ({})", parts.join(", "), report.zone)
}

fn rows(report: &reports::Report) -> String {
    let mut rows = vec![["", "time", "billable", "worth"].map(str::to_owned).to_vec()];
    for row in &report.rows {
        let title = match row.title() {
            title if row.name.is_some() => title,
            title if title.is_empty() => NONE.to_owned(),
            title => format!("{title} · {NONE}"),
        };
        rows.push(cells(title, &row.sums));
    }
    rows.push(cells("together".into(), &report.totals.sums));
    table(&rows)
}

fn cells(title: String, sums: &Sums) -> Vec<String> {
    vec![title, minutes(sums.minutes), minutes(sums.billable_minutes), amounts(&sums.amounts)]
}

fn minutes(minutes: i64) -> String {
    if minutes == 0 { "-".into() } else { length(minutes.saturating_mul(MINUTE)) }
}

/// "90.00 EUR and 50.00 USD".
fn amounts(all: &[Money]) -> String {
    let all: Vec<String> = all.iter().map(Money::to_string).collect();
    if all.is_empty() { "-".into() } else { all.join(" and ") }
}

fn leaks_json(leaks: &Leaks, names: &Names) -> Value {
    let name =
        |id: Option<domain::id::ClientId>| id.and_then(|id| names.client(id)).unwrap_or(NONE);
    let waiting = |one: &Waiting| {
        json!({
            "client": name(one.client),
            "length_ms": one.length,
            "minutes": one.minutes,
            "amounts": json::amounts(&one.amounts),
            "blocks": one.entries,
            "since": one.since,
        })
    };
    let unconfirmed = leaks.unconfirmed.iter().map(|one| {
        let (first, last) = one.days;
        json!({
            "client": name(Some(one.client)),
            "length_ms": one.length,
            "first": first,
            "last": last,
        })
    });
    let unrated = leaks.unrated.iter().map(|one| {
        let (first, last) = one.days;
        json!({
            "client": name(one.client),
            "length_ms": one.length,
            "blocks": one.entries,
            "first": first,
            "last": last,
        })
    });
    json!({
        "waiting": leaks.waiting.iter().map(waiting).collect::<Vec<_>>(),
        "unconfirmed": unconfirmed.collect::<Vec<_>>(),
        "unrated": unrated.collect::<Vec<_>>(),
        "old": leaks.old.iter().map(waiting).collect::<Vec<_>>(),
    })
}

fn leaks_text(leaks: &Leaks, names: &Names) -> String {
    let name = |id: Option<domain::id::ClientId>| {
        id.and_then(|id| names.client(id)).unwrap_or(NONE).to_owned()
    };
    let mut text = String::new();
    let mut section = |heading: &str, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{heading}\n{}", table(&rows)));
        }
    };
    let waiting = |one: &Waiting| {
        vec![
            format!("  {}", name(one.client)),
            minutes(one.minutes),
            amounts(&one.amounts),
            format!("since {}", one.since),
        ]
    };
    let days = |(first, last): (domain::time::Date, domain::time::Date)| {
        if first == last { format!("on {first}") } else { format!("from {first} to {last}") }
    };
    section("Confirmed and not billed yet", leaks.waiting.iter().map(waiting).collect());
    section(
        "Captured, and never confirmed",
        leaks
            .unconfirmed
            .iter()
            .map(|one| {
                vec![format!("  {}", name(Some(one.client))), length(one.length), days(one.days)]
            })
            .collect(),
    );
    section(
        "Billable, and without a rate",
        leaks
            .unrated
            .iter()
            .map(|one| vec![format!("  {}", name(one.client)), length(one.length), days(one.days)])
            .collect(),
    );
    section("Not billed for more than thirty days", leaks.old.iter().map(waiting).collect());
    if text.is_empty() {
        return "Nothing waits to be billed, and nothing was left lying.".to_owned();
    }
    text
}
