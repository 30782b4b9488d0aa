//! Fakes for the edges of the engine: what is seen, heard, said and asked, and the time.
//!
//! Everything between the edges stays real: the database is SQLite, the spool is sealed files.
//! A clone of a fake is another handle to the same one, so a test keeps one and gives one away.

mod classifier;
mod clock;
mod ears;
mod scribe;
mod senses;
mod workday;

pub use classifier::FakeClassifier;
pub use clock::TestClock;
pub use ears::FakeEars;
pub use scribe::FakeScribe;
pub use senses::FakeSenses;
pub use workday::Workday;
