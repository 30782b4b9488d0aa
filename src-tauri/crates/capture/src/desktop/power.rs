//! Lock and sleep: what the machine and the session are about to do.
//!
//! Sources, any of which may be missing: logind on the system bus (sleep, lock requests and
//! hints), and the screen savers of the desktops on the session bus ([`super::savers`]).
//!
//! ## How sleep waits
//!
//! A delay lock is held with logind. When sleep is announced, [`Power::now`] says so; once the
//! last seconds are stored, [`Power::kept`] lets go of it, and the machine sleeps. logind does
//! not wait for longer than its own limit, five seconds by default.

use super::bus::{Bus, Ear, Listener};
use super::savers::Savers;
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use zbus::blocking::Connection;
use zbus::message::Message;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue};

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// How long a request to lock counts without any sign that something did lock.
const GRACE: Duration = Duration::from_secs(10);

/// Listens for lock and sleep.
#[derive(Debug)]
pub(super) struct Power {
    shared: Arc<Shared>,
    // Held for what their ends do.
    _listeners: [Listener; 2],
}

/// How things are now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) locked: bool,
    pub(super) asleep: bool,
}

/// What the buses tell.
#[derive(Debug)]
pub(super) struct Shared {
    known: Mutex<Known>,
    wake: UnixStream,
}

/// Everything heard so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    asleep: bool,
    /// logind's own word for "locked", set by desktops that keep it.
    hinted: bool,
    /// Somebody asked to lock; few screen lockers answer with a hint.
    asked: Option<Instant>,
    /// Screen savers that are active, by interface.
    pub(super) savers: HashSet<&'static str>,
    /// Screen savers that are there at all.
    pub(super) listeners: HashSet<&'static str>,
    delay: Option<OwnedFd>,
    logind: bool,
    pub(super) session_bus: bool,
}

impl Power {
    /// Starts listening; every change makes `wake` readable at its other end.
    pub(super) fn listen(wake: UnixStream) -> Self {
        let shared = Arc::new(Shared { known: Mutex::default(), wake });
        let logind = Logind { shared: Arc::clone(&shared), sessions: HashSet::new() };
        let savers = Savers::new(Arc::clone(&shared));
        let listeners = [
            Listener::start(Bus::System, "logind", logind),
            Listener::start(Bus::Session, "screen savers", savers),
        ];
        Self { shared, _listeners: listeners }
    }

    /// How things are.
    pub(super) fn now(&self) -> Now {
        let known = self.shared.known();
        let locked = known.hinted || known.asked.is_some() || !known.savers.is_empty();
        Now { locked, asleep: known.asleep }
    }

    /// Lets a machine that is about to sleep do so.
    pub(super) fn kept(&self) {
        let mut known = self.shared.known();
        if known.asleep {
            known.delay = None;
        }
    }

    /// The owner works, and nothing covers the screen: a request to lock that is older than
    /// ten seconds and that nobody confirmed was not followed.
    pub(super) fn seems_open(&self) {
        let mut known = self.shared.known();
        if known.asked.is_some_and(|since| since.elapsed() >= GRACE) {
            known.asked = None;
        }
    }

    /// Whether only a request says that the session is locked.
    pub(super) fn is_only_asked(&self) -> bool {
        let known = self.shared.known();
        known.asked.is_some() && !known.hinted && known.savers.is_empty()
    }

    /// Whether logind answers.
    pub(super) fn hears_logind(&self) -> bool {
        self.shared.known().logind
    }

    /// Whether a screen saver answers.
    pub(super) fn hears_savers(&self) -> bool {
        let known = self.shared.known();
        known.session_bus && !known.listeners.is_empty()
    }
}

impl Shared {
    /// What is known, to read or to change.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known, and wakes whoever waits.
    pub(super) fn learn(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known());
        // A full pipe wakes as well as a fuller one.
        let _ = (&self.wake).write(&[1]);
    }
}

/// Listens to logind.
struct Logind {
    shared: Arc<Shared>,
    /// The person's sessions, by path.
    sessions: HashSet<String>,
}

impl Ear for Logind {
    fn rules(&self) -> Vec<String> {
        vec![
            format!(
                "type='signal',sender='{LOGIND}',interface='{MANAGER}',member='PrepareForSleep'"
            ),
            format!("type='signal',sender='{LOGIND}',interface='{SESSION}'"),
            format!("type='signal',sender='{LOGIND}',interface='{PROPERTIES}',arg0='{SESSION}'"),
            format!(
                "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{LOGIND}'"
            ),
        ]
    }

    fn begin(&mut self, connection: &Connection) -> zbus::Result<()> {
        match self.ask(connection) {
            Ok((asleep, hinted)) => {
                self.shared.learn(|known| {
                    known.asleep = asleep;
                    known.hinted = hinted;
                    known.logind = true;
                });
                self.hold(connection);
            }
            // A bus without logind: it may come.
            Err(error) => tracing::debug!(%error, "logind does not answer"),
        }
        Ok(())
    }

    fn hear(&mut self, connection: &Connection, signal: &Message) -> zbus::Result<()> {
        let header = signal.header();
        let path = header.path().map(|path| path.as_str()).unwrap_or_default();
        match header.member().map(|member| member.as_str()).unwrap_or_default() {
            "PrepareForSleep" => {
                let asleep: bool = signal.body().deserialize()?;
                self.shared.learn(|known| known.asleep = asleep);
                if !asleep {
                    self.hold(connection);
                }
            }
            "Lock" if self.is_mine(connection, path) => {
                self.shared.learn(|known| known.asked = Some(Instant::now()));
            }
            "Unlock" if self.is_mine(connection, path) => self.shared.learn(|known| {
                known.asked = None;
                known.hinted = false;
            }),
            "PropertiesChanged" if self.is_mine(connection, path) => {
                let body = signal.body();
                let (_, changed, _): (String, HashMap<String, OwnedValue>, Vec<String>) =
                    body.deserialize()?;
                if let Some(hinted) = changed.get("LockedHint") {
                    let hinted = bool::try_from(hinted)?;
                    self.shared.learn(|known| {
                        known.hinted = hinted;
                        known.asked = None;
                    });
                }
            }
            "NameOwnerChanged" => {
                let body = signal.body();
                let (_, _, owner): (String, String, String) = body.deserialize()?;
                self.end();
                if !owner.is_empty() {
                    self.begin(connection)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self) {
        self.sessions.clear();
        self.shared.learn(|known| {
            known.asleep = false;
            known.hinted = false;
            known.asked = None;
            known.delay = None;
            known.logind = false;
        });
    }
}

impl Logind {
    /// Asleep, and locked by hint.
    fn ask(&mut self, connection: &Connection) -> zbus::Result<(bool, bool)> {
        let asleep = property(connection, "/org/freedesktop/login1", MANAGER, "PreparingForSleep")?;
        self.sessions = sessions(connection).unwrap_or_default();
        let hinted = self
            .sessions
            .iter()
            .any(|path| property(connection, path, SESSION, "LockedHint").unwrap_or(false));
        Ok((asleep, hinted))
    }

    /// Takes a delay lock, so that sleep waits for the last seconds to be stored.
    fn hold(&self, connection: &Connection) {
        let taken = connection
            .call_method(
                Some(LOGIND),
                "/org/freedesktop/login1",
                Some(MANAGER),
                "Inhibit",
                &("sleep", "Daybook", "Stores the last seconds of work", "delay"),
            )
            .and_then(|reply| reply.body().deserialize::<OwnedFd>());
        match taken {
            Ok(delay) => self.shared.known().delay = Some(delay),
            Err(error) => tracing::debug!(%error, "Sleep cannot be delayed"),
        }
    }

    fn is_mine(&mut self, connection: &Connection, path: &str) -> bool {
        if !self.sessions.contains(path) {
            // A session that began after Daybook.
            self.sessions = sessions(connection).unwrap_or_default();
        }
        self.sessions.contains(path)
    }
}

/// The paths of this person's sessions.
fn sessions(connection: &Connection) -> zbus::Result<HashSet<String>> {
    type Row = (String, u32, String, String, OwnedObjectPath);
    let me = rustix::process::getuid().as_raw();
    let reply = connection.call_method(
        Some(LOGIND),
        "/org/freedesktop/login1",
        Some(MANAGER),
        "ListSessions",
        &(),
    )?;
    let rows: Vec<Row> = reply.body().deserialize()?;
    Ok(rows
        .into_iter()
        .filter(|(_, user, ..)| *user == me)
        .map(|(.., path)| path.as_str().to_owned())
        .collect())
}

fn property(
    connection: &Connection,
    path: &str,
    interface: &str,
    name: &str,
) -> zbus::Result<bool> {
    let reply =
        connection.call_method(Some(LOGIND), path, Some(PROPERTIES), "Get", &(interface, name))?;
    let value: OwnedValue = reply.body().deserialize()?;
    Ok(bool::try_from(value)?)
}
