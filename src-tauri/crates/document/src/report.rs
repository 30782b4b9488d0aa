//! # A report on paper
//!
//! [`pdf`] sets a [`Sheet`] as pages: what it is about, its figures in a line, a chart, a table
//! that adds up, and where the budgets stand.
//!
//! The figures of a sheet are those of [`domain::report`] and are printed as they are: nothing is
//! added up, divided or rounded here, except how long a bar is and how much a figure changed.
//! What is written beside them is in the language of the sheet ([`Locale`]).
//!
//! ## What does not show
//!
//! Without [`Sheet::shows_money`] nothing tells of money: no amount, no rate, no time that lacks
//! one, no budget of money.

mod chart;
mod view;
mod words;

use crate::locale::Locale;
use crate::press::{self, Error, Job, Template};
use domain::budget::{Size, Standing};
use domain::report::{By, Days, Key, Sums, Totals};
use domain::time::{Date, Millis};
use std::sync::LazyLock;

/// The size of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// One row: whose time and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row of the report. Days, weeks and months are named by it.
    pub key: Key,
    /// What the client, project, task or tag is called; `None` for work without one.
    pub name: Option<String>,
    /// What it belongs to: the client of a project, client and project of a task.
    pub of: Option<String>,
    /// Which of the eight colours the client has, 0 to 7; `None` for work without a client.
    pub color: Option<u8>,
    /// Its time and money.
    pub sums: Sums,
}

/// Which time is on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What the clients are called that it was asked for; empty: all, and work for nobody.
    pub clients: Vec<String>,
    /// Only what somebody confirmed.
    pub confirmed: bool,
    /// How much of it are drafts that nobody has reviewed.
    pub drafts: Millis,
    /// With the rounding that each client was promised.
    pub rounded: bool,
}

/// As many days before, and what was done on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    /// The days.
    pub days: Days,
    /// Everything together on them.
    pub totals: Totals,
}

/// Where a budget stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// What its client or project is called.
    pub name: String,
    /// How much may be spent.
    pub limit: Size,
    /// How much is.
    pub standing: Standing,
}

/// Everything that is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The size of the pages.
    pub paper: Paper,
    /// How dates, lengths and amounts are written, and in which language everything else.
    pub locale: Locale,
    /// What stands at the top; `None` for what the rows are by, "Time by client".
    pub title: Option<String>,
    /// Whose time it is.
    pub owner: Option<String>,
    /// The days reported on.
    pub days: Days,
    /// Which time of these days it is.
    pub scope: Scope,
    /// Whose local days they are, "Europe/Berlin".
    pub zone: String,
    /// The day on which the sheet was made.
    pub made_on: Date,
    /// What makes a row.
    pub by: By,
    /// Whether amounts, rates and budgets of money are printed.
    pub shows_money: bool,
    /// The rows, in the order in which they are printed.
    pub rows: Vec<Row>,
    /// Whether work stands in several rows, so that they add up to more than the total.
    pub rows_overlap: bool,
    /// Everything together.
    pub totals: Totals,
    /// What it is compared with.
    pub previous: Option<Previous>,
    /// Where the budgets stand, in the order in which they are printed.
    pub budgets: Vec<Budget>,
}

/// The sheet as a PDF: tagged for screen readers (PDF/UA-1, unless a name has letters that no font
/// on this machine has), with its title, language and date. The same sheet makes the same bytes on
/// the same machine.
///
/// # Errors
///
/// If the sheet cannot be set or written, which no sheet is known to cause.
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, Error> {
    let view = serde_json::to_string(&view::view(sheet)).map_err(Error::Sheet)?;
    press::print(&Job { template: &TEMPLATE, sheet: &view, made_on: sheet.made_on })
}

static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| Template::new("report.typ", include_str!("../templates/report.typ")));

#[cfg(test)]
mod tests;
