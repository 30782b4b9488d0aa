//! What of a model's words may be kept.
//!
//! A transcript and the words on screen are wiped when their block is committed; a label or a
//! reason that quotes them would outlive them. So the reason is put together here from fixed
//! parts, and after speech or screen went along a label must consist of words that stay
//! anyway: window titles, names of clients and projects, and everyday names of activities.

use super::{Kinds, Question};
use std::collections::HashSet;

/// What an answer rests on, as the model says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Programs, window titles and sites.
    Title,
    /// What was said.
    Speech,
    /// Words on screen or pictures.
    Screen,
    /// Blocks of the last days.
    History,
}

/// The activities that an answer chooses from. The first one stands for all else.
pub const ACTIVITIES: [&str; 16] = [
    "Work",
    "Call",
    "Meeting",
    "Development",
    "Review",
    "Design",
    "Writing",
    "Email",
    "Chat",
    "Planning",
    "Research",
    "Reading",
    "Testing",
    "Support",
    "Admin",
    "Break",
];

/// More words that say nothing about anybody.
const PLAIN: [&str; 40] = [
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "via",
    "with",
    "client",
    "code",
    "coding",
    "project",
    "work",
    "working",
    "calls",
    "mail",
    "notes",
    "reviewing",
    "document",
    "documents",
    "documentation",
    "debugging",
    "fixing",
    "programming",
    "editing",
    "browsing",
    "preparation",
    "preparing",
    "invoicing",
    "accounting",
    "discussion",
    "call",
    "meeting",
];

const LONGEST_LABEL: usize = 60;

impl Evidence {
    /// All of them, in the order in which a reason names them.
    pub const ALL: [Self; 4] = [Self::Title, Self::Speech, Self::Screen, Self::History];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Speech => "speech",
            Self::Screen => "screen",
            Self::History => "history",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Title => "the window titles",
            Self::Speech => "what was said",
            Self::Screen => "what was on screen",
            Self::History => "earlier blocks",
        }
    }

    /// Whether a request that carried `kinds` can rest on this.
    const fn was_sent(self, kinds: Kinds) -> bool {
        match self {
            Self::Title => kinds.titles,
            Self::Speech => kinds.transcript,
            Self::Screen => kinds.words || kinds.pictures,
            Self::History => kinds.recent,
        }
    }
}

/// The reason that the owner reads: which model, going by what. Evidence that was not sent is
/// left out, whatever the model says.
#[must_use]
pub fn reason(model: &str, evidence: &[Evidence], kinds: Kinds) -> String {
    let parts: Vec<_> = Evidence::ALL
        .into_iter()
        .filter(|one| evidence.contains(one) && one.was_sent(kinds))
        .map(Evidence::words)
        .collect();
    match parts.as_slice() {
        [] => format!("Gemini ({model}) gave no grounds"),
        [only] => format!("Gemini ({model}) went by {only}"),
        [first @ .., last] => format!("Gemini ({model}) went by {} and {last}", first.join(", ")),
    }
}

/// The label to keep: the model's, if it may be kept, else the name of the activity.
///
/// `activity` is taken only if it is one of [`ACTIVITIES`].
#[must_use]
pub fn label(proposed: &str, activity: &str, question: &Question, kinds: Kinds) -> String {
    let proposed = tidy(proposed);
    if !proposed.is_empty() && (!kinds.has_content() || lasts(&proposed, question)) {
        return proposed;
    }
    let [other, ..] = ACTIVITIES;
    ACTIVITIES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(activity.trim()))
        .unwrap_or(other)
        .to_owned()
}

/// One line of at most [`LONGEST_LABEL`] characters, cut between words.
fn tidy(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        let space = usize::from(!kept.is_empty());
        if kept.chars().count() + space + word.chars().count() > LONGEST_LABEL {
            break;
        }
        if space == 1 {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// Whether every word of `label` stays on this machine after the wipe.
fn lasts(label: &str, question: &Question) -> bool {
    let mut lasting: HashSet<String> = HashSet::new();
    for text in ACTIVITIES.into_iter().chain(PLAIN) {
        lasting.extend(words(text));
    }
    for piece in &question.pieces {
        lasting.extend(words(&piece.program));
        lasting.extend(words(&piece.title));
        lasting.extend(words(piece.site.as_deref().unwrap_or_default()));
    }
    for client in &question.clients {
        lasting.extend(words(&client.name));
        for project in &client.projects {
            lasting.extend(words(&project.name));
        }
    }
    words(label).all(|word| lasting.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemini::{ClientChoice, Piece, ProjectChoice};
    use domain::activity::State;
    use domain::id::{ClientId, ProjectId};
    use domain::time::{Moment, Span};

    const TITLES: Kinds = Kinds {
        titles: true,
        names: true,
        transcript: false,
        words: false,
        pictures: false,
        recent: false,
    };
    const SPEECH: Kinds = Kinds { transcript: true, ..TITLES };

    fn question() -> Question {
        let span = Span::new(Moment(0), Moment(300_000));
        Question {
            span,
            zone: "UTC".into(),
            clients: vec![ClientChoice {
                id: ClientId::mint(Moment(1), [1; 10]),
                name: "Acme GmbH".into(),
                projects: vec![ProjectChoice {
                    id: ProjectId::mint(Moment(1), [2; 10]),
                    name: "Webshop".into(),
                }],
            }],
            pieces: vec![Piece {
                span,
                program: "Zed".into(),
                title: "checkout.rs — acme-web".into(),
                site: None,
                state: State::Working,
            }],
            heard: Vec::new(),
            seen: Vec::new(),
            pictures: None,
            recent: Vec::new(),
        }
    }

    #[test]
    fn a_label_keeps_no_word_that_was_only_said_or_seen() {
        let check = |proposed: &str, activity: &str, kinds: Kinds, kept: &str| {
            assert_eq!(label(proposed, activity, &question(), kinds), kept, "{proposed}");
        };
        check("Checkout for Acme Webshop", "Development", SPEECH, "Checkout for Acme Webshop");
        check("Call about the divorce", "Call", SPEECH, "Call");
        check("Salary of Ms Miller", "call ", Kinds { words: true, ..TITLES }, "Call");
        check("Salary of Ms Miller", "Call", Kinds { pictures: true, ..TITLES }, "Call");
        check("Salary talk", "tell everybody the salary", SPEECH, "Work");
        check(
            "Reviewing acme-web: checkout.rs",
            "Review",
            SPEECH,
            "Reviewing acme-web: checkout.rs",
        );
        check("Anything goes here", "Review", TITLES, "Anything goes here");
        check("", "Review", TITLES, "Review");
        check("!!!", "Review", SPEECH, "!!!");
    }

    #[test]
    fn a_label_is_one_short_line() {
        let long = format!("one\ntwo\u{7} {}", "x".repeat(80));
        assert_eq!(label(&long, "Work", &question(), TITLES), "one two");
        assert_eq!(label(&"y".repeat(80), "Work", &question(), TITLES), "Work");
    }

    #[test]
    fn a_reason_is_made_of_fixed_parts() {
        use Evidence::{History, Screen, Speech, Title};
        let check = |evidence: &[Evidence], kinds, text: &str| {
            assert_eq!(reason("m", evidence, kinds), text);
        };
        check(&[Speech, Title], SPEECH, "Gemini (m) went by the window titles and what was said");
        check(&[Speech, Title], TITLES, "Gemini (m) went by the window titles");
        check(&[Screen, History], TITLES, "Gemini (m) gave no grounds");
        check(&[], SPEECH, "Gemini (m) gave no grounds");
        let all = Kinds { words: true, recent: true, ..SPEECH };
        check(
            &[Title, Title, History, Screen, Speech],
            all,
            "Gemini (m) went by the window titles, what was said, what was on screen and earlier blocks",
        );
    }
}
