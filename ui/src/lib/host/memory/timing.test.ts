import { beforeEach, describe, expect, test } from "vitest";
import { EVENING, MINUTE, NINE, workday } from "../../../testing/workday";
import type { MemoryHost } from "../memory";

const HOUR = 60 * MINUTE;
const NAMELESS = { client: "", project: "", task: "", label: "", billable: null };
const ACME = { ...NAMELESS, client: "Acme", project: "Web relaunch", label: "pairing" };

let host: MemoryHost;
let now: number;

beforeEach(() => {
  host = workday();
  now = EVENING;
});

function pass(ms: number) {
  now += ms;
  host.world.advance(ms);
}

describe("a timer", () => {
  test("runs without a name, and is named later", async () => {
    const timer = await host.startTimer(NAMELESS, null);
    pass(10 * MINUTE);
    const named = await host.nameTimer(timer.id, ACME);
    expect(named).toMatchObject({ status: "running", label: "pairing", billable: true });
    expect(named.client?.name).toBe("Acme");
    expect((await host.timers()).running?.total_ms).toBe(10 * MINUTE);
  });

  test("of nobody is a draft of which everything is still to be said", async () => {
    const timer = await host.startTimer(ACME, null);
    pass(20 * MINUTE);
    expect(await host.nameTimer(timer.id, NAMELESS)).toMatchObject({ client: null, billable: false });
    const { block } = await host.stopTimer(null, null);
    const { queue } = await host.review("2026-11-20", "2026-11-20", []);
    const made = queue.find((one) => one.id === block);
    expect(made).toMatchObject({ confidence: 0, why: { kind: "nothing" } });
    expect(queue.slice(0, 2).map((one) => one.id)).toContain(block);
    await host.nameTimer(timer.id, ACME);
    await host.nameTimer(timer.id, NAMELESS);
    const again = (await host.day(null)).blocks.find((one) => one.id === block);
    expect(again).toMatchObject({ client: null, billable: false });
  });

  test("has true pauses, and becomes one entry", async () => {
    await host.startTimer(ACME, null);
    pass(20 * MINUTE);
    await host.pauseTimer(null);
    pass(15 * MINUTE);
    expect((await host.timers()).paused[0]?.total_ms).toBe(20 * MINUTE);
    await host.resumeTimer(null, null);
    pass(10 * MINUTE);
    const stopped = await host.stopTimer(null, null);
    expect(stopped).toMatchObject({ status: "completed", total_ms: 30 * MINUTE });
    const block = (await host.day(null)).blocks.find((one) => one.id === stopped.block);
    expect(block).toMatchObject({ source: "timer", length_ms: 30 * MINUTE, status: "draft" });
    expect(block?.segments).toHaveLength(2);
    expect((await host.day(null)).undo?.kind).toBe("timer");
  });

  test("a second stop never moves the first", async () => {
    await host.startTimer(ACME, null);
    pass(20 * MINUTE);
    const first = await host.stopTimer(null, null);
    pass(20 * MINUTE);
    expect(await host.stopTimer(first.id, null)).toMatchObject({
      total_ms: 20 * MINUTE,
      since_ms: first.since_ms,
      block: first.block,
    });
  });

  test("only one runs: another stops it at the same instant", async () => {
    await host.startTimer(ACME, null);
    pass(20 * MINUTE);
    await host.startTimer({ ...NAMELESS, client: "Helio" }, null);
    const { running, recent } = await host.timers();
    expect(running?.client?.name).toBe("Helio");
    expect(recent.map((one) => one.label)).toEqual(["pairing"]);
    const entry = (await host.day(null)).blocks.find((one) => one.source === "timer");
    expect(entry?.end_ms).toBe(running?.started_ms);
  });

  test("starts in the past, and takes its time from the drafts that lie there", async () => {
    const before = await host.review("2026-11-20", "2026-11-20", []);
    await host.startTimer(ACME, NINE);
    const stopped = await host.stopTimer(null, NINE + 20 * MINUTE);
    const after = await host.review("2026-11-20", "2026-11-20", []);
    expect(after.drafts.length_ms).toBe(before.drafts.length_ms);
    expect(after.overlaps).toEqual([]);
    expect(after.queue.find((one) => one.id === stopped.block)?.length_ms).toBe(20 * MINUTE);
    await host.undo();
    expect((await host.review("2026-11-20", "2026-11-20", [])).drafts).toEqual(before.drafts);
  });

  test("its start can be moved, not behind its first pause nor ahead of now", async () => {
    const { id } = await host.startTimer(ACME, null);
    pass(10 * MINUTE);
    expect((await host.moveTimerStart(id, now - 30 * MINUTE)).total_ms).toBe(30 * MINUTE);
    await expect(host.moveTimerStart(id, now + MINUTE)).rejects.toMatchObject({ code: "input" });
    await host.pauseTimer(null);
    pass(5 * MINUTE);
    await expect(host.moveTimerStart(id, now)).rejects.toMatchObject({ code: "input" });
  });

  test("is refused what cannot be", async () => {
    await expect(host.pauseTimer(null)).rejects.toMatchObject({ code: "input" });
    await expect(host.resumeTimer(null, null)).rejects.toMatchObject({ code: "input" });
    await expect(host.stopTimer(null, null)).rejects.toMatchObject({ code: "input" });
    await expect(host.startTimer(ACME, now + HOUR)).rejects.toMatchObject({ code: "input" });
    await host.startTimer(ACME, null);
    pass(30 * MINUTE);
    await host.stopTimer(null, null);
    await expect(host.startTimer(ACME, now - 10 * MINUTE)).rejects.toMatchObject({ code: "twice" });
  });

  test("earlier work is continued, of a timer or of an entry", async () => {
    const [entry] = (await host.day(null)).blocks;
    const timer = await host.continueWork(entry?.id ?? "");
    expect(timer).toMatchObject({ label: entry?.label, status: "running" });
    pass(MINUTE);
    await host.stopTimer(null, null);
    const [recent] = (await host.timers()).recent;
    expect((await host.continueWork(recent?.id ?? "")).label).toBe(entry?.label);
    expect((await host.timers()).recent).toEqual([]);
  });

  test("is discarded without an entry, unless it was stopped", async () => {
    const { id } = await host.startTimer(ACME, null);
    const before = (await host.day(null)).blocks.length;
    await host.discardTimer(id);
    expect(await host.timers()).toMatchObject({ running: null, recent: [] });
    expect((await host.day(null)).blocks).toHaveLength(before);
    const other = await host.startTimer(ACME, null);
    pass(MINUTE);
    await host.stopTimer(null, null);
    await expect(host.discardTimer(other.id)).rejects.toMatchObject({ code: "input" });
  });
});

describe("what a timer asks", () => {
  test("whether it shall run for so long, and over midnight, each once", async () => {
    const { id } = await host.startTimer(ACME, null);
    pass(7 * HOUR);
    expect((await host.timers()).question).toMatchObject({ why: "midnight", total_ms: 7 * HOUR });
    await host.timerGoesOn(id);
    expect((await host.timers()).question).toBeNull();
    host.world.timers.interrupt("slept", now - HOUR, now);
    await host.answerInterruption(id, { kind: "keep" });
    expect((await host.timers()).question).toBeNull();
  });

  test("long before midnight, that it runs for long", async () => {
    const other = workday(NINE + 13 * HOUR);
    await other.startTimer(ACME, NINE);
    expect((await other.timers()).question).toMatchObject({ why: "long", total_ms: 13 * HOUR });
  });

  test.each([
    ["end", { kind: "end" }, "completed", 30],
    ["leave out", { kind: "leave_out" }, "running", 35],
    ["keep", { kind: "keep" }, "running", 60],
    ["end at", { kind: "end_at", at_ms: EVENING + 40 * MINUTE }, "completed", 40],
  ] as const)("what an interruption was: %s", async (_, choice, status, minutes) => {
    const { id } = await host.startTimer(ACME, null);
    pass(HOUR);
    host.world.timers.interrupt("slept", now - 30 * MINUTE, now - 5 * MINUTE);
    expect((await host.timers()).interruption).toMatchObject({ timer: id, cause: "slept" });
    await host.answerInterruption(id, choice);
    const { running, recent, interruption } = await host.timers();
    expect(interruption).toBeNull();
    const timer = status === "running" ? running : recent[0];
    expect(timer).toMatchObject({ status, total_ms: minutes * MINUTE });
    await expect(host.answerInterruption(id, choice)).rejects.toMatchObject({ code: "changed" });
  });
});
