//! What the owner types to say which windows or words are meant.
//!
//! Plain text matches anywhere, case folded; text between slashes is a regular expression.

use crate::fold::{folded, wording};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The longest pattern that is taken, in characters.
pub const LONGEST: usize = 500;

/// The most memory one compiled expression may take, in bytes.
const LARGEST_REGEX: usize = 1 << 20;

/// Text to be looked for, or a regular expression.
///
/// - `acme web` matches wherever these letters stand, whatever their case; punctuation
///   between the words does not count ("Acme, web").
/// - `/acme-\d+/` is a regular expression in the syntax of the `regex` crate. It ignores case
///   too; `(?-i)` turns that off.
///
/// Serialised as its source text.
#[derive(Clone)]
pub struct Pattern {
    source: String,
    matcher: Matcher,
}

#[derive(Clone)]
enum Matcher {
    /// The folded text, and its bare words if it has nothing but words.
    Text {
        exact: String,
        loose: Option<String>,
    },
    Expression(Regex),
}

/// Why a text cannot be a pattern. Each is one sentence that names the way out.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum NotAPattern {
    /// Nothing to look for: it would match everything.
    #[error("the pattern is empty; give at least one letter to look for")]
    Empty,
    /// Longer than [`LONGEST`].
    #[error("the pattern is longer than {LONGEST} characters; shorten it")]
    TooLong,
    /// Compiles to more memory than is allowed.
    #[error("the regular expression {0} is too big; use fewer or smaller repetitions")]
    TooBig(String),
    /// Not a regular expression.
    #[error("{0} is not a regular expression ({1}); leave the slashes out to look for plain text")]
    NotARegex(String, String),
}

impl Pattern {
    /// Reads a pattern as the owner types it.
    ///
    /// # Errors
    ///
    /// [`NotAPattern`] if it is empty (nothing visible in it), longer than [`LONGEST`]
    /// characters, or an expression that cannot be compiled in one megabyte.
    pub fn parse(source: &str) -> Result<Self, NotAPattern> {
        let source = source.trim();
        if source.chars().count() > LONGEST {
            return Err(NotAPattern::TooLong);
        }
        let matcher = match expression(source) {
            Some(expression) => Matcher::Expression(compile(source, expression)?),
            None => text(source)?,
        };
        Ok(Self { source: source.to_owned(), matcher })
    }

    /// Whether the pattern occurs in `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Text { exact, loose } => {
                folded(text).contains(exact.as_str())
                    || loose.as_ref().is_some_and(|loose| wording(text).contains(loose.as_str()))
            }
            Matcher::Expression(expression) => expression.is_match(text),
        }
    }

    /// The pattern as it was typed.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// What stands between the slashes of `/…/` or `/…/i`.
fn expression(source: &str) -> Option<&str> {
    let inner = source.strip_prefix('/')?;
    inner.strip_suffix('/').or_else(|| inner.strip_suffix("/i"))
}

fn compile(source: &str, expression: &str) -> Result<Regex, NotAPattern> {
    if expression.trim().is_empty() {
        return Err(NotAPattern::Empty);
    }
    RegexBuilder::new(expression)
        .case_insensitive(true)
        .size_limit(LARGEST_REGEX)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => NotAPattern::TooBig(source.to_owned()),
            other => NotAPattern::NotARegex(source.to_owned(), first_cause(&other)),
        })
}

/// The last line of a parse error, which is its cause; the lines before it draw an arrow.
fn first_cause(error: &regex::Error) -> String {
    let whole = error.to_string();
    let last = whole.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").trim().to_owned()
}

fn text(source: &str) -> Result<Matcher, NotAPattern> {
    let exact = folded(source);
    if exact.is_empty() {
        return Err(NotAPattern::Empty);
    }
    let only_words =
        exact.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '\'' | '’'));
    let loose = wording(source);
    // Two letters between punctuation are too little to be told from the rest.
    let loose = (only_words && loose.chars().count() > 2).then_some(loose);
    Ok(Matcher::Text { exact, loose })
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.source)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl FromStr for Pattern {
    type Err = NotAPattern;

    fn from_str(source: &str) -> Result<Self, NotAPattern> {
        Self::parse(source)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::parse(&source).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_anywhere_and_slashes_make_a_regex() {
        let check = |pattern: &str, text: &str, expected: bool| {
            let found = Pattern::parse(pattern).unwrap().matches(text);
            assert_eq!(found, expected, "{pattern} in {text}");
        };
        check("acme", "invoice.rs — ACME-web — VS Code", true);
        check("ACME", "acme", true);
        check("acme", "acne", false);
        check("fellow americans ask not", "my fellow Americans, ask not", true);
        check("acme-web", "acme web", true);
        check("strasse", "Hauptstraße 5", true);
        check("c++", "c", false);
        check("c++", "learn C++ now", true);
        check(r"/^vim \d+$/", "VIM 12", true);
        check(r"/(?-i)^vim/", "VIM 12", false);
        check("/acme/i", "ACME", true);
        check("/home/me", "cd /home/me/acme", true);
        check("/", "a/b", true);
    }

    #[test]
    fn what_cannot_be_a_pattern_is_refused_with_one_sentence() {
        let refusal = |source: &str| Pattern::parse(source).unwrap_err();
        assert_eq!(refusal(""), NotAPattern::Empty);
        assert_eq!(refusal(" \u{200b} "), NotAPattern::Empty);
        assert_eq!(refusal("//"), NotAPattern::Empty);
        assert_eq!(refusal(&"x".repeat(501)), NotAPattern::TooLong);
        assert!(matches!(refusal("/(/"), NotAPattern::NotARegex(..)));
        assert!(matches!(refusal(r"/(\w{500}){500}/"), NotAPattern::TooBig(_)));
        for source in ["", "/(/", "/[z-a]/", r"/(\w{500}){500}/"] {
            assert_eq!(refusal(source).to_string().lines().count(), 1, "one sentence: {source}");
        }
    }

    #[test]
    fn a_pattern_is_stored_as_it_was_typed() {
        for source in ["acme web", r"/acme-\d+/"] {
            let json = serde_json::to_string(&Pattern::parse(source).unwrap()).unwrap();
            assert_eq!(json, serde_json::to_string(source).unwrap(), "the source text is stored");
            assert_eq!(serde_json::from_str::<Pattern>(&json).unwrap().source(), source);
        }
        assert!(serde_json::from_str::<Pattern>("\"/(/\"").is_err(), "never read back broken");
    }
}
