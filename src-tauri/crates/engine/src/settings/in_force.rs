//! The settings in force: one place that all clones of a [`Daybook`](crate::Daybook) look at.

use super::Settings;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Settings that can be exchanged while others read them.
#[derive(Debug, Clone)]
pub(crate) struct InForce(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: RwLock<Arc<Settings>>,
    /// Counts changes of what stands outside `settings.toml`: keys, and the model in use.
    tools: AtomicU64,
    writing: Mutex<()>,
}

impl InForce {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(Inner {
            settings: RwLock::new(Arc::new(settings)),
            tools: AtomicU64::new(0),
            writing: Mutex::new(()),
        }))
    }

    /// As they are now. Whoever keeps them keeps these, whatever changes later.
    pub(crate) fn get(&self) -> Arc<Settings> {
        Arc::clone(&self.0.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set(&self, settings: Settings) {
        *self.0.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// How often keys or the model in use have changed.
    pub(crate) fn tools(&self) -> u64 {
        self.0.tools.load(Ordering::SeqCst)
    }

    pub(crate) fn tools_changed(&self) {
        self.0.tools.fetch_add(1, Ordering::SeqCst);
    }

    /// Held while the file is read, changed and written, so that no change is lost.
    pub(crate) fn writing(&self) -> MutexGuard<'_, ()> {
        self.0.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
