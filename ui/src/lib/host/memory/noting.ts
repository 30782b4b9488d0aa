// Notes of days and of entries, and the search over all that was written.

import type { Found, Note } from "../bindings";
import { isDate } from "./civil";
import type { DayNote } from "./notebook";
import type { Plain } from "./plain";
import { refusal } from "./refusal";
import { hitsIn, snippetOf, wordsOf } from "./searching";
import type { Block } from "./wire";
import type { World } from "./world";

export function noting(world: World): Pick<Plain, "notes" | "putNote" | "deleteNote" | "search"> {
  const { notebook, timesheet } = world;
  const all = () => timesheet.blocks;

  const ofDay = (note: DayNote): Note => ({ ...note, block: null, kind: "note" });
  const ofBlock = (block: Block): Note => ({
    id: block.id,
    date: block.date,
    block,
    kind: "note",
    text: block.note,
    ...notebook.writtenOn(block.id, block.end_ms),
  });
  const told = <T>(value: T, ...kinds: ("notes" | "blocks")[]): T => {
    kinds.forEach((kind) => world.tell({ kind }));
    return value;
  };
  const write = (block: string, text: string): Note => {
    timesheet.annotate(block, text, world.now);
    notebook.wroteOn(block, world.now);
    return told(ofBlock(timesheet.block(block)), "notes", "blocks");
  };

  return {
    notes: (from, to) => {
      [from, to].forEach(checked);
      const tied = all().filter((block) => block.note !== "" && block.date >= from && block.date <= to);
      return [...notebook.within(from, to).map(ofDay), ...tied.map(ofBlock)].sort(
        (a, b) => a.date.localeCompare(b.date) || a.created_ms - b.created_ms,
      );
    },
    putNote: ({ id, date, block, text }) => {
      checked(date);
      if (text.trim() === "") throw refusal("input", "the note is empty; write something, or delete it");
      if (block !== null) return write(timesheet.block(block).id, text);
      if (id !== null && !notebook.find(id)) return write(timesheet.block(id).id, text);
      const note =
        id === null
          ? notebook.add(world.mint(), date, text, world.now)
          : notebook.change(id, date, text, world.now);
      return told(ofDay(note), "notes");
    },
    deleteNote: (id) => {
      if (!notebook.remove(id)) write(timesheet.block(id).id, "");
      return told(null, "notes");
    },
    search: (text, limit) => {
      const words = wordsOf(text);
      const inNotes = notebook.all.flatMap((note): Found[] =>
        found(note.text, words, {
          kind: "note",
          id: note.id,
          date: note.date,
          start_ms: null,
          client: null,
          label: "",
        }),
      );
      const inBlocks = all().flatMap((block): Found[] => {
        const { id, date, client, label } = block;
        const start_ms = block.is_untimed ? null : block.start_ms;
        const at = { id, date, start_ms, client, label };
        return [
          ...found(block.note, words, { ...at, kind: "note" }),
          ...found(label, words, { ...at, kind: "entry" }),
        ];
      });
      return [...inNotes, ...inBlocks].sort((a, b) => rank(a) - rank(b) || newer(a, b)).slice(0, limit);
    },
  };
}

function found(text: string, words: string[], at: Omit<Found, "snippet">): Found[] {
  const hits = hitsIn(text, words);
  return hits ? [{ ...at, snippet: snippetOf(text, hits) }] : [];
}

/** What somebody wrote down says more than a label. */
function rank({ kind }: Found): number {
  return kind === "note" ? 0 : 1;
}

function newer(a: Found, b: Found): number {
  return b.date.localeCompare(a.date) || (b.start_ms ?? 0) - (a.start_ms ?? 0);
}

function checked(date: string): void {
  if (!isDate(date)) throw refusal("input", `‘${date}’ is not a date; write it like 2026-11-20`);
}
