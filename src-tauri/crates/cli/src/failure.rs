//! How a command ends badly: a code and one sentence.

use std::fmt;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine says so.
    Engine(engine::Error),
    /// The input cannot be right.
    Input(String),
    /// Time would count twice.
    Twice(String),
    /// Whoever reads the output has gone away; nothing is wrong.
    Closed,
    /// The output cannot be written.
    Output(std::io::Error),
}

impl Failure {
    /// The stable code, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.code(),
            Self::Input(_) => "input",
            Self::Twice(_) => "twice",
            Self::Closed | Self::Output(_) => "output",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => error.fmt(f),
            Self::Input(sentence) | Self::Twice(sentence) => f.write_str(sentence),
            Self::Closed => f.write_str("nobody reads the output any more"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl<E: Into<engine::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Engine(error.into())
    }
}
