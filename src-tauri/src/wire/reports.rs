//! Reports, and files that go out and come in.

use super::entries::date;
use super::{Amount, Budget, Money, Problem};
use domain::id::ClientId;
use domain::report;
use domain::time::zone_of;
use engine::{export, import, reports};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// What makes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportBy {
    Client,
    Project,
    Task,
    Tag,
    Day,
    Week,
    Month,
}

/// What to report on.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub(crate) struct ReportRequest {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) by: ReportBy,
    /// With the rounding that each client was promised.
    pub(crate) rounded: bool,
    /// Only these clients (ids); empty: all.
    pub(crate) clients: Vec<String>,
}

impl TryFrom<ReportRequest> for reports::ReportRequest {
    type Error = Problem;

    fn try_from(request: ReportRequest) -> Result<Self, Problem> {
        let ReportRequest { from, to, by, rounded, clients } = request;
        let days = report::Days::new(date(&from)?, date(&to)?)
            .map_err(|error| Problem::new("input", error.to_string()))?;
        let known = |id: String| -> Result<ClientId, Problem> {
            id.parse().map_err(|_| Problem::new("unknown", format!("there is no client {id}")))
        };
        Ok(Self {
            days,
            by: match by {
                ReportBy::Client => report::By::Client,
                ReportBy::Project => report::By::Project,
                ReportBy::Task => report::By::Task,
                ReportBy::Tag => report::By::Tag,
                ReportBy::Day => report::By::Day,
                ReportBy::Week => report::By::Week,
                ReportBy::Month => report::By::Month,
            },
            rounded,
            clients: clients.into_iter().map(known).collect::<Result<_, _>>()?,
            confirmed: false,
        })
    }
}

impl From<reports::ReportRequest> for ReportRequest {
    fn from(request: reports::ReportRequest) -> Self {
        let reports::ReportRequest { days, by, rounded, clients, confirmed: _ } = request;
        Self {
            from: days.first().to_string(),
            to: days.last().to_string(),
            by: match by {
                report::By::Client => ReportBy::Client,
                report::By::Project => ReportBy::Project,
                report::By::Task => ReportBy::Task,
                report::By::Tag => ReportBy::Tag,
                report::By::Day => ReportBy::Day,
                report::By::Week => ReportBy::Week,
                report::By::Month => ReportBy::Month,
            },
            rounded,
            clients: clients.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Time and money of a row, or of all.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ReportSums {
    #[specta(type = i32)]
    pub(crate) minutes: i64,
    #[specta(type = i32)]
    pub(crate) billable_minutes: i64,
    #[specta(type = i32)]
    pub(crate) without_rate_minutes: i64,
    /// One for each currency.
    pub(crate) amounts: Vec<Money>,
}

impl From<report::Sums> for ReportSums {
    fn from(sums: report::Sums) -> Self {
        let report::Sums { minutes, billable_minutes, without_rate_minutes, amounts } = sums;
        let amounts = amounts.into_iter().map(Money::from).collect();
        Self { minutes, billable_minutes, without_rate_minutes, amounts }
    }
}

/// Everything together, with what follows from it.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ReportTotals {
    pub(crate) sums: ReportSums,
    /// In tenths of a percent; `null` if there is no time.
    pub(crate) billable_permille: Option<u16>,
    pub(crate) effective_rate: Option<Money>,
}

impl From<report::Totals> for ReportTotals {
    fn from(totals: report::Totals) -> Self {
        let report::Totals { sums, billable_permille, effective_rate } = totals;
        let effective_rate = effective_rate.map(Money::from);
        Self { sums: sums.into(), billable_permille, effective_rate }
    }
}

/// One row.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ReportRow {
    /// Of the client, project, task or tag, or the day that it begins on; `null`: none.
    pub(crate) key: Option<String>,
    /// For people: "Acme", "Acme · Web", "2026-11-20"; "" for none.
    pub(crate) name: String,
    /// That of the client, if it has one.
    pub(crate) colour: Option<u8>,
    pub(crate) sums: ReportSums,
}

/// A report.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Report {
    pub(crate) request: ReportRequest,
    pub(crate) rows: Vec<ReportRow>,
    /// By tag, work stands in several rows.
    pub(crate) rows_overlap: bool,
    pub(crate) totals: ReportTotals,
    /// As many days, just before.
    pub(crate) previous_from: Option<String>,
    pub(crate) previous_to: Option<String>,
    pub(crate) previous: ReportTotals,
    pub(crate) budgets: Vec<Budget>,
    /// Drafts among it that nobody has reviewed.
    pub(crate) drafts: Amount,
    pub(crate) zone: String,
}

impl From<reports::Report> for Report {
    fn from(report: reports::Report) -> Self {
        let reports::Report {
            request,
            client_names: _,
            rows,
            rows_overlap,
            totals,
            previous_days,
            previous,
            budgets,
            drafts,
            zone,
        } = report;
        let row = |row: reports::Row| ReportRow {
            key: row.id(),
            name: row.title(),
            colour: row.colour,
            sums: row.sums.into(),
        };
        Self {
            request: request.into(),
            rows: rows.into_iter().map(row).collect(),
            rows_overlap,
            totals: totals.into(),
            previous_from: previous_days.map(|days| days.first().to_string()),
            previous_to: previous_days.map(|days| days.last().to_string()),
            previous: previous.into(),
            budgets: budgets.into_iter().map(Budget::from).collect(),
            drafts: drafts.into(),
            zone,
        }
    }
}

/// How a report is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportFormat {
    Csv,
    Json,
    Pdf,
}

/// How entries are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntryFormat {
    Csv,
    Json,
    Ics,
}

/// A file that was saved.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SavedFile {
    pub(crate) name: String,
    pub(crate) folder: String,
}

/// What wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportKind {
    Toggl,
    Clockify,
    Harvest,
    ActivityWatch,
    Csv,
    Json,
    Ics,
}

/// How dates are written where day and month cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// A file to bring in.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct ImportRequest {
    pub(crate) kind: ImportKind,
    /// The text of the file.
    pub(crate) text: String,
    /// IANA name of the zone in which its times are meant; `null`: the owner's.
    pub(crate) zone: Option<String>,
    /// How its dates are written; `null`: as they can only be meant.
    pub(crate) order: Option<DateOrder>,
    pub(crate) dry_run: bool,
    /// Leaves bad rows out; without it one bad row refuses all.
    pub(crate) skip_bad: bool,
}

/// What came of an import, or would.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Imported {
    pub(crate) rows: u32,
    pub(crate) imported: u32,
    pub(crate) duplicates: u32,
    pub(crate) refused: Vec<Refused>,
    #[specta(type = BTreeMap<String, i32>)]
    pub(crate) minutes_by_client: BTreeMap<String, i64>,
    /// Clients, projects, tasks and tags that are new.
    pub(crate) added: Vec<String>,
    /// Whether it was done: not on a dry run, and not if a row was refused.
    pub(crate) is_done: bool,
}

/// A row that could not be brought in.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Refused {
    pub(crate) line: u32,
    pub(crate) reason: String,
}

impl EntryFormat {
    /// What the engine calls it, and how such files end.
    pub(crate) const fn kind(self) -> (export::Format, &'static str) {
        match self {
            Self::Csv => (export::Format::Csv, "csv"),
            Self::Json => (export::Format::Json, "json"),
            Self::Ics => (export::Format::Ics, "ics"),
        }
    }
}

impl TryFrom<ImportRequest> for import::Import {
    type Error = Problem;

    fn try_from(request: ImportRequest) -> Result<Self, Problem> {
        let ImportRequest { kind, text, zone, order, dry_run, skip_bad } = request;
        let format = match kind {
            ImportKind::Toggl => import::Format::Toggl,
            ImportKind::Clockify => import::Format::Clockify,
            ImportKind::Harvest => import::Format::Harvest,
            ImportKind::ActivityWatch => import::Format::ActivityWatch,
            ImportKind::Csv => import::Format::Csv,
            ImportKind::Json => import::Format::Json,
            ImportKind::Ics => import::Format::Ics,
        };
        let known = |name: String| {
            zone_of(&name)
                .ok_or_else(|| Problem::new("input", format!("there is no time zone ‘{name}’")))
        };
        let order = order.map(|order| match order {
            DateOrder::DayFirst => import::Order::DayFirst,
            DateOrder::MonthFirst => import::Order::MonthFirst,
        });
        let zone = zone.map(known).transpose()?;
        Ok(Self { zone, order, dry_run, skip_bad, ..Self::new(format, text.into_bytes()) })
    }
}

impl From<import::Imported> for Imported {
    fn from(imported: import::Imported) -> Self {
        let import::Imported {
            rows,
            imported,
            duplicates,
            left_out: _,
            refused,
            minutes_by_client,
            added,
            overlaps: _,
            notes: _,
            is_done,
        } = imported;
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let refused = refused
            .into_iter()
            .map(|import::Refused { line, reason }| Refused { line: count(line), reason })
            .collect();
        Self {
            rows: count(rows),
            imported: count(imported),
            duplicates: count(duplicates),
            refused,
            minutes_by_client,
            added,
            is_done,
        }
    }
}
