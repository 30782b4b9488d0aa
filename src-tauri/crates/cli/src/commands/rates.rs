//! `daybook rate`.

use crate::args::money::{Rate, RateScope};
use crate::failure::Failure;
use crate::output::{Output, count, table};
use crate::when;
use domain::names::Names;
use domain::rate::{self, Scope, Term};
use engine::Daybook;
use engine::rates::{NewRate, RatePlan};
use serde::Serialize;
use serde_json::{Value, json};

/// A rate as JSON.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    scope: &'static str,
    client: Option<String>,
    project: Option<String>,
    task: Option<String>,
    from: String,
    until: Option<String>,
    per_hour_minor: Option<i64>,
    currency: Option<String>,
}

impl Shown {
    fn new(rate: &rate::Rate, until: Option<domain::time::Date>, names: &Names) -> Self {
        let of_project = |id| {
            let found = names.projects().find(|(one, _, _)| *one == id);
            let client = found.and_then(|(_, client, _)| names.client(client));
            (client.map(str::to_owned), names.project(id).map(str::to_owned))
        };
        let (scope, (client, project), task) = match rate.scope {
            Scope::Default(_) => ("default", (None, None), None),
            Scope::Client(id) => ("client", (names.client(id).map(str::to_owned), None), None),
            Scope::Project(id) => ("project", of_project(id), None),
            Scope::Task(id) => {
                let owner = names.tasks().find(|(one, _, _)| *one == id);
                let above = owner.map_or((None, None), |(_, project, _)| of_project(project));
                ("task", above, names.task(id).map(str::to_owned))
            }
        };
        let currency = match (rate.per_hour, rate.scope) {
            (Some(money), _) => Some(money.currency.to_string()),
            (None, Scope::Default(currency)) => Some(currency.to_string()),
            (None, _) => None,
        };
        Self {
            id: rate.id.to_string(),
            scope,
            client,
            project,
            task,
            from: rate.from.to_string(),
            until: until.map(|day| day.to_string()),
            per_hour_minor: rate.per_hour.map(|money| money.minor),
            currency,
        }
    }

    fn whose(&self) -> String {
        let parts: Vec<&str> = [&self.client, &self.project, &self.task]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        match (parts.as_slice(), &self.currency) {
            ([], Some(currency)) => format!("everybody billed in {currency}"),
            _ => parts.join(", "),
        }
    }
}

pub(crate) fn rate(daybook: &Daybook, command: &Rate, output: Output) -> Result<(), Failure> {
    match command {
        Rate::Set { amount, scope, from, dry_run } => {
            let from = match from {
                Some(text) => when::day(daybook, text)?,
                None => daybook.today(),
            };
            let per_hour = if amount.trim() == "inherit" { String::new() } else { amount.clone() };
            if per_hour.trim().is_empty() && !amount.trim().starts_with("inherit") {
                return Err(Failure::Input(
                    "give the amount for an hour, or inherit to leave it to the level above".into(),
                ));
            }
            let new = NewRate { scope: scope_of(daybook, scope)?, from, per_hour };
            if *dry_run {
                let plan = daybook.plan_rate(&new)?;
                return output.print(&planned(&plan), || would(&plan));
            }
            let (rate, plan) = daybook.set_rate(&new)?;
            let shown = Shown::new(&rate, None, &daybook.names()?);
            output.print(&with(&shown, &plan), || {
                let worth = match (rate.per_hour, rate.scope) {
                    (Some(money), _) => format!("is worth {money}"),
                    (None, Scope::Default(_)) => "has no rate but its client's own".to_owned(),
                    (None, _) => "is worth what the level above says".to_owned(),
                };
                format!("From {from} on, an hour for {} {worth}.\n{}", shown.whose(), did(&plan))
            })
        }
        Rate::List => list(daybook, output),
        Rate::Remove { id, dry_run } => {
            if *dry_run {
                let plan = daybook.plan_rate_removal(id)?;
                return output.print(&planned(&plan), || would(&plan));
            }
            let plan = daybook.remove_rate(id)?;
            let mut json = planned(&plan);
            if let Some(fields) = json.as_object_mut() {
                fields.insert("removed".into(), json!(id));
            }
            output.print(&json, || format!("Removed.\n{}", did(&plan)))
        }
    }
}

fn list(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    let names = daybook.names()?;
    let terms = daybook.rates()?;
    let shown: Vec<_> =
        terms.iter().map(|Term { rate, until }| Shown::new(rate, *until, &names)).collect();
    output.print(&shown, || {
        if shown.is_empty() {
            return "No rates yet: daybook rate set AMOUNT --client NAME".to_owned();
        }
        let row = |(one, term): (&Shown, &Term)| {
            let worth = match (term.rate.per_hour, term.rate.scope) {
                (Some(money), _) => money.to_string(),
                (None, Scope::Default(_)) => "none".to_owned(),
                (None, _) => "as above".to_owned(),
            };
            let until = one.until.as_ref().map(|day| format!("until {day}")).unwrap_or_default();
            vec![one.whose(), worth, format!("from {}", one.from), until, one.id.clone()]
        };
        table(&shown.iter().zip(&terms).map(row).collect::<Vec<_>>())
    })
}

fn scope_of(daybook: &Daybook, scope: &RateScope) -> Result<Scope, Failure> {
    let Some(client) = &scope.client else {
        let code = match &scope.currency {
            Some(code) => code.clone(),
            None => daybook.settings().timesheet.currency().to_string(),
        };
        return Ok(daybook.scope("default", &code)?);
    };
    let client = daybook.client(client)?;
    let Some(project) = &scope.project else { return Ok(Scope::Client(client.id)) };
    let project = daybook.project(client.id, project)?;
    match &scope.task {
        None => Ok(Scope::Project(project.id)),
        Some(task) => Ok(Scope::Task(daybook.task(project.id, task)?.id)),
    }
}

fn planned(plan: &RatePlan) -> Value {
    json!({
        "per_hour_minor": plan.per_hour.map(|money| money.minor),
        "currency": plan.per_hour.map(|money| money.currency),
        "replaces": plan.replaces.map(|rate| rate.id),
        "blocks": plan.entries,
        "billed": plan.billed,
        "first": plan.days.map(|(first, _)| first),
        "last": plan.days.map(|(_, last)| last),
    })
}

fn with(shown: &Shown, plan: &RatePlan) -> Value {
    let mut json = json!(shown);
    if let Some(fields) = json.as_object_mut() {
        fields.insert("replaces".into(), json!(plan.replaces.map(|rate| rate.id)));
        fields.insert("blocks".into(), json!(plan.entries));
        fields.insert("billed".into(), json!(plan.billed));
    }
    json
}

fn would(plan: &RatePlan) -> String {
    match (touched(plan), unrated(plan)) {
        (None, None) => "No block would change its worth.".to_owned(),
        (Some(which), None) => {
            format!("{which} would change its worth; what was billed would stay.")
        }
        (which, Some(billed)) => {
            let which = which.map(|which| format!("{which} would change its worth. "));
            let which = which.unwrap_or_default();
            format!("{which}{billed} without a rate would get a worth.")
        }
    }
}

fn did(plan: &RatePlan) -> String {
    match (touched(plan), unrated(plan)) {
        (None, None) => "No block changed its worth.".to_owned(),
        (Some(which), None) => format!("{which} changed its worth; what was billed stayed."),
        (which, Some(billed)) => {
            let which = which.map(|which| format!("{which} changed its worth. "));
            format!("{}{billed} without a rate got a worth.", which.unwrap_or_default())
        }
    }
}

/// "2 billed blocks", if any get a worth for the first time.
fn unrated(plan: &RatePlan) -> Option<String> {
    let billed = u64::try_from(plan.billed).unwrap_or(u64::MAX);
    (billed > 0).then(|| count(billed, "billed block"))
}

/// "Unbilled work in 3 blocks from 2026-01-02 to 2026-02-01".
fn touched(plan: &RatePlan) -> Option<String> {
    let (first, last) = plan.days?;
    let entries = count(u64::try_from(plan.entries).unwrap_or(u64::MAX), "block");
    Some(format!("Unbilled work in {entries} from {first} to {last}"))
}
