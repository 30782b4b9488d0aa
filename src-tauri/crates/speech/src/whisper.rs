//! # The one real scribe
//!
//! The parent's half: it finds the speech, plans the windows and keeps the time base; the child
//! ([`crate::child`]) hears one window at a time and is expendable.
//!
//! ## When the engine ends
//!
//! After five idle minutes, when the [`Whisper`] is dropped, when its parent is gone, and when it
//! crashes. A crash costs the window that was being heard a second attempt with a new engine; the
//! second crash over the same window is [`Error::Crashed`], and the next call begins anew.

pub(crate) mod engine;
mod judge;
mod pressure;
mod process;
pub(crate) mod protocol;
mod voiced;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use domain::transcript::{Segment, Transcript};
use tracing::{debug, info, warn};

use crate::voice::Voice;
use crate::windows::{Planner, Span, Window};
use crate::{Cancel, Error, Scribe, Sound, Source, child};
use process::{Process, Silence};
use protocol::{Ask, Effort, Tell};

/// How to run the engine.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The binary whose `main` calls [`child::main`]. The running one, unless a test says else.
    pub program: PathBuf,
    /// What makes it do so.
    pub arguments: Vec<OsString>,
    /// The ggml file.
    pub model: PathBuf,
    /// Its name in the manifest.
    pub name: String,
    /// Threads to compute with while processors are free; one is used when they are not.
    pub threads: u32,
    /// A language code; none lets a model of many languages tell it by ear.
    pub language: Option<String>,
    /// Whether to run behind everybody else.
    pub gentle: bool,
    /// Without work for this long, the engine and its memory are let go.
    pub idle: Duration,
}

impl Settings {
    /// The usual: this binary, as many threads as there are processors but four at most, gentle,
    /// five idle minutes.
    ///
    /// # Errors
    /// [`Error::Start`] if the system cannot tell which binary is running.
    pub fn new(name: impl Into<String>, model: impl Into<PathBuf>) -> Result<Self, Error> {
        let threads = thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Self {
            program: std::env::current_exe().map_err(Error::Start)?,
            arguments: vec![child::ARGUMENT.into()],
            model: model.into(),
            name: name.into(),
            // More was hardly faster where it was measured, and leaves the owner nothing.
            threads: u32::try_from(threads.min(4)).unwrap_or(2),
            language: None,
            gentle: true,
            idle: Duration::from_secs(300),
        })
    }
}

/// whisper.cpp in a child process.
#[derive(Debug)]
pub struct Whisper {
    settings: Settings,
    slot: Arc<Mutex<Slot>>,
    minder: Option<Thread>,
    effort: Effort,
}

#[derive(Default)]
struct Slot {
    process: Option<Process>,
    used: Option<Instant>,
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").field("loaded", &self.process.is_some()).finish()
    }
}

impl Whisper {
    /// Nothing is started or loaded before the first sound with speech in it.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, slot: Arc::default(), minder: None, effort: Effort::default() }
    }

    /// The engine's process, while it runs.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        lock(&self.slot).process.as_ref().map(Process::id)
    }

    /// How many times the encoder ran since the beginning, and how many of these because a text
    /// looked wrong.
    #[must_use]
    pub fn passes(&self) -> (u32, u32) {
        (self.effort.passes, self.effort.repeats)
    }

    /// Loads the model now instead of at the first sound.
    ///
    /// # Errors
    /// As [`Scribe::transcribe`].
    pub fn warm_up(&mut self, cancel: &Cancel) -> Result<(), Error> {
        let slot = Arc::clone(&self.slot);
        let mut slot = lock(&slot);
        let outcome = self.loaded(&mut slot, cancel).map(|_| ());
        slot.used = Some(Instant::now());
        drop(slot);
        self.mind();
        outcome
    }

    /// One window, on a second engine if the first dies over it.
    fn hear(
        &mut self,
        window: &Window,
        samples: &[f32],
        cancel: &Cancel,
    ) -> Result<Vec<Segment>, Error> {
        let ask = Ask::Hear {
            speech: window
                .speech
                .iter()
                .map(|span| (span.start - window.span.start, span.end - window.span.start))
                .collect(),
        };
        let slot = Arc::clone(&self.slot);
        let mut slot = lock(&slot);
        for attempt in 1..=2 {
            cancel.check()?;
            let answer = match self.loaded(&mut slot, cancel)? {
                Some(process) => process.ask(ask.clone(), samples, cancel),
                None => Err(Silence::Died),
            };
            slot.used = Some(Instant::now());
            match answer {
                Ok(Tell::Heard { segments, effort }) => {
                    self.effort.passes += effort.passes;
                    self.effort.repeats += effort.repeats;
                    return Ok(segments);
                }
                Ok(Tell::Failed { code }) => return Err(Error::Engine { code }),
                Ok(Tell::Ready | Tell::BadModel | Tell::Stopped) => {
                    slot.process = None;
                    return Err(Error::Protocol);
                }
                Err(Silence::Cancelled { alive }) => {
                    if !alive {
                        slot.process = None;
                    }
                    return Err(Error::Cancelled);
                }
                Err(Silence::Died) => {
                    slot.process = None;
                    warn!(attempt, "The speech engine died");
                }
            }
        }
        Err(Error::Crashed)
    }

    /// The running engine with its model loaded; `None` if it died while loading.
    fn loaded<'s>(
        &self,
        slot: &'s mut Slot,
        cancel: &Cancel,
    ) -> Result<Option<&'s mut Process>, Error> {
        if slot.process.is_none() {
            let settings = &self.settings;
            if !settings.model.is_file() {
                return Err(Error::NoModel { name: settings.name.clone() });
            }
            let started = Instant::now();
            let mut process = Process::start(settings).map_err(Error::Start)?;
            let load = Ask::Load {
                model: absolute(&settings.model),
                threads: settings.threads,
                language: settings.language.clone(),
                gentle: settings.gentle,
            };
            match process.ask(load, &[], cancel) {
                Ok(Tell::Ready) => {}
                Ok(Tell::BadModel) => return Err(Error::BadModel { name: settings.name.clone() }),
                Ok(Tell::Heard { .. } | Tell::Stopped | Tell::Failed { .. }) => {
                    return Err(Error::Protocol);
                }
                Err(Silence::Cancelled { .. }) => return Err(Error::Cancelled),
                Err(Silence::Died) => return Ok(None),
            }
            let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            info!(model = %settings.name, took_ms, "Loaded the speech model in {took_ms} ms");
            slot.process = Some(process);
        }
        Ok(slot.process.as_mut())
    }

    /// Has somebody let the engine go when it is idle.
    fn mind(&mut self) {
        if self.minder.is_some() {
            return;
        }
        let slot = Arc::downgrade(&self.slot);
        let idle = self.settings.idle;
        let minder = thread::spawn(move || mind(&slot, idle));
        self.minder = Some(minder.thread().clone());
    }

    /// The whole way of one sound: pieces in, segments out.
    fn run(
        &mut self,
        source: &mut dyn Source,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<(Transcript, i64), Error> {
        let mut progress = Progress::new(source.expected_len(), progress);
        let (mut voice, mut planner) = (Voice::default(), Planner::default());
        let mut buffer = Buffer::default();
        let mut spans = Vec::new();
        let mut transcript = Transcript::default();
        loop {
            cancel.check()?;
            let more = source.pull(&mut buffer.samples)?;
            if more {
                voice.hear(buffer.fresh(), &mut spans);
            } else {
                voice.finish(buffer.end(), &mut spans);
            }
            buffer.heard();
            let mut windows: Vec<Window> =
                spans.drain(..).filter_map(|span| planner.add(span)).collect();
            windows.extend(if more {
                planner.settle(voice.settled_to())
            } else {
                planner.finish()
            });
            for window in windows {
                let segments = self.hear(&window, buffer.get(window.span), cancel)?;
                let offset = millis(window.span.start);
                transcript
                    .segments
                    .extend(segments.into_iter().map(|segment| moved(segment, offset)));
                progress.reached(window.span.end);
            }
            buffer.forget_before(planner.needed_from().unwrap_or(u64::MAX).min(voice.settled_to()));
            if !more {
                break;
            }
        }
        progress.done();
        Ok((transcript, millis(buffer.end())))
    }
}

impl Scribe for Whisper {
    fn transcribe(
        &mut self,
        sound: &Sound,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<Transcript, Error> {
        self.transcribe_source(&mut sound.reader(), progress, cancel)
            .map(|(transcript, _)| transcript)
    }

    fn transcribe_source(
        &mut self,
        source: &mut dyn Source,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<(Transcript, i64), Error> {
        let outcome = self.run(source, progress, cancel);
        if lock(&self.slot).process.is_some() {
            self.mind();
        }
        outcome
    }

    fn model(&self) -> String {
        self.settings.name.clone()
    }
}

impl Drop for Whisper {
    fn drop(&mut self) {
        lock(&self.slot).process = None;
        if let Some(minder) = self.minder.take() {
            minder.unpark();
        }
    }
}

/// Lets an idle engine go; ends with its owner.
fn mind(slot: &Weak<Mutex<Slot>>, idle: Duration) {
    loop {
        let Some(slot) = slot.upgrade() else { return };
        // Held by a call that works, this waits: work is not idleness.
        let mut held = lock(&slot);
        let rest = match held.used {
            Some(used) if held.process.is_some() => idle.saturating_sub(used.elapsed()),
            _ => idle,
        };
        if rest.is_zero() {
            held.process = None;
            debug!("Let the idle speech engine go");
        }
        drop(held);
        drop(slot);
        thread::park_timeout(if rest.is_zero() { idle } else { rest });
    }
}

/// The samples that may still be needed.
#[derive(Default)]
struct Buffer {
    samples: Vec<f32>,
    /// The place of the first of them in the original.
    start: u64,
    /// How many of them were heard by the voice detector.
    heard: usize,
}

impl Buffer {
    fn fresh(&self) -> &[f32] {
        self.samples.get(self.heard..).unwrap_or_default()
    }

    fn heard(&mut self) {
        self.heard = self.samples.len();
    }

    fn end(&self) -> u64 {
        self.start + self.samples.len() as u64
    }

    fn get(&self, span: Span) -> &[f32] {
        let at =
            |place: u64| usize::try_from(place.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let end = at(span.end).min(self.samples.len());
        self.samples.get(at(span.start)..end).unwrap_or_default()
    }

    /// Keeps a second more than asked, and does not move memory for less than ten.
    fn forget_before(&mut self, place: u64) {
        let place = place.saturating_sub(u64::from(Sound::RATE)).min(self.end());
        let gone = usize::try_from(place.saturating_sub(self.start)).unwrap_or(0);
        if gone > 10 * Sound::RATE as usize {
            self.samples.drain(..gone);
            self.heard = self.heard.saturating_sub(gone);
            self.start += gone as u64;
        }
    }
}

/// Fractions that never fall, at most one per hundredth.
struct Progress<'a> {
    total: Option<u64>,
    told: f32,
    tell: &'a mut dyn FnMut(f32),
}

impl<'a> Progress<'a> {
    fn new(total: Option<u64>, tell: &'a mut dyn FnMut(f32)) -> Self {
        tell(0.0);
        Self { total: total.filter(|total| *total > 0), told: 0.0, tell }
    }

    fn reached(&mut self, sample: u64) {
        let Some(total) = self.total else { return };
        #[expect(clippy::cast_precision_loss, reason = "a fraction to show")]
        let fraction = (sample as f32 / total as f32).min(0.99);
        if fraction >= self.told + 0.01 {
            self.told = fraction;
            (self.tell)(fraction);
        }
    }

    fn done(&mut self) {
        (self.tell)(1.0);
    }
}

fn moved(mut segment: Segment, offset_ms: i64) -> Segment {
    segment.start_ms += offset_ms;
    segment.end_ms += offset_ms;
    for word in &mut segment.words {
        word.start_ms += offset_ms;
        word.end_ms += offset_ms;
    }
    segment
}

fn millis(samples: u64) -> i64 {
    crate::sound::millis(usize::try_from(samples).unwrap_or(usize::MAX))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
