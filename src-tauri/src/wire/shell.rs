//! The shell itself.

use serde::Serialize;
use specta::Type;

/// The shell: version, tray, platform, language.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Shell {
    pub(crate) version: String,
    /// linux, macos or windows.
    pub(crate) platform: String,
    /// Whether the system has a tray now.
    pub(crate) tray: bool,
    /// The language in force: en or de.
    pub(crate) language: String,
    /// The system's locale for dates and numbers, as de-AT.
    pub(crate) locale: String,
    /// The data directory.
    pub(crate) home: String,
    /// Why updates are off, if they are.
    pub(crate) updates_off: Option<String>,
    /// Where the tray or a notice asked to go, for a window that was just opened.
    pub(crate) page: Option<String>,
}

/// A newer version.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Update {
    pub(crate) version: String,
    /// What is new, as its makers wrote it.
    pub(crate) notes: String,
}
