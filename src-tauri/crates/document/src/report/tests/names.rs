//! How rows, titles and owners are written, whatever they are called.

use super::paper::Printed;
use super::sheets::{days, money, month, row, sums};
use super::{budget, cells, date};
use crate::locale::Locale;
use crate::report::{Row, Sheet};
use domain::budget::Size;
use domain::report::{By, Key};
use domain::time::HOUR;

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
    sheet.title = Some("Time\u{fdd0}\u{1fffe} & days".into());
    let description = "<rdf:li xml:lang=\"x-default\">Time &amp; days</rdf:li>";
    assert!(Printed::of(&sheet).holds(description), "letters that XML does not allow are none");
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
            .map(|key| Row { key: *key, name: None, of: None, color: None, sums: all.clone() })
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
fn a_title_from_right_to_left_leaves_the_days_beside_it_in_order() {
    let printed = Printed::of(&Sheet { title: Some("שלום".into()), ..month() });
    let foot: Vec<_> = printed.places().into_iter().filter(|(_, _, y)| *y > 780.0).collect();
    let at = |word: &str| foot.iter().find(|(found, ..)| found == word).expect(word).1;
    assert!(at("1") < at("30") && at("30") < at("November"), "{foot:?}");
}
