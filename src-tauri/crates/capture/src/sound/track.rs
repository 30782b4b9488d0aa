//! One track, from its device to its segment, and how it is doing.

use super::device::{Arrival, Event, Fault, Feed, Hosts, Input, Keeper};
use super::sieve::{Sieve, Stretch, samples_ms};
use super::{Error, Heard, Mint, RATE, RATE_MS, Segment, State, Track, TrackHealth, Trouble};
use crate::spool::{self, Spool};
use domain::id::CaptureId;
use domain::time::{MINUTE, Moment, SECOND};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A sound server hands over half a second at a time. What is late by more than this, all the
/// time for [`LATE_FOR`], was lost on the way, however the system explains it.
const LATE_MS: i64 = 1_500;

/// See [`LATE_MS`]; in microseconds.
const LATE_FOR: u64 = 5_000_000;

/// A device that gives nothing for so long is opened again.
const DEAD_AFTER: Duration = Duration::from_secs(5);

/// Opening may take as long as a person takes to answer the system's question.
const OPENING_TAKES: Duration = Duration::from_secs(60);

/// Exact zeros for so long are no silence of a room.
const SILENT_AFTER: Duration = Duration::from_secs(10);

/// Nobody needs a segment longer than a chunk; this ends one that was never cut.
const MAX_SEGMENT_MS: i64 = 6 * MINUTE;

/// After the spool refused, speech tries again this much later.
const SPOOL_RETRY: Duration = Duration::from_secs(5);

/// Attempts that hang in the sound system; more of them would not help.
const MAX_HANGING: usize = 2;

/// What all tracks share.
pub(super) struct Shared {
    pub(super) spool: Spool,
    pub(super) mint: Mint,
    pub(super) hosts: Arc<Hosts>,
    pub(super) epoch: Instant,
    pub(super) tell: Sender<Heard>,
}

/// One track.
pub(super) struct TrackWorker {
    track: Track,
    input: Input,
    is_wanted: bool,
    keeper: Option<(Keeper, Instant)>,
    hanging: Vec<JoinHandle<()>>,
    open: Option<OpenDevice>,
    fault: Option<Fault>,
    failures: u32,
    retry_at: Instant,
    segment: Option<OpenSegment>,
    /// Set while the spool refuses.
    full_until: Option<Instant>,
    state: State,
    lost_ms: i64,
}

struct OpenDevice {
    feed: Feed,
    sieve: Sieve,
    since: Instant,
    is_anchored: bool,
    /// How late samples were at best since a moment, both in microseconds and samples at 16 kHz.
    lag: (u64, i64),
    scratch: Vec<f32>,
}

struct OpenSegment {
    segment: Segment,
    id: CaptureId,
    started: Moment,
    /// Where it starts and ends on the track's time line.
    base: u64,
    end: u64,
    checked: Instant,
}

impl TrackWorker {
    pub(super) fn new(track: Track, input: Input) -> Self {
        Self {
            track,
            input,
            is_wanted: false,
            keeper: None,
            hanging: Vec::new(),
            open: None,
            fault: None,
            failures: 0,
            retry_at: Instant::now(),
            segment: None,
            full_until: None,
            state: State::Off,
            lost_ms: 0,
        }
    }

    /// Opens or closes the track's device.
    pub(super) fn want(&mut self, shared: &Shared, is_wanted: bool) {
        if self.is_wanted == is_wanted {
            return;
        }
        self.is_wanted = is_wanted;
        if is_wanted {
            (self.fault, self.failures, self.retry_at) = (None, 0, Instant::now());
        } else {
            self.close();
            self.cut(shared);
        }
        self.serve(shared);
    }

    /// Takes in what arrived, keeps what is speech, and looks after the device.
    pub(super) fn serve(&mut self, shared: &Shared) {
        if self.is_wanted {
            self.look_after_device(shared);
            self.drain(shared);
            self.look_after_segment(shared);
        }
        self.note_state(shared);
    }

    /// Ends the open segment; what comes next opens another.
    pub(super) fn cut(&mut self, shared: &Shared) {
        let Some(open) = self.segment.take() else { return };
        let ended = open.started.plus(samples_ms(open.end - open.base));
        match open.segment.finish() {
            Ok(finished) => tell(
                shared,
                Heard::Closed {
                    track: self.track,
                    id: open.id,
                    started: open.started,
                    ended,
                    speech_ms: finished.kept_ms,
                    size_bytes: finished.size_bytes,
                },
            ),
            Err(error) => {
                // What reached the disk reads back all the same; the engine still gets its end.
                self.spool_refused(shared, &error);
                let (speech_ms, size_bytes) = (samples_ms(open.end - open.base), 0);
                let (track, id, started) = (self.track, open.id, open.started);
                tell(shared, Heard::Closed { track, id, started, ended, speech_ms, size_bytes });
            }
        }
    }

    /// Whether attempts to close devices are still going on.
    pub(super) fn is_closing(&mut self) -> bool {
        self.hanging.retain(|thread| !thread.is_finished());
        !self.hanging.is_empty()
    }

    pub(super) fn health(&self, epoch: Instant) -> TrackHealth {
        let last = self.open.as_ref().map(|open| open.feed.meter.last_micros());
        let last = last.filter(|micros| *micros > 0).map(Duration::from_micros);
        let ago = last.map(|last| epoch.elapsed().saturating_sub(last));
        TrackHealth {
            track: self.track,
            state: self.state,
            device: self.open.as_ref().map(|open| open.feed.device.clone()),
            last_sample_ms_ago: ago.map(|ago| i64::try_from(ago.as_millis()).unwrap_or(i64::MAX)),
            lost_ms: self.lost_ms,
        }
    }

    fn look_after_device(&mut self, shared: &Shared) {
        self.hanging.retain(|thread| !thread.is_finished());
        match self.keeper.as_ref().and_then(|(keeper, _)| keeper.event()) {
            None => {}
            Some(Event::Opened(feed)) => self.opened(shared, feed),
            Some(Event::Failed(fault)) => self.failed(shared, fault),
        }
        let now = Instant::now();
        if let Some(open) = &self.open {
            let last = open.feed.meter.last_micros();
            let last = if last == 0 {
                open.since
            } else {
                (shared.epoch + Duration::from_micros(last)).max(open.since)
            };
            if let Some(fault) = open.feed.meter.fault() {
                self.failed(shared, fault);
            } else if now.saturating_duration_since(last) > DEAD_AFTER {
                self.failed(shared, Fault::Lost);
            }
        } else if let Some((_, since)) = &self.keeper
            && now.saturating_duration_since(*since) > OPENING_TAKES
        {
            self.failed(shared, Fault::Missing);
        }
        if self.keeper.is_none() && now >= self.retry_at && self.hanging.len() <= MAX_HANGING {
            let keeper = Keeper::start(self.track, &self.input, &shared.hosts, shared.epoch);
            self.keeper = Some((keeper, now));
        }
    }

    fn opened(&mut self, shared: &Shared, feed: Feed) {
        match Sieve::new(feed.rate) {
            Ok(sieve) => {
                let since = Instant::now();
                let (is_anchored, lag, scratch) = (false, (0, i64::MAX), Vec::new());
                self.open = Some(OpenDevice { feed, sieve, since, is_anchored, lag, scratch });
            }
            Err(_) => self.failed(shared, Fault::Missing),
        }
    }

    fn failed(&mut self, shared: &Shared, fault: Fault) {
        // What arrived before it failed is kept.
        self.drain(shared);
        self.close();
        self.failures = self.failures.saturating_add(1);
        self.fault = Some(fault);
        let wait = match fault {
            Fault::Rerouted => Duration::ZERO,
            // At first at once: an unplugged headset leaves the built-in microphone behind.
            Fault::Lost | Fault::Missing | Fault::Refused => {
                let steps = self.failures.saturating_sub(1).min(5);
                Duration::from_millis(250 * (1 << steps))
            }
        };
        self.retry_at = Instant::now() + wait;
    }

    fn close(&mut self) {
        self.open = None;
        self.hanging.extend(self.keeper.take().and_then(|(keeper, _)| keeper.close()));
    }

    fn drain(&mut self, shared: &Shared) {
        let Some(open) = &mut self.open else { return };
        let (mut kept, mut lost_ms) = (Vec::new(), 0);
        let mut is_broken = false;
        while let Ok(arrival) = open.feed.arrivals.pop() {
            (self.fault, self.failures) = (None, 0);
            match open.take_in(arrival, &mut kept) {
                Ok(lost) => lost_ms += lost,
                Err(_) => is_broken = true,
            }
        }
        for stretch in kept {
            self.keep(shared, &stretch);
        }
        if lost_ms > 0 {
            self.lost_ms += lost_ms;
            tracing::warn!(track = ?self.track, lost_ms, "Sound was lost");
            self.trouble(shared, Trouble::Overrun { lost_ms });
        }
        if is_broken {
            self.failed(shared, Fault::Lost);
        }
    }

    fn keep(&mut self, shared: &Shared, stretch: &Stretch) {
        if self.full_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        let written = match &mut self.segment {
            Some(open) => open.write(stretch),
            None => self.begin(shared, stretch.at).and_then(|open| open.write(stretch)),
        };
        match written {
            Ok(()) => self.full_until = None,
            Err(error) => {
                self.spool_refused(shared, &error);
                self.cut(shared);
            }
        }
    }

    fn begin(&mut self, shared: &Shared, at: u64) -> Result<&mut OpenSegment, Error> {
        let (now, id) = (shared.mint)();
        let started = now.minus(samples_ms(elapsed(shared.epoch).saturating_sub(at)));
        let (segment, stored) = Segment::begin(&shared.spool, id)?;
        tell(shared, Heard::Opened { track: self.track, id, stored, started });
        let checked = Instant::now();
        Ok(self.segment.insert(OpenSegment { segment, id, started, base: at, end: at, checked }))
    }

    fn look_after_segment(&mut self, shared: &Shared) {
        let Some(open) = &mut self.segment else { return };
        let settled = open.segment.settle();
        let age = samples_ms(elapsed(shared.epoch).saturating_sub(open.base));
        let mut is_over = age > MAX_SEGMENT_MS;
        if open.checked.elapsed() > Duration::from_secs(2) {
            open.checked = Instant::now();
            // The clock was set, or the machine slept: offsets no longer tell the time of day.
            let jumped = (shared.mint)().0.since(open.started) - age;
            is_over |= jumped.abs() > 2 * SECOND;
        }
        if let Err(error) = settled {
            self.spool_refused(shared, &error);
            is_over = true;
        }
        if is_over {
            self.cut(shared);
        }
    }

    fn spool_refused(&mut self, shared: &Shared, error: &Error) {
        let is_news = self.full_until.is_none();
        self.full_until = Some(Instant::now() + SPOOL_RETRY);
        if is_news {
            let is_full = matches!(error, Error::Spool(spool::Error::BudgetReached { .. }));
            tracing::warn!(track = ?self.track, is_full, "Sound cannot be kept: {error}");
            let trouble = if is_full { Trouble::BudgetReached } else { Trouble::NotWritten };
            self.trouble(shared, trouble);
        }
    }

    fn note_state(&mut self, shared: &Shared) {
        let state = self.derive_state(shared.epoch);
        if state == self.state {
            return;
        }
        tracing::info!(track = ?self.track, from = ?self.state, to = ?state, "Sound");
        self.state = state;
        let trouble = match state {
            State::Refused => Trouble::Refused,
            State::Missing => Trouble::Missing,
            State::Lost => Trouble::Lost,
            State::Silent => Trouble::Silent,
            // `Full` was told when the spool refused.
            State::Full | State::Off | State::Starting | State::Waiting | State::Hearing => return,
        };
        self.trouble(shared, trouble);
    }

    fn derive_state(&self, epoch: Instant) -> State {
        if !self.is_wanted {
            return State::Off;
        }
        let Some(open) = self.open.as_ref().filter(|open| open.is_anchored) else {
            return match self.fault {
                None => State::Starting,
                Some(Fault::Refused) => State::Refused,
                Some(Fault::Missing) => State::Missing,
                Some(Fault::Lost | Fault::Rerouted) => State::Lost,
            };
        };
        let sound = Duration::from_micros(open.feed.meter.sound_micros());
        let quiet_since = (epoch + sound).max(open.since);
        if self.full_until.is_some() {
            State::Full
        } else if open.sieve.is_speech_on() {
            State::Hearing
        } else if self.is_zero_suspicious() && quiet_since.elapsed() > SILENT_AFTER {
            State::Silent
        } else {
            State::Waiting
        }
    }

    // A Linux sound server gives exact zeros while nothing plays, and cannot refuse this track.
    fn is_zero_suspicious(&self) -> bool {
        self.track == Track::Microphone || cfg!(not(target_os = "linux"))
    }

    fn trouble(&self, shared: &Shared, trouble: Trouble) {
        tell(shared, Heard::Trouble { track: self.track, trouble });
    }
}

impl OpenDevice {
    /// Takes in what one callback brought; returns what was lost before it, in milliseconds.
    fn take_in(&mut self, arrival: Arrival, kept: &mut Vec<Stretch>) -> Result<i64, Error> {
        let rate = u64::from(self.feed.rate);
        self.scratch.clear();
        if let Ok(chunk) = self.feed.samples.read_chunk(arrival.frames) {
            self.scratch.extend(chunk);
        }
        let length = arrival.frames as u64 * u64::from(RATE) / rate;
        let arrived = arrival.micros * RATE_MS / 1_000;
        let begun = arrived.saturating_sub(length);
        let mut lost_ms = 0;
        if !self.is_anchored {
            self.is_anchored = true;
            self.sieve.restart(begun);
        } else if arrival.lost_frames > 0 {
            lost_ms = (arrival.lost_frames * 1_000 / rate).cast_signed();
            let lost = arrival.lost_frames * u64::from(RATE) / rate;
            self.sieve.restart(begun.max(self.sieve.position() + lost));
        }
        self.sieve.push(&self.scratch, kept)?;
        Ok(lost_ms + self.align(arrival.micros, arrived))
    }

    /// Keeps the time line true: samples come late, in bursts or after a wait, but never before
    /// they were heard. Returns what must have been lost, in milliseconds.
    fn align(&mut self, micros: u64, arrived: u64) -> i64 {
        let lag = arrived.cast_signed() - self.sieve.position().cast_signed();
        if lag < 0 {
            // They were here earlier than thought; so were those before them.
            self.sieve.shift(lag);
        }
        let (since, least) = self.lag;
        if least == i64::MAX {
            self.lag = (micros, lag.max(0));
            return 0;
        }
        self.lag = (since, least.min(lag.max(0)));
        if micros.saturating_sub(since) < LATE_FOR {
            return 0;
        }
        let late_ms = least / RATE_MS.cast_signed();
        if late_ms < LATE_MS {
            self.lag = (micros, i64::MAX);
            0
        } else if self.sieve.shift(least) {
            self.lag = (micros, i64::MAX);
            late_ms
        } else {
            // In the middle of speech: it waits for a pause.
            0
        }
    }
}

impl OpenSegment {
    fn write(&mut self, stretch: &Stretch) -> Result<(), Error> {
        self.segment.write(stretch.at.saturating_sub(self.base), &stretch.samples)?;
        self.end = self.end.max(stretch.at + stretch.samples.len() as u64);
        Ok(())
    }
}

// The track's time line: samples at 16 kHz since the worker began.
fn elapsed(epoch: Instant) -> u64 {
    u64::try_from(epoch.elapsed().as_micros()).unwrap_or(u64::MAX) / 1_000 * RATE_MS
}

fn tell(shared: &Shared, heard: Heard) {
    if shared.tell.send(heard).is_err() {
        tracing::debug!("Nobody listens to what was heard any more");
    }
}
