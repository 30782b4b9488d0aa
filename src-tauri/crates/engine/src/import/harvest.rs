//! Harvest: the detailed time report.
//!
//! `Date, Client, Project, Project Code, Task, Notes, Hours, Hours Rounded, Billable?, Invoiced?,
//! Approved?, First Name, Last Name, Currency, …`. It says on which day and for how long, and
//! never when: such entries stand in their day without a time, as many as there are.

use super::moments::{Dates, length};
use super::origin::refuse_others;
use super::sheet::Sheet;
use super::stretch::{hourly, on_day};
use super::{Format, Found, How, Person, Reading, Standing, Unused};
use crate::Result;
use domain::currency::Currency;

/// Reads a report.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let sheet = Sheet::read(text)?;
    refuse_others(&sheet, Format::Harvest)?;
    let date = sheet.needed("Harvest", &["date", "spent date"])?;
    let hours = sheet.needed("Harvest", &["hours"])?;
    let client = sheet.column(&["client"]);
    let project = sheet.column(&["project"]);
    let task = sheet.column(&["task"]);
    let notes = sheet.column(&["notes"]);
    let billable = sheet.column(&["billable"]);
    let invoiced = sheet.column(&["invoiced"]);
    let invoice = sheet.column(&["invoice id"]);
    let currency = sheet.column(&["currency"]);
    let rate = sheet.column(&["billable rate", "rate"]);
    let people =
        ["email", "employee id", "first name", "last name"].map(|name| sheet.column(&[name]));
    let texts = sheet.rows.iter().map(|row| row.get(date));
    let dates = Dates::of(texts.filter(|text| !text.is_empty()), how)?;
    let mut reading = Reading::default();
    for row in &sheet.rows {
        reading.rows = reading.rows.saturating_add(1);
        let one = || {
            if let Some(misfit) = sheet.misfit(row) {
                return Err(Unused::Bad(misfit));
            }
            let day = dates.read(row.get(date))?;
            let length = length(row.get(hours))?;
            let when = on_day(day, length)?;
            let (client, project, task) = (row.name(client), row.name(project), row.name(task));
            let said = people.map(|column| row.get(column));
            let who = said.join(" ");
            let [email, _, first, last] = said;
            let when_facts = format!("{day} {length}");
            let facts = [&when_facts, &who, &client, &project, &task, row.get(notes)].join("\n");
            let (label, note) = row.words(notes);
            let number = row.get(invoice);
            let currency = code(row.get(currency));
            let is_invoiced = row.yes(invoiced)?.unwrap_or(!number.is_empty());
            let label = if label.is_empty() { task.clone() } else { label };
            Ok(Found {
                line: row.line,
                facts,
                look: [when_facts.as_str(), label.as_str()].join("\n"),
                person: Person {
                    email: email.to_owned(),
                    name: format!("{first} {last}").trim().to_owned(),
                },
                id: None,
                client,
                project,
                label,
                task,
                tags: Vec::new(),
                note,
                billable: row.yes(billable)?,
                when,
                pauses: Vec::new(),
                zone: how.zone.clone(),
                standing: if is_invoiced {
                    Standing::Billed((!number.is_empty()).then(|| number.to_owned()))
                } else {
                    Standing::Confirmed
                },
                currency,
                rate: currency
                    .filter(|_| is_invoiced)
                    .and_then(|currency| hourly(row.get(rate), currency)),
            })
        };
        reading.take(row.line, one());
    }
    Ok(reading)
}

/// "USD", or "United States Dollar - USD".
fn code(text: &str) -> Option<Currency> {
    text.rsplit([' ', '-', '(', ')']).find(|part| !part.is_empty()).and_then(Currency::from_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_read_as_harvest_has_written_them() {
        for text in ["CHF", "Swiss Franc - CHF", "Swiss Franc (CHF)"] {
            assert_eq!(code(text), Currency::from_code("CHF"), "{text}");
        }
        assert_eq!(code(""), None);
        assert_eq!(code("Taler"), None);
    }
}
