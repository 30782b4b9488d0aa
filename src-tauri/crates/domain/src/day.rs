//! A day to look at: the ledger's states in stretches that are as long as they can be.

use crate::activity::State;
use crate::ledger::PULSE;
use crate::time::{Moment, Span};
use serde::{Deserialize, Serialize};

/// A stretch of time in one state, whatever windows were in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// When.
    pub span: Span,
    /// What state it was.
    pub state: State,
}

/// The stretches inside `span`, from the ledger's `rows` in order. Equal neighbours are joined. A
/// hole is `off` from the moment `since` at which capture was switched on; before that nobody
/// knows, and after `now` nothing has been. The newest row may be a few seconds behind `now`
/// without anybody having stopped.
///
/// ```text
/// rows        |work|work|idle|    |work|
/// stretches   |work     |idle|off |work|      .  now
/// ```
#[must_use]
pub fn stretches(
    rows: impl IntoIterator<Item = (Span, State)>,
    span: Span,
    since: Option<Moment>,
    now: Moment,
) -> Vec<Stretch> {
    let lived = Span::new(span.start, span.end.min(now));
    let mut all: Vec<Stretch> = Vec::new();
    let mut reached = since.map_or(lived.end, |since| since.max(lived.start));
    for (row, state) in rows {
        let Some(row) = row.overlap(lived) else { continue };
        push(&mut all, Span::new(reached, row.start), State::Off);
        push(&mut all, row, state);
        if since.is_some() {
            reached = reached.max(row.end);
        }
    }
    let rest = Span::new(reached, lived.end);
    let is_behind = lived.end == now && !all.is_empty() && rest.millis() <= PULSE;
    if !is_behind {
        push(&mut all, rest, State::Off);
    }
    all
}

fn push(all: &mut Vec<Stretch>, span: Span, state: State) {
    if span.is_empty() {
        return;
    }
    match all.last_mut() {
        Some(last) if last.state == state && last.span.end == span.start => {
            last.span.end = span.end;
        }
        _ => all.push(Stretch { span, state }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Idle, Off, Working};

    fn span(start: i64, end: i64) -> Span {
        Span::new(Moment(start * 1_000), Moment(end * 1_000))
    }

    /// Rows, since and now in seconds on a day of a hundred seconds.
    #[track_caller]
    fn check(
        rows: &[(i64, i64, State)],
        since: Option<i64>,
        now: i64,
        expected: &[(i64, i64, State)],
    ) {
        let rows = rows.iter().map(|(start, end, state)| (span(*start, *end), *state));
        let since = since.map(|at| Moment(at * 1_000));
        let drawn: Vec<_> = stretches(rows, span(100, 200), since, Moment(now * 1_000))
            .iter()
            .map(|one| (one.span.start.0 / 1_000, one.span.end.0 / 1_000, one.state))
            .collect();
        assert_eq!(drawn, expected, "since {since:?}, now {now}");
    }

    #[test]
    fn equal_neighbours_are_one_stretch_and_holes_are_off() {
        check(
            &[(90, 110, Working), (110, 120, Working), (120, 130, Idle), (150, 230, Working)],
            Some(0),
            900,
            &[(100, 120, Working), (120, 130, Idle), (130, 150, Off), (150, 200, Working)],
        );
        check(
            &[(110, 120, Off), (140, 150, Working)],
            Some(0),
            900,
            &[(100, 140, Off), (140, 150, Working), (150, 200, Off)],
        );
    }

    #[test]
    fn nothing_is_told_of_before_the_beginning_or_after_now() {
        check(
            &[(130, 150, Working)],
            Some(120),
            900,
            &[(120, 130, Off), (130, 150, Working), (150, 200, Off)],
        );
        check(&[(130, 180, Working)], Some(120), 150, &[(120, 130, Off), (130, 150, Working)]);
        check(&[], Some(250), 900, &[]);
        check(&[], Some(0), 90, &[]);
        check(&[], None, 900, &[]);
        check(
            &[(130, 140, Working), (150, 160, Idle)],
            None,
            900,
            &[(130, 140, Working), (150, 160, Idle)],
        );
        check(&[(110, 120, Working)], Some(130), 150, &[(110, 120, Working), (130, 150, Off)]);
    }

    #[test]
    fn the_newest_row_may_be_a_little_behind() {
        check(&[(100, 150, Working)], Some(0), 155, &[(100, 150, Working)]);
        check(&[(100, 150, Working)], Some(0), 170, &[(100, 150, Working), (150, 170, Off)]);
        check(&[], Some(145), 150, &[(145, 150, Off)]);
    }
}
