//! `daybook run`: watches the day, and prints it as it grows.

use super::blocks::day_by_day;
use super::status::sentence;
use crate::failure::Failure;
use crate::output::Output;
use crate::signals;
use engine::Daybook;
use engine::events::Event;
use engine::pipeline::{Pipeline, recover};
use engine::recorder::Recording;
use speech::Cancel;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the pipeline may take at the end, when everything is to be finished first.
const LAST_WORK: Duration = Duration::from_secs(600);

pub(crate) fn run(daybook: &Daybook, seconds: Option<u64>, output: Output) -> Result<(), Failure> {
    let _lock = daybook.home().lock()?;
    let asked = signals::asked_to_end();
    let keys = daybook.keys()?;
    recover(daybook, &keys)?;
    let events = daybook.events().listen();
    let working = Worker::start(daybook.clone(), daybook.pipeline(&keys)?)?;
    let recording = Recording::start(daybook.clone(), Arc::clone(&keys), daybook.tools(&keys))?;
    if !output.is_json() {
        output.line("Daybook is watching. Ctrl-C ends it, and keeps everything.")?;
    }
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut printed = String::new();
    while !asked.load(Ordering::SeqCst)
        && until.is_none_or(|until| Instant::now() < until)
        && recording.is_alive()
    {
        match events.recv_timeout(Duration::from_millis(250)) {
            Ok(Event::Blocks) => grow(daybook, &mut printed, output)?,
            Ok(Event::Trouble) => trouble(daybook, output)?,
            Ok(Event::Ledger | Event::Wiped | Event::Clients) | Err(_) => {}
        }
    }
    let early = asked.load(Ordering::SeqCst);
    let stopped = recording.stop();
    // Asked to end, the rest waits sealed for the next start; told how long, it is finished first.
    working.end(if early { Duration::ZERO } else { LAST_WORK });
    stopped?;
    if output.is_json() {
        output.print(&daybook.status()?, String::new)
    } else {
        grow(daybook, &mut printed, output)
    }
}

/// Prints today's blocks if they have changed.
fn grow(daybook: &Daybook, printed: &mut String, output: Output) -> Result<(), Failure> {
    if output.is_json() {
        return Ok(());
    }
    let today = daybook.today();
    let blocks = daybook.blocks(daybook.days(today, today))?;
    let text = day_by_day(&blocks, &daybook.names()?, &daybook.clock().zone());
    if text == *printed {
        return Ok(());
    }
    output.line(&format!("\n{}", text.trim_end()))?;
    *printed = text;
    Ok(())
}

fn trouble(daybook: &Daybook, output: Output) -> Result<(), Failure> {
    if output.is_json() { Ok(()) } else { output.line(&sentence(daybook, &daybook.status()?)) }
}

/// The pipeline on a thread of its own.
struct Worker {
    stop: Arc<AtomicBool>,
    cancel: Cancel,
    thread: JoinHandle<()>,
}

impl Worker {
    fn start(daybook: Daybook, mut pipeline: Pipeline) -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let cancel = Cancel::new();
        let (stopped, wish) = (Arc::clone(&stop), cancel.clone());
        let thread = std::thread::Builder::new()
            .name("pipeline".into())
            .spawn(move || {
                loop {
                    // Looked at before the work: what comes in until then is still done.
                    let last = stopped.load(Ordering::SeqCst);
                    let left = pipeline.work_off(&wish).unwrap_or_else(|error| {
                        tracing::warn!("The pipeline waits: {error}");
                        1
                    });
                    if wish.is_cancelled() || (last && left == 0) {
                        return;
                    }
                    if let Err(error) = daybook.keep_house() {
                        tracing::warn!("There is no copy of the database today: {error}");
                    }
                    std::thread::sleep(Duration::from_millis(500));
                }
            })
            .map_err(|_| engine::Error::System("a thread for the pipeline"))?;
        Ok(Self { stop, cancel, thread })
    }

    /// Lets the pipeline finish, for `patience` at most.
    fn end(self, patience: Duration) {
        self.stop.store(true, Ordering::SeqCst);
        let until = Instant::now() + patience;
        while !self.thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(50));
        }
        self.cancel.cancel();
        let _ = self.thread.join();
    }
}
