//! How long it takes to look at a day, a month and the present, out of half a million activities
//! and two thousand lessons.

use super::{Folder, Number, median, ms, timed};
use crate::failure::Failure;
use domain::activity::{Activity, State, Window};
use domain::block::{Answer, Block, Status};
use domain::id::BlockId;
use domain::ledger::Change;
use domain::time::{HOUR, Moment, SECOND, Span};
use domain::tokens::Token;
use engine::Daybook;
use engine::blocks::Correction;
use engine::clock::machine;
use engine::home::Home;
use store::{Check, Store, activities, blocks};

const ACTIVITIES: i64 = 500_000;

/// Another window every eight seconds: a restless month and a half.
const LENGTH: i64 = 8 * SECOND;

/// From the beginning of one block to the next: two thousand of them, and each of them taught.
const BLOCK: i64 = HOUR / 2;

pub(super) fn measure(folder: &Folder) -> Result<Vec<Number>, Failure> {
    let clock = machine();
    let now = clock.now();
    let start = now.minus(ACTIVITIES * LENGTH);
    fill(folder, start, now)?;
    let home = Home::find(Some(folder.path().to_owned()))?;
    let (daybook, _) = Daybook::open(home, Check::Glance, clock)?;
    daybook.add_client("Acme", None)?;
    let ids: Vec<String> =
        daybook.blocks(Span::new(start, now))?.iter().map(|block| block.id.to_string()).collect();
    let acme = Correction { client: Some(Some("Acme".into())), ..Correction::default() };
    let mut numbers = Vec::new();
    let (all, took) = timed(|| Ok(daybook.correct_all(&ids, &acme)?))?;
    #[expect(clippy::cast_precision_loss, reason = "some hundred blocks")]
    numbers.push(Number::new("day.correct_one_of_many", ms(took) / all.len() as f64, "ms"));
    let (_, took) = timed(|| Ok(daybook.undo()?))?;
    numbers.push(Number::new("day.undo_all_of_them", ms(took), "ms"));
    daybook.redo()?;

    let yesterday = daybook.today().yesterday().unwrap_or(daybook.today());
    let (_, first) = timed(|| Ok(daybook.current()?))?;
    numbers.push(Number::new("day.present_at_first", ms(first), "ms"));
    let id = ids.last().cloned().unwrap_or_default();
    for (name, took) in [
        ("day.look", median(|| Ok(daybook.day(yesterday)?))?),
        ("day.month", median(|| Ok(daybook.month(yesterday)?))?),
        ("day.windows_of_a_block", median(|| Ok(daybook.evidence(&id)?))?),
        ("day.present", median(|| Ok(daybook.current()?))?),
    ] {
        numbers.push(Number::new(name, ms(took), "ms"));
    }
    Ok(numbers)
}

fn fill(folder: &Folder, start: Moment, now: Moment) -> Result<(), Failure> {
    let (store, _) = Store::open(folder.path(), Check::Glance, now)?;
    store.write(move |tx| {
        for nth in 0..ACTIVITIES {
            let from = start.plus(nth * LENGTH);
            let (state, window) = match nth % 12 {
                11 => (State::Idle, None),
                _ => (State::Working, Some(window(nth))),
            };
            let row = Activity { span: Span::new(from, from.plus(LENGTH)), state, window };
            activities::apply(tx, &[Change::Put(row)])?;
        }
        let mut from = start;
        let mut nth = 0_u16;
        while from.plus(BLOCK) < now {
            let [high, low] = nth.to_be_bytes();
            let id = BlockId::mint(from, [high, low, 0, 0, 0, 0, 0, 0, 0, 0]);
            let block = Block {
                id,
                span: Span::new(from, from.plus(BLOCK / 2)),
                answer: Answer::default(),
                status: Status::Draft,
                edited: false,
            };
            blocks::put(tx, &block, now)?;
            let words = (0..30).map(|word| Token::Title(format!("word{}", (nth * 7 + word) % 999)));
            blocks::put_evidence(tx, id, &words.map(|word| word.encode()).collect::<Vec<_>>())?;
            from = from.plus(BLOCK);
            nth = nth.saturating_add(1);
        }
        Ok(())
    })?;
    Ok(())
}

fn window(nth: i64) -> Window {
    Window {
        program: format!("program {}", nth / 40 % 7),
        title: format!("title {} of a window as long as titles are", nth % 4_000),
        site: None,
    }
}
