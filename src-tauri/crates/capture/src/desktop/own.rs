//! Which windows are Daybook's own.
//!
//! By program, not by process tree: what Daybook opened for its owner, such as a browser, is
//! the owner's work.

use std::path::{Path, PathBuf};

/// The names under which Daybook's programs and windows go.
const NAMES: [&str; 2] = ["daybook", "daybook-desktop"];

/// The program file behind a process; none where the system does not say.
pub(super) fn executable(pid: u32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{pid}/exe")).ok()
}

/// The name of a process as a person would call it.
#[cfg(target_os = "linux")]
pub(super) fn name(pid: u32) -> Option<String> {
    let from_file = executable(pid)
        .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    from_file.or_else(|| {
        let comm = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        Some(comm.trim_end().to_owned())
    })
}

/// Whether a window of `program`, shown by process `pid`, is Daybook's.
pub(super) fn is_own(program: &str, pid: Option<u32>) -> bool {
    let called = |name: &str| NAMES.iter().any(|own| own.eq_ignore_ascii_case(name));
    let runs = |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(called);
    called(program)
        || pid == Some(std::process::id())
        || pid.and_then(executable).is_some_and(|path| runs(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_windows_are_known_by_class_program_or_process() {
        assert!(is_own("Daybook", None) && is_own("daybook-desktop", None));
        assert!(is_own("Anything", Some(std::process::id())));
        assert!(!is_own("XTerm", None) && !is_own("daybook notes", None));
        assert!(!is_own("XTerm", Some(1)), "what Daybook started is not Daybook");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_has_a_name() {
        let name = name(std::process::id()).unwrap();
        assert!(name.starts_with("capture"), "{name}");
    }
}
