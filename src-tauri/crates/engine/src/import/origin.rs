//! Which service wrote a table, by columns that the others do not have: a file that is read as that
//! of another service loses what only its own reader knows.

use super::Format;
use super::sheet::Sheet;
use crate::Result;
use crate::error::Error;

/// Refuses a table that looks like that of another service than `format`, and like none of its own.
pub(super) fn refuse_others(sheet: &Sheet, format: Format) -> Result<()> {
    if wrote(sheet, format) {
        return Ok(());
    }
    let named =
        [(Format::Toggl, "Toggl"), (Format::Clockify, "Clockify"), (Format::Harvest, "Harvest")];
    match named.into_iter().find(|(other, _)| wrote(sheet, *other)) {
        Some((other, name)) => Err(Error::Input(format!(
            "this looks like an export of {name}; use `import {}`",
            other.as_str()
        ))),
        None => Ok(()),
    }
}

/// Whether the table has a column that only this service writes.
fn wrote(sheet: &Sheet, format: Format) -> bool {
    let has = |name: &str| sheet.column(&[name]).is_there();
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    match format {
        Format::Toggl => {
            has("start date") && any(&["duration", "stop date", "stop time", "member"])
        }
        Format::Clockify => {
            let has_rate = || sheet.in_currency("billable rate").1.is_some();
            let own = ["duration (h)", "duration (decimal)", "invoiced", "invoice id"];
            has("start date") && (any(&own) || has_rate())
        }
        Format::Harvest => {
            has("hours") && any(&["invoiced", "first name", "hours rounded", "approved"])
        }
        Format::ActivityWatch | Format::Csv | Format::Json | Format::Ics => false,
    }
}
