//! Toggl Track: the time entries of today, and the older "Detailed" report.
//!
//! `User, Email, Client, Project, Task, Description, Billable, Start date, Start time, End date,
//! End time, Duration, Tags, Amount (EUR)`, or `Stop date, Stop time`; many of them may be absent.
//! Times are local to the profile that exported them; the file does not say its zone.

use super::origin::refuse_others;
use super::sheet::Sheet;
use super::stretch::{Columns, Remarks};
use super::{Format, Found, How, Reading, Standing, Unused};
use crate::Result;

/// Reads an export.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let sheet = Sheet::read(text)?;
    refuse_others(&sheet, Format::Toggl)?;
    let columns = Columns::of(&sheet, "Toggl")?;
    let dates = columns.dates(&sheet, how)?;
    let (_, currency) = sheet.in_currency("amount");
    let person = sheet.column(&["email", "user", "member"]);
    let people = sheet.people();
    let client = sheet.column(&["client"]);
    let project = sheet.column(&["project"]);
    let task = sheet.column(&["task"]);
    let description = sheet.column(&["description"]);
    let billable = sheet.column(&["billable"]);
    let tags = sheet.column(&["tags"]);
    let mut reading = Reading::default();
    let mut remarks = Remarks::default();
    for row in &sheet.rows {
        reading.rows = reading.rows.saturating_add(1);
        let one = || {
            if let Some(misfit) = sheet.misfit(row) {
                return Err(Unused::Bad(misfit));
            }
            let stretch = columns.read(row, dates, &how.zone)?;
            let (client, project, task) = (row.name(client), row.name(project), row.name(task));
            let what = row.get(description);
            let facts =
                [&stretch.facts, row.get(person), &client, &project, &task, what].join("\n");
            let (label, note) = row.words(description);
            let found = Found {
                line: row.line,
                facts,
                look: [stretch.facts.as_str(), label.as_str()].join("\n"),
                person: row.person(people),
                id: None,
                client,
                project,
                task,
                tags: row.names(tags),
                label,
                note,
                billable: row.yes(billable)?,
                when: stretch.when,
                pauses: Vec::new(),
                zone: how.zone.clone(),
                standing: Standing::Confirmed,
                currency,
                rate: None,
            };
            Ok((stretch, found))
        };
        reading.take(
            row.line,
            one().map(|(stretch, found)| {
                remarks.of(&stretch);
                found
            }),
        );
    }
    remarks.tell(&mut reading);
    Ok(reading)
}
