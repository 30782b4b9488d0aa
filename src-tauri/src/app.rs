//! # The program, from its start to its end
//!
//! The engine runs with no webview alive: closing the window destroys it, and the program goes on
//! in the tray until the owner quits, the session ends or the system asks it to.

use crate::arguments::{self, Arguments};
use crate::installing::Installing;
use crate::notices::{self, Notice};
use crate::running::Running;
use crate::saving::Saved;
use crate::tray::Tray;
use crate::wire::Changed;
use crate::{commands, monitor, tray, window};
use engine::Daybook;
use std::ffi::OsString;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_specta::Event;

/// Runs until the owner quits.
///
/// Errors: the window system refused.
pub(crate) fn run(daybook: &Daybook, arguments: Arguments) -> tauri::Result<()> {
    let commands = commands::all();
    let handler = commands.invoke_handler();
    let app = tauri::Builder::default()
        // First, so that a second start does nothing but bring the window.
        .plugin(tauri_plugin_single_instance::init(again))
        .plugin(
            tauri_plugin_autostart::Builder::new().app_name("Daybook").args(["--hidden"]).build(),
        )
        .plugin(crate::updates::plugin())
        .manage(daybook.clone())
        .manage(Running::new(daybook.clone()))
        .manage(Installing::default())
        .manage(Saved::default())
        .manage(Tray::default())
        .invoke_handler(handler)
        .setup(move |app| {
            commands.mount_events(app);
            start(app.handle(), &arguments);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| heed(app, &event));
    Ok(())
}

fn start(app: &AppHandle, arguments: &Arguments) {
    let running = app.state::<Running>();
    if let Err(error) = running.begin() {
        tracing::error!("Capture cannot begin: {error}");
    }
    monitor::start(app);
    let this = app.clone();
    tray::watch_for_tray(move |there| monitor::tray_changed(&this, there));
    #[cfg(unix)]
    crate::signals::heed(app);
    // Hidden only once it is set up: otherwise nobody would know that it is there.
    let is_set_up = running.is_set_up().unwrap_or(false);
    if !arguments.hidden || !is_set_up {
        window::open(app, arguments.page.as_deref());
    }
}

/// A second start brings the window of the first.
fn again(app: &AppHandle, words: Vec<String>, _folder: String) {
    let asked = arguments::parse(words.into_iter().skip(1).map(OsString::from));
    let asked = asked.unwrap_or_default();
    if !asked.hidden {
        window::open(app, asked.page.as_deref());
    }
}

fn heed(app: &AppHandle, event: &RunEvent) {
    match event {
        // The last window is closed: the tray stays. A wish to quit carries a code.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            let running = app.state::<Running>();
            if running.has_tray() {
                if let Some(window) = app.webview_windows().values().next() {
                    window::remember(window);
                }
                told_once(app);
            } else {
                // Without a tray a closed window would be a program that nobody can find.
                api.prevent_close();
                let _ = Changed::CloseAsked.emit(app);
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, None),
        RunEvent::Exit => app.state::<Running>().end(),
        _ => {}
    }
}

/// Says once in a lifetime that a closed window is not the end.
fn told_once(app: &AppHandle) {
    let Some(path) = crate::logs::folder().map(|folder| folder.join("told-of-tray")) else {
        return;
    };
    if !path.exists() && std::fs::write(&path, "").is_ok() {
        notices::tell(app, &Notice::InTray);
    }
}
