//! What Daybook must not look at.
//!
//! Excluded means: the time is kept, the content is dropped. Password managers and private
//! windows are excluded from the start; the owner adds programs, titles and sites.
//!
//! It fails closed: a window that cannot be read gets no picture, and a stored exclusion that
//! cannot be parsed excludes every window until it is mended, because nobody knows which
//! windows it was meant for.

use crate::activity::Window;
use crate::fold::folded;
use crate::id::ExclusionId;
use crate::pattern::{NotAPattern, Pattern};
use crate::private_window;
use crate::site::{is_browser, site_names};
use crate::vaults;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Which property of a window an exclusion looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The program's name.
    Program,
    /// The window's title.
    Title,
    /// The site in a browser; where a title does not tell its site, the whole title is looked
    /// at, because an exclusion rather hides too much.
    Site,
}

impl Field {
    /// The stable name, as stored and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Title => "title",
            Self::Site => "site",
        }
    }
}

/// A text names no property of a window.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not program, title or site")]
pub struct NotAField(pub String);

impl FromStr for Field {
    type Err = NotAField;

    fn from_str(text: &str) -> Result<Self, NotAField> {
        [Self::Program, Self::Title, Self::Site]
            .into_iter()
            .find(|field| field.as_str() == text)
            .ok_or_else(|| NotAField(text.to_owned()))
    }
}

/// One exclusion of the owner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Its id.
    pub id: ExclusionId,
    /// Where to look.
    pub field: Field,
    /// What to look for.
    pub pattern: Pattern,
}

/// An exclusion as it lies in the database: not yet known to be readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredExclusion {
    /// Its id.
    pub id: ExclusionId,
    /// The name of a [`Field`].
    pub field: String,
    /// The source of a [`Pattern`].
    pub pattern: String,
}

/// What may be done with a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be looked at.
    Open,
    /// It is Daybook's own: work like any other, but never in a picture.
    Own,
    /// Neither program nor title can be read: the time counts as usual, but there is no
    /// picture, since nobody knows of what.
    Unreadable,
    /// Its time is kept and its content dropped.
    Excluded {
        /// What caught it, in words that hold no title.
        why: Why,
    },
}

impl Verdict {
    /// Whether a picture may be taken, and sound be kept as belonging to it.
    #[must_use]
    pub const fn allows_picture(&self) -> bool {
        matches!(self, Self::Open)
    }

    /// Whether program and title must be dropped and the time filed as excluded.
    #[must_use]
    pub const fn is_excluded(&self) -> bool {
        matches!(self, Self::Excluded { .. })
    }
}

/// What caught a window. Displays as a sentence without the window's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A program that keeps passwords.
    Passwords {
        /// Its usual name.
        name: &'static str,
    },
    /// A private or incognito browser window.
    Private,
    /// A browser window without a title, such as an extension's popup.
    Popup,
    /// An exclusion of the owner's.
    Owner(Exclusion),
    /// A stored exclusion that cannot be read, so that everything is excluded.
    Broken(StoredExclusion),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passwords { name } => write!(f, "{name} keeps passwords"),
            Self::Private => f.write_str("it is a private browser window"),
            Self::Popup => f.write_str(
                "it is a browser window without a title, as password extensions open them",
            ),
            Self::Owner(Exclusion { field, pattern, .. }) => {
                write!(f, "your exclusion ‘{pattern}’ matches its {}", field.as_str())
            }
            Self::Broken(StoredExclusion { id, field, pattern }) => write!(
                f,
                "the stored exclusion {id} ({field} ‘{pattern}’) cannot be read, so everything \
                 is excluded until you remove or mend it"
            ),
        }
    }
}

/// All exclusions in force: the built-in ones and the owner's.
#[derive(Debug, Clone, Default)]
pub struct Exclusions {
    own_programs: Vec<String>,
    owner: Vec<Exclusion>,
    broken: Vec<StoredExclusion>,
}

impl Exclusions {
    /// The built-in exclusions and `owner`'s. `own_programs` are the names under which
    /// Daybook's own windows appear ("daybook", "Daybook").
    #[must_use]
    pub fn with_defaults(own_programs: &[&str], owner: Vec<Exclusion>) -> Self {
        Self {
            own_programs: own_programs.iter().map(|name| folded(name)).collect(),
            owner,
            broken: Vec::new(),
        }
    }

    /// The built-in exclusions and those read from the database. One that cannot be read makes
    /// every verdict an exclusion that names it; see [`Exclusions::broken`].
    #[must_use]
    pub fn from_stored(own_programs: &[&str], stored: Vec<StoredExclusion>) -> Self {
        let mut all = Self::with_defaults(own_programs, Vec::new());
        for one in stored {
            match (one.field.parse(), Pattern::parse(&one.pattern)) {
                (Ok(field), Ok(pattern)) => {
                    all.owner.push(Exclusion { id: one.id, field, pattern });
                }
                (Err(_), _) | (_, Err(_)) => all.broken.push(one),
            }
        }
        all
    }

    /// The usual names of the programs that are excluded from the start.
    #[must_use]
    pub fn built_in() -> Vec<&'static str> {
        vaults::names().collect()
    }

    /// The stored exclusions that cannot be read.
    #[must_use]
    pub fn broken(&self) -> &[StoredExclusion] {
        &self.broken
    }

    /// The owner's exclusions that are in force.
    #[must_use]
    pub fn owner(&self) -> &[Exclusion] {
        &self.owner
    }

    /// What may be done with `window`.
    #[must_use]
    pub fn verdict(&self, window: &Window) -> Verdict {
        match self.caught(window) {
            Some(why) => Verdict::Excluded { why },
            None if self.is_own(window) => Verdict::Own,
            None if is_unreadable(window) => Verdict::Unreadable,
            None => Verdict::Open,
        }
    }

    /// What would happen to `window`, in a sentence for the owner.
    #[must_use]
    pub fn try_out(&self, window: &Window) -> String {
        match self.verdict(window) {
            Verdict::Open => "Daybook may look at this window.".into(),
            Verdict::Own => "Daybook never takes pictures of its own windows.".into(),
            Verdict::Unreadable => {
                "No picture: neither program nor title of this window can be read.".into()
            }
            Verdict::Excluded { why } => format!("Excluded: {why}."),
        }
    }

    fn caught(&self, window: &Window) -> Option<Why> {
        if let Some(broken) = self.broken.first() {
            return Some(Why::Broken(broken.clone()));
        }
        if let Some(name) = vaults::password_keeper(window) {
            return Some(Why::Passwords { name });
        }
        if private_window::is_private(window) {
            return Some(Why::Private);
        }
        if is_browser(&window.program) && folded(&window.title).is_empty() {
            return Some(Why::Popup);
        }
        self.owner.iter().find(|one| one.catches(window)).cloned().map(Why::Owner)
    }

    fn is_own(&self, window: &Window) -> bool {
        self.own_programs.contains(&folded(&window.program))
    }
}

impl Exclusion {
    /// Reads an exclusion as the owner types it.
    ///
    /// # Errors
    ///
    /// [`NotAPattern`], so that an exclusion that cannot be read is never saved.
    pub fn parse(id: ExclusionId, field: Field, pattern: &str) -> Result<Self, NotAPattern> {
        Ok(Self { id, field, pattern: Pattern::parse(pattern)? })
    }

    /// Whether it is meant for `window`.
    #[must_use]
    pub fn catches(&self, window: &Window) -> bool {
        match self.field {
            Field::Program => self.pattern.matches(&window.program),
            Field::Title => self.pattern.matches(&window.title),
            Field::Site => {
                let names = site_names(window);
                names.iter().any(|name| self.pattern.matches(name))
                    || (is_browser(&window.program) && self.may_be_in(&window.title))
            }
        }
    }

    /// Whether a browser's title may be that of the site: it matches the pattern, or it has the
    /// name in it that the site's address begins with ("mybank" of `www.mybank.example`).
    fn may_be_in(&self, title: &str) -> bool {
        let address = folded(self.pattern.source());
        let address = address.strip_prefix("www.").unwrap_or(&address);
        let name =
            address.rsplit_once('.').map(|(name, _)| name.rsplit('.').next().unwrap_or(name));
        let name = name.filter(|name| name.chars().count() > 3);
        self.pattern.matches(title) || name.is_some_and(|name| folded(title).contains(name))
    }
}

fn is_unreadable(window: &Window) -> bool {
    folded(&window.program).is_empty() && folded(&window.title).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;

    fn window(program: &str, title: &str) -> Window {
        Window { program: program.into(), title: title.into(), site: None }
    }

    fn id() -> ExclusionId {
        ExclusionId::mint(Moment(0), [1; 10])
    }

    fn owner(field: Field, pattern: &str) -> Exclusions {
        let one = Exclusion::parse(id(), field, pattern).unwrap();
        Exclusions::with_defaults(&["daybook"], vec![one])
    }

    #[test]
    fn password_managers_are_excluded_from_the_start() {
        let all = Exclusions::with_defaults(&["daybook"], Vec::new());
        let check = |program: &str, title: &str, excluded: bool| {
            let verdict = all.verdict(&window(program, title));
            assert_eq!(verdict.is_excluded(), excluded, "{program}: {title} → {verdict:?}");
        };
        for program in [
            "1Password",
            "1password.exe",
            "Bitwarden",
            "KeePassXC",
            "keepassxc.exe",
            "KeePass2",
            "Keeper Password Manager",
            "LastPass",
            "Dashlane",
            "Proton Pass",
            "Enpass",
            "NordPass",
            "Seahorse",
            "org.gnome.seahorse.Application",
            "kwalletmanager5",
            "Passwords",
            "Keychain Access",
            "pinentry-gtk-2",
            "Bitwarden.app",
        ] {
            check(program, "", true);
            check(program, "Anything", true);
        }
        check("firefox", "Vaults | Bitwarden Web Vault — Mozilla Firefox", true);
        check(
            "firefox",
            "Extension: (Bitwarden Password Manager) - Bitwarden — Mozilla Firefox",
            true,
        );
        check("Google-chrome", "1Password", true);
        check("", "My LastPass Vault", true);
        check("firefox", "", true);
        check("firefox", "\u{200e} ", true);
        check("some-wrapper", "work.kdbx [Locked] - KeePassXC", true);
        check("goalkeeper", "Training plan", false);
        check("Code", "passwords.rs - acme-web - Visual Studio Code", false);
        check("XTerm", "1password export notes", false);
        check("firefox", "Passwords in practice · acme/web · GitHub — Mozilla Firefox", false);
    }

    #[test]
    fn the_owner_excludes_programs_titles_and_sites() {
        let check = |field: Field, pattern: &str, program: &str, title: &str, excluded: bool| {
            let verdict = owner(field, pattern).verdict(&window(program, title));
            assert_eq!(verdict.is_excluded(), excluded, "{pattern} on {program}: {title}");
        };
        check(Field::Program, "signal", "Signal", "Chats", true);
        check(Field::Program, "signal", "XTerm", "signal", false);
        check(Field::Title, "therapy", "firefox", "Online Therapy — Mozilla Firefox", true);
        check(Field::Title, r"/\bbank\b/", "firefox", "My BANK — Mozilla Firefox", true);
        check(Field::Title, r"/\bbank\b/", "firefox", "Embankment — Mozilla Firefox", false);
        check(Field::Site, "github.com", "firefox", "Issues · GitHub — Mozilla Firefox", true);
        check(Field::Site, "mybank", "firefox", "MyBank, your account — Mozilla Firefox", true);
        check(Field::Site, "www.mybank.example", "firefox", "MyBank, your account", true);
        check(Field::Site, "jira", "firefox", "Board - Jira — Mozilla Firefox", true);
        check(Field::Site, "x.com", "firefox", "Expenses - Mozilla Firefox", false);
        check(Field::Site, "mybank", "XTerm", "mybank", false);
    }

    #[test]
    fn an_exclusion_that_cannot_be_read_excludes_everything_and_is_named() {
        assert!(Exclusion::parse(id(), Field::Title, "/(/").is_err(), "refused when saved");
        for (field, pattern) in [("title", "/(/"), ("colour", "blue"), ("program", "")] {
            let stored = StoredExclusion { id: id(), field: field.into(), pattern: pattern.into() };
            let all = Exclusions::from_stored(&["daybook"], vec![stored.clone()]);
            assert_eq!(all.broken(), [stored]);
            let any = window("XTerm", "anything");
            assert!(all.verdict(&any).is_excluded(), "nobody knows what it was meant for");
            assert!(all.try_out(&any).contains(pattern), "it is named: {}", all.try_out(&any));
        }
    }

    #[test]
    fn what_cannot_be_read_gets_no_picture() {
        let all = Exclusions::with_defaults(&["daybook"], Vec::new());
        assert_eq!(all.verdict(&window("", " ")), Verdict::Unreadable);
        assert!(!Verdict::Unreadable.allows_picture() && !Verdict::Unreadable.is_excluded());
        assert_eq!(all.verdict(&window("", "notes")), Verdict::Open);
        assert_eq!(all.verdict(&window("XTerm", "")), Verdict::Open);
    }

    #[test]
    fn daybooks_own_windows_are_work_but_never_in_a_picture() {
        let all = Exclusions::with_defaults(&["daybook"], Vec::new());
        let verdict = all.verdict(&window("Daybook", "Today"));
        assert_eq!(verdict, Verdict::Own);
        assert!(!verdict.allows_picture() && !verdict.is_excluded());
    }

    #[test]
    fn no_reason_holds_the_title() {
        let windows = [
            ("firefox", "CANARY — Mozilla Firefox Private Browsing"),
            ("KeePassXC", "CANARY"),
            ("firefox", "CANARY therapy — Mozilla Firefox"),
        ];
        let all = owner(Field::Title, "therapy");
        for (program, title) in windows {
            let sentence = all.try_out(&window(program, title));
            assert!(sentence.starts_with("Excluded: "), "{sentence}");
            assert!(!sentence.contains("CANARY"), "{sentence}");
        }
    }
}
