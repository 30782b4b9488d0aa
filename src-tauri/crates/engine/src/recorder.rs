//! # The recorder
//!
//! One thread that asks the senses, keeps the ledger, takes pictures and directs the ears.
//!
//! ## What is durable, and when
//!
//! A changed row is written within `FLUSH` of the reading that changed it, before a machine
//! sleeps, and when the recorder stops: a kill loses at most five seconds. A picture or a
//! segment of sound is kept only once its key stands in a row.
//!
//! ## When it ends
//!
//! When [`Recording::stop`] is called: open segments are finished, the open chunk is closed, and
//! the thread is waited for.

use crate::daybook::Daybook;
use crate::events::Event;
use crate::keys::Keys;
use crate::rules::OWN;
use crate::settings::Settings;
use crate::status::{Pulse, TrackReport};
use crate::trouble::{Code, Source};
use crate::{Error, Result};
use capture::senses::{Seen, Senses};
use capture::sound::{Ears, Heard};
use domain::activity::{Activity, State, Window};
use domain::exclusion::{Exclusions, StoredExclusion, Verdict};
use domain::id::ChunkId;
use domain::ledger::{Change, Circumstances, Ledger, Tick, state_of};
use domain::time::{Millis, Moment, SECOND, Span};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use store::captures::{self, Capture, Kind};
use store::{activities, facts};
use symptoms::{Signs, Symptoms};

mod camera;
mod chunking;
mod recording;
mod sound;
mod symptoms;
mod wishes;

pub use recording::Recording;

/// Changed rows are written at least this often.
const FLUSH: Millis = 2 * SECOND;

/// How often the owner's wishes (pause, forget, exclusions) and calls are looked at.
const ATTENTION: Millis = SECOND;

/// Work that stops for so long ends its chunk, so that its blocks need not wait.
const REST: Millis = 15 * SECOND;

/// What a picture or a few seconds of sound need at most.
const ROOM: u64 = 256 * 1024;

/// What the recorder senses with.
pub struct Tools {
    /// Makes the senses, on the thread that will use them.
    pub senses: Box<dyn FnOnce() -> Box<dyn Senses> + Send>,
    /// Hears; `None` where sound is switched off or cannot be had.
    pub ears: Option<Box<dyn Ears>>,
    /// Whether another program holds a microphone.
    pub on_call: OnCall,
    /// Whether anything will read pictures; if not, the reason.
    pub pictures: Readable,
}

/// Whether another program holds a microphone; `None` where that cannot be known.
pub type OnCall = Box<dyn FnMut() -> Option<bool> + Send>;

/// Asked at the start and whenever settings or keys change: whether anything will read pictures;
/// if not, the reason.
pub type Readable = Box<dyn FnMut() -> std::result::Result<(), String> + Send>;

/// The recorder's own state; [`Recording`] runs it on a thread.
pub struct Recorder {
    daybook: Daybook,
    keys: Arc<Keys>,
    senses: Box<dyn Senses>,
    ears: Option<Box<dyn Ears>>,
    on_call: OnCall,
    readable: Readable,
    camera: camera::Camera,
    /// The settings of this step, and how often the tools had changed.
    settings: Arc<Settings>,
    tools: u64,
    ledger: Ledger,
    exclusions: Exclusions,
    /// What they were made of: patterns are compiled anew only when the owner changed some.
    stored: Vec<StoredExclusion>,
    /// Changes that are not yet on the disk, and when the first of them came.
    pending: Vec<Change>,
    pending_since: Option<Moment>,
    attended: Option<Moment>,
    paused: bool,
    call: bool,
    state: State,
    chunk: Option<Open>,
    /// Where a chunk should begin that could not be opened yet.
    unopened: Option<Moment>,
    /// What the ears told and no row holds yet.
    heard: VecDeque<Heard>,
    symptoms: Symptoms,
}

/// The chunk that captures are being added to.
#[derive(Debug, Clone, Copy)]
struct Open {
    id: ChunkId,
    start: Moment,
    /// Since when nobody works.
    resting: Option<Moment>,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Recorder {
    /// A recorder that goes on where the ledger ends.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn new(
        daybook: Daybook,
        keys: Arc<Keys>,
        senses: Box<dyn Senses>,
        ears: Option<Box<dyn Ears>>,
        on_call: OnCall,
        mut readable: Readable,
    ) -> Result<Self> {
        let now = daybook.now();
        daybook.store.write(move |tx| {
            if facts::get(tx, facts::CAPTURE_SINCE)?.is_none() {
                facts::set(tx, facts::CAPTURE_SINCE, &now.0.to_string())?;
            }
            Ok(())
        })?;
        // Killed before its first row was written, the ledger still begins where capture did.
        let since = daybook.capture_since()?.unwrap_or(now);
        let nothing = Activity { span: Span::new(since, since), state: State::Off, window: None };
        let last = daybook.store.read(activities::last)?.unwrap_or(nothing);
        let (settings, tools) = (daybook.settings(), daybook.settings.tools());
        let camera = camera::Camera::new(&settings, readable());
        let stored = daybook.stored_exclusions()?;
        let exclusions = Exclusions::from_stored(OWN, stored.clone());
        Ok(Self {
            daybook,
            keys,
            senses,
            ears,
            on_call,
            readable,
            camera,
            settings,
            tools,
            ledger: Ledger::resume(Some(last)),
            exclusions,
            stored,
            pending: Vec::new(),
            pending_since: None,
            attended: None,
            paused: false,
            call: false,
            state: State::Off,
            chunk: None,
            unopened: None,
            heard: VecDeque::new(),
            symptoms: Symptoms::default(),
        })
    }

    /// Waits for a change, at most `patience`, and takes it in. What fails is trouble, shown in
    /// the status; the next step tries again.
    pub fn step(&mut self, patience: Duration) {
        let patience = patience.min(self.camera.patience(self.daybook.now()));
        let seen = self.senses.observe(patience);
        self.adapt();
        let failed = self.take_in(&seen);
        let now = self.daybook.now();
        let mut found: Vec<(Code, String)> = failed
            .iter()
            .map(|error| {
                let code = Code::of(error);
                (code, code.sentence(error))
            })
            .collect();
        let signs = Signs {
            seen: &seen,
            sound: self.ears.as_ref().map(|ears| ears.health().to_vec()).unwrap_or_default(),
            refused: self.camera.refused(),
            has_room: self.has_room(),
        };
        found.extend(self.symptoms.troubles(now, &signs));
        self.daybook.report(Source::Recorder, found);
    }

    /// Settings that have changed are in force from the next reading on.
    fn adapt(&mut self) {
        let (settings, tools) = (self.daybook.settings(), self.daybook.settings.tools());
        if Arc::ptr_eq(&settings, &self.settings) && tools == self.tools {
            return;
        }
        let is_as_before = tools == self.tools
            && settings.pictures == self.settings.pictures
            && settings.words == self.settings.words
            && settings.gemini == self.settings.gemini;
        if !is_as_before {
            self.camera = camera::Camera::new(&settings, (self.readable)());
        }
        self.keys.spool.allow(settings.spool.budget_bytes());
        (self.settings, self.tools) = (settings, tools);
    }

    fn take_in(&mut self, seen: &Seen) -> Vec<Error> {
        // Whatever fails, the row is kept first: a full spool or a lost wish never costs time.
        let mut failed = Vec::new();
        let now = self.daybook.now();
        failed.extend(self.attend(now).err());
        let verdict = match &seen.window {
            Some(window) => self.exclusions.verdict(window),
            None => Verdict::Unreadable,
        };
        let idle_ms = seen.idle_ms.unwrap_or(0);
        let circumstances = Circumstances {
            paused: self.paused,
            asleep: seen.asleep,
            locked: seen.locked,
            call: self.call,
            excluded: seen.window.is_some() && verdict.is_excluded(),
            idle_ms,
        };
        let state = state_of(circumstances, self.settings.ledger.idle_after());
        let window = seen.window.clone().filter(|_| state.is_work());
        let tick = Tick {
            wall: now,
            boot_ms: self.daybook.clock.boot_ms(),
            awake_ms: self.daybook.clock.awake_ms(),
            state,
            window: window.clone(),
        };
        let reached = self.ledger.end().unwrap_or(now);
        self.note(now, |ledger| ledger.tick(tick));
        // From here on time is the ledger's, which never goes back when the wall clock does.
        let at = self.ledger.end().unwrap_or(now);
        // A machine that slept or stood still goes on with a chunk of its own.
        let parted = if at.since(reached) >= REST { self.part(at, reached) } else { Ok(()) };
        if state == State::Idle && self.state != State::Idle {
            let since = at.minus(idle_ms);
            self.note(now, |ledger| ledger.went_idle(since));
            if let Some(open) = &mut self.chunk {
                // Not since the last key: on a call nobody needs one.
                let resting = self.ledger.since().unwrap_or(since);
                open.resting = Some(resting.max(open.start));
            }
        }
        self.state = state;
        // A row that goes on from before a short stop has its last second in no chunk yet.
        let before = reached.max(at.minus(SECOND));
        failed.extend(parted.and_then(|()| self.follow(at, before, state, idle_ms)).err());
        self.listen(state);
        // Somebody who holds the database holds it for all: one wait in a step is enough, or the
        // next reading would come too late.
        let is_held =
            |failed: &[Error]| failed.iter().any(|error| Code::of(error) == Code::DatabaseLocked);
        if !is_held(&failed) {
            failed.extend(self.hear().err());
        }
        if !is_held(&failed) && self.chunk.is_some() && verdict.allows_picture() && self.has_room()
        {
            failed.extend(self.look(now, seen, window.as_ref(), idle_ms).err());
        }
        if !is_held(&failed) {
            let flushed = self.flush(now, seen.asleep || seen.locked);
            if seen.asleep && flushed.is_ok() {
                self.senses.kept();
            }
            failed.extend(flushed.err());
        }
        failed
    }

    /// Whether the spool takes another picture or second of sound.
    fn has_room(&self) -> bool {
        self.keys.spool.has_room(ROOM).unwrap_or(true)
    }

    /// Applies a change of the ledger and remembers to write it.
    fn note(&mut self, now: Moment, change: impl FnOnce(&mut Ledger) -> Vec<Change>) {
        for change in change(&mut self.ledger) {
            // Only the newest form of the growing row matters.
            if let (Some(Change::Put(last)), Change::Put(next)) = (self.pending.last(), &change)
                && last.span.start == next.span.start
            {
                self.pending.pop();
            }
            self.pending.push(change);
        }
        self.pending_since.get_or_insert(now);
    }

    /// Rows have reached the disk.
    fn wrote(&self, now: Moment) {
        self.daybook.vitals.wrote(self.daybook.clock.awake_ms(), now);
        self.daybook.events.tell(Event::Ledger);
    }

    fn look(
        &mut self,
        now: Moment,
        seen: &Seen,
        window: Option<&Window>,
        idle_ms: Millis,
    ) -> Result<()> {
        let Some(open) = self.chunk else { return Ok(()) };
        let moment =
            camera::Moment { now, state: self.state, window, idle_ms, handle: seen.handle };
        let picture = self.camera.look(&mut *self.senses, &self.exclusions, &moment);
        for bytes in picture {
            let id = domain::id::CaptureId::mint(now, self.daybook.clock.random());
            let stored = match self.keys.spool.put(capture::spool::Kind::Picture, id, &bytes) {
                Ok(stored) => stored,
                Err(error) => {
                    let error = Error::from(error);
                    let code = Code::of(&error);
                    self.symptoms.unkept(now, code, code.sentence(&error));
                    self.camera.unkept(now);
                    return Err(error);
                }
            };
            let capture = Capture {
                id,
                chunk: open.id,
                kind: Kind::Picture,
                file: stored.file,
                key: stored.key.0,
                span: Span::new(now, now),
                size_bytes: stored.size_bytes,
            };
            self.daybook.store.note(move |tx| captures::put(tx, &capture))?;
        }
        Ok(())
    }

    /// Writes what is pending, if it has waited long enough or `at_once`.
    fn flush(&mut self, now: Moment, at_once: bool) -> Result<()> {
        let due = self.pending_since.is_some_and(|since| !(0..FLUSH).contains(&now.since(since)));
        if self.pending.is_empty() || !(due || at_once) {
            return Ok(());
        }
        let changes = std::mem::take(&mut self.pending);
        let kept = changes.clone();
        let pulse = self.pulse(now);
        let written = self.daybook.store.note(move |tx| {
            activities::apply(tx, &kept)?;
            pulse.keep(tx)
        });
        match written {
            Ok(()) => {
                self.pending_since = None;
                self.wrote(now);
                Ok(())
            }
            Err(error) => {
                // They are tried again with the next step.
                self.pending = changes;
                Err(error.into())
            }
        }
    }

    fn pulse(&self, now: Moment) -> Pulse {
        Pulse {
            process: std::process::id(),
            written_ms: now.0,
            state: self.state.as_str().to_owned(),
            sound: match &self.ears {
                Some(ears) => ears.health().iter().map(TrackReport::from).collect(),
                None => Vec::new(),
            },
            pictures: self.camera.standing(),
            troubles: self.daybook.troubles(),
        }
    }

    /// Ends the recording: everything is written, the open chunk is closed. While another program
    /// holds the database, this waits for it for a few seconds.
    ///
    /// # Errors
    ///
    /// What could not be written.
    pub fn end(mut self) -> Result<()> {
        if let Some(ears) = &mut self.ears {
            ears.stop();
        }
        let mut ended = self.finish();
        for _ in 0..3 {
            if !matches!(&ended, Err(error) if Code::of(error) == Code::DatabaseLocked) {
                break;
            }
            ended = self.finish();
        }
        self.daybook.report(Source::Recorder, Vec::new());
        ended
    }

    fn finish(&mut self) -> Result<()> {
        let now = self.daybook.now();
        self.hear()?;
        if let Some(start) = self.unopened {
            self.open(start)?;
        }
        if self.chunk.is_some() {
            let at = self.ledger.end().unwrap_or(now);
            self.close(now, at)?;
        }
        self.flush(now, true)
    }
}
