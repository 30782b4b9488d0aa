//! What changed, for whoever shows it. Events never carry content; the listener asks again.

use serde::Serialize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Rows of the ledger were written.
    Ledger,
    /// Blocks were added or changed.
    Blocks,
    /// A timer was started, paused, stopped or named, or asks something.
    Timers,
    /// Raw captures were wiped.
    Wiped,
    /// Settings, keys or the model in use changed.
    Settings,
    /// Clients, projects or rules changed.
    Clients,
    /// Notes were written or deleted.
    Notes,
    /// Something needs the owner's eye: status says what.
    Trouble,
}

/// Tells listeners what changed.
#[derive(Debug, Clone, Default)]
pub struct Events {
    listeners: Arc<Mutex<Vec<Sender<Event>>>>,
}

impl Events {
    /// Everything that changes from now on. Ends when the last sender is gone.
    #[must_use]
    pub fn listen(&self) -> Receiver<Event> {
        let (sender, receiver) = channel();
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// Tells everybody; whoever has stopped listening is forgotten.
    pub(crate) fn tell(&self, event: Event) {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|listener| listener.send(event).is_ok());
    }
}
