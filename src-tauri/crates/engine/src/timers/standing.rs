//! How timers stand: what the window, the tray and the terminal show of them.

use super::captured::Present;
use crate::Result;
use crate::daybook::{Daybook, names};
use domain::id::{BlockId, TimerId};
use domain::segments::Segments;
use domain::time::{DAY, Millis, Moment, zone_name};
use domain::timer::interruption::Interruption;
use domain::timer::question::{LONG, Question};
use domain::timer::{Phase, Status, Work};
use store::timers::{self, Row};

/// A timer as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its id.
    pub id: TimerId,
    /// Where it stands; one that is interrupted still runs.
    pub status: Status,
    /// What it is for.
    pub work: Work,
    /// When it was started.
    pub started: Moment,
    /// Since when it is as it is.
    pub since: Moment,
    /// How long it ran, pauses left out; an interrupted one up to its last heartbeat.
    pub total: Millis,
    /// When it ran.
    pub segments: Segments,
    /// The entry that it became.
    pub block: Option<BlockId>,
    /// A time in which nobody knows whether it should have run.
    pub interruption: Option<Interruption>,
}

/// All that there is to show of timers.
#[derive(Debug, Clone, PartialEq)]
pub struct Timers {
    /// When it was looked at.
    pub now: Moment,
    /// The name of the zone in force.
    pub zone: String,
    /// The one that runs.
    pub running: Option<Standing>,
    /// Those that are paused; the one that was paused last comes first.
    pub paused: Vec<Standing>,
    /// Work of the last days that one may want to continue, the newest first, each once.
    pub recent: Vec<Standing>,
    /// What the running timer asks.
    pub question: Option<Question>,
}

/// What is timed at this moment, for whoever asks every second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// The timer.
    pub id: TimerId,
    /// Where it stands: running, or paused where none runs.
    pub status: Status,
    /// For whom, by name; `None` while nobody said so.
    pub client: Option<String>,
    /// What is done; may be empty.
    pub label: String,
    /// Since when it is as it is.
    pub since: Moment,
    /// How long it ran.
    pub total: Millis,
    /// Whether it waits for an answer: it was interrupted, or runs for long.
    pub asks: bool,
}

/// Work that was timed so lately may be continued.
const LATELY: Millis = 14 * DAY;

/// So many of them are offered.
const MOST_RECENT: usize = 8;

impl Daybook {
    /// The timers: what runs, what is paused, what ran lately, and what has to be asked.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn timers(&self) -> Result<Timers> {
        let present = self.present();
        let now = present.now();
        let (open, done) = self
            .store
            .read(|db| Ok((timers::open(db)?, timers::completed(db, now.minus(LATELY))?)))?;
        let question = open.first().and_then(|row| present.question(row));
        let works: Vec<Work> = open.iter().map(|row| row.timer.work().clone()).collect();
        let (running, mut paused): (Vec<_>, Vec<_>) = open
            .iter()
            .map(|row| present.standing(row))
            .partition(|one| one.status == Status::Running);
        paused.sort_by_key(|one| std::cmp::Reverse((one.since, one.id)));
        let mut recent: Vec<Standing> = Vec::new();
        for row in &done {
            let work = row.timer.work();
            let is_known = works.contains(work) || recent.iter().any(|one| one.work == *work);
            if work.is_named() && !is_known && recent.len() < MOST_RECENT {
                recent.push(present.standing(row));
            }
        }
        Ok(Timers {
            now,
            zone: zone_name(&present.zone, now),
            running: running.into_iter().next(),
            paused,
            recent,
            question,
        })
    }

    /// What is timed at this moment: the timer that runs, or else the one that was paused last.
    /// Cheap: it is asked every second.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn timer_now(&self) -> Result<Option<Now>> {
        let present = self.present();
        let found = self.store.glance(|db| {
            let open = timers::open(db)?;
            let latest = |row: &&Row| (row.timer.status() == Status::Running, since(row));
            let Some(row) = open.iter().max_by_key(latest) else { return Ok(None) };
            let client = match row.timer.work().client {
                Some(id) => names(db)?.client(id).map(str::to_owned),
                None => None,
            };
            Ok(Some((row.clone(), client)))
        })?;
        let Some((row, client)) = found else { return Ok(None) };
        let asks = present.question(&row).is_some();
        let Standing { id, status, work, since, total, interruption, .. } = present.standing(&row);
        let asks = asks || interruption.is_some();
        Ok(Some(Now { id, status, client, label: work.label, since, total, asks }))
    }

    /// The timer of that id; the one that runs, was paused last or was stopped last if none is
    /// named.
    ///
    /// # Errors
    ///
    /// There is none of that id.
    pub fn timer(&self, id: Option<&str>) -> Result<Option<Standing>> {
        let present = self.present();
        if let Some(id) = id {
            let known = super::timer_id(id)?;
            let row = self.store.read(|db| timers::get(db, known))?;
            let none = || crate::Error::NoSuch { what: "timer", id: id.to_owned() };
            return Ok(Some(present.standing(&row.ok_or_else(none)?)));
        }
        let found = self.store.read(|db| {
            let open = timers::open(db)?;
            let latest = |row: &Row| (row.timer.status() == Status::Running, since(row));
            match open.into_iter().max_by_key(latest) {
                Some(row) => Ok(Some(row)),
                None => timers::last_stopped(db),
            }
        })?;
        Ok(found.map(|row| present.standing(&row)))
    }
}

impl Present {
    /// How a timer stands.
    pub(super) fn standing(&self, row: &Row) -> Standing {
        let interruption = self.interruption(row);
        let at = interruption.map_or(self.now(), |one| one.span.start);
        let timer = &row.timer;
        let segments = timer.segments(at);
        Standing {
            id: timer.id(),
            status: timer.status(),
            work: timer.work().clone(),
            started: timer.started(),
            since: since(row),
            total: segments.length(),
            segments,
            block: row.block,
            interruption,
        }
    }

    /// What a timer asks, if nothing else has to be answered first.
    pub(super) fn question(&self, row: &Row) -> Option<Question> {
        if self.interruption(row).is_some() {
            return None;
        }
        row.timer.question(self.now(), LONG, &row.asked)
    }
}

fn since(row: &Row) -> Moment {
    match row.timer.phase() {
        Phase::Running { since, .. } | Phase::Paused { since } => since,
        Phase::Completed { at } => at,
    }
}
