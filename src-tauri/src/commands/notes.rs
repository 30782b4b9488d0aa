//! Notes, and finding words.

use super::Answer;
use crate::wire::{Found, NewNote, Note, read_date};
use engine::Daybook;
use tauri::State;

/// The notes of some days, those of entries among them.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn notes(daybook: State<'_, Daybook>, from: String, to: String) -> Answer<Vec<Note>> {
    let names = daybook.names()?;
    let notes = daybook.notes(read_date(&from)?, read_date(&to)?)?;
    Ok(notes.into_iter().map(|note| Note::new(note, &names)).collect())
}

/// Writes a note of a day, or that of an entry.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn put_note(daybook: State<'_, Daybook>, note: NewNote) -> Answer<Note> {
    Ok(Note::new(daybook.put_note(note.try_into()?)?, &daybook.names()?))
}

/// Deletes a note.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn delete_note(daybook: State<'_, Daybook>, id: String) -> Answer<()> {
    Ok(daybook.delete_note(&id)?)
}

/// Finds words in notes, labels and kept transcripts, the best first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn search(daybook: State<'_, Daybook>, text: String, limit: u32) -> Answer<Vec<Found>> {
    let names = daybook.names()?;
    let found = daybook.search(&text, limit)?;
    Ok(found.into_iter().map(|one| Found::new(one, &names)).collect())
}
