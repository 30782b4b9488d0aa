//! How long the timesheet takes out of five years: half a million activities, fifty thousand
//! entries for eight clients.

use super::{Folder, Number, median, ms};
use crate::failure::Failure;
use domain::activity::{Activity, State, Window};
use domain::block::{Answer, Block, Status};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, ClientId, ProjectId};
use domain::ledger::Change;
use domain::report::{By, Days};
use domain::segments::Segments;
use domain::time::{DAY, Date, HOUR, MINUTE, Millis, Moment, Span, TimeZone};
use engine::Daybook;
use engine::clock::machine;
use engine::home::Home;
use engine::rates::NewRate;
use engine::reports::ReportRequest;
use store::entries::Row;
use store::{Check, Store, activities, entries};

const DAYS: i64 = 5 * 365;

/// So many of each on a day.
const ENTRIES: i64 = 28;
const ACTIVITIES: i64 = 274;

const CLIENTS: [&str; 8] =
    ["Acme", "Nordwind", "Helio", "Brandt", "Copper", "Fjord", "Gable", "Quill"];

const WORDS: [&str; 12] = [
    "review",
    "design",
    "planning",
    "invoice",
    "login",
    "export",
    "meeting",
    "slides",
    "estimate",
    "deployment",
    "contract",
    "research",
];

/// What is older is on invoices; what is younger waits to be reviewed.
const BILLED: Millis = 60 * DAY;
const FRESH: Millis = 2 * DAY;

pub(super) fn measure(folder: &Folder) -> Result<Vec<Number>, Failure> {
    let clock = machine();
    let (now, zone) = (clock.now(), clock.zone());
    let home = Home::find(Some(folder.path().to_owned()))?;
    let (daybook, _) = Daybook::open(home, Check::Glance, clock)?;
    let mut works = Vec::new();
    for client in CLIENTS {
        let id = daybook.add_client(client, None)?.id;
        works.push((id, daybook.add_project("Web", client)?.id));
        works.push((id, daybook.add_project("Shop", client)?.id));
    }
    let first = now.minus(DAYS * DAY);
    let scope = daybook.scope("default", "EUR")?;
    let from = first.in_zone(&zone).date();
    daybook.set_rate(&NewRate { scope, from, per_hour: "90".into() })?;
    fill(folder, first, now, &zone, &works)?;

    let today = daybook.today();
    let yesterday = today.yesterday().unwrap_or(today);
    let month = month_before(today)?;
    let month = |by| ReportRequest {
        days: month,
        by,
        rounded: true,
        clients: Vec::new(),
        confirmed: false,
    };
    let year = ReportRequest {
        days: year_before(today)?,
        by: By::Month,
        rounded: true,
        clients: Vec::new(),
        confirmed: false,
    };
    let by_client = month(By::Client);
    let by_day = month(By::Day);
    let mut numbers = Vec::new();
    for (name, took) in [
        ("sheet.day", median(|| Ok(daybook.day(yesterday)?))?),
        ("sheet.week", median(|| Ok(daybook.week(yesterday)?))?),
        (
            "sheet.review_of_a_day",
            median(|| Ok(daybook.review::<&str>(yesterday, yesterday, &[])?))?,
        ),
        ("sheet.month_report", median(|| Ok(daybook.report_on(by_client.clone())?))?),
        ("sheet.month_report_by_day", median(|| Ok(daybook.report_on(by_day.clone())?))?),
        ("sheet.year_report", median(|| Ok(daybook.report_on(year.clone())?))?),
        ("sheet.search_a_word", median(|| Ok(daybook.search("deployment", 50)?))?),
        ("sheet.search_two_words", median(|| Ok(daybook.search("login contr", 50)?))?),
        ("sheet.unbilled", median(|| Ok(daybook.leaks()?))?),
    ] {
        numbers.push(Number::new(name, ms(took), "ms"));
    }
    Ok(numbers)
}

/// The last whole month, as far as it can be had.
fn month_before(today: Date) -> Result<Days, Failure> {
    let last = today.first_of_month().yesterday().unwrap_or(today);
    Days::new(last.first_of_month(), last).map_err(|error| Failure::Input(error.to_string()))
}

fn year_before(today: Date) -> Result<Days, Failure> {
    let last = today.first_of_year().yesterday().unwrap_or(today);
    Days::new(last.first_of_year(), last).map_err(|error| Failure::Input(error.to_string()))
}

fn fill(
    folder: &Folder,
    first: Moment,
    now: Moment,
    zone: &TimeZone,
    works: &[(ClientId, ProjectId)],
) -> Result<(), Failure> {
    let (store, _) = Store::open(folder.path(), Check::Glance, now)?;
    let (zone, works) = (zone.clone(), works.to_vec());
    store.write(move |tx| {
        for day in 0..DAYS {
            let morning = first.plus(day * DAY + 8 * HOUR);
            for nth in 0..ACTIVITIES {
                activities::apply(tx, &[Change::Put(activity(morning, day, nth))])?;
            }
            for nth in 0..ENTRIES {
                if let Some(row) = row(morning, day, nth, now, &zone, &works) {
                    entries::put(tx, &row, now)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn activity(morning: Moment, day: i64, nth: i64) -> Activity {
    let length = 10 * HOUR / ACTIVITIES;
    let from = morning.plus(nth * length);
    let span = Span::new(from, from.plus(length));
    if nth % 12 == 11 {
        return Activity { span, state: State::Idle, window: None };
    }
    let title = format!("title {} of a window as long as titles are", (day * 31 + nth / 5) % 9_000);
    let window = Window { program: format!("program {}", nth / 40 % 7), title, site: None };
    Activity { span, state: State::Working, window: Some(window) }
}

fn row(
    morning: Moment,
    day: i64,
    nth: i64,
    now: Moment,
    zone: &TimeZone,
    works: &[(ClientId, ProjectId)],
) -> Option<Row> {
    let from = morning.plus(nth * 20 * MINUTE);
    let span = Span::new(from, from.plus(19 * MINUTE));
    let pick = |count: usize, turn: i64| usize::try_from(turn).unwrap_or(0) % count.max(1);
    let (client, project) = *works.get(pick(works.len(), day * 7 + nth / 3))?;
    let word = |turn| WORDS.get(pick(WORDS.len(), turn)).copied().unwrap_or_default();
    let age = now.since(span.end);
    let status = match age {
        old if old > BILLED => Status::Billed,
        fresh if fresh < FRESH => Status::Draft,
        _ => Status::Confirmed,
    };
    let [high, low] = u16::try_from(day).unwrap_or(0).to_be_bytes();
    let random = [high, low, u8::try_from(nth).unwrap_or(0), 0, 0, 0, 0, 0, 0, 0];
    let answer = Answer {
        client: Some(client),
        project: Some(project),
        label: format!("{} {} {}", word(day + nth), word(day / 3 + nth * 5), word(nth)),
        billable: nth % 5 != 0,
        confidence: 0.8,
        reason: "you said so".into(),
    };
    let id = BlockId::mint(from, random);
    let block = Block { id, span, answer, status, edited: status != Status::Draft };
    let entry = Entry::of(block, Segments::from(span), zone.clone()).ok()?;
    let invoice = (status == Status::Billed).then(|| format!("{}", day / 30));
    let details = Details { source: Source::Capture, invoice, ..Details::default() };
    Some(Row { entry, details })
}
