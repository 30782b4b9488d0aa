//! A Wayland session, as far as it lets a program see anything.
//!
//! Wayland shows no program another's windows. GNOME tells the idle time over D-Bus; windows
//! and pictures would need a shell extension or the portal, which asks the person each time.
//! Daybook does not ask, and says in `doctor` what is missing.

use super::bus::Bus;
use domain::time::Millis;
use std::time::{Duration, Instant};
use zbus::blocking::Connection;

const IDLE_MONITOR: &str = "org.gnome.Mutter.IdleMonitor";

/// How long to leave a desktop alone that did not answer.
const REST: Duration = Duration::from_secs(60);

/// Asks GNOME for the idle time.
#[derive(Debug, Default)]
pub(super) struct Wayland {
    connection: Option<Connection>,
    refused: Option<Instant>,
}

impl Wayland {
    /// Whether this session is a Wayland session, as xcap would see it, too: in such a session
    /// xcap must not be called.
    pub(super) fn is_running() -> bool {
        std::env::var_os("XDG_SESSION_TYPE").is_some_and(|kind| kind == "wayland")
            || std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
    }

    /// Milliseconds since the last input, where the desktop is GNOME.
    pub(super) fn idle_ms(&mut self) -> Option<Millis> {
        if self.refused.is_some_and(|since| since.elapsed() < REST) {
            return None;
        }
        let idle = self.ask();
        self.refused = idle.is_err().then(Instant::now);
        if let Err(error) = &idle {
            tracing::debug!(%error, "The desktop does not tell the idle time");
            self.connection = None;
        }
        idle.ok()
    }

    fn ask(&mut self) -> zbus::Result<Millis> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Bus::Session.connect()?,
        };
        let reply = connection.call_method(
            Some(IDLE_MONITOR),
            "/org/gnome/Mutter/IdleMonitor/Core",
            Some(IDLE_MONITOR),
            "GetIdletime",
            &(),
        )?;
        self.connection = Some(connection);
        let idle: u64 = reply.body().deserialize()?;
        Ok(Millis::try_from(idle).unwrap_or(Millis::MAX))
    }
}
