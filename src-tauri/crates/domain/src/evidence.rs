//! What there is to go by when a stretch of work is classified.
//!
//! Heard and seen words pass through here on their way to an answer and are dropped with the
//! capture that they came from: [`Evidence`] cannot be serialised, and its `Debug` hides them.

use crate::activity::Window;
use crate::fold::folded;
use crate::site::{is_browser, is_signature, parts, site_of};
use crate::time::Millis;
use std::cmp::Reverse;
use std::fmt;

/// A window, and how long it was in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glimpse {
    /// The window.
    pub window: Window,
    /// For how long, in milliseconds.
    pub lasted: Millis,
}

/// What is known of one stretch of work.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The windows that were in front, each once, the longest first.
    pub windows: Vec<Glimpse>,
    /// Somebody was on a call.
    pub call: bool,
    /// What was said, both tracks; empty when nothing was.
    pub heard: String,
    /// What was read on the screen; empty when nothing was.
    pub seen: String,
}

impl Evidence {
    /// The evidence of one window.
    #[must_use]
    pub fn of(window: Window, lasted: Millis) -> Self {
        let mut evidence = Self::default();
        evidence.add(window, lasted);
        evidence
    }

    /// Adds time in front of a window.
    pub fn add(&mut self, window: Window, lasted: Millis) {
        match self.windows.iter_mut().find(|glimpse| glimpse.window == window) {
            Some(glimpse) => glimpse.lasted = glimpse.lasted.saturating_add(lasted),
            None => self.windows.push(Glimpse { window, lasted }),
        }
        self.windows.sort_by_key(|glimpse| Reverse(glimpse.lasted));
    }

    /// The window that was longest in front.
    #[must_use]
    pub fn main(&self) -> Option<&Window> {
        self.windows.first().map(|glimpse| &glimpse.window)
    }

    /// Takes in what `other` knows.
    pub fn absorb(&mut self, other: Self) {
        for glimpse in other.windows {
            self.add(glimpse.window, glimpse.lasted);
        }
        self.call |= other.call;
        push_words(&mut self.heard, &other.heard);
        push_words(&mut self.seen, &other.seen);
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("windows", &self.windows.len())
            .field("call", &self.call)
            .field("heard", &self.heard.len())
            .field("seen", &self.seen.len())
            .finish()
    }
}

/// Appends `words` to `text` with one space between, unless it ends with them already.
pub fn push_words(text: &mut String, words: &str) {
    let words = words.trim();
    if words.is_empty() || text.ends_with(words) {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(words);
}

/// The project folder that a window shows: "acme-web" of "invoice.rs — acme-web — VS Code",
/// of "me@host: ~/dev/acme-web", of "acme-web – invoice.rs".
#[must_use]
pub fn folder_of(window: &Window) -> Option<String> {
    if is_browser(&window.program) {
        return site_of(window).and_then(|_| repository(&window.title));
    }
    in_editor(window).or_else(|| in_path(&window.title))
}

/// Editors that name the open folder next to the file.
const EDITORS: &[&str] = &[
    "visual studio code",
    "vs code",
    "vscode",
    "code",
    "code - oss",
    "code-oss",
    "vscodium",
    "codium",
    "cursor",
    "windsurf",
    "zed",
    "sublime text",
    "sublime_text",
    "atom",
    "pulsar",
    "kate",
    "lapce",
    "intellij idea",
    "webstorm",
    "pycharm",
    "phpstorm",
    "goland",
    "rustrover",
    "clion",
    "rider",
    "rubymine",
    "android studio",
    "fleet",
    "xcode",
    "nova",
    "jetbrains-idea",
    "jetbrains-webstorm",
    "jetbrains-pycharm",
    "jetbrains-phpstorm",
    "jetbrains-goland",
    "jetbrains-rustrover",
    "jetbrains-clion",
    "dev.zed.zed",
    "com.microsoft.vscode",
];

fn in_editor(window: &Window) -> Option<String> {
    if !is_editor(&window.program) {
        return None;
    }
    let mut parts = parts(&window.title);
    while parts.len() > 1 && parts.last().is_some_and(|part| is_editor(part)) {
        parts.pop();
    }
    if parts.len() < 2 {
        return None;
    }
    // One part is the file, another the folder; the file is the one with an ending.
    parts
        .iter()
        .rev()
        .map(|part| part.trim_matches(['[', ']', '●', ' ']))
        .find(|part| !is_file(part))
        .map(folded)
}

/// Whether `name` is a program for writing code or text that shows its folder.
#[must_use]
pub fn is_editor(name: &str) -> bool {
    let name = folded(name);
    let name = name.strip_suffix(".exe").unwrap_or(&name);
    EDITORS.contains(&name)
}

/// Whether `part` of a title is only what `program` calls itself: "Visual Studio Code" of
/// `code`, "Mozilla Thunderbird" of `thunderbird`, "Slack" of `Slack`.
#[must_use]
pub fn is_program_name(part: &str, program: &str) -> bool {
    let part = folded(part);
    if is_editor(&part) || (is_browser(program) && is_signature(&part)) {
        return true;
    }
    let program = folded(program);
    let program = program.strip_suffix(".exe").unwrap_or(&program);
    let program = program.rsplit('.').next().unwrap_or(program);
    let mut names = part.split_whitespace();
    part == program
        || (names.clone().count() <= 3 && !program.is_empty() && names.any(|name| name == program))
}

fn is_file(part: &str) -> bool {
    part.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// Folders that hold projects and say nothing themselves.
const SHELVES: &[&str] = &[
    "home",
    "users",
    "user",
    "src",
    "work",
    "projects",
    "project",
    "code",
    "dev",
    "repos",
    "repo",
    "git",
    "github",
    "documents",
    "desktop",
    "downloads",
    "clients",
    "tmp",
    "var",
    "usr",
    "opt",
    "mnt",
    "media",
    "workspace",
    "sites",
    "www",
    "lib",
    "app",
    "apps",
    "packages",
    "crates",
    "tests",
];

/// The first telling folder in a path such as `~/dev/acme-web/src`.
fn in_path(title: &str) -> Option<String> {
    let path = title.split_whitespace().map(|word| word.rsplit(':').next().unwrap_or(word)).find(
        |word| word.starts_with("~/") || (word.starts_with('/') && word.matches('/').count() > 1),
    )?;
    let mut steps = path.split('/').filter(|step| !step.is_empty()).peekable();
    if matches!(steps.peek(), Some(&"home" | &"Users")) {
        let _home = steps.next();
        let _owner = steps.next();
    }
    steps
        .map(|step| folded(step.trim_matches(|c: char| !c.is_alphanumeric())))
        .find(|step| !step.is_empty() && !SHELVES.contains(&step.as_str()) && !is_file(step))
}

/// The repository of a code host's title: "acme/web" of "Issues · acme/web · GitHub".
fn repository(title: &str) -> Option<String> {
    parts(title).into_iter().flat_map(str::split_whitespace).find_map(|word| {
        let word = word.trim_end_matches(':');
        let (owner, name) = word.split_once('/')?;
        let plain = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
        };
        (plain(owner) && plain(name)).then(|| folded(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(program: &str, title: &str) -> Window {
        Window { program: program.into(), title: title.into(), site: None }
    }

    #[test]
    fn the_folder_is_found_where_a_window_shows_it() {
        let check = |program: &str, title: &str, expected: Option<&str>| {
            assert_eq!(folder_of(&window(program, title)).as_deref(), expected, "{title}");
        };
        check("Code", "invoice.rs — Acme-Web — Visual Studio Code", Some("acme-web"));
        check("code", "● invoice.rs - acme-web - Visual Studio Code", Some("acme-web"));
        check("Code", "invoice.rs - Visual Studio Code", None);
        check("Code", "Welcome - Visual Studio Code", None);
        check("jetbrains-idea", "acme-web – Invoice.java", Some("acme-web"));
        check("dev.zed.Zed", "acme-web — main.rs", Some("acme-web"));
        check("XTerm", "me@desk: ~/dev/acme-web/src", Some("acme-web"));
        check("XTerm", "me@desk:~/acme-web", Some("acme-web"));
        check("XTerm", "/home/me/clients/acme/notes.txt", Some("acme"));
        check("XTerm", "me@desk: ~", None);
        check("XTerm", "yes/no", None);
        check("firefox", "Issues · acme/web · GitHub — Mozilla Firefox", Some("acme/web"));
        check("firefox", "he/she said — Mozilla Firefox", None);
    }

    #[test]
    fn evidence_grows_by_window_the_longest_first() {
        let mut evidence = Evidence::of(window("a", "one"), 10);
        evidence.add(window("b", "two"), 15);
        evidence.absorb(Evidence::of(window("a", "one"), 10));
        let lasted: Vec<_> = evidence.windows.iter().map(|glimpse| glimpse.lasted).collect();
        assert_eq!(lasted, [20, 15]);
        assert_eq!(evidence.main().map(|window| window.title.as_str()), Some("one"));
    }

    #[test]
    fn programs_are_known_by_the_names_they_give_themselves() {
        let check = |part: &str, program: &str, expected: bool| {
            assert_eq!(is_program_name(part, program), expected, "{part} of {program}");
        };
        check("Visual Studio Code", "Code", true);
        check("Mozilla Thunderbird", "thunderbird", true);
        check("Mozilla Firefox", "firefox-esr", true);
        check("Microsoft\u{200b} Edge", "msedge.exe", true);
        check("Slack", "slack.exe", true);
        check("Slack plan for the second quarter", "Slack", false);
        check("acme-web", "Code", false);
        check("", "", true);
        check("acme", "", false);
    }
}
