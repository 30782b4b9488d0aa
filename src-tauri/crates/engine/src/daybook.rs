//! The door to every use-case.

use crate::Result;
use crate::clock::Clock;
use crate::current::Remembered;
use crate::events::Events;
use crate::history;
use crate::home::Home;
use crate::settings::Settings;
use domain::names::Names;
use domain::time::Moment;
use std::sync::Arc;
use store::{Check, Opened, Store, clients};

/// One data directory, opened.
///
/// Cheap to clone: the parts are shared. Use-cases are methods, grouped by subject in the
/// modules of this crate.
#[derive(Clone)]
pub struct Daybook {
    pub(crate) home: Home,
    pub(crate) store: Arc<Store>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) remembered: Remembered,
}

impl std::fmt::Debug for Daybook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Daybook").field("home", &self.home).finish_non_exhaustive()
    }
}

impl Daybook {
    /// Opens the data directory. `check` says how well the database is looked at first.
    ///
    /// # Errors
    ///
    /// The settings or the database cannot be used.
    pub fn open(home: Home, check: Check, clock: Arc<dyn Clock>) -> Result<(Self, Opened)> {
        let settings = Settings::load(home.path())?;
        let (store, opened) = Store::open(home.path(), check, clock.now())?;
        let daybook = Self {
            home,
            store: Arc::new(store),
            settings: Arc::new(settings),
            clock,
            events: Events::default(),
            remembered: Remembered::default(),
        };
        Ok((daybook, opened))
    }

    /// The same data directory under other settings.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = Arc::new(settings);
        self
    }

    /// The data directory.
    #[must_use]
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The clocks in use.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// What changes from now on.
    #[must_use]
    pub const fn events(&self) -> &Events {
        &self.events
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// What clients and projects are called.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn names(&self) -> Result<Names> {
        Ok(self.store.read(names)?)
    }
}

/// What clients and projects are called, on a connection at hand.
pub(crate) fn names(db: &store::Connection) -> store::Result<Names> {
    let mut names = Names::default();
    for client in clients::list(db)? {
        names.add_client(client.id, &client.name);
    }
    for project in clients::projects(db)? {
        names.add_project(project.id, project.client, &project.name);
    }
    Ok(names)
}

impl Daybook {
    /// Lets steps go that are too old to be undone, and makes today's copy of the database, if
    /// there is none yet.
    ///
    /// # Errors
    ///
    /// The database refused, or the copy could not be written.
    pub fn keep_house(&self) -> Result<()> {
        let now = self.now();
        self.store.write(move |tx| store::history::sweep(tx, now.minus(history::KEPT)))?;
        self.store.back_up(now)?;
        Ok(())
    }
}
