import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { memory, type MemoryHost } from "../host/memory";
import { AWAY, SLIDES } from "../host/memory/doing";
import { Today, type Done } from "./today.svelte";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const AT = Date.parse("2026-11-20T17:21:00+01:00");

let host: MemoryHost;
let today: Today;
let said: Done[];
let stop: () => void;

/** The machine's clock and the page's stopwatch run together, as they do outside. */
async function pass(ms: number) {
  await vi.advanceTimersByTimeAsync(ms);
}

async function start(at = AT) {
  vi.setSystemTime(at);
  const began = performance.now();
  host = memory({ now: () => at + performance.now() - began, zone: "Europe/Vienna" });
  said = [];
  today = new Today({ host, say: (done) => said.push(done) });
  stop = today.start();
  await pass(0);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("between two answers", () => {
  test("now and the block that is being worked on move every second", async () => {
    await start();
    const before = today.blocks.at(-1)?.end_ms ?? 0;
    expect(before).toBe(AT);
    await pass(3 * SECOND);
    expect(today.now_ms).toBe(AT + 3 * SECOND);
    expect(today.blocks.at(-1)?.end_ms).toBe(AT + 3 * SECOND);
    expect(today.growing).toBe(today.blocks.at(-1)?.id);
  });

  test("a block stops to grow when one goes away, and what was worked since waits to be sorted", async () => {
    await start();
    host.world.turnTo(AWAY);
    await pass(10 * SECOND);
    await today.read();
    expect(today.growing).toBeNull();
    expect(today.gaps.at(-1)?.kind).toBe("away");
  });

  test("a block does not grow for another client", async () => {
    await start();
    host.world.turnTo(SLIDES);
    await pass(10 * SECOND);
    await today.read();
    expect(today.growing).toBeNull();
    expect(today.totals.unsorted_ms).toBeGreaterThan(0);
  });

  test("rows that arrive every second are asked for no more often than every five", async () => {
    await start();
    const day = vi.spyOn(host, "day");
    for (let second = 0; second < 20; second += 1) {
      host.world.tell({ kind: "ledger" });
      await pass(SECOND);
    }
    expect(day.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(day.mock.calls.length).toBeLessThanOrEqual(5);
  });

  test("changes told in one breath are one question", async () => {
    await start();
    const day = vi.spyOn(host, "day");
    for (let times = 0; times < 5; times += 1) host.world.tell({ kind: "blocks" });
    await pass(0);
    expect(day).toHaveBeenCalledTimes(1);
  });

  test("nothing is asked once the page is left", async () => {
    await start();
    const day = vi.spyOn(host, "day");
    host.world.tell({ kind: "ledger" });
    host.world.tell({ kind: "blocks" });
    stop();
    host.world.tell({ kind: "blocks" });
    await pass(MINUTE);
    expect(day).not.toHaveBeenCalled();
  });
});

describe("answers", () => {
  test("one that was overtaken is dropped", async () => {
    await start();
    const slow = await host.day("2026-11-18");
    let answer: (() => void) | undefined;
    vi.spyOn(host, "day").mockImplementationOnce(
      () => new Promise((resolve) => (answer = () => resolve(slow))),
    );
    today.go("2026-11-18");
    await pass(0);
    today.go("2026-11-17");
    await pass(0);
    answer?.();
    await pass(0);
    expect(today.day?.date).toBe("2026-11-17");
  });

  test("without an answer the day that was read stays, and the reason is told", async () => {
    await start();
    host.world.refuse("day", { code: "database", message: "the database is locked; try again" });
    await today.read();
    expect(today.day?.date).toBe("2026-11-20");
    expect(today.unread?.code).toBe("database");
    host.world.refuse("day", null);
    await today.read();
    expect(today.unread).toBeNull();
  });
});

describe("midnight", () => {
  test("comes by the page's own stopwatch too", async () => {
    await start(Date.parse("2026-11-20T23:59:50+01:00"));
    host.world.listen(() => undefined);
    expect(today.day?.date).toBe("2026-11-20");
    await pass(12 * SECOND);
    expect(today.day?.date).toBe("2026-11-21");
    expect(today.notice).toMatchObject({ kind: "midnight", before: "2026-11-20", date: "2026-11-21" });
    expect(today.asked).toBeNull();
  });
});

describe("which day", () => {
  test("today is followed, also when it was asked for by its date", async () => {
    await start();
    today.go("2026-11-18");
    await pass(0);
    expect(today.asked).toBe("2026-11-18");
    today.go("2026-11-20");
    await pass(0);
    expect(today.asked).toBeNull();
    stop();
    today = new Today({ host, say: () => undefined });
    today.asked = "2026-11-20";
    stop = today.start();
    await pass(0);
    expect(today.asked).toBeNull();
  });

  test("the page is asked for once at its start", async () => {
    await start();
    const day = vi.spyOn(host, "day");
    stop();
    today = new Today({ host, say: () => undefined });
    stop = today.start();
    today.go(null);
    await pass(0);
    expect(day).toHaveBeenCalledTimes(1);
  });
});

describe("what is chosen", () => {
  test("goes over to the block that takes the place of another", async () => {
    await start();
    const day = await host.day(null);
    const old = day.blocks.at(-2);
    if (!old) throw new Error("the day has blocks");
    today.choose(old.id);
    today.isOpen = true;
    const blocks = day.blocks.map((block) => (block.id === old.id ? { ...block, id: "new" } : block));
    vi.spyOn(host, "day").mockResolvedValueOnce({ ...day, blocks });
    await today.read();
    expect(today.selection.chosen).toEqual(["new"]);
    expect(today.isOpen).toBe(true);
  });

  test("is let go of, and closed, when it goes away for good", async () => {
    await start();
    const last = today.blocks.at(-1);
    today.choose(last?.id ?? "");
    today.isOpen = true;
    const day = await host.day(null);
    vi.spyOn(host, "day").mockResolvedValueOnce({ ...day, blocks: day.blocks.slice(0, -1) });
    await today.read();
    expect(today.selection.chosen).toEqual([]);
    expect(today.isOpen).toBe(false);
  });

  test("changes nothing where there is nothing to change", async () => {
    await start();
    const block = today.blocks.find((one) => one.client?.name === "Helio");
    today.choose(block?.id ?? "");
    expect(await today.assign("Helio")).toBe(false);
    expect(said).toEqual([]);
    expect(today.day?.undo).toBeNull();
  });
});

describe("undo", () => {
  test("of a toast does nothing once something else was done", async () => {
    await start();
    const [first, second] = today.drafts;
    if (!first || !second) throw new Error("the day has drafts");
    await today.accept([first]);
    const early = said.at(-1)?.undo;
    await pass(SECOND);
    await today.accept([second]);
    early?.();
    await pass(0);
    expect(today.drafts.map((block) => block.id)).not.toContain(second.id);
    said.at(-1)?.undo?.();
    await pass(0);
    expect(today.drafts.map((block) => block.id)).toContain(second.id);
  });

  test("says what was undone, and there is nothing more to undo", async () => {
    await start();
    await today.acceptAll();
    expect(said.at(-1)?.what).toMatchObject({ kind: "accepted", blocks: 4 });
    expect(await today.undo()).toBe(true);
    expect(said.at(-1)?.what).toMatchObject({ kind: "undone", blocks: 4 });
    expect(await today.undo()).toBe(false);
    expect(await today.redo()).toBe(true);
    expect(today.drafts).toEqual([]);
  });

  test("that is refused says why", async () => {
    await start();
    await today.acceptAll();
    host.world.refuse("undo", { code: "changed", message: "the block has changed since" });
    expect(await today.undo()).toBe(false);
    expect(today.refused?.code).toBe("changed");
  });
});
