//! What a chore says while it works: one line when a step begins, one when it ends.

use crate::Stop;
use std::io::Write as _;
use std::time::Instant;

/// Does `work`, saying before what is done and afterwards how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
    line(&format!("==> {what}"));
    let begun = Instant::now();
    let outcome = work();
    let verb = if outcome.is_ok() { "done" } else { "failed" };
    line(&format!("    {verb} in {}: {what}", elapsed(begun.elapsed().as_secs())));
    outcome
}

/// One line on standard output. A reader that has gone away is no reason to stop working.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// A line that belongs to the step under way.
pub(crate) fn detail(text: &str) {
    line(&format!("    {text}"));
}

/// The one sentence, with a way out, that a chore ends with when it could not do its job.
pub(crate) fn problem(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "cargo xtask: {sentence}");
}

fn elapsed(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_steps_are_told_in_minutes() {
        assert_eq!(elapsed(7), "7 s");
        assert_eq!(elapsed(605), "10 min 5 s");
    }

    #[test]
    fn a_step_hands_on_what_its_work_returned() {
        assert_eq!(step("adding", || Ok(1 + 1)).ok(), Some(2));
        assert!(step("failing", || Err::<(), _>(Stop::failed("no"))).is_err());
    }
}
