//! The one thread that writes.
//!
//! Every write is a closure that runs in one `IMMEDIATE` transaction. The caller waits for the
//! commit; if the closure fails, nothing of it remains. The thread ends when the store is dropped.

use crate::{Error, Result};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::sync::mpsc;
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(mut db: Connection) -> Result<Self> {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || {
                while let Ok(job) = inbox.recv() {
                    job(&mut db);
                }
                // A tidy end: the log is folded into the file.
                let _ = db.pragma_update(None, "wal_checkpoint", "TRUNCATE");
            })
            .map_err(|_| Error::Closed)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` on the writer's connection and waits for it.
    pub(crate) fn with<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let (answer, wait) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |db| {
            let _ = answer.send(work(db));
        });
        self.jobs.as_ref().ok_or(Error::Closed)?.send(job).map_err(|_| Error::Closed)?;
        wait.recv().map_err(|_| Error::Closed)?
    }

    /// Runs `work` in one transaction and waits until it is on the disk. While another program
    /// writes, it is tried so many times; whatever else is to be written goes in between.
    pub(crate) fn transact<T, F>(&self, work: F, tries: u32) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        let (mut work, mut left) = (work, tries);
        loop {
            left = left.saturating_sub(1);
            match self.with(move |db| Ok(tried(db, work)))? {
                Tried::Done(done) => return done,
                Tried::Locked(again, _) if left > 0 => work = again,
                Tried::Locked(_, error) => return Err(error),
            }
        }
    }
}

/// What came of trying to write.
enum Tried<T, F> {
    Done(Result<T>),
    /// Another program writes, so nothing was begun.
    Locked(F, Error),
}

fn tried<T, F>(db: &mut Connection, work: F) -> Tried<T, F>
where
    F: FnOnce(&Transaction<'_>) -> Result<T>,
{
    match db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from) {
        Ok(tx) => Tried::Done(work(&tx).and_then(|value| {
            tx.commit()?;
            Ok(value)
        })),
        Err(error) if error.is_locked() => Tried::Locked(work, error),
        Err(error) => Tried::Done(Err(error)),
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
