//! Instants and days as people type them.
//!
//! With an offset an instant means the same everywhere: `2026-11-20T09:30:00+01:00`. Without one it
//! is a time of day where the owner is: `2026-11-20 09:30`, `yesterday 17:05`, or `09:30` for today.
//! About a block, a bare `09:30` is of the day of that block, as it is listed; as an end it is of the
//! day of the start, or after the midnight that follows.
//! A local time that the clocks skip or show twice is refused: nobody can know which was meant.

use crate::failure::Failure;
use domain::days::day_of;
use domain::entry::Entry;
use domain::time::{Date, HOUR, Millis, Moment, Time, TimeZone};
use engine::Daybook;

/// The instant that `text` says, where the owner is.
pub(crate) fn moment(daybook: &Daybook, text: &str) -> Result<Moment, Failure> {
    read(text, daybook.today(), &daybook.clock().zone()).map_err(Failure::Input)
}

/// A bare end before its start is taken for one after midnight if no more than this lies between.
const NIGHT: Millis = 12 * HOUR;

/// The instant that `text` says about an entry: a bare time of day is of the day on which the entry
/// is listed. Over midnight, what lies `after` its start is meant, on whichever of its days that is.
pub(crate) fn moment_of(
    daybook: &Daybook,
    entry: &Entry,
    text: &str,
    after: bool,
) -> Result<Moment, Failure> {
    if time(text.trim()).is_none() {
        return moment(daybook, text);
    }
    let zone = daybook.clock().zone();
    let said = |day: Date| read(text, day, &zone).map_err(Failure::Input);
    let day = day_of(entry.span().start, &zone);
    let at = said(day)?;
    let last = day_of(entry.span().end, &zone);
    if after && at <= entry.span().start && last > day { said(last) } else { Ok(at) }
}

/// The instant that `text` says as the end of what begins at `start`.
pub(crate) fn end_of(daybook: &Daybook, start: Moment, text: &str) -> Result<Moment, Failure> {
    if time(text.trim()).is_none() {
        return moment(daybook, text);
    }
    ends(start, text, &daybook.clock().zone()).map_err(Failure::Input)
}

fn ends(start: Moment, text: &str, zone: &TimeZone) -> Result<Moment, String> {
    let day = day_of(start, zone);
    let at = read(text, day, zone)?;
    let Ok(next) = day.tomorrow() else { return Ok(at) };
    if at > start {
        return Ok(at);
    }
    let after = read(text, next, zone)?;
    Ok(if after.since(start) <= NIGHT { after } else { at })
}

/// The instant that `text` says, if there is one.
pub(crate) fn moment_if(daybook: &Daybook, text: Option<&str>) -> Result<Option<Moment>, Failure> {
    text.map(|text| moment(daybook, text)).transpose()
}

/// The day that `text` says: a date, `today` or `yesterday`.
pub(crate) fn day(daybook: &Daybook, text: &str) -> Result<Date, Failure> {
    date(text.trim(), daybook.today()).ok_or_else(|| {
        Failure::Input(format!("‘{text}’ is not a date, such as 2026-11-20 or yesterday"))
    })
}

/// The days from `from` (`otherwise` if left out) up to `to` (the first one if left out).
pub(crate) fn days(
    daybook: &Daybook,
    from: Option<&str>,
    to: Option<&str>,
    otherwise: Date,
) -> Result<(Date, Date), Failure> {
    let from = from.map_or(Ok(otherwise), |text| day(daybook, text))?;
    let to = to.map_or(Ok(from), |text| day(daybook, text))?;
    if to < from {
        return Err(Failure::Input(format!("--to {to} lies before --from {from}")));
    }
    Ok((from, to))
}

fn read(text: &str, today: Date, zone: &TimeZone) -> Result<Moment, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let unreadable = || {
        format!(
            "‘{text}’ is not a time, such as 2026-11-20T09:30:00+01:00, \"2026-11-20 09:30\" or 09:30"
        )
    };
    let (day, clock) = match text.split_once([' ', 'T']) {
        Some((day, clock)) => (date(day, today).ok_or_else(unreadable)?, clock.trim()),
        None => (today, text),
    };
    let local = day.to_datetime(time(clock).ok_or_else(unreadable)?);
    let found = zone.to_ambiguous_timestamp(local);
    let earlier = found.earlier().map_err(|_| unreadable())?;
    let later = found.later().map_err(|_| unreadable())?;
    let (earlier, later) = (Moment(earlier.as_millisecond()), Moment(later.as_millisecond()));
    if earlier == later {
        return Ok(earlier);
    }
    let written =
        |moment: Moment| moment.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let (one, two) = (written(earlier), written(later));
    Err(if earlier.in_zone(zone).datetime() == local {
        format!("{text} comes twice that day, because the clocks go back; say {one} or {two}")
    } else {
        format!("{text} never comes that day, because the clocks go forward; say {one} or {two}")
    })
}

fn date(text: &str, today: Date) -> Option<Date> {
    match text {
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        _ => {
            text.parse().ok().filter(|_| text.chars().all(|one| one.is_ascii_digit() || one == '-'))
        }
    }
}

/// A time of day: hours and minutes, and seconds if there are any.
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let mut next = || match parts.next() {
        None => Some(None),
        Some(part)
            if (1..=2).contains(&part.len()) && part.chars().all(|one| one.is_ascii_digit()) =>
        {
            part.parse().ok().map(Some)
        }
        Some(_) => None,
    };
    let (hour, minute, second, rest) = (next()??, next()??, next()?, next()?);
    if rest.is_some() {
        return None;
    }
    Time::new(hour, minute, second.unwrap_or(0), 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, zone: &str, expected: Result<&str, &str>) {
        let zone = domain::time::zone_of(zone).unwrap();
        let today: Date = "2026-11-20".parse().unwrap();
        let read = read(text, today, &zone).map(Moment::rfc3339);
        match expected {
            Ok(moment) => assert_eq!(read.as_deref(), Ok(moment), "{text}"),
            Err(part) => {
                let sentence = read.expect_err(text);
                assert!(sentence.contains(part), "{text}: {sentence}");
            }
        }
    }

    #[test]
    fn an_instant_is_read_with_an_offset_and_as_a_local_time() {
        let vienna = "Europe/Vienna";
        check("2026-03-08T01:30:00-05:00", vienna, Ok("2026-03-08T06:30:00Z"));
        check("2026-03-08T06:30:00Z", vienna, Ok("2026-03-08T06:30:00Z"));
        check("2026-11-20 09:30", vienna, Ok("2026-11-20T08:30:00Z"));
        check("2026-07-01T09:30:15", vienna, Ok("2026-07-01T07:30:15Z"));
        check(" 9:05 ", vienna, Ok("2026-11-20T08:05:00Z"));
        check("yesterday 23:50", vienna, Ok("2026-11-19T22:50:00Z"));
        check("today 00:00", "America/New_York", Ok("2026-11-20T05:00:00Z"));
    }

    #[test]
    fn a_bare_end_is_of_the_day_of_its_start_or_of_the_night_after_it() {
        let vienna = domain::time::zone_of("Europe/Vienna").unwrap();
        let check = |start: &str, text: &str, expected: &str| {
            let end = ends(start.parse().unwrap(), text, &vienna).map(Moment::rfc3339);
            assert_eq!(end.as_deref(), Ok(expected), "{start} to {text}");
        };
        check("2026-11-18T08:00:00Z", "10:00", "2026-11-18T09:00:00Z");
        check("2026-11-18T21:00:00Z", "01:00", "2026-11-19T00:00:00Z");
        check("2026-11-18T09:00:00Z", "09:00", "2026-11-18T08:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        for text in [
            "",
            "noon",
            "25:00",
            "09:60",
            "9",
            "09:30:00:00",
            "2026-11-20",
            "2026-13-01 09:30",
            "+9:30",
            "tomorrow 09:30",
        ] {
            check(text, "Europe/Vienna", Err("is not a time, such as"));
        }
    }

    #[test]
    fn a_local_time_that_comes_twice_or_never_is_asked_back() {
        let new_york = "America/New_York";
        check("2026-03-08 02:30", new_york, Err("never comes that day"));
        check(
            "2026-11-01 01:30",
            new_york,
            Err("say 2026-11-01T01:30:00-04:00 or 2026-11-01T01:30:00-05:00"),
        );
        check("2026-11-01T01:30:00-05:00", new_york, Ok("2026-11-01T06:30:00Z"));
    }
}
