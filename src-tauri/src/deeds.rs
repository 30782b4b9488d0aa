//! What the tray and the notices do, where no page can show how it went: a notice does.

use crate::notices::{self, Notice};
use crate::privacy;
use crate::running::Running;
use crate::wire::PauseLength;
use tauri::{AppHandle, Manager};

/// Pauses for that long.
pub(crate) fn pause(app: &AppHandle, length: PauseLength) {
    later(app, move |running| privacy::pause(running.daybook(), length));
}

/// Ends a pause.
pub(crate) fn resume(app: &AppHandle) {
    later(app, |running| running.daybook().resume());
}

/// Forgets the last so many minutes, and says that they are gone.
pub(crate) fn forget(app: &AppHandle, minutes: u32) {
    let this = app.clone();
    later(app, move |running| {
        let notice = match privacy::forget(running.daybook(), minutes) {
            Ok(_) => Notice::Forgotten,
            Err(error) => Notice::NotForgotten(error.to_string()),
        };
        notices::tell(&this, &notice);
        Ok(())
    });
}

/// Does `deed` off the thread that draws.
fn later(app: &AppHandle, deed: impl FnOnce(&Running) -> engine::Result<()> + Send + 'static) {
    let app = app.clone();
    std::thread::spawn(move || {
        if let Err(error) = deed(&app.state::<Running>()) {
            tracing::warn!("What was asked for in the tray failed: {error}");
        }
    });
}
