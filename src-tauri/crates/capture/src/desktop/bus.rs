//! Listening on a D-Bus bus for as long as Daybook runs.
//!
//! Each bus has a thread of its own that sleeps until a signal comes. A bus that is not there,
//! or goes away, is tried again: after a second at first, then less and less often.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};

/// The longest time between two attempts to reach a bus.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// How long a service may take to answer.
const METHOD_TIMEOUT: Duration = Duration::from_secs(3);

/// Which bus.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bus {
    /// The machine's. `DBUS_SYSTEM_BUS_ADDRESS` overrides where it is.
    System,
    /// The person's.
    Session,
}

/// What to listen for, and what to do with it.
pub(super) trait Ear: Send + 'static {
    /// The signals to be sent here, as D-Bus match rules.
    fn rules(&self) -> Vec<String>;

    /// The bus is there: how are things now?
    fn begin(&mut self, connection: &Connection) -> zbus::Result<()>;

    /// A signal came.
    fn hear(&mut self, connection: &Connection, signal: &Message) -> zbus::Result<()>;

    /// The bus is gone: what was known from it is not known any more.
    fn end(&mut self);
}

/// A thread that listens. Dropping it ends the thread.
#[derive(Debug)]
pub(super) struct Listener {
    stop: Option<Sender<()>>,
    connection: Arc<Mutex<Option<Connection>>>,
    thread: Option<JoinHandle<()>>,
}

impl Bus {
    /// Connects, once.
    pub(super) fn connect(self) -> zbus::Result<Connection> {
        let builder = match self {
            Self::System => Builder::system()?,
            Self::Session => Builder::session()?,
        };
        builder.method_timeout(METHOD_TIMEOUT).build()
    }
}

impl Listener {
    /// Starts listening on `bus`. Without a thread nothing is ever heard.
    pub(super) fn start(bus: Bus, name: &str, ear: impl Ear) -> Self {
        let (stop, stopped) = channel();
        let connection = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&connection);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || listen(bus, ear, &slot, &stopped))
            .map_err(|error| tracing::warn!(%error, "Cannot listen to D-Bus"))
            .ok();
        Self { stop: Some(stop), connection, thread }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(connection) = take(&self.connection) {
            // Closed from here, the thread's wait for the next signal ends.
            let _ = connection.close();
        }
        if let Some(thread) = self.thread.take() {
            // A panic over there has been reported over there.
            let _ = thread.join();
        }
    }
}

fn listen(bus: Bus, mut ear: impl Ear, slot: &Mutex<Option<Connection>>, stopped: &Receiver<()>) {
    let mut rest = Duration::from_secs(1);
    loop {
        let outcome = bus.connect().and_then(|connection| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection.clone());
            rest = Duration::from_secs(1);
            // Stopped between the two lines above: nobody would close this connection.
            if is_stopped(stopped) { Ok(()) } else { attend(&connection, &mut ear) }
        });
        drop(take(slot));
        ear.end();
        if let Err(error) = outcome {
            tracing::debug!(?bus, %error, "D-Bus is not there");
        }
        match stopped.recv_timeout(rest) {
            Err(RecvTimeoutError::Timeout) => rest = (rest * 2).min(LONGEST_REST),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Listens until the connection breaks.
fn attend(connection: &Connection, ear: &mut impl Ear) -> zbus::Result<()> {
    let messages = MessageIterator::from(connection);
    for rule in ear.rules() {
        connection.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "AddMatch",
            &rule,
        )?;
    }
    ear.begin(connection)?;
    for message in messages {
        let message = message?;
        if message.message_type() == Type::Signal {
            // A signal of another shape than its documentation says is passed over.
            if let Err(error) = ear.hear(connection, &message) {
                tracing::debug!(%error, "A D-Bus signal could not be understood");
            }
        }
    }
    Ok(())
}

fn is_stopped(stopped: &Receiver<()>) -> bool {
    use std::sync::mpsc::TryRecvError;
    stopped.try_recv() == Err(TryRecvError::Disconnected)
}

fn take(slot: &Mutex<Option<Connection>>) -> Option<Connection> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}
