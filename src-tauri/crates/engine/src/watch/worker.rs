//! The pipeline on a thread of its own, from its start until it is stopped and waited for.

use super::{HELD, MakePipeline, back_off};
use crate::daybook::Daybook;
use crate::keys::Keys;
use crate::pipeline::Pipeline;
use crate::settings::{Gemini, Words};
use crate::trouble::{Code, Source};
use crate::{Error, Result};
use speech::Cancel;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the queue is looked at.
const ROUND: Duration = Duration::from_millis(500);

/// The thread, and what starts it again.
pub(super) struct Worker {
    stop: Arc<AtomicBool>,
    cancel: Cancel,
    /// Shared with the thread, which makes the pipeline anew when settings change.
    make: Arc<Mutex<MakePipeline>>,
    thread: Option<JoinHandle<()>>,
    failures: usize,
    started: Instant,
    again: Option<Instant>,
}

impl Worker {
    pub(super) fn start(daybook: &Daybook, keys: &Arc<Keys>, make: MakePipeline) -> Result<Self> {
        let mut worker = Self {
            stop: Arc::new(AtomicBool::new(false)),
            cancel: Cancel::new(),
            make: Arc::new(Mutex::new(make)),
            thread: None,
            failures: 0,
            started: Instant::now(),
            again: None,
        };
        worker.thread = Some(worker.spawn(daybook, keys)?);
        Ok(worker)
    }

    fn spawn(&self, daybook: &Daybook, keys: &Arc<Keys>) -> Result<JoinHandle<()>> {
        let made_of = Made::of(daybook);
        let pipeline = make(&self.make, daybook, keys)?;
        let mut work = Work {
            daybook: daybook.clone(),
            keys: Arc::clone(keys),
            make: Arc::clone(&self.make),
            made_of,
            pipeline,
        };
        let (stop, cancel) = (Arc::clone(&self.stop), self.cancel.clone());
        std::thread::Builder::new()
            .name("pipeline".into())
            .spawn(move || work.go(&stop, &cancel))
            .map_err(|_| Error::System("a thread for the pipeline"))
    }

    /// Starts the thread again if it broke off.
    pub(super) fn look_after(&mut self, daybook: &Daybook, keys: &Arc<Keys>) {
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            if let Some(thread) = self.thread.take() {
                let _ = thread.join();
            }
            if self.started.elapsed() > HELD {
                self.failures = 0;
            }
            self.again = Some(Instant::now() + back_off(self.failures));
            self.failures += 1;
        }
        if self.again.is_some_and(|at| Instant::now() >= at) {
            self.started = Instant::now();
            match self.spawn(daybook, keys) {
                Ok(thread) => (self.thread, self.again) = (Some(thread), None),
                Err(_) => {
                    self.again = Some(Instant::now() + back_off(self.failures));
                    self.failures += 1;
                }
            }
        }
    }

    /// What is wrong with the thread itself.
    pub(super) fn trouble(&self) -> Option<(Code, String)> {
        let sentence = "the part that turns captures into blocks broke off and is started again; captures wait sealed until then";
        self.again.map(|_| (Code::Ended, sentence.into()))
    }

    /// Lets the pipeline finish, for `patience` at most.
    pub(super) fn end(&mut self, patience: Duration) {
        let Some(thread) = self.thread.take() else { return };
        self.stop.store(true, Ordering::SeqCst);
        let until = Instant::now() + patience;
        while !thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(50));
        }
        self.cancel.cancel();
        let _ = thread.join();
    }
}

/// What the thread holds.
struct Work {
    daybook: Daybook,
    keys: Arc<Keys>,
    make: Arc<Mutex<MakePipeline>>,
    made_of: Made,
    pipeline: Pipeline,
}

impl Work {
    fn go(&mut self, stop: &AtomicBool, cancel: &Cancel) {
        loop {
            // Looked at before the work: what comes in until then is still done.
            let last = stop.load(Ordering::SeqCst);
            let done = self.adapt().and_then(|()| self.pipeline.work_off(cancel));
            let found = done.as_ref().err().map(|error| {
                tracing::warn!("The pipeline waits: {error}");
                let code = Code::of(error);
                (code, code.sentence(error))
            });
            self.daybook.report(Source::Pipeline, found.into_iter().collect());
            let left = done.unwrap_or(1);
            if cancel.is_cancelled() || (last && left == 0) {
                return;
            }
            if let Err(error) = self.daybook.keep_house() {
                tracing::warn!("There is no copy of the database today: {error}");
            }
            std::thread::sleep(ROUND);
        }
    }

    /// Makes the pipeline anew if it was made of other settings, keys or another model.
    fn adapt(&mut self) -> Result<()> {
        let now = Made::of(&self.daybook);
        if now != self.made_of {
            self.pipeline = make(&self.make, &self.daybook, &self.keys)?;
            self.made_of = now;
        }
        Ok(())
    }
}

/// What a pipeline was made of.
#[derive(PartialEq)]
struct Made {
    words: Words,
    gemini: Gemini,
    tools: u64,
}

impl Made {
    fn of(daybook: &Daybook) -> Self {
        let settings = daybook.settings();
        Self {
            words: settings.words.clone(),
            gemini: settings.gemini.clone(),
            tools: daybook.settings.tools(),
        }
    }
}

fn make(make: &Mutex<MakePipeline>, daybook: &Daybook, keys: &Arc<Keys>) -> Result<Pipeline> {
    (make.lock().unwrap_or_else(PoisonError::into_inner))(daybook, keys)
}
