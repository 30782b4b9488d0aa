//! # Timers
//!
//! Time that the owner starts and stops by hand. What was captured meanwhile is its evidence: a
//! timer names the time, and no draft counts it as well (`captured`).
//!
//! ## When a timer ends
//!
//! When somebody stops it. It is an entry from then on, and a second stop changes nothing. A timer
//! that was not watched for a while stands at its last heartbeat until its owner says what the
//! time was (`watched`).
//!
//! ## What is filled in afterwards
//!
//! A timer may be started long ago, as when last week is put in order. Until its end is said too,
//! nobody knows which of the time since it counts, so that none does.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::blocks::Correction;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use captured::{Present, counted, refuse_taken, settle};
use domain::edit::Twice;
use domain::id::{BlockId, TimerId};
use domain::segments::Segments;
use domain::time::{HOUR, Moment, Span};
use domain::timer::{Phase, Refusal, Status, Timer, Work};
pub use named::TimerWork;
use named::renamed;
pub(crate) use named::understood;
pub use standing::{Now, Standing, Timers};
use store::Connection;
use store::entries;
use store::timers::{self, Row};

pub(crate) mod captured;
mod named;
mod standing;
mod stopped;
mod watched;

pub use stopped::Stopped;
use stopped::finish;

impl Daybook {
    /// Starts a timer, at `at` or now. One that runs is stopped at the same instant.
    ///
    /// # Errors
    ///
    /// There is no such client, project or task, `at` lies ahead, or some of the time since is
    /// counted already.
    pub fn start_timer(
        &self,
        said: &TimerWork,
        at: Option<Moment>,
        twice: Twice,
    ) -> Result<Standing> {
        let said = said.clone();
        self.time(move |tx, present| {
            let work = understood(tx, &said)?;
            begin(tx, present, work, at, twice)
        })
    }

    /// Pauses the timer that runs, at `at` or now.
    ///
    /// # Errors
    ///
    /// None runs, `at` lies ahead or before its start, or some of the time is counted already.
    pub fn pause_timer(&self, at: Option<Moment>, twice: Twice) -> Result<Standing> {
        self.time(move |tx, present| {
            let row = match timers::running(tx)? {
                Some(row) => row,
                None if timers::open(tx)?.is_empty() => return Err(nothing_runs()),
                None => return Err(Error::Timer(Refusal::IsPaused)),
            };
            pause(tx, present, row, at, twice)
        })
    }

    /// Goes on with a paused timer, the one that was paused last if none is named. One that runs
    /// is paused. A timer that stands at its last heartbeat goes on, and the time since is left
    /// out.
    ///
    /// # Errors
    ///
    /// None is paused, `at` lies ahead or before the pause, or some of the time since is counted
    /// already.
    pub fn resume_timer(
        &self,
        id: Option<&str>,
        at: Option<Moment>,
        twice: Twice,
    ) -> Result<Standing> {
        let id = id.map(timer_id).transpose()?;
        self.time(move |tx, present| {
            let row = match id {
                Some(id) => one(tx, id)?,
                None => match last_paused(tx, present)? {
                    Some(row) => row,
                    None if timers::running(tx)?.is_some() => {
                        return Err(Error::Timer(Refusal::IsRunning));
                    }
                    None => return Err(nothing_is_paused()),
                },
            };
            if present.interruption(&row).is_some() {
                return present.leave_out(tx, row);
            }
            resume(tx, present, row, at, twice)
        })
    }

    /// Stops a timer, at `at` or now: the one that runs, or else the one that was paused last, if
    /// none is named. It becomes an entry. One that was stopped stays as it is.
    ///
    /// # Errors
    ///
    /// There is none, `at` lies ahead or before its start, or some of the time up to `at` is
    /// counted already. A stop now is never refused for that: the entry overlaps, and says so.
    pub fn stop_timer(
        &self,
        id: Option<&str>,
        at: Option<Moment>,
        twice: Twice,
    ) -> Result<Stopped> {
        let id = id.map(timer_id).transpose()?;
        self.time(move |tx, present| {
            let row = match id {
                Some(id) => one(tx, id)?,
                None => match timers::running(tx)? {
                    Some(row) => row,
                    None => match last_paused(tx, present)? {
                        Some(row) => row,
                        None => timers::last_stopped(tx)?.ok_or_else(nothing_runs)?,
                    },
                },
            };
            if let Phase::Completed { .. } = row.timer.phase() {
                return Ok(Stopped::already(present.standing(&row)));
            }
            let left_out = present.interruption(&row).filter(|_| at.is_none());
            let end = present.end(&row, at);
            let stopped = row.timer.clone().stop(end, present.now())?;
            if at.is_some() {
                refuse_closed(tx, present, &row.timer, &stopped, twice)?;
            }
            let row = finish(tx, present, row, stopped, twice)?;
            Stopped::now(tx, present.standing(&row), left_out)
        })
    }

    /// Says what a timer is for, at any time. The entry that it became says so too.
    ///
    /// # Errors
    ///
    /// There is no such timer, client, project or task, or the entry is billed.
    pub fn name_timer(&self, id: &str, said: &TimerWork) -> Result<Standing> {
        let (id, said) = (timer_id(id)?, said.clone());
        self.time(move |tx, present| {
            let row = one(tx, id)?;
            let work = understood(tx, &said)?;
            named(tx, present, row, work)
        })
    }

    /// Says some of what a timer is for, at any time; the rest stays as it is, or as its entry
    /// says by now. Tags and notes are for entries only.
    ///
    /// # Errors
    ///
    /// As [`Self::name_timer`].
    pub fn rename_timer(&self, id: &str, said: &Correction) -> Result<Standing> {
        let (id, said) = (timer_id(id)?, said.clone());
        self.time(move |tx, present| {
            let row = one(tx, id)?;
            let was = match row.block {
                Some(block) => work_of_entry(tx, present, &block.to_string())?,
                None => row.timer.work().clone(),
            };
            let work = renamed(tx, &said, &was)?;
            named(tx, present, row, work)
        })
    }

    /// Moves the start of a timer that was not stopped.
    ///
    /// # Errors
    ///
    /// There is no such timer, it was stopped, `at` lies ahead, or some of the time that it would
    /// gain is counted already.
    pub fn move_timer_start(&self, id: &str, at: Moment, twice: Twice) -> Result<Standing> {
        let id = timer_id(id)?;
        self.time(move |tx, present| {
            let row = one(tx, id)?;
            let gained = Segments::from(Span::new(at, row.timer.started()));
            let timer = row.timer.clone().started_at(at, present.now(), &Segments::default())?;
            refuse_taken(tx, present, &gained, id, twice)?;
            let before = counted(&row, present.reading);
            settled(tx, present, &before, Row { timer, ..row })
        })
    }

    /// Starts a timer for the work of an entry or of an earlier timer; one that is paused goes on.
    ///
    /// # Errors
    ///
    /// There is neither of that id, or it cannot start.
    pub fn continue_work(&self, id: &str, at: Option<Moment>, twice: Twice) -> Result<Standing> {
        let id = id.to_owned();
        self.time(move |tx, present| {
            let known = match timer_id(&id) {
                Ok(known) => timers::get(tx, known)?,
                Err(_) => None,
            };
            match known {
                Some(row) if row.timer.status() == Status::Paused => {
                    resume(tx, present, row, at, twice)
                }
                Some(row) if row.timer.status() == Status::Running => {
                    Err(Error::Timer(Refusal::IsRunning))
                }
                Some(row) => begin(tx, present, row.timer.work().clone(), at, twice),
                None => begin(tx, present, work_of_entry(tx, present, &id)?, at, twice),
            }
        })
    }

    /// Drops a timer that was not stopped, without an entry. Drafts are made of its time, as if
    /// it had not run.
    ///
    /// # Errors
    ///
    /// There is no such timer, or it was stopped.
    pub fn discard_timer(&self, id: &str) -> Result<()> {
        let id = timer_id(id)?;
        self.time(move |tx, present| {
            let row = one(tx, id)?;
            if row.timer.status() == Status::Completed {
                return Err(Error::Input(
                    "this timer was stopped and is an entry by now; delete that one".into(),
                ));
            }
            let before = counted(&row, present.reading);
            timers::remove(tx, id, present.now())?;
            settle(tx, present, None, &before, &Segments::default())
        })
    }

    /// Does something to timers in one transaction, and tells that it was done.
    fn time<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Present) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let present = Present { is_watched: self.home.is_captured(), ..self.present() };
        let done = self.in_one(move |tx| work(tx, &present))?;
        self.events.tell(Event::Timers);
        self.events.tell(Event::Blocks);
        Ok(done)
    }
}

/// A timer's id as the owner typed it.
pub(crate) fn timer_id(text: &str) -> Result<TimerId> {
    text.parse().map_err(|_| Error::NoSuch { what: "timer", id: text.to_owned() })
}

fn one(db: &Connection, id: TimerId) -> Result<Row> {
    timers::get(db, id)?.ok_or_else(|| Error::NoSuch { what: "timer", id: id.to_string() })
}

fn nothing_runs() -> Error {
    Error::Input("no timer runs; start one first".into())
}

fn nothing_is_paused() -> Error {
    Error::Input("no timer is paused; start one, or continue an earlier one".into())
}

/// The timer that was paused last; an interrupted one waits to go on too.
fn last_paused(db: &Connection, present: &Present) -> Result<Option<Row>> {
    let since = |row: &Row| match row.timer.phase() {
        Phase::Running { since, .. } | Phase::Paused { since } => since,
        Phase::Completed { at } => at,
    };
    let open = timers::open(db)?;
    let waits =
        |row: &Row| row.timer.status() == Status::Paused || present.interruption(row).is_some();
    Ok(open.into_iter().filter(waits).max_by_key(since))
}

/// Starts a timer for `work`; one that runs is stopped at the same instant, or, where nobody knows
/// whether it ran so long, at its last heartbeat.
fn begin(
    tx: &Connection,
    present: &Present,
    work: Work,
    at: Option<Moment>,
    twice: Twice,
) -> Result<Standing> {
    let id = TimerId::mint(present.now(), present.clock.random());
    let zone = present.zone.clone();
    let none = Segments::default();
    let timer = match timers::running(tx)? {
        None => {
            let (from, now) = begins(present, at, told_ahead(tx, present)?);
            Timer::start(id, work, zone, from, now, &none)?
        }
        Some(row) if present.interruption(&row).is_some() => {
            let stopped = row.timer.clone().stop(present.earlier(&row, at), present.now())?;
            finish(tx, present, row, stopped, twice)?;
            let (from, now) = begins(present, at, told_ahead(tx, present)?);
            Timer::start(id, work, zone, from, now, &none)?
        }
        Some(row) => {
            let now = present.now();
            let (stopped, started) = row.timer.clone().switch(id, work, zone, at, now, &none)?;
            if at.is_some() {
                refuse_closed(tx, present, &row.timer, &stopped, twice)?;
            }
            finish(tx, present, row, stopped, twice)?;
            started
        }
    };
    refuse_open(tx, present, &timer, twice)?;
    settled(tx, present, &none, fresh(timer))
}

/// When a timer begins that is started now, and what time it is for it: not before the time is
/// over that is told already. A time that is given stays as it is and may be refused.
fn begins(present: &Present, at: Option<Moment>, told: Option<Moment>) -> (Moment, Moment) {
    let now = present.now();
    match at {
        Some(at) => (at, now),
        None => told.map_or((now, now), |end| (end, end)),
    }
}

/// Until when time is told that the wall clock, set back meanwhile, will tell a second time.
fn told_ahead(db: &Connection, present: &Present) -> Result<Option<Moment>> {
    let (now, last) = (present.now(), timers::last_to_end(db)?);
    let ended = last.and_then(|row| row.timer.closed().hull()).map(|hull| hull.end);
    Ok(ended.filter(|end| *end > now && end.since(now) <= HOUR))
}

fn pause(
    tx: &Connection,
    present: &Present,
    row: Row,
    at: Option<Moment>,
    twice: Twice,
) -> Result<Standing> {
    let before = counted(&row, present.reading);
    let timer = row.timer.clone().pause(present.end(&row, at), present.now())?;
    if at.is_some() {
        refuse_closed(tx, present, &row.timer, &timer, twice)?;
    }
    settled(tx, present, &before, Row { timer, interruption: None, ..row })
}

fn resume(
    tx: &Connection,
    present: &Present,
    row: Row,
    at: Option<Moment>,
    twice: Twice,
) -> Result<Standing> {
    let before = counted(&row, present.reading);
    let told = told_ahead(tx, present)?;
    let (_, now) = begins(present, at, told);
    let at = at.or(told);
    let timer = row.timer.clone().resume(at, now, &Segments::default())?;
    if let Some(other) = timers::running(tx)? {
        let end = present.earlier(&other, at);
        pause(tx, present, other, end, twice)?;
    }
    refuse_open(tx, present, &timer, twice)?;
    settled(tx, present, &before, Row { timer, ..row })
}

/// Writes a timer that counted `before` until now; drafts give way to it or come back.
pub(crate) fn settled(
    tx: &Connection,
    present: &Present,
    before: &Segments,
    row: Row,
) -> Result<Standing> {
    timers::put(tx, &row, present.now())?;
    let after = counted(&row, present.reading);
    settle(tx, present, Some(row.timer.id()), before, &after)?;
    Ok(present.standing(&row))
}

/// Refuses what the open segment would count twice: all of it up to now and what it would run into,
/// or, where it is filled in afterwards, its start.
fn refuse_open(tx: &Connection, present: &Present, timer: &Timer, twice: Twice) -> Result<()> {
    let Phase::Running { since, .. } = timer.phase() else { return Ok(()) };
    let end = if captured::is_filled_in(timer) {
        since
    } else {
        told_ahead(tx, present)?.unwrap_or(present.now())
    };
    let wanted = Segments::from(Span::new(since, end.max(since.plus(1))));
    refuse_taken(tx, present, &wanted, timer.id(), twice)
}

/// Refuses what the segment would count twice that is closed now.
fn refuse_closed(
    tx: &Connection,
    present: &Present,
    before: &Timer,
    after: &Timer,
    twice: Twice,
) -> Result<()> {
    refuse_taken(tx, present, &after.closed().minus(before.closed()), after.id(), twice)
}

fn fresh(timer: Timer) -> Row {
    Row { timer, asked: Vec::new(), interruption: None, block: None }
}

fn work_of_entry(db: &Connection, present: &Present, id: &str) -> Result<Work> {
    let none = || Error::NoSuch { what: "timer or block", id: id.to_owned() };
    let known: BlockId = id.parse().map_err(|_| none())?;
    let row = entries::get(db, known, &present.zone)?.ok_or_else(none)?;
    let answer = &row.entry.block().answer;
    Ok(Work {
        client: answer.client,
        project: answer.project,
        task: row.details.task,
        label: answer.label.clone(),
        billable: answer.billable,
    })
}

fn named(tx: &Connection, present: &Present, row: Row, work: Work) -> Result<Standing> {
    if let Some(block) = row.block {
        name_entry(tx, present, block, &work)?;
    }
    let row = Row { timer: row.timer.named(work), ..row };
    timers::put(tx, &row, present.now())?;
    Ok(present.standing(&row))
}

/// The entry of a stopped timer says what the timer says.
fn name_entry(tx: &Connection, present: &Present, id: BlockId, work: &Work) -> Result<()> {
    let Some(mut row) = entries::get(tx, id, &present.zone)? else { return Ok(()) };
    let mut block = row.entry.block().clone();
    block.answer.client = work.client;
    block.answer.project = work.project;
    block.answer.label.clone_from(&work.label);
    block.answer.billable = work.billable;
    row.entry = row.entry.saying(block);
    row.details.task = work.task;
    let plan = Plan::put(vec![row], present.zone.clone());
    carry_out(tx, Kind::Edit, &plan, Taught::Yes { label_chosen: true }, present.now())?;
    Ok(())
}
