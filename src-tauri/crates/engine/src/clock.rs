//! The only place that asks the machine what time it is, and for randomness.
//!
//! Everything else takes the time as an argument or holds a [`Clock`], so that tests can turn it.

use domain::time::{Millis, Moment, TimeZone};
use std::sync::Arc;

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
