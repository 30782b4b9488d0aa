//! A day, and what a person does with its blocks.

use super::Answer;
use crate::wire::{Block, Correction, Current, Day, MonthDay, Seen, Step, read_date};
use engine::Daybook;
use tauri::State;

/// One local day; `null` is today.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn day(daybook: State<'_, Daybook>, date: Option<String>) -> Answer<Day> {
    let date = date.map_or_else(|| Ok(daybook.today()), |text| read_date(&text))?;
    let aways = daybook.aways(daybook.days(date, date))?;
    Ok(Day::new(daybook.day(date)?, &daybook.names()?, daybook.undoable()?, aways))
}

/// The days of a month ("2026-11") that hold time.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn month(daybook: State<'_, Daybook>, month: String) -> Answer<Vec<MonthDay>> {
    let first = read_date(&format!("{month}-01"))?;
    Ok(daybook.month(first)?.into_iter().map(MonthDay::from).collect())
}

/// What was in front during a block, the longest first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn evidence(daybook: State<'_, Daybook>, block: String) -> Answer<Vec<Seen>> {
    Ok(daybook.evidence(&block)?.into_iter().map(Seen::from).collect())
}

/// What is being done now.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn current(daybook: State<'_, Daybook>) -> Answer<Option<Current>> {
    let names = daybook.names()?;
    Ok(daybook.current()?.map(|current| Current::new(current, &names)))
}

/// Says what a block was.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn correct(
    daybook: State<'_, Daybook>,
    block: String,
    correction: Correction,
) -> Answer<Block> {
    daybook.correct(&block, &correction.into())?;
    Ok(Block::new(daybook.entry(&block)?, &daybook.names()?))
}

/// Says the same of several blocks, as one act.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn correct_all(
    daybook: State<'_, Daybook>,
    blocks: Vec<String>,
    correction: Correction,
) -> Answer<()> {
    daybook.correct_all(&blocks, &correction.into())?;
    Ok(())
}

/// Confirms drafts as they are.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn confirm(daybook: State<'_, Daybook>, blocks: Vec<String>) -> Answer<()> {
    daybook.confirm_all(&blocks)?;
    Ok(())
}

/// Makes confirmed blocks drafts again.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn reopen(daybook: State<'_, Daybook>, blocks: Vec<String>) -> Answer<()> {
    daybook.reopen(&blocks)?;
    Ok(())
}

/// Takes the last act back; `null` if there is none.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn undo(daybook: State<'_, Daybook>) -> Answer<Option<Step>> {
    Ok(daybook.undo()?.map(Step::from))
}

/// Does again what was taken back last; `null` if there is nothing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn redo(daybook: State<'_, Daybook>) -> Answer<Option<Step>> {
    Ok(daybook.redo()?.map(Step::from))
}
