//! What was said, with times.

use serde::{Deserialize, Serialize};

/// Where a sound came from. The two are kept apart from the microphone to the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// The owner's microphone.
    Microphone,
    /// What the machine played: the other side of a call.
    System,
}

impl Track {
    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::System => "system",
        }
    }
}

/// The words of one recording. Times count from its first sample.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// In the order of their start.
    pub segments: Vec<Segment>,
}

/// A phrase: what one pass of the recogniser gave as a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Milliseconds from the first sample of the recording.
    pub start_ms: i64,
    /// Milliseconds from the first sample of the recording.
    pub end_ms: i64,
    /// The phrase, trimmed.
    pub text: String,
    /// Its words, in order, each inside the segment.
    pub words: Vec<Word>,
}

/// One word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Milliseconds from the first sample of the recording.
    pub start_ms: i64,
    /// Milliseconds from the first sample of the recording.
    pub end_ms: i64,
    /// The word with its punctuation, trimmed.
    pub text: String,
}

impl Transcript {
    /// All phrases, joined with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            if !text.is_empty() && !segment.text.is_empty() {
                text.push(' ');
            }
            text.push_str(&segment.text);
        }
        text
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
}
