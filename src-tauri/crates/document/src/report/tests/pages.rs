//! What a report is as a file: its pages, its looks, its tags, its bytes.

use super::paper::Printed;
use super::sheets::{money, month, row, sums};
use super::{budget, date, money_spent};
use crate::locale::Locale;
use crate::report::{Paper, Previous, Sheet, pdf};
use domain::budget::Size;
use domain::money::Money;
use domain::report::{By, Key};
use domain::time::HOUR;

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
        "CreationDate:    Tue Dec  1 12:00:00 2026 UTC",
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
    let tokens = include_str!("../../../../../../ui/src/lib/shared/tokens.css");
    let light = tokens.split("[data-theme=\"dark\"]").next().unwrap();
    let of_window = |name: &str| {
        let line = light.lines().find(|line| line.trim().starts_with(&format!("--{name}:")));
        line.unwrap().trim().split(['#', ';']).nth(1).unwrap().to_owned()
    };
    let template = include_str!("../../../templates/paper.typ");
    let all: Vec<&str> =
        template.split("rgb(\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let names = ["ink", "ink-2", "well", "line", "line-strong", "bad"];
    let clients = (0..8).map(|number| format!("c{number}"));
    let expected: Vec<String> =
        names.map(str::to_owned).into_iter().chain(clients).map(|name| of_window(&name)).collect();
    assert_eq!(all, expected);
}
