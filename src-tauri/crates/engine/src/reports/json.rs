//! A report as JSON, as programs read it; `docs/CLI.md` describes it.

use super::{NONE, Report, by};
use crate::budgets::Standing;
use domain::budget::{Period, Size};
use domain::money::Money;
use domain::report::{By, Totals};
use domain::time::MINUTE;
use serde_json::{Value, json};

/// The report as JSON: a row in two currencies stands there once for each.
#[must_use]
pub fn value(report: &Report) -> Value {
    let request = &report.request;
    let mut rows = Vec::new();
    for row in &report.rows {
        let above = |level: usize| row.above.get(level);
        for line in row.lines() {
            let mut one = json!({
                "key": row.name.as_deref().unwrap_or(NONE),
                "id": row.id(),
                "minutes": line.minutes,
                "billable_minutes": line.billable_minutes,
                "without_rate_minutes": line.without_rate_minutes,
                "amount_minor": line.amount_minor,
                "currency": line.currency,
            });
            if let (Some(fields), By::Project | By::Task) = (one.as_object_mut(), request.by) {
                fields.insert("client".into(), json!(above(0)));
                if request.by == By::Task {
                    fields.insert("project".into(), json!(above(1)));
                }
            }
            rows.push(one);
        }
    }
    let sums = &report.totals.sums;
    json!({
        "from": request.days.first(),
        "to": request.days.last(),
        "by": by(request.by),
        "client": report.client_names,
        "confirmed": request.confirmed,
        "exact": !request.rounded,
        "zone": report.zone,
        "rows": rows,
        "rows_overlap": report.rows_overlap,
        "total_minutes": sums.minutes,
        "total_billable_minutes": sums.billable_minutes,
        "total_without_rate_minutes": sums.without_rate_minutes,
        "amounts": amounts(&sums.amounts),
        "billable_permille": report.totals.billable_permille,
        "effective_rate": report.totals.effective_rate.map(amount),
        "previous": report.previous_days.map(|days| previous(days, &report.previous)),
        "drafts": {
            "entries": report.drafts.entries,
            "minutes": report.drafts.length.saturating_add(MINUTE / 2) / MINUTE,
        },
        "budgets": report.budgets.iter().map(budget).collect::<Vec<_>>(),
    })
}

/// A budget and where it stands, as JSON.
#[must_use]
pub fn budget(standing: &Standing) -> Value {
    let Standing { budget, client_name, project_name, stands, .. } = standing;
    let period = match budget.period {
        Period::Month => "month",
        Period::Whole => "whole",
    };
    json!({
        "id": budget.id,
        "client": client_name,
        "project": project_name,
        "limit": size(budget.limit),
        "period": period,
        "warn_at": budget.warn_at,
        "spent": size(stands.spent),
        "left": size(stands.left),
        "percent": stands.percent,
        "reached": stands.reached,
        "without_rate_ms": stands.without_rate,
        "elsewhere": amounts(&stands.elsewhere),
    })
}

/// Amounts of money, as JSON.
#[must_use]
pub fn amounts(all: &[Money]) -> Vec<Value> {
    all.iter().copied().map(amount).collect()
}

/// An amount of money, as JSON.
#[must_use]
pub fn amount(money: Money) -> Value {
    json!({ "amount_minor": money.minor, "currency": money.currency })
}

fn size(size: Size) -> Value {
    match size {
        Size::Time(millis) => json!({ "length_ms": millis }),
        Size::Money(money) => amount(money),
    }
}

fn previous(days: domain::report::Days, totals: &Totals) -> Value {
    json!({
        "from": days.first(),
        "to": days.last(),
        "total_minutes": totals.sums.minutes,
        "total_billable_minutes": totals.sums.billable_minutes,
        "amounts": amounts(&totals.sums.amounts),
    })
}
