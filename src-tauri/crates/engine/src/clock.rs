//! The only place that asks the machine what time it is, and for randomness.
//!
//! Everything else takes the time as an argument or holds a [`Clock`], so that tests can turn it.

use domain::time::{Millis, Moment, SECOND, TimeZone};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Clocks and randomness.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Moment;

    /// Milliseconds of a steady clock that runs on while the machine sleeps.
    fn boot_ms(&self) -> Millis;

    /// Milliseconds of a steady clock that stands while the machine sleeps.
    fn awake_ms(&self) -> Millis;

    /// The owner's time zone.
    fn zone(&self) -> TimeZone;

    /// Ten random bytes for an id.
    fn random(&self) -> [u8; 10];
}

/// The machine's own clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineClock;

/// The system's time zone is believed for so long.
const ZONE_KEPT: Millis = 5 * SECOND;

/// When it was last read, on the steady clock.
static ZONE_READ: AtomicI64 = AtomicI64::new(0);

/// The machine's clocks, to be handed round.
#[must_use]
pub fn machine() -> Arc<dyn Clock> {
    Arc::new(MachineClock)
}

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Moment(since.map_or(0, |passed| i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)))
    }

    fn boot_ms(&self) -> Millis {
        steady::boot_ms()
    }

    fn awake_ms(&self) -> Millis {
        steady::awake_ms()
    }

    fn zone(&self) -> TimeZone {
        // It is kept for minutes where it is read; an owner who travels is to see the new one at once.
        let now = self.boot_ms();
        let read = ZONE_READ.load(Ordering::Relaxed);
        if now.saturating_sub(read) >= ZONE_KEPT {
            ZONE_READ.store(now, Ordering::Relaxed);
            jiff::tz::reset_system_time_zone_cache();
        }
        TimeZone::system()
    }

    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        // Ids stay unique by their time even where the system gives no randomness.
        let _ = getrandom::fill(&mut bytes);
        bytes
    }
}

#[cfg(target_os = "linux")]
mod steady {
    //! Linux has both clocks by name.

    use domain::time::Millis;
    use rustix::time::{ClockId, Timespec, clock_gettime};

    fn millis(time: Timespec) -> Millis {
        time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec / 1_000_000)
    }

    pub(super) fn boot_ms() -> Millis {
        millis(clock_gettime(ClockId::Boottime))
    }

    pub(super) fn awake_ms() -> Millis {
        millis(clock_gettime(ClockId::Monotonic))
    }
}

#[cfg(not(target_os = "linux"))]
mod steady {
    //! Elsewhere one steady clock serves as both: sleep then shows as a gap between readings,
    //! and the sleep signal of the system names it.

    use domain::time::Millis;
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub(super) fn boot_ms() -> Millis {
        Millis::try_from(START.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    pub(super) fn awake_ms() -> Millis {
        boot_ms()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::path::Path;
    use std::time::{Duration, Instant};

    const CHILD: &str = "DAYBOOK_TEST_ZONE";

    fn hours(zone: &TimeZone) -> i32 {
        zone.to_offset(jiff::Timestamp::UNIX_EPOCH).seconds() / 3_600
    }

    /// A file of a zone that is always so many hours ahead.
    fn write_zone(path: &Path, hours: i32) -> std::io::Result<()> {
        let mut bytes = b"TZif\0".to_vec();
        bytes.extend([0; 15]);
        for count in [0_u32, 0, 0, 0, 1, 4] {
            bytes.extend(count.to_be_bytes());
        }
        bytes.extend((hours * 3_600).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(b"ABC\0");
        let aside = path.with_extension("new");
        std::fs::write(&aside, bytes)?;
        std::fs::rename(aside, path)
    }

    #[test]
    fn another_time_zone_of_the_system_is_followed_within_ten_seconds() {
        if let Some(file) = std::env::var_os(CHILD) {
            assert_eq!(hours(&MachineClock.zone()), 3, "as it was at the start");
            write_zone(Path::new(&file), 7).unwrap();
            let moved = Instant::now();
            while hours(&MachineClock.zone()) != 7 {
                assert!(
                    moved.elapsed() < Duration::from_secs(10),
                    "the old zone is still believed"
                );
                std::thread::sleep(Duration::from_millis(100));
            }
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("localtime");
        write_zone(&file, 3).unwrap();
        // The zone belongs to the process: this test goes on in one of its own.
        let name = "clock::tests::another_time_zone_of_the_system_is_followed_within_ten_seconds";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env("TZ", &file)
            .env(CHILD, &file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{said}");
        assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"));
    }
}
