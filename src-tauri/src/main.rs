//! # Daybook, the desktop app
//!
//! A tray icon, a window that comes and goes, and the engine that runs with or without it.
//!
//! Invariant: the shell decides nothing that the engine could decide. A command is one line.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod arguments;
mod commands;
mod deeds;
mod installing;
mod light;
mod login;
mod logs;
mod monitor;
mod notices;
mod privacy;
mod running;
mod saving;
#[cfg(unix)]
mod signals;
mod tray;
mod updates;
mod window;
mod wire;
mod words;

use engine::Daybook;
use engine::home::Home;
use std::io::Write;
use std::process::ExitCode;
use store::Check;

fn main() -> ExitCode {
    // A child that hears for its parent is this program under another name.
    if std::env::args_os().nth(1).is_some_and(|word| word == speech::child::ARGUMENT) {
        return speech::child::main();
    }
    match begin() {
        Ok(()) => ExitCode::SUCCESS,
        Err((sentence, code)) => {
            let _ = writeln!(std::io::stderr(), "daybook-desktop: {sentence}");
            ExitCode::from(code)
        }
    }
}

/// Reads the arguments, opens the data directory and runs.
fn begin() -> Result<(), (String, u8)> {
    let arguments = arguments::parse(std::env::args_os().skip(1))
        .map_err(|sentence| (format!("{sentence}; --help shows what there is"), 2))?;
    if arguments.help || arguments.version {
        let text = if arguments.help {
            arguments::HELP.to_owned()
        } else {
            format!("Daybook {}\n", env!("CARGO_PKG_VERSION"))
        };
        return std::io::stdout()
            .write_all(text.as_bytes())
            .map_err(|error| (error.to_string(), 1));
    }
    graphics(arguments.safe_graphics);
    logs::start();
    let failed = |error: engine::Error| {
        tracing::error!("Daybook cannot start: {error}");
        notices::last_words(&error.to_string());
        (error.to_string(), 1)
    };
    let home = Home::find(arguments.home.clone()).map_err(failed)?;
    let (daybook, _) =
        Daybook::open(home, Check::Glance, engine::clock::machine()).map_err(failed)?;
    app::run(&daybook, arguments).map_err(|error| (error.to_string(), 1))
}

/// Tells WebKitGTK how to draw: scroll bars beside the page, because those over it shine through
/// dialogs; and, if asked, without graphics drivers that leave the window blank.
fn graphics(safe: bool) {
    #[cfg(target_os = "linux")]
    {
        let drivers = safe.then_some(("WEBKIT_DISABLE_DMABUF_RENDERER", "1"));
        for (name, value) in drivers.into_iter().chain([("GTK_OVERLAY_SCROLLING", "0")]) {
            // SAFETY: no other thread runs yet.
            unsafe { std::env::set_var(name, value) };
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = safe;
}
