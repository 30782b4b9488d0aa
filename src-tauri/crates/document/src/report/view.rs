//! A sheet in words: every figure written out, so that the template only lays out.

use super::chart::{Chart, chart};
use super::words::{self, Words};
use super::{Budget, Paper, Row, Scope, Sheet};
use crate::locale::{Length, Locale};
use domain::budget::Size;
use domain::currency::Currency;
use domain::money::Money;
use domain::report::{By, Days, Key, Sums, change_percent};
use domain::time::{Date, MINUTE, Millis};
use serde::Serialize;

/// The most currencies that get a column each; more stand below each other in one.
const MOST_COLUMNS: usize = 2;

/// The longest title that is repeated at the foot of each page.
const LONGEST_FOOT: usize = 60;

/// What the template reads.
#[derive(Debug, Serialize)]
pub(super) struct View {
    lang: &'static str,
    region: &'static str,
    paper: &'static str,
    title: String,
    owner: Option<String>,
    period: String,
    /// Which time it is, in a line.
    scope: String,
    made_on: String,
    foot: String,
    page_of: &'static str,
    figures: Vec<Figure>,
    small_print: String,
    nothing: Option<&'static str>,
    chart: Option<Chart>,
    table: Option<Table>,
    notes: Vec<&'static str>,
    budgets: Option<Budgets>,
}

/// One of the figures at the top.
#[derive(Debug, Serialize)]
struct Figure {
    label: &'static str,
    values: Vec<String>,
    notes: Vec<String>,
}

/// Rows that add up to what stands below them.
#[derive(Debug, Serialize)]
struct Table {
    heads: Vec<String>,
    /// Whether rows have colours.
    colors: bool,
    rows: Vec<Line>,
    total: Line,
}

/// A row of the table: what it is, and a cell for each other column, of one line or several.
#[derive(Debug, Serialize)]
struct Line {
    color: Option<u8>,
    name: String,
    of: Option<String>,
    cells: Vec<Vec<String>>,
}

/// Where budgets stand.
#[derive(Debug, Serialize)]
struct Budgets {
    title: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<BudgetLine>,
}

/// A budget: how long its bar is in percent, and whether more is spent than there was.
#[derive(Debug, Serialize)]
struct BudgetLine {
    name: String,
    notes: Vec<String>,
    cells: Vec<String>,
    percent: u32,
    over: bool,
}

/// Which columns a table has beside names, time and billable time.
struct Columns {
    without_rate: bool,
    currencies: Vec<Currency>,
}

/// `sheet` in words.
pub(super) fn view(sheet: &Sheet) -> View {
    let locale = sheet.locale;
    let words = Words::of(locale.language());
    let given = sheet.title.as_deref().map(tidy).filter(|title| !title.is_empty());
    let title = given.unwrap_or_else(|| words::title(locale.language(), sheet.by).to_owned());
    let period = written(locale, sheet.days, Length::Long);
    let foot = if title.chars().count() > LONGEST_FOOT {
        period.clone()
    } else {
        format!("{} · {period}", isolated(&title))
    };
    let empty = sheet.rows.is_empty();
    let compared = sheet.previous.as_ref().map(|previous| {
        format!("{} {}. ", words.compared, written(locale, previous.days, Length::Long))
    });
    let zone = words::zone(locale.language(), &tidy(&sheet.zone));
    View {
        lang: locale.language_code(),
        region: locale.region_code(),
        paper: match sheet.paper {
            Paper::A4 => "a4",
            Paper::Letter => "us-letter",
        },
        owner: sheet.owner.as_deref().map(tidy).filter(|owner| !owner.is_empty()),
        made_on: format!("{} {}", words.made_on, locale.date(sheet.made_on, Length::Long)),
        foot,
        page_of: words.page_of,
        figures: figures(sheet, words),
        small_print: format!("{}{zone}", compared.unwrap_or_default()),
        nothing: empty.then_some(words.nothing),
        chart: chart(sheet),
        table: (!empty).then(|| table(sheet, words)),
        notes: if sheet.rows_overlap { vec![words.overlap] } else { Vec::new() },
        budgets: budgets(sheet, words),
        scope: scope(sheet, words),
        title,
        period,
    }
}

/// "For Acme · Only confirmed time · Not rounded".
fn scope(sheet: &Sheet, words: &Words) -> String {
    let Scope { clients, confirmed, drafts, rounded } = &sheet.scope;
    let language = sheet.locale.language();
    let clients: Vec<String> = clients.iter().map(|name| isolated(&tidy(name))).collect();
    let drafts = minutes(*drafts);
    let parts = [
        (!clients.is_empty()).then(|| words::only(language, &clients.join(", "))),
        confirmed.then(|| words.confirmed.to_owned()),
        (drafts > 0).then(|| words::drafts(language, &sheet.locale.hours(drafts))),
        Some(if *rounded { words.rounded } else { words.exact }.to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What a row is called.
pub(super) fn name(sheet: &Sheet, row: &Row) -> String {
    let locale = sheet.locale;
    match row.key {
        Key::Day(day) => locale.weekday_date(day),
        Key::Week(day) => written(locale, cut(sheet.days, day, week_end(day)), Length::Short),
        Key::Month(day) => locale.month(day),
        Key::Client(_) | Key::Project(..) | Key::Task(..) | Key::Tag(_) => {
            let given = row.name.as_deref().map(tidy).filter(|name| !name.is_empty());
            given.unwrap_or_else(|| words::nameless(locale.language(), sheet.by).to_owned())
        }
    }
}

/// What stands after the name of a row: what it belongs to, or which days it is.
pub(super) fn of(sheet: &Sheet, row: &Row) -> Option<String> {
    let locale = sheet.locale;
    match row.key {
        Key::Day(_) => None,
        // The number of a week is that of the week from Monday on.
        Key::Week(day) => (day.weekday().to_monday_zero_offset() == 0).then(|| {
            format!("{} {}", Words::of(locale.language()).week, day.iso_week_date().week())
        }),
        Key::Month(day) => {
            let whole = Days::new(day.first_of_month(), day.last_of_month()).unwrap_or(sheet.days);
            let part = cut(sheet.days, whole.first(), whole.last());
            (part != whole).then(|| written(locale, part, Length::Long))
        }
        Key::Client(_) | Key::Project(..) | Key::Task(..) | Key::Tag(_) => {
            row.of.as_deref().map(tidy).filter(|of| !of.is_empty())
        }
    }
}

/// The last day of the week that begins on `day`.
fn week_end(day: Date) -> Date {
    (0..6).try_fold(day, |day, _| day.tomorrow()).unwrap_or(day)
}

/// Of the days from `first` to `last`, those that `days` holds too.
fn cut(days: Days, first: Date, last: Date) -> Days {
    Days::new(first.max(days.first()), last.min(days.last())).unwrap_or(days)
}

fn written(locale: Locale, days: Days, length: Length) -> String {
    locale.days(days.first(), days.last(), length)
}

fn figures(sheet: &Sheet, words: &'static Words) -> Vec<Figure> {
    let locale = sheet.locale;
    let now = &sheet.totals;
    let before = sheet.previous.as_ref().map(|previous| &previous.totals);
    let minutes = |label, minutes: fn(&Sums) -> i64, share: Option<String>| {
        let change = before.map(|before| {
            let shown = locale.hours(minutes(&before.sums));
            compared(locale, words, &shown, minutes(&before.sums), minutes(&now.sums))
        });
        Figure {
            label,
            values: vec![locale.hours(minutes(&now.sums))],
            notes: share.into_iter().chain(change).collect(),
        }
    };
    let share = now
        .billable_permille
        .map(|permille| format!("{} {}", locale.permille(permille), words.of_all_time));
    let mut figures = vec![
        minutes(words.time, |sums| sums.minutes, None),
        minutes(words.billable, |sums| sums.billable_minutes, share),
    ];
    if sheet.shows_money {
        figures.extend(amounts(sheet, words));
        figures.extend(effective_rate(sheet, words));
    }
    figures
}

fn amounts(sheet: &Sheet, words: &'static Words) -> Option<Figure> {
    let locale = sheet.locale;
    let now = &sheet.totals.sums.amounts;
    if now.is_empty() {
        return None;
    }
    let previous = sheet.previous.as_ref().map(|previous| &previous.totals.sums.amounts);
    let notes = previous.into_iter().flatten().map(|before| {
        let now = of_currency(now, before.currency).map_or(0, |money| money.minor);
        compared(locale, words, &locale.money(*before), before.minor, now)
    });
    Some(Figure {
        label: words.amount,
        values: now.iter().map(|money| locale.money(*money)).collect(),
        notes: notes.collect(),
    })
}

fn effective_rate(sheet: &Sheet, words: &'static Words) -> Option<Figure> {
    let locale = sheet.locale;
    let rate = sheet.totals.effective_rate?;
    let before = sheet.previous.as_ref().and_then(|previous| previous.totals.effective_rate);
    let change = before
        .filter(|before| before.currency == rate.currency)
        .map(|before| compared(locale, words, &locale.money(before), before.minor, rate.minor));
    Some(Figure {
        label: words.effective_rate,
        values: vec![locale.money(rate)],
        notes: std::iter::once(words.an_hour.to_owned()).chain(change).collect(),
    })
}

/// "Before 130 h 00, +9%".
fn compared(locale: Locale, words: &Words, shown: &str, before: i64, now: i64) -> String {
    let change = change_percent(before, now)
        .map_or_else(String::new, |percent| format!(", {}", locale.change(percent)));
    format!("{} {shown}{change}", words.before)
}

fn table(sheet: &Sheet, words: &Words) -> Table {
    let language = sheet.locale.language();
    let columns = Columns::of(sheet);
    let heads = [words::head(language, sheet.by), words.time, words.billable]
        .into_iter()
        .map(str::to_owned)
        .chain(columns.heads(words))
        .collect();
    let line = |row: &Row| Line {
        color: row.color.map(|color| color % 8),
        name: name(sheet, row),
        of: of(sheet, row),
        cells: columns.cells(sheet.locale, &row.sums),
    };
    Table {
        heads,
        colors: matches!(sheet.by, By::Client | By::Project | By::Task),
        rows: sheet.rows.iter().map(line).collect(),
        total: Line {
            color: None,
            name: words.total.to_owned(),
            of: None,
            cells: columns.cells(sheet.locale, &sheet.totals.sums),
        },
    }
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let sums = &sheet.totals.sums;
        let currencies = if sheet.shows_money {
            sums.amounts.iter().map(|money| money.currency).collect()
        } else {
            Vec::new()
        };
        Self { without_rate: sheet.shows_money && sums.without_rate_minutes > 0, currencies }
    }

    fn heads(&self, words: &Words) -> Vec<String> {
        let mut heads = Vec::new();
        if self.without_rate {
            heads.push(words.without_rate.to_owned());
        }
        if self.currencies.len() > MOST_COLUMNS {
            heads.push(words.amounts.to_owned());
        } else {
            heads.extend(
                self.currencies.iter().map(|currency| format!("{} {currency}", words.amount)),
            );
        }
        heads
    }

    fn cells(&self, locale: Locale, sums: &Sums) -> Vec<Vec<String>> {
        let mut cells =
            vec![vec![locale.hours(sums.minutes)], vec![locale.hours(sums.billable_minutes)]];
        if self.without_rate {
            cells.push(vec![locale.hours(sums.without_rate_minutes)]);
        }
        if self.currencies.len() > MOST_COLUMNS {
            cells.push(sums.amounts.iter().map(|money| locale.money(*money)).collect());
        } else {
            cells.extend(self.currencies.iter().map(|currency| {
                let amount = of_currency(&sums.amounts, *currency);
                vec![amount.map_or_else(|| "–".to_owned(), |money| locale.amount(money))]
            }));
        }
        cells
    }
}

fn of_currency(amounts: &[Money], currency: Currency) -> Option<Money> {
    amounts.iter().find(|money| money.currency == currency).copied()
}

fn budgets(sheet: &Sheet, words: &'static Words) -> Option<Budgets> {
    let shown = |budget: &&Budget| sheet.shows_money || matches!(budget.limit, Size::Time(_));
    let rows: Vec<_> = sheet
        .budgets
        .iter()
        .filter(shown)
        .map(|budget| budget_line(sheet.locale, words, budget))
        .collect();
    (!rows.is_empty()).then(|| Budgets {
        title: words.budgets,
        heads: vec![words.budget, words.spent, words.limit, words.left, words.share],
        rows,
    })
}

fn budget_line(locale: Locale, words: &Words, budget: &Budget) -> BudgetLine {
    let standing = &budget.standing;
    let period = standing.days.map_or_else(
        || words.whole.to_owned(),
        |(first, last)| locale.days(first, last, Length::Long),
    );
    let language = locale.language();
    let lacking = (standing.without_rate > 0).then(|| {
        let time = locale.hours(minutes(standing.without_rate));
        words::uncounted(language, &words::time_without_rate(language, &time))
    });
    let elsewhere =
        standing.elsewhere.iter().map(|money| words::uncounted(language, &locale.money(*money)));
    let (spent, limit, left) = match (standing.spent, budget.limit) {
        // The rest is that of the minutes shown, so that the row adds up.
        (Size::Time(spent), Size::Time(limit)) => {
            let (spent, limit) = (minutes(spent), minutes(limit));
            let left = limit.saturating_sub(spent);
            let shown = over(words, left < 0, locale.hours(magnitude(left)));
            (locale.hours(spent), locale.hours(limit), shown)
        }
        (spent, limit) => {
            let left = standing.left;
            let shown = match left {
                Size::Money(money) => {
                    Size::Money(Money::new(magnitude(money.minor), money.currency))
                }
                Size::Time(millis) => Size::Time(magnitude(millis)),
            };
            let shown = over(words, left.number() < 0, size(locale, shown));
            (size(locale, spent), size(locale, limit), shown)
        }
    };
    BudgetLine {
        name: tidy(&budget.name),
        notes: std::iter::once(period).chain(lacking).chain(elsewhere).collect(),
        cells: vec![spent, limit, left, locale.percent(standing.percent.into())],
        percent: standing.percent.min(100),
        over: standing.left.number() < 0,
    }
}

fn over(words: &Words, is_over: bool, shown: String) -> String {
    if is_over { format!("{shown} {}", words.over) } else { shown }
}

const fn magnitude(number: i64) -> i64 {
    number.saturating_abs()
}

fn size(locale: Locale, size: Size) -> String {
    match size {
        Size::Time(millis) => locale.hours(minutes(millis)),
        Size::Money(money) => locale.money(money),
    }
}

/// Whole minutes, half a minute up.
const fn minutes(millis: Millis) -> i64 {
    millis.saturating_add(MINUTE / 2).div_euclid(MINUTE)
}

/// `text` such that what stands beside it keeps its order, also if it is written from right to
/// left.
fn isolated(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { format!("\u{2068}{text}\u{2069}") }
}

/// `text` on one line, without letters that are none: a PDF's description takes neither.
fn tidy(text: &str) -> String {
    let is_one = |letter: &char| {
        let code = u32::from(*letter);
        !(0xfdd0..=0xfdef).contains(&code) && code & 0xfffe != 0xfffe
    };
    let letters: String = text
        .chars()
        .filter(is_one)
        .map(|letter| {
            let breaks = letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
            if breaks { ' ' } else { letter }
        })
        .collect();
    letters.trim().to_owned()
}
