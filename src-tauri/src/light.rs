//! What the tray's light shows, from what was written and never from what is meant to happen.

use engine::status::Status;
use engine::trouble::Code;

/// What the tray's light shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Light {
    /// Rows are being written, and nothing that should be captured is missing.
    Recording,
    /// The owner paused it.
    Paused,
    /// The front window is excluded.
    Excluded,
    /// Something that should be captured is not.
    Problem,
    /// Nobody captures: Daybook is not set up.
    Off,
    /// Another process captures.
    Elsewhere,
}

/// What may be expected of capture now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hope {
    /// Nothing: the owner has not agreed to it.
    Nothing,
    /// The owner agreed, and this process does not capture: another one may.
    Others,
    /// It was switched on a moment ago, and the first row is still to come.
    Starting,
    /// Rows.
    Rows,
}

impl Light {
    /// The light of `status`, as `hope` makes silence a fault or not.
    pub(crate) fn of(status: &Status, hope: Hope) -> Self {
        let capture = &status.capture;
        match hope {
            Hope::Nothing | Hope::Others if capture.process.is_some() => return Self::Elsewhere,
            Hope::Nothing => return Self::Off,
            Hope::Starting if is_yet_to_write(status) => return Self::Off,
            Hope::Others | Hope::Starting | Hope::Rows => {}
        }
        if !capture.troubles.is_empty() {
            return Self::Problem;
        }
        match capture.state.as_str() {
            "paused" => Self::Paused,
            "excluded" => Self::Excluded,
            "working" | "call" | "idle" | "locked" | "asleep" => Self::Recording,
            // Off although it was asked for, stalled, or a state that nobody knows.
            _ => Self::Problem,
        }
    }
}

/// Whether nothing but the first row is missing.
fn is_yet_to_write(status: &Status) -> bool {
    let capture = &status.capture;
    matches!(capture.state.as_str(), "off" | "stalled")
        && capture.troubles.iter().all(|trouble| trouble.code == Code::Stalled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Moment;
    use engine::status::{Capture, Spool};
    use engine::trouble::Trouble;

    fn status(state: &str, process: Option<u32>, troubles: &[Code]) -> Status {
        let troubles = troubles
            .iter()
            .map(|code| Trouble { code: *code, since: Moment(0), message: String::new() })
            .collect();
        Status {
            capture: Capture {
                state: state.to_owned(),
                last_written_ms: None,
                since_ms: None,
                paused_until_ms: None,
                process,
                sound: Vec::new(),
                no_pictures: None,
                trouble: None,
                troubles,
            },
            queue: 0,
            waiting_because: None,
            spool: Spool::default(),
            outbox: 0,
            today_ms: std::collections::BTreeMap::new(),
        }
    }

    fn check(state: &str, hope: Hope, troubles: &[Code], expected: Light) {
        let light = Light::of(&status(state, Some(7), troubles), hope);
        assert_eq!(light, expected, "{state}, {hope:?}, {troubles:?}");
    }

    #[test]
    fn only_rows_make_it_shine() {
        check("working", Hope::Rows, &[], Light::Recording);
        check("locked", Hope::Rows, &[], Light::Recording);
        check("paused", Hope::Rows, &[], Light::Paused);
        check("excluded", Hope::Rows, &[], Light::Excluded);
        check("off", Hope::Rows, &[], Light::Problem);
        check("stalled", Hope::Rows, &[], Light::Problem);
    }

    #[test]
    fn trouble_outshines_everything_but_a_start() {
        check("working", Hope::Rows, &[Code::Microphone], Light::Problem);
        check("paused", Hope::Rows, &[Code::DiskFull], Light::Problem);
        check("off", Hope::Starting, &[Code::Keys], Light::Problem);
    }

    #[test]
    fn another_process_that_captures_is_said_so() {
        check("working", Hope::Others, &[], Light::Elsewhere);
        check("working", Hope::Nothing, &[], Light::Elsewhere);
        let nobody = status("off", None, &[]);
        assert_eq!(Light::of(&nobody, Hope::Others), Light::Problem, "it was asked for");
        assert_eq!(Light::of(&nobody, Hope::Nothing), Light::Off);
    }

    #[test]
    fn the_first_row_may_take_a_moment() {
        check("off", Hope::Starting, &[], Light::Off);
        check("stalled", Hope::Starting, &[Code::Stalled], Light::Off);
        check("working", Hope::Starting, &[], Light::Recording);
    }
}
