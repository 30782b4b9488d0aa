//! Private and incognito windows, told by their titles.
//!
//! Firefox and its kin, Edge, Safari on some systems and the smaller Chromium browsers mark
//! private windows in the title, in the browser's language. Chrome marks only its first tab on
//! Linux and Windows; a private Chrome window with a page open has an ordinary title there and
//! cannot be told by it.

use crate::activity::Window;
use crate::fold::folded;
use crate::site::is_browser;

/// How browsers mark private windows, folded.
const MARKS: &[&str] = &["private browsing", "incognito", "inprivate"];

/// Programs whose every window is private.
const ALWAYS: &[&str] = &[
    "tor browser",
    "tor-browser",
    "torbrowser",
    "mullvad browser",
    "mullvadbrowser",
    "mullvad-browser",
];

/// Whether `window` is a private browser window, as far as its title tells.
#[must_use]
pub fn is_private(window: &Window) -> bool {
    let program = folded(&window.program);
    if ALWAYS.contains(&program.as_str()) {
        return true;
    }
    if !program.is_empty() && !is_browser(&program) {
        return false;
    }
    let title = folded(&window.title);
    MARKS.iter().any(|mark| title.contains(mark))
}
