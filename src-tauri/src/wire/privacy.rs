//! What is on this machine, what left it, what is gone.

use super::Ms;
use super::status::Spool;
use domain::activity;
use domain::exclusion::{self, Exclusions, StoredExclusion, Why};
use engine::{inspect, privacy};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{outbound, receipts};

/// The privacy page.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Privacy {
    pub(crate) spool: Spool,
    #[specta(type = u32)]
    pub(crate) wiped_today_files: u64,
    #[specta(type = u32)]
    pub(crate) outbound_today_bytes: u64,
    pub(crate) has_cloud_key: bool,
    /// Newest first.
    pub(crate) receipts: Vec<Receipt>,
    /// Newest first.
    pub(crate) outbound: Vec<Outbound>,
    pub(crate) exclusions: Vec<Exclusion>,
    /// Exclusions that cannot be read, so that everything is excluded.
    pub(crate) broken: Vec<Exclusion>,
    /// Programs that are excluded from the start.
    pub(crate) built_in: Vec<String>,
    pub(crate) retention_hours: u32,
}

/// The owner's exclusions, the unreadable ones, and the built-in programs.
pub(crate) fn lists(exclusions: &Exclusions) -> (Vec<Exclusion>, Vec<Exclusion>, Vec<String>) {
    (
        exclusions.owner().iter().cloned().map(Exclusion::from).collect(),
        exclusions.broken().iter().cloned().map(Exclusion::from).collect(),
        Exclusions::built_in().into_iter().map(str::to_owned).collect(),
    )
}

/// Proof that raw captures are gone.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Receipt {
    pub(crate) start_ms: Ms,
    pub(crate) end_ms: Ms,
    pub(crate) wiped_ms: Ms,
    #[specta(type = u32)]
    pub(crate) files: u64,
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    /// committed, retention or forgotten.
    pub(crate) cause: String,
}

impl From<receipts::Receipt> for Receipt {
    fn from(receipt: receipts::Receipt) -> Self {
        let receipts::Receipt { chunk: _, span, wiped, files, bytes, cause } = receipt;
        Self {
            start_ms: span.start.into(),
            end_ms: span.end.into(),
            wiped_ms: wiped.into(),
            files,
            bytes,
            cause,
        }
    }
}

/// A request that left this machine.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Outbound {
    pub(crate) at_ms: Ms,
    pub(crate) service: String,
    pub(crate) model: String,
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    /// titles, transcript, words, pictures.
    pub(crate) kinds: Vec<String>,
}

impl From<outbound::Outbound> for Outbound {
    fn from(sent: outbound::Outbound) -> Self {
        let outbound::Outbound { at, service, model, bytes, kinds } = sent;
        Self { at_ms: at.into(), service, model, bytes, kinds }
    }
}

/// Which property of a window an exclusion looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExclusionField {
    Program,
    Title,
    Site,
}

impl From<ExclusionField> for exclusion::Field {
    fn from(field: ExclusionField) -> Self {
        match field {
            ExclusionField::Program => Self::Program,
            ExclusionField::Title => Self::Title,
            ExclusionField::Site => Self::Site,
        }
    }
}

impl From<exclusion::Field> for ExclusionField {
    fn from(field: exclusion::Field) -> Self {
        match field {
            exclusion::Field::Program => Self::Program,
            exclusion::Field::Title => Self::Title,
            exclusion::Field::Site => Self::Site,
        }
    }
}

/// An exclusion of the owner's.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Exclusion {
    pub(crate) id: String,
    pub(crate) field: ExclusionField,
    pub(crate) pattern: String,
}

impl From<exclusion::Exclusion> for Exclusion {
    fn from(exclusion: exclusion::Exclusion) -> Self {
        let exclusion::Exclusion { id, field, pattern } = exclusion;
        Self { id: id.to_string(), field: field.into(), pattern: pattern.to_string() }
    }
}

impl From<StoredExclusion> for Exclusion {
    fn from(stored: StoredExclusion) -> Self {
        let StoredExclusion { id, field, pattern } = stored;
        // One that names no field hides whatever its text is in.
        let field =
            field.parse().map_or(ExclusionField::Title, |field: exclusion::Field| field.into());
        Self { id: id.to_string(), field, pattern }
    }
}

/// A window to try out.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct Window {
    pub(crate) program: String,
    pub(crate) title: String,
}

impl From<Window> for activity::Window {
    fn from(window: Window) -> Self {
        let Window { program, title } = window;
        Self { program, title, site: None }
    }
}

/// Whether a window would be captured.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Verdict {
    /// Whether program and title would be kept and a picture might be taken.
    pub(crate) captured: bool,
    pub(crate) why: VerdictWhy,
    /// The program's usual name for "passwords", the pattern for "owner" and "broken".
    pub(crate) detail: Option<String>,
}

/// What decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerdictWhy {
    Open,
    Own,
    Unreadable,
    Passwords,
    Private,
    Popup,
    Owner,
    Broken,
}

impl From<exclusion::Verdict> for Verdict {
    fn from(verdict: exclusion::Verdict) -> Self {
        let (why, detail) = match verdict {
            exclusion::Verdict::Open => (VerdictWhy::Open, None),
            exclusion::Verdict::Own => (VerdictWhy::Own, None),
            exclusion::Verdict::Unreadable => (VerdictWhy::Unreadable, None),
            exclusion::Verdict::Excluded { why } => match why {
                Why::Passwords { name } => (VerdictWhy::Passwords, Some(name.to_owned())),
                Why::Private => (VerdictWhy::Private, None),
                Why::Popup => (VerdictWhy::Popup, None),
                Why::Owner(exclusion) => (VerdictWhy::Owner, Some(exclusion.pattern.to_string())),
                Why::Broken(stored) => (VerdictWhy::Broken, Some(stored.pattern)),
            },
        };
        Self { captured: why == VerdictWhy::Open, why, detail }
    }
}

/// For how long to pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PauseLength {
    QuarterHour,
    Hour,
    UntilTomorrow,
    UntilResumed,
}

/// What was forgotten.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Forgotten {
    #[specta(type = u32)]
    pub(crate) files: u64,
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    #[specta(type = u32)]
    pub(crate) drafts: u64,
}

impl From<privacy::Forgotten> for Forgotten {
    fn from(forgotten: privacy::Forgotten) -> Self {
        let privacy::Forgotten { files, bytes, drafts } = forgotten;
        Self { files, bytes, drafts }
    }
}

/// What a search of the data directory found.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SelfCheck {
    pub(crate) at_ms: Ms,
    #[specta(type = u32)]
    pub(crate) files: u64,
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    pub(crate) leftovers: Vec<Leftover>,
}

/// Something that should not be there.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Leftover {
    /// Relative to the data directory.
    pub(crate) path: String,
    pub(crate) what: LeftoverKind,
}

/// Why it should not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftoverKind {
    Unsealed,
    Unknown,
    Overdue,
}

impl From<inspect::What> for LeftoverKind {
    fn from(what: inspect::What) -> Self {
        match what {
            inspect::What::Unsealed => Self::Unsealed,
            inspect::What::Unknown => Self::Unknown,
            inspect::What::Overdue => Self::Overdue,
        }
    }
}

impl From<inspect::SelfCheck> for SelfCheck {
    fn from(check: inspect::SelfCheck) -> Self {
        let inspect::SelfCheck { at, files, bytes, leftovers } = check;
        let told = leftovers.into_iter().map(|leftover| {
            let inspect::Leftover { path, what } = leftover;
            Leftover { path, what: what.into() }
        });
        Self { at_ms: at.into(), files, bytes, leftovers: told.collect() }
    }
}
