//! The shell itself: how it stands, where it starts, how it ends.

use super::Answer;
use crate::running::Running;
use crate::wire::{self, Change, Problem, Shell, Status, Update};
use crate::{login, updates, window};
use engine::Daybook;
use tauri::{AppHandle, State};

/// How Daybook stands, from what was written.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn status(running: State<'_, Running>) -> Answer<Status> {
    Ok(running.status())
}

/// The shell: version, tray, platform, language.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn shell(app: AppHandle, running: State<'_, Running>) -> Answer<Shell> {
    Ok(running.shell(&app))
}

/// Sets Daybook up with the owner's choices, and begins to capture.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_up(
    daybook: State<'_, Daybook>,
    running: State<'_, Running>,
    choices: Vec<Change>,
) -> Answer<()> {
    daybook.set_up(&wire::changes(choices))?;
    Ok(running.begin()?)
}

/// Whether Daybook starts when the owner logs in.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn starts_at_login(app: AppHandle) -> Answer<bool> {
    login::is_on(&app)
}

/// Starts Daybook when the owner logs in, or no longer.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_start_at_login(app: AppHandle, on: bool) -> Answer<()> {
    login::set(&app, on)
}

/// Whether there is a newer version; `null` where updates are off or none is newer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_for_update(app: AppHandle) -> Answer<Option<Update>> {
    updates::check(&app).await
}

/// Fetches the newer version, checks its signature, and starts it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn install_update(app: AppHandle) -> Answer<()> {
    updates::install(&app).await
}

/// Shows the data directory in the system's file manager.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn show_data(daybook: State<'_, Daybook>) -> Answer<()> {
    window::show_folder(daybook.home().path())
        .map_err(|error| Problem::new("system", format!("the file manager did not open: {error}")))
}

/// The page shows real content: told once per window.
#[tauri::command]
#[specta::specta]
pub(crate) fn painted(running: State<'_, Running>) -> Answer<()> {
    running.painted();
    Ok(())
}

/// Closes the window and records on.
#[tauri::command]
#[specta::specta]
pub(crate) fn hide(app: AppHandle) -> Answer<()> {
    window::close(&app);
    Ok(())
}

/// Ends Daybook.
#[tauri::command]
#[specta::specta]
pub(crate) fn quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}
