//! Heartbeats of the running timer, and what becomes of it when they end.
//!
//! Whoever watches the day beats for the timer every few seconds ([`crate::watch`]). When the
//! next heartbeat would come too late, or the clocks disagree, that is written down instead, and
//! the timer stands where it was until its owner says what the time was. A timer that was started
//! while nobody watched has no heartbeats to miss.

use super::captured::{Present, counted, is_filled_in, refuse_taken};
use super::{Standing, one, refuse_closed, settled, timer_id};
use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use domain::away::Was;
use domain::edit::Twice;
use domain::segments::Segments;
use domain::time::Span;
use domain::timer::interruption::{Choice, GRACE, Interruption};
use domain::timer::{Status, Timer};
use store::Connection;
use store::absences::{self, Decided};
use store::timers::{self, Row};

impl Daybook {
    /// Says what an interruption of the timer was.
    ///
    /// # Errors
    ///
    /// Nothing is asked about that timer, or the time given does not fit.
    pub fn answer_interruption(&self, id: &str, choice: Choice) -> Result<Standing> {
        let id = timer_id(id)?;
        self.time(move |tx, present| {
            let row = one(tx, id)?;
            let asked = present.interruption(&row).ok_or_else(nothing_asked)?;
            let (now, before) = (present.now(), counted(&row, present.reading));
            let timer = row.timer.clone().interrupted(asked, choice, present.reading)?;
            decide(tx, present, asked, choice)?;
            if timer.status() == Status::Completed {
                if let Choice::EndAt(_) = choice {
                    refuse_closed(tx, present, &row.timer, &timer, Twice::Refuse)?;
                }
                let row = super::finish(tx, present, row, timer, Twice::Refuse)?;
                return Ok(present.standing(&row));
            }
            let timer = present.watched(timer);
            let gained = timer.segments(now).minus(&before);
            refuse_taken(tx, present, &gained, id, Twice::Refuse)?;
            settled(tx, present, &before, Row { timer, interruption: None, ..row })
        })
    }

    /// The timer shall run on: what it asks is not asked again.
    ///
    /// # Errors
    ///
    /// There is no such timer.
    pub fn timer_goes_on(&self, id: &str) -> Result<Standing> {
        let id = timer_id(id)?;
        self.time(move |tx, present| {
            let mut row = one(tx, id)?;
            // All of it: whoever knows for how long it runs knows since when.
            let known = row.asked.len();
            while let Some(question) = present.question(&row) {
                row.asked.push(question.why);
            }
            if row.asked.len() > known {
                timers::put(tx, &row, present.now())?;
            }
            Ok(present.standing(&row))
        })
    }

    /// Takes note that the running timer runs, or that nobody knows whether it should have. Whoever
    /// watches says so every few seconds.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn beat_timer(&self) -> Result<()> {
        let runs = self.store.read(timers::running)?.is_some_and(|row| is_watchable(&row));
        if !runs {
            return Ok(());
        }
        let present = self.present();
        let is_interrupted = self.in_passing(move |tx| {
            let Some(row) = timers::running(tx)?.filter(is_watchable) else { return Ok(false) };
            match row.timer.interruption(present.reading, GRACE) {
                Some(_) => interrupt(tx, &present, row).map(|()| true),
                None => {
                    timers::beat(tx, &row.timer.beating(present.reading))?;
                    Ok(false)
                }
            }
        })?;
        if is_interrupted {
            self.events.tell(Event::Timers);
        }
        Ok(())
    }

    /// Nobody watches from now on, because Daybook is quit: the running timer runs on.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn leave_timer(&self) -> Result<()> {
        let present = self.present();
        self.in_one(move |tx| {
            let Some(row) = timers::running(tx)?.filter(is_watchable) else { return Ok(()) };
            if row.timer.interruption(present.reading, GRACE).is_some() {
                return interrupt(tx, &present, row);
            }
            let timer = row.timer.clone().beating(present.reading).unwatched();
            Ok(timers::put(tx, &Row { timer, ..row }, present.now())?)
        })
    }
}

impl Present {
    /// Lets a timer go on that stands at its last heartbeat; the time since is left out.
    pub(super) fn leave_out(&self, tx: &Connection, row: Row) -> Result<Standing> {
        let asked = self.interruption(&row).ok_or_else(nothing_asked)?;
        let before = counted(&row, self.reading);
        let gap = Interruption { span: Span::new(asked.span.start, self.now()), ..asked };
        let timer = row.timer.clone().interrupted(gap, Choice::LeaveOut, self.reading)?;
        let timer = self.watched(timer);
        settled(tx, self, &before, Row { timer, interruption: None, ..row })
    }

    /// Where nobody watches, no heartbeat can be missed.
    fn watched(&self, timer: Timer) -> Timer {
        if self.is_watched { timer } else { timer.unwatched() }
    }
}

/// Whether heartbeats mean anything to the timer.
fn is_watchable(row: &Row) -> bool {
    row.interruption.is_none() && !is_filled_in(&row.timer)
}

fn interrupt(tx: &Connection, present: &Present, row: Row) -> Result<()> {
    let interruption = row.timer.interruption(present.reading, GRACE);
    Ok(timers::put(tx, &Row { interruption, ..row }, present.now())?)
}

/// What the owner says of an interruption is said of an absence at the same time too: nobody is
/// asked twice.
fn decide(tx: &Connection, present: &Present, asked: Interruption, choice: Choice) -> Result<()> {
    let was = match choice {
        Choice::Keep => Was::Work,
        Choice::LeaveOut => Was::NoWork,
        Choice::End | Choice::EndAt(_) => return Ok(absences::ask(tx, asked.span)?),
    };
    let gaps = Segments::from(asked.span);
    Ok(absences::put(tx, &Decided { gaps, was, seq: None, timed: Vec::new() }, present.now())?)
}

fn nothing_asked() -> Error {
    Error::Input("nothing is asked about this timer any more; look at it again".into())
}
