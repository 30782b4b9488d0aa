//! Calendars (iCalendar, RFC 5545): each meeting becomes a draft of its time.
//!
//! What lasts whole days is no work and is left out, and so is what was cancelled. A meeting that
//! repeats is told out for the days that are asked for; without such days only where it ends by
//! itself. Rules beyond every so many days or weeks are refused with their line.

mod lines;
mod recurrence;
mod zones;

use super::moments::{Meant, between, instants};
use super::{Found, How, Reading, Standing, When};
use crate::Result;
use crate::error::Error;
use domain::time::{Date, Millis, Moment, Span, TimeZone};
use jiff::civil::DateTime;
use lines::{Line, lines, unescaped};
use recurrence::Rule;
use std::collections::BTreeSet;
use zones::Zones;

/// Reads a calendar.
pub(super) fn read(text: &str, how: &How) -> Result<Reading> {
    let lines = lines(text);
    if !lines.iter().any(|line| line.is("BEGIN", "VCALENDAR")) {
        return Err(Error::Input(
            "this is no calendar; export it as an ICS file (iCalendar) and try again".into(),
        ));
    }
    let zones = Zones::of(&lines);
    let events = events(&lines);
    let moved: BTreeSet<(String, Moment)> = events
        .iter()
        .filter_map(|event| {
            let at = event.one("RECURRENCE-ID").and_then(|line| time(line, &zones, how).ok())?;
            Some((event.uid(), at.moment().ok()?))
        })
        .collect();
    let mut reading = Reading::default();
    let mut left = Left::default();
    for event in &events {
        let mut found = Vec::new();
        match meetings(event, &zones, how, &moved, &mut left) {
            Ok(all) => found.extend(all),
            Err(reason) => {
                reading.rows = reading.rows.saturating_add(1);
                reading.refuse(event.line, reason);
            }
        }
        reading.rows = reading.rows.saturating_add(u64::try_from(found.len()).unwrap_or(0));
        reading.found.append(&mut found);
    }
    reading.left_out = left.whole_days.saturating_add(left.cancelled);
    reading.rows = reading.rows.saturating_add(reading.left_out);
    reading.note(
        left.whole_days,
        "event lasts whole days and was left out",
        "events last whole days and were left out",
    );
    reading.note(
        left.cancelled,
        "event was cancelled and was left out",
        "events were cancelled and were left out",
    );
    Ok(reading)
}

#[derive(Debug, Default)]
struct Left {
    whole_days: u64,
    cancelled: u64,
}

/// A VEVENT: its own lines, without those of alarms inside it.
struct Event<'a> {
    line: u64,
    lines: Vec<&'a Line>,
}

impl Event<'_> {
    fn one(&self, name: &str) -> Option<&Line> {
        self.lines.iter().copied().find(|line| line.name == name)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().copied().filter(move |line| line.name == name)
    }

    fn uid(&self) -> String {
        self.one("UID").map_or_else(String::new, |line| line.value.clone())
    }
}

fn events(lines: &[Line]) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut open: Option<Event<'_>> = None;
    let mut inner = 0_u32;
    for line in lines {
        match open.as_mut() {
            None if line.is("BEGIN", "VEVENT") => {
                open = Some(Event { line: line.number, lines: Vec::new() });
            }
            None => {}
            Some(_) if line.name == "BEGIN" => inner = inner.saturating_add(1),
            Some(_) if line.name == "END" && inner > 0 => inner = inner.saturating_sub(1),
            Some(_) if line.is("END", "VEVENT") => events.extend(open.take()),
            Some(event) if inner == 0 => event.lines.push(line),
            Some(_) => {}
        }
    }
    events
}

/// A time as a calendar writes it.
#[derive(Debug, Clone)]
enum At {
    Day,
    Local(DateTime, TimeZone),
}

impl At {
    fn moment(&self) -> std::result::Result<Moment, String> {
        match self {
            Self::Day => Err("it has no time of day".into()),
            Self::Local(local, zone) => first(*local, zone),
        }
    }
}

fn first(local: DateTime, zone: &TimeZone) -> std::result::Result<Moment, String> {
    instants(local, zone)?.first().copied().ok_or_else(|| "it has no time".to_owned())
}

/// Reads the value of a DTSTART, DTEND or RECURRENCE-ID.
fn time(line: &Line, zones: &Zones, how: &How) -> std::result::Result<At, String> {
    let is_day = line.parameter("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE"));
    if is_day || line.value.len() == 8 {
        day(&line.value)?;
        return Ok(At::Day);
    }
    let (local, is_utc) = stamp(&line.value)?;
    let zone = match line.parameter("TZID") {
        _ if is_utc => TimeZone::UTC,
        Some(name) => zones.find(name)?,
        None => how.zone.clone(),
    };
    Ok(At::Local(local, zone))
}

/// "20260302T090000", with a Z for UTC.
fn stamp(text: &str) -> std::result::Result<(DateTime, bool), String> {
    let wrong = || format!("‘{text}’ is not a time of a calendar");
    let plain = text.strip_suffix(['Z', 'z']);
    let local = DateTime::strptime("%Y%m%dT%H%M%S", plain.unwrap_or(text)).map_err(|_| wrong())?;
    Ok((local, plain.is_some()))
}

fn day(text: &str) -> std::result::Result<Date, String> {
    Date::strptime("%Y%m%d", text).map_err(|_| format!("‘{text}’ is not a day of a calendar"))
}

/// The meetings that an event stands for.
fn meetings(
    event: &Event<'_>,
    zones: &Zones,
    how: &How,
    moved: &BTreeSet<(String, Moment)>,
    left: &mut Left,
) -> std::result::Result<Vec<Found>, String> {
    if event.one("STATUS").is_some_and(|line| line.value.eq_ignore_ascii_case("CANCELLED")) {
        left.cancelled = left.cancelled.saturating_add(1);
        return Ok(Vec::new());
    }
    let start = event.one("DTSTART").ok_or("it has no start")?;
    let At::Local(start, zone) = time(start, zones, how)? else {
        left.whole_days = left.whole_days.saturating_add(1);
        return Ok(Vec::new());
    };
    let length = Length::of(event, start, &zone, zones, how)?;
    // Many calendars write all times in UTC: that is no place where anybody works.
    let home = if zone == TimeZone::UTC { &how.zone } else { &zone };
    let uid = event.uid();
    let title = event.one("SUMMARY").map_or_else(String::new, |line| unescaped(&line.value));
    let label = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let meeting = |start: DateTime| -> std::result::Result<Found, String> {
        let Meant { span, .. } = length.from(start, &zone)?;
        // An event without an id is known by its time and title.
        let facts = if uid.is_empty() {
            format!("{} {} {label}", span.start.0, span.end.0)
        } else {
            format!("{uid} {}", span.start.0)
        };
        Ok(Found {
            line: event.line,
            facts,
            client: String::new(),
            project: String::new(),
            task: String::new(),
            tags: Vec::new(),
            label: label.clone(),
            note: String::new(),
            billable: None,
            when: When::From(span),
            zone: home.clone(),
            standing: Standing::Draft,
            currency: None,
        })
    };
    if event.one("RDATE").is_some() {
        return Err("it repeats on days that are listed one by one, which is not read".into());
    }
    let Some(line) = event.one("RRULE") else { return Ok(vec![meeting(start)?]) };
    let rule = Rule::parse(&line.value, &zone)?;
    let skipped: BTreeSet<DateTime> = skipped(event, zones, how, &zone)?;
    let (from, to) = window(&rule, start, &zone, how)?;
    let mut found = Vec::new();
    for at in rule.starts(start, to)? {
        if skipped.contains(&at) || at.date() < from {
            continue;
        }
        let is_moved = first(at, &zone).is_ok_and(|moment| moved.contains(&(uid.clone(), moment)));
        if is_moved {
            continue;
        }
        let one = meeting(at)?;
        if how.days.is_none_or(|(from, to)| (from..=to).contains(&one.day(&how.zone))) {
            found.push(one);
        }
    }
    Ok(found)
}

/// The days in the event's own zone for which a rule is told out.
fn window(
    rule: &Rule,
    start: DateTime,
    zone: &TimeZone,
    how: &How,
) -> std::result::Result<(Date, Date), String> {
    let Some((from, to)) = how.days else {
        return match rule.last_day(start) {
            Some(last) => Ok((start.date(), last)),
            None => Err("it repeats without end; say for which days with --from and --to".into()),
        };
    };
    // A day there can begin on the day before here, or end on the day after.
    let widened = |day: Date, by: i64| {
        use jiff::ToSpan;
        day.checked_add(by.days()).unwrap_or(day)
    };
    let same = zone == &how.zone;
    Ok(if same { (from, to) } else { (widened(from, -1), widened(to, 1)) })
}

/// The starts that EXDATE takes out, on the event's own clock.
fn skipped(
    event: &Event<'_>,
    zones: &Zones,
    how: &How,
    zone: &TimeZone,
) -> std::result::Result<BTreeSet<DateTime>, String> {
    let mut skipped = BTreeSet::new();
    for line in event.all("EXDATE") {
        for value in line.value.split(',') {
            let one = Line { value: value.trim().to_owned(), ..line.clone() };
            match time(&one, zones, how)? {
                At::Day => {}
                at @ At::Local(..) => {
                    skipped.insert(at.moment()?.in_zone(zone).datetime());
                }
            }
        }
    }
    Ok(skipped)
}

/// How long a meeting takes: as the clock shows it, or as time passes.
enum Length {
    Until { days: i64, time: jiff::civil::Time, zone: TimeZone },
    For(Millis),
}

impl Length {
    fn of(
        event: &Event<'_>,
        start: DateTime,
        zone: &TimeZone,
        zones: &Zones,
        how: &How,
    ) -> std::result::Result<Self, String> {
        if let Some(line) = event.one("DTEND") {
            let At::Local(end, end_zone) = time(line, zones, how)? else {
                return Err("it begins at a time and ends on a day".into());
            };
            if &end_zone != zone {
                let length = first(end, &end_zone)?.since(first(start, zone)?);
                return Ok(Self::For(length));
            }
            let days = end.date().since(start.date()).map_err(|_| "its end is out of range")?;
            return Ok(Self::Until {
                days: i64::from(days.get_days()),
                time: end.time(),
                zone: end_zone,
            });
        }
        let Some(line) = event.one("DURATION") else { return Err("it has no end".into()) };
        let wrong = || format!("‘{}’ is not a length", line.value);
        let span: jiff::Span = line.value.parse().map_err(|_| wrong())?;
        let relative = jiff::SpanRelativeTo::days_are_24_hours();
        let length = span.total((jiff::Unit::Millisecond, relative)).map_err(|_| wrong())?;
        #[expect(clippy::cast_possible_truncation, reason = "a length of a calendar fits easily")]
        let length = length as i64;
        Ok(Self::For(length))
    }

    /// The meeting that begins then.
    fn from(&self, start: DateTime, zone: &TimeZone) -> std::result::Result<Meant, String> {
        match self {
            Self::Until { days, time, zone } => {
                use jiff::ToSpan;
                let day = start.date().checked_add(days.days());
                let end = day.map_err(|_| "its end is out of range")?.to_datetime(*time);
                between(start, end, None, zone)
            }
            Self::For(length) if *length > 0 => {
                let begun = first(start, zone)?;
                Ok(Meant { span: Span::new(begun, begun.plus(*length)), is_repeated: false })
            }
            Self::For(0) => Err("it has no time".into()),
            Self::For(_) => Err("it ends before it begins".into()),
        }
    }
}

#[cfg(test)]
mod tests;
