// Notes of days. The note of an entry stands on the entry itself; here is only when it was written.

import { refusal } from "./refusal";

export interface DayNote {
  id: string;
  date: string;
  text: string;
  created_ms: number;
  updated_ms: number;
}

interface Written {
  created_ms: number;
  updated_ms: number;
}

export class Notebook {
  #notes: DayNote[] = [];
  #written = new Map<string, Written>();

  /** The notes of the days from `from` to `to`, both included, in their order. */
  within(from: string, to: string): DayNote[] {
    return this.#notes
      .filter((note) => note.date >= from && note.date <= to)
      .toSorted((a, b) => a.date.localeCompare(b.date) || a.created_ms - b.created_ms);
  }

  get all(): readonly DayNote[] {
    return this.#notes;
  }

  find(id: string): DayNote | null {
    return this.#notes.find((note) => note.id === id) ?? null;
  }

  add(id: string, date: string, text: string, at_ms: number): DayNote {
    const note = { id, date, text, created_ms: at_ms, updated_ms: at_ms };
    this.#notes.push(note);
    return note;
  }

  change(id: string, date: string, text: string, at_ms: number): DayNote {
    const before = this.find(id);
    if (!before) throw refusal("unknown", `there is no note with the id ${id}`);
    const note = { ...before, date, text, updated_ms: at_ms };
    this.#notes = this.#notes.map((one) => (one.id === id ? note : one));
    return note;
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    const before = this.#notes.length;
    this.#notes = this.#notes.filter((note) => note.id !== id);
    return this.#notes.length < before;
  }

  /** When the note of an entry was written; `since` is taken where nobody kept it. */
  writtenOn(block: string, since_ms: number): Written {
    return this.#written.get(block) ?? { created_ms: since_ms, updated_ms: since_ms };
  }

  wroteOn(block: string, at_ms: number): void {
    const created_ms = this.#written.get(block)?.created_ms ?? at_ms;
    this.#written.set(block, { created_ms, updated_ms: at_ms });
  }
}
