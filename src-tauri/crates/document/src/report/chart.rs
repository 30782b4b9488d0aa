//! The chart of a report: a bar for each row, and the same in words for those who do not see it.

use super::view::{name, of};
use super::words::{self, Words};
use super::{Row, Sheet};
use crate::locale::{Length, Locale};
use domain::report::{Days, Key};
use domain::time::Date;
use serde::Serialize;

/// The most lines of a chart of bars; the last tells of all rows that have none.
const MOST_BARS: usize = 12;

/// The most columns that can still be told apart.
const MOST_COLUMNS: usize = 400;

/// The most columns that each have a number below them and are told one by one.
const MOST_NUMBERED: usize = 31;

/// The most letters that stand beside a bar; the table has them all.
const LONGEST_LABEL: usize = 56;

/// Of how many parts the longest bar is.
const WHOLE: i64 = 10_000;

/// A chart.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    /// Bars across the page, one below the other, or columns side by side.
    kind: Kind,
    /// All of it in words.
    alt: String,
    /// The longest bar, written out.
    most: String,
    /// What the two parts of a bar are called, if any bar has both kinds of time.
    legend: Option<[&'static str; 2]>,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Bars,
    Columns,
}

/// One bar; its parts are ten-thousandths of the longest.
#[derive(Debug, Serialize)]
struct Bar {
    label: String,
    value: String,
    color: Option<u8>,
    billable: i64,
    rest: i64,
}

/// Time to be drawn.
struct Time {
    label: String,
    spoken: String,
    color: Option<u8>,
    minutes: i64,
    billable: i64,
    /// Whether it has a bar. What many small rows come to would make all others look small.
    is_drawn: bool,
}

/// The chart of `sheet`; `None` if there is no time, or too many days to tell apart.
pub(super) fn chart(sheet: &Sheet) -> Option<Chart> {
    let first = sheet.rows.first()?;
    let (kind, times) = match first.key {
        Key::Day(_) | Key::Week(_) | Key::Month(_) => (Kind::Columns, columns(sheet, first)?),
        Key::Client(_) | Key::Project(..) | Key::Task(..) | Key::Tag(_) => {
            (Kind::Bars, bars(sheet))
        }
    };
    let words = Words::of(sheet.locale.language());
    let drawn = times.iter().filter(|time| time.is_drawn);
    let most = drawn.map(|time| time.minutes).max().filter(|most| *most > 0)?;
    let mixed = times.iter().any(|time| time.billable < time.minutes)
        && times.iter().any(|time| time.billable > 0);
    let part = |minutes: i64| minutes.saturating_mul(WHOLE).checked_div(most).unwrap_or(0);
    let bar = |time: Time| {
        let rest = time.minutes.saturating_sub(time.billable);
        let (billable, rest) = if time.is_drawn { (time.billable, rest) } else { (0, 0) };
        Bar {
            value: sheet.locale.hours(time.minutes),
            billable: part(billable),
            rest: part(rest),
            color: time.color,
            label: time.label,
        }
    };
    Some(Chart {
        kind,
        alt: format!("{}: {}", words.chart, spoken(sheet.locale, &times)),
        most: sheet.locale.hours(most),
        legend: mixed.then_some([words.billable, words.not_billable]),
        bars: times.into_iter().map(bar).collect(),
    })
}

/// What the bars say: each of a few, the longest of many.
fn spoken(locale: Locale, times: &[Time]) -> String {
    let some: Vec<&Time> = times.iter().filter(|time| time.minutes > 0).collect();
    let one = |time: &Time| format!("{} {}", time.spoken, locale.hours(time.minutes));
    if some.len() <= MOST_NUMBERED {
        return some.into_iter().map(one).collect::<Vec<_>>().join("; ");
    }
    let longest = some.into_iter().rev().max_by_key(|time| time.minutes);
    words::longest(locale.language(), &longest.map(one).unwrap_or_default())
}

/// The largest rows, and what all others come to.
fn bars(sheet: &Sheet) -> Vec<Time> {
    let mut rows: Vec<&Row> = sheet.rows.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.sums.minutes));
    let shown = if rows.len() > MOST_BARS { MOST_BARS.saturating_sub(1) } else { rows.len() };
    let (large, small) = rows.split_at_checked(shown).unwrap_or((&rows, &[]));
    let mut times: Vec<Time> = large
        .iter()
        .map(|row| {
            // Two clients may each have a project of that name.
            let name = match of(sheet, row) {
                Some(of) => format!("{}, {of}", name(sheet, row)),
                None => name(sheet, row),
            };
            Time {
                label: shortened(&name),
                spoken: name,
                color: row.color.map(|color| color % 8),
                minutes: row.sums.minutes,
                billable: row.sums.billable_minutes,
                is_drawn: true,
            }
        })
        .collect();
    if !small.is_empty() {
        let label = words::others(sheet.locale.language(), small.len());
        let sum =
            |of: fn(&Row) -> i64| small.iter().fold(0_i64, |sum, row| sum.saturating_add(of(row)));
        times.push(Time {
            spoken: label.clone(),
            label,
            color: None,
            minutes: sum(|row| row.sums.minutes),
            billable: sum(|row| row.sums.billable_minutes),
            is_drawn: false,
        });
    }
    times
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_LABEL {
        return name.to_owned();
    }
    let begin: String = name.chars().take(LONGEST_LABEL.saturating_sub(1)).collect();
    format!("{}…", begin.trim_end())
}

/// One column for each day, week or month, also for those without any time; `None` if they are
/// too many.
fn columns(sheet: &Sheet, first: &Row) -> Option<Vec<Time>> {
    let starts = starts(sheet.days, first.key)?;
    let few = starts.len() <= MOST_NUMBERED;
    let mut times = Vec::with_capacity(starts.len());
    let mut before = None;
    for (start, key) in starts {
        let row = sheet.rows.iter().find(|row| row.key == key);
        let day = start.max(sheet.days.first());
        times.push(Time {
            label: below(sheet.locale, day, before, key, few),
            spoken: row.map_or_else(String::new, |row| name(sheet, row)),
            color: None,
            minutes: row.map_or(0, |row| row.sums.minutes),
            billable: row.map_or(0, |row| row.sums.billable_minutes),
            is_drawn: true,
        });
        before = Some(day);
    }
    Some(times)
}

/// All days, weeks or months that `days` touch, by their first days; the weeks begin on the same
/// weekday as that of `like`. `None` if they are too many.
fn starts(days: Days, like: Key) -> Option<Vec<(Date, Key)>> {
    let (first, key): (Date, fn(Date) -> Key) = match like {
        Key::Day(_) => (days.first(), Key::Day),
        Key::Week(some) => {
            let mut first = days.first();
            while first.weekday() != some.weekday() {
                first = first.yesterday().ok()?;
            }
            (first, Key::Week)
        }
        Key::Month(_) => (days.first().first_of_month(), Key::Month),
        Key::Client(_) | Key::Project(..) | Key::Task(..) | Key::Tag(_) => return None,
    };
    let mut starts = Vec::new();
    let mut next = first;
    while next <= days.last() {
        if starts.len() == MOST_COLUMNS {
            return None;
        }
        starts.push((next, key(next)));
        next = match like {
            Key::Week(_) => (0..7).try_fold(next, |day, _| day.tomorrow()).ok()?,
            Key::Month(_) => next.last_of_month().tomorrow().ok()?,
            _ => next.tomorrow().ok()?,
        };
    }
    Some(starts)
}

/// What stands below a column: a number if there are few, and the month or year where it begins.
fn below(locale: Locale, day: Date, before: Option<Date>, key: Key, few: bool) -> String {
    let month = locale.month_name(day, Length::Short);
    let new_year = before.is_none_or(|before| before.year() != day.year());
    let new_month = new_year || before.is_some_and(|before| before.month() != day.month());
    match key {
        Key::Day(_) if few => day.day().to_string(),
        Key::Week(_) if few && new_month => format!("{} {month}", day.day()),
        Key::Week(_) if few => day.day().to_string(),
        Key::Month(_) if few && new_year => format!("{month} {}", day.year()),
        Key::Month(_) if few => month.to_owned(),
        Key::Day(_) | Key::Week(_) if new_month => month.to_owned(),
        Key::Month(_) if new_year => day.year().to_string(),
        _ => String::new(),
    }
}
