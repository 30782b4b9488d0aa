//! Reports printed and read again: what a PDF says is taken from it with poppler's programs.

mod chart;
mod figures;
mod names;
mod pages;
mod paper;
mod sheets;

use self::paper::Printed;
use self::sheets::money;
use super::Budget;
use domain::budget::{Size, Standing};
use domain::id::BudgetId;
use domain::money::Money;
use domain::time::{Date, Moment};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// What stands in the last row of that name, column by column; the chart stands before the table.
#[track_caller]
fn cells(printed: &Printed, name: &str) -> Vec<String> {
    let rows = printed.table();
    let found = rows.iter().rfind(|cells| cells.first().is_some_and(|first| first == name));
    found.unwrap_or_else(|| panic!("no row {name} in {rows:#?}"))[1..].to_vec()
}

/// "62 h 30" in minutes.
fn minutes(shown: &str) -> i64 {
    let digits = shown.replace([',', '.'], "");
    let (hours, rest) = digits.split_once(" h ").unwrap();
    hours.parse::<i64>().unwrap() * 60 + rest.parse::<i64>().unwrap()
}

/// "1,234.50" in hundredths; nothing for a dash.
fn hundredths(shown: &str) -> i64 {
    if shown == "–" { 0 } else { shown.replace([',', '.'], "").parse().unwrap() }
}

fn money_spent(text: &str) -> Size {
    Size::Money(money(text))
}

fn budget(name: &str, limit: Size, spent: Size) -> Budget {
    let left = limit.number() - spent.number();
    let percent = u32::try_from(spent.number() * 100 / limit.number()).unwrap();
    let left = match limit {
        Size::Time(_) => Size::Time(left),
        Size::Money(money) => Size::Money(Money::new(left, money.currency)),
    };
    Budget {
        name: name.into(),
        limit,
        standing: Standing {
            budget: BudgetId::mint(Moment(0), [1; 10]),
            days: None,
            spent,
            left,
            percent,
            reached: Vec::new(),
            without_rate: 0,
            elsewhere: Vec::new(),
        },
    }
}
