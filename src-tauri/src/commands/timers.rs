//! Timers.

use super::Answer;
use crate::wire::{InterruptionChoice, Ms, Timer, TimerWork, Timers};
use domain::edit::Twice;
use domain::time::Moment;
use engine::Daybook;
use tauri::State;

/// The timers: what runs, what is paused, what ran lately, and what has to be asked.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn timers(daybook: State<'_, Daybook>) -> Answer<Timers> {
    Ok(Timers::new(daybook.timers()?, &daybook.names()?))
}

/// Starts a timer, at `at` or now. One that runs is stopped at the same instant.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn start_timer(
    daybook: State<'_, Daybook>,
    work: TimerWork,
    at: Option<Ms>,
) -> Answer<Timer> {
    told(&daybook, daybook.start_timer(&work.into(), at.map(moment), Twice::Refuse)?)
}

/// Pauses the timer that runs.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pause_timer(daybook: State<'_, Daybook>, at: Option<Ms>) -> Answer<Timer> {
    told(&daybook, daybook.pause_timer(at.map(moment), Twice::Refuse)?)
}

/// Resumes a paused timer; `null` is the one that was paused last. One that runs is paused.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn resume_timer(
    daybook: State<'_, Daybook>,
    id: Option<String>,
    at: Option<Ms>,
) -> Answer<Timer> {
    told(&daybook, daybook.resume_timer(id.as_deref(), at.map(moment), Twice::Refuse)?)
}

/// Stops a timer, which becomes an entry; `null` is the one that runs, or was paused last.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn stop_timer(
    daybook: State<'_, Daybook>,
    id: Option<String>,
    at: Option<Ms>,
) -> Answer<Timer> {
    told(&daybook, daybook.stop_timer(id.as_deref(), at.map(moment), Twice::Refuse)?.timer)
}

/// Says what a timer is for, at any time.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn name_timer(
    daybook: State<'_, Daybook>,
    id: String,
    work: TimerWork,
) -> Answer<Timer> {
    told(&daybook, daybook.name_timer(&id, &work.into())?)
}

/// Moves the start of a timer that has not been stopped.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn move_timer_start(daybook: State<'_, Daybook>, id: String, at: Ms) -> Answer<Timer> {
    told(&daybook, daybook.move_timer_start(&id, moment(at), Twice::Refuse)?)
}

/// Starts a timer for the work of an entry or of an earlier timer.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn continue_work(daybook: State<'_, Daybook>, id: String) -> Answer<Timer> {
    told(&daybook, daybook.continue_work(&id, None, Twice::Refuse)?)
}

/// Drops a timer that was not stopped, without an entry.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn discard_timer(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.discard_timer(&id)?)
}

/// Says what an interruption of the timer was.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn answer_interruption(
    daybook: State<'_, Daybook>,
    id: String,
    choice: InterruptionChoice,
) -> Answer<()> {
    daybook.answer_interruption(&id, choice.into())?;
    Ok(())
}

/// The timer shall run on: the question is not asked again.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn timer_goes_on(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    daybook.timer_goes_on(&id)?;
    Ok(())
}

fn told(daybook: &Daybook, standing: engine::timers::Standing) -> Answer<Timer> {
    Ok(Timer::new(standing, &daybook.names()?))
}

const fn moment(ms: Ms) -> Moment {
    Moment(ms.0)
}
