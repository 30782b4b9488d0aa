//! The window: made when it is asked for, and gone with all its memory when it is closed.

use crate::logs;
use crate::running::Running;
use crate::wire::Changed;
use engine::settings::Theme;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tauri::window::Color;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_specta::Event;

type Builder<'a> = WebviewWindowBuilder<'a, tauri::Wry, AppHandle>;

/// The label of the one window, as `capabilities/main.json` names it.
const MAIN: &str = "main";

/// The paper of `tokens.css`, so that no white flashes before the page is there.
const PAPER: Color = Color(251, 250, 247, 255);
const DARK_PAPER: Color = Color(21, 20, 18, 255);

/// Opens the window on `page`, or brings it to the front.
pub(crate) fn open(app: &AppHandle, page: Option<&str>) {
    let (this, page) = (app.clone(), page.map(str::to_owned));
    let asked = app.run_on_main_thread(move || {
        if let Err(error) = show(&this, page.as_deref()) {
            tracing::error!("The window could not be opened: {error}");
        }
    });
    if let Err(error) = asked {
        tracing::error!("The window could not be asked for: {error}");
    }
}

fn show(app: &AppHandle, page: Option<&str>) -> tauri::Result<()> {
    let running = app.state::<Running>();
    if let Some(window) = app.get_webview_window(MAIN) {
        if let Some(page) = page {
            let _ = Changed::Go { page: page.to_owned() }.emit(app);
        }
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    running.expect_window(page);
    let place = Place::read().unwrap_or_default();
    let theme = theme(&running);
    let window = unkept(WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default()))
        .title("Daybook")
        .inner_size(place.width, place.height)
        .min_inner_size(720.0, 520.0)
        .theme(theme)
        .background_color(if theme == Some(tauri::Theme::Dark) { DARK_PAPER } else { PAPER })
        .disable_drag_drop_handler()
        .zoom_hotkeys_enabled(false)
        .build()?;
    window.set_focus()
}

/// What the window shows never touches the disk.
#[cfg(not(target_os = "linux"))]
fn unkept(window: Builder<'_>) -> Builder<'_> {
    window.incognito(true)
}

/// What the window shows never touches the disk: what WebKit keeps lies where the session keeps
/// its sockets, in memory.
///
/// Not incognito: on Linux every such window has a context of its own, in which Tauri serves its
/// pages to the first window only (tauri-runtime-wry 2.12), and a process for the network that
/// stays when the window is closed.
#[cfg(target_os = "linux")]
fn unkept(window: Builder<'_>) -> Builder<'_> {
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    match session.filter(|folder| folder.is_absolute()).or_else(logs::folder) {
        Some(folder) => window.data_directory(folder.join("daybook-window")),
        None => window,
    }
}

/// Gives the window's frame the colours of the settings.
pub(crate) fn restyle(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    if let Err(error) = window.set_theme(theme(&app.state::<Running>())) {
        tracing::debug!("The window's frame keeps its colours: {error}");
    }
}

/// The window's colours by the settings; `None` are the system's.
fn theme(running: &Running) -> Option<tauri::Theme> {
    match running.daybook().settings().window.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// Closes the window; capturing goes on.
pub(crate) fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        remember(&window);
        if let Err(error) = window.destroy() {
            tracing::warn!("The window could not be closed: {error}");
        }
    }
}

/// Keeps the window's size for the next time.
pub(crate) fn remember(window: &WebviewWindow) {
    let sizes = window.inner_size().and_then(|size| Ok((size, window.scale_factor()?)));
    let Ok((size, scale)) = sizes else { return };
    let size = size.to_logical(scale);
    Place { width: size.width, height: size.height }.write();
}

/// Opens a folder in the system's file manager.
///
/// Errors: there is none, or it did not start.
pub(crate) fn show_folder(folder: &Path) -> io::Result<()> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut opened = Command::new(program)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Waited for elsewhere, so that it does not stay behind as a zombie.
    std::thread::spawn(move || opened.wait());
    Ok(())
}

/// The size of the window when it was closed last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Place {
    width: f64,
    height: f64,
}

impl Default for Place {
    fn default() -> Self {
        Self { width: 1280.0, height: 800.0 }
    }
}

impl Place {
    fn path() -> Option<PathBuf> {
        Some(logs::folder()?.join("window.json"))
    }

    fn read() -> Option<Self> {
        let text = std::fs::read_to_string(Self::path()?).ok()?;
        let place: Self = serde_json::from_str(&text).ok()?;
        let fits =
            (720.0..=16_384.0).contains(&place.width) && (520.0..=16_384.0).contains(&place.height);
        fits.then_some(place)
    }

    /// A size that cannot be kept is no loss.
    fn write(self) {
        let Some(path) = Self::path() else { return };
        let _ = std::fs::write(path, serde_json::to_string(&self).unwrap_or_default());
    }
}
