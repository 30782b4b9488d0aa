//! Every conversation with a service that Daybook does not own: the keyring of the system,
//! Gemini, and the public homes of speech models.
//!
//! Invariant: nothing here logs, or puts into an error, a key or the content of a capture.

pub mod download;
pub mod gemini;
pub mod secret;
pub mod vault;

mod http;
