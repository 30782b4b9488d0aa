//! The timesheet: the week, entries made by hand, edits.

use super::Answer;
use crate::wire::{
    Block, CellChange, Edit, NewBlock, Past, Preview, SplitPoint, Week, blocks, read_date, twice,
};
use engine::Daybook;
use tauri::State;

/// The week in which a day lies (`null`: this week), with its grid and its entries.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn week(daybook: State<'_, Daybook>, date: Option<String>) -> Answer<Week> {
    let date = date.map_or_else(|| Ok(daybook.today()), |text| read_date(&text))?;
    Ok(Week::new(daybook.week(date)?, &daybook.names()?))
}

/// Sets how long was worked for a row of the week grid on a day.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn set_cell(daybook: State<'_, Daybook>, cell: CellChange) -> Answer<()> {
    Ok(daybook.set_cell(cell.try_into()?)?)
}

/// Adds an entry by hand.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn add_block(daybook: State<'_, Daybook>, block: NewBlock) -> Answer<Block> {
    Ok(Block::new(daybook.add_entry(block.new_entry()?)?, &daybook.names()?))
}

/// What would come of an edit; nothing is changed. `allow` says that time may count twice.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn preview_edit(
    daybook: State<'_, Daybook>,
    edit: Edit,
    allow: bool,
) -> Answer<Preview> {
    Ok(Preview::new(daybook.preview_edit(&edit.into(), twice(allow))?, &daybook.names()?))
}

/// Does an edit, as one act; `allow` says that time may count twice. Returns what was written.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn edit(daybook: State<'_, Daybook>, edit: Edit, allow: bool) -> Answer<Vec<Block>> {
    Ok(blocks(daybook.edit(&edit.into(), twice(allow))?, &daybook.names()?))
}

/// Where the work of an entry changed, the best place to split it first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn split_points(daybook: State<'_, Daybook>, block: String) -> Answer<Vec<SplitPoint>> {
    let names = daybook.names()?;
    let points = daybook.split_points(&block)?;
    Ok(points.into_iter().map(|point| SplitPoint::new(point, &names)).collect())
}

/// What was done to an entry, the newest first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn history(daybook: State<'_, Daybook>, block: String) -> Answer<Vec<Past>> {
    Ok(daybook.history(&block)?.into_iter().map(Past::from).collect())
}
