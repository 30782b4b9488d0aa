//! Settings, keys, and what works here.

use super::Answer;
use crate::wire::{self, Change, Finding, Settings};
use engine::Daybook;
use tauri::State;

/// The settings in force.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn settings(daybook: State<'_, Daybook>) -> Answer<Settings> {
    let settings = daybook.settings();
    Ok(Settings::new(&settings, daybook.has_gemini_key()?, daybook.keeper()))
}

/// Changes settings, all or none.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_settings(
    daybook: State<'_, Daybook>,
    changes: Vec<Change>,
) -> Answer<Settings> {
    daybook.change_settings(&wire::changes(changes))?;
    settings(daybook)
}

/// Keeps the key of Gemini.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_gemini_key(daybook: State<'_, Daybook>, key: String) -> Answer<()> {
    Ok(daybook.set_gemini_key(&key)?)
}

/// Forgets the key of Gemini.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_gemini_key(daybook: State<'_, Daybook>) -> Answer<()> {
    Ok(daybook.remove_gemini_key()?)
}

/// What works on this machine, what does not, and what would help. Takes some seconds, since it
/// listens for a moment.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn findings(daybook: State<'_, Daybook>) -> Answer<Vec<Finding>> {
    Ok(daybook.findings()?.into_iter().map(Finding::from).collect())
}
