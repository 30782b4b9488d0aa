//! Days, weeks and months as people count them, over entries that know nothing of them.
//!
//! An entry over midnight is one entry. Only views cut it, and what they cut adds up to the whole:
//!
//! ```text
//! entry     22:30 ─────────|───────── 01:15
//! views     Mon 1 h 30     |  Tue 1 h 15      2 h 45
//! ```
//!
//! A day is 23 or 25 hours long when clocks change, and a zone can skip one altogether. The day
//! *of* an entry is the local date of its start where it was worked.

use crate::entry::Entry;
use crate::segments::Segments;
use crate::time::{Date, Millis, Moment, Span, TimeZone, day_bounds};
pub use jiff::civil::Weekday;
use std::collections::BTreeMap;

/// Whose midnight cuts an entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Midnight<'a> {
    /// That of the place where each entry was worked: what a person remembers.
    Entry,
    /// That of one zone for all of them: what a report goes by.
    In(&'a TimeZone),
}

impl<'a> Midnight<'a> {
    fn zone<'b>(self, entry: &'b Entry) -> &'b TimeZone
    where
        'a: 'b,
    {
        match self {
            Self::Entry => entry.zone(),
            Self::In(zone) => zone,
        }
    }
}

/// The local date of an instant.
#[must_use]
pub fn day_of(at: Moment, zone: &TimeZone) -> Date {
    at.in_zone(zone).date()
}

/// The day of an entry: the local date of its start where it was worked.
#[must_use]
pub fn entry_day(entry: &Entry) -> Date {
    day_of(entry.span().start, entry.zone())
}

/// The parts of `span` by local day, in order, none empty. They add up to the whole.
#[must_use]
pub fn by_day(span: Span, zone: &TimeZone) -> Vec<(Date, Span)> {
    let mut parts = Vec::new();
    let mut day = day_of(span.start, zone);
    let mut reached = span.start;
    while reached < span.end {
        let next = day.tomorrow().ok();
        // The last day that there is takes what is left.
        let until = next.map_or(span.end, |_| day_bounds(day, zone).end.min(span.end));
        if until > reached {
            parts.push((day, Span::new(reached, until)));
            reached = until;
        }
        let Some(next) = next else { break };
        day = next;
    }
    parts
}

/// What of an entry lies on `day`.
#[must_use]
pub fn on_day(entry: &Entry, day: Date, midnight: Midnight<'_>) -> Segments {
    entry.segments().within(day_bounds(day, midnight.zone(entry)))
}

/// How much of the entries lies on each day, in milliseconds. The sum is that of their lengths.
#[must_use]
pub fn worked_by_day<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    midnight: Midnight<'_>,
) -> BTreeMap<Date, Millis> {
    let mut days: BTreeMap<Date, Millis> = BTreeMap::new();
    for entry in entries {
        let zone = midnight.zone(entry);
        for segment in entry.segments().as_slice() {
            for (day, part) in by_day(*segment, zone) {
                let sum = days.entry(day).or_default();
                *sum = sum.saturating_add(part.millis());
            }
        }
    }
    days
}

/// The first and the last day of the week that `day` lies in, if weeks begin on `first`.
#[must_use]
pub fn week_of(day: Date, first: Weekday) -> (Date, Date) {
    let back = day.weekday().since(first);
    let begin = moved(day, i64::from(back).saturating_neg());
    (begin, moved(begin, 6))
}

/// The first and the last day of the month that `day` lies in.
#[must_use]
pub fn month_of(day: Date) -> (Date, Date) {
    (day.first_of_month(), day.last_of_month())
}

/// The days from `first` to `last`, both included, in `zone`; empty if `last` lies before.
#[must_use]
pub fn days_span(first: Date, last: Date, zone: &TimeZone) -> Span {
    let start = day_bounds(first, zone).start;
    if last < first {
        Span::new(start, start)
    } else {
        Span::new(start, day_bounds(last, zone).end)
    }
}

/// The week that `day` lies in, in `zone`.
#[must_use]
pub fn week_span(day: Date, first: Weekday, zone: &TimeZone) -> Span {
    let (begin, end) = week_of(day, first);
    days_span(begin, end, zone)
}

/// The month that `day` lies in, in `zone`.
#[must_use]
pub fn month_span(day: Date, zone: &TimeZone) -> Span {
    let (begin, end) = month_of(day);
    days_span(begin, end, zone)
}

/// `day` moved by `by` days, kept inside the calendar.
fn moved(day: Date, by: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(by))
}

#[cfg(test)]
mod tests;
