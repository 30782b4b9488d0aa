//! Reports foot, whatever the rows are.

use super::*;
use crate::budget::{Period, Size, Subject};
use crate::currency::Currency;
use crate::id::{BudgetId, RateId};
use crate::rate::{Rate, Scope};
use crate::time::{HOUR, MINUTE, Moment, SECOND};
use crate::work::tests::{berlin, block, client, date, on_day, project, tag, task, work};
use crate::work::{Frozen, When};
use proptest::prelude::*;

/// Client 1 pays 60.00 EUR an hour, 90.00 EUR from December on; client 2 100.00 USD; nobody
/// agreed on a rate with client 3.
fn book() -> Book {
    let rate = |number: u8, of, from, per_hour: &str| Rate {
        id: RateId::mint(Moment(i64::from(number)), [6; 10]),
        scope: Scope::Client(client(of)),
        from: date(from),
        per_hour: Some(per_hour.parse().unwrap()),
    };
    let rates = [
        rate(1, 1, "2026-01-01", "60.00 EUR"),
        rate(2, 1, "2026-12-01", "90.00 EUR"),
        rate(3, 2, "2026-01-01", "100.00 USD"),
    ];
    let dollar = "USD".parse().unwrap();
    Book::new(rates, [(client(1), Currency::EUR), (client(2), dollar), (client(3), dollar)])
}

fn for_client(number: u8, mut work: Work) -> Work {
    work.target.client = Some(client(number));
    work
}

fn days(first: &str, last: &str) -> Days {
    Days::new(date(first), date(last)).unwrap()
}

fn rounded(policy: &str) -> BTreeMap<ClientId, Policy> {
    BTreeMap::from([(client(1), policy.parse().unwrap())])
}

#[track_caller]
fn report_by(by: By, days: Days, works: &[Work], roundings: &BTreeMap<ClientId, Policy>) -> Report {
    let request = Request {
        days,
        by,
        first_weekday: Weekday::Monday,
        zone: &berlin(),
        book: &book(),
        roundings,
        budgets: &[],
    };
    report(works, &request).unwrap()
}

/// A row as text: minutes, billable minutes, minutes without a rate, amounts.
fn shown(sums: &Sums) -> String {
    let Sums { minutes, billable_minutes, without_rate_minutes, amounts } = sums;
    let amounts: Vec<_> = amounts.iter().map(Money::to_string).collect();
    format!("{minutes} {billable_minutes} {without_rate_minutes} {}", amounts.join(", "))
}

#[track_caller]
fn check(by: By, days: Days, works: &[Work], rows: &[(Key, &str)], total: &str) {
    let report = report_by(by, days, works, &BTreeMap::new());
    let found: Vec<_> = report.rows.iter().map(|row| (row.key, shown(&row.sums))).collect();
    let rows: Vec<_> = rows.iter().map(|(key, sums)| (*key, (*sums).to_owned())).collect();
    assert_eq!(found, rows);
    assert_eq!(shown(&report.totals.sums), total);
}

#[test]
fn rows_by_client_hold_time_and_one_amount_for_each_currency() {
    let mut free = on_day(2, "2026-11-20", 30 * MINUTE);
    free.billable = false;
    let mut nobody = on_day(5, "2026-11-21", HOUR);
    nobody.target.client = None;
    nobody.billable = false;
    let works = [
        on_day(1, "2026-11-20", 90 * MINUTE),
        free,
        for_client(2, on_day(3, "2026-11-20", 15 * MINUTE)),
        for_client(3, on_day(4, "2026-11-21", 10 * MINUTE)),
        nobody,
        on_day(6, "2026-11-22", HOUR),
    ];
    check(
        By::Client,
        days("2026-11-20", "2026-11-21"),
        &works,
        &[
            (Key::Client(None), "60 0 0 "),
            (Key::Client(Some(client(1))), "120 90 0 90.00 EUR"),
            (Key::Client(Some(client(2))), "15 15 0 25.00 USD"),
            (Key::Client(Some(client(3))), "10 10 10 "),
        ],
        "205 115 10 90.00 EUR, 25.00 USD",
    );
}

#[test]
fn a_row_in_two_currencies_is_divided_by_currency() {
    let mut free = on_day(4, "2026-11-20", 5 * MINUTE);
    free.billable = false;
    let works = [
        on_day(1, "2026-11-20", 60 * MINUTE + 20 * SECOND),
        for_client(2, on_day(2, "2026-11-20", 30 * MINUTE + 20 * SECOND)),
        for_client(3, on_day(3, "2026-11-20", 10 * MINUTE)),
        free,
    ];
    let report = report_by(By::Day, days("2026-11-20", "2026-11-20"), &works, &BTreeMap::new());
    assert_eq!(shown(&report.rows[0].sums), "106 101 10 60.33 EUR, 50.56 USD");
    let shares: Vec<_> = report.rows[0]
        .shares
        .iter()
        .map(|one| {
            let amount = one.amount.map_or("-".into(), |amount| amount.to_string());
            let Share { minutes, billable_minutes, without_rate_minutes, .. } = one;
            format!("{minutes} {billable_minutes} {without_rate_minutes} {amount}")
        })
        .collect();
    assert_eq!(shares, ["61 61 0 60.33 EUR", "30 30 0 50.56 USD", "15 10 10 -"]);
}

#[test]
fn rows_by_project_and_task_keep_apart_what_has_none() {
    let mut web = on_day(1, "2026-11-20", HOUR);
    web.target.project = Some(project(1));
    let mut api = web.clone();
    api.target.task = Some(task(1));
    let works =
        [web, api, on_day(3, "2026-11-20", HOUR), for_client(2, on_day(4, "2026-11-20", HOUR))];
    let (one, two) = (Some(client(1)), Some(client(2)));
    let november = days("2026-11-01", "2026-11-30");
    let total = "240 240 0 180.00 EUR, 100.00 USD";
    check(
        By::Project,
        november,
        &works,
        &[
            (Key::Project(one, None), "60 60 0 60.00 EUR"),
            (Key::Project(one, Some(project(1))), "120 120 0 120.00 EUR"),
            (Key::Project(two, None), "60 60 0 100.00 USD"),
        ],
        total,
    );
    check(
        By::Task,
        november,
        &works,
        &[
            (Key::Task(one, None, None), "60 60 0 60.00 EUR"),
            (Key::Task(one, Some(project(1)), None), "60 60 0 60.00 EUR"),
            (Key::Task(one, Some(project(1)), Some(task(1))), "60 60 0 60.00 EUR"),
            (Key::Task(two, None, None), "60 60 0 100.00 USD"),
        ],
        total,
    );
}

#[test]
fn work_with_two_tags_stands_in_both_rows_and_once_in_the_total() {
    let mut both = on_day(1, "2026-11-20", HOUR);
    both.tags = vec![tag(2), tag(1), tag(2)];
    let mut one = on_day(2, "2026-11-20", HOUR);
    one.tags = vec![tag(2)];
    let works = [both, one, on_day(3, "2026-11-20", HOUR)];
    let november = days("2026-11-01", "2026-11-30");
    let rows = [
        (Key::Tag(None), "60 60 0 60.00 EUR"),
        (Key::Tag(Some(tag(1))), "60 60 0 60.00 EUR"),
        (Key::Tag(Some(tag(2))), "120 120 0 120.00 EUR"),
    ];
    check(By::Tag, november, &works, &rows, "180 180 0 180.00 EUR");
    assert!(report_by(By::Tag, november, &works, &BTreeMap::new()).rows_overlap);
    assert!(!report_by(By::Tag, november, &works[1..], &BTreeMap::new()).rows_overlap);
    assert!(!report_by(By::Day, november, &works, &BTreeMap::new()).rows_overlap);
}

#[test]
fn work_over_midnight_is_cut_where_the_day_month_and_rate_change() {
    let works = [work(1, "2026-11-30T22:30:00+01:00", "2026-12-01T01:15:00+01:00")];
    let both = days("2026-11-30", "2026-12-01");
    let (before, after) = ("90 90 0 90.00 EUR", "75 75 0 112.50 EUR");
    let total = "165 165 0 202.50 EUR";
    let (november, december) = (date("2026-11-30"), date("2026-12-01"));
    check(
        By::Day,
        both,
        &works,
        &[(Key::Day(november), before), (Key::Day(december), after)],
        total,
    );
    let months = [(Key::Month(date("2026-11-01")), before), (Key::Month(december), after)];
    check(By::Month, both, &works, &months, total);
    check(By::Week, both, &works, &[(Key::Week(november), total)], total);
    let first = [(Key::Day(november), before)];
    check(By::Day, days("2026-11-01", "2026-11-30"), &works, &first, before);
}

#[test]
fn a_week_begins_on_the_day_that_was_given() {
    let works = [on_day(1, "2026-11-22", HOUR), on_day(2, "2026-11-23", HOUR)];
    let check = |first_weekday, expected: &[&str]| {
        let request = Request {
            days: days("2026-11-16", "2026-11-29"),
            by: By::Week,
            first_weekday,
            zone: &berlin(),
            book: &book(),
            roundings: &BTreeMap::new(),
            budgets: &[],
        };
        let keys: Vec<_> =
            report(&works, &request).unwrap().rows.iter().map(|row| row.key).collect();
        let expected: Vec<_> = expected.iter().map(|day| Key::Week(date(day))).collect();
        assert_eq!(keys, expected, "weeks begin on {first_weekday:?}");
    };
    check(Weekday::Monday, &["2026-11-16", "2026-11-23"]);
    check(Weekday::Sunday, &["2026-11-22"]);
    check(Weekday::Saturday, &["2026-11-21"]);
}

#[test]
fn rounding_together_makes_the_columns_add_up() {
    let works: Vec<_> =
        (1..=3).map(|number| on_day(number, "2026-11-20", 20 * MINUTE + 20 * SECOND)).collect();
    let mut spread = works.clone();
    for (at, one) in (1_u8..).zip(&mut spread) {
        one.target.project = Some(project(at));
    }
    let one = Some(client(1));
    check(
        By::Project,
        days("2026-11-20", "2026-11-20"),
        &spread,
        &[
            (Key::Project(one, Some(project(1))), "21 21 0 20.33 EUR"),
            (Key::Project(one, Some(project(2))), "20 20 0 20.33 EUR"),
            (Key::Project(one, Some(project(3))), "20 20 0 20.33 EUR"),
        ],
        "61 61 0 60.99 EUR",
    );
}

#[test]
fn equal_rows_are_worth_the_same_alone_and_together() {
    let works: Vec<_> = (1..=7)
        .map(|number| {
            for_client(2, on_day(number, &format!("2026-11-{:02}", 15 + number), 50 * MINUTE))
        })
        .collect();
    let week = days("2026-11-16", "2026-11-22");
    let each = "50 50 0 83.33 USD";
    let rows: Vec<_> = (16..=22)
        .map(|day| (Key::Day(date("2026-11-01").with().day(day).build().unwrap()), each))
        .collect();
    check(By::Day, week, &works, &rows, "350 350 0 583.31 USD");
    let alone = days("2026-11-16", "2026-11-16");
    check(By::Day, alone, &works, &rows[..1], each);
    let all = "350 350 0 583.33 USD";
    check(By::Client, week, &works, &[(Key::Client(Some(client(2))), all)], all);
}

#[test]
fn hours_times_rate_is_the_amount_however_often_the_work_was_interrupted() {
    let works: Vec<_> = (1..=6).map(|number| on_day(number, "2026-12-02", 10 * MINUTE)).collect();
    let december = days("2026-12-01", "2026-12-31");
    let report = report_by(By::Client, december, &works, &BTreeMap::new());
    assert_eq!(shown(&report.totals.sums), "60 60 0 90.00 EUR");
    let odd: Vec<_> = (1..=3).map(|number| on_day(number, "2026-12-02", 7 * MINUTE)).collect();
    let report = report_by(By::Client, december, &odd, &rounded("nearest 15 per day"));
    assert_eq!(shown(&report.totals.sums), "15 15 0 22.50 EUR", "21 minutes are a quarter");
}

#[test]
fn an_effective_rate_goes_by_the_time_really_worked() {
    let november = days("2026-11-01", "2026-11-30");
    let mut free = on_day(2, "2026-11-20", 30 * MINUTE);
    free.billable = false;
    let works = [on_day(1, "2026-11-20", 50 * MINUTE), free];
    let totals = |works: &[Work], roundings: &BTreeMap<ClientId, Policy>| {
        report_by(By::Client, november, works, roundings).totals
    };
    let exact = totals(&works, &BTreeMap::new());
    assert_eq!(exact.effective_rate.unwrap().to_string(), "37.50 EUR", "50.00 for 80 minutes");
    assert_eq!(exact.billable_permille, Some(625));
    let rounded = totals(&works, &rounded("up 60 per entry"));
    assert_eq!(rounded.effective_rate.unwrap().to_string(), "45.00 EUR", "60.00 for 80 minutes");
    assert_eq!(rounded.billable_permille, Some(667), "of what is shown");
    let mixed = totals(&[works[0].clone(), for_client(2, works[0].clone())], &BTreeMap::new());
    assert_eq!(mixed.effective_rate, None, "two currencies have no common rate");
    assert_eq!(totals(&[], &BTreeMap::new()), Totals::default());
}

#[test]
fn a_report_is_compared_with_as_many_days_before() {
    let works = [
        on_day(1, "2026-11-09", HOUR),
        on_day(2, "2026-11-15", HOUR),
        on_day(3, "2026-11-16", 3 * HOUR),
        on_day(4, "2026-11-08", 9 * HOUR),
    ];
    let week = days("2026-11-16", "2026-11-22");
    let report = report_by(By::Client, week, &works, &BTreeMap::new());
    assert_eq!(report.previous_days, Some(days("2026-11-09", "2026-11-15")));
    assert_eq!(shown(&report.previous.sums), "120 120 0 120.00 EUR");
    assert_eq!(change_percent(120, report.totals.sums.minutes), Some(50));
    let check = |before, now, expected| assert_eq!(change_percent(before, now), expected);
    check(0, 5, None);
    check(200, 199, Some(-1));
    check(300, 299, Some(0));
    check(5, 0, Some(-100));
    check(i64::MAX, i64::MAX, Some(0));
    check(1, i64::MAX, None);
}

#[test]
fn a_report_says_what_is_left_of_budgets_on_its_last_day() {
    let budget = |subject, limit, period| Budget {
        id: BudgetId::mint(Moment(1), [7; 10]),
        subject,
        limit,
        period,
        warn_at: budget::WARN_AT.to_vec(),
    };
    let mut web = on_day(1, "2026-11-20", 10 * MINUTE);
    web.target.project = Some(project(1));
    let works = [
        web,
        on_day(2, "2026-11-20", 20 * MINUTE),
        on_day(3, "2026-10-01", HOUR),
        for_client(2, on_day(4, "2026-11-20", HOUR)),
    ];
    let euros = |text: &str| Size::Money(text.parse().unwrap());
    let budgets = [
        budget(Subject::Client(client(1)), Size::Time(HOUR), Period::Month),
        budget(Subject::Client(client(1)), euros("100.00 EUR"), Period::Whole),
        budget(Subject::Project(project(1)), euros("100.00 EUR"), Period::Month),
    ];
    let request = Request {
        days: days("2026-10-31", "2026-11-20"),
        by: By::Client,
        first_weekday: Weekday::Monday,
        zone: &berlin(),
        book: &book(),
        roundings: &rounded("up 60 per day"),
        budgets: &budgets,
    };
    let left: Vec<_> =
        report(&works, &request).unwrap().budgets.iter().map(|standing| standing.left).collect();
    let expected = [Size::Time(30 * MINUTE), euros("-20.00 EUR"), euros("80.00 EUR")];
    assert_eq!(left, expected, "the project has a third of the rounded hour of its day");
}

#[test]
fn days_have_an_order_and_a_length() {
    let refused = Days::new(date("2026-11-21"), date("2026-11-20")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "2026-11-20 lies before 2026-11-21; give the earlier day first"
    );
    let march = days("2026-03-01", "2026-03-31");
    assert_eq!(march.count(), 31);
    let check = |first: &str, last: &str, before: (&str, &str)| {
        assert_eq!(days(first, last).previous(), Some(days(before.0, before.1)));
    };
    check("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28"));
    check("2026-04-01", "2026-06-30", ("2026-01-01", "2026-03-31"));
    check("2024-01-01", "2024-12-31", ("2023-01-01", "2023-12-31"));
    check("2026-03-01", "2026-03-30", ("2026-01-30", "2026-02-28"));
    check("2026-03-02", "2026-03-08", ("2026-02-23", "2026-03-01"));
    assert_eq!(march.span(&berlin()).millis(), 31 * 24 * HOUR - HOUR, "clocks change in March");
    let json = serde_json::to_string(&march).unwrap();
    assert_eq!(json, "[\"2026-03-01\",\"2026-03-31\"]");
    assert_eq!(serde_json::from_str::<Days>(&json).unwrap(), march);
    assert!(serde_json::from_str::<Days>("[\"2026-03-02\",\"2026-03-01\"]").is_err());
    let first = Days::new(Date::MIN, Date::MIN).unwrap();
    assert_eq!((first.previous(), first.count()), (None, 1));
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let mut dear = on_day(1, "2026-11-20", 2 * HOUR);
    let per_hour = Some(Money::new(i64::MAX, Currency::EUR));
    dear.billed = Some([(date("2026-11-20"), Frozen { per_hour, billed_ms: None })].into());
    let request = Request {
        days: days("2026-11-20", "2026-11-20"),
        by: By::Client,
        first_weekday: Weekday::Monday,
        zone: &berlin(),
        book: &book(),
        roundings: &BTreeMap::new(),
        budgets: &[],
    };
    assert_eq!(report(&[dear], &request), Err(money::Refusal::TooLarge));
}

fn any_work() -> impl Strategy<Value = Vec<Work>> {
    // Around the change of clocks in Berlin on 2026-10-25, with work over many midnights.
    let start = 1_792_800_000_000_i64;
    let one = (start..start + 240 * HOUR, 1_i64..30 * HOUR, 0_u8..4, any::<bool>(), 0_u8..3);
    proptest::collection::vec(one, 0..12).prop_map(|all| {
        (1_u8..)
            .zip(all)
            .map(|(number, (start, length, whose, billable, tags))| {
                let span = Span::new(Moment(start), Moment(start + length));
                let mut one = on_day(number, "2026-01-01", 0);
                one.when = When::Spans(vec![span]);
                one.target.client = (whose > 0).then(|| client(whose));
                one.target.project = (number % 2 == 0).then(|| project(number % 4));
                one.billable = billable;
                one.tags = (0..tags).map(tag).collect();
                one
            })
            .collect()
    })
}

const ALL: [By; 7] = [By::Client, By::Project, By::Task, By::Tag, By::Day, By::Week, By::Month];

fn range() -> impl Strategy<Value = Days> {
    (15_i8..31, 0_i64..20).prop_map(|(day, more)| {
        let first = date("2026-10-01").with().day(day).build().unwrap();
        Days::new(first, first.saturating_add(jiff::Span::new().days(more))).unwrap()
    })
}

fn plus(all: &mut BTreeMap<Currency, i64>, amounts: &[Money]) {
    for amount in amounts {
        *all.entry(amount.currency).or_default() += amount.minor;
    }
}

proptest! {
    #[test]
    fn every_column_adds_up_to_its_total_and_every_grouping_has_the_same(
        works in any_work(),
        days in range(),
        policy in proptest::sample::select(vec!["none", "nearest 1 per entry", "up 15 per day"]),
    ) {
        let roundings = rounded(policy);
        let expected = report_by(By::Client, days, &works, &roundings).totals;
        for by in ALL {
            let report = report_by(by, days, &works, &roundings);
            let amounts = &report.totals.sums.amounts;
            let same = Sums { amounts: amounts.clone(), ..expected.sums.clone() };
            prop_assert_eq!(&report.totals.sums, &same, "the same time, whatever the rows are");
            for (one, other) in amounts.iter().zip(&expected.sums.amounts) {
                let cents = i64::try_from(report.rows.len() + 3).unwrap();
                prop_assert!((one.minor - other.minor).abs() <= cents, "{one} and {other}");
            }
            if report.rows_overlap {
                continue;
            }
            let (mut minutes, mut billable, mut without) = (0, 0, 0);
            let (mut amounts, mut total) = (BTreeMap::new(), BTreeMap::new());
            for row in &report.rows {
                minutes += row.sums.minutes;
                billable += row.sums.billable_minutes;
                without += row.sums.without_rate_minutes;
                plus(&mut amounts, &row.sums.amounts);
                prop_assert!(row.sums.billable_minutes <= row.sums.minutes);
                prop_assert!(row.sums.without_rate_minutes <= row.sums.billable_minutes);
                prop_assert!(row.sums.without_rate_minutes >= 0);
                let own = |number: fn(&Share) -> i64| row.shares.iter().map(number).sum::<i64>();
                prop_assert_eq!(own(|one| one.minutes), row.sums.minutes);
                prop_assert_eq!(own(|one| one.billable_minutes), row.sums.billable_minutes);
                prop_assert_eq!(own(|one| one.without_rate_minutes), row.sums.without_rate_minutes);
                let shared: Vec<Money> = row.shares.iter().filter_map(|one| one.amount).collect();
                prop_assert_eq!(&shared, &row.sums.amounts);
            }
            let sums = &report.totals.sums;
            prop_assert_eq!((minutes, billable), (sums.minutes, sums.billable_minutes));
            prop_assert_eq!(without, sums.without_rate_minutes);
            plus(&mut total, &sums.amounts);
            prop_assert_eq!(amounts, total);
        }
    }

    #[test]
    fn neighbouring_reports_neither_share_nor_lose_time(works in any_work(), at in 0_i64..20) {
        let all = days("2026-10-10", "2026-11-20");
        let cut = date("2026-10-20").saturating_add(jiff::Span::new().days(at));
        let left = Days::new(all.first(), cut).unwrap();
        let right = Days::new(cut.tomorrow().unwrap(), all.last()).unwrap();
        let exact = |days: Days| -> i64 {
            let parts = value(&works, &book(), &rounded("up 15 per entry"), &berlin());
            parts.iter().filter(|part| days.contains(part.day)).map(|part| part.billed).sum()
        };
        let minutes =
            |days| report_by(By::Day, days, &works, &rounded("up 15 per entry")).totals.sums.minutes;
        for days in [all, left, right] {
            let rounded = round_half_away(exact(days).into(), MINUTE.into());
            prop_assert_eq!(i128::from(minutes(days)), rounded);
        }
        prop_assert_eq!(exact(left) + exact(right), exact(all));
        prop_assert!((minutes(left) + minutes(right) - minutes(all)).abs() <= 1);
    }

    #[test]
    fn splitting_an_entry_changes_no_total(works in any_work(), at in 0_i64..100) {
        let all = days("2026-10-01", "2026-11-30");
        let mut split = Vec::new();
        for one in &works {
            let When::Spans(spans) = &one.when else { unreachable!("all have a time") };
            let whole = spans[0];
            let cut = whole.start.plus(whole.millis() * at / 100);
            let part = |id, start, end| Work {
                id,
                when: When::Spans(vec![Span::new(start, end)]),
                ..one.clone()
            };
            split.push(part(one.id, whole.start, cut));
            split.push(part(block(200), cut, whole.end));
        }
        let none = BTreeMap::new();
        for by in ALL {
            let (whole, parts) =
                (report_by(by, all, &works, &none), report_by(by, all, &split, &none));
            prop_assert_eq!(whole, parts);
        }
    }
}
