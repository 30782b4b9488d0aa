//! How Daybook stands, derived from what was written and never from what is meant to happen.

use crate::Result;
use crate::daybook::Daybook;
use crate::trouble::{Beat, Code, Trouble, sorted};
use capture::sound::TrackHealth;
use domain::activity::State;
use domain::time::{Date, Millis, Moment, SECOND, Span, day_bounds};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::PoisonError;
use store::{Connection, activities, chunks, facts, outbox};

mod spool;

pub use spool::Spool;

/// Rows that are older than this do not count as recording.
const FRESH: Millis = 6 * SECOND;

/// What the capturing process writes down together with the rows themselves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pulse {
    pub(crate) process: u32,
    pub(crate) written_ms: i64,
    pub(crate) state: String,
    pub(crate) sound: Vec<TrackReport>,
    pub(crate) pictures: Option<String>,
    #[serde(default)]
    pub(crate) troubles: Vec<Trouble>,
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
    /// `stalled` if somebody does and no row was written for six seconds.
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
    /// The sentence of the worst of `troubles`.
    pub trouble: Option<String>,
    /// What is wrong, the worst first.
    pub troubles: Vec<Trouble>,
}

/// What was read last, so that asking every second costs next to nothing.
#[derive(Debug, Default)]
pub(crate) struct Glance {
    read: Option<Read>,
    spool: spool::Counted,
}

/// What the database said.
#[derive(Debug, Clone)]
struct Read {
    /// Of which state of the database.
    version: i64,
    today: Date,
    at: Moment,
    pulse: Option<Pulse>,
    last: Option<State>,
    queue: usize,
    waiting_because: Option<String>,
    outbox: u64,
    since: Option<Moment>,
    paused_until: Option<Moment>,
    /// From the beginning of the day, or of capture, to `at`.
    sums: BTreeMap<&'static str, Millis>,
}

impl Daybook {
    /// How Daybook stands. Costs next to nothing as long as nothing changes, and answers within a
    /// second while another program holds the database: then from what was known before.
    ///
    /// # Errors
    ///
    /// The database refused, and was never read before.
    pub fn status(&self) -> Result<Status> {
        let now = self.now();
        let mut glance = self.glance.lock().unwrap_or_else(PoisonError::into_inner);
        let mut troubles = self.troubles();
        match self.read(glance.read.as_ref(), now) {
            Ok(Some(read)) => glance.read = Some(read),
            Ok(None) => {}
            Err(error) => {
                let error = crate::Error::from(error);
                if glance.read.is_none() {
                    return Err(error);
                }
                let code = Code::of(&error);
                troubles.push(Trouble { code, since: now, message: code.sentence(&error) });
            }
        }
        let spool = glance.spool.usage(self, now);
        let Some(read) = glance.read.clone() else {
            return Err(crate::Error::System("to look at the database"));
        };
        drop(glance);
        Ok(self.judge(read, spool, troubles, now))
    }

    /// Looks at the database; `None`: it is as it was.
    fn read(&self, old: Option<&Read>, now: Moment) -> store::Result<Option<Read>> {
        let zone = self.clock.zone();
        let today = now.in_zone(&zone).date();
        let bounds = day_bounds(today, &zone);
        self.store.glance(|db| {
            let version = store::version(db)?;
            if let Some(old) = old
                && old.version == version
                && old.today == today
                && old.at <= now
            {
                return Ok(None);
            }
            let number = |text: Option<String>| text.and_then(|text| text.parse().ok()).map(Moment);
            let queued = chunks::queued(db)?;
            let failed = queued.iter().find(|chunk| chunk.attempts > 0);
            let since = number(facts::get(db, facts::CAPTURE_SINCE)?);
            let pulse = facts::get(db, facts::PULSE)?;
            let from = bounds.start.max(since.unwrap_or(now)).min(now);
            let mut sums: BTreeMap<_, _> = State::ALL.map(|state| (state.as_str(), 0)).into();
            let mut covered = 0_i64;
            for (state, sum) in activities::sums(db, Span::new(from, now))? {
                covered = covered.saturating_add(sum);
                sums.insert(state.as_str(), sum);
            }
            if let Some(off) = sums.get_mut(State::Off.as_str()) {
                *off = off.saturating_add(now.since(from).saturating_sub(covered).max(0));
            }
            Ok(Some(Read {
                version,
                today,
                at: now,
                pulse: pulse.and_then(|text| serde_json::from_str(&text).ok()),
                last: activities::last(db)?.map(|row| row.state),
                queue: queued.len() + chunks::still_open(db)?.len(),
                waiting_because: match failed {
                    Some(chunk) => chunks::reason(db, chunk.id)?,
                    None => None,
                },
                outbox: outbox::waiting(db)?,
                since,
                paused_until: number(facts::get(db, facts::PAUSED_UNTIL)?),
                sums,
            }))
        })
    }

    fn judge(&self, read: Read, spool: Spool, mut troubles: Vec<Trouble>, now: Moment) -> Status {
        let captured = self.home.is_captured();
        let beat = self.vitals.beat();
        let pulse = read.pulse;
        let is_own = pulse.as_ref().is_some_and(|pulse| pulse.process == std::process::id());
        // This process knows from a clock that stands while the machine sleeps; of another one
        // only the time on the wall is known.
        let quiet = match beat.written {
            Some((awake, _)) if is_own => Some(self.clock.awake_ms().saturating_sub(awake)),
            _ => pulse.as_ref().map(|pulse| now.since(Moment(pulse.written_ms))),
        };
        let written = match (beat.written, &pulse) {
            (Some((_, at)), _) if is_own => Some(at),
            (_, pulse) => pulse.as_ref().map(|pulse| Moment(pulse.written_ms)),
        };
        let is_fresh = quiet.is_some_and(|quiet| quiet < FRESH);
        let state = match (captured, read.last) {
            (true, Some(state)) if is_fresh => state.as_str(),
            (true, _) => "stalled",
            (false, _) => State::Off.as_str(),
        };
        let live = pulse.filter(|_| captured);
        if let Some(pulse) = live.as_ref().filter(|_| !is_own) {
            troubles.extend(pulse.troubles.iter().cloned());
        }
        if captured && !is_fresh && !self.is_starting(beat) {
            troubles.extend(stalled(&troubles, written.or(read.since).unwrap_or(now)));
        }
        let troubles = sorted(troubles);
        // What has passed since the database was read is in no row yet.
        let mut today_ms = read.sums;
        if let (Some(off), Some(_)) = (today_ms.get_mut(State::Off.as_str()), read.since) {
            *off = off.saturating_add(now.since(read.at).max(0));
        }
        Status {
            today_ms,
            capture: Capture {
                state: state.to_owned(),
                last_written_ms: written.map(|moment| moment.0),
                since_ms: read.since.map(|moment| moment.0),
                paused_until_ms: read.paused_until.filter(|until| *until > now).map(|at| at.0),
                process: live.as_ref().map(|pulse| pulse.process),
                sound: live.as_ref().map(|pulse| pulse.sound.clone()).unwrap_or_default(),
                no_pictures: live.and_then(|pulse| pulse.pictures),
                trouble: troubles.first().map(|worst| worst.message.clone()),
                troubles,
            },
            queue: read.queue,
            waiting_because: read.waiting_because,
            spool,
            outbox: read.outbox,
        }
    }

    /// Whether this process has only just begun to capture, and may not have written a row.
    fn is_starting(&self, beat: Beat) -> bool {
        let begun = beat.begun.filter(|_| beat.written.is_none());
        begun.is_some_and(|begun| self.clock.awake_ms().saturating_sub(begun) < FRESH)
    }

    /// What this process's watch says of itself: rows are due, and none come.
    pub(crate) fn stalled(&self) -> Option<(Code, String)> {
        let beat = self.vitals.beat();
        let (since, at) = match (beat.written, beat.begun) {
            (Some((awake, at)), Some(_)) => (awake, at),
            (None, Some(begun)) => (begun, self.now()),
            (_, None) => return None,
        };
        if self.clock.awake_ms().saturating_sub(since) < FRESH {
            return None;
        }
        stalled(&self.troubles(), at).map(|trouble| (trouble.code, trouble.message))
    }
}

/// That no rows are written, unless something already says why.
fn stalled(troubles: &[Trouble], since: Moment) -> Option<Trouble> {
    if troubles.iter().any(|trouble| trouble.code.stops_rows()) {
        return None;
    }
    let message = "no row was written for more than six seconds; quit Daybook and start it again if this stays so";
    Some(Trouble { code: Code::Stalled, since, message: message.into() })
}
