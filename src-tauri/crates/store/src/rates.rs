//! Rates per hour, each from a day on, and at which rates and how long entries were billed.
//!
//! Every change goes to the outbox in the same transaction.

use crate::clients::parse;
use crate::outbox::Kind;
use crate::roster::changed;
use crate::{Error, Result};
use domain::currency::Currency;
use domain::id::{BlockId, RateId};
use domain::money::Money;
use domain::rate::{Rate, Scope};
use domain::time::Moment;
use domain::work::FrozenDays;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

const TABLE: &str = "rates";
const BILLED: &str = "billed_days";
const COLUMNS: &str = "id, scope, scope_id, from_day, per_hour_minor, currency";

/// Sets a rate, in place of those of the same scope and day.
///
/// # Errors
///
/// SQLite refused.
pub fn put(tx: &Connection, rate: &Rate, now: Moment) -> Result<()> {
    let (scope, scope_id) = encode(rate.scope);
    let (id, from) = (rate.id.to_string(), rate.from.to_string());
    let replaced: Vec<String> = {
        let mut query = tx.prepare_cached(
            "DELETE FROM rates WHERE scope = ?1 AND scope_id = ?2 AND from_day = ?3 RETURNING id",
        )?;
        let rows = query.query_map(params![scope, scope_id, from], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for gone in replaced.iter().filter(|gone| **gone != id) {
        changed(tx, TABLE, gone, Kind::Delete, &json!({}), now)?;
    }
    tx.prepare_cached(
        "INSERT INTO rates (id, scope, scope_id, from_day, per_hour_minor, currency, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id,
        scope,
        scope_id,
        from,
        rate.per_hour.map(|money| money.minor),
        rate.per_hour.map(|money| money.currency.code()),
        now.0,
    ])?;
    let fields = json!({
        "scope": scope,
        "scope_id": scope_id,
        "from_day": from,
        "per_hour_minor": rate.per_hour.map(|money| money.minor),
        "currency": rate.per_hour.map(|money| money.currency),
    });
    changed(tx, TABLE, &id, Kind::Put, &fields, now)
}

/// Takes a rate away. Returns whether there was one.
///
/// # Errors
///
/// SQLite refused.
pub fn remove(tx: &Connection, id: RateId, now: Moment) -> Result<bool> {
    let id = id.to_string();
    let gone = tx.prepare_cached("DELETE FROM rates WHERE id = ?1")?.execute([&id])? == 1;
    if gone {
        changed(tx, TABLE, &id, Kind::Delete, &json!({}), now)?;
    }
    Ok(gone)
}

/// All rates, in the order they were made.
///
/// # Errors
///
/// SQLite refused.
pub fn list(db: &Connection) -> Result<Vec<Rate>> {
    let mut query =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM rates ORDER BY created_ms, id"))?;
    let rows = query.query_map([], read)?;
    rows.map(|row| row?.rate()).collect()
}

/// The rate of that id.
///
/// # Errors
///
/// SQLite refused.
pub fn get(db: &Connection, id: RateId) -> Result<Option<Rate>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM rates WHERE id = ?1"))?
        .query_row([id.to_string()], read)
        .optional()?
        .map(Raw::rate)
        .transpose()
}

/// Keeps at what rate, and how long, an entry was billed on its days. What is kept already stays.
///
/// # Errors
///
/// SQLite refused.
pub fn freeze(tx: &Connection, block: BlockId, days: &FrozenDays, now: Moment) -> Result<()> {
    let id = block.to_string();
    let kept = frozen(tx, block)?;
    let mut all = kept.clone().unwrap_or_default();
    for (day, new) in days {
        let frozen = all.entry(*day).or_default();
        frozen.per_hour = frozen.per_hour.or(new.per_hour);
        frozen.billed_ms = frozen.billed_ms.or(new.billed_ms);
    }
    if kept.as_ref() == Some(&all) {
        return Ok(());
    }
    let text = serde_json::to_string(&all).map_err(|_| Error::Row { table: BILLED })?;
    tx.prepare_cached(
        "INSERT INTO billed_days (block_id, days) VALUES (?1, ?2)
         ON CONFLICT (block_id) DO UPDATE SET days = excluded.days",
    )?
    .execute([&id, &text])?;
    changed(tx, BILLED, &id, Kind::Put, &json!({ "days": all }), now)
}

/// At what rate, and how long, an entry was billed on its days, if that is kept.
///
/// # Errors
///
/// It cannot be read, or SQLite refused.
pub fn frozen(db: &Connection, block: BlockId) -> Result<Option<FrozenDays>> {
    let kept: Option<String> = db
        .prepare_cached("SELECT days FROM billed_days WHERE block_id = ?1")?
        .query_row([block.to_string()], |row| row.get(0))
        .optional()?;
    let read = |text: String| serde_json::from_str(&text);
    kept.map(read).transpose().map_err(|_| Error::Row { table: BILLED })
}

/// Forgets at what an entry was billed that is billed no more.
///
/// # Errors
///
/// SQLite refused.
pub fn thaw(tx: &Connection, block: BlockId, now: Moment) -> Result<()> {
    let id = block.to_string();
    let gone = tx.prepare_cached("DELETE FROM billed_days WHERE block_id = ?1")?.execute([&id])?;
    if gone > 0 {
        changed(tx, BILLED, &id, Kind::Delete, &json!({}), now)?;
    }
    Ok(())
}

fn encode(scope: Scope) -> (&'static str, String) {
    match scope {
        Scope::Default(currency) => ("default", currency.code().to_owned()),
        Scope::Client(id) => ("client", id.to_string()),
        Scope::Project(id) => ("project", id.to_string()),
        Scope::Task(id) => ("task", id.to_string()),
    }
}

struct Raw {
    id: String,
    scope: String,
    scope_id: String,
    from: String,
    minor: Option<i64>,
    currency: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        scope: row.get(1)?,
        scope_id: row.get(2)?,
        from: row.get(3)?,
        minor: row.get(4)?,
        currency: row.get(5)?,
    })
}

impl Raw {
    fn rate(self) -> Result<Rate> {
        let scope = match self.scope.as_str() {
            "default" => Scope::Default(parse(&self.scope_id, TABLE)?),
            "client" => Scope::Client(parse(&self.scope_id, TABLE)?),
            "project" => Scope::Project(parse(&self.scope_id, TABLE)?),
            "task" => Scope::Task(parse(&self.scope_id, TABLE)?),
            _ => return Err(Error::Row { table: TABLE }),
        };
        let currency: Option<Currency> =
            self.currency.map(|code| parse(&code, TABLE)).transpose()?;
        Ok(Rate {
            id: parse(&self.id, TABLE)?,
            scope,
            from: parse(&self.from, TABLE)?,
            per_hour: self.minor.zip(currency).map(|(minor, of)| Money::new(minor, of)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store};
    use domain::id::{ClientId, ProjectId, TaskId};

    fn rate(number: u8, scope: Scope, from: &str, per_hour: Option<&str>) -> Rate {
        Rate {
            id: RateId::mint(Moment(0), [number; 10]),
            scope,
            from: from.parse().unwrap(),
            per_hour: per_hour.map(|money| money.parse().unwrap()),
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        (home, store)
    }

    #[test]
    fn a_rate_of_each_scope_reads_back() {
        let (_home, store) = store();
        let acme = ClientId::mint(Moment(0), [9; 10]);
        let rates = [
            rate(1, Scope::Default(Currency::EUR), "2026-01-01", Some("80.00 EUR")),
            rate(2, Scope::Client(acme), "2026-01-01", Some("90.00 EUR")),
            rate(3, Scope::Project(ProjectId::mint(Moment(0), [8; 10])), "2026-02-01", None),
            rate(4, Scope::Task(TaskId::mint(Moment(0), [7; 10])), "2026-02-01", Some("0 JPY")),
        ];
        let kept = rates;
        store.write(move |tx| kept.iter().try_for_each(|one| put(tx, one, Moment(1)))).unwrap();
        assert_eq!(store.read(list).unwrap(), rates);
        assert_eq!(store.read(|db| get(db, rates[1].id)).unwrap(), Some(rates[1]));
    }

    #[test]
    fn a_rate_takes_the_place_of_one_of_the_same_scope_and_day() {
        let (_home, store) = store();
        let scope = Scope::Default(Currency::EUR);
        let old = rate(1, scope, "2026-01-01", Some("80.00 EUR"));
        let later = rate(2, scope, "2026-02-01", Some("85.00 EUR"));
        let new = rate(3, scope, "2026-01-01", Some("82.00 EUR"));
        store
            .write(move |tx| [old, later, new].iter().try_for_each(|one| put(tx, one, Moment(1))))
            .unwrap();
        assert_eq!(store.read(list).unwrap(), [later, new]);
        let gone: String = store
            .read(|db| {
                let sql =
                    "SELECT row_id FROM outbox WHERE table_name = 'rates' AND kind = 'delete'";
                Ok(db.query_row(sql, [], |row| row.get(0))?)
            })
            .unwrap();
        assert_eq!(gone, old.id.to_string());
        assert!(store.write(move |tx| remove(tx, new.id, Moment(2))).unwrap());
        assert!(!store.write(move |tx| remove(tx, new.id, Moment(2))).unwrap(), "it is gone");
    }
}
