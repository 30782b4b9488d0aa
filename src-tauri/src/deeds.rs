//! What the tray and the notices do, where no page can show how it went: a notice does.

use crate::notices::{self, Notice};
use crate::privacy;
use crate::running::Running;
use crate::wire::PauseLength;
use domain::edit::Twice;
use engine::timers::TimerWork;
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

/// Starts a timer that nobody has named yet.
pub(crate) fn start_timer(app: &AppHandle) {
    later(app, |running| {
        running.daybook().start_timer(&TimerWork::default(), None, Twice::Refuse).map(drop)
    });
}

/// Pauses the timer that runs.
pub(crate) fn pause_timer(app: &AppHandle) {
    later(app, |running| running.daybook().pause_timer(None, Twice::Refuse).map(drop));
}

/// Goes on with the timer that was paused last.
pub(crate) fn resume_timer(app: &AppHandle) {
    later(app, |running| running.daybook().resume_timer(None, None, Twice::Refuse).map(drop));
}

/// Stops the timer; it becomes an entry.
pub(crate) fn stop_timer(app: &AppHandle) {
    later(app, |running| running.daybook().stop_timer(None, None, Twice::Refuse).map(drop));
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
