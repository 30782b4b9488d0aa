//! How Daybook stands, derived from what was written and never from what is meant to happen.

use crate::Result;
use crate::daybook::Daybook;
use capture::sound::TrackHealth;
use domain::activity::State;
use domain::time::{Millis, Moment, SECOND};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Connection, activities, chunks, facts, outbox};

/// Rows that are older than this do not count as recording.
const FRESH: Millis = 10 * SECOND;

/// What the capturing process writes down together with the rows themselves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pulse {
    pub(crate) process: u32,
    pub(crate) written_ms: i64,
    pub(crate) state: String,
    pub(crate) sound: Vec<TrackReport>,
    pub(crate) pictures: Option<String>,
    pub(crate) trouble: Option<String>,
}

/// How one track of sound is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackReport {
    /// microphone or system.
    pub track: String,
    /// off, starting, waiting, hearing, silent, refused, missing, lost or full.
    pub state: String,
    /// The device that is open.
    pub device: Option<String>,
    /// Sound lost because the machine could not keep up.
    pub lost_ms: Millis,
}

impl From<&TrackHealth> for TrackReport {
    fn from(health: &TrackHealth) -> Self {
        Self {
            track: health.track.as_str().to_owned(),
            state: health.state.as_str().to_owned(),
            device: health.device.clone(),
            lost_ms: health.lost_ms,
        }
    }
}

impl Pulse {
    /// Written in the transaction that writes rows.
    pub(crate) fn keep(&self, tx: &Connection) -> store::Result<()> {
        facts::set(tx, facts::PULSE, &serde_json::to_string(self).unwrap_or_default())
    }
}

/// How Daybook stands.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// Capture.
    pub capture: Capture,
    /// Chunks that wait to become blocks or to be wiped.
    pub queue: usize,
    /// Why the oldest of them waits, if it failed.
    pub waiting_because: Option<String>,
    /// Raw captures.
    pub spool: Spool,
    /// Changes that wait for the shared backend.
    pub outbox: u64,
    /// Milliseconds of today in each state, since capture was switched on; they add up to the
    /// time that has passed.
    pub today_ms: BTreeMap<&'static str, Millis>,
}

/// How capture stands.
#[derive(Debug, Clone, Serialize)]
pub struct Capture {
    /// working, call, idle, locked, asleep, excluded, paused; `off` if nobody captures;
    /// `stalled` if somebody does and no row was written for ten seconds.
    pub state: String,
    /// When a row was last written, in milliseconds since 1970.
    pub last_written_ms: Option<i64>,
    /// Since when capture is switched on.
    pub since_ms: Option<i64>,
    /// Until when it is paused; the largest number stands for "until resumed".
    pub paused_until_ms: Option<i64>,
    /// The process that captures.
    pub process: Option<u32>,
    /// The tracks of sound.
    pub sound: Vec<TrackReport>,
    /// Why there are no pictures, if there are none.
    pub no_pictures: Option<String>,
    /// What is wrong, if something is.
    pub trouble: Option<String>,
}

/// What lies in the spool.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Spool {
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many bytes there may be.
    pub budget_bytes: u64,
}

impl Daybook {
    /// How Daybook stands.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn status(&self) -> Result<Status> {
        let now = self.now();
        let captured = self.home.is_captured();
        let (pulse, last, queued, open, outbox) = self.store.read(|db| {
            let pulse = facts::get(db, facts::PULSE)?;
            Ok((
                pulse.and_then(|text| serde_json::from_str::<Pulse>(&text).ok()),
                activities::last(db)?,
                chunks::queued(db)?,
                chunks::still_open(db)?.len(),
                outbox::waiting(db)?,
            ))
        })?;
        let written = pulse.as_ref().map(|pulse| Moment(pulse.written_ms));
        let state = match (captured, &last, written) {
            (true, Some(row), Some(at)) if now.since(at) < FRESH => row.state.as_str(),
            (true, _, _) => "stalled",
            (false, _, _) => State::Off.as_str(),
        };
        let live = pulse.filter(|_| captured);
        let waiting_because = match queued.iter().find(|chunk| chunk.attempts > 0) {
            Some(chunk) => self.store.read(|db| chunks::reason(db, chunk.id))?,
            None => None,
        };
        let today = self.today();
        let accounted = self.accounted(self.days(today, today))?;
        Ok(Status {
            today_ms: accounted.into_iter().map(|(state, ms)| (state.as_str(), ms)).collect(),
            capture: Capture {
                state: state.to_owned(),
                last_written_ms: written.map(|moment| moment.0),
                since_ms: self.capture_since()?.map(|moment| moment.0),
                paused_until_ms: self.paused_until()?.map(|moment| moment.0),
                process: live.as_ref().map(|pulse| pulse.process),
                sound: live.as_ref().map(|pulse| pulse.sound.clone()).unwrap_or_default(),
                no_pictures: live.as_ref().and_then(|pulse| pulse.pictures.clone()),
                trouble: live.and_then(|pulse| pulse.trouble),
            },
            queue: queued.len() + open,
            waiting_because,
            spool: self.spool_usage(),
            outbox,
        })
    }

    /// Counts the spool's files without opening any.
    fn spool_usage(&self) -> Spool {
        let mut usage =
            Spool { budget_bytes: self.settings.spool.budget_bytes(), ..Spool::default() };
        let Ok(entries) = std::fs::read_dir(self.home.spool()) else { return usage };
        for entry in entries.flatten() {
            if let Ok(meta) = entry.metadata()
                && meta.is_file()
            {
                usage.files += 1;
                usage.bytes += meta.len();
            }
        }
        usage
    }
}
