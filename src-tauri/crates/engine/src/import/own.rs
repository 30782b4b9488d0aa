//! Daybook's own file, read back: into an empty Daybook, into the one that wrote it, or into
//! another one.
//!
//! What is there under the same id stays as it is. A client, project, task or tag that is called
//! the same is the same, and what belonged to the one in the file belongs to the one that is here.

mod rows;

use super::catalogue::other_currency;
use super::writing::shared_before;
use super::{How, Import, Imported, Refused, goes_on, minutes};
use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::daybook::{Daybook, names};
use crate::error::Error;
use crate::export::own::{DELETED, ENTRIES, FORM, FORM_NAME, Gone, Kept};
use crate::history::Kind;
use domain::id::BlockId;
use domain::time::{Date, Millis, Moment, Span, TimeZone};
use domain::work::FrozenDays;
use rows::{WHOSE, identity, references, rows, said, term};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::entries::{self, Row};
use store::whole::{self, Table};
use store::{
    Connection, budgets, clients, imports, notes, rates, rules, tags, tasks, timers, works,
};

type Object = Map<String, Value>;

struct Surroundings {
    now: Moment,
    home: TimeZone,
    zone: TimeZone,
    import: Import,
}

impl Daybook {
    /// Brings in what a Daybook exported.
    pub(super) fn import_own(&self, text: &str, how: &How, import: &Import) -> Result<Imported> {
        let file = read(text)?;
        let at = Surroundings {
            now: self.now(),
            home: self.clock.zone(),
            zone: how.zone.clone(),
            import: Import { content: Vec::new(), ..import.clone() },
        };
        self.in_one(move |tx| {
            let goes = |done: &Imported| !at.import.dry_run && goes_on(&at.import, &done.refused);
            let mut done = imports::tried(tx, || bring(tx, &file, &at), goes)?;
            done.is_done = goes(&done);
            if !done.is_done && !at.import.dry_run {
                done.imported = 0;
                done.overlaps = 0;
                done.minutes_by_client.clear();
                done.added.clear();
            }
            Ok(done)
        })
    }
}

fn read(text: &str) -> Result<Object> {
    let file: Option<Object> = serde_json::from_str(text).ok();
    let file = file.filter(|file| file.contains_key(ENTRIES)).ok_or_else(|| {
        Error::Input("this is no file that Daybook wrote; export it there as JSON".into())
    })?;
    match file.get(FORM_NAME).and_then(Value::as_i64) {
        Some(form) if form <= FORM => Ok(file),
        Some(_) => {
            Err(Error::Input("the file was written by a newer Daybook; update this one".into()))
        }
        None => Err(Error::Input("the file does not say that Daybook wrote it".into())),
    }
}

/// Which row here stands for which of the file, by table and id.
#[derive(Default)]
struct Ids(HashMap<(&'static str, String), String>);

/// What is done row by row.
struct Bringing<'a> {
    tx: &'a Connection,
    at: &'a Surroundings,
    ids: Ids,
    done: Imported,
    /// The step that wrote the entries, if any were new.
    step: Option<i64>,
}

fn bring(tx: &Connection, file: &Object, at: &Surroundings) -> Result<Imported> {
    let mut bringing =
        Bringing { tx, at, ids: Ids::default(), done: Imported::default(), step: None };
    for table in whole::BEFORE_ENTRIES {
        bringing.table(table, file, &BTreeSet::new())?;
    }
    let fresh = bringing.entries(file)?;
    bringing.deleted(file)?;
    for table in whole::AFTER_ENTRIES {
        bringing.table(table, file, &fresh)?;
    }
    read_back(tx)?;
    Ok(bringing.done)
}

impl Bringing<'_> {
    /// Brings the rows of one table; of what belongs to entries, only that of the `fresh` ones.
    fn table(&mut self, table: &Table, file: &Object, fresh: &BTreeSet<String>) -> Result<()> {
        let mut taken = self.terms_taken(table)?;
        let mut conflicts = 0_u64;
        for (nth, row) in rows(file, table.name)? {
            let Some(row) = row else {
                self.refuse(nth, format!("{}: it is no row", table.name));
                continue;
            };
            let mut row = row.clone();
            let Some(id) = identity(table, &row) else {
                self.refuse(nth, format!("{}: it has no id", table.name));
                continue;
            };
            let is_fresh = |column| said(&row, column).is_some_and(|id| fresh.contains(&id));
            let is_wanted = match table.name {
                whole::BILLED_DAYS => is_fresh("block_id"),
                whole::TWICE => is_fresh("one_id") || is_fresh("other_id"),
                whole::NOTES => self.wants(said(&row, "day").and_then(|day| day.parse().ok())),
                _ => true,
            };
            if !is_wanted {
                continue;
            }
            if whole::has(self.tx, table, &row)? {
                self.compare(table, &row, &id)?;
                self.ids.0.insert((table.name, id.clone()), id);
                continue;
            }
            if let Err(reason) = self.lead(&references(table, &row), &mut row)? {
                self.refuse(nth, format!("{}: {reason}", table.name));
                continue;
            }
            if let Some(here) = whole::namesake(self.tx, table, &row)? {
                self.compare(table, &row, &here)?;
                self.ids.0.insert((table.name, id), here);
                continue;
            }
            if let Some((term, says)) = term(table, &row) {
                match taken.get(&term) {
                    Some(here) if *here == says => continue,
                    Some(_) => {
                        conflicts = conflicts.saturating_add(1);
                        continue;
                    }
                    None => drop(taken.insert(term, says)),
                }
            }
            if self.runs_already(table, &row)? {
                continue;
            }
            whole::add(self.tx, table, &row, self.at.now).map_err(|_| {
                Error::Input(format!(
                    "number {nth} of {} in the file cannot be kept; export it again",
                    table.name
                ))
            })?;
            let is_open =
                table.name == whole::TIMERS && said(&row, "status").as_deref() != Some("completed");
            if let Some(seq) = self.step.filter(|_| is_open) {
                imports::brought(self.tx, &row, seq)?;
            }
            self.ids.0.insert((table.name, id.clone()), id);
            self.added(table, &row);
        }
        if conflicts > 0 {
            self.done.notes.push(format!(
                "{conflicts} of the rates in the file were left out, because another rate for the \
                 same holds here from the same day on"
            ));
        }
        Ok(())
    }

    /// Notices that what is called the same is billed otherwise here.
    fn compare(&mut self, table: &Table, row: &Object, here: &str) -> Result<()> {
        let Some(theirs) = said(row, "currency").filter(|_| table.name == "clients") else {
            return Ok(());
        };
        let known = clients::list(self.tx)?.into_iter().find(|one| one.id.to_string() == here);
        let known = known.filter(|client| client.currency.to_string() != theirs);
        self.done.notes.extend(known.map(|client| other_currency(&client, &theirs)));
        Ok(())
    }

    /// The rates and exclusions that are here, by what they are for: one of each is enough.
    fn terms_taken(&self, table: &Table) -> Result<BTreeMap<String, String>> {
        if !matches!(table.name, "rates" | whole::EXCLUSIONS) {
            return Ok(BTreeMap::new());
        }
        let rows = whole::rows(self.tx, table)?;
        Ok(rows.iter().filter_map(|row| term(table, row)).collect())
    }

    /// Whether the row is a timer that runs while another one runs here.
    fn runs_already(&mut self, table: &Table, row: &Object) -> Result<bool> {
        let runs = |row: &Object| said(row, "status").as_deref() == Some("running");
        if table.name != whole::TIMERS || !runs(row) {
            return Ok(false);
        }
        let is_taken = whole::rows(self.tx, table)?.iter().any(runs);
        if is_taken {
            self.done.notes.push(
                "a timer that runs in the file was left out, because another one runs here".into(),
            );
        }
        Ok(is_taken)
    }

    /// Tells of a row that is new.
    fn added(&mut self, table: &Table, row: &Object) {
        let what = match table.name {
            "clients" => "client",
            "projects" => "project",
            "tasks" => "task",
            "tags" => "tag",
            "rates" => "rate",
            "budgets" => "budget",
            "rules" => "rule",
            whole::EXCLUSIONS => "exclusion",
            whole::NOTES => "note",
            whole::TIMERS => "timer",
            _ => return,
        };
        let name = match table.name {
            "rates" => said(row, "from_day"),
            "rules" | whole::EXCLUSIONS => said(row, "pattern"),
            whole::NOTES => said(row, "day"),
            whole::TIMERS => said(row, "label"),
            _ => said(row, "name"),
        };
        self.done.added.push(format!("{what} {}", name.unwrap_or_default()).trim_end().to_owned());
    }

    /// Makes the row refer to the rows here.
    fn lead(
        &self,
        columns: &[(&'static str, &'static str)],
        row: &mut Object,
    ) -> Result<std::result::Result<(), String>> {
        for (column, to) in columns.iter().copied() {
            let Some(id) = said(row, column) else { continue };
            match self.here(to, &id)? {
                Some(here) => {
                    row.insert(column.to_owned(), Value::String(here));
                }
                None => return Ok(Err(format!("it belongs to one of {to} that is not there"))),
            }
        }
        Ok(Ok(()))
    }

    /// The id here of a row of the file.
    fn here(&self, table: &'static str, id: &str) -> Result<Option<String>> {
        if let Some(here) = self.ids.0.get(&(table, id.to_owned())) {
            return Ok(Some(here.clone()));
        }
        let known = whole::BEFORE_ENTRIES.iter().find(|one| one.name == table);
        let is_there = match known {
            Some(table) => {
                let row = Object::from_iter([("id".to_owned(), Value::from(id))]);
                whole::has(self.tx, table, &row)?
            }
            None => false,
        };
        Ok(is_there.then(|| id.to_owned()))
    }

    /// Brings the entries. Returns the ids of those that are new.
    fn entries(&mut self, file: &Object) -> Result<BTreeSet<String>> {
        let mut put: Vec<Row> = Vec::new();
        let mut fresh = BTreeSet::new();
        let mut outside = 0_u64;
        let mut read = Vec::new();
        for (nth, row) in rows(file, ENTRIES)? {
            self.done.rows = self.done.rows.saturating_add(1);
            match self.own(row)? {
                Ok(both) => read.push(both),
                Err(reason) => self.refused(nth, reason),
            }
        }
        let lengths: Lengths =
            read.iter().map(|(row, kept)| (kept.id, row.entry.length())).collect();
        for (row, kept) in read {
            let id = kept.id;
            let zone = if row.details.is_untimed { row.entry.zone() } else { &self.at.zone };
            if !self.wants(Some(row.entry.span().start.in_zone(zone).date())) {
                outside = outside.saturating_add(1);
                continue;
            }
            if self.is_known(&row, &kept, &lengths)? || !fresh.insert(id.to_string()) {
                self.done.duplicates = self.done.duplicates.saturating_add(1);
                continue;
            }
            put.push(row);
        }
        self.done.left_out = outside;
        if outside > 0 {
            let note = format!("{outside} of the entries lie outside the days that you asked for");
            self.done.notes.push(note);
        }
        self.write(put, billed(file)?)?;
        Ok(fresh)
    }

    /// Whether the entry is here, or another one of the same row of some other program's file.
    fn is_known(&self, row: &Row, kept: &Kept, lengths: &Lengths) -> Result<bool> {
        if entries::get(self.tx, kept.id, &self.at.home)?.is_some() {
            return Ok(true);
        }
        for key in &kept.import_keys {
            for id in imports::known(self.tx, key)?.unwrap_or_default() {
                let here = entries::get(self.tx, id, &self.at.home)?;
                if here.is_some_and(|here| !is_other_part(&here, row, lengths)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Learns what imports brought and was deleted there, so that none brings it here.
    fn deleted(&mut self, file: &Object) -> Result<()> {
        for (nth, row) in rows(file, DELETED)? {
            let gone = row.cloned().map(Value::Object).map(serde_json::from_value::<Gone>);
            match gone {
                Some(Ok(Gone { key, block_id })) => imports::add_gone(self.tx, &key, block_id)?,
                Some(Err(_)) | None => self.refuse(nth, format!("{DELETED}: it has no key")),
            }
        }
        Ok(())
    }

    fn write(&mut self, put: Vec<Row>, mut billed: Billed) -> Result<()> {
        let names = names(self.tx)?;
        let mut sums: BTreeMap<String, Millis> = BTreeMap::new();
        for row in &put {
            let sum = sums.entry(names.of(row.entry.block().answer.client, None)).or_default();
            *sum = sum.saturating_add(row.entry.length());
            let counted = entries::counted(self.tx, row.entry.span())?;
            let shares =
                !row.details.is_untimed && !counted.shared(row.entry.segments()).is_empty();
            self.done.overlaps = self.done.overlaps.saturating_add(u64::from(shares));
        }
        self.done.notes.extend(shared_before(self.done.overlaps));
        self.done.minutes_by_client = minutes(sums);
        self.done.imported = u64::try_from(put.len()).unwrap_or(u64::MAX);
        // With the entries, so that a redo of the step brings it again.
        let ids = put.iter().map(|row| row.entry.id());
        let billed = ids.filter_map(|id| billed.remove_entry(&id)).collect();
        let plan = Plan { billed, ..Plan::put(put, self.at.home.clone()) };
        self.step = carry_out(self.tx, Kind::Import, &plan, Taught::AsBefore, self.at.now)?;
        Ok(())
    }

    /// The entry of the clients, projects, tasks and tags here.
    fn own(&self, row: Option<&Object>) -> Result<std::result::Result<(Row, Kept), String>> {
        let strange = || Ok(Err("it is no entry that Daybook wrote".to_owned()));
        let Some(row) = row else { return strange() };
        let mut row = row.clone();
        if let Err(reason) = self.lead(&WHOSE, &mut row)? {
            return Ok(Err(reason));
        }
        if let Some(Value::Array(tags)) = row.get_mut("tags") {
            for tag in tags.iter_mut() {
                let Some(here) = self.here("tags", tag.as_str().unwrap_or_default())? else {
                    return Ok(Err("it belongs to one of tags that is not there".into()));
                };
                *tag = Value::String(here);
            }
        }
        let Ok(kept) = serde_json::from_value::<Kept>(Value::Object(row)) else { return strange() };
        Ok(Row::try_from(kept.clone()).map(|row| (row, kept)))
    }

    fn wants(&self, day: Option<Date>) -> bool {
        match (self.at.import.days, day) {
            (None, _) | (_, None) => true,
            (Some((from, to)), Some(day)) => (from..=to).contains(&day),
        }
    }

    /// Refuses a row that is counted already.
    fn refused(&mut self, line: u64, reason: String) {
        self.done.refused.push(Refused { line, reason });
    }

    /// Refuses a row of another table than that of the entries.
    fn refuse(&mut self, line: u64, reason: String) {
        self.done.rows = self.done.rows.saturating_add(1);
        self.refused(line, reason);
    }
}

/// At what entries were billed.
type Billed = BTreeMap<BlockId, FrozenDays>;

/// What the file says of that, as far as it can be read; the rest is refused with its table.
fn billed(file: &Object) -> Result<Billed> {
    let rows = rows(file, whole::BILLED_DAYS)?;
    let read = rows.into_iter().filter_map(|(_, row)| {
        let id = said(row?, "block_id")?.parse().ok()?;
        Some((id, serde_json::from_value(row?.get("days")?.clone()).ok()?))
    });
    Ok(read.collect())
}

/// How long the entries of the file are.
type Lengths = BTreeMap<BlockId, Millis>;

/// Whether the entry that is here is only another part of what `row` is a part of, as both stand in
/// the file: it does not count the time of `row`.
fn is_other_part(here: &Row, row: &Row, lengths: &Lengths) -> bool {
    let Some(length) = lengths.get(&here.entry.id()) else { return false };
    if here.details.is_untimed || row.details.is_untimed {
        return here.entry.length() <= *length;
    }
    here.entry.segments().shared(row.entry.segments()).is_empty()
}

/// Reads everything once as the rest of Daybook will: a row that it cannot read is not kept.
fn read_back(db: &Connection) -> Result<()> {
    let told = |what: &'static str| {
        move |_| Error::Input(format!("the file holds {what} that cannot be read; export it again"))
    };
    clients::list(db).map_err(told("clients"))?;
    clients::projects(db).map_err(told("projects"))?;
    tasks::list(db).map_err(told("tasks"))?;
    tags::list(db).map_err(told("tags"))?;
    rates::list(db).map_err(told("rates"))?;
    budgets::list(db).map_err(told("budgets"))?;
    rules::list(db).map_err(told("rules"))?;
    notes::within(db, Date::MIN, Date::MAX).map_err(told("notes"))?;
    timers::open(db).map_err(told("timers"))?;
    timers::completed(db, Moment(i64::MIN)).map_err(told("timers"))?;
    let always = Span::new(Moment(i64::MIN), Moment(i64::MAX));
    works::billed(db, always, &TimeZone::UTC).map_err(told("billed entries"))?;
    Ok(())
}
