//! The door to every use-case.

use crate::Result;
use crate::clock::Clock;
use crate::current::Remembered;
use crate::events::Events;
use crate::history;
use crate::home::Home;
use crate::keys::Keys;
use crate::settings::{InForce, Settings};
use crate::status::Glance;
use crate::trouble::{Code, Source, Trouble, Vitals};
use domain::names::Names;
use domain::time::Moment;
use std::sync::{Arc, Mutex};
use store::{Check, Opened, Store, clients, tags, tasks};

/// One data directory, opened.
///
/// Cheap to clone: the parts are shared. Use-cases are methods, grouped by subject in the
/// modules of this crate.
#[derive(Clone)]
pub struct Daybook {
    pub(crate) home: Home,
    pub(crate) store: Arc<Store>,
    pub(crate) settings: InForce,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) remembered: Remembered,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) glance: Arc<Mutex<Glance>>,
    pub(crate) open_keys: Arc<Mutex<Option<Arc<Keys>>>>,
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
            settings: InForce::new(settings),
            clock,
            events: Events::default(),
            remembered: Remembered::default(),
            vitals: Arc::default(),
            glance: Arc::default(),
            open_keys: Arc::default(),
        };
        Ok((daybook, opened))
    }

    /// The data directory.
    #[must_use]
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// The settings in force now; [`Daybook::change_settings`] puts others in their place.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get()
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

    /// What is wrong with this process's capture now, the worst first.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        self.vitals.all()
    }

    /// Everything that is wrong with `source` now.
    pub(crate) fn report(&self, source: Source, found: Vec<(Code, String)>) {
        self.vitals.report(source, found, self.now(), &self.events);
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// What clients, projects, tasks and tags are called.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn names(&self) -> Result<Names> {
        Ok(self.store.read(names)?)
    }
}

/// What clients, projects, tasks and tags are called, on a connection at hand.
pub(crate) fn names(db: &store::Connection) -> store::Result<Names> {
    let mut names = Names::default();
    for client in clients::list(db)? {
        names.add_client(client.id, &client.name);
    }
    for project in clients::projects(db)? {
        names.add_project(project.id, project.client, &project.name);
    }
    for task in tasks::list(db)? {
        names.add_task(task.id, task.project, &task.name);
    }
    for tag in tags::list(db)? {
        names.add_tag(tag.id, &tag.name);
    }
    Ok(names)
}

impl Daybook {
    /// Lets steps go that are too old to be undone, and timers with them, and makes today's copy of
    /// the database, if there is none yet.
    ///
    /// # Errors
    ///
    /// The database refused, or the copy could not be written.
    pub fn keep_house(&self) -> Result<()> {
        let now = self.now();
        self.store.write(move |tx| {
            store::timers::sweep(tx, now.minus(history::KEPT))?;
            store::history::sweep(tx, now.minus(history::KEPT))
        })?;
        self.store.back_up(now)?;
        Ok(())
    }
}
