//! How a command ends badly: a code and one sentence, in which times are those of the owner's clock.

use domain::days::entry_day;
use domain::edit;
use domain::names::Names;
use domain::time::{Moment, SECOND, Span, TimeZone};
use domain::timer;
use engine::entries::Row;
use engine::{Daybook, Error};
use std::fmt;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine says so.
    Engine(engine::Error),
    /// The input cannot be right.
    Input(String),
    /// Time would count twice.
    Twice(String),
    /// The engine says so, told in the owner's words.
    Told {
        /// The code of what the engine says.
        code: &'static str,
        /// What it comes to.
        sentence: String,
    },
    /// Whoever reads the output has gone away; nothing is wrong.
    Closed,
    /// The output cannot be written.
    Output(std::io::Error),
}

impl Failure {
    /// The stable code, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.code(),
            Self::Input(_) => "input",
            Self::Twice(_) => "twice",
            Self::Told { code, .. } => code,
            Self::Closed | Self::Output(_) => "output",
        }
    }

    /// The same as the owner would say it: times by their clock, and a block by what it is.
    pub(crate) fn told(self, daybook: &Daybook) -> Self {
        let Self::Engine(error) = self else { return self };
        let said = match &error {
            Error::Billed { id, invoice } => billed(daybook, &id.to_string(), invoice.as_deref()),
            _ => local(&error, &daybook.clock().zone()),
        };
        match said {
            Some(sentence) => Self::Told { code: error.code(), sentence },
            None => Self::Engine(error),
        }
    }
}

/// "‘Acme: Workshop’ on 2026-03-02 is billed and stays as it is; …"
fn billed(daybook: &Daybook, id: &str, invoice: Option<&str>) -> Option<String> {
    let (row, names) = (daybook.entry(id).ok()?, daybook.names().ok()?);
    let (what, day) = (called(&row, &names), entry_day(&row.entry));
    let on = invoice.map(|number| format!(" (invoice {number})")).unwrap_or_default();
    Some(format!(
        "‘{what}’ on {day} is billed{on} and stays as it is; undo the import that brought it, or \
         leave it"
    ))
}

/// A refusal to count time twice, in the owner's words: when, what else counts it, and the flag.
/// `flag` lets both count.
pub(crate) fn told_twice(daybook: &Daybook, refused: Error, flag: &str) -> Failure {
    let Error::Edit(edit::Refusal::Twice(span)) = refused else { return refused.into() };
    let zone = daybook.clock().zone();
    let at = |moment: Moment| moment.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
    let day = |moment: Moment| moment.in_zone(&zone).date();
    let around = daybook.entries_on(day(span.start), day(span.end)).unwrap_or_default();
    let counts =
        |row: &&Row| !row.details.is_untimed && !row.entry.segments().within(span).is_empty();
    let who = around.iter().find(counts).and_then(|row| Some(called(row, &daybook.names().ok()?)));
    let who = who.map(|who| format!(": ‘{who}’ counts it")).unwrap_or_default();
    let until = span.end.in_zone(&zone).strftime("%H:%M");
    Failure::Twice(format!(
        "{} to {until} would be counted twice{who}; give other times, or let both count with \
         {flag}",
        at(span.start)
    ))
}

/// "Acme: Workshop", or whose it is where nobody said what.
fn called(row: &Row, names: &Names) -> String {
    let answer = &row.entry.block().answer;
    let whose = names.of(answer.client, answer.project);
    if answer.label.is_empty() { whose } else { format!("{whose}: {}", answer.label) }
}

/// What the engine says, with its times as clocks show them in `zone`; `None` if it names none.
fn local(error: &Error, zone: &TimeZone) -> Option<String> {
    let moments = match error {
        Error::Edit(edit::Refusal::Outside(at))
        | Error::Timer(timer::Refusal::IsCompleted(at) | timer::Refusal::TooEarly { since: at }) => {
            vec![*at]
        }
        Error::Edit(edit::Refusal::Twice(Span { start, end }))
        | Error::Timer(timer::Refusal::Overlaps(Span { start, end }))
        | Error::Overtaken(Span { start, end }) => vec![*start, *end],
        Error::Timer(timer::Refusal::Future { at, now }) => vec![*at, *now],
        _ => return None,
    };
    let told = |text: String, at: Moment| text.replace(&at.to_string(), &shown(at, zone));
    Some(moments.into_iter().fold(error.to_string(), told))
}

/// "2026-11-20 09:30", with seconds where there are any.
fn shown(at: Moment, zone: &TimeZone) -> String {
    let is_whole = at.0.rem_euclid(60 * SECOND) < SECOND;
    let format = if is_whole { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    at.in_zone(zone).strftime(format).to_string()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => error.fmt(f),
            Self::Input(sentence) | Self::Twice(sentence) | Self::Told { sentence, .. } => {
                f.write_str(sentence)
            }
            Self::Closed => f.write_str("nobody reads the output any more"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl<E: Into<engine::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Engine(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_the_clock_of_the_owner_shows_them() {
        let zone = domain::time::zone_of("Europe/Berlin").expect("a zone");
        let at = |text: &str| text.parse::<Moment>().expect("a time");
        let check = |error: Error, expected: &str| {
            let told = local(&error, &zone).unwrap_or_else(|| error.to_string());
            assert!(told.starts_with(expected), "{told}");
        };
        let (start, end) = (at("2026-11-20T08:30:00Z"), at("2026-11-20T09:00:05.250Z"));
        let span = Span::new(start, end);
        check(
            Error::Edit(edit::Refusal::Twice(span)),
            "2026-11-20 09:30 to 2026-11-20 10:00:05 would be counted twice",
        );
        check(Error::Overtaken(span), "2026-11-20 09:30 to 2026-11-20 10:00:05 is counted");
        check(
            Error::Edit(edit::Refusal::Outside(start)),
            "the entry has no time on both sides of 2026-11-20 09:30; split",
        );
        check(
            Error::Timer(timer::Refusal::TooEarly { since: start }),
            "the timer stands as it is since 2026-11-20 09:30; give",
        );
        check(
            Error::Timer(timer::Refusal::Future { at: end, now: start }),
            "2026-11-20 10:00:05 has not come yet; give a time up to now (2026-11-20 09:30)",
        );
        check(Error::Changed, "this has changed since");
    }
}
