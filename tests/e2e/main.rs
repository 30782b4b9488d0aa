//! # End to end
//!
//! The real desktop app on a real desk, used as its owner uses it: through its window, its tray
//! and its notifications. The binaries are the ones that were built next to these tests.
