import { beforeEach, describe, expect, test } from "vitest";
import type { Block, Edit } from "../bindings";
import { memory, type MemoryHost } from "../memory";
import { made } from "./entries";

const DATE = "2026-11-21";
const at = (time: string) => Date.parse(`${DATE}T${time}:00+01:00`);

let host: MemoryHost;

beforeEach(() => {
  host = memory({ now: () => Date.parse("2026-11-20T16:20:00Z") });
});

/** An entry as capture leaves it: nobody was asked whether it may share time. */
function found(id: string, start: string, end: string, said: Partial<Block> = {}): Block {
  const { world } = host;
  const segments = [{ start_ms: at(start), end_ms: at(end) }];
  const block = made({ id, zone: world.zone, segments, status: "draft", ...said });
  world.timesheet.put(block);
  return block;
}

/** How many overlaps are asked about: a day, its week and the review say the same. */
async function asked(): Promise<number> {
  const day = (await host.day(DATE)).overlaps;
  const week = (await host.week(DATE)).overlaps.filter(({ first }) => day.some((one) => one.first === first));
  const { overlaps } = await host.review(DATE, DATE, []);
  expect(week).toEqual(day);
  expect(overlaps).toEqual(day);
  return day.length;
}

const both = (first: string, second: string): Edit => ({ kind: "resolve", first, second, how: "both" });

describe("two that both count", () => {
  test("stay as they are, are asked about no more, and are again once that is undone", async () => {
    found("a", "09:00", "10:00");
    found("b", "09:45", "10:30");
    expect(await asked()).toBe(1);
    const before = (await host.day(DATE)).blocks;
    // In whatever order they are named.
    expect(await host.edit(both("b", "a"), false)).toEqual([]);
    expect(await asked()).toBe(0);
    expect((await host.day(DATE)).blocks).toEqual(before);
    expect((await host.history("b"))[0]).toMatchObject({
      step: { kind: "resolve", blocks: 2 },
      fate: "kept",
      changes: [],
    });
    expect((await host.undo())?.kind).toBe("resolve");
    expect(await asked()).toBe(1);
    await host.redo();
    expect(await asked()).toBe(0);
  });

  test("may count that time and no more", async () => {
    found("a", "09:00", "10:00");
    found("b", "09:45", "10:30");
    found("c", "09:50", "09:55");
    await host.edit(both("a", "b"), false);
    expect(await asked(), "of the third, nobody said anything").toBe(2);
    const wider: Edit = { kind: "resize", block: "b", start_ms: at("09:30"), end_ms: at("10:30") };
    await expect(host.edit(wider, false)).rejects.toMatchObject({ code: "twice" });
    await host.edit({ kind: "delete", blocks: ["c"] }, false);
    const narrower: Edit = { kind: "resize", block: "b", start_ms: at("09:50"), end_ms: at("10:30") };
    await host.edit(narrower, false);
    expect(await asked(), "less of it is still decided").toBe(0);
  });

  test("may be on an invoice", async () => {
    found("a", "09:00", "10:00", { status: "billed", invoice: "2026-014" });
    found("b", "09:45", "10:30");
    await host.edit(both("a", "b"), false);
    expect(await asked()).toBe(0);
  });

  test("must share time", async () => {
    found("a", "09:00", "10:00");
    found("b", "10:00", "10:30");
    await expect(host.edit(both("a", "b"), false)).rejects.toMatchObject({ code: "input" });
  });
});

describe("an edit that was let count time twice", () => {
  test("decides about what it changed, until it is undone", async () => {
    found("a", "09:00", "10:00");
    found("b", "09:45", "10:30");
    await host.edit(both("a", "b"), false);
    const wider: Edit = { kind: "resize", block: "b", start_ms: at("09:30"), end_ms: at("10:30") };
    await host.edit(wider, true);
    expect(await asked()).toBe(0);
    await host.undo();
    expect(await asked(), "what was decided before still is").toBe(0);
    await host.undo();
    expect(await asked()).toBe(1);
  });

  test("that needed it not leaves the question", async () => {
    found("a", "09:00", "10:00");
    found("b", "09:45", "10:30");
    const shorter: Edit = { kind: "resize", block: "b", start_ms: at("09:50"), end_ms: at("10:30") };
    await host.edit(shorter, false);
    expect(await asked()).toBe(1);
  });

  test("by an entry that is added is as decided as one by an edit", async () => {
    found("a", "09:00", "10:00");
    const entry = {
      ...{ client: "Acme", project: "", task: "", label: "", billable: null, tags: [], note: "" },
      when: { kind: "span", start_ms: at("09:30"), end_ms: at("10:30") } as const,
    };
    await expect(host.addBlock({ ...entry, twice: false })).rejects.toMatchObject({ code: "twice" });
    await host.addBlock({ ...entry, twice: true });
    expect(await asked()).toBe(0);
  });
});
