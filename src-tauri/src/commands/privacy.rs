//! Pause, forget, and what lets the owner check.

use super::Answer;
use crate::privacy;
use crate::wire::{
    Exclusion, ExclusionField, Forgotten, PauseLength, Privacy, SelfCheck, Verdict, Window,
};
use engine::Daybook;
use tauri::State;

/// Pauses capture. Time goes on as paused.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pause(daybook: State<'_, Daybook>, length: PauseLength) -> Answer<()> {
    Ok(privacy::pause(&daybook, length)?)
}

/// Ends a pause.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn resume(daybook: State<'_, Daybook>) -> Answer<()> {
    Ok(daybook.resume()?)
}

/// Forgets the last so many minutes.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn forget(daybook: State<'_, Daybook>, minutes: u32) -> Answer<Forgotten> {
    Ok(privacy::forget(&daybook, minutes)?.into())
}

/// What is on this machine, what left it, what is gone.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn privacy(daybook: State<'_, Daybook>) -> Answer<Privacy> {
    Ok(privacy::page(&daybook)?)
}

/// Searches the data directory for anything raw.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn self_check(daybook: State<'_, Daybook>) -> Answer<SelfCheck> {
    Ok(daybook.self_check()?.into())
}

/// Whether a window would be captured.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn would_capture(daybook: State<'_, Daybook>, window: Window) -> Answer<Verdict> {
    Ok(daybook.would_capture(&window.into())?.into())
}

/// Excludes what holds a text in its program, title or site.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_exclusion(
    daybook: State<'_, Daybook>,
    field: ExclusionField,
    pattern: String,
) -> Answer<Exclusion> {
    Ok(daybook.add_exclusion(field.into(), &pattern)?.into())
}

/// Takes an exclusion away.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_exclusion(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.remove_exclusion(&id)?)
}
