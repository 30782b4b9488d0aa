//! What helps to decide about one draft: what was in front, where to split it, what to merge it
//! with, and the rule that would say the same from now on.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::learning::block_id;
use crate::review::usual;
use crate::rules::NewRule;
use domain::activity::{Activity, State};
use domain::block::Status;
use domain::classify::{Classifier, Limits};
use domain::days::entry_day;
use domain::edit::points::{self, Run, SHORTEST};
use domain::entry::Entry;
use domain::fold::folded;
use domain::names::Names;
use domain::pieces::propose;
use domain::review::suggestion::{Look, Suggestion, Why, suggest};
use domain::rule::Rules;
use domain::time::{HOUR, MINUTE, Millis, Moment, SECOND, TimeZone, day_bounds};
use domain::tokens::WordKey;
use std::collections::BTreeMap;
use store::entries::{self, Row};
use store::{Connection, activities, clients, rules};

/// What helps to decide about a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    /// What was in front, in order of time, at most twelve stretches.
    pub seen: Vec<SeenRun>,
    /// The best place to split it.
    pub split: Option<SplitPoint>,
    /// The entry before it on the same day, to merge with.
    pub previous: Option<Row>,
    /// The best rule for "always like this".
    pub rule: Option<NewRule>,
}

/// A program that was in front, or a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRun {
    /// From.
    pub start: Moment,
    /// How much of it was work, in milliseconds.
    pub length: Millis,
    /// The program; empty if none was known.
    pub program: String,
    /// The title that was longest in front meanwhile.
    pub title: String,
    /// Whether it was a call.
    pub is_call: bool,
}

/// Where an entry could be split, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitPoint {
    /// Where.
    pub at: Moment,
    /// Why.
    pub why: Why,
    /// The same as a clause that can follow another one.
    pub text: String,
}

/// So many stretches are told at most.
const MOST_SEEN: usize = 12;

/// Stretches shorter than the first of these that leaves few enough belong to their neighbours.
const FOLDS: [Millis; 9] = [
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    20 * MINUTE,
    HOUR,
    4 * HOUR,
];

impl Daybook {
    /// What helps to decide about a draft.
    ///
    /// # Errors
    ///
    /// There is no such entry.
    pub fn review_help(&self, id: &str) -> Result<Help> {
        self.looking_at(id, |db, row, home| {
            let work = work_in(db, &row.entry)?;
            let names = crate::daybook::names(db)?;
            let suggestion = self.suggestion(db, row, &work, &names)?;
            Ok(Help {
                seen: seen(&row.entry, &work),
                split: suggestion.map(|found| told(found, &names)),
                previous: previous(db, row, home)?,
                rule: usual::rule(db, row, &work, &names, self.limits().sure, self.now())?,
            })
        })
    }

    /// Where the work of an entry changed: the best place to split it first, the others in order
    /// of time.
    ///
    /// # Errors
    ///
    /// There is no such entry.
    pub fn split_points(&self, id: &str) -> Result<Vec<SplitPoint>> {
        self.looking_at(id, |db, row, _| {
            if row.details.is_untimed {
                return Ok(Vec::new());
            }
            let work = work_in(db, &row.entry)?;
            let names = crate::daybook::names(db)?;
            let runs = points::runs(row.entry.span(), &work, SHORTEST);
            let mut found: Vec<Suggestion> = Vec::new();
            found.extend(self.suggestion(db, row, &work, &names)?);
            for two in runs.windows(2) {
                let [before, after] = two else { continue };
                let at = after.span.start;
                if found.iter().all(|known| known.at != at) {
                    found.push(Suggestion { at, why: change(before, after) });
                }
            }
            Ok(found.into_iter().map(|one| told(one, &names)).collect())
        })
    }

    /// The best place to split an entry, if there is one.
    ///
    /// # Errors
    ///
    /// There is no such entry.
    pub fn split_hint(&self, id: &str) -> Result<Option<SplitPoint>> {
        self.looking_at(id, |db, row, _| {
            let work = work_in(db, &row.entry)?;
            let names = crate::daybook::names(db)?;
            Ok(self.suggestion(db, row, &work, &names)?.map(|one| told(one, &names)))
        })
    }

    fn looking_at<T>(
        &self,
        id: &str,
        look: impl FnOnce(&Connection, &Row, &TimeZone) -> store::Result<T>,
    ) -> Result<T> {
        let (known, home) = (block_id(id)?, self.clock.zone());
        let found = self.store.read(|db| {
            let row = entries::get(db, known, &home)?;
            row.map(|row| look(db, &row, &home)).transpose()
        })?;
        found.ok_or_else(|| Error::NoSuch { what: "block", id: id.to_owned() })
    }

    fn limits(&self) -> Limits {
        self.settings().classify.limits()
    }

    fn suggestion(
        &self,
        db: &Connection,
        row: &Row,
        work: &[Activity],
        names: &Names,
    ) -> store::Result<Option<Suggestion>> {
        if row.details.is_untimed || work.is_empty() {
            return Ok(None);
        }
        let learner = self.remembered.learner(db)?;
        let rules = Rules::new(rules::list(db)?);
        // Windows are no secret: the key hides only what was heard and seen, and here nothing was.
        let key = WordKey([0; 16]);
        // What was in front for a moment is no reason to split.
        let limits = Limits { shortest_piece: MINUTE, ..self.limits() };
        let billables = &clients::billables(db)?;
        let rules = &rules;
        let learner = &*learner;
        let classifier = Classifier { rules, learner, names, billables, key: &key, limits };
        let looks: Vec<Look> = propose(row.entry.span(), work, &[], &[], &classifier)
            .into_iter()
            .map(|part| Look { span: part.span, client: part.answer.client.filter(|_| part.sure) })
            .collect();
        let runs = points::runs(row.entry.span(), work, SHORTEST);
        Ok(suggest(&row.entry, &looks, &runs, SHORTEST))
    }
}

/// What the ledger holds of the time that the entry counts.
fn work_in(db: &Connection, entry: &Entry) -> store::Result<Vec<Activity>> {
    let rows = activities::within(db, entry.span())?;
    let counted = |activity: &Activity| {
        let activity = activity.clone();
        let parts = entry.segments().within(activity.span);
        let part = move |span| Activity { span, ..activity.clone() };
        parts.as_slice().iter().copied().map(part).collect::<Vec<_>>()
    };
    Ok(rows.iter().filter(|row| row.state.is_work()).flat_map(counted).collect())
}

fn told(suggestion: Suggestion, names: &Names) -> SplitPoint {
    let Suggestion { at, why } = suggestion;
    let text = why.said(names).to_string();
    SplitPoint { at, why, text }
}

/// Why one run is another than the one before it.
fn change(before: &Run, after: &Run) -> Why {
    match (before.call, after.call) {
        (false, true) => Why::CallBegins,
        (true, false) => Why::CallEnds,
        (true, true) | (false, false) => {
            Why::Program { from: before.program.clone(), to: after.program.clone() }
        }
    }
}

/// What was in front, the short stretches folded into their neighbours until they are few.
fn seen(entry: &Entry, work: &[Activity]) -> Vec<SeenRun> {
    let mut runs = points::runs(entry.span(), work, 0);
    for shortest in FOLDS {
        if runs.len() <= MOST_SEEN {
            break;
        }
        runs = points::runs(entry.span(), work, shortest);
    }
    runs.truncate(MOST_SEEN);
    runs.into_iter()
        .map(|run| SeenRun {
            start: run.span.start,
            length: run.worked,
            title: title(&run, work),
            is_call: run.call,
            program: run.program,
        })
        .collect()
}

/// The title that was longest in front during a run; the first among equals.
fn title(run: &Run, work: &[Activity]) -> String {
    let program = folded(&run.program);
    let mut lasted: BTreeMap<&str, (Millis, Moment)> = BTreeMap::new();
    for activity in work {
        let (Some(shared), Some(window)) = (activity.span.overlap(run.span), &activity.window)
        else {
            continue;
        };
        let is_of_run = (activity.state == State::Call) == run.call
            && (run.call || folded(&window.program) == program);
        if is_of_run {
            let (sum, _) = lasted.entry(&window.title).or_insert((0, shared.start));
            *sum = sum.saturating_add(shared.millis());
        }
    }
    let rank = |(_, (sum, first)): &(&&str, &(Millis, Moment))| (*sum, std::cmp::Reverse(*first));
    lasted.iter().max_by_key(rank).map_or_else(String::new, |(title, _)| (*title).to_owned())
}

/// The entry before it on the same day that it could be merged with.
fn previous(db: &Connection, row: &Row, home: &TimeZone) -> store::Result<Option<Row>> {
    if row.details.is_untimed {
        return Ok(None);
    }
    let day = entry_day(&row.entry);
    let place = |row: &Row| (row.entry.span().start, row.entry.id());
    let is_before = |other: &Row| {
        place(other) < place(row)
            && entry_day(&other.entry) == day
            && !other.details.is_untimed
            && other.entry.block().status != Status::Billed
    };
    let rows = entries::within(db, day_bounds(day, row.entry.zone()), home)?;
    Ok(rows.into_iter().filter(is_before).max_by_key(place))
}
