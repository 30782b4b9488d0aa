//! Whether other work waits for a processor.
//!
//! Threads of one window wait for each other hundreds of times a second. On a machine that is
//! busy with something else each wait costs a turn of the scheduler, and two threads are slower
//! than one (measured). The kernel tells how often somebody waits; where it does not, or on
//! another system, all threads are used.

use std::fs;

/// Percent of the last ten seconds in which somebody waited; from here on one thread is quicker.
const BUSY: f32 = 30.0;

/// How many of `threads` to use for the next window.
pub(super) fn crew(threads: u32) -> u32 {
    let told = fs::read_to_string("/proc/pressure/cpu").unwrap_or_default();
    if waiting(&told).is_some_and(|percent| percent > BUSY) { 1 } else { threads }
}

/// `some avg10=12.34 avg60=…`: the first number.
fn waiting(told: &str) -> Option<f32> {
    let line = told.lines().find(|line| line.starts_with("some "))?;
    line.split_whitespace().find_map(|word| word.strip_prefix("avg10="))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_time_that_somebody_waited_is_read() {
        let told = "some avg10=61.75 avg60=60.07 total=1\nfull avg10=0.00 avg60=0.00 total=0\n";
        assert_eq!(waiting(told), Some(61.75));
        assert_eq!(waiting(""), None);
        assert_eq!(waiting("full avg10=1.00"), None);
    }

    #[test]
    fn there_is_always_somebody_to_do_the_work() {
        assert_eq!(crew(1), 1);
        assert!((1..=4).contains(&crew(4)));
    }
}
