//! # The watch
//!
//! The one way to watch a day: the recorder and the pipeline, each on a thread of its own, and a
//! third thread that keeps both of them alive.
//!
//! ## What it looks after
//!
//! - A thread that ends by itself, or breaks off, is trouble; it is started again, a little later
//!   each time it does not hold.
//! - While it is held up, no rows are written: that is trouble after six seconds.
//! - Settings and keys that change are taken up by the recorder with its next reading, without a
//!   break, and by the pipeline before its next chunk.
//! - The running timer gets a heartbeat every five seconds, by which it is known how far it ran if
//!   everything ends at once.
//!
//! ## When it ends
//!
//! When [`Watch::stop`] is called, or the watch is dropped: everything is written, the open chunk
//! is closed, then the capture lock is let go.

use crate::daybook::Daybook;
use crate::home::CaptureLock;
use crate::keys::Keys;
use crate::pipeline::{Pipeline, recover};
use crate::recorder::{Recording, Tools};
use crate::trouble::{Code, Source};
use crate::{Error, Result};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

mod worker;

use worker::Worker;

/// Makes what the recorder senses with: at the start, and after it broke off.
pub type MakeTools = Box<dyn FnMut(&Daybook, &Keys) -> Tools + Send>;

/// Makes the pipeline: at the start, when settings or keys it depends on change, and after it
/// broke off.
pub type MakePipeline = Box<dyn FnMut(&Daybook, &Arc<Keys>) -> Result<Pipeline> + Send>;

/// How often the running timer is noted to run.
const BEAT: Duration = Duration::from_secs(5);

/// How often the threads are looked at.
const ROUND: Duration = Duration::from_secs(1);

/// How long to wait before a thread is started again: the first time, the second, and from then on.
const BACK_OFF: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(30)];

/// A thread that held for so long starts anew with the shortest wait.
const HELD: Duration = Duration::from_secs(60);

/// Somebody watches.
#[derive(Debug)]
pub struct Watch {
    /// Told how long the pipeline may go on; gone when nobody holds the watch any more.
    stop: Sender<Duration>,
    thread: JoinHandle<Result<()>>,
}

impl Watch {
    /// Watches with the real tools of this machine.
    ///
    /// # Errors
    ///
    /// Another process captures, or keys, database or spool cannot be used. Except for the first,
    /// the status says so too until a start succeeds.
    #[cfg(feature = "desktop")]
    pub fn start(daybook: &Daybook) -> Result<Self> {
        let lock = daybook.home().lock()?;
        let keys = daybook.keys().inspect_err(|error| cannot(daybook, error))?;
        Self::start_with(daybook, lock, keys, Box::new(Daybook::tools), Box::new(Daybook::pipeline))
    }

    /// Watches with these keys and tools.
    ///
    /// # Errors
    ///
    /// The database or the spool cannot be used, or there is no thread to be had.
    pub fn start_with(
        daybook: &Daybook,
        lock: CaptureLock,
        keys: Arc<Keys>,
        tools: MakeTools,
        pipeline: MakePipeline,
    ) -> Result<Self> {
        Self::begin(daybook, lock, keys, tools, pipeline)
            .inspect_err(|error| cannot(daybook, error))
    }

    fn begin(
        daybook: &Daybook,
        lock: CaptureLock,
        keys: Arc<Keys>,
        mut tools: MakeTools,
        pipeline: MakePipeline,
    ) -> Result<Self> {
        recover(daybook, &keys)?;
        let worker = Worker::start(daybook, &keys, pipeline)?;
        daybook.vitals.means_to(Some(daybook.clock.awake_ms()));
        let made = tools(daybook, &keys);
        let recording = Recording::start(daybook.clone(), Arc::clone(&keys), made)?;
        daybook.report(Source::Watch, Vec::new());
        let mut rounds = Rounds {
            daybook: daybook.clone(),
            keys,
            tools,
            worker,
            recording: Some(recording),
            broke: Vec::new(),
            started: Instant::now(),
            again: None,
            beaten: None,
            _lock: lock,
        };
        let (stop, orders) = channel();
        let thread = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || rounds.go(&orders))
            .map_err(|_| Error::System("a thread to watch"))?;
        Ok(Self { stop, thread })
    }

    /// Whether it still watches.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        !self.thread.is_finished()
    }

    /// Ends the watch: rows are written and the open chunk is closed at once; the pipeline may
    /// finish what is there for `patience` at most. The rest waits sealed for the next start.
    ///
    /// # Errors
    ///
    /// What could not be written at the end.
    pub fn stop(self, patience: Duration) -> Result<()> {
        let _ = self.stop.send(patience);
        self.thread.join().unwrap_or(Err(Error::System("the watch, which broke off")))
    }
}

/// A start that did not succeed is trouble.
fn cannot(daybook: &Daybook, error: &Error) {
    daybook.vitals.means_to(None);
    let code = Code::of(error);
    daybook.report(Source::Watch, vec![(code, code.sentence(error))]);
}

/// What the third thread holds.
struct Rounds {
    daybook: Daybook,
    keys: Arc<Keys>,
    tools: MakeTools,
    worker: Worker,
    recording: Option<Recording>,
    /// How the recorder ended since it last held.
    broke: Vec<String>,
    started: Instant,
    /// When it is started again.
    again: Option<Instant>,
    /// When the running timer was last noted to run.
    beaten: Option<Instant>,
    _lock: CaptureLock,
}

impl Rounds {
    fn go(&mut self, orders: &Receiver<Duration>) -> Result<()> {
        let patience = loop {
            self.beat();
            match orders.recv_timeout(ROUND) {
                Ok(patience) => break patience,
                Err(RecvTimeoutError::Disconnected) => break Duration::ZERO,
                Err(RecvTimeoutError::Timeout) => self.look_after(),
            }
        };
        let stopped = self.recording.take().map_or(Ok(()), Recording::stop);
        if let Err(error) = self.daybook.leave_timer() {
            tracing::warn!("The running timer may be taken for an interrupted one: {error}");
        }
        self.worker.end(patience);
        self.daybook.vitals.means_to(None);
        for source in [Source::Watch, Source::Recorder, Source::Pipeline] {
            self.daybook.report(source, Vec::new());
        }
        stopped
    }

    fn beat(&mut self) {
        if self.beaten.is_some_and(|at| at.elapsed() < BEAT) {
            return;
        }
        self.beaten = Some(Instant::now());
        if let Err(error) = self.daybook.beat_timer() {
            tracing::warn!("The running timer got no heartbeat: {error}");
        }
    }

    fn look_after(&mut self) {
        if self.recording.as_ref().is_some_and(|recording| !recording.is_alive()) {
            let ended = self.recording.take().map_or(Ok(()), Recording::stop);
            let why =
                ended.err().map_or_else(|| "it ended by itself".into(), |error| error.to_string());
            if self.started.elapsed() > HELD {
                self.broke.clear();
            }
            let wait = back_off(self.broke.len());
            self.broke.push(why);
            self.again = Some(Instant::now() + wait);
            self.daybook.report(Source::Recorder, Vec::new());
        }
        if self.again.is_some_and(|at| Instant::now() >= at) {
            self.again = None;
            self.begin_again();
        }
        self.worker.look_after(&self.daybook, &self.keys);
        self.tell();
    }

    /// Closes what the broken recorder left open, and records on.
    fn begin_again(&mut self) {
        self.started = Instant::now();
        let begun = recover(&self.daybook, &self.keys).and_then(|()| {
            let tools = (self.tools)(&self.daybook, &self.keys);
            Recording::start(self.daybook.clone(), Arc::clone(&self.keys), tools)
        });
        match begun {
            Ok(recording) => {
                self.daybook.vitals.means_to(Some(self.daybook.clock.awake_ms()));
                self.recording = Some(recording);
            }
            Err(error) => {
                let wait = back_off(self.broke.len());
                self.broke.push(error.to_string());
                self.again = Some(Instant::now() + wait);
            }
        }
    }

    fn tell(&self) {
        let mut found = Vec::new();
        let is_writing = self.recording.is_some() && self.daybook.vitals.beat().written.is_some();
        if let Some(why) = self.broke.last().filter(|_| !is_writing) {
            found.push((
                Code::Ended,
                format!("recording broke off ({why}) and is started again; if this stays so, quit Daybook and start it again"),
            ));
        }
        found.extend(self.worker.trouble());
        if found.is_empty() {
            found.extend(self.daybook.stalled());
        }
        self.daybook.report(Source::Watch, found);
    }
}

/// How long to wait after so many failures in a row.
fn back_off(failures: usize) -> Duration {
    let [.., longest] = BACK_OFF;
    BACK_OFF.get(failures).copied().unwrap_or(longest)
}
