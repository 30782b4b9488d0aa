//! Reports printed and read again: what a PDF says is taken from it with poppler's programs.

mod paper;
mod sheets;

use self::paper::Printed;
use self::sheets::{days, money, month, row, sums};
use super::{By, Paper, Previous, Sheet, pdf};
use crate::locale::Locale;
use domain::budget::{Size, Standing};
use domain::id::BudgetId;
use domain::money::Money;
use domain::report::{Key, Sums, Totals};
use domain::time::{Date, HOUR, MINUTE, Millis, Moment};

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
fn five_hundred_rows_run_over_pages_that_each_begin_with_the_head() {
    let mut sheet = month();
    sheet.rows = (0..500)
        .map(|at| row(at, &format!("Client {at}"), sums(60, 60, 0, &[money("90.00 EUR")])))
        .collect();
    sheet.totals.sums = sums(30_000, 30_000, 0, &[money("45000.00 EUR")]);
    let printed = Printed::of(&sheet);
    let pages = printed.pages();
    assert_eq!(pages.len(), 15, "as many as 500 rows need");
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains("Amount EUR"), "page {at} begins with the head");
        assert!(page.contains(&format!("{} of 15", at + 1)), "page {at} has its number");
        assert!(page.contains("1 – 30 November 2026"), "page {at} has the days");
        assert_eq!(page.contains("Total"), at == 14, "the total stands once, on page {at}");
    }
    let text = printed.text();
    assert!((0..500).all(|at| text.contains(&format!("Client {at} "))), "no row is lost");
    printed.says("489 others 489 h 00");
}

#[test]
fn what_a_person_wrote_is_printed_as_it_is() {
    let names = [
        "#panic(\"x\")",
        "*bold* _it_ `raw` $x^2$",
        "<label> @reference // \\ [x] = {y}",
        "\"quoted\" 'name' -- ... -> ~",
        "</script>&amp;&#35;{{x}}",
        "שלום עולם",
        "日本 & Sons",
        "🎉 Party GmbH",
    ];
    let mut sheet = month();
    sheet.title = Some("#read(\"sheet.json\") *t* $y$".into());
    sheet.owner = Some("#eval(\"1+1\") <o>".into());
    sheet.rows = names
        .iter()
        .zip(0..)
        .map(|(name, at)| row(at, name, sums(60, 60, 0, &[money("90.00 EUR")])))
        .collect();
    let printed = Printed::of(&sheet);
    printed.says("#read(\"sheet.json\") *t* $y$");
    printed.says("#eval(\"1+1\") <o>");
    for name in &names[..5] {
        assert_eq!(cells(&printed, name).len(), 5, "{name}");
    }
    printed.says("שלום עולם");
    // Whether these have a glyph is up to the fonts of the machine.
    printed.says("& Sons");
    printed.says("Party GmbH");
}

#[test]
fn a_name_without_a_place_to_break_stays_on_the_page() {
    let word = "Donaudampfschifffahrt".repeat(12);
    let mut sheet = month();
    sheet.rows[0].name = Some(word.clone());
    sheet.title = Some(word.clone());
    sheet.owner = Some(word.clone());
    let printed = Printed::of(&sheet);
    let (width, right) = printed.reach();
    assert!(right < width - 50.0, "the letters end at {right} of {width} points");
    let times = printed.letters().matches(&word).count();
    assert_eq!(times, 3, "broken, not cut, no letter added: title, owner and table");
    let short = "DonaudampfschifffahrtDonaudampfschifffahrtDonaudampfsch…";
    assert!(printed.letters().contains(short), "the chart has its beginning");
}

#[test]
fn a_name_longer_than_a_page_is_printed_to_its_end() {
    let mut sheet = month();
    sheet.rows[0].name = Some(format!("{}end", "and so on ".repeat(1_000)));
    sheet.budgets = vec![budget("x", Size::Time(HOUR), Size::Time(HOUR))];
    sheet.budgets[0].name = format!("{}finish", "and so on ".repeat(1_000));
    let letters = Printed::of(&sheet).letters();
    assert_eq!(letters.matches("andsoon").count(), 2_000 + 5, "the chart has the first five");
    assert!(letters.contains("andsoonend") && letters.contains("andsoonfinish"));
}

#[test]
fn many_budgets_run_over_pages() {
    let mut sheet = month();
    let one = budget("Acme", Size::Time(80 * HOUR), Size::Time(40 * HOUR));
    sheet.budgets = vec![one; 120];
    let pages = Printed::of(&sheet).pages();
    let on = |page: &String| page.matches("50%").count();
    assert_eq!(pages.iter().map(on).sum::<usize>(), 120, "none falls off the page");
    assert!(pages[1..].iter().all(|page| page.contains("Spent")), "the head is repeated");
}

#[test]
fn a_project_says_whose_it_is() {
    let mut sheet = Sheet { by: By::Project, ..month() };
    for (row, of) in sheet.rows.iter_mut().zip(["Acme", "Nordwind", "Acme"]) {
        let Key::Client(client) = row.key else { panic!("{row:?}") };
        row.key = Key::Project(client, None);
        row.name = row.name.is_some().then(|| "Web shop".into());
        row.of = Some(of.into());
    }
    let printed = Printed::of(&sheet);
    let names: Vec<String> = printed.table().into_iter().map(|mut cells| cells.remove(0)).collect();
    for name in ["Web shop Acme", "Web shop Nordwind", "No project Acme"] {
        assert!(names.iter().any(|found| found == name), "{name} in the table: {names:#?}");
    }
    for name in ["Web shop, Acme", "Web shop, Nordwind", "No project, Acme"] {
        assert!(names.iter().any(|found| found == name), "{name} in the chart: {names:#?}");
    }
}

#[test]
fn a_name_over_several_lines_is_one_line() {
    let mut sheet = month();
    sheet.rows[0].name = Some("  Acme\nand\u{0}\tSons \u{2028}Ltd\u{ffff}".into());
    sheet.title = Some("\n".into());
    let printed = Printed::of(&sheet);
    assert_eq!(cells(&printed, "Acme and Sons Ltd").len(), 5);
    printed.says("Time by client");
}

#[test]
fn the_same_sheet_makes_the_same_bytes() {
    let sheet = month();
    let once = pdf(&sheet).unwrap();
    assert_eq!(once, pdf(&sheet).unwrap());
    let later = Sheet { made_on: date("2026-12-02"), ..sheet };
    assert_ne!(once, pdf(&later).unwrap(), "the day it was made on is part of it");
}

#[test]
fn a_screen_reader_is_told_what_is_what() {
    let printed = Printed::of(&month());
    let about = printed.about();
    for line in [
        "Title:           Time by client",
        "Author:          Johanna Beispiel",
        "Creator:         Daybook",
        "CreationDate:    Tue Dec  1 00:00:00 2026 UTC",
        "Tagged:          yes",
    ] {
        assert!(about.contains(line), "{line} in {about}");
    }
    assert!(printed.holds("en-GB"), "its language stands in its description");
    let structure = printed.structure();
    assert_eq!(structure.matches("Table (block)").count(), 1);
    assert_eq!(structure.matches("TH <").count(), 6, "{structure}");
    assert!(printed.holds(
        "Bar chart: Acme 62\u{a0}h\u{a0}30; Nordwind 45\u{a0}h\u{a0}05; No client 5\u{a0}h\u{a0}10"
    ));
}

#[test]
fn every_kind_of_report_is_pdf_ua() {
    let claims = |sheet: &Sheet| Printed::of(sheet).holds("<pdfuaid:part>1</pdfuaid:part>");
    for locale in Locale::ALL {
        assert!(claims(&Sheet { locale, ..month() }), "{locale:?}");
    }
    let mut sheet =
        Sheet { rows_overlap: true, title: Some("October & November".into()), ..month() };
    let (limit, spent) = (Size::Money(money("10.00 EUR")), money_spent("20.00 EUR"));
    sheet.budgets = vec![budget("Acme", limit, spent); 60];
    sheet.previous = Some(Previous { days: sheet.days, totals: sheet.totals.clone() });
    assert!(claims(&sheet), "with budgets and a comparison, over pages");
    sheet.by = By::Day;
    for row in &mut sheet.rows {
        row.key = Key::Day(date("2026-11-16"));
    }
    assert!(claims(&sheet), "with columns");
    sheet.rows.clear();
    sheet.owner = None;
    sheet.budgets.clear();
    assert!(claims(&sheet), "with nothing");
}

#[test]
fn a_letter_that_no_font_has_costs_the_claim_and_not_the_tags() {
    let mut sheet = month();
    sheet.rows[0].name = Some("\u{10fffd}".into());
    let printed = Printed::of(&sheet);
    assert!(!printed.holds("pdfuaid:part"), "PDF/UA-1 wants a glyph for every letter");
    assert!(printed.about().contains("Tagged:          yes"));
    sheet.rows[0].name = Some("שלום".into());
    assert!(Printed::of(&sheet).holds("pdfuaid:part"), "another font has these");
}

#[test]
fn paper_has_the_size_that_was_asked_for() {
    let about = |paper| Printed::of(&Sheet { paper, ..month() }).about();
    assert!(about(Paper::A4).contains("595.276 x 841.89 pts (A4)"));
    assert!(about(Paper::Letter).contains("612 x 792 pts (letter)"));
}

#[test]
fn days_weeks_and_months_are_named_by_their_dates() {
    #[track_caller]
    fn check(by: By, keys: &[Key], locale: Locale, expected: &[&str]) {
        let mut sheet = Sheet { by, locale, ..month() };
        sheet.days = days("2026-11-05", "2026-12-31");
        let all = sums(60, 60, 0, &[]);
        sheet.rows = keys
            .iter()
            .map(|key| super::Row {
                key: *key,
                name: None,
                of: None,
                color: None,
                sums: all.clone(),
            })
            .collect();
        sheet.totals.sums = sums(60 * keys.len() as i64, 60 * keys.len() as i64, 0, &[]);
        let printed = Printed::of(&sheet);
        for name in expected {
            assert_eq!(cells(&printed, name), ["1 h 00", "1 h 00"]);
        }
    }
    let (first, second) = (date("2026-11-01"), date("2026-11-16"));
    let day = [Key::Day(second)];
    check(By::Day, &day, Locale::EnGb, &["Mon 16 Nov 2026"]);
    check(By::Day, &day, Locale::DeDe, &["Mo., 16. Nov. 2026"]);
    let weeks = [Key::Week(date("2026-11-02")), Key::Week(second), Key::Week(date("2026-12-28"))];
    let english =
        ["5 – 8 Nov 2026 Week 45", "16 – 22 Nov 2026 Week 47", "28 – 31 Dec 2026 Week 53"];
    check(By::Week, &weeks, Locale::EnGb, &english);
    check(By::Week, &[Key::Week(date("2026-11-15"))], Locale::EnUs, &["Nov 15 – 21, 2026"]);
    check(By::Week, &weeks[1..2], Locale::DeCh, &["16. – 22. Nov. 2026 KW 47"]);
    let months = [Key::Month(first), Key::Month(date("2026-12-01"))];
    let named = ["November 2026 5 – 30 November 2026", "December 2026"];
    check(By::Month, &months, Locale::EnGb, &named);
}

#[test]
fn days_without_work_are_gaps_in_the_chart() {
    let mut sheet = Sheet { by: By::Day, ..month() };
    sheet.days = days("2026-11-16", "2026-11-20");
    let on = |day: &str, minutes: i64| super::Row {
        key: Key::Day(date(day)),
        name: None,
        of: None,
        color: None,
        sums: sums(minutes, minutes, 0, &[]),
    };
    sheet.rows = vec![on("2026-11-16", 480), on("2026-11-19", 240)];
    sheet.totals.sums = sums(720, 720, 0, &[]);
    let printed = Printed::of(&sheet);
    let below = ["16", "17", "18", "19", "20"];
    assert!(printed.table().iter().any(|cells| *cells == below), "{:#?}", printed.table());
    assert!(
        printed
            .holds("Bar chart: Mon 16 Nov 2026 8\u{a0}h\u{a0}00; Thu 19 Nov 2026 4\u{a0}h\u{a0}00")
    );
    assert!(!printed.text().contains("Not billable"), "all of it is billable");
}

#[test]
fn months_and_years_are_named_where_they_begin() {
    #[track_caller]
    fn check(by: By, key: fn(Date) -> Key, first: &str, last: &str, expected: &[&str]) {
        let mut sheet = Sheet { by, days: days(first, last), ..month() };
        sheet.rows.truncate(1);
        // A Monday, and the first of its month.
        sheet.rows[0].key = key(date("2026-06-01"));
        let rows = Printed::of(&sheet).table();
        assert!(rows.iter().any(|cells| *cells == expected), "{expected:?} in {rows:#?}");
    }
    let weeks = ["28 May", "1 Jun", "8", "15", "22", "29", "6 Jul"];
    check(By::Week, Key::Week, "2026-05-28", "2026-07-12", &weeks);
    let months = ["Nov 2025", "Dec", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun"];
    check(By::Month, Key::Month, "2025-11-15", "2026-06-30", &months);
    check(By::Month, Key::Month, "2024-11-15", "2027-06-30", &["2024", "2025", "2026", "2027"]);
    check(By::Day, Key::Day, "2026-05-25", "2026-08-31", &["May", "Jun", "Jul", "Aug"]);
    check(
        By::Week,
        Key::Week,
        "2026-02-01",
        "2026-09-13",
        &["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"],
    );
}

#[test]
fn more_days_than_can_be_told_apart_have_no_chart() {
    let mut sheet = Sheet { by: By::Day, ..month() };
    let figures = |sheet: &Sheet| Printed::of(sheet).structure().matches("Figure").count();
    sheet.days = days("2025-10-28", "2026-12-01");
    sheet.rows.truncate(1);
    sheet.rows[0].key = Key::Day(date("2026-11-16"));
    assert_eq!(figures(&sheet), 1, "400 days");
    sheet.days = days("2025-10-27", "2026-12-01");
    assert_eq!(figures(&sheet), 0, "401 days");
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

#[test]
fn a_bar_is_as_long_as_its_part_of_the_longest() {
    let mut sheet = month();
    sheet.rows = (0..14)
        .map(|at| row(at, &format!("Client {at}"), sums(100 + i64::from(at), 50, 0, &[])))
        .collect();
    sheet.budgets = vec![
        budget("Acme", Size::Time(HOUR), Size::Time(2 * HOUR)),
        budget("Nordwind", Size::Time(2 * HOUR), Size::Time(HOUR)),
    ];
    let view = serde_json::to_value(super::view::view(&sheet)).unwrap();
    let bars = view["chart"]["bars"].as_array().unwrap();
    let parts = |at: usize| {
        let bar = &bars[at];
        (bar["label"].as_str().unwrap(), bar["billable"].as_i64(), bar["rest"].as_i64())
    };
    assert_eq!(bars.len(), 12);
    assert_eq!(parts(0), ("Client 13", Some(4_424), Some(5_575)), "the longest, cut down");
    assert_eq!(parts(10), ("Client 3", Some(4_424), Some(4_690)));
    assert_eq!(parts(11), ("3 others", Some(0), Some(0)), "what is left has no bar");
    assert_eq!(bars[11]["value"], "5\u{a0}h\u{a0}03");
    let budget = |at: usize| {
        let row = &view["budgets"]["rows"][at];
        (row["percent"].as_i64().unwrap(), row["over"].as_bool().unwrap())
    };
    assert_eq!(budget(0), (100, true), "a bar does not leave its place");
    assert_eq!(budget(1), (50, false));
}

#[test]
fn a_title_from_right_to_left_leaves_the_days_beside_it_in_order() {
    let printed = Printed::of(&Sheet { title: Some("שלום".into()), ..month() });
    let foot: Vec<_> = printed.places().into_iter().filter(|(_, _, y)| *y > 780.0).collect();
    let at = |word: &str| foot.iter().find(|(found, ..)| found == word).expect(word).1;
    assert!(at("1") < at("30") && at("30") < at("November"), "{foot:?}");
}

#[test]
fn figures_of_any_size_keep_apart() {
    let mut sheet = month();
    let most = Money::new(i64::MIN, money("1.00 EUR").currency);
    sheet.totals.sums.amounts = vec![most];
    sheet.totals.effective_rate = Some(most);
    let printed = Printed::of(&sheet);
    let figures = ["112 h 45", "101 h 20", "EUR −92,233,720,368,547,758.08"];
    let rows = printed.table();
    let found = rows.iter().find(|cells| cells.starts_with(&figures.map(str::to_owned)));
    assert_eq!(found.unwrap_or_else(|| panic!("{rows:#?}")).len(), 4);
}

#[test]
fn the_colours_are_those_of_the_window() {
    let tokens = include_str!("../../../../../ui/src/lib/shared/tokens.css");
    let light = tokens.split("[data-theme=\"dark\"]").next().unwrap();
    let of_window = |name: &str| {
        let line = light.lines().find(|line| line.trim().starts_with(&format!("--{name}:")));
        line.unwrap().trim().split(['#', ';']).nth(1).unwrap().to_owned()
    };
    let template = include_str!("../../templates/paper.typ");
    let all: Vec<&str> =
        template.split("rgb(\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let names = ["ink", "ink-2", "well", "line", "line-strong", "bad"];
    let clients = (0..8).map(|number| format!("c{number}"));
    let expected: Vec<String> =
        names.map(str::to_owned).into_iter().chain(clients).map(|name| of_window(&name)).collect();
    assert_eq!(all, expected);
}

fn money_spent(text: &str) -> Size {
    Size::Money(money(text))
}

fn budget(name: &str, limit: Size, spent: Size) -> super::Budget {
    let left = limit.number() - spent.number();
    let percent = u32::try_from(spent.number() * 100 / limit.number()).unwrap();
    let left = match limit {
        Size::Time(_) => Size::Time(left as Millis),
        Size::Money(money) => Size::Money(Money::new(left, money.currency)),
    };
    super::Budget {
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
