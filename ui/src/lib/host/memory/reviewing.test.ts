import { describe, expect, test } from "vitest";
import { NINE, EVENING, MINUTE, workday } from "../../../testing/workday";
import type { MemoryHost } from "../memory";
import { AWAY, LID_CLOSED, LOGIN } from "./doing";

const DAY = "2026-11-20";
const review = (host: MemoryHost, later: string[] = []) => host.review(DAY, DAY, later);

describe("the review", () => {
  test("has every draft, the least certain first, and those put off last", async () => {
    const host = workday();
    const { queue, drafts, unassigned, confirmed } = await review(host);
    expect(queue).toHaveLength(8);
    expect(queue.map((block) => block.confidence)).toEqual(
      queue.map((block) => block.confidence).toSorted((a, b) => a - b),
    );
    expect(queue[0]?.client).toBeNull();
    expect(drafts.entries).toBe(8);
    expect(unassigned).toEqual({ entries: 1, length_ms: 18 * MINUTE });
    expect(confirmed.entries).toBe(0);
    const first = queue[0]?.id ?? "";
    expect((await review(host, [first])).queue.at(-1)?.id).toBe(first);
  });

  test("names whose drafts wait, the longest first", async () => {
    const { unreviewed } = await review(workday());
    expect(unreviewed.map(({ client }) => client?.name ?? null)).toEqual(["Acme", "Helio", "Nordwind", null]);
  });

  test("confirms the days and says how many", async () => {
    const host = workday();
    expect(await host.confirmDays(DAY, DAY)).toBe(8);
    expect((await review(host)).queue).toEqual([]);
    await host.undo();
    expect((await review(host)).queue).toHaveLength(8);
  });

  test("refuses what is no date", async () => {
    await expect(workday().review("today", DAY, [])).rejects.toMatchObject({ code: "input" });
  });
});

describe("what helps to decide", () => {
  test("is what was in front in order, the entry before, and a rule", async () => {
    const host = workday();
    const { queue } = await review(host);
    const call = queue.find((block) => block.label === "scope of phase 2");
    const help = await host.reviewHelp(call?.id ?? "");
    expect(help.seen.map((run) => run.start_ms)).toEqual(
      help.seen.map((run) => run.start_ms).toSorted((a, b) => a - b),
    );
    expect(help.seen.every((run) => run.is_call)).toBe(true);
    expect(help.seen.reduce((sum, run) => sum + run.length_ms, 0)).toBe(29 * MINUTE);
    expect(help.previous?.label).toBe("fixing login redirect");
    expect(help.rule).toMatchObject({ client: "Helio", field: "title", pattern: "helio" });
  });

  test("says from where on it looks like another client's", async () => {
    const host = workday();
    const { queue } = await review(host);
    const slides = queue.find((block) => block.label === "slides for Friday");
    const { split } = await host.reviewHelp(slides?.id ?? "");
    expect(split?.why).toMatchObject({ kind: "looks", parts: { part: "last", client: "Acme" } });
    expect(split?.at_ms).toBe((slides?.start_ms ?? 0) + 27 * MINUTE);
  });
});

describe("a rule", () => {
  const rule = {
    field: "title" as const,
    pattern: "receipts",
    client: "Helio",
    project: "",
    label: "",
    billable: false,
  };

  test("is shown before it is made, and changes drafts nobody touched", async () => {
    const host = workday();
    const before = await host.previewRule(rule);
    expect(before.changes.map((block) => block.client)).toEqual([null]);
    expect((await review(host)).unassigned.entries).toBe(1);
    const id = await host.makeRule(rule);
    expect((await review(host)).unassigned.entries).toBe(0);
    expect(await host.rules()).toMatchObject([{ id, client: { name: "Helio" } }]);
    expect(await host.previewRule(rule)).toMatchObject({ changes: [], overruled: 1 });
    expect((await host.undo())?.kind).toBe("rule");
    await host.removeRule(id);
    expect(await host.rules()).toEqual([]);
    await expect(host.removeRule(id)).rejects.toMatchObject({ code: "unknown" });
  });

  test("leaves alone what a person confirmed", async () => {
    const host = workday();
    await host.confirmDays(DAY, DAY);
    expect(await host.previewRule(rule)).toMatchObject({ changes: [], kept: 1 });
  });

  test("needs somebody, and something to look for", async () => {
    const host = workday();
    await expect(host.previewRule({ ...rule, client: "" })).rejects.toMatchObject({ code: "input" });
    await expect(host.previewRule({ ...rule, pattern: " " })).rejects.toMatchObject({ code: "input" });
  });
});

describe("an absence", () => {
  const aways = async (host: MemoryHost) => (await review(host)).aways;
  const span = { start_ms: NINE + 46 * MINUTE, end_ms: NINE + 74 * MINUTE };

  test("is asked about once, and stays undecided without an answer", async () => {
    const host = workday();
    expect(await host.awayToAsk()).toMatchObject({ ...span, length_ms: 28 * MINUTE, is_over: true });
    await host.awayAsked(span);
    expect(await host.awayToAsk()).toBeNull();
    expect(await aways(host)).toHaveLength(1);
  });

  test("is asked about when somebody is back", async () => {
    const host = workday();
    const { world } = host;
    await host.awayAsked(span);
    world.turnTo(AWAY);
    world.advance(20 * MINUTE);
    expect(await host.awayToAsk()).toBeNull();
    world.turnTo(LOGIN);
    world.advance(MINUTE);
    expect(await host.awayToAsk()).toMatchObject({ length_ms: 20 * MINUTE });
  });

  test("kept makes the entry before it longer", async () => {
    const host = workday();
    const before = (await aways(host))[0]?.block_before;
    await host.answerAway(span, { kind: "keep" });
    const day = await host.day(DAY);
    expect(day.blocks.find((block) => block.id === before?.id)?.end_ms).toBe(span.end_ms);
    expect(await aways(host)).toEqual([]);
  });

  test("discarded changes no entry, and undo asks about it again", async () => {
    const host = workday();
    const before = await host.day(DAY);
    await host.answerAway(span, { kind: "discard" });
    expect((await host.day(DAY)).blocks).toEqual(before.blocks);
    expect(await aways(host)).toEqual([]);
    expect((await host.undo())?.kind).toBe("away");
    expect(await aways(host)).toHaveLength(1);
    await host.redo();
    expect(await aways(host)).toEqual([]);
  });

  test("assigned, a call or split off is a draft of its own", async () => {
    for (const [answer, label, client] of [
      [{ kind: "split_off" }, "Away", null],
      [{ kind: "assign", client: "Helio", project: "", label: "on paper" }, "on paper", "Helio"],
      [{ kind: "call", client: "Nordwind", project: "Pitch deck", label: "" }, "Call", "Nordwind"],
    ] as const) {
      const host = workday();
      await host.answerAway(span, answer);
      const own = (await host.day(DAY)).blocks.find((block) => block.start_ms === span.start_ms);
      expect(own).toMatchObject({ ...span, label, status: "draft" });
      expect(own?.client?.name ?? null).toBe(client);
      expect(own?.confidence, "whose it was is still to be said").toBe(client === null ? 0 : 1);
    }
  });

  test("takes its time from a timer that ran, unless it was work", async () => {
    const minutes = async (kind: "keep" | "discard") => {
      const host = workday();
      await host.startTimer(
        { client: "", project: "", task: "", label: "", billable: null },
        NINE + 40 * MINUTE,
      );
      await host.answerAway(span, { kind });
      return Math.round(((await host.timers()).running?.total_ms ?? 0) / MINUTE);
    };
    const whole = (EVENING - NINE) / MINUTE - 40;
    expect(await minutes("keep")).toBe(whole);
    expect(await minutes("discard")).toBe(whole - 28);
  });

  test("that was decided elsewhere is refused", async () => {
    const host = workday();
    await host.answerAway(span, { kind: "discard" });
    await expect(host.answerAway(span, { kind: "keep" })).rejects.toMatchObject({ code: "changed" });
  });
});

describe("leaks", () => {
  test("are drafts that wait, work without a rate, and work that is old", async () => {
    const host = workday();
    const { unconfirmed } = await host.leaks();
    expect(unconfirmed.map((leak) => leak.client.name)).toEqual(["Acme", "Helio", "Nordwind"]);
    expect(unconfirmed[0]).toMatchObject({ first: DAY, last: DAY });
    await host.confirmDays(DAY, DAY);
    const after = await host.leaks();
    expect(after.unconfirmed).toEqual([]);
    expect(after.unrated.map((leak) => leak.client?.name ?? null)).toEqual(["Acme", "Helio", "Nordwind"]);
    expect(after.old).toEqual([]);

    const acme = (await host.clients()).find((client) => client.name === "Acme");
    await host.setRate({ scope: { kind: "client", id: acme?.id ?? "" }, from: "2026-01-01", per_hour: "90" });
    host.world.turnTo(LID_CLOSED);
    host.world.advance(40 * 24 * 60 * MINUTE);
    const later = await host.leaks();
    expect(later.unrated.map((leak) => leak.client?.name)).toEqual(["Helio", "Nordwind"]);
    const old = later.old.find((leak) => leak.client?.name === "Acme");
    expect(old).toMatchObject({ entries: 4, since: DAY });
    expect(old?.amounts).toEqual([
      { minor: Math.round((9000 * (old?.length_ms ?? 0)) / 3_600_000), currency: "EUR" },
    ]);
  });
});
