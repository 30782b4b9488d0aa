//! The owner's rules.

use crate::clients::parse;
use crate::{Error, Result};
use domain::id::RuleId;
use domain::pattern::Pattern;
use domain::rule::Rule;
use domain::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Adds a rule.
///
/// # Errors
///
/// SQLite refused.
pub fn add(tx: &Connection, rule: &Rule, now: Moment) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO rules (id, field, pattern, client_id, project_id, label, billable, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        rule.id.to_string(),
        rule.field.as_str(),
        rule.pattern.source(),
        rule.client.to_string(),
        rule.project.map(|id| id.to_string()),
        rule.label,
        rule.billable,
        now.0
    ])?;
    Ok(())
}

/// Takes a rule away. Returns whether there was one.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: RuleId) -> Result<bool> {
    Ok(tx.prepare_cached("DELETE FROM rules WHERE id = ?1")?.execute([id.to_string()])? == 1)
}

/// All rules in the order they were made.
///
/// # Errors
///
/// SQLite refused, or a rule cannot be read.
pub fn list(db: &Connection) -> Result<Vec<Rule>> {
    let mut query = db.prepare_cached(
        "SELECT id, field, pattern, client_id, project_id, label, billable
         FROM rules ORDER BY created_ms, id",
    )?;
    let rows = query.query_map([], read)?;
    rows.map(|row| row?.rule()).collect()
}

/// Notes that a step made the rule: whoever takes the step back takes the rule away too.
///
/// # Errors
///
/// SQLite refused.
pub fn made(tx: &Connection, step: i64, rule: &Rule) -> Result<()> {
    let rule = serde_json::to_string(rule).map_err(|_| Error::Row { table: "rules_made" })?;
    tx.prepare_cached("INSERT INTO rules_made (seq, rule) VALUES (?1, ?2)")?
        .execute(params![step, rule])?;
    Ok(())
}

/// The rule that a step made, whether or not it still stands.
///
/// # Errors
///
/// SQLite refused, or the rule cannot be read.
pub fn made_by(db: &Connection, step: i64) -> Result<Option<Rule>> {
    let text: Option<String> = db
        .prepare_cached("SELECT rule FROM rules_made WHERE seq = ?1")?
        .query_row([step], |row| row.get(0))
        .optional()?;
    let broken = |_| Error::Row { table: "rules_made" };
    text.map(|text| serde_json::from_str(&text).map_err(broken)).transpose()
}

struct Raw {
    id: String,
    field: String,
    pattern: String,
    client: String,
    project: Option<String>,
    label: Option<String>,
    billable: Option<bool>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        field: row.get(1)?,
        pattern: row.get(2)?,
        client: row.get(3)?,
        project: row.get(4)?,
        label: row.get(5)?,
        billable: row.get(6)?,
    })
}

impl Raw {
    fn rule(self) -> Result<Rule> {
        let broken = |_| Error::Row { table: "rules" };
        Ok(Rule {
            id: parse(&self.id, "rules")?,
            field: self.field.parse().map_err(|_| Error::Row { table: "rules" })?,
            pattern: Pattern::parse(&self.pattern).map_err(broken)?,
            client: parse(&self.client, "rules")?,
            project: self.project.map(|id| parse(&id, "rules")).transpose()?,
            label: self.label,
            billable: self.billable,
        })
    }
}
