//! How Daybook stands, for the corner of the window and for the tray.

use super::{Ms, count};
use crate::light::Light;
use domain::activity;
use domain::time::Moment;
use engine::status;
use engine::trouble::{self, Code};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the tray icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LightState {
    /// Rows are being written.
    Recording,
    /// The owner paused it.
    Paused,
    /// The front window is excluded: time is kept, content is not.
    Excluded,
    /// Something that should be captured is not.
    Problem,
    /// Not set up, or nobody captures.
    Off,
    /// Another process captures into the same data directory.
    Elsewhere,
}

impl From<Light> for LightState {
    fn from(light: Light) -> Self {
        match light {
            Light::Recording => Self::Recording,
            Light::Paused => Self::Paused,
            Light::Excluded => Self::Excluded,
            Light::Problem => Self::Problem,
            Light::Off => Self::Off,
            Light::Elsewhere => Self::Elsewhere,
        }
    }
}

/// The state of a second of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Working,
    Call,
    Idle,
    Locked,
    Asleep,
    Excluded,
    Paused,
    Off,
}

impl From<activity::State> for State {
    fn from(state: activity::State) -> Self {
        match state {
            activity::State::Working => Self::Working,
            activity::State::Call => Self::Call,
            activity::State::Idle => Self::Idle,
            activity::State::Locked => Self::Locked,
            activity::State::Asleep => Self::Asleep,
            activity::State::Excluded => Self::Excluded,
            activity::State::Paused => Self::Paused,
            activity::State::Off => Self::Off,
        }
    }
}

/// How Daybook stands, from what was written.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Status {
    /// What the tray icon shows.
    pub(crate) light: LightState,
    /// The newest row's state, if rows are being written.
    pub(crate) state: Option<State>,
    /// When a row was last written.
    pub(crate) last_written_ms: Option<Ms>,
    /// Now.
    pub(crate) now_ms: Ms,
    /// The end of a pause; -1 until resumed; `null` while not paused.
    pub(crate) paused_until_ms: Option<Ms>,
    /// What is wrong, the worst first.
    pub(crate) troubles: Vec<Trouble>,
    /// Why there are no pictures, where none are taken.
    pub(crate) no_pictures: Option<String>,
    /// The tracks of sound.
    pub(crate) sound: Vec<Track>,
    /// Raw captures that wait.
    pub(crate) spool: Spool,
    /// Chunks that wait to become blocks.
    pub(crate) queue: u32,
    /// Working and on calls today.
    pub(crate) today_ms: Ms,
    /// Drafts of today.
    pub(crate) drafts: u32,
    /// For whom the work of the last minutes was, if known.
    pub(crate) client: Option<String>,
    /// Whether the owner has said yes to capturing.
    pub(crate) is_set_up: bool,
}

/// Something that is wrong.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Trouble {
    /// What kind.
    pub(crate) code: TroubleCode,
    /// Since when.
    pub(crate) since_ms: Ms,
    /// One English sentence with the way out.
    pub(crate) message: String,
}

/// What kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TroubleCode {
    DatabaseLocked,
    DiskFull,
    Database,
    SpoolFull,
    NoScreen,
    PicturesRefused,
    Microphone,
    SystemSound,
    Keys,
    Stalled,
    Ended,
    Other,
}

impl TroubleCode {
    /// The name on the wire, and the end of its keys in the catalogue.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::DatabaseLocked => "database_locked",
            Self::DiskFull => "disk_full",
            Self::Database => "database",
            Self::SpoolFull => "spool_full",
            Self::NoScreen => "no_screen",
            Self::PicturesRefused => "pictures_refused",
            Self::Microphone => "microphone",
            Self::SystemSound => "system_sound",
            Self::Keys => "keys",
            Self::Stalled => "stalled",
            Self::Ended => "ended",
            Self::Other => "other",
        }
    }
}

impl From<Code> for TroubleCode {
    fn from(code: Code) -> Self {
        match code {
            Code::DatabaseLocked => Self::DatabaseLocked,
            Code::DiskFull => Self::DiskFull,
            Code::Database => Self::Database,
            Code::SpoolFull => Self::SpoolFull,
            Code::NoScreen => Self::NoScreen,
            Code::PicturesRefused => Self::PicturesRefused,
            Code::Microphone => Self::Microphone,
            Code::SystemSound => Self::SystemSound,
            Code::Keys => Self::Keys,
            Code::Stalled => Self::Stalled,
            Code::Ended => Self::Ended,
            Code::Other => Self::Other,
        }
    }
}

impl Trouble {
    fn new(code: Code, since: Moment, message: &str) -> Self {
        Self { code: code.into(), since_ms: since.into(), message: message.to_owned() }
    }
}

impl From<trouble::Trouble> for Trouble {
    fn from(trouble: trouble::Trouble) -> Self {
        let trouble::Trouble { code, since, message } = trouble;
        Self { code: code.into(), since_ms: since.into(), message }
    }
}

/// One track of sound.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Track {
    /// microphone or system.
    pub(crate) track: String,
    /// off, starting, waiting, hearing, silent, refused, missing, lost or full.
    pub(crate) state: String,
    /// The device that is open.
    pub(crate) device: Option<String>,
}

/// Raw captures that wait to be wiped.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Spool {
    /// How many files.
    #[specta(type = u32)]
    pub(crate) files: u64,
    /// Their bytes.
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    /// How many bytes there may be.
    #[specta(type = u32)]
    pub(crate) budget_bytes: u64,
    /// When the oldest was captured.
    pub(crate) oldest_ms: Option<Ms>,
}

impl From<status::Spool> for Spool {
    fn from(spool: status::Spool) -> Self {
        let status::Spool { files, bytes, budget_bytes, oldest_ms } = spool;
        Self { files, bytes, budget_bytes, oldest_ms: oldest_ms.map(Ms) }
    }
}

/// What the engine's status leaves to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    pub(crate) drafts: u32,
    pub(crate) client: Option<String>,
    pub(crate) is_set_up: bool,
}

impl Status {
    pub(crate) fn new(status: status::Status, light: Light, beside: Beside, now: Moment) -> Self {
        let status::Status { capture, queue, waiting_because: _, spool, outbox: _, today_ms } =
            status;
        let worked = ["working", "call"].iter().filter_map(|state| today_ms.get(state)).sum();
        let tracks = capture.sound.into_iter().map(|report| {
            let status::TrackReport { track, state, device, lost_ms: _ } = report;
            Track { track, state, device }
        });
        let mut troubles: Vec<Trouble> = capture.troubles.into_iter().map(Trouble::from).collect();
        if light == Light::Problem && troubles.is_empty() {
            // Nobody is left who could say what is wrong.
            let since = capture.last_written_ms.map_or(now, Moment);
            troubles.push(Trouble::new(
                Code::Ended,
                since,
                "nobody writes rows any more; Daybook starts recording again by itself",
            ));
        }
        Self {
            light: light.into(),
            state: activity::State::from_name(&capture.state).map(State::from),
            last_written_ms: capture.last_written_ms.map(Ms),
            now_ms: now.into(),
            paused_until_ms: capture
                .paused_until_ms
                .map(|until| Ms(if until == i64::MAX { -1 } else { until })),
            troubles,
            no_pictures: capture.no_pictures,
            sound: tracks.collect(),
            spool: spool.into(),
            queue: count(queue),
            today_ms: Ms(worked),
            drafts: beside.drafts,
            client: beside.client,
            is_set_up: beside.is_set_up,
        }
    }

    /// What is shown while the status cannot be read: `error`, since it could last be.
    pub(crate) fn blind(error: &engine::Error, since: Moment, now: Moment) -> Self {
        let code = match Code::of(error) {
            Code::Other => Code::Database,
            code => code,
        };
        Self {
            light: LightState::Problem,
            state: None,
            last_written_ms: None,
            now_ms: now.into(),
            paused_until_ms: None,
            troubles: vec![Trouble::new(code, since, &error.to_string())],
            no_pictures: None,
            sound: Vec::new(),
            spool: Spool { files: 0, bytes: 0, budget_bytes: 0, oldest_ms: None },
            queue: 0,
            today_ms: Ms(0),
            drafts: 0,
            client: None,
            // Nobody would ask to see a first run again.
            is_set_up: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::status::Capture;

    fn silent() -> status::Status {
        status::Status {
            capture: Capture {
                state: "off".into(),
                last_written_ms: Some(5),
                since_ms: None,
                paused_until_ms: None,
                process: None,
                sound: Vec::new(),
                no_pictures: None,
                trouble: None,
                troubles: Vec::new(),
            },
            queue: 0,
            waiting_because: None,
            spool: status::Spool::default(),
            outbox: 0,
            today_ms: std::collections::BTreeMap::new(),
        }
    }

    fn codes(status: &Status) -> Vec<TroubleCode> {
        status.troubles.iter().map(|trouble| trouble.code).collect()
    }

    #[test]
    fn silence_that_nobody_explains_is_trouble_too() {
        let told = Status::new(silent(), Light::Problem, Beside::default(), Moment(9));
        assert_eq!(codes(&told), [TroubleCode::Ended]);
        assert_eq!(told.troubles[0].since_ms, Ms(5), "since the last row");
        let quiet = Status::new(silent(), Light::Off, Beside::default(), Moment(9));
        assert_eq!(codes(&quiet), [], "nothing was asked for");
    }

    #[test]
    fn a_status_that_cannot_be_read_is_a_problem_and_never_recording() {
        let error = engine::Error::System("to read");
        let told = Status::blind(&error, Moment(5), Moment(9));
        assert_eq!((told.light, codes(&told)), (LightState::Problem, vec![TroubleCode::Database]));
        assert_eq!(told.troubles[0].since_ms, Ms(5));
    }

    #[test]
    fn troubles_have_the_engines_names() {
        for code in Code::ALL {
            assert_eq!(TroubleCode::from(code).as_str(), code.as_str());
        }
    }
}
