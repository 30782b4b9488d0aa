//! A test that starts itself again, as a process in which nothing else runs.

use std::process::{Command, Stdio};

/// The running test as a process of its own, not yet started. What it is to do otherwise there is
/// told by a variable, which the caller sets.
pub(crate) fn again() -> Command {
    let thread = std::thread::current();
    let test = thread.name().expect("a test's thread has its name");
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).stdin(Stdio::null());
    command
}
