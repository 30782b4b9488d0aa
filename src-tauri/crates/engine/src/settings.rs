//! Settings: `settings.default.toml` defines them, `settings.toml` in the data directory
//! changes them.

mod change;
mod in_force;

pub use change::Change;
pub(crate) use in_force::InForce;

use crate::error::Error;
use capture::senses::Aim;
use domain::away;
use domain::classify::Limits;
use domain::currency::Currency;
use domain::report::Weekday;
use domain::shutter::Cadence;
use domain::time::{HOUR, MINUTE, Millis, SECOND};
use serde::{Deserialize, Serialize};
use std::path::Path;

const DEFAULTS: &str = include_str!("settings.default.toml");

/// All settings in force.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Idle time and chunks.
    pub ledger: Ledger,
    /// Pictures of the screen.
    pub pictures: Pictures,
    /// Words on the screen.
    pub words: Words,
    /// Sound.
    pub sound: Sound,
    /// Where raw captures wait.
    pub spool: Spool,
    /// How answers are found.
    pub classify: Classify,
    /// The cloud classifier.
    pub gemini: Gemini,
    /// How the window looks and speaks.
    pub window: Window,
    /// What Daybook tells by itself.
    pub notices: Notices,
    /// What is asked about absences.
    pub away: Away,
    /// Money and weeks.
    pub timesheet: Timesheet,
}

/// Idle time and chunks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    idle_after_seconds: u32,
    chunk_seconds: u32,
}

/// Pictures of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pictures {
    /// Whether any are taken.
    pub enabled: bool,
    aim: AimName,
    every_seconds: u32,
    gap_seconds: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AimName {
    FrontWindow,
    Monitors,
}

/// Words on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Whether pictures are read on this machine.
    pub enabled: bool,
    /// Tesseract's names of the languages.
    pub languages: String,
    /// The most pictures of a chunk that are read.
    pub pictures_per_chunk: usize,
}

/// Sound.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sound {
    /// When it is heard.
    pub mode: SoundMode,
    /// Whether the microphone is heard.
    pub microphone: bool,
    /// Whether what the machine plays is heard.
    pub system: bool,
}

/// When sound is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundMode {
    /// Never.
    Off,
    /// While another program holds the microphone.
    Calls,
    /// While somebody works.
    Always,
}

/// Where raw captures wait.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spool {
    budget_megabytes: u64,
    retention_hours: u32,
}

/// How answers are found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    shortest_piece_seconds: u32,
    longest_gap_seconds: u32,
    sure: f32,
}

/// The cloud classifier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gemini {
    /// Whether it is asked at all.
    pub enabled: bool,
    /// Whether it may see pictures.
    pub pictures: bool,
    /// Models in the order in which they are tried.
    pub models: Vec<String>,
    /// The most requests of a day.
    pub requests_per_day: u32,
    /// Which of its interfaces is spoken.
    pub interface: cloud::gemini::Interface,
}

/// How the window looks and speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Light or dark.
    pub theme: Theme,
    /// In which language it speaks.
    pub language: Language,
    text_percent: u32,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// As the system, or English if that is not known.
    System,
    /// English.
    En,
    /// German.
    De,
}

/// What Daybook tells by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Whether it says that a day is ready to be reviewed.
    pub review: bool,
    review_at: String,
}

/// What is asked about absences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// Whether somebody who comes back is asked what an absence was.
    pub ask: bool,
    shortest_minutes: u32,
    longest_hours: u32,
}

/// Money and weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timesheet {
    currency: Currency,
    /// On which day weeks begin.
    pub week_begins: WeekBegins,
}

/// On which day weeks begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekBegins {
    /// As ISO 8601 has it.
    Monday,
    /// As in North America.
    Sunday,
    /// As in much of the Middle East.
    Saturday,
}

impl Settings {
    /// Reads `settings.toml` in `home` over the defaults.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not TOML, or names a setting that does not exist.
    pub fn load(home: &Path) -> Result<Self, Error> {
        let path = home.join("settings.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::parse(""),
            Err(source) => Err(Error::File { path, source }),
        }
    }

    /// Reads `text` over the defaults.
    ///
    /// # Errors
    ///
    /// As [`Settings::load`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |error: toml::de::Error| Error::Settings(first_line(error.message()));
        let mut merged: toml::Table = toml::from_str(DEFAULTS).map_err(refuse)?;
        merge(&mut merged, toml::from_str(text).map_err(refuse)?);
        let settings: Self = merged.try_into().map_err(refuse)?;
        if !is_time_of_day(settings.notices.review_at()) {
            return Err(Error::Settings(
                "notices.review_at is a time of day like \"17:00\"".into(),
            ));
        }
        if !settings.timesheet.currency.is_current() {
            return Err(Error::Settings(format!(
                "timesheet.currency is {}, which was withdrawn; write the one that replaced it",
                settings.timesheet.currency
            )));
        }
        Ok(settings)
    }
}

impl Away {
    /// Absences shorter than so many minutes are a part of working.
    #[must_use]
    pub fn shortest_minutes(&self) -> u32 {
        self.shortest_minutes.clamp(1, 240)
    }

    /// Which absences are to be decided about.
    #[must_use]
    pub fn limits(&self) -> away::Limits {
        let shortest = Millis::from(self.shortest_minutes()) * MINUTE;
        let longest = Millis::from(self.longest_hours.clamp(1, 24)) * HOUR;
        away::Limits { shortest, longest: longest.max(2 * shortest), ..away::Limits::default() }
    }
}

impl Timesheet {
    /// What new clients are billed in, unless somebody says otherwise.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }
}

impl WeekBegins {
    /// The day.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Sunday => Weekday::Sunday,
            Self::Saturday => Weekday::Saturday,
        }
    }
}

impl Window {
    /// How large text is, in percent: 100 to 200.
    #[must_use]
    pub fn text_percent(&self) -> u32 {
        self.text_percent.clamp(100, 200)
    }
}

impl Ledger {
    /// How many seconds nobody touches the machine before the time counts as idle.
    #[must_use]
    pub fn idle_after_seconds(&self) -> u32 {
        self.idle_after_seconds.max(5)
    }

    /// How long nobody touches the machine before the time counts as idle.
    #[must_use]
    pub fn idle_after(&self) -> Millis {
        Millis::from(self.idle_after_seconds()) * SECOND
    }

    /// How long a chunk is at most.
    #[must_use]
    pub fn chunk_length(&self) -> Millis {
        Millis::from(self.chunk_seconds.clamp(10, 300)) * SECOND
    }
}

impl Pictures {
    /// What a picture shows.
    #[must_use]
    pub const fn aim(&self) -> Aim {
        match self.aim {
            AimName::FrontWindow => Aim::FrontWindow,
            AimName::Monitors => Aim::Monitors,
        }
    }

    /// When pictures are taken.
    #[must_use]
    pub fn cadence(&self) -> Cadence {
        Cadence {
            every_ms: Millis::from(self.every_seconds.max(5)) * SECOND,
            gap_ms: Millis::from(self.gap_seconds.max(2)) * SECOND,
            ..Cadence::default()
        }
    }
}

impl Spool {
    /// How many megabytes raw captures may take.
    #[must_use]
    pub const fn budget_megabytes(&self) -> u64 {
        self.budget_megabytes
    }

    /// After how many hours a chunk is wiped, whatever it taught.
    #[must_use]
    pub const fn retention_hours(&self) -> u32 {
        self.retention_hours
    }

    /// How many bytes raw captures may take.
    #[must_use]
    pub const fn budget_bytes(&self) -> u64 {
        self.budget_megabytes.saturating_mul(1_000_000)
    }

    /// After how long a chunk is wiped, whatever it taught.
    #[must_use]
    pub fn retention(&self) -> Millis {
        Millis::from(self.retention_hours) * HOUR
    }
}

impl Classify {
    /// How blocks are cut and joined.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            shortest_piece: Millis::from(self.shortest_piece_seconds) * SECOND,
            longest_gap: Millis::from(self.longest_gap_seconds) * SECOND,
            sure: self.sure,
        }
    }
}

impl Notices {
    /// From what local time of day on it says so: "17:00".
    #[must_use]
    pub fn review_at(&self) -> &str {
        &self.review_at
    }
}

/// Whether `text` is a time of day as "HH:MM".
fn is_time_of_day(text: &str) -> bool {
    let two = |part: &str, below: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < below)
    };
    text.split_once(':').is_some_and(|(hour, minute)| two(hour, 24) && two(minute, 60))
}

fn merge(into: &mut toml::Table, from: toml::Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_defines_every_setting() {
        let settings = Settings::parse("").unwrap();
        assert_eq!(settings.sound.mode, SoundMode::Calls);
        assert_eq!(settings.spool.budget_bytes(), 2_048_000_000);
        let window = Window { theme: Theme::System, language: Language::System, text_percent: 100 };
        assert_eq!(settings.window, window);
        assert_eq!((settings.notices.review, settings.notices.review_at()), (true, "17:00"));
        let timesheet = Timesheet { currency: Currency::EUR, week_begins: WeekBegins::Monday };
        assert_eq!(settings.timesheet, timesheet);
        assert_eq!((settings.away.ask, settings.away.limits()), (true, away::Limits::default()));
    }

    #[test]
    fn one_line_changes_one_setting() {
        let settings = Settings::parse("[sound]\nmode = \"always\"").unwrap();
        assert_eq!(settings.sound.mode, SoundMode::Always);
        assert!(settings.sound.microphone, "the rest stays");
    }

    #[test]
    fn absences_are_never_so_short_or_so_long_that_all_or_none_are_asked_about() {
        let limits = |text: &str| Settings::parse(text).unwrap().away.limits();
        let none = limits("[away]\nshortest_minutes = 0\nlongest_hours = 0");
        assert_eq!((none.shortest, none.longest), (MINUTE, HOUR));
        let crossed = limits("[away]\nshortest_minutes = 90\nlongest_hours = 1");
        assert_eq!((crossed.shortest, crossed.longest), (90 * MINUTE, 3 * HOUR));
        let all = limits("[away]\nshortest_minutes = 10000\nlongest_hours = 1000");
        assert_eq!((all.shortest, all.longest), (4 * HOUR, 24 * HOUR));
    }

    #[test]
    fn a_misspelt_setting_is_refused_by_name() {
        let error = Settings::parse("[sound]\nmod = \"always\"").unwrap_err().to_string();
        assert!(error.contains("mod"), "{error}");
        assert!(Settings::parse("[sound]\nmode = \"loud\"").is_err());
        assert!(Settings::parse("not toml").is_err());
        let error = Settings::parse("[notices]\nreview_at = \"5 pm\"").unwrap_err().to_string();
        assert!(error.contains("review_at"), "{error}");
        let error = Settings::parse("[timesheet]\ncurrency = \"EURO\"").unwrap_err().to_string();
        assert!(error.contains("EURO"), "{error}");
        let error = Settings::parse("[timesheet]\ncurrency = \"HRK\"").unwrap_err().to_string();
        assert!(error.contains("withdrawn"), "{error}");
    }
}
