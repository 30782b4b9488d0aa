//! How many samples a second become durable rows.

use super::{Folder, Number};
use crate::failure::Failure;
use domain::activity::{State, Window};
use domain::ledger::{Ledger, Tick};
use domain::time::{Moment, SECOND};
use std::time::{Duration, Instant};
use store::{Check, Store, activities};

const SAMPLES: i64 = 300_000;

/// As in life, rows are written together; here as often as a busy disk would like.
const FLUSH: Duration = Duration::from_millis(200);

pub(super) fn measure(folder: &Folder) -> Result<Vec<Number>, Failure> {
    let (store, _) = Store::open(folder.path(), Check::Glance, Moment(0))?;
    let mut ledger = Ledger::resume(None);
    let mut pending = Vec::new();
    let mut took: Vec<u64> = Vec::with_capacity(usize::try_from(SAMPLES).unwrap_or(0));
    let began = Instant::now();
    let mut flushed = began;
    for second in 0..SAMPLES {
        let at = Instant::now();
        // Another window every eight seconds, forty of them: a restless day.
        let window = second / 8 % 40;
        let ms = second * SECOND;
        pending.extend(ledger.tick(Tick {
            wall: Moment(ms),
            boot_ms: ms,
            awake_ms: ms,
            state: State::Working,
            window: Some(Window {
                program: format!("program {}", window % 7),
                title: format!("title {window} of a window as long as titles are"),
                site: None,
            }),
        }));
        if second % 300 == 299
            && let Some(end) = ledger.end()
        {
            pending.extend(ledger.settle(end));
        }
        took.push(u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX));
        if flushed.elapsed() >= FLUSH {
            let changes = std::mem::take(&mut pending);
            store.write(move |tx| activities::apply(tx, &changes))?;
            flushed = Instant::now();
        }
    }
    store.write(move |tx| activities::apply(tx, &pending))?;
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let p95 = took.get(took.len() * 95 / 100).copied().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let (samples, p95_us) = (SAMPLES as f64, p95 as f64 / 1_000.0);
    Ok(vec![
        Number::new("store.samples_merged", samples / seconds, "per second"),
        Number::new("store.sample_p95", p95_us, "µs"),
    ])
}
