//! What a desktop does with notifications: it shows them, and tells which button was pressed.
//!
//! It is `org.freedesktop.Notifications` on a session bus of a test. It takes down everything
//! that it is asked to show.

#![expect(missing_docs, reason = "zbus writes a trait of the signals, and no words on it")]
#![expect(clippy::panic, reason = "a notification that does not come fails its test")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

const PATH: &str = "/org/freedesktop/Notifications";

/// Shows notifications. Dropping it takes it away.
#[derive(Debug)]
pub struct Notices {
    connection: Connection,
    shown: Arc<Mutex<Vec<Notice>>>,
}

/// A notification as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number; one that replaces another has the other's.
    pub id: u32,
    /// Who asked.
    pub program: String,
    /// The icon's name or file.
    pub icon: String,
    /// The heading.
    pub summary: String,
    /// The text.
    pub body: String,
    /// Its buttons: key and label; the key "default" is a click on the notification itself.
    pub actions: Vec<(String, String)>,
    /// The hints that are text, by name.
    pub hints: Vec<(String, String)>,
    /// How urgent: 0 low, 1 normal, 2 critical, if it says.
    pub urgency: Option<u8>,
    /// When it goes by itself: milliseconds, 0 never, -1 as the desktop likes.
    pub expires_ms: i32,
    /// Whether the program took it away again.
    pub is_closed: bool,
}

struct Server {
    shown: Arc<Mutex<Vec<Notice>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the standard asks for eight")]
    fn notify(
        &self,
        app_name: String,
        replaces_id: u32,
        app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let next = shown.iter().map(|notice| notice.id).max().unwrap_or_default() + 1;
        let id = if replaces_id == 0 { next } else { replaces_id };
        let urgency = hints.get("urgency").and_then(|value| match **value {
            Value::U8(urgency) => Some(urgency),
            _ => None,
        });
        let mut hints: Vec<(String, String)> = hints
            .iter()
            .filter_map(|(name, value)| match &**value {
                Value::Str(text) => Some((name.clone(), text.to_string())),
                _ => None,
            })
            .collect();
        hints.sort();
        let mut words = actions.into_iter();
        let mut actions = Vec::new();
        while let (Some(key), Some(label)) = (words.next(), words.next()) {
            actions.push((key, label));
        }
        shown.push(Notice {
            id,
            program: app_name,
            icon: app_icon,
            summary,
            body,
            actions,
            hints,
            urgency,
            expires_ms: expire_timeout,
            is_closed: false,
        });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            let of_it = shown.iter_mut().filter(|notice| notice.id == id);
            of_it.for_each(|notice| notice.is_closed = true);
        }
        // 3: the program asked for it.
        emitter.notification_closed(id, 3).await?;
        Ok(())
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["actions", "body", "persistence"]
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("Daybook's tests", "Daybook", "1", "1.2")
    }

    /// A button was pressed.
    #[zbus(signal)]
    async fn action_invoked(
        emitter: &SignalEmitter<'_>,
        id: u32,
        action_key: &str,
    ) -> zbus::Result<()>;

    /// It went away.
    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

impl Notices {
    /// Shows notifications on the session bus at `address`.
    ///
    /// # Errors
    /// If the bus does not answer, or somebody shows them already.
    pub fn open(address: &str) -> zbus::Result<Self> {
        let shown = Arc::default();
        let server = Server { shown: Arc::clone(&shown) };
        let connection = Builder::address(address)?
            .serve_at(PATH, server)?
            .name("org.freedesktop.Notifications")?
            .build()?;
        Ok(Self { connection, shown })
    }

    /// Everything shown so far, the oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Notice> {
        self.shown().clone()
    }

    /// How many were shown so far: a mark for [`Notices::wait_since`].
    #[must_use]
    pub fn count(&self) -> usize {
        self.shown().len()
    }

    /// Waits for one like that among those after the first `mark`; it and how long it took.
    ///
    /// # Panics
    /// If none comes.
    #[track_caller]
    pub fn wait_since(
        &self,
        mark: usize,
        what: &str,
        patience: Duration,
        wanted: impl Fn(&Notice) -> bool,
    ) -> (Notice, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(notice) = self.shown().iter().skip(mark).find(|notice| wanted(notice)) {
                return (notice.clone(), begun.elapsed());
            }
            if begun.elapsed() > patience {
                panic!("no notification of {what} came; there were {:#?}", self.all());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Presses a button of a notification, or the notification itself with "default"; it closes
    /// then, as on a desktop.
    ///
    /// # Errors
    /// If the bus is gone.
    pub fn press(&self, notice: &Notice, action: &str) -> zbus::Result<()> {
        let emitter = SignalEmitter::new(self.connection.inner(), PATH)?;
        zbus::block_on(async {
            emitter.action_invoked(notice.id, action).await?;
            // 2: the person closed it.
            emitter.notification_closed(notice.id, 2).await
        })
    }

    fn shown(&self) -> MutexGuard<'_, Vec<Notice>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
