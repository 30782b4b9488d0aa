//! `daybook budget`.

use crate::args::money::{Budget, BudgetPeriod, NewBudget};
use crate::failure::Failure;
use crate::output::{Output, length, table};
use domain::budget::{Period, Size, Subject, WARN_AT};
use domain::time::Date;
use engine::Daybook;
use engine::budgets::{self, Limit, Standing};
use engine::reports::json;

pub(crate) fn budget(daybook: &Daybook, command: &Budget, output: Output) -> Result<(), Failure> {
    match command {
        Budget::Set(asked) => set(daybook, asked, output),
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

fn set(daybook: &Daybook, asked: &NewBudget, output: Output) -> Result<(), Failure> {
    let known = daybook.budgets()?;
    let named = match &asked.id {
        None => None,
        Some(id) => {
            let is_it = |one: &&Standing| one.budget.id.to_string().eq_ignore_ascii_case(id);
            let unknown = || engine::Error::NoSuch { what: "budget", id: id.clone() };
            Some(known.iter().find(is_it).ok_or_else(unknown)?)
        }
    };
    let subject = subject(daybook, asked, named)?;
    let period = match asked.period {
        Some(BudgetPeriod::Month) => Period::Month,
        Some(BudgetPeriod::Whole) => Period::Whole,
        None => named.map_or(Period::Month, |one| one.budget.period),
    };
    let is_like = |one: &&Standing| one.budget.subject == subject && one.budget.period == period;
    let was = named.or_else(|| known.iter().find(is_like)).map(|one| &one.budget);
    let limit = match (&asked.limit.hours, &asked.limit.money, was) {
        (Some(hours), _, _) => Limit::Hours(hours.clone()),
        (None, Some(money), _) => Limit::Money(money.clone()),
        (None, None, Some(was)) => Limit::Kept(was.limit),
        (None, None, None) => {
            return Err(Failure::Input("give the budget with --hours or --money".into()));
        }
    };
    let warn_at = match (&asked.warn_at, was) {
        (Some(typed), _) => percents(typed)?,
        (None, Some(was)) => was.warn_at.clone(),
        (None, None) => WARN_AT.to_vec(),
    };
    let new = budgets::NewBudget { id: asked.id.clone(), subject, limit, period, warn_at };
    let budget = daybook.put_budget(&new)?;
    let standing = daybook.budgets()?.into_iter().find(|one| one.budget.id == budget.id);
    let Some(standing) = standing else { return Ok(()) };
    output.print(&json::budget(&standing), || {
        let instead = was.and_then(|was| instead(was, &budget));
        std::iter::once(said(&standing)).chain(instead).collect::<Vec<_>>().join("\n")
    })
}

/// Whose work counts; of a budget that is there, what was not said stays.
fn subject(
    daybook: &Daybook,
    asked: &NewBudget,
    named: Option<&Standing>,
) -> Result<Subject, Failure> {
    let client = match (&asked.client, named) {
        (Some(name), _) => daybook.client(name)?.id,
        (None, Some(named)) => named.client,
        (None, None) => return Err(Failure::Input("name the client with --client".into())),
    };
    Ok(match &asked.project {
        Some(name) if name == "none" => Subject::Client(client),
        Some(name) => Subject::Project(daybook.project(client, name)?.id),
        None => {
            let own = named.filter(|one| one.client == client).map(|one| one.budget.subject);
            own.unwrap_or(Subject::Client(client))
        }
    })
}

/// "Instead of 10h 00m, warnings at 50 %."; `None` where the same was said of it before.
fn instead(was: &domain::budget::Budget, now: &domain::budget::Budget) -> Option<String> {
    let mut parts = Vec::new();
    if was.subject != now.subject {
        parts.push("for other work".to_owned());
    }
    if was.limit != now.limit {
        parts.push(size(was.limit));
    }
    if was.period != now.period {
        parts.push(match was.period {
            Period::Month => "over each month".to_owned(),
            Period::Whole => "once over everything".to_owned(),
        });
    }
    if was.warn_at != now.warn_at {
        let shares: Vec<String> = was.warn_at.iter().map(u16::to_string).collect();
        parts.push(match shares.as_slice() {
            [] => "no warnings".to_owned(),
            some => format!("warnings at {} %", some.join(", ")),
        });
    }
    (!parts.is_empty()).then(|| format!("Instead of {}.", parts.join(", ")))
}

/// "Acme: 32h 00m of 40h 00m worked in March 2026, 8h 00m left (80 %); 80 % reached". Hours count
/// as they were worked, whatever is rounded in a report.
pub(crate) fn said(standing: &Standing) -> String {
    let Standing { budget, stands, .. } = standing;
    let month = |(first, _): (Date, Date)| format!(" in {}", first.strftime("%B %Y"));
    let period = stands.days.map(month).unwrap_or_default();
    let gone = match budget.limit {
        Size::Time(_) => "worked",
        Size::Money(_) => "spent",
    };
    let (left, reached) = match (stands.left.number(), stands.reached.last()) {
        (less, _) if less < 0 => {
            (format!("{} too much", size(less_than_nothing(stands.left))), "; over".to_owned())
        }
        (_, Some(percent)) => {
            (format!("{} left", size(stands.left)), format!("; {percent} % reached"))
        }
        (_, None) => (format!("{} left", size(stands.left)), String::new()),
    };
    let lacking = match stands.without_rate {
        0 => String::new(),
        millis => format!("; {} more have no rate", length(millis)),
    };
    format!(
        "{}: {} of {} {gone}{period}, {left} ({} %){reached}{lacking}.",
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
