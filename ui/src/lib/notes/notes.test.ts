import { beforeEach, describe, expect, test, vi } from "vitest";
import type { MemoryHost } from "../host/memory";
import { workday } from "../../testing/workday";
import { type Deleted, Notes } from "./notes.svelte";

const DAY = "2026-11-20";
let host: MemoryHost;
let notes: Notes;
let deleted: Deleted[];

beforeEach(() => {
  host = workday();
  deleted = [];
  notes = new Notes(host, (one) => deleted.push(one));
});

const texts = async () => (await host.notes(DAY, DAY)).map((note) => note.text);

async function open() {
  const stop = notes.start();
  await vi.waitFor(() => expect(notes.from).not.toBeNull());
  return stop;
}

describe("what one writes", () => {
  test("is saved when the page goes, however soon", async () => {
    const stop = await open();
    await notes.begin();
    notes.write("in a hurry");
    expect(await texts()).toEqual([]);
    stop();
    // Before the pause is over after which it would be saved anyway.
    await vi.waitFor(async () => expect(await texts()).toEqual(["in a hurry"]), { timeout: 400 });
  });

  test("while a new note is saved makes no second one", async () => {
    await open();
    await notes.begin();
    notes.write("a");
    const first = notes.save();
    notes.write("ab");
    await Promise.all([first, notes.save()]);
    expect(await texts()).toEqual(["ab"]);
    expect(notes.saving).toBe("saved");
  });

  test("and takes back again is no note", async () => {
    await open();
    await notes.begin();
    notes.write("   ");
    await notes.save();
    expect(await texts()).toEqual([]);
    expect(notes.saving).toBe("empty");
    expect(await notes.remove()).toBe(true);
    expect(deleted).toEqual([]);
  });
});

test("what was deleted comes back with its text", async () => {
  await host.putNote({ id: null, date: DAY, block: null, text: "precious" });
  await open();
  await vi.waitFor(() => expect(notes.sheet?.text).toBe("precious"));
  await notes.remove();
  expect(await texts()).toEqual([]);
  deleted[0]?.undo();
  await vi.waitFor(async () => expect(await texts()).toEqual(["precious"]));
});

test("an answer that comes late does not take the place of a newer one", async () => {
  await open();
  notes.search("log");
  notes.search("zzz");
  await vi.waitFor(() => expect(notes.found).toEqual([]));
  notes.search("");
  expect(notes.found).toBeNull();
});
