//! The rows of the file: what tells one apart, and which others it refers to.

use super::Object;
use crate::Result;
use crate::error::Error;
use domain::id::BlockId;
use serde_json::Value;
use store::whole::{self, Table};

pub(super) type Numbered<'a> = Vec<(u64, Option<&'a Object>)>;

/// The rows under a name, each with how manieth it is.
pub(super) fn rows<'a>(file: &'a Object, name: &str) -> Result<Numbered<'a>> {
    match file.get(name) {
        None => Ok(Vec::new()),
        Some(Value::Array(rows)) => Ok((1..).zip(rows.iter().map(Value::as_object)).collect()),
        Some(_) => Err(Error::Input(format!("‘{name}’ in the file is no list; export it again"))),
    }
}

pub(super) fn said(row: &Object, name: &str) -> Option<String> {
    row.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// What tells a row of the file apart; an id must be one.
pub(super) fn identity(table: &Table, row: &Object) -> Option<String> {
    let identity = table.identity(row)?;
    let ids = ["id", "block_id", "one_id", "other_id"].map(|column| said(row, column));
    let are_ids = ids.iter().flatten().all(|id| id.parse::<BlockId>().is_ok());
    are_ids.then_some(identity)
}

/// Of what there is one of each: what a rate is for and since when, and how much it is; or what
/// must not be looked at.
pub(super) fn term(table: &Table, row: &Object) -> Option<(String, String)> {
    let all = |columns: &[&str]| -> Option<String> {
        let said: Option<Vec<_>> = columns.iter().map(|column| said(row, column)).collect();
        Some(said?.join("\n"))
    };
    match table.name {
        "rates" => {
            let worth = ["per_hour_minor", "currency"].map(|column| row.get(column));
            Some((all(&["scope", "scope_id", "from_day"])?, format!("{worth:?}")))
        }
        whole::EXCLUSIONS => Some((all(&["field", "pattern"])?, String::new())),
        _ => None,
    }
}

/// The columns that say for whom and what something is, and to rows of which tables they refer.
pub(super) const WHOSE: [(&str, &str); 3] =
    [("client_id", "clients"), ("project_id", "projects"), ("task_id", "tasks")];

/// Which columns of a row refer to rows of which table.
pub(super) fn references(table: &Table, row: &Object) -> Vec<(&'static str, &'static str)> {
    let subject = |column: &str| match said(row, column).as_deref() {
        Some("client") => Some("clients"),
        Some("project") => Some("projects"),
        Some("task") => Some("tasks"),
        Some(_) | None => None,
    };
    match table.name {
        "rates" => subject("scope").map(|to| ("scope_id", to)).into_iter().collect(),
        "budgets" => subject("subject").map(|to| ("subject_id", to)).into_iter().collect(),
        "projects" | "tasks" | "rules" | whole::TIMERS => WHOSE.to_vec(),
        _ => Vec::new(),
    }
}
