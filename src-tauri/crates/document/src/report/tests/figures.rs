//! The figures of a report, in its table, above it and in its budgets.

use super::paper::Printed;
use super::sheets::{days, money, month, row, sums};
use super::{budget, cells, date, hundredths, minutes, money_spent};
use crate::locale::Locale;
use crate::report::{Previous, Scope, Sheet};
use domain::budget::Size;
use domain::money::Money;
use domain::report::{By, Sums, Totals};
use domain::time::{HOUR, MINUTE};

#[test]
fn the_printed_figures_are_those_of_the_sheet() {
    let printed = Printed::of(&month());
    assert_eq!(
        cells(&printed, "Client"),
        ["Time", "Billable", "Without a rate", "Amount EUR", "Amount USD"]
    );
    assert_eq!(cells(&printed, "Acme"), ["62 h 30", "56 h 15", "0 h 00", "5,062.50", "–"]);
    assert_eq!(cells(&printed, "Nordwind"), ["45 h 05", "45 h 05", "2 h 00", "–", "3,877.50"]);
    assert_eq!(cells(&printed, "No client"), ["5 h 10", "0 h 00", "0 h 00", "–", "–"]);
    assert_eq!(
        cells(&printed, "Total"),
        ["112 h 45", "101 h 20", "2 h 00", "5,062.50", "3,877.50"]
    );
    printed.says("Time by client");
    printed.says("1 – 30 November 2026");
    printed.says("Johanna Beispiel");
    printed.says("Made on 1 December 2026");
    printed.says("Days are those of Europe/Berlin.");
    printed.says("EUR 5,062.50");
    printed.says("USD 3,877.50");
    printed.says("89.9% of all time");
    printed.says("1 of 1");
}

#[test]
fn a_line_below_the_title_says_which_time_it_is() {
    let mut sheet = month();
    Printed::of(&sheet).says("Rounded as agreed with each client");
    sheet.scope = Scope {
        clients: vec!["Acme".into(), "Nordwind".into()],
        confirmed: false,
        drafts: 90 * MINUTE,
        rounded: false,
    };
    Printed::of(&sheet).says("For Acme, Nordwind · 1 h 30 of it in drafts · Not rounded");
    sheet.locale = Locale::DeDe;
    sheet.scope.confirmed = true;
    sheet.scope.drafts = 0;
    Printed::of(&sheet).says("Für Acme, Nordwind · Nur bestätigte Zeit · Nicht gerundet");
}

#[test]
fn the_printed_columns_add_up_to_what_stands_below_them() {
    let mut sheet = month();
    sheet.rows = (0..70)
        .map(|at| {
            let minutes = 7 + i64::from(at) * 37 % 611;
            let billable = minutes * (i64::from(at) % 4) / 3;
            let amounts = [Money::new(billable * 153 + i64::from(at), money("0.00 EUR").currency)];
            row(at, &format!("Client {at}"), sums(minutes, billable.min(minutes), 0, &amounts))
        })
        .collect();
    let sum = |of: fn(&Sums) -> i64| sheet.rows.iter().map(|row| of(&row.sums)).sum::<i64>();
    let amount = sum(|sums| sums.amounts[0].minor);
    let all = [Money::new(amount, money("0.00 EUR").currency)];
    let (time, billable) = (sum(|sums| sums.minutes), sum(|sums| sums.billable_minutes));
    sheet.totals = Totals { sums: sums(time, billable, 0, &all), ..Totals::default() };

    let printed = Printed::of(&sheet);
    let rows: Vec<Vec<String>> =
        printed.table().into_iter().filter(|cells| cells[0].starts_with("Client ")).collect();
    assert_eq!(rows.iter().filter(|cells| cells.len() == 4).count(), 70);
    let column = |at: usize, read: fn(&str) -> i64| {
        rows.iter().filter(|cells| cells.len() == 4).map(|cells| read(&cells[at])).sum::<i64>()
    };
    let total = cells(&printed, "Total");
    assert_eq!(column(1, minutes), minutes(&total[0]));
    assert_eq!(column(2, minutes), minutes(&total[1]));
    assert_eq!(column(3, hundredths), hundredths(&total[2]));
    assert_eq!(minutes(&total[0]), time);
    assert_eq!(hundredths(&total[2]), amount);
}

#[test]
fn a_german_report_is_german() {
    let printed = Printed::of(&Sheet { locale: Locale::DeDe, ..month() });
    assert_eq!(
        cells(&printed, "Kunde"),
        ["Zeit", "Abrechenbar", "Ohne Satz", "Betrag EUR", "Betrag USD"]
    );
    assert_eq!(cells(&printed, "Acme"), ["62 h 30", "56 h 15", "0 h 00", "5.062,50", "–"]);
    assert_eq!(cells(&printed, "Kein Kunde"), ["5 h 10", "0 h 00", "0 h 00", "–", "–"]);
    assert_eq!(cells(&printed, "Summe")[0], "112 h 45");
    printed.says("Zeit nach Kunden");
    printed.says("1. – 30. November 2026");
    printed.says("Erstellt am 1. Dezember 2026");
    printed.says("Die Tage sind die von Europe/Berlin.");
    printed.says("89,9 % der gesamten Zeit");
    printed.says("5.062,50 EUR");
    printed.says("1 von 1");
    assert!(printed.about().contains("Title:           Zeit nach Kunden"));
    assert!(printed.holds("de-DE"), "its language stands in its description");
    let english = ["Billable", "Total", "Client", "Amount", "Made on"];
    assert!(english.iter().all(|word| !printed.text().contains(word)), "{}", printed.text());
}

#[test]
fn a_comparison_says_how_much_more_or_less_it_was() {
    let mut sheet = month();
    sheet.previous = Some(Previous {
        days: days("2026-10-02", "2026-10-31"),
        totals: Totals {
            sums: sums(6_000, 6_080, 0, &[money("10125.00 EUR"), money("50.00 CHF")]),
            billable_permille: None,
            effective_rate: None,
        },
    });
    let printed = Printed::of(&sheet);
    printed.says("Compared with 2 – 31 October 2026.");
    printed.says("Before 100 h 00, +13%");
    printed.says("Before 101 h 20, ±0%");
    printed.says("Before EUR 10,125.00, −50%");
    printed.says("Before CHF 50.00, −100%");
    sheet.previous =
        Some(Previous { days: days("2026-10-02", "2026-10-31"), totals: Totals::default() });
    let text = Printed::of(&sheet).text();
    assert!(text.contains("Before 0 h 00") && !text.contains("0 h 00,"), "no share of nothing");
}

#[test]
fn an_effective_rate_is_printed_where_there_is_one() {
    let mut sheet = month();
    sheet.totals.effective_rate = Some(money("81.25 EUR"));
    let printed = Printed::of(&sheet);
    printed.says("Effective rate");
    printed.says("EUR 81.25");
    assert!(!Printed::of(&month()).text().contains("Effective rate"));
}

#[test]
fn without_money_nothing_tells_of_it() {
    let mut sheet = month();
    sheet.shows_money = false;
    sheet.totals.effective_rate = Some(money("81.25 EUR"));
    sheet.budgets = vec![
        budget("Acme, support", Size::Money(money("6000.00 EUR")), money_spent("5062.50 EUR")),
        budget("Nordwind, retainer", Size::Time(80 * HOUR), Size::Time(62 * HOUR)),
    ];
    let printed = Printed::of(&sheet);
    assert_eq!(cells(&printed, "Client"), ["Time", "Billable"]);
    assert_eq!(cells(&printed, "Acme"), ["62 h 30", "56 h 15"]);
    printed.says("Nordwind, retainer");
    let text = printed.text();
    for word in ["EUR", "USD", "Amount", "rate", "5,062", "81.25", "Acme, support"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn many_currencies_stand_below_each_other() {
    let mut sheet = month();
    let amounts = ["5062.50 EUR", "900 JPY", "3877.50 USD"].map(money);
    sheet.rows[0].sums.amounts = amounts.to_vec();
    sheet.rows[1].sums.amounts.clear();
    sheet.totals.sums.amounts = amounts.to_vec();
    let printed = Printed::of(&sheet);
    assert_eq!(cells(&printed, "Client").last().unwrap(), "Amounts");
    for amount in ["EUR 5,062.50", "JPY 900", "USD 3,877.50"] {
        assert_eq!(printed.text().matches(amount).count(), 3, "{amount}: figure, row and total");
    }
}

#[test]
fn a_report_on_nothing_says_so() {
    let sheet = Sheet { rows: Vec::new(), totals: Totals::default(), ..month() };
    let printed = Printed::of(&sheet);
    printed.says("Nothing was recorded on these days.");
    assert!(!printed.text().contains("Total"), "there is no table");
    assert!(!printed.structure().contains("Figure"), "and no chart");
    Printed::of(&Sheet { locale: Locale::DeDe, ..sheet })
        .says("An diesen Tagen wurde nichts erfasst.");
}

#[test]
fn rows_that_overlap_say_why_they_do_not_add_up() {
    let sheet = Sheet { by: By::Tag, rows_overlap: true, ..month() };
    Printed::of(&sheet).says("Work with several tags stands in the row of each");
    assert!(!Printed::of(&month()).text().contains("several tags"));
}

#[test]
fn budgets_say_what_is_left() {
    let mut sheet = month();
    let mut over =
        budget("Nordwind", Size::Money(money("3000.00 USD")), money_spent("3877.50 USD"));
    over.standing.days = Some((date("2026-11-01"), date("2026-11-30")));
    over.standing.without_rate = 2 * HOUR;
    over.standing.elsewhere = vec![money("12.00 EUR")];
    // Half a minute goes up, and what is left is reckoned from the minutes shown.
    let time = Size::Time(62 * HOUR + 30 * MINUTE + MINUTE / 2);
    sheet.budgets = vec![over, budget("Acme, retainer", Size::Time(80 * HOUR), time)];
    let printed = Printed::of(&sheet);
    assert_eq!(cells(&printed, "Budget"), ["Spent", "Limit", "Left", "Used"]);
    let acme = cells(&printed, "Acme, retainer");
    assert_eq!(acme, ["62 h 31", "80 h 00", "17 h 29", "78%"]);
    assert_eq!(minutes(&acme[0]) + minutes(&acme[2]), minutes(&acme[1]));
    let rows = printed.table();
    let spent = ["Nordwind", "USD 3,877.50", "USD 3,000.00", "USD 877.50 over", "129%"];
    assert!(rows.iter().any(|cells| *cells == spent), "{rows:#?}");
    printed.says("2 h 00 without a rate not counted");
    printed.says("EUR 12.00 not counted");
    printed.says("in all");
    assert_eq!(printed.text().matches("1 – 30 November 2026").count(), 3, "head, foot, budget");
}
