//! Budgets, and which of their warnings were told.
//!
//! Every change of a budget goes to the outbox in the same transaction. Who was told what stays
//! on this machine.

use crate::clients::parse;
use crate::outbox::Kind;
use crate::roster::changed;
use crate::{Error, Result};
use domain::budget::{Budget, Period, Size, Subject};
use domain::currency::Currency;
use domain::id::BudgetId;
use domain::money::Money;
use domain::time::{Date, Moment};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const TABLE: &str = "budgets";
const COLUMNS: &str = "id, subject, subject_id, limit_ms, limit_minor, currency, period, warn_at";

/// Writes a budget: a new one, or all of one that is there.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, budget: &Budget, now: Moment) -> Result<()> {
    let id = budget.id.to_string();
    let (subject, subject_id) = match budget.subject {
        Subject::Client(id) => ("client", id.to_string()),
        Subject::Project(id) => ("project", id.to_string()),
    };
    let (limit_ms, limit) = match budget.limit {
        Size::Time(millis) => (Some(millis), None),
        Size::Money(money) => (None, Some(money)),
    };
    let period = match budget.period {
        Period::Month => "month",
        Period::Whole => "whole",
    };
    let warn_at = json!(budget.warn_at);
    tx.prepare_cached(
        "INSERT INTO budgets (id, subject, subject_id, limit_ms, limit_minor, currency, period,
            warn_at, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET
            subject = excluded.subject, subject_id = excluded.subject_id,
            limit_ms = excluded.limit_ms, limit_minor = excluded.limit_minor,
            currency = excluded.currency, period = excluded.period, warn_at = excluded.warn_at",
    )?
    .execute(params![
        id,
        subject,
        subject_id,
        limit_ms,
        limit.map(|money| money.minor),
        limit.map(|money| money.currency.code()),
        period,
        warn_at.to_string(),
        now.0,
    ])?;
    let fields = json!({
        "subject": subject,
        "subject_id": subject_id,
        "limit_ms": limit_ms,
        "limit_minor": limit.map(|money| money.minor),
        "currency": limit.map(|money| money.currency),
        "period": period,
        "warn_at": warn_at,
    });
    changed(tx, TABLE, &id, Kind::Put, &fields, now)
}

/// Takes a budget away. Returns whether there was one.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: BudgetId, now: Moment) -> Result<bool> {
    let id = id.to_string();
    let gone = tx.prepare_cached("DELETE FROM budgets WHERE id = ?1")?.execute([&id])? == 1;
    if gone {
        changed(tx, TABLE, &id, Kind::Delete, &json!({}), now)?;
    }
    Ok(gone)
}

/// All budgets, in the order they were made.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Budget>> {
    let mut query =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM budgets ORDER BY created_ms, id"))?;
    let rows = query.query_map([], read)?;
    rows.map(|row| row?.budget()).collect()
}

/// The budget of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: BudgetId) -> Result<Option<Budget>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM budgets WHERE id = ?1"))?
        .query_row([id.to_string()], read)
        .optional()?
        .map(Raw::budget)
        .transpose()
}

/// The warnings that were told of a budget for the period that begins on `first`, in percent.
///
/// # Errors
///
/// SQLite refused.
pub fn told(db: &Connection, id: BudgetId, first: Option<Date>) -> Result<Vec<u16>> {
    let mut query = db.prepare_cached(
        "SELECT percent FROM budget_warnings WHERE budget_id = ?1 AND first_day = ?2
         ORDER BY percent",
    )?;
    let rows = query.query_map(params![id.to_string(), day(first)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that a warning was told; nothing happens if the budget is gone meanwhile.
///
/// # Errors
///
/// SQLite refused.
pub fn tell(tx: &Connection, id: BudgetId, first: Option<Date>, percent: u16) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO budget_warnings (budget_id, first_day, percent)
         SELECT id, ?2, ?3 FROM budgets WHERE id = ?1
         ON CONFLICT (budget_id, first_day, percent) DO NOTHING",
    )?
    .execute(params![id.to_string(), day(first), percent])?;
    Ok(())
}

/// Forgets what was told of a budget: its limit is another one, so that nothing was told of it.
///
/// # Errors
///
/// SQLite refused.
pub fn untell(tx: &Connection, id: BudgetId) -> Result<()> {
    tx.prepare_cached("DELETE FROM budget_warnings WHERE budget_id = ?1")?
        .execute([id.to_string()])?;
    Ok(())
}

fn day(first: Option<Date>) -> String {
    first.map(|day| day.to_string()).unwrap_or_default()
}

struct Raw {
    id: String,
    subject: String,
    subject_id: String,
    limit_ms: Option<i64>,
    limit_minor: Option<i64>,
    currency: Option<String>,
    period: String,
    warn_at: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        subject: row.get(1)?,
        subject_id: row.get(2)?,
        limit_ms: row.get(3)?,
        limit_minor: row.get(4)?,
        currency: row.get(5)?,
        period: row.get(6)?,
        warn_at: row.get(7)?,
    })
}

impl Raw {
    fn budget(self) -> Result<Budget> {
        let unreadable = || Error::Row { table: TABLE };
        let currency: Option<Currency> =
            self.currency.map(|code| parse(&code, TABLE)).transpose()?;
        let money = self.limit_minor.zip(currency).map(|(minor, of)| Money::new(minor, of));
        Ok(Budget {
            id: parse(&self.id, TABLE)?,
            subject: match self.subject.as_str() {
                "client" => Subject::Client(parse(&self.subject_id, TABLE)?),
                "project" => Subject::Project(parse(&self.subject_id, TABLE)?),
                _ => return Err(unreadable()),
            },
            limit: match (self.limit_ms, money) {
                (Some(millis), None) => Size::Time(millis),
                (None, Some(money)) => Size::Money(money),
                _ => return Err(unreadable()),
            },
            period: match self.period.as_str() {
                "month" => Period::Month,
                "whole" => Period::Whole,
                _ => return Err(unreadable()),
            },
            warn_at: serde_json::from_str(&self.warn_at).map_err(|_| unreadable())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};
    use domain::id::{ClientId, ProjectId};

    fn budget(number: u8, limit: Size, period: Period) -> Budget {
        let subject = match period {
            Period::Month => Subject::Client(ClientId::mint(Moment(0), [number; 10])),
            Period::Whole => Subject::Project(ProjectId::mint(Moment(0), [number; 10])),
        };
        let id = BudgetId::mint(Moment(i64::from(number)), [number; 10]);
        Budget { id, subject, limit, period, warn_at: vec![80, 100] }
    }

    #[test]
    fn budgets_read_back_and_each_warning_is_told_once_in_its_period() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let hours = budget(1, Size::Time(40), Period::Month);
        let money = budget(2, Size::Money("900.00 EUR".parse().unwrap()), Period::Whole);
        let kept = [hours.clone(), money.clone()];
        store.write(move |tx| kept.iter().try_for_each(|one| put(tx, one, Moment(1)))).unwrap();
        assert_eq!(store.read(list).unwrap(), [hours.clone(), money.clone()]);
        let november: Option<Date> = Some("2026-11-01".parse().unwrap());
        let other = Budget { warn_at: vec![], ..hours.clone() };
        store
            .write(move |tx| {
                tell(tx, hours.id, november, 80)?;
                tell(tx, hours.id, november, 80)?;
                tell(tx, money.id, None, 100)?;
                put(tx, &other, Moment(2))?;
                assert_eq!(told(tx, hours.id, november)?, [80], "another limit tells nothing");
                assert_eq!(told(tx, hours.id, None)?, [0_u16; 0]);
                assert_eq!(told(tx, money.id, None)?, [100]);
                untell(tx, money.id)?;
                assert_eq!(told(tx, money.id, None)?, [0_u16; 0]);
                assert!(remove(tx, hours.id, Moment(3))?);
                tell(tx, hours.id, november, 100)?;
                assert_eq!(told(tx, hours.id, november)?, [0_u16; 0], "it is gone");
                assert_eq!(get(tx, hours.id)?, None);
                Ok(())
            })
            .unwrap();
    }
}
