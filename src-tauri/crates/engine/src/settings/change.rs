//! Changes of `settings.toml` from the window: single keys, with the owner's comments, order and
//! everything else left as they are.

use super::{Language, Settings, SoundMode, Theme, WeekBegins, is_time_of_day};
use crate::Result;
use crate::clients::current;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, Value};

/// One setting and its new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Whether pictures of the screen are taken.
    Pictures(bool),
    /// Whether words on the screen are read on this machine.
    Words(bool),
    /// When sound is heard.
    Sound(SoundMode),
    /// Whether the microphone is heard.
    Microphone(bool),
    /// Whether what the machine plays is heard.
    SystemSound(bool),
    /// After how many seconds without a key or the pointer time is idle: 5 to 3600.
    IdleAfterSeconds(u32),
    /// After how many hours raw captures are wiped, whatever they taught: 1 to 168.
    RetentionHours(u32),
    /// How many megabytes raw captures may take: 50 to 100,000.
    BudgetMegabytes(u64),
    /// Whether Gemini is asked at all.
    Gemini(bool),
    /// Whether Gemini may see pictures.
    GeminiPictures(bool),
    /// How often Gemini is asked in a day at most.
    GeminiRequestsPerDay(u32),
    /// Light or dark.
    Theme(Theme),
    /// In which language the window speaks.
    Language(Language),
    /// How large the window's text is, in percent: 100 to 200.
    TextPercent(u32),
    /// Whether Daybook says that a day is ready to be reviewed.
    ReviewNotice(bool),
    /// From what local time of day on: "17:00".
    ReviewAt(String),
    /// Whether somebody who comes back is asked what an absence was.
    AskAboutAbsences(bool),
    /// From how many minutes on an absence is one: 1 to 240.
    ShortestAbsenceMinutes(u32),
    /// What new clients are billed in: "EUR".
    Currency(String),
    /// On which day weeks begin.
    WeekBegins(WeekBegins),
}

impl Daybook {
    /// Changes settings, for this process and in `settings.toml`: all of `changes` or none. Only
    /// the keys that get another value are written.
    ///
    /// # Errors
    ///
    /// A value makes no sense, or the file cannot be read or written; it is as it was then.
    pub fn change_settings(&self, changes: &[Change]) -> Result<()> {
        for change in changes {
            change.check()?;
        }
        {
            let _alone = self.settings.writing();
            let changed = write(&self.home.path().join("settings.toml"), changes)?;
            if *self.settings.get() == changed {
                return Ok(());
            }
            self.settings.set(changed);
        }
        self.events.tell(Event::Settings);
        Ok(())
    }
}

impl Change {
    /// Refuses what makes no sense.
    fn check(&self) -> Result<()> {
        let within = |what: &str, value: u64, least: u64, most: u64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(Error::Input(format!("{what} must lie between {least} and {most}, not at {value}")))
        };
        match self {
            Self::IdleAfterSeconds(seconds) => {
                within("the seconds until time is idle", u64::from(*seconds), 5, 3_600)
            }
            Self::RetentionHours(hours) => {
                within("the hours that raw captures are kept", u64::from(*hours), 1, 168)
            }
            Self::BudgetMegabytes(megabytes) => {
                within("the megabytes for raw captures", *megabytes, 50, 100_000)
            }
            Self::ShortestAbsenceMinutes(minutes) => {
                within("the minutes from which an absence is one", u64::from(*minutes), 1, 240)
            }
            Self::TextPercent(percent) => {
                within("the size of text in percent", u64::from(*percent), 100, 200)
            }
            Self::ReviewAt(time) if !is_time_of_day(time) => Err(Error::Input(format!(
                "‘{time}’ is not a time of day; give hours and minutes like 17:00"
            ))),
            Self::Currency(code) => current(code).map(drop),
            Self::Pictures(_)
            | Self::Words(_)
            | Self::Sound(_)
            | Self::Microphone(_)
            | Self::SystemSound(_)
            | Self::Gemini(_)
            | Self::GeminiPictures(_)
            | Self::GeminiRequestsPerDay(_)
            | Self::Theme(_)
            | Self::Language(_)
            | Self::ReviewNotice(_)
            | Self::ReviewAt(_)
            | Self::AskAboutAbsences(_)
            | Self::WeekBegins(_) => Ok(()),
        }
    }

    /// Where it stands in the file, and the value in force under `settings` and the new one.
    fn entry(&self, settings: &Settings) -> (&'static str, &'static str, Value, Value) {
        match self {
            Self::Pictures(on) => {
                ("pictures", "enabled", settings.pictures.enabled.into(), (*on).into())
            }
            Self::Words(on) => ("words", "enabled", settings.words.enabled.into(), (*on).into()),
            Self::Sound(mode) => {
                ("sound", "mode", settings.sound.mode.as_str().into(), mode.as_str().into())
            }
            Self::Microphone(on) => {
                ("sound", "microphone", settings.sound.microphone.into(), (*on).into())
            }
            Self::SystemSound(on) => {
                ("sound", "system", settings.sound.system.into(), (*on).into())
            }
            Self::IdleAfterSeconds(seconds) => (
                "ledger",
                "idle_after_seconds",
                i64::from(settings.ledger.idle_after_seconds()).into(),
                i64::from(*seconds).into(),
            ),
            Self::RetentionHours(hours) => (
                "spool",
                "retention_hours",
                i64::from(settings.spool.retention_hours()).into(),
                i64::from(*hours).into(),
            ),
            Self::BudgetMegabytes(megabytes) => (
                "spool",
                "budget_megabytes",
                whole(settings.spool.budget_megabytes()),
                whole(*megabytes),
            ),
            Self::Gemini(on) => ("gemini", "enabled", settings.gemini.enabled.into(), (*on).into()),
            Self::GeminiPictures(on) => {
                ("gemini", "pictures", settings.gemini.pictures.into(), (*on).into())
            }
            Self::GeminiRequestsPerDay(requests) => (
                "gemini",
                "requests_per_day",
                i64::from(settings.gemini.requests_per_day).into(),
                i64::from(*requests).into(),
            ),
            Self::Theme(theme) => {
                ("window", "theme", settings.window.theme.as_str().into(), theme.as_str().into())
            }
            Self::Language(language) => (
                "window",
                "language",
                settings.window.language.as_str().into(),
                language.as_str().into(),
            ),
            Self::TextPercent(percent) => (
                "window",
                "text_percent",
                i64::from(settings.window.text_percent()).into(),
                i64::from(*percent).into(),
            ),
            Self::ReviewNotice(on) => {
                ("notices", "review", settings.notices.review.into(), (*on).into())
            }
            Self::ReviewAt(time) => {
                ("notices", "review_at", settings.notices.review_at().into(), time.as_str().into())
            }
            Self::AskAboutAbsences(on) => ("away", "ask", settings.away.ask.into(), (*on).into()),
            Self::ShortestAbsenceMinutes(minutes) => (
                "away",
                "shortest_minutes",
                i64::from(settings.away.shortest_minutes()).into(),
                i64::from(*minutes).into(),
            ),
            Self::Currency(code) => (
                "timesheet",
                "currency",
                settings.timesheet.currency().code().into(),
                code.trim().to_uppercase().into(),
            ),
            Self::WeekBegins(day) => (
                "timesheet",
                "week_begins",
                settings.timesheet.week_begins.as_str().into(),
                day.as_str().into(),
            ),
        }
    }
}

/// Writes `changes` into the file and returns the settings that are in force then.
fn write(path: &Path, changes: &[Change]) -> Result<Settings> {
    let fail = |source| Error::File { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(fail(source)),
    };
    let mut settings = Settings::parse(&text)?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|_| Error::Settings("it is not TOML; mend it or move it away".into()))?;
    let mut is_changed = false;
    for change in changes {
        let (table, key, old, new) = change.entry(&settings);
        if old.to_string() == new.to_string() {
            continue;
        }
        put(&mut document, table, key, new)?;
        is_changed = true;
        // The next change may be of the same key.
        settings = Settings::parse(&document.to_string())?;
    }
    if is_changed {
        replace(path, &document.to_string()).map_err(fail)?;
    }
    Ok(settings)
}

fn put(document: &mut DocumentMut, table: &str, key: &str, value: Value) -> Result<()> {
    let item = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = item.as_table_like_mut() else {
        return Err(Error::Settings(format!("{table} is no table there")));
    };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            // A comment behind the value stays.
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
    Ok(())
}

/// Puts `text` in the place of the file; whatever happens meanwhile, one of the two stands there.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Somebody who keeps settings elsewhere and links them keeps the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let aside = PathBuf::from(format!("{}.new", path.display()));
    let written = File::create(&aside).and_then(|mut file| {
        if let Ok(old) = fs::metadata(&path) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&aside, &path)) {
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

impl SoundMode {
    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Calls => "calls",
            Self::Always => "always",
        }
    }
}

impl Theme {
    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl WeekBegins {
    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
            Self::Saturday => "saturday",
        }
    }
}

impl Language {
    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::En => "en",
            Self::De => "de",
        }
    }
}
