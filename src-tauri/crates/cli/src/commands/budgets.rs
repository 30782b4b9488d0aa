//! `daybook budget`.

use crate::args::money::{Budget, BudgetPeriod};
use crate::failure::Failure;
use crate::output::{Output, length, table};
use domain::budget::{Period, Size, Subject};
use engine::Daybook;
use engine::budgets::{Limit, NewBudget, Standing};
use engine::reports::json;

pub(crate) fn budget(daybook: &Daybook, command: &Budget, output: Output) -> Result<(), Failure> {
    match command {
        Budget::Set { client, project, limit, period, warn_at, id } => {
            let client = daybook.client(client)?;
            let subject = match project {
                Some(name) => Subject::Project(daybook.project(client.id, name)?.id),
                None => Subject::Client(client.id),
            };
            let limit = match (&limit.hours, &limit.money) {
                (Some(hours), _) => Limit::Hours(hours.clone()),
                (None, Some(money)) => Limit::Money(money.clone()),
                (None, None) => {
                    return Err(Failure::Input("give the budget with --hours or --money".into()));
                }
            };
            let period = match period {
                BudgetPeriod::Month => Period::Month,
                BudgetPeriod::Whole => Period::Whole,
            };
            let warn_at = percents(warn_at)?;
            let new = NewBudget { id: id.clone(), subject, limit, period, warn_at };
            let budget = daybook.put_budget(&new)?;
            let standing = daybook.budgets()?.into_iter().find(|one| one.budget.id == budget.id);
            let Some(standing) = standing else { return Ok(()) };
            output.print(&json::budget(&standing), || said(&standing))
        }
        Budget::List => {
            let budgets = daybook.budgets()?;
            let shown: Vec<_> = budgets.iter().map(json::budget).collect();
            output.print(&shown, || match budgets.as_slice() {
                [] => "No budgets yet: daybook budget set --client NAME --hours 40".to_owned(),
                all => table(&all.iter().map(row).collect::<Vec<_>>()),
            })
        }
        Budget::Remove { id } => {
            daybook.remove_budget(id)?;
            output.print(&serde_json::json!({ "removed": id }), || "Removed.".to_owned())
        }
    }
}

/// "Acme: 32h 00m of 40h 00m spent this month, 8h 00m left (80 %)".
pub(crate) fn said(standing: &Standing) -> String {
    let Standing { budget, stands, .. } = standing;
    let period = match budget.period {
        Period::Month => " in the month",
        Period::Whole => "",
    };
    let left = match stands.left.number() {
        less if less < 0 => format!("{} too much", size(less_than_nothing(stands.left))),
        _ => format!("{} left", size(stands.left)),
    };
    let lacking = match stands.without_rate {
        0 => String::new(),
        millis => format!("; {} more have no rate", length(millis)),
    };
    format!(
        "{}: {} of {} spent{period}, {left} ({} %){lacking}.",
        standing.title(),
        size(stands.spent),
        size(budget.limit),
        stands.percent
    )
}

fn row(standing: &Standing) -> Vec<String> {
    vec![said(standing), standing.budget.id.to_string()]
}

fn size(size: Size) -> String {
    match size {
        Size::Time(millis) => length(millis),
        Size::Money(money) => money.to_string(),
    }
}

fn less_than_nothing(left: Size) -> Size {
    match left {
        Size::Time(millis) => Size::Time(millis.saturating_neg()),
        Size::Money(money) => {
            Size::Money(domain::money::Money::new(money.minor.saturating_neg(), money.currency))
        }
    }
}

fn percents(text: &str) -> Result<Vec<u16>, Failure> {
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let one = |part: &str| part.trim().trim_end_matches('%').trim_end().parse().ok();
    text.split(',').map(one).collect::<Option<_>>().ok_or_else(|| {
        Failure::Input(format!("‘{text}’ are no percents; write them like 80,100, or none"))
    })
}
