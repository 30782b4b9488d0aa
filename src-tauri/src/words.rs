//! What the tray and the notices say, in the owner's language, from the window's own catalogue.
//!
//! Messages here hold plain `{name}` placeholders only; a test keeps it so, since the window's
//! plurals are not understood on this side.

use engine::settings::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static ENGLISH: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../ui/words/en/tray.json")));
static GERMAN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../ui/words/de/tray.json")));

/// A language that Daybook speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    German,
}

impl Tongue {
    /// The language in force: the chosen one, else the system's if it is spoken here.
    pub(crate) fn in_force(chosen: Language, locale: &str) -> Self {
        match chosen {
            Language::En => Self::English,
            Language::De => Self::German,
            Language::System if locale.to_lowercase().starts_with("de") => Self::German,
            Language::System => Self::English,
        }
    }

    /// Its code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The message of that key with its placeholders filled. A key that is not there is shown as
    /// it is; a test rules that out.
    pub(crate) fn say(self, key: &str, fill: &[(&str, &str)]) -> String {
        let words = match self {
            Self::English => &*ENGLISH,
            Self::German => &*GERMAN,
        };
        let mut text =
            words.get(key).or_else(|| ENGLISH.get(key)).map_or(key, String::as_str).to_owned();
        for (name, value) in fill {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// A length of time as a person says it: "2 h 51", "46 min".
    pub(crate) fn length(self, ms: i64) -> String {
        let minutes = ms.max(0) / 60_000;
        let (hours, rest) = (minutes / 60, minutes % 60);
        if hours == 0 { format!("{minutes} min") } else { format!("{hours} h {rest:02}") }
    }
}

/// The system's locale as "de-AT": what the messages' language is set to, else the general one.
pub(crate) fn system_locale() -> String {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    tag(named.as_deref().unwrap_or_default())
}

/// "de_AT.UTF-8" as "de-AT"; "C" and nothing as "en".
fn tag(posix: &str) -> String {
    let name = posix.split(['.', '@']).next().unwrap_or_default();
    if name.is_empty() || name == "C" || name == "POSIX" {
        return "en".to_owned();
    }
    name.replace('_', "-")
}

fn read(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert!(!ENGLISH.is_empty(), "the catalogue can be read");
        assert_eq!(ENGLISH.keys().collect::<Vec<_>>(), GERMAN.keys().collect::<Vec<_>>());
        for (key, text) in ENGLISH.iter().chain(GERMAN.iter()) {
            let simple = text.split('{').skip(1).all(|rest| {
                rest.split_once('}').is_some_and(|(name, _)| {
                    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                })
            });
            assert!(simple, "{key} holds plain placeholders only: {text}");
        }
    }

    #[test]
    fn a_locale_is_told_as_the_web_writes_it() {
        assert_eq!(tag("de_AT.UTF-8"), "de-AT");
        assert_eq!(tag("C.UTF-8"), "en");
        assert_eq!(tag(""), "en");
        assert_eq!(Tongue::in_force(Language::System, "de-AT"), Tongue::German);
        assert_eq!(Tongue::in_force(Language::En, "de-AT"), Tongue::English);
    }

    #[test]
    fn lengths_are_said_shortly() {
        assert_eq!(Tongue::English.length(10_260_000), "2 h 51");
        assert_eq!(Tongue::English.length(2_760_000), "46 min");
        assert_eq!(Tongue::English.length(-5), "0 min");
    }
}
