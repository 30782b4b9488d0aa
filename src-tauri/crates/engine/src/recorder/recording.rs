//! The recorder on a thread of its own, from its start until it is stopped and waited for.

use super::{Recorder, Tools};
use crate::Result;
use crate::daybook::Daybook;
use crate::keys::Keys;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A recorder at work.
#[derive(Debug)]
pub struct Recording {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<()>>,
}

impl Recording {
    /// Starts recording on a thread of its own. The caller holds the capture lock.
    ///
    /// # Errors
    ///
    /// The database refused, or there is no thread to be had.
    pub fn start(daybook: Daybook, keys: Arc<Keys>, tools: Tools) -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("recorder".into())
            .spawn(move || {
                let Tools { senses, ears, on_call, pictures } = tools;
                let mut recorder = Recorder::new(daybook, keys, senses(), ears, on_call, pictures)?;
                while !stopped.load(Ordering::SeqCst) {
                    recorder.step(Duration::from_secs(1));
                }
                recorder.end()
            })
            .map_err(|_| crate::Error::System("a thread to record"))?;
        Ok(Self { stop, thread })
    }

    /// Whether the thread is still there.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        !self.thread.is_finished()
    }

    /// Stops recording and waits until everything is written.
    ///
    /// # Errors
    ///
    /// What could not be written at the end.
    pub fn stop(self) -> Result<()> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap_or(Err(crate::Error::System("the recorder, which broke off")))
    }
}
