//! Evidence, cut into the tokens that the learner counts.
//!
//! Program, titles, site and folder stay readable, so that the learner can give its reasons.
//! Words heard or read on the screen must be gone when their capture is wiped: they enter only
//! as 64-bit hashes under a key that the caller holds ([`WordKey`]), and no reason quotes them.

use crate::evidence::{Evidence, folder_of, is_program_name};
use crate::fold::folded;
use crate::siphash::siphash;
use crate::site::{parts, site_of};
use std::collections::BTreeSet;
use std::fmt;

/// The key under which heard and seen words are hashed. One per data directory, kept where
/// the other secrets are.
#[derive(Clone, PartialEq, Eq)]
pub struct WordKey(pub [u8; 16]);

impl fmt::Debug for WordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordKey(…)")
    }
}

/// One thing that a stretch of work had about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    /// The program in front, folded.
    Program(String),
    /// A word of a title, folded.
    Title(String),
    /// The site in the browser.
    Site(String),
    /// The project folder.
    Folder(String),
    /// It was a call.
    Call,
    /// A word that was said, hashed.
    Heard(u64),
    /// A word that was on the screen, hashed.
    Seen(u64),
}

impl Token {
    /// The stable text under which it is stored with its block: `title:acme`, `heard#…`.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Program(name) => format!("program:{name}"),
            Self::Title(word) => format!("title:{word}"),
            Self::Site(site) => format!("site:{site}"),
            Self::Folder(name) => format!("folder:{name}"),
            Self::Call => "call".into(),
            Self::Heard(hash) => format!("heard#{hash:016x}"),
            Self::Seen(hash) => format!("seen#{hash:016x}"),
        }
    }

    /// Reads what [`Token::encode`] wrote.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        if text == "call" {
            return Some(Self::Call);
        }
        if let Some((kind, hash)) = text.split_once('#')
            && let Ok(hash) = u64::from_str_radix(hash, 16)
        {
            match kind {
                "heard" => return Some(Self::Heard(hash)),
                "seen" => return Some(Self::Seen(hash)),
                _ => {}
            }
        }
        let (kind, rest) = text.split_once(':')?;
        let rest = rest.to_owned();
        match kind {
            "program" => Some(Self::Program(rest)),
            "title" => Some(Self::Title(rest)),
            "site" => Some(Self::Site(rest)),
            "folder" => Some(Self::Folder(rest)),
            _ => None,
        }
    }
}

/// The most distinct words that are kept of what was said, and of what was on the screen.
const MOST_WORDS: usize = 400;

/// The tokens of `evidence`, each once, in order.
#[must_use]
pub fn tokens(evidence: &Evidence, key: &WordKey) -> Vec<Token> {
    let mut all = BTreeSet::new();
    let whole = evidence.windows.iter().map(|glimpse| glimpse.lasted).fold(0, i64::saturating_add);
    for glimpse in &evidence.windows {
        // A window seen in passing says little about the stretch.
        if glimpse.lasted.saturating_mul(10) < whole {
            continue;
        }
        let window = &glimpse.window;
        let program = folded(&window.program);
        if !program.is_empty() {
            all.insert(Token::Program(program.clone()));
        }
        all.extend(site_of(window).map(Token::Site));
        all.extend(folder_of(window).map(Token::Folder));
        for part in parts(&window.title) {
            if is_program_name(part, &program) {
                continue;
            }
            all.extend(words(part).map(Token::Title));
        }
    }
    if evidence.call {
        all.insert(Token::Call);
    }
    all.extend(hidden(&evidence.heard, "heard", key).map(Token::Heard));
    all.extend(hidden(&evidence.seen, "seen", key).map(Token::Seen));
    all.into_iter().collect()
}

fn hidden(text: &str, kind: &str, key: &WordKey) -> impl Iterator<Item = u64> {
    let distinct: BTreeSet<String> = words(text).filter(|word| word.chars().count() > 2).collect();
    distinct
        .into_iter()
        .take(MOST_WORDS)
        .map(|word| siphash(&key.0, format!("{kind}:{word}").as_bytes()))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The telling words of `text`, folded: no numbers, ids, single letters or little words. A
/// compound ("acme-web") is given whole and in its parts.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let text = folded(text).replace(['\'', '’'], "");
    let mut found = Vec::new();
    for compound in text.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))) {
        let compound = compound.trim_matches(['-', '_', '.']);
        let pieces: Vec<&str> = compound.split(['-', '_', '.']).collect();
        if pieces.len() > 1 && is_telling(compound) {
            found.push(compound.to_owned());
        }
        found.extend(pieces.into_iter().filter(|piece| is_telling(piece)).map(str::to_owned));
    }
    found.into_iter()
}

fn is_telling(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_id = digits > 0 && (digits >= letters || word.chars().count() >= 12);
    letters >= 2 && !is_id && !LITTLE.contains(&word)
}

/// Words that stand in every title and every talk.
const LITTLE: &[&str] = &[
    "the", "and", "for", "with", "from", "this", "that", "you", "your", "are", "was", "were",
    "not", "but", "all", "can", "has", "have", "had", "its", "our", "out", "one", "new", "now",
    "what", "when", "then", "than", "them", "they", "there", "here", "will", "would", "could",
    "should", "just", "like", "about", "into", "some", "yes", "yeah", "okay", "well", "also",
    "been", "did", "does", "how", "who", "why", "she", "his", "her", "him", "get", "got", "let",
    "lets", "going", "know", "think", "really", "very", "more", "want", "need", "thats", "dont",
    "because", "so", "to", "of", "in", "on", "at", "by", "an", "as", "is", "it", "be", "do", "we",
    "he", "me", "my", "or", "if", "no", "up", "go", "us", "am", "der", "die", "das", "und", "ist",
    "nicht", "ein", "eine", "mit", "auf", "von", "den", "dem", "für", "les", "des", "une", "est",
    "pas", "que", "por", "los", "las", "una", "con", "para", "del", "il", "la", "le", "el", "de",
    "di", "da", "com", "www", "http", "https", "untitled", "home", "page", "tab", "window",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Window;

    const KEY: WordKey = WordKey([3; 16]);

    fn window(program: &str, title: &str) -> Window {
        Window { program: program.into(), title: title.into(), site: None }
    }

    #[test]
    fn a_window_is_cut_into_what_tells_it_from_others() {
        let check = |program: &str, title: &str, expected: &[&str]| {
            let found: Vec<String> = tokens(&Evidence::of(window(program, title), 1), &KEY)
                .iter()
                .map(Token::encode)
                .collect();
            assert_eq!(found, expected, "{title}");
        };
        check(
            "Code",
            "invoice.rs — acme-web — Visual Studio Code",
            &[
                "program:code",
                "title:acme",
                "title:acme-web",
                "title:invoice",
                "title:invoice.rs",
                "title:rs",
                "title:web",
                "folder:acme-web",
            ],
        );
        check(
            "firefox",
            "Issue 4711 · acme/shop · GitHub — Mozilla Firefox",
            &[
                "program:firefox",
                "title:acme",
                "title:github",
                "title:issue",
                "title:shop",
                "site:github.com",
                "folder:acme/shop",
            ],
        );
        check("XTerm", "the 12:30 a1b2c3d4e5f6 of 2026", &["program:xterm"]);
        check("", "", &[]);
    }

    #[test]
    fn tokens_read_back_what_they_print() {
        let all = [
            Token::Program("a:b".into()),
            Token::Title("c#d".into()),
            Token::Site("e.f".into()),
            Token::Folder("heard#1".into()),
            Token::Call,
            Token::Heard(7),
            Token::Seen(u64::MAX),
        ];
        for token in all {
            assert_eq!(Token::decode(&token.encode()), Some(token));
        }
        for nonsense in ["", "title", "colour:blue", "heard#xyz"] {
            assert_eq!(Token::decode(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn heard_and_seen_words_are_hidden_by_the_key() {
        let evidence = Evidence {
            heard: "The canary sings, CANARY!".into(),
            seen: "canary".into(),
            ..Evidence::default()
        };
        let found = tokens(&evidence, &KEY);
        assert_eq!(found.len(), 3, "canary and sings were heard, canary was seen: {found:?}");
        assert!(!format!("{found:?} {evidence:?} {KEY:?}").to_lowercase().contains("canary"));
        assert_ne!(found, tokens(&evidence, &WordKey([4; 16])), "another key hides otherwise");
        let (heard, seen): (Vec<_>, Vec<_>) =
            found.iter().partition(|token| matches!(token, Token::Heard(_)));
        let number = |token: &Token| match token {
            Token::Heard(hash) | Token::Seen(hash) => *hash,
            _ => 0,
        };
        assert!(heard.iter().all(|one| number(one) != number(seen[0])), "nor do the two agree");
    }

    #[test]
    fn a_window_in_passing_teaches_nothing() {
        let mut evidence = Evidence::of(window("Code", "acme"), 95);
        evidence.add(window("Slack", "gossip"), 5);
        let found = tokens(&evidence, &KEY);
        assert!(found.contains(&Token::Title("acme".into())), "{found:?}");
        assert!(!found.contains(&Token::Title("gossip".into())), "{found:?}");
    }
}
