//! Instants and half-open spans, in UTC milliseconds.
//!
//! Local dates and zones appear only where a person reads them ([`day_bounds`], formatting);
//! everything that is stored or summed is a [`Moment`] or a [`Span`].

pub use jiff::civil::{Date, Time};
pub use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A length of time in milliseconds, never negative where it comes from a [`Span`].
pub type Millis = i64;

/// One second.
pub const SECOND: Millis = 1_000;
/// One minute.
pub const MINUTE: Millis = 60 * SECOND;
/// One hour.
pub const HOUR: Millis = 60 * MINUTE;
/// Twenty-four hours; a local day can be an hour longer or shorter.
pub const DAY: Millis = 24 * HOUR;

impl Moment {
    /// This instant moved by `by` milliseconds, clamped at the ends of the representable range.
    #[must_use]
    pub const fn plus(self, by: Millis) -> Self {
        Self(self.0.saturating_add(by))
    }

    /// This instant moved back by `by` milliseconds.
    #[must_use]
    pub const fn minus(self, by: Millis) -> Self {
        Self(self.0.saturating_sub(by))
    }

    /// Milliseconds from `earlier` to `self`; negative if `self` is the earlier one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339 in UTC with milliseconds only when there are any, as every wire format uses it.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).map_or_else(
            |_| "out of range".into(),
            |stamp| {
                if self.0 % SECOND == 0 { format!("{stamp:.0}") } else { format!("{stamp:.3}") }
            },
        )
    }

    /// The wall-clock time in `zone`; of what lies beyond the calendar, its end that is nearer.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        let end = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(end).to_zoned(zone.clone())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// Why a text is not an instant.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not a time with an offset, such as 2026-11-20T09:30:00+01:00")]
pub struct NotAMoment(pub String);

impl FromStr for Moment {
    type Err = NotAMoment;

    /// Parses RFC 3339; an offset or `Z` is required.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        text.parse::<jiff::Timestamp>()
            .map(|stamp| Self(stamp.as_millisecond()))
            .map_err(|_| NotAMoment(text.to_owned()))
    }
}

/// A half-open stretch of time: `start` belongs to it, `end` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first instant inside.
    pub start: Moment,
    /// The first instant after.
    pub end: Moment,
}

impl Span {
    /// A span from `start` to `end`; empty (at `start`) if `end` lies before it.
    #[must_use]
    pub fn new(start: Moment, end: Moment) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Its length.
    #[must_use]
    pub const fn millis(self) -> Millis {
        self.end.since(self.start)
    }

    /// Whether no instant lies inside.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.millis() <= 0
    }

    /// Whether `at` lies inside.
    #[must_use]
    pub fn contains(self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }

    /// The part that both spans share, if it is not empty.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        let shared = Self::new(self.start.max(other.start), self.end.min(other.end));
        (!shared.is_empty()).then_some(shared)
    }
}

/// The span of the local day `date` in `zone`: 23 or 25 hours long when clocks change. The first
/// and the last days of the calendar end where instants do.
#[must_use]
pub fn day_bounds(date: Date, zone: &TimeZone) -> Span {
    let midnight = |day: Date| {
        let end = if day.year() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let at = day.to_zoned(zone.clone()).map_or(end, |zoned| zoned.timestamp());
        Moment(at.as_millisecond())
    };
    let end = date.tomorrow().map_or(Moment(jiff::Timestamp::MAX.as_millisecond()), midnight);
    Span::new(midnight(date), end)
}

/// A length in whole minutes, half a minute up.
#[must_use]
pub const fn whole_minutes(length: Millis) -> i64 {
    match length.saturating_add(MINUTE / 2).checked_div_euclid(MINUTE) {
        Some(minutes) => minutes,
        None => 0,
    }
}

/// A length as people read it, in the same whole minutes as [`whole_minutes`] but for what is
/// shorter than one: "3h 05m", "12m", "40s".
#[must_use]
pub fn length_text(length: Millis) -> String {
    if length < MINUTE {
        return format!("{}s", length.checked_div(SECOND).unwrap_or(0));
    }
    minutes_text(whole_minutes(length))
}

/// Whole minutes as people read them: "3h 05m", "12m".
#[must_use]
pub fn minutes_text(minutes: i64) -> String {
    match (minutes.checked_div(60).unwrap_or(0), minutes.checked_rem(60).unwrap_or(0)) {
        (0, minutes) => format!("{minutes}m"),
        (hours, minutes) => format!("{hours}h {minutes:02}m"),
    }
}

/// What a zone is called where names are understood ("Europe/Vienna"); else its offset at `at`
/// ("+05:30"). [`zone_of`] reads both.
#[must_use]
pub fn zone_name(zone: &TimeZone, at: Moment) -> String {
    let named = zone.iana_name().filter(|_| !zone.is_unknown());
    named.map_or_else(|| at.in_zone(zone).strftime("%:z").to_string(), str::to_owned)
}

/// The zone of that name or offset; `None` if there is none.
#[must_use]
pub fn zone_of(name: &str) -> Option<TimeZone> {
    static PARSER: jiff::fmt::temporal::DateTimeParser = jiff::fmt::temporal::DateTimeParser::new();
    PARSER.parse_time_zone(name).ok().filter(|zone| !zone.is_unknown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_back_what_it_prints() {
        for text in ["2026-03-08T01:30:00Z", "2026-03-08T01:30:00.250Z"] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.rfc3339(), text, "the wire format is stable");
        }
        assert!("2026-03-08T01:30:00".parse::<Moment>().is_err(), "an offset is required");
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_says() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let check = |date: &str, hours: i64| {
            let span = day_bounds(date.parse().unwrap(), &berlin);
            assert_eq!(span.millis(), hours * HOUR, "{date}");
        };
        check("2026-03-28", 24);
        check("2026-03-29", 23);
        check("2026-10-25", 25);
    }

    #[test]
    fn the_ends_of_the_calendar_are_days_too() {
        for zone in ["Europe/Berlin", "America/Los_Angeles", "UTC", "Pacific/Kiritimati"] {
            let zone = TimeZone::get(zone).unwrap();
            let (first, last) = (day_bounds(Date::MIN, &zone), day_bounds(Date::MAX, &zone));
            let [old, now, next] = ["1969-05-01", "2026-11-20", "9999-12-30"]
                .map(|day| day_bounds(day.parse().unwrap(), &zone));
            assert!(first.end < old.start && old.end < now.start, "{zone:?}");
            assert!(now.end < next.start && next.end <= last.start, "{zone:?}");
            assert_eq!(last.end.in_zone(&zone).year(), 9999, "{zone:?}");
        }
    }

    #[test]
    fn a_length_reads_well() {
        let check = |ms, expected: &str| assert_eq!(length_text(ms), expected);
        check(40 * SECOND, "40s");
        check(12 * MINUTE, "12m");
        check(3 * HOUR + 5 * MINUTE, "3h 05m");
        check(20 * MINUTE + 30 * SECOND, "21m");
        check(59 * MINUTE + 30 * SECOND, "1h 00m");
    }

    #[test]
    fn a_zone_reads_back_from_its_name_and_from_its_offset() {
        let check = |name: &str| {
            let zone = zone_of(name).unwrap();
            assert_eq!(zone_name(&zone, Moment(0)), name);
        };
        check("Europe/Vienna");
        check("UTC");
        check("+05:30");
        assert!(zone_of("Europe/Nowhere").is_none());
        assert!(zone_of("").is_none());
    }

    #[test]
    fn spans_are_half_open() {
        let span = Span::new(Moment(10), Moment(20));
        assert!(span.contains(Moment(10)) && !span.contains(Moment(20)));
        assert_eq!(
            span.overlap(Span::new(Moment(20), Moment(30))),
            None,
            "touching is not sharing"
        );
    }
}
