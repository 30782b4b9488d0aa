//! # The sample half hour
//!
//! What `cargo xtask run` does where there is no display: real windows, a real picture and a real
//! voice, kept in `tests/fixtures/sample-half-hour`, go through the very pipeline that live
//! captures take, in a data directory of their own that is made anew each time.

use crate::{Stop, cargo, models, say};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Puts the sample through `daybook` and prints the day that came of it.
pub(crate) fn run(daybook: &Path) -> Result<(), Stop> {
    let fixtures = cargo::root().join("tests/fixtures/sample-half-hour");
    let home = fresh_home()?;
    let script = fixtures.join("script.txt");
    let text = std::fs::read_to_string(&script)
        .map_err(|error| Stop::failed(format!("could not read {}: {error}", script.display())))?;
    for call in calls(&text, &fixtures)? {
        say::line(&format!("$ daybook {}", call.shown));
        let mut command = Command::new(daybook);
        command
            .args(&call.arguments)
            .env("DAYBOOK_HOME", &home)
            .env("DAYBOOK_MODELS", models::folder());
        cargo::finish(command, "daybook")?;
    }
    say::line(&format!("The sample day is kept in {}", home.display()));
    Ok(())
}

/// One call of `daybook`.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    /// As a person would type it.
    shown: String,
    /// As it is passed on: files by their full path.
    arguments: Vec<String>,
}

/// Reads the script: one call of `daybook` on each line, words in double quotes kept together,
/// `#` begins a comment, a backslash at the end goes on in the next line, and a word that begins
/// with `@` is a file of `folder`.
fn calls(script: &str, folder: &Path) -> Result<Vec<Call>, Stop> {
    let joined = script.replace("\\\n", " ");
    joined
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| call(line, folder))
        .collect()
}

fn call(line: &str, folder: &Path) -> Result<Call, Stop> {
    let words = words(line)?;
    let place = |word: &String| match word.strip_prefix('@') {
        Some(file) => folder.join(file).to_string_lossy().into_owned(),
        None => word.clone(),
    };
    let shown: Vec<&str> = line.split_whitespace().collect();
    Ok(Call {
        shown: shown.join(" ").replace('@', ""),
        arguments: words.iter().map(place).collect(),
    })
}

fn words(line: &str) -> Result<Vec<String>, Stop> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    if quoted {
        return Err(Stop::failed(format!("a quote is not closed in the sample's line: {line}")));
    }
    Ok(words)
}

/// An empty data directory for the sample, never the owner's own.
fn fresh_home() -> Result<PathBuf, Stop> {
    let home = cargo::target_dir().join("sample-half-hour");
    match std::fs::remove_dir_all(&home) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(Stop::failed(format!("could not empty {}: {error}", home.display())));
        }
    }
    std::fs::create_dir_all(&home)
        .map_err(|error| Stop::failed(format!("could not make {}: {error}", home.display())))?;
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_as_a_shell_would() {
        let script = "# clients\nclient add \"Acme Corp\"\n\ningest \\\n  --audio @a.wav\n";
        let calls = calls(script, Path::new("/fixtures")).unwrap();
        assert_eq!(calls[0].arguments, ["client", "add", "Acme Corp"]);
        assert_eq!(calls[1].arguments, ["ingest", "--audio", "/fixtures/a.wav"]);
        assert_eq!(calls[1].shown, "ingest --audio a.wav");
    }

    #[test]
    fn an_open_quote_is_refused() {
        assert!(calls("client add \"Acme", Path::new("/")).is_err());
    }
}
