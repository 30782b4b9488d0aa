import { describe, expect, test } from "vitest";
import { memory } from "../host/memory";
import { Clients } from "./clients.svelte";
import { examples, readRounding, writeRounding } from "./rounding";
import { typedMoney, typedSize } from "./typed";

const NOW = Date.parse("2026-11-20T17:20:00+01:00");

async function open(isSetUp = true) {
  const host = memory({ now: () => NOW, zone: "Europe/Vienna", isSetUp });
  const clients = new Clients(host);
  await clients.read();
  const named = (name: string) => {
    const found = clients.list?.find((one) => one.name === name);
    if (!found) throw new Error(`no client is named ${name}`);
    return found;
  };
  return { host, clients, named };
}

describe("a rounding", () => {
  test.each(["none", "nearest 15 per entry", "up 6 per day", "down 30 per entry"])(
    "%s is read and written",
    (text) => {
      expect(writeRounding(readRounding(text))).toBe(text);
    },
  );

  test("is shown by lengths below, on and above the middle of a step", () => {
    const worked = (text: string) =>
      examples(readRounding(text)).map(({ seconds, counts }) => [seconds / 60, counts]);
    expect(worked("nearest 15 per entry")).toEqual([
      [7, 0],
      [7.5, 15],
      [23, 30],
    ]);
    expect(worked("up 6 per day")).toEqual([
      [3, 6],
      [6, 6],
      [7, 12],
    ]);
    expect(worked("down 30 per entry")).toEqual([
      [15, 0],
      [30, 30],
      [31, 30],
    ]);
    expect(worked("none")).toEqual([]);
  });
});

describe("what is typed again", () => {
  test("can be taken for nothing else", () => {
    expect(typedMoney({ minor: 123_450, currency: "EUR" })).toBe("1234.50");
    expect(typedMoney({ minor: 90, currency: "JPY" })).toBe("90");
    expect(typedMoney({ minor: 1_234, currency: "KWD" })).toBe("01.234");
    expect(typedSize({ kind: "time", length_ms: 27_000_000 })).toEqual({ kind: "time", text: "7:30" });
  });
});

describe("the clients", () => {
  test("begin with the first, and keep to what was chosen", async () => {
    const { clients, named } = await open();
    expect(clients.client?.name).toBe("Acme");
    clients.move(1);
    expect(clients.client?.name).toBe("Helio");
    clients.move(-1);
    clients.move(-1);
    expect(clients.client?.name).toBe("Acme");
    await clients.changeClient(named("Acme").id, { is_archived: true });
    expect(clients.client?.name, "what is archived stays in sight").toBe("Acme");
    expect(clients.archived.map(({ name }) => name)).toEqual(["Acme"]);
  });

  test("are worth by the nearest level", async () => {
    const { clients, named } = await open();
    const [acme, nordwind, helio] = [named("Acme"), named("Nordwind"), named("Helio")];
    const [web, shop] = ["Web relaunch", "Shop care"].map((name) =>
      acme.projects.find((one) => one.name === name),
    );
    expect(clients.rateOf(acme, web)?.minor).toBe(9_500);
    expect(clients.rateOf(acme, shop)?.minor).toBe(9_000);
    expect(clients.rateOf(nordwind), "the default in its currency").toEqual({
      minor: 8_000,
      currency: "EUR",
    });
    expect(clients.rateOf(helio)).toEqual({ minor: 11_000, currency: "USD" });
  });

  test("come with a rate at once, or not at all", async () => {
    const { clients, host } = await open();
    await expect(clients.addClient("Lumen", "EUR", "1.234")).rejects.toMatchObject({ code: "input" });
    expect((await host.clients()).map(({ name }) => name)).not.toContain("Lumen");
    const lumen = await clients.addClient("Lumen", "CHF", "120");
    expect(clients.client?.id).toBe(lumen.id);
    expect(clients.rateOf(lumen)).toEqual({ minor: 12_000, currency: "CHF" });
  });

  test("that were removed come back as they were", async () => {
    const { clients, host } = await open();
    const { id } = await clients.addClient("Lumen", "CHF", "");
    await clients.changeClient(id, { rounding: "up 6 per day", colour: 6, billable: false });
    await clients.addProject(id, "Site");
    const project = clients.client?.projects[0];
    await clients.addTask(project?.id ?? "", "Copy");
    await clients.changeProject(project?.id ?? "", { billable: "yes" });
    const before = clients.client;
    if (!before) throw new Error("it is chosen");
    const undo = await clients.removeClient(before);
    expect((await host.clients()).some(({ name }) => name === "Lumen")).toBe(false);
    await undo();
    const after = (await host.clients()).find(({ name }) => name === "Lumen");
    expect(after).toMatchObject({ currency: "CHF", rounding: "up 6 per day", colour: 6, billable: false });
    expect(after?.projects[0]).toMatchObject({ name: "Site", billable: true });
    expect(after?.projects[0]?.tasks[0]?.name).toBe("Copy");
  });

  test("whose rate or budget was removed have it again", async () => {
    const { clients, named } = await open();
    const [rate] = clients.termsOf({ kind: "client", id: named("Helio").id });
    if (!rate?.per_hour) throw new Error("Helio has a rate");
    const undoRate = await clients.removeRate(rate, typedMoney(rate.per_hour));
    expect(clients.rateOf(named("Helio"))).toBeNull();
    await undoRate();
    expect(clients.rateOf(named("Helio"))).toEqual(rate.per_hour);
    const [budget] = clients.budgetsOf(named("Nordwind"));
    if (!budget) throw new Error("Nordwind has a budget");
    const undoBudget = await clients.removeBudget(budget, typedSize(budget.limit));
    expect(clients.budgetsOf(named("Nordwind"))).toEqual([]);
    await undoBudget();
    expect(clients.budgetsOf(named("Nordwind"))[0]?.limit).toEqual(budget.limit);
  });

  test("are followed anew after they were left", async () => {
    const host = memory({ now: () => NOW, zone: "Europe/Vienna" });
    const clients = new Clients(host);
    clients.follow()();
    const stop = clients.follow();
    await expect.poll(() => clients.list?.length).toBe(3);
    await host.addClient("Lumen", null);
    await expect.poll(() => clients.list?.length, { timeout: 4_000 }).toBe(4);
    stop();
  });

  test("say why they cannot be read", async () => {
    const { clients, host } = await open();
    host.world.refuse("rates", { code: "store", message: "the database refused" });
    await clients.read();
    expect(clients.problem?.code).toBe("store");
    host.world.refuse("rates", null);
    await clients.read();
    expect(clients.problem).toBeNull();
  });
});
