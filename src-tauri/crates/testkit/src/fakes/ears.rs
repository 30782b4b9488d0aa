//! Ears that hear when a test speaks; what they hear is sealed in the real spool.

use capture::sound::{Ears, Error, Heard, Mint, RATE, Segment, State, TrackHealth, Want};
use capture::spool::Spool;
use domain::id::CaptureId;
use domain::time::{Millis, Moment};
use domain::transcript::Track;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A microphone and speakers without a device.
#[derive(Clone)]
pub struct FakeEars(Arc<Mutex<Inside>>);

struct Inside {
    spool: Spool,
    mint: Mint,
    want: Want,
    tracks: [Option<Open>; 2],
    news: Vec<Heard>,
    /// What the tracks say of themselves while they are wanted.
    ails: [Option<State>; 2],
}

/// A segment that is being heard.
struct Open {
    id: CaptureId,
    segment: Segment,
    started: Moment,
    ended: Moment,
}

impl std::fmt::Debug for FakeEars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeEars").finish_non_exhaustive()
    }
}

impl FakeEars {
    /// Ears that keep what they hear in `spool`.
    #[must_use]
    pub fn new(spool: Spool, mint: Mint) -> Self {
        let tracks = [None, None];
        let news = Vec::new();
        let (want, ails) = (Want::default(), [None; 2]);
        Self(Arc::new(Mutex::new(Inside { spool, mint, want, tracks, news, ails })))
    }

    /// Somebody spoke for `ms` on `track`, up to now. Returns whether anybody listened.
    ///
    /// # Errors
    ///
    /// The spool refused.
    pub fn speak(&self, track: Track, ms: Millis) -> Result<bool, Error> {
        let mut inside = self.inside();
        if !inside.want.wants(track) {
            return Ok(false);
        }
        let (now, id) = (inside.mint)();
        let samples = tone(ms);
        let place = place_of(track);
        if inside.tracks.get(place).is_some_and(Option::is_none) {
            let (segment, stored) = Segment::begin(&inside.spool, id)?;
            let started = now.minus(ms);
            inside.news.push(Heard::Opened { track, id, stored, started });
            let open = Open { id, segment, started, ended: started };
            if let Some(slot) = inside.tracks.get_mut(place) {
                *slot = Some(open);
            }
        }
        if let Some(Some(open)) = inside.tracks.get_mut(place) {
            let at = now.minus(ms).since(open.started).max(0);
            let at = u64::try_from(at).unwrap_or(0) * u64::from(RATE / 1_000);
            open.segment.write(at, &samples)?;
            open.ended = now;
        }
        Ok(true)
    }

    /// From now on `track` says `state` of itself while it is wanted; `None`: it is well again.
    pub fn ail(&self, track: Track, state: Option<State>) {
        if let Some(ails) = self.inside().ails.get_mut(place_of(track)) {
            *ails = state;
        }
    }

    /// What is wanted now.
    #[must_use]
    pub fn wanted(&self) -> Want {
        self.inside().want
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn end(&mut self, track: Track) {
        let open = self.tracks.get_mut(place_of(track)).and_then(Option::take);
        let Some(Open { id, segment, started, ended }) = open else { return };
        let Ok(finished) = segment.finish() else { return };
        self.news.push(Heard::Closed {
            track,
            id,
            started,
            ended,
            speech_ms: finished.kept_ms,
            size_bytes: finished.size_bytes,
        });
    }
}

impl Ears for FakeEars {
    fn listen(&mut self, want: Want) {
        let mut inside = self.inside();
        inside.want = want;
        for track in [Track::Microphone, Track::System] {
            if !want.wants(track) {
                inside.end(track);
            }
        }
    }

    fn poll(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.inside().news)
    }

    fn health(&self) -> [TrackHealth; 2] {
        let inside = self.inside();
        [Track::Microphone, Track::System].map(|track| {
            let hears = inside.tracks.get(place_of(track)).is_some_and(Option::is_some);
            let ails = inside.ails.get(place_of(track)).copied().flatten();
            let state = match (inside.want.wants(track), hears) {
                (false, _) => State::Off,
                (true, _) if ails.is_some() => ails.unwrap_or(State::Off),
                (true, false) => State::Waiting,
                (true, true) => State::Hearing,
            };
            TrackHealth {
                track,
                state,
                device: Some("fake".into()),
                last_sample_ms_ago: hears.then_some(0),
                lost_ms: 0,
            }
        })
    }

    fn cut(&mut self, _: Moment) {
        let mut inside = self.inside();
        for track in [Track::Microphone, Track::System] {
            inside.end(track);
        }
    }

    fn stop(&mut self) {
        self.cut(Moment(0));
        self.inside().want = Want::default();
    }
}

const fn place_of(track: Track) -> usize {
    match track {
        Track::Microphone => 0,
        Track::System => 1,
    }
}

/// A hum, 16 kHz mono.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a hum has no precision to lose"
)]
fn tone(ms: Millis) -> Vec<f32> {
    let samples = ms.max(0) as u64 * u64::from(RATE / 1_000);
    (0..samples).map(|nth| (nth as f32 * 0.05).sin() * 0.3).collect()
}
