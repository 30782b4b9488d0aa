//! The real senses of this machine.
//!
//! ```text
//! Linux, X11      windows, titles and idle time from the X server, which reports changes
//! Linux, Wayland  idle time where GNOME tells it; no windows, no pictures yet
//! Linux, both     lock and sleep from logind and the screen savers, over D-Bus
//! macOS, Windows  the front window once a second; written, never run (see `abilities`)
//! ```
//!
//! [`Desktop`] survives the X server and the buses going away, and finds them again.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod linux;
mod own;
#[cfg(any(target_os = "macos", target_os = "windows"))]
mod polled;
#[cfg(target_os = "linux")]
mod power;
#[cfg(target_os = "linux")]
mod savers;
#[cfg(target_os = "linux")]
mod stack;
#[cfg(target_os = "linux")]
mod wayland;
#[cfg(target_os = "linux")]
mod x11;

#[cfg(target_os = "linux")]
pub use linux::Desktop;
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub use polled::Desktop;
