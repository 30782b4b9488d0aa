//! Starting at login: off until the owner asks for it.

use crate::wire::Problem;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

/// Whether Daybook starts when the owner logs in.
///
/// Errors: the system cannot say.
pub(crate) fn is_on(app: &AppHandle) -> Result<bool, Problem> {
    app.autolaunch().is_enabled().map_err(|error| refused(&error))
}

/// Starts Daybook when the owner logs in, or no longer.
///
/// Errors: the system refused.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<(), Problem> {
    let login = app.autolaunch();
    if on {
        return login.enable().map_err(|error| refused(&error));
    }
    // Switching off what is off is no failure.
    if is_on(app)? { login.disable().map_err(|error| refused(&error)) } else { Ok(()) }
}

fn refused(error: &tauri_plugin_autostart::Error) -> Problem {
    Problem::new("system", format!("the system refused to change what starts at login: {error}"))
}
