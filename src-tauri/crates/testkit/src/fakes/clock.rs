//! Time that passes only when a test says so.

use domain::time::{Millis, Moment, TimeZone};
use engine::clock::Clock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The three clocks of a machine, moved by hand.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hands: Mutex<Hands>,
    minted: AtomicU64,
}

#[derive(Debug, Clone)]
struct Hands {
    wall: Moment,
    boot_ms: Millis,
    awake_ms: Millis,
    zone: TimeZone,
}

impl TestClock {
    /// A machine that was switched on at `wall`, in UTC.
    #[must_use]
    pub fn at(wall: Moment) -> Self {
        let hands = Hands { wall, boot_ms: 0, awake_ms: 0, zone: TimeZone::UTC };
        Self(Arc::new(Inner { hands: Mutex::new(hands), minted: AtomicU64::new(0) }))
    }

    /// Time passes on a machine that is awake.
    pub fn pass(&self, by: Millis) {
        let mut hands = self.hands();
        hands.wall = hands.wall.plus(by);
        hands.boot_ms = hands.boot_ms.saturating_add(by);
        hands.awake_ms = hands.awake_ms.saturating_add(by);
    }

    /// Time passes on a machine that sleeps.
    pub fn sleep(&self, by: Millis) {
        let mut hands = self.hands();
        hands.wall = hands.wall.plus(by);
        hands.boot_ms = hands.boot_ms.saturating_add(by);
    }

    /// Somebody sets the wall clock: forward, or back with a negative number.
    pub fn jump(&self, by: Millis) {
        let mut hands = self.hands();
        hands.wall = hands.wall.plus(by);
    }

    /// The owner travels.
    pub fn move_to(&self, zone: TimeZone) {
        self.hands().zone = zone;
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        self.hands().wall
    }

    fn boot_ms(&self) -> Millis {
        self.hands().boot_ms
    }

    fn awake_ms(&self) -> Millis {
        self.hands().awake_ms
    }

    fn zone(&self) -> TimeZone {
        self.hands().zone.clone()
    }

    fn random(&self) -> [u8; 10] {
        // The process is part of it: a test that starts itself again must not mint an id twice.
        let [a, b, ..] = std::process::id().to_le_bytes();
        let [c, d, e, f, g, h, i, j] = self.0.minted.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j]
    }
}
