//! Clockify: the detailed report.
//!
//! `Project, Client, Description, Task, User, Group, Email, Tags, Type, Billable, Invoiced,
//! Invoice ID, Start Date, Start Time, End Date, End Time, Duration (h), Duration (decimal),
//! Billable Rate (EUR), Billable Amount (EUR)`. Which of these there are, what `Task` is called
//! (`Activity`), and how dates and times are written depends on the workspace and on the person.
//!
//! What is invoiced there arrives billed, at the rate that the file says. Other rates and all
//! amounts are compared, not taken over.

use super::moments::decimal;
use super::origin::refuse_others;
use super::sheet::{Column, Row, Sheet};
use super::stretch::{Columns, Remarks, hourly};
use super::{Format, Found, How, Reading, Standing, Unused, When};
use crate::Result;
use domain::time::HOUR;

/// Reads a report.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let sheet = Sheet::read(text)?;
    refuse_others(&sheet, Format::Clockify)?;
    let columns = Columns::of(&sheet, "Clockify")?;
    let dates = columns.dates(&sheet, how)?;
    let names = Names::of(&sheet);
    let mut reading = Reading::default();
    let mut remarks = Remarks::default();
    let (mut breaks, mut misfooting) = (0, 0);
    let (rate, in_rate) = sheet.in_currency("billable rate");
    let (amount, in_amount) = sheet.in_currency("billable amount");
    let currency = in_rate.or(in_amount);
    if in_rate.is_some() && in_amount.is_some() && in_rate != in_amount {
        reading.notes.push("the file has its rates and its amounts in different currencies".into());
    }
    for row in &sheet.rows {
        reading.rows = reading.rows.saturating_add(1);
        if !names.is_work(row) {
            breaks += 1;
            continue;
        }
        let one = || {
            if let Some(misfit) = sheet.misfit(row) {
                return Err(Unused::Bad(misfit));
            }
            let stretch = columns.read(row, dates, &how.zone)?;
            let foots = foots(row.get(rate), row.get(amount), stretch.when);
            let found = names.found(row, &stretch.facts, stretch.when, how)?;
            let per_hour = in_rate.and_then(|currency| hourly(row.get(rate), currency));
            let per_hour = per_hour.filter(|_| matches!(found.standing, Standing::Billed(_)));
            Ok((stretch, foots, Found { currency, rate: per_hour, ..found }))
        };
        let found = one().map(|(stretch, foots, found)| {
            remarks.of(&stretch);
            misfooting += u64::from(!foots);
            found
        });
        reading.take(row.line, found);
    }
    reading.leave(
        breaks,
        "row is a break or a day off and was left out",
        "rows are breaks or days off and were left out",
    );
    remarks.tell(&mut reading);
    reading.note(
        misfooting,
        "row has an amount that is not its rate for its time; amounts are not imported",
        "rows have amounts that are not their rates for their time; amounts are not imported",
    );
    Ok(reading)
}

struct Names {
    project: Column,
    client: Column,
    description: Column,
    task: Column,
    person: Column,
    people: (Column, Column),
    tags: Column,
    kind: Column,
    billable: Column,
    invoiced: Column,
    invoice: Column,
}

impl Names {
    fn of(sheet: &Sheet) -> Self {
        Self {
            project: sheet.column(&["project"]),
            client: sheet.column(&["client"]),
            description: sheet.column(&["description"]),
            task: sheet.column(&["task", "activity"]),
            person: sheet.column(&["email", "user"]),
            people: sheet.people(),
            tags: sheet.column(&["tags"]),
            kind: sheet.column(&["type"]),
            billable: sheet.column(&["billable"]),
            invoiced: sheet.column(&["invoiced"]),
            invoice: sheet.column(&["invoice id"]),
        }
    }

    fn is_work(&self, row: &Row) -> bool {
        let kind = row.get(self.kind).to_lowercase();
        !matches!(kind.replace(['-', '_'], " ").as_str(), "break" | "time off" | "holiday")
    }

    fn found(
        &self,
        row: &Row,
        when_facts: &str,
        when: When,
        how: &How,
    ) -> std::result::Result<Found, String> {
        let (client, project) = (row.name(self.client), row.name(self.project));
        let task = row.name(self.task);
        let (person, what) = (row.get(self.person), row.get(self.description));
        let facts = [when_facts, person, &client, &project, &task, what].join("\n");
        let (label, note) = row.words(self.description);
        let number = row.get(self.invoice);
        let is_invoiced = row.yes(self.invoiced)?.unwrap_or(!number.is_empty());
        let standing = if is_invoiced {
            Standing::Billed((!number.is_empty()).then(|| number.to_owned()))
        } else {
            Standing::Confirmed
        };
        Ok(Found {
            line: row.line,
            facts,
            look: [when_facts, label.as_str()].join("\n"),
            person: row.person(self.people),
            id: None,
            client,
            project,
            task,
            tags: row.names(self.tags),
            label,
            note,
            billable: row.yes(self.billable)?,
            when,
            pauses: Vec::new(),
            zone: how.zone.clone(),
            standing,
            currency: None,
            rate: None,
        })
    }
}

/// Whether the amount is the rate for that time, to a unit of its currency, as far as both can be
/// read.
fn foots(rate: &str, amount: &str, when: When) -> bool {
    // A thousandth of the currency's unit: no currency of a service has more decimals.
    let number = |text: &str| {
        let plain = text.replace(['\u{a0}', '\u{202f}', ' ', '\''], "");
        let plain = match (plain.rfind(','), plain.rfind('.')) {
            (Some(comma), Some(dot)) if comma < dot => plain.replace(',', ""),
            (Some(_), Some(_)) => plain.replace('.', ""),
            _ => plain,
        };
        decimal(&plain, 1_000)
    };
    let amount = number(amount).filter(|amount| *amount != 0);
    let (Some(rate), Some(amount)) = (number(rate), amount) else { return true };
    let length = match when {
        When::From(span) => span.millis(),
        When::OnDay(_, length) => length,
    };
    let made = i128::from(rate) * i128::from(length) / i128::from(HOUR);
    (made - i128::from(amount)).abs() < 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::{MINUTE, Moment, Span};

    #[test]
    fn an_amount_is_its_rate_for_its_time() {
        let check = |rate: &str, amount: &str, minutes: i64, expected: bool| {
            let span = Span::new(Moment(0), Moment(minutes * MINUTE));
            assert_eq!(
                foots(rate, amount, When::From(span)),
                expected,
                "{rate} for {minutes} minutes is {amount}"
            );
        };
        check("80.00", "120.00", 90, true);
        check("80,00", "120,00", 90, true);
        check("80.00", "122.00", 90, false);
        check("1'080.00", "1,080.00", 60, true);
        check("80.00", "0.00", 90, true);
        check("", "", 90, true);
        check("eighty", "12", 90, true);
        check("80.00", "-120.00", 90, true);
        check("80.00", "n/a", 90, true);
        check("250,000.00", "2,000,000.00", 480, true);
        check("250000.00", "2000001.50", 480, false);
    }
}
