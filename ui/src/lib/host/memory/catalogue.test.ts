import { beforeEach, describe, expect, test } from "vitest";
import { NOTHING_SAID } from "../../entry/correction";
import type { ClientChange, NewRate, Scope } from "../bindings";
import { memory, type MemoryHost } from "../memory";
import { readMoney } from "./money";
import { rounded, roundedAll } from "./rounding";

// A Friday afternoon in Vienna.
const NOW = Date.parse("2026-11-20T17:20:00+01:00");
const MINUTE = 60_000;

const NOTHING: ClientChange = {
  name: null,
  colour: null,
  currency: null,
  billable: null,
  rounding: null,
  is_archived: null,
};

let host: MemoryHost;

beforeEach(() => {
  host = memory({ now: () => NOW, zone: "Europe/Vienna" });
});

const client = async (name: string) => {
  const found = (await host.clients()).find((one) => one.name === name);
  if (!found) throw new Error(`no client is named ${name}`);
  return found;
};

const rate = (scope: Scope, from: string, per_hour: string): NewRate => ({ scope, from, per_hour });

describe("an amount as it is typed", () => {
  test.each([
    ["90", "EUR", 9_000],
    ["90,00", "EUR", 9_000],
    ["1.234,50", "EUR", 123_450],
    ["1,234.50", "EUR", 123_450],
    ["1 234,50", "EUR", 123_450],
    ["1'234.50", "CHF", 123_450],
    ["12,34,567.00", "INR", 123_456_700],
    ["90.00 EUR", "EUR", 9_000],
    ["EUR 90", "EUR", 9_000],
    ["1.234", "JPY", 1_234],
    ["-90", "EUR", -9_000],
    ["0.5", "EUR", 50],
  ])("%s in %s", (text, currency, minor) => {
    expect(readMoney(text, currency)).toEqual({ minor, currency });
  });

  test.each([
    ["1.234", "EUR", /can be thousands or decimals; write 1234\.00 or 1\.23$/],
    ["90.005", "EUR", /can be thousands or decimals/],
    ["0.005", "EUR", /has more decimals than EUR/],
    ["90 USD", "EUR", /is not in EUR/],
    ["ninety", "EUR", /is not (an amount|in EUR)/],
    ["1.2.3", "EUR", /is not an amount/],
  ])("%s in %s is refused", (text, currency, message) => {
    expect(() => readMoney(text, currency)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) }),
    );
  });
});

describe("rounding", () => {
  test.each([
    ["nearest 15 per entry", 7.5, 15],
    ["nearest 15 per entry", 7, 0],
    ["nearest 15 per entry", 22.5, 30],
    ["up 6 per day", 0, 0],
    ["up 6 per day", 6, 6],
    ["up 6 per day", 6.1, 12],
    ["down 30 per entry", 59, 30],
    ["none", 7.25, 7.25],
  ])("%s makes %d minutes %d", (policy, minutes, expected) => {
    expect(rounded(policy, minutes * MINUTE)).toBe(expected * MINUTE);
  });

  test("of a day is shared among its entries, and adds up", () => {
    const lengths = [10, 10, 13].map((minutes, at) => ({
      entry: String(at),
      day: "2026-11-20",
      ms: minutes * MINUTE,
    }));
    const shares = roundedAll("up 15 per day", lengths);
    expect(shares.reduce((sum, ms) => sum + ms, 0)).toBe(45 * MINUTE);
    expect(shares.every((ms) => ms % MINUTE === 0)).toBe(true);
  });
});

describe("a client", () => {
  test("takes a name, a colour, a rounding, and goes to the archive", async () => {
    const { id } = await client("Helio");
    const changed = await host.changeClient(id, {
      ...NOTHING,
      name: "Helios",
      colour: 5,
      rounding: "up 6 per day",
      is_archived: true,
    });
    expect(changed).toMatchObject({ name: "Helios", colour: 5, rounding: "up 6 per day", is_archived: true });
    const { blocks } = await host.week(null);
    expect(blocks.map((block) => block.client?.name)).toContain("Helios");
  });

  test("keeps its currency while it has rates or billable work", async () => {
    const { id } = await client("Acme");
    await expect(host.changeClient(id, { ...NOTHING, currency: "USD" })).rejects.toMatchObject({
      code: "in_use",
    });
    const fresh = await host.addClient("Lumen", null);
    const changed = await host.changeClient(fresh.id, { ...NOTHING, currency: "CHF" });
    expect(changed.currency).toBe("CHF");
  });

  test("is not half changed where one thing is refused", async () => {
    const { id } = await client("Acme");
    await expect(
      host.changeClient(id, { ...NOTHING, name: "Apex", rounding: "sideways" }),
    ).rejects.toBeDefined();
    expect((await client("Acme")).id).toBe(id);
  });

  test("refuses the name of another", async () => {
    const { id } = await client("Acme");
    await expect(host.changeClient(id, { ...NOTHING, name: " helio " })).rejects.toMatchObject({
      code: "taken",
      message: "there is already a client named ‘helio’",
    });
  });

  test("is called nothing that says that there is nobody, and nothing that a terminal obeys", async () => {
    for (const name of ["None", " unassigned "]) {
      await expect(host.addClient(name, null)).rejects.toMatchObject({
        code: "input",
        message: `‘${name.trim()}’ says that there is none; choose another name`,
      });
    }
    await expect(host.addClient("x".repeat(201), null)).rejects.toMatchObject({ code: "input" });
    expect((await host.addClient(" Lumen\u001b \n Ltd ", null)).name).toBe("Lumen Ltd");
  });

  test("is kept while an undo or a redo may bring back its time", async () => {
    const { id } = await host.addClient("Lumen", null);
    const block = host.world.timesheet.blocks.at(-1)?.id ?? "";
    await host.correct(block, { ...NOTHING_SAID, client: "Lumen" });
    await host.undo();
    await expect(host.removeUnused("client", id)).rejects.toMatchObject({
      code: "in_use",
      message: "an undo or a redo may bring back time of the client ‘Lumen’; archive it instead",
    });
    await host.correct(block, { ...NOTHING_SAID, label: "x" });
    await host.removeUnused("client", id);
  });

  test("is billed as it was, whatever rounding it is promised later", async () => {
    const { id } = await client("Acme");
    const billed = host.world.timesheet.blocks.filter(
      (block) => block.status === "billed" && block.client?.id === id,
    );
    const [from, to] = [billed[0]?.date ?? "", billed.at(-1)?.date ?? ""];
    const ask = async (rounded: boolean) =>
      (await host.report({ from, to, by: "client", rounded, clients: [id] })).totals.sums;
    const [before, real] = [await ask(true), await ask(false)];
    expect(before.amounts).not.toEqual(real.amounts);
    await host.changeClient(id, { ...NOTHING, rounding: "up 60 per entry" });
    expect((await ask(true)).amounts).toEqual(before.amounts);
    expect(await ask(false), "time as it was is no matter of rounding").toEqual(real);
  });

  test("is removed only while nothing refers to it", async () => {
    const { id } = await client("Acme");
    await expect(host.removeUnused("client", id)).rejects.toMatchObject({ code: "in_use" });
    const fresh = await host.addClient("Lumen", null);
    await host.setRate(rate({ kind: "client", id: fresh.id }, "2026-01-01", "70"));
    await expect(host.removeUnused("client", fresh.id)).rejects.toMatchObject({ code: "in_use" });
    const [only] = (await host.rates()).filter(({ scope }) => scope.id === fresh.id);
    await host.removeRate(only?.id ?? "");
    await host.removeUnused("client", fresh.id);
    expect((await host.clients()).map(({ name }) => name)).not.toContain("Lumen");
  });
});

describe("projects and tasks", () => {
  test("say for themselves whether they are billed", async () => {
    const [project] = (await client("Nordwind")).projects;
    const task = await host.addTask(project?.id ?? "", "Drawings");
    await host.changeTask(task.id, { name: "Sketches", billable: "no", is_archived: null });
    const [changed] = (await client("Nordwind")).projects;
    expect(changed?.tasks).toEqual([expect.objectContaining({ name: "Sketches", billable: false })]);
    await host.changeTask(task.id, { name: null, billable: "inherit", is_archived: true });
    const [again] = (await client("Nordwind")).projects;
    expect(again?.tasks).toEqual([expect.objectContaining({ billable: null, is_archived: true })]);
    await host.removeUnused("task", task.id);
    expect((await client("Nordwind")).projects[0]?.tasks).toEqual([]);
  });
});

describe("a rate", () => {
  const worth = async (from: string, to: string) => {
    const { id } = await client("Nordwind");
    const report = await host.report({ from, to, by: "client", rounded: false, clients: [id] });
    return report.totals.sums.amounts[0]?.minor ?? 0;
  };

  test("is planned before it is set: nothing changes, then exactly that", async () => {
    const { id } = await client("Nordwind");
    const scope: Scope = { kind: "client", id };
    const before = await worth("2026-11-01", "2026-11-15");
    const plan = await host.planRate(rate(scope, "2026-11-16", "100,00"));
    expect(plan).toMatchObject({ per_hour: { minor: 10_000, currency: "EUR" }, replaces: null });
    expect(plan.entries).toBeGreaterThan(0);
    expect(plan.first && plan.first >= "2026-11-16").toBe(true);
    expect((await host.rates()).some((one) => one.scope.id === id)).toBe(false);

    const after = await worth("2026-11-16", "2026-11-20");
    await host.setRate(rate(scope, "2026-11-16", "100,00"));
    expect(await worth("2026-11-01", "2026-11-15"), "history stays").toBe(before);
    const worthNow = await worth("2026-11-16", "2026-11-20");
    expect(Math.abs(worthNow - (after * 100) / 80), "each is rounded once").toBeLessThanOrEqual(1);
  });

  test("holds until the next of its scope, and replaces one of the same day", async () => {
    const { id } = await client("Nordwind");
    const scope: Scope = { kind: "client", id };
    await host.setRate(rate(scope, "2026-01-01", "70"));
    await host.setRate(rate(scope, "2026-07-01", "75"));
    expect((await host.planRate(rate(scope, "2026-07-01", "76"))).replaces).toEqual({
      minor: 7_500,
      currency: "EUR",
    });
    await host.setRate(rate(scope, "2026-07-01", "76"));
    const own = (await host.rates()).filter((one) => one.scope.id === id);
    expect(own.map(({ from, until, per_hour }) => [from, until, per_hour?.minor])).toEqual([
      ["2026-01-01", "2026-07-01", 7_000],
      ["2026-07-01", null, 7_600],
    ]);
  });

  test("never touches what is billed", async () => {
    const { id } = await client("Acme");
    const billed = host.world.timesheet.blocks.filter(
      (block) => block.status === "billed" && block.client?.id === id,
    );
    const first = billed[0]?.date ?? "";
    const last = billed.at(-1)?.date ?? "";
    const ask = async () =>
      (await host.report({ from: first, to: last, by: "client", rounded: false, clients: [id] })).totals.sums
        .amounts;
    const before = await ask();
    const plan = await host.planRate(rate({ kind: "client", id }, first, "500"));
    expect(plan.entries).toBeLessThan(
      host.world.timesheet.blocks.filter((block) => block.client?.id === id && block.date >= first).length,
    );
    const project = (await client("Acme")).projects.find(({ name }) => name === "Web relaunch");
    await host.setRate(rate({ kind: "project", id: project?.id ?? "" }, first, "500"));
    const all = host.world.timesheet.blocks.filter(
      (block) => block.client?.id === id && block.date >= first && block.date <= last,
    );
    expect(all.length).toBeGreaterThan(0);
    expect(all.every((block) => block.status === "billed" || !block.billable)).toBe(true);
    expect(await ask()).toEqual(before);
  });

  test("is refused below zero and on no day", async () => {
    const scope: Scope = { kind: "default", id: "EUR" };
    await expect(host.planRate(rate(scope, "2026-01-01", "-5"))).rejects.toMatchObject({ code: "input" });
    await expect(host.planRate(rate(scope, "soon", "5"))).rejects.toMatchObject({ code: "input" });
  });

  test("without an amount leaves it to the level above", async () => {
    const { id, projects } = await client("Acme");
    const project = projects.find(({ name }) => name === "Web relaunch");
    await host.setRate(rate({ kind: "project", id: project?.id ?? "" }, "2026-11-16", ""));
    const { rows } = await host.report({
      from: "2026-11-18",
      to: "2026-11-18",
      by: "project",
      rounded: false,
      clients: [id],
    });
    const row = rows.find(({ key }) => key === project?.id);
    const minutes = row?.sums.minutes ?? 0;
    expect(row?.sums.amounts[0]?.minor).toBeCloseTo(minutes * 150, -3);
  });
});

describe("budgets", () => {
  test("stand where the time stands, and warn", async () => {
    const { id } = await client("Helio");
    await host.putBudget({
      id: null,
      scope: { kind: "client", id },
      limit: { kind: "time", text: "7:30" },
      period: "whole",
      warn_at: [100, 50, 100],
    });
    const budget = (await host.budgets()).find(
      ({ limit }) => limit.kind === "time" && limit.length_ms === 450 * MINUTE,
    );
    const worked = host.world.timesheet.blocks
      .filter((block) => block.client?.id === id)
      .reduce((sum, block) => sum + block.length_ms, 0);
    expect(budget).toMatchObject({
      spent: { kind: "time", length_ms: worked },
      left: { kind: "time", length_ms: 450 * MINUTE - worked },
      warn_at: [50, 100],
    });
    expect(budget?.percent).toBe(Math.floor((worked * 100) / (450 * MINUTE)));
    await host.removeBudget(budget?.id ?? "");
    expect((await host.budgets()).some((one) => one.id === budget?.id)).toBe(false);
  });

  test("of the same scope and period take the place of one another", async () => {
    const { id } = await client("Acme");
    const put = (text: string, period: "month" | "whole", of: string | null = null) =>
      host.putBudget({
        id: of,
        scope: { kind: "client", id },
        limit: { kind: "time", text },
        period,
        warn_at: [],
      });
    await put("10", "whole");
    await put("20", "whole");
    await put("5", "month");
    const own = (await host.budgets()).filter(({ scope }) => scope.id === id);
    expect(own.map(({ limit }) => limit.kind === "time" && limit.length_ms / (60 * MINUTE))).toEqual([20, 5]);
    await expect(put("1", "whole", own[1]?.id)).rejects.toMatchObject({ code: "input" });
  });

  test("need something to spend, and warnings that make sense", async () => {
    const { id } = await client("Helio");
    const put = (text: string, warn_at: number[]) =>
      host.putBudget({
        id: null,
        scope: { kind: "client", id },
        limit: { kind: "time", text },
        period: "month",
        warn_at,
      });
    await expect(put("0", [80])).rejects.toMatchObject({ code: "input" });
    await expect(put("many", [80])).rejects.toMatchObject({ code: "input" });
    await expect(put("10", [0])).rejects.toMatchObject({ code: "input" });
  });
});

describe("tags", () => {
  test("are renamed, joined and removed, on the entries too", async () => {
    const before = await host.tags();
    const [first, second] = before.filter(({ entries }) => entries > 0);
    if (!first || !second) throw new Error("the seed has two tags in use");
    await host.renameTag(first.id, "Planning");
    expect((await host.tags()).find(({ id }) => id === first.id)?.name).toBe("Planning");
    await host.renameTag(first.id, second.name.toUpperCase());
    const joined = await host.tags();
    expect(joined).toHaveLength(before.length - 1);
    expect(joined.find(({ id }) => id === second.id)?.entries).toBe(first.entries + second.entries);
    await host.removeTag(second.id);
    expect(host.world.timesheet.blocks.some((block) => block.tags.some(({ id }) => id === second.id))).toBe(
      false,
    );
  });

  test("are there once", async () => {
    await host.addTag("phone");
    await expect(host.addTag("Phone ")).rejects.toMatchObject({ code: "taken" });
    await expect(host.addTag("a, b")).rejects.toMatchObject({ code: "input" });
  });
});
