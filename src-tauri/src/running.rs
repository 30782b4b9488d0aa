//! # What runs, whether or not there is a window
//!
//! Capture begins when the owner agreed to it, and ends with the program. The window comes and
//! goes; this stays.

use crate::light::{Hope, Light};
use crate::updates;
use crate::wire::status::Beside;
use crate::wire::{Shell, Status};
use crate::words::{Tongue, system_locale};
use domain::time::{Date, Moment};
use engine::Daybook;
use engine::watch::Watch;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tauri::AppHandle;

/// How long the first row may take after a start before its absence is a fault.
const START: Duration = Duration::from_secs(5);

/// For whom the work is changes slowly; it is asked for so often.
const CLIENT_EVERY: Duration = Duration::from_secs(5);

/// Everything that lives as long as the program.
pub(crate) struct Running {
    daybook: Daybook,
    locale: String,
    watch: Mutex<Option<Watched>>,
    set_up: AtomicBool,
    tray: AtomicBool,
    /// Of which day, at which change: how many drafts.
    drafts: Mutex<Option<(Date, i64, u32)>>,
    /// When the status could last be read.
    seen: Mutex<Option<Moment>>,
    /// The page that the next window opens on.
    page: Mutex<Option<String>>,
    /// When a window was asked for that has not shown its content yet.
    asked: Mutex<Option<Instant>>,
    client: Mutex<Option<(Instant, Option<String>)>>,
}

struct Watched {
    watch: Watch,
    since: Instant,
}

impl Running {
    pub(crate) fn new(daybook: Daybook) -> Self {
        Self {
            daybook,
            locale: system_locale(),
            watch: Mutex::new(None),
            set_up: AtomicBool::new(false),
            tray: AtomicBool::new(false),
            drafts: Mutex::new(None),
            seen: Mutex::new(None),
            page: Mutex::new(None),
            asked: Mutex::new(None),
            client: Mutex::new(None),
        }
    }

    pub(crate) const fn daybook(&self) -> &Daybook {
        &self.daybook
    }

    /// How dates and amounts are written: in the window's language, as in the system's region.
    pub(crate) fn locale(&self) -> String {
        let language = self.tongue().code();
        match self.locale.split_once(['-', '_']) {
            Some((_, region)) => format!("{language}-{region}"),
            None => language.to_owned(),
        }
    }

    /// What is timed at this moment; nothing where that cannot be read.
    pub(crate) fn timer(&self) -> Option<engine::timers::Now> {
        self.daybook.timer_now().unwrap_or_else(|error| {
            tracing::warn!("The timer cannot be read: {error}");
            None
        })
    }

    /// Begins to capture, if the owner has agreed to it and nobody does yet.
    ///
    /// Errors: keys, database or senses refused. Another process that captures is no error: the
    /// light says so.
    pub(crate) fn begin(&self) -> engine::Result<()> {
        let mut watch = held(&self.watch);
        let is_alive = watch.as_ref().is_some_and(|watched| watched.watch.is_alive());
        if is_alive || !self.is_set_up()? {
            return Ok(());
        }
        match Watch::start(&self.daybook) {
            Ok(started) => *watch = Some(Watched { watch: started, since: Instant::now() }),
            Err(engine::Error::AlreadyCapturing { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Stops capturing and waits until everything is written. What is not yet classified waits
    /// sealed for the next start.
    pub(crate) fn end(&self) {
        let Some(Watched { watch, .. }) = held(&self.watch).take() else { return };
        if let Err(error) = watch.stop(Duration::ZERO) {
            tracing::warn!("The last rows could not be written: {error}");
        }
    }

    /// How Daybook stands. That it cannot be read is a way to stand, too: a light that goes on
    /// shining because nobody could look would be a lie.
    pub(crate) fn status(&self) -> Status {
        let now = self.daybook.clock().now();
        match self.look() {
            Ok(status) => {
                *held(&self.seen) = Some(now);
                status
            }
            Err(error) => Status::blind(&error, held(&self.seen).unwrap_or(now), now),
        }
    }

    fn look(&self) -> engine::Result<Status> {
        let status = self.daybook.status()?;
        let is_set_up = self.is_set_up()?;
        let light = Light::of(&status, self.hope(is_set_up));
        let drafts = self.drafts(self.daybook.today())?;
        let client = if light == Light::Recording { self.client() } else { None };
        let beside = Beside { drafts, client, is_set_up };
        Ok(Status::new(status, light, beside, self.daybook.clock().now()))
    }

    /// Whether the owner has agreed to capture. Once said, it is not asked again.
    ///
    /// Errors: the database refused.
    pub(crate) fn is_set_up(&self) -> engine::Result<bool> {
        if !self.set_up.load(Ordering::SeqCst) && self.daybook.is_set_up()? {
            self.set_up.store(true, Ordering::SeqCst);
        }
        Ok(self.set_up.load(Ordering::SeqCst))
    }

    /// How many drafts a day has; counted anew only when a block was changed.
    ///
    /// Errors: the database refused.
    pub(crate) fn drafts(&self, date: Date) -> engine::Result<u32> {
        let revision = self.daybook.revision()?.blocks;
        let mut counted = held(&self.drafts);
        if let Some((of, at, drafts)) = *counted
            && (of, at) == (date, revision)
        {
            return Ok(drafts);
        }
        let drafts = self.daybook.drafts(date)?;
        *counted = Some((date, revision, drafts));
        Ok(drafts)
    }

    fn hope(&self, is_set_up: bool) -> Hope {
        match &*held(&self.watch) {
            _ if !is_set_up => Hope::Nothing,
            Some(watched) if watched.since.elapsed() < START => Hope::Starting,
            Some(_) => Hope::Rows,
            None => Hope::Others,
        }
    }

    /// For whom the work is now.
    fn client(&self) -> Option<String> {
        let mut known = held(&self.client);
        if let Some((at, client)) = &*known
            && at.elapsed() < CLIENT_EVERY
        {
            return client.clone();
        }
        let current = self.daybook.current().ok().flatten();
        let id = current.and_then(|current| current.client);
        let names = self.daybook.names().ok();
        let client = id.and_then(|id| Some(names?.client(id)?.to_owned()));
        *known = Some((Instant::now(), client.clone()));
        client
    }

    pub(crate) fn tongue(&self) -> Tongue {
        Tongue::in_force(self.daybook.settings().window.language, &self.locale)
    }

    pub(crate) fn has_tray(&self) -> bool {
        self.tray.load(Ordering::SeqCst)
    }

    /// Remembers whether there is a tray; true if that is news.
    pub(crate) fn set_tray(&self, there: bool) -> bool {
        self.tray.swap(there, Ordering::SeqCst) != there
    }

    pub(crate) fn shell(&self, app: &AppHandle) -> Shell {
        Shell {
            version: app.package_info().version.to_string(),
            platform: std::env::consts::OS.to_owned(),
            tray: self.has_tray(),
            language: self.tongue().code().to_owned(),
            locale: self.locale.clone(),
            home: self.daybook.home().path().display().to_string(),
            updates_off: updates::why_off().map(|why| why.say(self.tongue())),
            page: held(&self.page).take(),
        }
    }

    /// A window is on its way, to show `page`.
    pub(crate) fn expect_window(&self, page: Option<&str>) {
        *held(&self.asked) = Some(Instant::now());
        *held(&self.page) = page.map(str::to_owned);
    }

    /// The window shows its content.
    pub(crate) fn painted(&self) {
        if let Some(asked) = held(&self.asked).take() {
            let duration_ms = asked.elapsed().as_millis();
            tracing::info!(duration_ms, "Window painted in {duration_ms} ms");
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
