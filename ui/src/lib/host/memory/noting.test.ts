import { beforeEach, describe, expect, test } from "vitest";
import type { Changed } from "../bindings";
import type { MemoryHost } from "../memory";
import { workday } from "../../../testing/workday";
import { hitsIn, snippetOf, wordsOf } from "./searching";

const DAY = "2026-11-20";
let host: MemoryHost;
const all = () => host.notes("2026-11-01", "2026-11-30");

beforeEach(() => {
  host = workday();
});

describe("notes", () => {
  test("are written, changed and deleted", async () => {
    const told: Changed["kind"][] = [];
    host.on(({ kind }) => told.push(kind));
    const note = await host.putNote({ id: null, date: DAY, block: null, text: "# One" });
    expect(await all()).toEqual([note]);
    const changed = await host.putNote({ id: note.id, date: DAY, block: null, text: "# Two" });
    expect(changed).toMatchObject({ id: note.id, text: "# Two", created_ms: note.created_ms });
    await host.deleteNote(note.id);
    expect(await all()).toEqual([]);
    expect(told.filter((kind) => kind === "notes")).toHaveLength(3);
  });

  test("of an entry stand on the entry, and go with it", async () => {
    const [block] = (await host.day(null)).blocks;
    const id = block?.id ?? "";
    const note = await host.putNote({ id: null, date: DAY, block: id, text: "ask again" });
    expect(note).toMatchObject({ id, date: block?.date, block: { id, note: "ask again" } });
    expect((await host.day(null)).blocks[0]).toMatchObject({ note: "ask again", edited: false });
    await host.putNote({ id, date: DAY, block: null, text: "asked" });
    expect((await all())[0]).toMatchObject({ id, text: "asked" });
    await host.undo();
    expect((await all())[0]).toMatchObject({ id, text: "ask again" });
    await host.deleteNote(id);
    expect(await all()).toEqual([]);
  });

  test("empty ones, unknown ones and wrong days are refused", async () => {
    await expect(host.putNote({ id: null, date: DAY, block: null, text: " " })).rejects.toMatchObject({
      code: "input",
    });
    await expect(host.putNote({ id: "none", date: DAY, block: null, text: "x" })).rejects.toMatchObject({
      code: "unknown",
    });
    await expect(host.notes("yesterday", DAY)).rejects.toMatchObject({ code: "input" });
  });
});

describe("the search", () => {
  test("finds words of notes and of entries by their beginning, notes first", async () => {
    await host.putNote({ id: null, date: "2026-11-18", block: null, text: "The login of Acme: café" });
    const found = await host.search("LOG", 10);
    expect(found.map((one) => one.kind)).toEqual(["note", "entry"]);
    expect(found[0]?.snippet).toEqual([
      { text: "The ", is_hit: false },
      { text: "login", is_hit: true },
      { text: " of Acme: café", is_hit: false },
    ]);
    expect(found[1]).toMatchObject({ label: "fixing login redirect", client: { name: "Acme" } });
    expect(await host.search("cafe", 10)).toHaveLength(1);
    expect(await host.search("ogin", 10)).toEqual([]);
    expect(await host.search("login helio", 10)).toEqual([]);
    expect(await host.search("log", 1)).toHaveLength(1);
    expect(await host.search("  ", 10)).toEqual([]);
  });

  test("a long text is cut around the first hit", () => {
    const text = `${"word ".repeat(60)}needle ${"more ".repeat(60)}`;
    const pieces = snippetOf(text, hitsIn(text, wordsOf("needle")) ?? []);
    expect(pieces.filter((piece) => piece.is_hit)).toEqual([{ text: "needle", is_hit: true }]);
    expect(pieces[0]?.text).toBe("… ");
    expect(pieces.at(-1)?.text).toBe(" …");
    expect(pieces.map((piece) => piece.text).join("").length).toBeLessThan(200);
  });
});
