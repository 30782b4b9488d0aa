//! # The pages of the window
//!
//! What stands in `ui/` is built into `ui/dist`, which the desktop program embeds: the pages come
//! first whenever that program is compiled. Both steps are done again only if what they are made
//! from has changed, which a file next to the packages remembers.

use crate::node::Node;
use crate::{Stop, cargo, say};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A component that must not pass: the check is asked about it before it is believed.
const BROKEN: &str = "<script lang=\"ts\">\n  const minutes: number = \"ten\";\n</script>\n\n\
                      <p>{minutes}</p>\n";

/// What the check says about [`BROKEN`].
const VERDICT: &str = "Type 'string' is not assignable to type 'number'";

/// Sees to it that `ui/dist` is made from what stands in `ui/` now.
pub(crate) fn build(node: &Node) -> Result<(), Stop> {
    packages(node)?;
    let made_from = stamp(&folder(), &["node_modules", "dist"])?;
    let kept = kept("pages");
    let dist = folder().join("dist/index.html");
    if dist.is_file() && remembered(&kept).as_deref() == Some(&made_from) {
        return Ok(());
    }
    cargo::finish(node.npm(&["run", "--silent", "build"]), "npm run build")?;
    remember(&kept, &made_from)
}

/// Sees to it that the packages are those of `package-lock.json`.
pub(crate) fn packages(node: &Node) -> Result<(), Stop> {
    let lock = folder().join("package-lock.json");
    let bytes = std::fs::read(&lock)
        .map_err(|error| Stop::failed(format!("could not read {}: {error}", lock.display())))?;
    let wanted = hash(&bytes);
    let kept = kept("packages");
    if remembered(&kept).as_deref() == Some(&wanted) {
        return Ok(());
    }
    say::detail("fetching the packages of ui/package-lock.json");
    cargo::finish(node.npm(&["ci"]), "npm ci")?;
    remember(&kept, &wanted)
}

/// Types, format and rules of the pages.
pub(crate) fn check(node: &Node) -> Result<(), Stop> {
    say::step("Types of the pages", || {
        cargo::finish(node.npm(&["run", "--silent", "check"]), "npm run check")?;
        doubt(node)
    })?;
    say::step("Rules and format of the pages", || {
        cargo::finish(node.npm(&["run", "--silent", "lint"]), "npm run lint")
    })
}

/// Does `work` while the tests of the pages run beside it: they need the processor, which tests of
/// a window leave alone for most of their time. Both are done when this returns.
pub(crate) fn test_beside(
    node: &Node,
    work: impl FnOnce() -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut tests = node.npm_aside(&["run", "--silent", "test"]);
    std::thread::scope(|scope| {
        let beside = scope.spawn(move || tests.output());
        let worked = work();
        let tested = say::step("Tests of the pages", || {
            let answer =
                beside.join().map_err(|_| Stop::failed("the tests of the pages broke off"))?;
            let answer =
                answer.map_err(|error| Stop::failed(format!("could not start npm: {error}")))?;
            say::line(&String::from_utf8_lossy(&answer.stdout));
            if answer.status.success() {
                return Ok(());
            }
            say::line(&String::from_utf8_lossy(&answer.stderr));
            Err(Stop::failed(format!("npm run test did not succeed ({})", answer.status)))
        });
        worked.and(tested)
    })
}

/// Shows the check of types a broken component; it is worth nothing if it does not object.
fn doubt(node: &Node) -> Result<(), Stop> {
    // Not among the packages: the check skips what lies there, and would find nothing wrong.
    let place = cargo::target_dir().join("broken-component");
    let failed = |error: std::io::Error| {
        Stop::failed(format!("could not write to {}: {error}", place.display()))
    };
    let real = serde_json::json!(folder().join("tsconfig.json"));
    let config = format!(
        "{{\"extends\":{real},\"compilerOptions\":{{\"types\":[]}},\"include\":[\"*.svelte\"]}}"
    );
    std::fs::create_dir_all(&place).map_err(failed)?;
    std::fs::write(place.join("Broken.svelte"), BROKEN).map_err(failed)?;
    std::fs::write(place.join("tsconfig.json"), config).map_err(failed)?;
    let mut asked = node.npm(&["run", "--silent", "check", "--", "--workspace"]);
    asked.arg(&place).args(["--tsconfig", "tsconfig.json"]);
    let answer = said(asked)?;
    let believed = objects(&answer);
    std::fs::remove_dir_all(&place).map_err(failed)?;
    if believed {
        Ok(())
    } else {
        Err(Stop::failed(format!(
            "the check of types let a broken component pass; see ui/package.json. It said: {}",
            answer.text.trim()
        )))
    }
}

struct Answer {
    succeeded: bool,
    text: String,
}

fn objects(answer: &Answer) -> bool {
    !answer.succeeded && answer.text.contains(VERDICT)
}

fn said(mut command: Command) -> Result<Answer, Stop> {
    let output =
        command.output().map_err(|error| Stop::failed(format!("could not start npm: {error}")))?;
    Ok(Answer {
        succeeded: output.status.success(),
        text: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}

fn folder() -> PathBuf {
    cargo::root().join("ui")
}

/// The file that remembers what was made from what; a fresh set of packages has none.
fn kept(name: &str) -> PathBuf {
    folder().join("node_modules/.daybook").join(name)
}

fn remembered(file: &Path) -> Option<String> {
    std::fs::read_to_string(file).ok()
}

fn remember(file: &Path, what: &str) -> Result<(), Stop> {
    file.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(file, what))
        .map_err(|error| Stop::failed(format!("could not write {}: {error}", file.display())))
}

/// What tells one state of `folder` from another: names and contents of all files in it, except
/// in the `left_out` folders at its top.
fn stamp(folder: &Path, left_out: &[&str]) -> Result<String, Stop> {
    let failed = |error: std::io::Error| Stop::failed(format!("could not read ui/: {error}"));
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let at_the_top = next == folder;
            if entry.file_type().map_err(failed)?.is_dir() {
                let name = entry.file_name();
                if !(at_the_top && left_out.iter().any(|left_out| name == **left_out)) {
                    folders.push(entry.path());
                }
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    let mut all = Sha256::new();
    for file in files {
        let bytes = std::fs::read(&file).map_err(failed)?;
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        all.update(format!("{} {name} {}\n", name.len(), hash(&bytes)));
    }
    Ok(hex(&all.finalize()))
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_objection_to_the_very_mistake_counts() {
        let answer = |succeeded, text: &str| Answer { succeeded, text: text.to_owned() };
        assert!(objects(&answer(
            false,
            "Error: Type 'string' is not assignable to type 'number'."
        )));
        assert!(!objects(&answer(
            true,
            "Error: Type 'string' is not assignable to type 'number'."
        )));
        assert!(!objects(&answer(false, "sh: svelte-check: not found")));
    }

    #[test]
    fn a_changed_new_or_renamed_file_changes_the_stamp_and_a_left_out_one_does_not() {
        let place = std::env::temp_dir().join(format!("daybook-stamp-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = place.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
            stamp(&place, &["dist"]).unwrap()
        };
        let first = write("src/a.ts", "1");
        assert_eq!(write("src/a.ts", "1"), first, "the same is the same");
        assert_eq!(write("dist/a.js", "1"), first, "what is made is left out");
        let changed = write("src/a.ts", "2");
        let added = write("src/dist/a.ts", "1");
        std::fs::rename(place.join("src/a.ts"), place.join("src/b.ts")).unwrap();
        let renamed = stamp(&place, &["dist"]).unwrap();
        std::fs::remove_dir_all(&place).unwrap();
        let all = [&first, &changed, &added, &renamed];
        for (index, one) in all.iter().enumerate() {
            assert!(!all.iter().skip(index + 1).any(|other| other == one), "{index} is told apart");
        }
    }
}
