//! Reports on paper: what the engine reported, handed to the press.
//!
//! Only with the feature `print`, so that tests of everything else build no typesetter.

use crate::Result;
use crate::budgets;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::reports::{Report, ReportRequest, Row};
use document::locale::Locale;
use document::report::{self, Paper, Previous, Scope, Sheet};
use domain::report::Key;

impl Daybook {
    /// A report as a PDF, written as people in `locale` ("de-AT") write.
    ///
    /// # Errors
    ///
    /// As for [`Daybook::report_on`], or it cannot be set.
    pub fn print_report(&self, request: ReportRequest, locale: &str) -> Result<Vec<u8>> {
        let made_on = self.today();
        let by = request.by;
        let Report {
            request,
            client_names,
            rows,
            rows_overlap,
            totals,
            previous_days,
            previous,
            budgets,
            drafts,
            zone,
        } = self.report_on(request)?;
        let shows_money = !totals.sums.amounts.is_empty();
        let sheet = Sheet {
            paper: paper(locale),
            locale: Locale::from_tag(locale),
            title: None,
            owner: None,
            days: request.days,
            scope: Scope {
                clients: client_names,
                confirmed: request.confirmed,
                drafts: drafts.length,
                rounded: request.rounded,
            },
            zone,
            made_on,
            by,
            shows_money,
            rows: rows.into_iter().map(row).collect(),
            rows_overlap,
            totals,
            previous: previous_days.map(|days| Previous { days, totals: previous }),
            budgets: budgets.into_iter().map(budget).collect(),
        };
        report::pdf(&sheet).map_err(Error::Print)
    }
}

/// Whether reports can be written in the language of `locale`.
#[must_use]
pub fn speaks(locale: &str) -> bool {
    Locale::is_spoken(locale)
}

/// Where letters are written on Letter.
fn paper(locale: &str) -> Paper {
    let region = locale.rsplit(['-', '_']).next().unwrap_or_default();
    match region {
        "US" | "CA" | "MX" | "PH" | "CL" | "CO" => Paper::Letter,
        _ => Paper::A4,
    }
}

fn row(row: Row) -> report::Row {
    let Row { key, name, above, client: _, colour, currency: _, sums, shares: _ } = row;
    let is_dated = matches!(key, Key::Day(_) | Key::Week(_) | Key::Month(_));
    let of = (!above.is_empty()).then(|| above.join(" · "));
    report::Row { key, name: name.filter(|_| !is_dated), of, color: colour, sums }
}

fn budget(standing: budgets::Standing) -> report::Budget {
    let budgets::Standing { budget, client: _, client_name, project_name, stands } = standing;
    let name = match project_name {
        Some(project) => format!("{client_name} · {project}"),
        None => client_name,
    };
    report::Budget { name, limit: budget.limit, standing: stands }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_written_on_letter_where_they_are() {
        assert_eq!(paper("en-US"), Paper::Letter);
        assert_eq!(paper("en-GB"), Paper::A4);
        assert_eq!(paper("de"), Paper::A4);
    }
}
