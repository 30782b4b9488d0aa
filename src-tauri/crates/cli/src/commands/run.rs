//! `daybook run`: watches the day, and prints it as it grows.

use super::blocks::day_by_day;
use super::status::sentence;
use crate::failure::Failure;
use crate::output::Output;
use crate::signals;
use engine::Daybook;
use engine::events::Event;
use engine::watch::Watch;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long the pipeline may take at the end, when everything is to be finished first.
const LAST_WORK: Duration = Duration::from_secs(600);

pub(crate) fn run(daybook: &Daybook, seconds: Option<u64>, output: Output) -> Result<(), Failure> {
    let asked = signals::asked_to_end();
    let events = daybook.events().listen();
    let watch = Watch::start(daybook)?;
    if !output.is_json() {
        output.line("Daybook is watching. Ctrl-C ends it, and keeps everything.")?;
    }
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut printed = String::new();
    while !asked.load(Ordering::SeqCst)
        && until.is_none_or(|until| Instant::now() < until)
        && watch.is_alive()
    {
        match events.recv_timeout(Duration::from_millis(250)) {
            Ok(Event::Blocks) => grow(daybook, &mut printed, output)?,
            Ok(Event::Trouble) => trouble(daybook, output)?,
            Ok(
                Event::Ledger
                | Event::Timers
                | Event::Wiped
                | Event::Clients
                | Event::Notes
                | Event::Settings,
            )
            | Err(_) => {}
        }
    }
    let early = asked.load(Ordering::SeqCst);
    // Asked to end, the rest waits sealed for the next start; told how long, it is finished first.
    watch.stop(if early { Duration::ZERO } else { LAST_WORK })?;
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
    let blocks = daybook.entries_on(today, today)?;
    let zone = daybook.clock().zone();
    let mut text = day_by_day(&blocks, &daybook.names()?, &zone, Some((today, today)));
    if text.is_empty() {
        text.push_str("No blocks today yet. They appear a few minutes after the work.");
    }
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
