//! `daybook bench`: numbers of this machine, as JSON lines.

use crate::failure::Failure;
use crate::output::Output;
use domain::month;
use engine::Daybook;
use serde::Serialize;

/// One number.
#[derive(Serialize)]
struct Number {
    name: String,
    value: f64,
    unit: &'static str,
}

pub(crate) fn bench(daybook: &Daybook, part: Option<&str>, output: Output) -> Result<(), Failure> {
    let parts = match part {
        None => vec!["learner"],
        Some(one @ "learner") => vec![one],
        Some(other) => {
            return Err(Failure::Input(format!("there is no bench of ‘{other}’")));
        }
    };
    let _ = daybook;
    for part in parts {
        for number in match part {
            _ => learner(),
        } {
            output.line(&serde_json::to_string(&number).unwrap_or_default())?;
        }
    }
    Ok(())
}

fn learner() -> Vec<Number> {
    month::bench(5)
        .iter()
        .map(|line| Number {
            name: format!("learner.{}.accuracy.{}", line.name, line.stop),
            value: line.score.client,
            unit: "share",
        })
        .collect()
}
