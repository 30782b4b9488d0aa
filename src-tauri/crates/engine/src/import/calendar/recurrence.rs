//! When a meeting that repeats takes place: every so many days, or on some days of every so many
//! weeks, months or years, for a number of times or until a day.

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
    Month(Days),
    /// In these months; none given: in that of the start.
    Year(Vec<i8>, Days),
}

/// Some days of a month; nothing given: that of the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Days {
    /// By number; from the end, if it is negative.
    numbers: Vec<i8>,
    /// By weekday: the how manieth of the month, or with 0 each.
    on: Vec<(i8, Weekday)>,
    /// The how manieth of all these, from the end if it is negative; none given: all.
    only: Vec<i8>,
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
        let (mut days, mut months, mut begins) = (Days::default(), Vec::new(), Weekday::Monday);
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
                "BYDAY" => days.on = all(value, ordinal).ok_or_else(|| refused(part))?,
                "BYMONTHDAY" => {
                    let number = |text: &str| within(text, 31);
                    days.numbers = all(value, number).ok_or_else(|| refused(part))?;
                }
                "BYSETPOS" => {
                    let number = |text: &str| within(text, 31);
                    days.only = all(value, number).ok_or_else(|| refused(part))?;
                }
                "BYMONTH" => {
                    let number = |text: &str| within(text, 12).filter(|month| *month > 0);
                    months = all(value, number).ok_or_else(|| refused(part))?;
                }
                "WKST" => begins = weekday(value).ok_or_else(|| refused(part))?,
                _ => return Err(refused(part)),
            }
        }
        let every = every(&frequency, interval, days, months, begins);
        Ok(Self { every: every.ok_or_else(|| refused(text))?, interval, ends })
    }

    /// The last day on which it can take place; `None` if it goes on for ever.
    pub(super) fn last_day(&self, start: DateTime) -> Option<Date> {
        match self.ends {
            Ends::Never => None,
            Ends::With(last) => Some(last.date()),
            Ends::After(count) => {
                let weeks = match self.every {
                    Every::Day | Every::Week { .. } => 1,
                    // Not every month has a 31st, nor every year a 29th of February.
                    Every::Month(_) => 12,
                    Every::Year(..) => 8 * 53,
                };
                let most = i64::from(count).checked_mul(self.interval)?.checked_mul(weeks)?;
                let weeks = most.checked_add(1)?;
                start.date().checked_add(weeks.min(100_000).weeks()).ok()
            }
        }
    }

    /// The starts up to the day `to`, in order, the first among them.
    pub(super) fn starts(&self, start: DateTime, to: Date) -> Result<Vec<DateTime>, String> {
        let mut starts = vec![start];
        let mut step = 0_i64;
        loop {
            let (begins, days) = self.days_of(start.date(), step)?;
            if begins > to {
                return Ok(starts);
            }
            for day in days {
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

    /// Where the `step`th repetition of the day, week, month or year of `first` begins, and its
    /// days, in order.
    fn days_of(&self, first: Date, step: i64) -> Result<(Date, Vec<Date>), String> {
        let far = || "it reaches into a time that no calendar has".to_owned();
        let by = step.saturating_mul(self.interval);
        match &self.every {
            Every::Day => {
                let day = first.checked_add(by.days()).map_err(|_| far())?;
                Ok((day, vec![day]))
            }
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
                Ok((monday, days))
            }
            Every::Month(days) => {
                let month = first.first_of_month().checked_add(by.months());
                let month = month.map_err(|_| far())?;
                Ok((month, days.of(month, first)))
            }
            Every::Year(months, days) => {
                let year = first.first_of_year().checked_add(by.years()).map_err(|_| far())?;
                let only = [first.month()];
                let months = if months.is_empty() { only.as_slice() } else { months };
                let mut all = Vec::new();
                for month in months {
                    let month = Date::new(year.year(), *month, 1).map_err(|_| far())?;
                    all.extend(days.of(month, first));
                }
                all.sort_unstable();
                Ok((year, all))
            }
        }
    }
}

/// What repeats at that frequency; `None` for what is not read.
fn every(
    frequency: &str,
    interval: i64,
    days: Days,
    months: Vec<i8>,
    begins: Weekday,
) -> Option<Every> {
    let is_plain = days.numbers.is_empty() && days.only.is_empty() && months.is_empty();
    let weekdays: Vec<Weekday> = days.on.iter().map(|(_, day)| *day).collect();
    let is_counted = days.on.iter().any(|(nth, _)| *nth != 0);
    match frequency {
        "DAILY" if is_plain && weekdays.is_empty() => Some(Every::Day),
        // Every day that is one of these is the same as these days of every week.
        "DAILY" if is_plain && interval == 1 && !is_counted => {
            Some(Every::Week { on: weekdays, begins })
        }
        "WEEKLY" if is_plain && !is_counted => Some(Every::Week { on: weekdays, begins }),
        "MONTHLY" if months.is_empty() => Some(Every::Month(days)),
        // Without a month, these would be days of the whole year.
        "YEARLY" if !months.is_empty() || (is_plain && weekdays.is_empty()) => {
            Some(Every::Year(months, days))
        }
        _ => None,
    }
}

impl Days {
    /// Those days of `month`, which is its first day, in order; `start` is when all began.
    fn of(&self, month: Date, start: Date) -> Vec<Date> {
        let length = month.days_in_month();
        let own = [start.day()];
        let is_own = self.numbers.is_empty() && self.on.is_empty();
        let numbers = if is_own { own.as_slice() } else { &self.numbers };
        let is_meant = |day: Date| {
            let (number, back) = (day.day(), day.day() - length - 1);
            let by_number =
                numbers.is_empty() || numbers.contains(&number) || numbers.contains(&back);
            let nth = [0, (number + 6) / 7, (back - 6) / 7];
            let by_weekday = self.on.is_empty()
                || self.on.iter().any(|(one, on)| nth.contains(one) && *on == day.weekday());
            by_number && by_weekday
        };
        let all = (1..=length).filter_map(|number| month.with().day(number).build().ok());
        let days: Vec<Date> = all.filter(|day| is_meant(*day)).collect();
        if self.only.is_empty() {
            return days;
        }
        let count = days.len();
        let is_only = |at: usize| {
            let (ahead, behind) = (at.saturating_add(1), count.saturating_sub(at));
            self.only
                .iter()
                .any(|one| usize::from(one.unsigned_abs()) == if *one > 0 { ahead } else { behind })
        };
        let days = days.into_iter().enumerate().filter(|(at, _)| is_only(*at));
        days.map(|(_, day)| day).collect()
    }
}

/// All values of a list, or `None` if one of them cannot be read.
fn all<T>(list: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    list.split(',').map(|text| read(text.trim())).collect()
}

/// A number from 1 to `most`, or from the end.
fn within(text: &str, most: i8) -> Option<i8> {
    let number: i8 = text.parse().ok()?;
    (number != 0 && (-most..=most).contains(&number)).then_some(number)
}

/// "MO", "2MO", "-1MO"
fn ordinal(text: &str) -> Option<(i8, Weekday)> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() { 0 } else { within(nth, 5)? };
    Some((nth, weekday(day)?))
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

pub(super) fn weekday(text: &str) -> Option<Weekday> {
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
    fn meetings_repeat_by_the_month_and_by_the_year() {
        check("FREQ=MONTHLY;COUNT=3", "2026-12-31", &["03-02", "04-02", "05-02"]);
        check("FREQ=MONTHLY;BYMONTHDAY=2", "2026-05-01", &["03-02", "04-02"]);
        check(
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4",
            "2026-12-31",
            &["03-02", "03-31", "05-31", "07-31"],
        );
        check("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-04-30", &["03-02", "03-31", "04-30"]);
        check("FREQ=MONTHLY;BYDAY=1MO", "2026-05-31", &["03-02", "04-06", "05-04"]);
        check("FREQ=MONTHLY;BYDAY=-1FR", "2026-04-30", &["03-02", "03-27", "04-24"]);
        check("FREQ=MONTHLY;INTERVAL=2;BYDAY=3MO", "2026-06-30", &["03-02", "03-16", "05-18"]);
        check(
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-05-31",
            &["03-02", "03-31", "04-30", "05-29"],
        );
        check("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-12-31", &["03-02", "03-13", "11-13"]);
        check("FREQ=YEARLY;COUNT=2", "2027-12-31", &["03-02", "03-02"]);
        check("FREQ=YEARLY;BYMONTH=6;BYDAY=2TU", "2026-12-31", &["03-02", "06-09"]);
        check("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2199-12-31", &["03-02"]);
    }

    #[test]
    fn other_rules_are_refused_and_not_guessed() {
        for rule in [
            "FREQ=HOURLY",
            "FREQ=WEEKLY;BYSETPOS=1",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=YEARLY;BYDAY=20MO",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=YEARLY;BYWEEKNO=20",
            "x",
            "",
        ] {
            assert!(Rule::parse(rule, &TimeZone::UTC).is_err(), "{rule}");
        }
    }
}
