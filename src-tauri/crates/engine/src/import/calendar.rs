//! Calendars (iCalendar, RFC 5545): each meeting becomes a draft of its time.
//!
//! What lasts whole days is no work and is left out, and so is what was cancelled, what keeps nobody
//! busy and what has yet to take place. A meeting that repeats is told out for the days that are
//! asked for; without such days only where it ends by itself.
//!
//! A meeting is the same one, whenever it takes place: by its id and, if it repeats, its day.

mod events;
mod lines;
mod recurrence;
mod windows;
mod zones;

use super::moments::{Meant, between, instants};
use super::sheet::worded;
use super::{Found, How, Person, Reading, Standing, Unused, When};
use crate::Result;
use crate::error::Error;
use domain::id::BlockId;
use domain::time::{Date, Millis, Moment, Span, TimeZone};
use events::{Event, events, latest};
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
    let (events, outdated) = latest(events(&lines));
    let moved = Moved::of(&events, &zones, how);
    let mut reading = Reading::default();
    let mut left = Left { outdated, ..Left::default() };
    for event in &events {
        let found = reading.found.len();
        match meetings(event, &zones, how, &moved, &mut left) {
            Ok(all) => reading.found.extend(all),
            Err(unused) => {
                reading.rows = reading.rows.saturating_add(1);
                reading.take(event.line, Err(unused));
            }
        }
        let new = reading.found.len().saturating_sub(found);
        reading.rows = reading.rows.saturating_add(u64::try_from(new).unwrap_or(0));
    }
    left.tell(&mut reading);
    Ok(reading)
}

/// What is left out, by reason.
#[derive(Debug, Default)]
struct Left {
    whole_days: u64,
    cancelled: u64,
    free: u64,
    future: u64,
    skipped: u64,
    outdated: u64,
}

impl Left {
    fn tell(&self, reading: &mut Reading) {
        let before = reading.left_out;
        reading.leave(
            self.whole_days,
            "event lasts whole days and was left out",
            "events last whole days and were left out",
        );
        reading.leave(
            self.cancelled,
            "event was cancelled and was left out",
            "events were cancelled and were left out",
        );
        reading.leave(
            self.free,
            "event keeps nobody busy (it is shown as free) and was left out",
            "events keep nobody busy (they are shown as free) and were left out",
        );
        reading.leave(
            self.future,
            "event is not over yet and was left out; import it again once it is",
            "events are not over yet and were left out; import them again once they are",
        );
        reading.leave(
            self.skipped,
            "occurrence lies in an hour that the clock skipped and was left out",
            "occurrences lie in an hour that the clock skipped and were left out",
        );
        reading.leave(
            self.outdated,
            "event is an older version of another one and was left out",
            "events are older versions of others and were left out",
        );
        let left = reading.left_out.saturating_sub(before);
        reading.rows = reading.rows.saturating_add(left);
    }
}

/// The occurrences that stand for themselves, by id: of a start, or of a whole day.
#[derive(Debug, Default)]
struct Moved {
    starts: BTreeSet<(String, Moment)>,
    days: BTreeSet<(String, Date)>,
}

impl Moved {
    fn of(events: &[Event<'_>], zones: &Zones, how: &How) -> Self {
        let mut moved = Self::default();
        for event in events {
            let Some(line) = event.one("RECURRENCE-ID").filter(|line| !is_open(line)) else {
                continue;
            };
            let uid = event.uid().to_owned();
            match time(line, zones, how) {
                Ok(At::Day(day)) => drop(moved.days.insert((uid, day))),
                Ok(at) => moved.starts.extend(at.moment().ok().map(|moment| (uid, moment))),
                Err(_) => {}
            }
        }
        moved
    }

    fn has(&self, uid: &str, at: DateTime, zone: &TimeZone) -> bool {
        self.days.contains(&(uid.to_owned(), at.date()))
            || first(at, zone).is_ok_and(|start| self.starts.contains(&(uid.to_owned(), start)))
    }
}

/// Whether it changes a meeting from one time on, and not that time alone.
fn is_open(line: &Line) -> bool {
    line.parameter("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"))
}

/// A time as a calendar writes it.
#[derive(Debug, Clone)]
enum At {
    Day(Date),
    Local(DateTime, TimeZone),
}

impl At {
    /// Its day in `zone`.
    fn day(&self, zone: &TimeZone) -> std::result::Result<Date, String> {
        match self {
            Self::Day(day) => Ok(*day),
            Self::Local(..) => Ok(self.moment()?.in_zone(zone).date()),
        }
    }

    fn moment(&self) -> std::result::Result<Moment, String> {
        match self {
            Self::Day(_) => Err("it has no time of day".into()),
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
        return day(&line.value).map(At::Day);
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
    moved: &Moved,
    left: &mut Left,
) -> std::result::Result<Vec<Found>, Unused> {
    if event.is_cut {
        return Err("the file ends inside this event; export it again".into());
    }
    if event.said("STATUS").eq_ignore_ascii_case("CANCELLED") {
        left.cancelled = left.cancelled.saturating_add(1);
        return Ok(Vec::new());
    }
    let start = event.one("DTSTART").ok_or("it has no start")?;
    let At::Local(start, zone) = time(start, zones, how)? else {
        left.whole_days = left.whole_days.saturating_add(1);
        return Ok(Vec::new());
    };
    if event.said("TRANSP").eq_ignore_ascii_case("TRANSPARENT") {
        left.free = left.free.saturating_add(1);
        return Ok(Vec::new());
    }
    let meeting = Meeting::of(event, start, zone, zones, how)?;
    if event.one("RECURRENCE-ID").is_some_and(is_open) {
        return Err("it changes a meeting that repeats from then on, which is not read".into());
    }
    if event.one("RDATE").is_some() {
        return Err("it repeats on days that are listed one by one, which is not read".into());
    }
    let all = match event.one("RRULE") {
        None => {
            let day = event.one("RECURRENCE-ID").map(|line| time(line, zones, how)).transpose()?;
            vec![meeting.found(start, day.map(|at| at.day(&meeting.zone)).transpose()?)?]
        }
        Some(line) => {
            let rule = Rule::parse(&line.value, &meeting.zone)?;
            let skipped = Skipped::of(event, zones, how, &meeting.zone)?;
            meeting.repeated(&rule, start, &skipped, moved, how, left)?
        }
    };
    let (over, future): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|one| one.end().is_none_or(|end| end <= how.now));
    left.future = left.future.saturating_add(u64::try_from(future.len()).unwrap_or(0));
    Ok(over)
}

/// What all times that a meeting takes place have in common.
struct Meeting {
    line: u64,
    uid: String,
    /// The entry that it was exported from, if it was Daybook that exported it.
    id: Option<BlockId>,
    label: String,
    note: String,
    zone: TimeZone,
    /// Where it is worked.
    home: TimeZone,
    length: Length,
}

impl Meeting {
    fn of(
        event: &Event<'_>,
        start: DateTime,
        zone: TimeZone,
        zones: &Zones,
        how: &How,
    ) -> std::result::Result<Self, Unused> {
        let length = Length::of(event, start, &zone, zones, how)?;
        // Many calendars write all times in UTC, or in a zone that is nowhere else: that is no
        // place where anybody works.
        let is_place = zone != TimeZone::UTC && zone.iana_name().is_some();
        let home = if is_place { zone.clone() } else { how.zone.clone() };
        let title = unescaped(event.said("SUMMARY"));
        let (label, note) = worded(&title.split_whitespace().collect::<Vec<_>>().join(" "));
        // Daybook's own events do not repeat; other calendars have ids that look the same.
        let is_one = event.one("RRULE").is_none() && event.one("RECURRENCE-ID").is_none();
        let id = event.uid().parse().ok().filter(|_| is_one);
        let (line, uid) = (event.line, event.uid().to_owned());
        Ok(Self { line, uid, id, label, note, zone, home, length })
    }

    /// The meeting that begins then; `day` says which of a meeting that repeats.
    fn found(&self, start: DateTime, day: Option<Date>) -> std::result::Result<Found, Unused> {
        let Meant { span, .. } = self.length.from(start, &self.zone)?;
        let (uid, label) = (&self.uid, &self.label);
        // An event without an id is known by its time and title.
        let facts = if uid.is_empty() {
            format!("{} {} {label}", span.start.0, span.end.0)
        } else {
            format!("{uid} {}", span.start.0)
        };
        let look = match day {
            _ if uid.is_empty() => facts.clone(),
            Some(day) => format!("{uid} {day}"),
            None => uid.clone(),
        };
        Ok(Found {
            line: self.line,
            facts,
            look,
            person: Person::default(),
            id: self.id,
            client: String::new(),
            project: String::new(),
            task: String::new(),
            tags: Vec::new(),
            label: label.clone(),
            note: self.note.clone(),
            billable: None,
            when: When::From(span),
            pauses: Vec::new(),
            zone: self.home.clone(),
            standing: Standing::Draft,
            currency: None,
            rate: None,
        })
    }

    /// All times that it takes place by a rule.
    fn repeated(
        &self,
        rule: &Rule,
        start: DateTime,
        skipped: &Skipped,
        moved: &Moved,
        how: &How,
        left: &mut Left,
    ) -> std::result::Result<Vec<Found>, Unused> {
        let (from, to) = window(rule, start, &self.zone, how)?;
        let mut found = Vec::new();
        for at in rule.starts(start, to)? {
            let is_moved = || moved.has(&self.uid, at, &self.zone);
            if at.date() < from || skipped.has(at) || is_moved() {
                continue;
            }
            match self.found(at, Some(at.date())) {
                Ok(one) if how.wants(one.day(&how.zone)) => found.push(one),
                Ok(_) => {}
                Err(_) if self.length.is_skipped(at, &self.zone) => {
                    left.skipped = left.skipped.saturating_add(1);
                }
                Err(unused) => return Err(unused),
            }
        }
        Ok(found)
    }
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

/// The starts that EXDATE takes out, on the event's own clock: single ones, or all of a day.
#[derive(Debug, Default)]
struct Skipped {
    starts: BTreeSet<DateTime>,
    days: BTreeSet<Date>,
}

impl Skipped {
    fn of(
        event: &Event<'_>,
        zones: &Zones,
        how: &How,
        zone: &TimeZone,
    ) -> std::result::Result<Self, String> {
        let mut skipped = Self::default();
        for line in event.all("EXDATE") {
            for value in line.value.split(',') {
                let one = Line { value: value.trim().to_owned(), ..line.clone() };
                match time(&one, zones, how)? {
                    At::Day(day) => {
                        skipped.days.insert(day);
                    }
                    At::Local(local, its) if &its == zone => {
                        skipped.starts.insert(local);
                    }
                    at @ At::Local(..) => {
                        skipped.starts.insert(at.moment()?.in_zone(zone).datetime());
                    }
                }
            }
        }
        Ok(skipped)
    }

    fn has(&self, at: DateTime) -> bool {
        self.starts.contains(&at) || self.days.contains(&at.date())
    }
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
                return Err("it begins at a time and ends on a day".to_owned());
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
        // What has neither ends when it begins.
        let Some(line) = event.one("DURATION") else { return Ok(Self::For(0)) };
        let wrong = || format!("‘{}’ is not a length", line.value);
        let span: jiff::Span = line.value.parse().map_err(|_| wrong())?;
        let relative = jiff::SpanRelativeTo::days_are_24_hours();
        let length = span.total((jiff::Unit::Millisecond, relative)).map_err(|_| wrong())?;
        #[expect(clippy::cast_possible_truncation, reason = "a length of a calendar fits easily")]
        let length = length as i64;
        Ok(Self::For(length))
    }

    /// The meeting that begins then.
    fn from(&self, start: DateTime, zone: &TimeZone) -> std::result::Result<Meant, Unused> {
        match self {
            Self::Until { zone, .. } => {
                let end = self.end(start).ok_or("its end is out of range")?;
                between(start, end, None, zone)
            }
            Self::For(length) if *length > 0 => {
                let begun = first(start, zone)?;
                Ok(Meant { span: Span::new(begun, begun.plus(*length)), is_repeated: false })
            }
            Self::For(0) => Err(Unused::Empty),
            Self::For(_) => Err("it ends before it begins".into()),
        }
    }

    /// Where the clock stands at its end, if that is known.
    fn end(&self, start: DateTime) -> Option<DateTime> {
        use jiff::ToSpan;
        match self {
            Self::Until { days, time, .. } => {
                Some(start.date().checked_add(days.days()).ok()?.to_datetime(*time))
            }
            Self::For(_) => None,
        }
    }

    /// Whether the clock skips the start or the end of the meeting that begins then.
    fn is_skipped(&self, start: DateTime, zone: &TimeZone) -> bool {
        let is_gap = |at| instants(at, zone).is_err();
        is_gap(start) || self.end(start).is_some_and(is_gap)
    }
}

#[cfg(test)]
mod tests;
