//! When a meeting that repeats takes place: every so many days, or on some weekdays of every so
//! many weeks, for a number of times or until a day.

use domain::time::{Date, TimeZone};
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};

/// A rule of repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    every: Every,
    interval: i64,
    ends: Ends,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Every {
    Day,
    /// On these weekdays, of weeks that begin on that one; none given: on that of the start.
    Week {
        on: Vec<Weekday>,
        begins: Weekday,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Never,
    After(u32),
    /// The last start, on the event's own clock.
    With(DateTime),
}

/// Nobody meets more often; it bounds what a rule can make.
const MOST: usize = 20_000;

impl Rule {
    /// Reads a rule of an event in `zone`.
    pub(super) fn parse(text: &str, zone: &TimeZone) -> Result<Self, String> {
        let refused = |part: &str| format!("it repeats by a rule that is not read ({part})");
        let (mut frequency, mut interval, mut ends) = (String::new(), 1, Ends::Never);
        let (mut on, mut begins) = (Vec::new(), Weekday::Monday);
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| refused(part))?;
            match name.to_uppercase().as_str() {
                "FREQ" => frequency = value.to_uppercase(),
                "INTERVAL" => {
                    let number = value.parse().ok().filter(|number| (1..=1_000).contains(number));
                    interval = number.ok_or_else(|| refused(part))?;
                }
                "COUNT" => ends = Ends::After(value.parse().map_err(|_| refused(part))?),
                "UNTIL" => ends = Ends::With(until(value, zone)?),
                "BYDAY" => {
                    let days =
                        value.split(',').map(|day| weekday(day).ok_or_else(|| refused(part)));
                    on = days.collect::<Result<_, _>>()?;
                }
                "WKST" => begins = weekday(value).ok_or_else(|| refused(part))?,
                _ => return Err(refused(part)),
            }
        }
        let every = match (frequency.as_str(), on.is_empty()) {
            ("DAILY", true) => Every::Day,
            // Every day that is one of these is the same as these days of every week.
            ("DAILY", false) if interval == 1 => Every::Week { on, begins },
            ("WEEKLY", _) => Every::Week { on, begins },
            _ => return Err(refused(text)),
        };
        Ok(Self { every, interval, ends })
    }

    /// The last day on which it can take place; `None` if it goes on for ever.
    pub(super) fn last_day(&self, start: DateTime) -> Option<Date> {
        match self.ends {
            Ends::Never => None,
            Ends::With(last) => Some(last.date()),
            Ends::After(count) => {
                let weeks = i64::from(count).checked_mul(self.interval)?.checked_add(1)?;
                start.date().checked_add(weeks.min(100_000).weeks()).ok()
            }
        }
    }

    /// The starts up to the day `to`, in order, the first among them.
    pub(super) fn starts(&self, start: DateTime, to: Date) -> Result<Vec<DateTime>, String> {
        let mut starts = vec![start];
        let mut step = 0_i64;
        loop {
            for day in self.days_of(start.date(), step)? {
                let at = day.to_datetime(start.time());
                if at <= start {
                    continue;
                }
                let is_over = match self.ends {
                    Ends::Never => false,
                    Ends::After(count) => starts.len() >= usize::try_from(count).unwrap_or(0),
                    Ends::With(last) => at > last,
                };
                if is_over || day > to {
                    return Ok(starts);
                }
                if starts.len() >= MOST {
                    return Err("it takes place too often; ask for fewer days".into());
                }
                starts.push(at);
            }
            step = step.saturating_add(1);
        }
    }

    /// The days of the `step`th repetition of the week or day of `first`, in order.
    fn days_of(&self, first: Date, step: i64) -> Result<Vec<Date>, String> {
        let far = || "it reaches into a time that no calendar has".to_owned();
        let by = step.saturating_mul(self.interval);
        match &self.every {
            Every::Day => Ok(vec![first.checked_add(by.days()).map_err(|_| far())?]),
            Every::Week { on, begins } => {
                let into = i64::from(first.weekday().since(*begins));
                let monday = first.checked_sub(into.days()).map_err(|_| far())?;
                let monday = monday.checked_add(by.weeks()).map_err(|_| far())?;
                let only = [first.weekday()];
                let on = if on.is_empty() { only.as_slice() } else { on };
                let mut days = Vec::with_capacity(on.len());
                for day in on {
                    let into = i64::from(day.since(*begins));
                    days.push(monday.checked_add(into.days()).map_err(|_| far())?);
                }
                days.sort_unstable();
                Ok(days)
            }
        }
    }
}

/// The last start that UNTIL lets be, on the clock of `zone`.
fn until(value: &str, zone: &TimeZone) -> Result<DateTime, String> {
    if let Ok(day) = super::day(value) {
        return Ok(day.at(23, 59, 59, 0));
    }
    let (local, is_utc) = super::stamp(value)?;
    if !is_utc {
        return Ok(local);
    }
    Ok(super::first(local, &TimeZone::UTC)?.in_zone(zone).datetime())
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-02 is a Monday.
    fn check(rule: &str, to: &str, expected: &[&str]) {
        let start: DateTime = "2026-03-02T09:00".parse().unwrap();
        let rule = Rule::parse(rule, &TimeZone::UTC).unwrap();
        let starts = rule.starts(start, to.parse().unwrap()).unwrap();
        let days: Vec<_> =
            starts.iter().map(|at| at.date().strftime("%m-%d").to_string()).collect();
        assert_eq!(days, expected, "{rule:?}");
    }

    #[test]
    fn meetings_repeat_by_their_rule() {
        check("FREQ=DAILY;COUNT=3", "2026-12-31", &["03-02", "03-03", "03-04"]);
        check("FREQ=DAILY;INTERVAL=2", "2026-03-06", &["03-02", "03-04", "03-06"]);
        check("FREQ=DAILY;UNTIL=20260303T090000Z", "2026-12-31", &["03-02", "03-03"]);
        check("FREQ=DAILY;UNTIL=20260303T085959Z", "2026-12-31", &["03-02"]);
        check("FREQ=DAILY;UNTIL=20260304", "2026-12-31", &["03-02", "03-03", "03-04"]);
        check("FREQ=WEEKLY", "2026-03-16", &["03-02", "03-09", "03-16"]);
        check(
            "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4",
            "2026-12-31",
            &["03-02", "03-04", "03-09", "03-11"],
        );
        check(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO",
            "2026-03-20",
            &["03-02", "03-06", "03-16", "03-20"],
        );
        check(
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=6",
            "2026-12-31",
            &["03-02", "03-03", "03-04", "03-05", "03-06", "03-09"],
        );
        check(
            "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU;COUNT=3",
            "2026-12-31",
            &["03-02", "03-15", "03-29"],
        );
    }

    #[test]
    fn other_rules_are_refused_and_not_guessed() {
        for rule in ["FREQ=MONTHLY", "FREQ=WEEKLY;BYSETPOS=1", "FREQ=WEEKLY;BYDAY=1MO", "x", ""] {
            assert!(Rule::parse(rule, &TimeZone::UTC).is_err(), "{rule}");
        }
    }
}
