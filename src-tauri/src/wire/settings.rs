//! Settings, what works here, and speech models.

use engine::doctor;
use engine::keys;
use engine::settings::{self as engine_settings, Settings as Engine};
use serde::{Deserialize, Serialize};
use specta::Type;
use speech::models::{Languages, Listed};

/// When sound is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SoundMode {
    Off,
    Calls,
    Always,
}

/// The window's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

/// The window's and the tray's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    System,
    En,
    De,
}

/// On which day weeks begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WeekBegins {
    Monday,
    Sunday,
    Saturday,
}

macro_rules! twins {
    ($twin:ident { $($variant:ident),+ }) => {
        impl From<engine_settings::$twin> for $twin {
            fn from(original: engine_settings::$twin) -> Self {
                match original { $(engine_settings::$twin::$variant => Self::$variant),+ }
            }
        }
        impl From<$twin> for engine_settings::$twin {
            fn from(twin: $twin) -> Self {
                match twin { $($twin::$variant => Self::$variant),+ }
            }
        }
    };
}

twins!(SoundMode { Off, Calls, Always });
twins!(Theme { System, Light, Dark });
twins!(Language { System, En, De });
twins!(WeekBegins { Monday, Sunday, Saturday });

/// The settings in force.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Settings {
    pub(crate) pictures: bool,
    pub(crate) words: bool,
    pub(crate) sound: SoundMode,
    pub(crate) microphone: bool,
    pub(crate) system_sound: bool,
    pub(crate) idle_after_seconds: u32,
    pub(crate) retention_hours: u32,
    #[specta(type = u32)]
    pub(crate) budget_megabytes: u64,
    pub(crate) gemini: bool,
    pub(crate) gemini_pictures: bool,
    /// Whether there is a key; the key itself never crosses.
    pub(crate) gemini_key: bool,
    pub(crate) gemini_requests_per_day: u32,
    pub(crate) keys_kept: Keeper,
    pub(crate) theme: Theme,
    pub(crate) language: Language,
    /// How large text is, in percent: 100 to 200.
    pub(crate) text_percent: u32,
    pub(crate) review_notice: bool,
    /// As 17:00.
    pub(crate) review_at: String,
    pub(crate) ask_about_absences: bool,
    pub(crate) shortest_absence_minutes: u32,
    /// What new clients are billed in, as EUR.
    pub(crate) currency: String,
    pub(crate) week_begins: WeekBegins,
}

impl Settings {
    pub(crate) fn new(settings: &Engine, gemini_key: bool, keys_kept: keys::Keeper) -> Self {
        Self {
            pictures: settings.pictures.enabled,
            words: settings.words.enabled,
            sound: settings.sound.mode.into(),
            microphone: settings.sound.microphone,
            system_sound: settings.sound.system,
            idle_after_seconds: settings.ledger.idle_after_seconds(),
            retention_hours: settings.spool.retention_hours(),
            budget_megabytes: settings.spool.budget_megabytes(),
            gemini: settings.gemini.enabled,
            gemini_pictures: settings.gemini.pictures,
            gemini_key,
            gemini_requests_per_day: settings.gemini.requests_per_day,
            keys_kept: keys_kept.into(),
            theme: settings.window.theme.into(),
            language: settings.window.language.into(),
            text_percent: settings.window.text_percent(),
            review_notice: settings.notices.review,
            review_at: settings.notices.review_at().to_owned(),
            ask_about_absences: settings.away.ask,
            shortest_absence_minutes: settings.away.shortest_minutes(),
            currency: settings.timesheet.currency().code().to_owned(),
            week_begins: settings.timesheet.week_begins.into(),
        }
    }
}

/// Where keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Keeper {
    Keyring,
    SealedFile,
    Memory,
    Nowhere,
}

impl From<keys::Keeper> for Keeper {
    fn from(keeper: keys::Keeper) -> Self {
        match keeper {
            keys::Keeper::Keyring => Self::Keyring,
            keys::Keeper::SealedFile => Self::SealedFile,
            keys::Keeper::Memory => Self::Memory,
            keys::Keeper::Nowhere => Self::Nowhere,
        }
    }
}

/// One setting and its new value.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Pictures(bool),
    Words(bool),
    Sound(SoundMode),
    Microphone(bool),
    SystemSound(bool),
    IdleAfterSeconds(u32),
    RetentionHours(u32),
    BudgetMegabytes(#[specta(type = u32)] u64),
    Gemini(bool),
    GeminiPictures(bool),
    GeminiRequestsPerDay(u32),
    Theme(Theme),
    Language(Language),
    TextPercent(u32),
    ReviewNotice(bool),
    ReviewAt(String),
    AskAboutAbsences(bool),
    ShortestAbsenceMinutes(u32),
    Currency(String),
    WeekBegins(WeekBegins),
}

impl From<Change> for engine_settings::Change {
    fn from(change: Change) -> Self {
        match change {
            Change::Pictures(on) => Self::Pictures(on),
            Change::Words(on) => Self::Words(on),
            Change::Sound(mode) => Self::Sound(mode.into()),
            Change::Microphone(on) => Self::Microphone(on),
            Change::SystemSound(on) => Self::SystemSound(on),
            Change::IdleAfterSeconds(seconds) => Self::IdleAfterSeconds(seconds),
            Change::RetentionHours(hours) => Self::RetentionHours(hours),
            Change::BudgetMegabytes(megabytes) => Self::BudgetMegabytes(megabytes),
            Change::Gemini(on) => Self::Gemini(on),
            Change::GeminiPictures(on) => Self::GeminiPictures(on),
            Change::GeminiRequestsPerDay(requests) => Self::GeminiRequestsPerDay(requests),
            Change::Theme(theme) => Self::Theme(theme.into()),
            Change::Language(language) => Self::Language(language.into()),
            Change::TextPercent(percent) => Self::TextPercent(percent),
            Change::ReviewNotice(on) => Self::ReviewNotice(on),
            Change::ReviewAt(time) => Self::ReviewAt(time),
            Change::AskAboutAbsences(on) => Self::AskAboutAbsences(on),
            Change::ShortestAbsenceMinutes(minutes) => Self::ShortestAbsenceMinutes(minutes),
            Change::Currency(code) => Self::Currency(code),
            Change::WeekBegins(day) => Self::WeekBegins(day.into()),
        }
    }
}

/// The engine's form of several changes.
pub(crate) fn changes(changes: Vec<Change>) -> Vec<engine_settings::Change> {
    changes.into_iter().map(engine_settings::Change::from).collect()
}

/// What works on this machine, or what would help.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Finding {
    /// Stable; the window has its own words for it.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) works: bool,
    /// One English sentence.
    pub(crate) note: String,
}

impl From<doctor::Finding> for Finding {
    fn from(finding: doctor::Finding) -> Self {
        let doctor::Finding { code, name, works, note } = finding;
        Self { code: code.to_owned(), name, works, note }
    }
}

/// A speech model, and how it stands on this machine.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Model {
    pub(crate) name: String,
    /// One English line on what it is good for.
    pub(crate) description: String,
    #[specta(type = u32)]
    pub(crate) size_bytes: u64,
    /// en or many.
    pub(crate) languages: String,
    pub(crate) installed: bool,
    pub(crate) in_use: bool,
    /// Whether it is the owner's to remove: what came with Daybook is not.
    pub(crate) removable: bool,
}

impl Model {
    pub(crate) fn new(listed: Listed, removable: bool) -> Self {
        let Listed { model, installed, in_use } = listed;
        Self {
            name: model.name,
            description: model.about,
            size_bytes: model.size_bytes,
            languages: match model.languages {
                Languages::English => "en".to_owned(),
                Languages::Many => "many".to_owned(),
            },
            installed,
            in_use,
            removable: removable && installed,
        }
    }
}
