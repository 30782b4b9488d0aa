//! A report as CSV: RFC 4180, one line for each row and currency.
//!
//! A cell that begins like a formula gets an apostrophe before it, so that no spreadsheet runs
//! what somebody wrote as a name. Numbers stay numbers.

use super::{Line, NONE, Report, by};
use domain::money::Money;
use domain::report::By;

/// The report as CSV.
#[must_use]
pub fn text(report: &Report) -> String {
    let by = by(report.request.by);
    let mut text = String::new();
    let above: &[&str] = match report.request.by {
        By::Project => &["client"],
        By::Task => &["client", "project"],
        By::Client | By::Tag | By::Day | By::Week | By::Month => &[],
    };
    let columns =
        ["minutes", "hours", "billable_minutes", "without_rate_minutes", "amount", "currency"];
    let head: Vec<String> =
        above.iter().chain(&[by]).chain(&columns).map(|name| (*name).to_owned()).collect();
    line(&mut text, &head);
    for row in &report.rows {
        for one in row.lines() {
            let mut cells: Vec<String> = (0..above.len())
                .map(|level| row.above.get(level).map_or(String::new(), |name| cell(name)))
                .collect();
            cells.push(cell(row.name.as_deref().unwrap_or(NONE)));
            cells.extend(numbers(one));
            line(&mut text, &cells);
        }
    }
    text
}

/// A cell that somebody named: quoted where it has to be, and never a formula.
#[must_use]
pub fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if is_formula { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

fn numbers(line: Line) -> [String; 6] {
    let Line { minutes, billable_minutes, without_rate_minutes, amount_minor, currency } = line;
    let hundredths = minutes.saturating_mul(100).saturating_add(30).checked_div(60).unwrap_or(0);
    let (hours, rest) = (hundredths / 100, hundredths % 100);
    let amount = amount_minor.zip(currency).map(|(minor, of)| Money::new(minor, of));
    [
        minutes.to_string(),
        format!("{hours}.{rest:02}"),
        billable_minutes.to_string(),
        without_rate_minutes.to_string(),
        amount.map(plain).unwrap_or_default(),
        currency.map(|currency| currency.to_string()).unwrap_or_default(),
    ]
}

/// "90.00": the amount without its currency.
fn plain(amount: Money) -> String {
    let text = amount.to_string();
    text.split_once(' ').map_or(text.clone(), |(number, _)| number.to_owned())
}

fn line(text: &mut String, cells: &[String]) {
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}
