// The notes: those of the last year, the one that is open, what was typed and not saved yet, and the search.

import type { Changed, Client, Found, Note, Problem, Ref } from "../host/bindings";
import { type Host, problemOf } from "../host/host";
import { addDays } from "../words/dates";
import { daysOf } from "./days";

/** What stands in the editor. */
export interface Sheet {
  /** The how manieth it is that was opened: it stays the same when a new note gets its id. */
  nth: number;
  /** `null` while nothing of it was saved. */
  id: string | null;
  date: string;
  /** What is saved. */
  saved: string;
  text: string;
}

export type Saving = "saved" | "typed" | "saving" | "empty" | "refused";

export interface Deleted {
  note: Note;
  undo: () => void;
}

const YEAR = 365;
/** Nobody wrote a note before. */
const FIRST_DAY = "1970-01-01";
/** After the last letter. */
const SAVE_MS = 700;
const SEARCH_MS = 150;
const MOST_FOUND = 50;

export class Notes {
  notes = $state.raw<Note[]>([]);
  clients = $state.raw<Client[]>([]);
  today = $state<string | null>(null);
  zone = $state("UTC");
  /** The first day that was read. */
  from = $state<string | null>(null);
  /** The newest day before that with a note; `null` where there is none. */
  before = $state<string | null>(null);
  /** It is known whether there are notes at all. */
  isRead = $state(false);
  sheet = $state.raw<Sheet | null>(null);
  isSaving = $state(false);
  typed = $state("");
  found = $state.raw<Found[] | null>(null);
  unread = $state.raw<Problem | null>(null);
  refused = $state.raw<Problem | null>(null);
  /** Does once more what was refused. */
  tryAgain: () => void = () => undefined;
  unfound = $state.raw<Problem | null>(null);

  /** By day, the newest first. */
  readonly days = $derived(daysOf(this.notes));
  /** In the order in which they stand. */
  readonly order = $derived(this.days.flatMap((day) => day.notes));
  readonly note = $derived(this.notes.find((note) => note.id === this.sheet?.id) ?? null);
  readonly saving = $derived.by((): Saving => {
    if (!this.sheet || this.sheet.text === this.sheet.saved) return "saved";
    if (this.sheet.text.trim() === "") return "empty";
    if (this.refused) return "refused";
    return this.isSaving ? "saving" : "typed";
  });
  readonly #colours = $derived(Object.fromEntries(this.clients.map((client) => [client.id, client.colour])));

  readonly #host: Host;
  readonly #tell: (deleted: Deleted) => void;
  #nth = 0;
  #ask = 0;
  #searchAsk = 0;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  /** One save after the other: a new note must not be made twice. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(host: Host, tell: (deleted: Deleted) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** Reads, and follows what changes, until the returned function is called; then what was typed is saved. */
  start(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    void this.#open();
    return () => {
      stop();
      clearTimeout(this.#searchTimer);
      void this.save();
      this.#ask += 1;
    };
  }

  async read(): Promise<void> {
    const { from, today } = this;
    if (from === null || today === null) return this.#open();
    const ask = (this.#ask += 1);
    try {
      // A note can be written for a day to come.
      const notes = await this.#host.notes(from, addDays(today, YEAR));
      if (ask !== this.#ask) return;
      this.unread = null;
      this.#show(notes);
    } catch (error) {
      if (ask === this.#ask) this.unread = problemOf(error);
    }
  }

  /** Reads another year before those that were read, from the newest note on that it finds there. */
  async older(): Promise<void> {
    const { before } = this;
    if (before === null) return;
    this.from = addDays(before, -YEAR);
    await Promise.all([this.read(), this.#lookBack()]);
  }

  colourOf(client: Ref | null | undefined): number | null {
    return client ? (this.#colours[client.id] ?? null) : null;
  }

  // Which note

  async select(id: string): Promise<void> {
    if (this.sheet?.id === id) return;
    await this.save();
    const note = this.notes.find((one) => one.id === id);
    if (note) this.#lay(note);
  }

  async move(by: number): Promise<void> {
    const at = this.order.findIndex((note) => note.id === this.sheet?.id);
    const next = this.order[at < 0 ? 0 : at + by];
    if (next) await this.select(next.id);
  }

  /** A new note of today: it is there once something stands in it. */
  async begin(): Promise<void> {
    await this.save();
    if (this.today !== null) this.sheet = { ...this.#opened(), id: null, date: this.today };
    this.refused = null;
  }

  /** Opens what was found, also where it lies before what was read; `false` for an entry. */
  async openFound({ id, kind, date }: Found): Promise<boolean> {
    if (kind === "entry") return false;
    if (this.from !== null && date < this.from) {
      this.from = date;
      await Promise.all([this.read(), this.#lookBack()]);
    }
    await this.select(id);
    return this.sheet?.id === id;
  }

  // What one writes

  write(text: string): void {
    if (!this.sheet) return;
    this.sheet = { ...this.sheet, text };
    this.refused = null;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), SAVE_MS);
  }

  /** Saves what was typed; an empty note is none, and stays as it was. */
  save(): Promise<unknown> {
    clearTimeout(this.#saveTimer);
    this.#queue = this.#queue.then(() => this.#save());
    return this.#queue;
  }

  /** Deletes the note that is open. */
  async remove(): Promise<boolean> {
    clearTimeout(this.#saveTimer);
    const { sheet, note } = this;
    if (!sheet) return false;
    if (!note) {
      this.sheet = null;
      this.#show(this.notes);
      return true;
    }
    const at = this.order.findIndex((one) => one.id === note.id);
    this.refused = null;
    try {
      await this.#host.deleteNote(note.id);
    } catch (error) {
      this.#refuse(error, () => void this.remove());
      return false;
    }
    this.sheet = null;
    await this.read();
    const next = this.order[Math.min(at, this.order.length - 1)];
    if (next) this.#lay(next);
    this.#tell({ note, undo: () => void this.#restore(note) });
    return true;
  }

  // What one looks for

  search(text: string): void {
    this.typed = text;
    clearTimeout(this.#searchTimer);
    const ask = (this.#searchAsk += 1);
    if (text.trim() === "") {
      this.found = null;
      this.unfound = null;
      return;
    }
    this.#searchTimer = setTimeout(() => void this.#search(text, ask), SEARCH_MS);
  }

  async #search(text: string, ask: number): Promise<void> {
    try {
      const found = await this.#host.search(text, MOST_FOUND);
      if (ask !== this.#searchAsk) return;
      this.found = found;
      this.unfound = null;
    } catch (error) {
      if (ask === this.#searchAsk) this.unfound = problemOf(error);
    }
  }

  async #save(): Promise<void> {
    const { sheet } = this;
    if (!sheet || sheet.text === sheet.saved || sheet.text.trim() === "") return;
    const { id, date, text } = sheet;
    this.isSaving = true;
    this.refused = null;
    try {
      const block = this.notes.find((note) => note.id === id)?.block?.id ?? null;
      const note = await this.#host.putNote({ id, date, block, text });
      // Meanwhile one may have typed on, or gone to another note.
      if (this.sheet?.id === id && this.sheet.date === date) {
        this.sheet = { ...this.sheet, id: note.id, saved: text };
      }
      this.notes = [...this.notes.filter((one) => one.id !== note.id), note].sort(byTime);
    } catch (error) {
      this.#refuse(error, () => void this.save());
    } finally {
      this.isSaving = false;
    }
  }

  async #restore(note: Note): Promise<void> {
    this.refused = null;
    try {
      const block = note.block?.id ?? null;
      const back = await this.#host.putNote({ id: null, date: note.date, block, text: note.text });
      await this.read();
      await this.select(back.id);
    } catch (error) {
      this.#refuse(error, () => void this.#restore(note));
    }
  }

  #refuse(error: unknown, tryAgain: () => void): void {
    this.refused = problemOf(error);
    this.tryAgain = tryAgain;
  }

  async #open(): Promise<void> {
    try {
      const [day, clients] = await Promise.all([this.#host.day(null), this.#host.clients()]);
      this.today = day.date;
      this.zone = day.zone;
      this.clients = clients;
      this.from ??= addDays(day.date, -YEAR);
    } catch (error) {
      this.unread = problemOf(error);
      return;
    }
    await Promise.all([this.read(), this.#lookBack()]);
    // A year without a note is no reason to show none.
    if (this.notes.length === 0) await this.older();
    this.isRead = true;
  }

  /** Whether there are notes before those that were read: only then there is a way to them. */
  async #lookBack(): Promise<void> {
    const { from } = this;
    if (from === null) return;
    try {
      const earlier = await this.#host.notes(FIRST_DAY, addDays(from, -1));
      if (from === this.from) this.before = earlier.at(-1)?.date ?? null;
    } catch (error) {
      this.unread = problemOf(error);
    }
  }

  #show(notes: Note[]): void {
    this.notes = notes;
    const { sheet } = this;
    const newest = this.order[0];
    if (sheet === null) {
      if (newest) this.#lay(newest);
      return;
    }
    const stored = notes.find((note) => note.id === sheet.id);
    if (sheet.id !== null && !stored) this.sheet = null;
    // What was written elsewhere is shown, unless one writes here.
    else if (stored && sheet.text === sheet.saved && stored.text !== sheet.saved) this.#lay(stored);
  }

  #lay({ id, date, text }: Note): void {
    const opened = this.sheet?.id === id ? this.sheet : this.#opened();
    this.sheet = { ...opened, id, date, saved: text, text };
    this.refused = null;
  }

  #opened() {
    this.#nth += 1;
    return { nth: this.#nth, saved: "", text: "" };
  }

  #hear({ kind }: Changed): void {
    if (kind === "notes" || kind === "blocks") void this.read();
    if (kind === "notes") void this.#lookBack();
    if (kind === "clients" || kind === "day") void this.#open();
  }
}

function byTime(a: Note, b: Note): number {
  return a.date.localeCompare(b.date) || a.created_ms - b.created_ms;
}
