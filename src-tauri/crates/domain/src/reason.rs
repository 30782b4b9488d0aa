//! Why a block is what it is said to be, as data: kept and shown as an English sentence, and read
//! back from it by whoever says it in another language.
//!
//! [`Reason::parse`] reads exactly what [`Reason`] displays. A sentence that nobody here wrote, as
//! those of the cloud classifier, is no [`Reason`] and is shown as it stands.

use crate::rule;
use std::fmt;
use std::str::FromStr;

/// Why a block is what it is said to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A person said so.
    You,
    /// A rule of the owner's matches.
    Rule {
        /// The pattern, as the owner typed it.
        pattern: String,
        /// Where it was found.
        field: rule::Field,
    },
    /// Earlier blocks with the same sign were so.
    Sign {
        /// How many of them.
        here: u32,
        /// How many blocks had the sign.
        all: u32,
        /// The sign.
        sign: Sign,
        /// For whom they were.
        whose: Whose,
    },
    /// A client's or project's name stands in the title.
    Name {
        /// The word that gave it away.
        word: String,
        /// Whose name it is.
        whose: Whose,
    },
    /// What was said is like earlier blocks.
    Said(Whose),
    /// What was on the screen is like earlier blocks.
    Shown(Whose),
    /// Most blocks were so.
    Most(Whose),
    /// Nothing speaks for anything.
    Nothing,
}

/// Something plain that blocks have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// A word of the title.
    Title(String),
    /// The project folder.
    Folder(String),
    /// The site.
    Site(String),
    /// The program.
    Program(String),
    /// It was a call.
    Call,
}

/// For whom: a client's name, with the project's after a comma, or nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose(Option<String>);

impl Whose {
    /// Reads [`crate::names::Names::of`]: "unassigned" is nobody.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self((name != NOBODY).then(|| name.to_owned()))
    }

    /// The name; `None` for nobody.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

const NOBODY: &str = "unassigned";

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or(NOBODY))
    }
}

const YOU: &str = "you said so";
const NOTHING: &str = "no rule matches, and no correction taught anything like it";
const NAME: &str = "’ in the title is a name of ";
const SAID: &str = "what was said is like earlier blocks of ";
const SHOWN: &str = "what was on the screen is like earlier blocks of ";
const MOST: &str = "most corrected blocks were ";

const fn place(field: rule::Field) -> &'static str {
    match field {
        rule::Field::Site => "the site",
        rule::Field::Title => "the title",
        rule::Field::Program => "the program",
        rule::Field::Words => "what was said or on the screen",
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title(word) => write!(f, "with ‘{word}’ in the title"),
            Self::Folder(name) => write!(f, "in the folder ‘{name}’"),
            Self::Site(site) => write!(f, "on {site}"),
            Self::Program(name) => write!(f, "in the program ‘{name}’"),
            Self::Call => f.write_str("on a call"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::You => f.write_str(YOU),
            Self::Rule { pattern, field } => {
                write!(f, "your rule ‘{pattern}’ matches {}", place(*field))
            }
            Self::Sign { here, all, sign, whose } => {
                let blocks = if *all == 1 { "block" } else { "blocks" };
                let were = if *here == 1 { "was" } else { "were" };
                write!(f, "{here} of {all} {blocks} {sign} {were} {whose}")
            }
            Self::Name { word, whose } => write!(f, "‘{word}{NAME}{whose}"),
            Self::Said(whose) => write!(f, "{SAID}{whose}"),
            Self::Shown(whose) => write!(f, "{SHOWN}{whose}"),
            Self::Most(whose) => write!(f, "{MOST}{whose}"),
            Self::Nothing => f.write_str(NOTHING),
        }
    }
}

impl Reason {
    /// Reads what a reason displays; `None` for any other sentence.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let whose = |rest: &str| Whose::named(rest);
        let reason = match text {
            YOU => Self::You,
            NOTHING => Self::Nothing,
            _ => None
                .or_else(|| text.strip_prefix(SAID).map(whose).map(Self::Said))
                .or_else(|| text.strip_prefix(SHOWN).map(whose).map(Self::Shown))
                .or_else(|| text.strip_prefix(MOST).map(whose).map(Self::Most))
                .or_else(|| rule(text))
                .or_else(|| name(text))
                .or_else(|| sign(text))?,
        };
        // Whatever was read must say the very same, or it was another sentence.
        (reason.to_string() == text).then_some(reason)
    }

    /// The reason as plain data: its kind, and its values by name. `whose` is left out where it is
    /// nobody; `place` is title, folder, site, program or call, and of a rule also words.
    #[must_use]
    pub fn parts(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let of = |kind, whose: &Whose| -> (&'static str, Vec<(&'static str, String)>) {
            (kind, whose.name().map(|name| ("whose", name.to_owned())).into_iter().collect())
        };
        match self {
            Self::You => ("you", Vec::new()),
            Self::Nothing => ("nothing", Vec::new()),
            Self::Rule { pattern, field } => {
                ("rule", vec![("pattern", pattern.clone()), ("place", field.as_str().to_owned())])
            }
            Self::Sign { here, all, sign, whose } => {
                let (place, what) = match sign {
                    Sign::Title(word) => ("title", Some(word)),
                    Sign::Folder(name) => ("folder", Some(name)),
                    Sign::Site(site) => ("site", Some(site)),
                    Sign::Program(name) => ("program", Some(name)),
                    Sign::Call => ("call", None),
                };
                let (kind, mut parts) = of("sign", whose);
                parts.extend([
                    ("here", here.to_string()),
                    ("all", all.to_string()),
                    ("place", place.to_owned()),
                ]);
                parts.extend(what.map(|what| ("what", what.clone())));
                (kind, parts)
            }
            Self::Name { word, whose } => {
                let (kind, mut parts) = of("name", whose);
                parts.push(("what", word.clone()));
                (kind, parts)
            }
            Self::Said(whose) => of("said", whose),
            Self::Shown(whose) => of("shown", whose),
            Self::Most(whose) => of("most", whose),
        }
    }
}

impl FromStr for Reason {
    type Err = NotAReason;

    fn from_str(text: &str) -> Result<Self, NotAReason> {
        Self::parse(text).ok_or(NotAReason)
    }
}

/// A sentence that none of Daybook's own classifiers wrote.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is none of the reasons that Daybook gives itself")]
pub struct NotAReason;

fn rule(text: &str) -> Option<Reason> {
    let rest = text.strip_prefix("your rule ‘")?;
    rule::Field::ALL.into_iter().find_map(|field| {
        let pattern = rest.strip_suffix(place(field))?.strip_suffix("’ matches ")?;
        Some(Reason::Rule { pattern: pattern.to_owned(), field })
    })
}

fn name(text: &str) -> Option<Reason> {
    let (word, whose) = text.strip_prefix('‘')?.split_once(NAME)?;
    Some(Reason::Name { word: word.to_owned(), whose: Whose::named(whose) })
}

fn sign(text: &str) -> Option<Reason> {
    let (here, rest) = text.split_once(" of ")?;
    let (all, rest) = rest.split_once(' ')?;
    let (_blocks, rest) = rest.split_once(' ')?;
    let (here, all) = (here.parse().ok()?, all.parse().ok()?);
    let were = if here == 1 { " was " } else { " were " };
    let quoted = |before: &str, after: &str| {
        let (what, whose) = rest.strip_prefix(before)?.split_once(&format!("{after}{were}"))?;
        Some((what.to_owned(), whose))
    };
    let title = || quoted("with ‘", "’ in the title").map(|(what, rest)| (Sign::Title(what), rest));
    let folder = || quoted("in the folder ‘", "’").map(|(what, rest)| (Sign::Folder(what), rest));
    let program =
        || quoted("in the program ‘", "’").map(|(what, rest)| (Sign::Program(what), rest));
    let call = || rest.strip_prefix("on a call")?.strip_prefix(were).map(|rest| (Sign::Call, rest));
    let site = || quoted("on ", "").map(|(what, rest)| (Sign::Site(what), rest));
    let (sign, whose) = title().or_else(folder).or_else(program).or_else(call).or_else(site)?;
    Some(Reason::Sign { here, all, sign, whose: Whose::named(whose) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reasons_read_as_they_always_did() {
        let acme = || Whose::named("Acme, Web shop");
        let check = |reason: Reason, text: &str| {
            assert_eq!(reason.to_string(), text);
            assert_eq!(Reason::parse(text), Some(reason), "{text}");
        };
        let taught = |here, all, sign| Reason::Sign { here, all, sign, whose: acme() };
        check(Reason::You, "you said so");
        check(Reason::Nothing, "no rule matches, and no correction taught anything like it");
        check(
            Reason::Rule { pattern: "/\\bacme’s\\b/".into(), field: rule::Field::Words },
            "your rule ‘/\\bacme’s\\b/’ matches what was said or on the screen",
        );
        check(
            taught(3, 4, Sign::Title("shop".into())),
            "3 of 4 blocks with ‘shop’ in the title were Acme, Web shop",
        );
        check(
            taught(1, 1, Sign::Folder("acme’s".into())),
            "1 of 1 block in the folder ‘acme’s’ was Acme, Web shop",
        );
        check(
            taught(0, 2, Sign::Site("acme.example".into())),
            "0 of 2 blocks on acme.example were Acme, Web shop",
        );
        check(
            taught(1, 2, Sign::Program("code".into())),
            "1 of 2 blocks in the program ‘code’ was Acme, Web shop",
        );
        check(taught(2, 2, Sign::Call), "2 of 2 blocks on a call were Acme, Web shop");
        check(
            Reason::Name { word: "acme".into(), whose: acme() },
            "‘acme’ in the title is a name of Acme, Web shop",
        );
        check(
            Reason::Said(Whose::named("unassigned")),
            "what was said is like earlier blocks of unassigned",
        );
        check(
            Reason::Shown(acme()),
            "what was on the screen is like earlier blocks of Acme, Web shop",
        );
        check(Reason::Most(acme()), "most corrected blocks were Acme, Web shop");
    }

    #[test]
    fn a_sentence_of_somebody_else_is_no_reason() {
        for text in [
            "",
            "Gemini (m) went by what was said",
            "you said so.",
            "3 of four blocks on a call were Acme",
            "03 of 4 blocks on a call were Acme",
            "3 of 4 block on a call were Acme",
            "3 of 4 blocks on a call was Acme",
            "your rule ‘a’ matches the moon",
        ] {
            assert_eq!(Reason::parse(text), None, "{text}");
        }
    }

    #[test]
    fn nobody_has_no_name_in_the_parts() {
        let most = |name| Reason::Most(Whose::named(name)).parts();
        assert_eq!(most("unassigned"), ("most", vec![]));
        assert_eq!(most("Acme"), ("most", vec![("whose", "Acme".to_owned())]));
        let call = Reason::Sign { here: 1, all: 2, sign: Sign::Call, whose: Whose::named("A") };
        let (kind, parts) = call.parts();
        assert_eq!(kind, "sign");
        let find = |key| parts.iter().find(|(name, _)| *name == key).map(|(_, text)| text.as_str());
        assert_eq!((find("place"), find("what"), find("here")), (Some("call"), None, Some("1")));
    }

    /// Names with quotes of every kind, spaces and letters from anywhere; no sentence of ours.
    fn text() -> impl Strategy<Value = String> {
        let odd = proptest::sample::select(" ‘’'\"“”,.:/äß".chars().collect::<Vec<_>>());
        proptest::collection::vec(prop_oneof![any::<char>(), odd], 1..20)
            .prop_map(String::from_iter)
    }

    fn sign_of() -> impl Strategy<Value = Sign> {
        prop_oneof![
            text().prop_map(Sign::Title),
            text().prop_map(Sign::Folder),
            "[a-z0-9.ü-]{1,20}".prop_map(Sign::Site),
            text().prop_map(Sign::Program),
            Just(Sign::Call),
        ]
    }

    fn reason() -> impl Strategy<Value = Reason> {
        let whose = || {
            prop_oneof![text(), Just("unassigned".to_owned())].prop_map(|name| Whose::named(&name))
        };
        let field = proptest::sample::select(rule::Field::ALL.to_vec());
        prop_oneof![
            Just(Reason::You),
            Just(Reason::Nothing),
            (text(), field).prop_map(|(pattern, field)| Reason::Rule { pattern, field }),
            (0_u32..9, 0_u32..9, sign_of(), whose())
                .prop_map(|(here, all, sign, whose)| Reason::Sign { here, all, sign, whose }),
            (text(), whose()).prop_map(|(word, whose)| Reason::Name { word, whose }),
            whose().prop_map(Reason::Said),
            whose().prop_map(Reason::Shown),
            whose().prop_map(Reason::Most),
        ]
    }

    proptest! {
        #[test]
        fn every_reason_reads_back(reason in reason()) {
            prop_assert_eq!(Reason::parse(&reason.to_string()), Some(reason));
        }

        #[test]
        fn what_is_read_says_the_very_same(parts in proptest::collection::vec(prop_oneof![
            Just("1 of 2 blocks "), Just("2 of 2 blocks "), Just("in the folder ‘"), Just("with ‘"),
            Just("’"), Just("’ in the title"), Just(" was "), Just(" were "), Just("on a call"),
            Just("on "), Just("your rule ‘"), Just("’ matches the title"), Just("A"), Just(NAME),
        ], 1..9)) {
            let text: String = parts.concat();
            if let Some(reason) = Reason::parse(&text) {
                prop_assert_eq!(reason.to_string(), text);
            }
        }
    }
}
