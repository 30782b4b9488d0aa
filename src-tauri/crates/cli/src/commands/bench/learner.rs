//! How well the learner knows a month that it has not seen.

use super::Number;
use domain::month;

pub(super) fn measure() -> Vec<Number> {
    let lines = month::bench(5);
    let share = |line: &month::Line, what: &str, value: f64| {
        Number::new(format!("{}.{what}.after_{}_corrections", line.name, line.stop), value, "share")
    };
    lines
        .iter()
        .flat_map(|line| {
            [
                share(line, "client_right", line.score.client),
                share(line, "sure", line.score.sure),
                share(line, "sure_but_wrong", line.score.sure_but_wrong),
            ]
        })
        .collect()
}
