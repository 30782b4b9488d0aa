//! Text that a person typed, or that came from a window's title: without what a terminal obeys.
//!
//! A control character (a line feed, an escape) is a blank in a name or a label. Notes keep their
//! lines. A letter with a mark above it is one sign (NFC), however a keyboard or a file spells it:
//! what looks the same is the same.

use crate::note;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The longest label, in characters.
pub const LONGEST_LABEL: usize = 500;

/// Why a text is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a label cannot be longer than {LONGEST_LABEL} characters; write the rest as a note")]
pub struct TooLong;

/// A label: one line, without blanks at its ends.
///
/// # Errors
///
/// It is longer than [`LONGEST_LABEL`].
pub fn label(text: &str) -> Result<String, TooLong> {
    let label = one_line(text);
    if label.chars().count() > LONGEST_LABEL { Err(TooLong) } else { Ok(label) }
}

/// The text in one line, without blanks at its ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    composed(&text.replace(char::is_control, " ")).trim().to_owned()
}

/// The note of an entry, which may be empty: its lines stay.
///
/// # Errors
///
/// It is longer than [`note::LONGEST`].
pub fn note(text: &str) -> Result<String, note::Refusal> {
    let note = lines(text).trim().to_owned();
    if note.len() > note::LONGEST { Err(note::Refusal::TooLong) } else { Ok(note) }
}

/// The text with its lines, and without any other control character.
#[must_use]
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let is_odd = |one: char| one.is_control() && !matches!(one, '\n' | '\t');
    composed(&text.replace(is_odd, " ")).into_owned()
}

/// The text with each letter and its marks as one sign.
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let check = |text: &str, expected: &str| {
            assert_eq!(label(text).as_deref(), Ok(expected), "{text:?}");
        };
        check(" Review\n", "Review");
        check("a\u{1b}[2Jb\0c", "a [2Jb c");
        check("\u{9b}31m Grüße", "31m Grüße");
        check("Cafe\u{301}", "Caf\u{e9}");
        assert_eq!(note("u\u{308}ber").as_deref(), Ok("\u{fc}ber"));
        assert_eq!(note("- a\r\n\tb\u{7}\n").as_deref(), Ok("- a\n\tb"), "its lines stay");
    }

    #[test]
    fn a_text_is_as_long_as_somebody_may_want_to_read() {
        assert!(label(&"ü".repeat(LONGEST_LABEL)).is_ok());
        assert_eq!(label(&"ü".repeat(LONGEST_LABEL + 1)), Err(TooLong));
        assert_eq!(note(&"n".repeat(note::LONGEST + 1)), Err(note::Refusal::TooLong));
    }
}
