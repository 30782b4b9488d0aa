// Notes by their day.
import type { Note } from "../host/bindings";

export interface NotesOfDay {
  date: string;
  notes: Note[];
}

/** The newest day first; within a day in the order in which they were begun. */
export function daysOf(notes: Note[]): NotesOfDay[] {
  const dates = [...new Set(notes.map((note) => note.date))].sort().reverse();
  return dates.map((date) => ({ date, notes: notes.filter((note) => note.date === date) }));
}
