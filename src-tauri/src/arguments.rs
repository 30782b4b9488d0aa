//! How the app is started: by hand, at login, or to answer a question and end.

use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Daybook: your working day, kept on your machine

Usage: daybook-desktop [OPTIONS]

Options:
      --hidden         start in the tray, without a window
      --page PAGE      open the window on today, privacy or settings
      --home DIR       the data directory [env: DAYBOOK_HOME]
      --safe-graphics  draw the window without the graphics card's help
  -V, --version        print the version
  -h, --help           print this
";

/// What the arguments ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Start without a window.
    pub(crate) hidden: bool,
    /// The page to open on.
    pub(crate) page: Option<String>,
    /// The data directory.
    pub(crate) home: Option<PathBuf>,
    /// Draw in software.
    pub(crate) safe_graphics: bool,
    /// Print the version and end.
    pub(crate) version: bool,
    /// Print the help and end.
    pub(crate) help: bool,
}

/// Reads the arguments after the program's name.
///
/// Errors: one sentence about the first word that makes no sense.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, String> {
    let mut found = Arguments::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--hidden") => found.hidden = true,
            Some("--safe-graphics") => found.safe_graphics = true,
            Some("--version" | "-V") => found.version = true,
            Some("--help" | "-h") => found.help = true,
            Some("--home") => {
                let home = words.next().ok_or("--home needs a directory")?;
                found.home = Some(PathBuf::from(home));
            }
            Some("--page") => {
                let page = words.next().ok_or("--page needs a page")?;
                found.page = Some(known_page(&page.to_string_lossy())?);
            }
            _ => return Err(format!("there is no option {}", word.to_string_lossy())),
        }
    }
    Ok(found)
}

fn known_page(name: &str) -> Result<String, String> {
    if ["today", "privacy", "settings"].contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(format!("there is no page {name}; pages are today, privacy and settings"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn a_login_starts_without_a_window() {
        assert!(read("--hidden").unwrap().hidden);
        assert_eq!(read("").unwrap(), Arguments::default());
    }

    #[test]
    fn a_page_and_a_home_are_taken() {
        let found = read("--page privacy --home /data").unwrap();
        assert_eq!(found.page.as_deref(), Some("privacy"));
        assert_eq!(found.home, Some(PathBuf::from("/data")));
    }

    #[test]
    fn the_help_stands_in_the_reference() {
        assert!(include_str!("../../docs/CLI.md").contains(HELP), "docs/CLI.md shows another help");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        assert_eq!(read("--hiden").unwrap_err(), "there is no option --hiden");
        assert_eq!(read("--home").unwrap_err(), "--home needs a directory");
        assert!(read("--page moon").unwrap_err().contains("moon"));
    }
}
