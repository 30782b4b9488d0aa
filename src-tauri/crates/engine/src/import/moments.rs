//! Local dates, times and lengths as people's programs write them, and the instants they mean.
//!
//! A file says its dates in one order. Where it does not tell which (03/04/2026), nobody guesses.
//! A time that the clock skipped in spring does not exist; of one that it showed twice in autumn,
//! the first is meant, unless the row's own length or end says otherwise.

use super::{How, Unused};
use crate::Result;
use crate::error::Error;
use domain::time::{Date, HOUR, MINUTE, Millis, Moment, SECOND, Span, Time, TimeZone};
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

/// In which order the day and the month of a date are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

impl Order {
    /// The order of that name: `day-first`, `month-first`, or with an underscore.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "day-first" | "day_first" => Some(Self::DayFirst),
            "month-first" | "month_first" => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// Reads the dates of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates(Option<Order>);

impl Dates {
    /// Finds out from all dates of a file in which order they are written; what `how` says is
    /// believed. Where both orders make dates, one that reaches into the future is not meant.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>, how: &How) -> Result<Self> {
        if how.order.is_some() {
            return Ok(Self(how.order));
        }
        let tomorrow = how.tomorrow();
        let (mut day_first, mut month_first, mut dotted, mut open) = (false, false, false, None);
        let (mut late_by_day, mut late_by_month) = (false, false);
        for text in texts {
            let Some((first, second, year)) = numbers(text).filter(|three| three.0 <= 31) else {
                continue;
            };
            let (by_day, by_month) = (date(year, second, first), date(year, first, second));
            dotted |= text.contains('.') && by_day.is_some();
            match (by_day, by_month) {
                (Some(_), None) => day_first = true,
                (None, Some(_)) => month_first = true,
                (Some(by_day), Some(by_month)) if by_day != by_month => {
                    open = open.or(Some(text));
                    late_by_day |= by_day > tomorrow && by_month <= tomorrow;
                    late_by_month |= by_month > tomorrow && by_day <= tomorrow;
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        match (day_first, month_first) {
            (true, true) => Err(Error::Input(
                "the dates of the file are written in both orders; say with --date-order day-first \
                 or month-first which holds, and the others are refused by line"
                    .into(),
            )),
            (true, false) => Ok(Self(Some(Order::DayFirst))),
            (false, true) => Ok(Self(Some(Order::MonthFirst))),
            // Nobody puts dots between month and day in that order.
            (false, false) if dotted => Ok(Self(Some(Order::DayFirst))),
            (false, false) if late_by_day != late_by_month => {
                Ok(Self(Some(if late_by_day { Order::MonthFirst } else { Order::DayFirst })))
            }
            (false, false) => match open {
                None => Ok(Self(Some(Order::DayFirst))),
                Some(text) => Err(Error::Input(format!(
                    "{text} and all other dates of the file can be read in two ways; say which \
                     with --date-order day-first or month-first"
                ))),
            },
        }
    }

    /// Reads a date.
    pub(super) fn read(self, text: &str) -> std::result::Result<Date, String> {
        let wrong = || format!("‘{text}’ is not a date");
        if text.is_empty() {
            return Err("it has no date".into());
        }
        let (first, second, third) = numbers(text).ok_or_else(wrong)?;
        let (year, month, day) = match self.0 {
            _ if first > 31 => (first, second, third),
            Some(Order::MonthFirst) => (third, first, second),
            Some(Order::DayFirst) | None => (third, second, first),
        };
        date(year, month, day).ok_or_else(wrong)
    }

    /// Reads a date and a time of day with white space between them.
    pub(super) fn read_with_time(self, text: &str) -> std::result::Result<DateTime, String> {
        let wrong = || format!("‘{text}’ is not a date and a time");
        let (day, time) = text.split_once(char::is_whitespace).ok_or_else(wrong)?;
        on_clock(self.read(day)?, time.trim())
    }
}

fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    if year < 1970 {
        return None;
    }
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The three numbers of a date.
fn numbers(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.trim().split(['-', '/', '.']).map(|part| part.trim().parse::<u16>().ok());
    let three = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(three)
}

/// Reads a time of day on a day; the end of a day may be written 24:00.
pub(super) fn on_clock(day: Date, text: &str) -> std::result::Result<DateTime, String> {
    if matches!(text, "24:00" | "24:00:00") {
        let next = day.tomorrow().map_err(|_| format!("{day} is out of range"))?;
        return Ok(next.to_datetime(Time::midnight()));
    }
    Ok(day.to_datetime(clock(text)?))
}

/// Reads a time of day: "9:05", "09:05:00", "9:05 PM", "9:05 a. m.".
fn clock(text: &str) -> std::result::Result<Time, String> {
    let wrong = || format!("‘{text}’ is not a time of day");
    if text.is_empty() {
        return Err("it has no time of day".into());
    }
    let lower = text.to_lowercase();
    let lower = lower.replace(['\u{202f}', '\u{a0}', '.'], " ");
    let spaced = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = spaced.replace("a m", "am").replace("p m", "pm");
    let (digits, half) = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        (None, None) => (plain.as_str(), None),
    };
    let mut parts = digits.trim().split(':').map(|part| part.parse::<i8>().ok());
    let hour = parts.next().flatten().ok_or_else(wrong)?;
    let minute = match (parts.next(), half) {
        (Some(minute), _) => minute.ok_or_else(wrong)?,
        (None, Some(_)) => 0,
        (None, None) => return Err(wrong()),
    };
    let second = parts.next().map_or(Some(0), |second| second).ok_or_else(wrong)?;
    if parts.next().is_some() {
        return Err(wrong());
    }
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(wrong()),
    };
    Time::new(hour, minute, second, 0).map_err(|_| wrong())
}

/// Reads a length: hours as "1.5" or "1,5", or "1:30", or "1:30:00".
pub(super) fn length(text: &str) -> std::result::Result<Millis, String> {
    let wrong = || format!("‘{text}’ is not a length; write hours as 1.5 or 1:30");
    if text.is_empty() {
        return Err("it has no length".into());
    }
    if text.starts_with('-') {
        return Err(format!("‘{text}’ is less than nothing"));
    }
    let number = |part: &str| -> Option<i64> {
        (part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
        part.parse().ok()
    };
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let millis = match parts.as_slice() {
        [hours] => decimal(hours, HOUR),
        [hours, minutes] => number(hours).zip(sixtieth(minutes)).map(|(hours, minutes)| {
            hours.saturating_mul(HOUR).saturating_add(minutes.saturating_mul(MINUTE))
        }),
        [hours, minutes, seconds] => {
            let known = number(hours).zip(sixtieth(minutes)).zip(sixtieth(seconds));
            known.map(|((hours, minutes), seconds)| {
                let whole =
                    hours.saturating_mul(HOUR).saturating_add(minutes.saturating_mul(MINUTE));
                whole.saturating_add(seconds.saturating_mul(SECOND))
            })
        }
        _ => None,
    };
    millis.ok_or_else(wrong)
}

fn sixtieth(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| (0..60).contains(number))
}

/// A decimal number of units, exact to the millisecond.
pub(super) fn decimal(text: &str, unit: Millis) -> Option<Millis> {
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || whole.len() > 12 || (whole.is_empty() && rest.is_empty())
    {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // More digits than these say less than a millisecond.
    let rest: String = rest.chars().take(9).collect();
    let scale = 10_i64.saturating_pow(u32::try_from(rest.len()).ok()?);
    let rest: i64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
    let part = rest.checked_mul(unit)?.checked_add(scale / 2)? / scale;
    whole.checked_mul(unit)?.checked_add(part)
}

/// What a row's local times mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant {
    /// From when to when.
    pub(super) span: Span,
    /// One of its times was shown twice by the clock that day.
    pub(super) is_repeated: bool,
}

/// The instants between two local times. `length` is what the row itself says, if it does.
pub(super) fn between(
    start: DateTime,
    end: DateTime,
    length: Option<Millis>,
    zone: &TimeZone,
) -> std::result::Result<Meant, Unused> {
    let (starts, ends) = (instants(start, zone)?, instants(end, zone)?);
    let is_repeated = starts.len() > 1 || ends.len() > 1;
    let all: Vec<Span> = starts
        .iter()
        .flat_map(|start| ends.iter().map(move |end| Span { start: *start, end: *end }))
        .filter(|span| span.start < span.end)
        .collect();
    // Lengths are written to the minute or second.
    let fits = |span: &&Span| {
        length.is_some_and(|length| span.millis().saturating_sub(length).abs() < MINUTE)
    };
    let span = all.iter().find(fits).or(all.first()).copied();
    let span = span.ok_or_else(|| {
        if start != end {
            Unused::from("it ends before it begins")
        } else if length.is_some_and(|length| length >= MINUTE) {
            Unused::from("it ends when it begins, and says that it is longer")
        } else {
            Unused::Empty
        }
    })?;
    Ok(Meant { span, is_repeated })
}

/// What one local time means: one instant, or two of which the first comes first.
pub(super) fn instants(at: DateTime, zone: &TimeZone) -> std::result::Result<Vec<Moment>, String> {
    let moment = |offset: jiff::tz::Offset| {
        let stamp = offset.to_timestamp(at);
        stamp
            .map(|stamp| Moment(stamp.as_millisecond()))
            .map_err(|_| format!("{at} is out of range"))
    };
    match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(vec![moment(offset)?]),
        AmbiguousOffset::Fold { before, after } => Ok(vec![moment(before)?, moment(after)?]),
        AmbiguousOffset::Gap { .. } => Err(format!(
            "{} did not exist on {}: the clock was set forward; check the zone of the file",
            at.time().strftime("%H:%M"),
            at.date()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On 2026-11-20.
    fn how(order: Option<Order>) -> How {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        How { zone: TimeZone::UTC, order, client: None, days: None, now }
    }

    #[test]
    fn the_order_of_dates_is_found_out_or_asked_for() {
        let check = |texts: &[&str], expected: Option<&str>| {
            let dates = Dates::of(texts.iter().copied(), &how(None));
            let first = dates.ok().map(|dates| dates.read(texts[0]).unwrap().to_string());
            assert_eq!(first.as_deref(), expected, "{texts:?}");
        };
        check(&["2026-04-03"], Some("2026-04-03"));
        check(&["2026/4/3"], Some("2026-04-03"));
        check(&["03/04/2026", "13/04/2026"], Some("2026-04-03"));
        check(&["03/04/2026", "04/13/2026"], Some("2026-03-04"));
        check(&["03-04-2026", "04-13-2026"], Some("2026-03-04"));
        check(&["03.04.2026"], Some("2026-04-03"));
        check(&["03/04/2026"], None);
        check(&["13/04/2026", "04/13/2026"], None);
        check(&["05/05/2026", ""], Some("2026-05-05"));
        check(&["03/04/2026", "99/99/2026", "04/13/2026"], Some("2026-03-04"));
        check(&["03/12/2026"], Some("2026-03-12"));
        check(&["12/03/2026"], Some("2026-03-12"));
        check(&["03/12/2026", "12/03/2026"], None);
        check(&["03/12/2026", "13/04/2026"], Some("2026-12-03"));
        check(&["03/12/2027"], None);
        let given = Dates::of(["03/04/2026"], &how(Some(Order::MonthFirst))).unwrap();
        assert_eq!(given.read("03/04/2026").unwrap().to_string(), "2026-03-04");
        assert!(given.read("13/04/2026").is_err(), "there is no thirteenth month");
        assert!(given.read("3/4/26").is_err(), "two digits are no year");
    }

    #[test]
    fn times_of_day_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            let read = clock(text).ok().map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("9:05", Some("09:05:00"));
        check("23:59:59", Some("23:59:59"));
        check("12:00 AM", Some("00:00:00"));
        check("12:30pm", Some("12:30:00"));
        check("1:05:09\u{202f}PM", Some("13:05:09"));
        check("9 a.m.", Some("09:00:00"));
        check("9:00 p. m.", Some("21:00:00"));
        check("13:00 PM", None);
        check("24:00", None);
        check("9", None);
        check("", None);
    }

    #[test]
    fn lengths_are_exact() {
        let check = |text: &str, expected: Option<i64>| {
            assert_eq!(length(text).ok(), expected, "{text}");
        };
        check("1.5", Some(5_400_000));
        check("7,25", Some(26_100_000));
        check("0.33", Some(1_188_000));
        check(".5", Some(1_800_000));
        check("1:30", Some(5_400_000));
        check("100:00:01", Some(360_001_000));
        check("1:60", None);
        check("-1", None);
        check("1.5h", None);
        check("", None);
        assert_eq!(decimal("2000000.00", 1_000), Some(2_000_000_000));
        assert_eq!(decimal("9999999999999", 1_000), None);
    }

    #[test]
    fn a_day_ends_at_24_o_clock() {
        let day = "2026-02-28".parse().unwrap();
        assert_eq!(on_clock(day, "24:00"), Ok(at("2026-03-01T00:00")));
        assert!(on_clock(day, "24:01").is_err());
    }

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn the_hour_that_is_skipped_does_not_exist() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let refused = between(at("2026-03-29T02:30"), at("2026-03-29T04:00"), None, &berlin);
        let expected = "02:30 did not exist on 2026-03-29";
        assert!(matches!(refused, Err(Unused::Bad(reason)) if reason.contains(expected)));
        let over = between(at("2026-03-29T01:30"), at("2026-03-29T03:30"), None, &berlin).unwrap();
        assert_eq!(over.span.millis(), HOUR);
    }

    #[test]
    fn of_the_hour_that_is_repeated_the_row_says_which() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let check = |start: &str, end: &str, said: Option<Millis>, expected: Millis| {
            let start = at(&format!("2026-10-25T{start}"));
            let end = at(&format!("2026-10-25T{end}"));
            let meant = between(start, end, said, &berlin).unwrap();
            assert!(meant.is_repeated);
            assert_eq!(meant.span.millis(), expected, "{start} to {end}, said {said:?}");
        };
        check("01:30", "02:30", None, HOUR);
        check("01:30", "02:30", Some(2 * HOUR), 2 * HOUR);
        check("02:10", "02:40", None, 30 * MINUTE);
        check("02:10", "02:40", Some(90 * MINUTE), 90 * MINUTE);
        check("02:40", "02:10", None, 30 * MINUTE);
        check("02:30", "03:30", None, 2 * HOUR);
        check("02:30", "03:30", Some(HOUR), HOUR);
    }

    #[test]
    fn a_row_has_time_and_runs_forward() {
        let check = |end: &str, length: Option<Millis>, expected: Unused| {
            let meant = between(at("2026-03-02T09:00"), at(end), length, &TimeZone::UTC);
            assert_eq!(meant.unwrap_err(), expected);
        };
        check("2026-03-02T09:00", None, Unused::Empty);
        check("2026-03-02T09:00", Some(0), Unused::Empty);
        let longer = "it ends when it begins, and says that it is longer";
        check("2026-03-02T09:00", Some(HOUR), longer.into());
        check("2026-03-02T08:59", None, "it ends before it begins".into());
    }
}
