//! The system asks to end: everything is written first.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tauri::AppHandle;

/// Ends the program in order when the session or the system asks it to.
pub(crate) fn heed(app: &AppHandle) {
    let app = app.clone();
    match Signals::new([SIGTERM, SIGINT, SIGHUP]) {
        Ok(mut signals) => {
            std::thread::spawn(move || {
                if signals.forever().next().is_some() {
                    app.exit(0);
                }
            });
        }
        Err(error) => tracing::warn!("A wish to end cannot be heard: {error}"),
    }
}
