//! What watching this display costs: a real recorder over the real senses for a while.

use super::{Folder, Number};
use crate::failure::Failure;
use ::capture::bench::{Cost, Look, dense_page, front_window};
use ::capture::desktop::Desktop;
use engine::Daybook;
use engine::clock::machine;
use engine::home::Home;
use engine::recorder::Recording;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Check;

/// Pictures are looked at so often.
const ROUNDS: u32 = 10;

pub(super) fn measure(folder: &Folder, seconds: u64) -> Result<Vec<Number>, Failure> {
    let home = Home::find(Some(folder.path().to_owned()))?;
    let (daybook, _) = Daybook::open(home, Check::Glance, machine())?;
    let keys = daybook.keys()?;
    let recording = Recording::start(daybook.clone(), Arc::clone(&keys), daybook.tools(&keys))?;
    // The start is not what is measured.
    std::thread::sleep(Duration::from_secs(3));
    let (cpu, memory, began) = (cpu_seconds(), memory_mb(), Instant::now());
    std::thread::sleep(Duration::from_secs(seconds));
    let (took, passed) = (cpu_seconds() - cpu, began.elapsed().as_secs_f64());
    let memory_end = memory_mb();
    recording.stop()?;
    let usage = daybook.status()?.spool;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let (files, megabytes) = (usage.files as f64, usage.bytes as f64 / 1_000_000.0);
    let per_hour = 3_600.0 / (passed + 3.0);
    let mut numbers = pieces("dense_1080p_page", &dense_page(ROUNDS));
    let look = Desktop::new().ok().and_then(|mut senses| front_window(&mut senses, ROUNDS).ok());
    if let Some(look) = look {
        numbers.extend(pieces("front_window", &look));
    }
    numbers.extend([
        Number::new("capture.cpu", took / passed * 100.0, "% of one core"),
        Number::new("capture.memory", memory_end, "MB"),
        Number::new("capture.memory_growth", memory_end - memory, "MB"),
        Number::new("capture.spool_files", files * per_hour, "per hour"),
        Number::new("capture.spool", megabytes * per_hour, "MB per hour"),
    ]);
    Ok(numbers)
}

/// What one look costs, piece by piece.
fn pieces(of: &str, look: &Look) -> Vec<Number> {
    let cost = |what: &str, cost: Cost| {
        let ms = cost.cpu.as_secs_f64() * 1_000.0;
        Number::new(format!("capture.{of}.{what}"), ms, "ms of processor")
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let kilobytes = look.bytes as f64 / 1_000.0;
    vec![
        cost("picture", look.picture),
        cost("tiles", look.grid),
        cost("shrink", look.shrink),
        cost("encode", look.encode),
        Number::new(format!("capture.{of}.size"), kilobytes, "kB"),
    ]
}

/// Processor time of this process and of children it has waited for.
#[cfg(target_os = "linux")]
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold spaces; what follows it does not.
    let fields: Vec<&str> =
        stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks: f64 =
        fields.iter().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Resident memory.
#[cfg(target_os = "linux")]
fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1_000.0
}

#[cfg(not(target_os = "linux"))]
fn cpu_seconds() -> f64 {
    f64::NAN
}

#[cfg(not(target_os = "linux"))]
fn memory_mb() -> f64 {
    f64::NAN
}
