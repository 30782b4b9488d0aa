//! What is being done now, and for whom: asked every few seconds, so it is cheap and stores
//! nothing.

use crate::Result;
use crate::classify::work;
use crate::daybook::{Daybook, names};
use crate::learning::learner;
use crate::timers::captured::{Present, is_filled_in};
use domain::activity::{State, Window};
use domain::block::Answer;
use domain::id::{ClientId, ProjectId};
use domain::learner::Learner;
use domain::ledger::PULSE;
use domain::time::{MINUTE, Millis, Moment, Span};
use domain::timer::Work;
use std::sync::{Arc, Mutex, PoisonError};
use store::timers::{self, Row};
use store::{Connection, activities, blocks, lessons};

/// What is being done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The state of this moment.
    pub state: State,
    /// Since when it is so, in the same program.
    pub since: Moment,
    /// The front window, where its content is kept.
    pub window: Option<Window>,
    /// For whom, if somebody works and it is known.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What it is called; empty where nobody works.
    pub label: String,
}

/// How far back windows say what is being done now.
const LATELY: Millis = 5 * MINUTE;

/// A block that ended so lately says for whom the work is that nothing else is known of.
const GOES_ON: Millis = 10 * MINUTE;

/// A learner in memory, shared by all clones of a [`Daybook`]: built anew only when a lesson has
/// changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remembered(Arc<Mutex<Option<Built>>>);

/// A learner, and the revision of the lessons that it was built from.
type Built = (u64, Arc<Learner>);

impl Remembered {
    /// The learner of all lessons.
    pub(crate) fn learner(&self, db: &Connection) -> store::Result<Arc<Learner>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = lessons::revision(db)?;
        match &*kept {
            Some((known, learner)) if *known == revision => Ok(Arc::clone(learner)),
            _ => {
                let learner = Arc::new(learner(db)?);
                *kept = Some((revision, Arc::clone(&learner)));
                Ok(learner)
            }
        }
    }
}

impl Daybook {
    /// What is being done now; `None` where no row was written for some seconds, so that nobody
    /// knows.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn current(&self) -> Result<Option<Current>> {
        let present = self.present();
        let (now, limits) = (present.now(), present.limits);
        let found = self.store.read(|db| {
            let Some((row, since)) = activities::current(db)? else { return Ok(None) };
            if now.since(row.span.end) > PULSE {
                return Ok(None);
            }
            let lately = Span::new(since.max(row.span.end.minus(LATELY)), row.span.end.plus(1));
            let answer = if row.state.is_work() {
                let learner = self.remembered.learner(db)?;
                let said = work(db, &learner, &names(db)?, limits, lately)?;
                timed(db, &present, going_on(db, said, row.span.end)?)?
            } else {
                Answer::default()
            };
            Ok(Some(Current {
                state: row.state,
                since,
                window: row.window,
                client: answer.client,
                project: answer.project,
                label: answer.label,
            }))
        })?;
        Ok(found)
    }
}

/// `said`, or what the running timer says: that names the time, whatever is in front.
fn timed(db: &Connection, present: &Present, said: Answer) -> store::Result<Answer> {
    let counts = |row: &Row| present.interruption(row).is_none() && !is_filled_in(&row.timer);
    let Some(row) = timers::running(db)?.filter(counts) else { return Ok(said) };
    let Work { client, project, label, billable, .. } = row.timer.work().clone();
    if client.is_none() {
        return Ok(said);
    }
    let label = if label.is_empty() { said.label.clone() } else { label };
    Ok(Answer { client, project, label, billable, ..said })
}

/// `said`, or, where that names nobody, what the newest block says that ended a moment ago.
fn going_on(db: &Connection, said: Option<Answer>, at: Moment) -> store::Result<Answer> {
    let said = said.unwrap_or_default();
    if said.client.is_some() {
        return Ok(said);
    }
    let newest = blocks::before(db, at)?.filter(|block| at.since(block.span.end) <= GOES_ON);
    let answer = newest.map(|block| block.answer).filter(|answer| answer.client.is_some());
    Ok(answer.unwrap_or(said))
}
