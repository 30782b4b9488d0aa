import { describe, expect, test, vi } from "vitest";
import { memory } from "../host/memory";
import { columnsOf, moved, periodOf, soFar } from "./period";
import { Porting } from "./porting.svelte";
import { Reports } from "./reports.svelte";
import { columnsWith } from "./shares";

const NOW = Date.parse("2026-11-20T17:20:00+01:00");
const TODAY = "2026-11-20";

async function open() {
  const host = memory({ now: () => NOW, zone: "Europe/Vienna" });
  const reports = new Reports(host);
  await reports.start();
  return { host, reports };
}

describe("a period", () => {
  test.each([
    ["week", 0, "2026-11-16", "2026-11-22"],
    ["week", 1, "2026-11-09", "2026-11-15"],
    ["month", 0, "2026-11-01", "2026-11-30"],
    ["month", 11, "2025-12-01", "2025-12-31"],
    ["month", 9, "2026-02-01", "2026-02-28"],
    ["quarter", 0, "2026-10-01", "2026-12-31"],
    ["quarter", 4, "2025-10-01", "2025-12-31"],
    ["year", 0, "2026-01-01", "2026-12-31"],
    ["year", -1, "2027-01-01", "2027-12-31"],
  ] as const)("%s, %i before", (kind, ago, from, to) => {
    expect(periodOf(kind, ago, TODAY, 1)).toEqual({ from, to });
  });

  test("of a week begins on the day that the place begins it on", () => {
    expect(periodOf("week", 0, TODAY, 7)).toEqual({ from: "2026-11-15", to: "2026-11-21" });
  });

  test("goes as far as today, unless it has ended or not begun", () => {
    expect(soFar({ from: "2026-11-01", to: "2026-11-30" }, TODAY).to).toBe(TODAY);
    expect(soFar({ from: "2026-10-01", to: "2026-10-31" }, TODAY).to).toBe("2026-10-31");
    expect(soFar({ from: "2026-12-01", to: "2026-12-31" }, TODAY).to).toBe("2026-12-31");
  });

  test("of other days is moved by its own length", () => {
    expect(moved({ from: "2026-11-01", to: "2026-11-10" }, -1)).toEqual({
      from: "2026-10-22",
      to: "2026-10-31",
    });
  });

  test("has a column for each day, week or month that it reaches into", () => {
    expect(columnsOf({ from: "2026-10-30", to: "2026-11-02" }, "day", 1)).toHaveLength(4);
    expect(columnsOf({ from: "2026-10-30", to: "2026-11-02" }, "week", 1)).toEqual([
      "2026-10-26",
      "2026-11-02",
    ]);
    expect(columnsOf({ from: "2025-12-30", to: "2026-02-01" }, "month", 1)).toEqual([
      "2025-12-01",
      "2026-01-01",
      "2026-02-01",
    ]);
  });
});

describe("the pieces of a column", () => {
  test("add up to what stands for it, also where each was rounded for itself", async () => {
    const { reports } = await open();
    await reports.chooseBy("day");
    const { report, owners } = reports;
    if (!report) throw new Error("it was read");
    const [first] = owners;
    if (!first) throw new Error("there are clients");
    // One client alone says a minute more on each day than all together leave it.
    const more = {
      ...first,
      report: {
        ...first.report,
        rows: first.report.rows.map((row) => ({
          ...row,
          sums: { ...row.sums, minutes: row.sums.minutes + 1 },
        })),
      },
    };
    const keys = report.rows.map(({ key }) => key ?? "");
    for (const column of columnsWith(keys, report, [more, ...owners.slice(1)], "Nobody")) {
      expect(column.pieces.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(column.minutes);
    }
  });

  test("leave to nobody what is nobody's, and stand in the same order everywhere", async () => {
    const { reports } = await open();
    await reports.chooseBy("day");
    const columns = reports.columns("Nobody");
    expect(columns).toHaveLength(20);
    expect(columns.some(({ pieces }) => pieces.at(-1)?.name === "Nobody")).toBe(true);
    const order = ["Acme", "Nordwind", "Helio", "Nobody"];
    for (const { pieces } of columns) {
      const places = pieces.map(({ name }) => order.indexOf(name));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  });
});

describe("the reports", () => {
  test("begin with this month so far, the most time first and nobody last", async () => {
    const { reports } = await open();
    expect(reports.days).toEqual({ from: "2026-11-01", to: TODAY });
    expect(reports.isRunning).toBe(true);
    expect(reports.rows.map(({ name }) => name)).toEqual(["Acme", "Nordwind", "Helio", ""]);
  });

  test("have weeks that begin where those of the timesheet do", async () => {
    const { host } = await open();
    const week = await host.week(null);
    vi.spyOn(host, "week").mockResolvedValue({ ...week, first: "2026-11-15" });
    const reports = new Reports(host);
    await reports.start();
    await reports.choosePeriod("week", 0);
    expect(reports.whole).toEqual({ from: "2026-11-15", to: "2026-11-21" });
  });

  test("look into a client, a month and a week", async () => {
    const { reports } = await open();
    const acme = reports.rows[0]?.key ?? "";
    await reports.lookInto(acme);
    expect([reports.by, reports.only]).toEqual(["project", [acme]]);
    await reports.chooseClients([]);
    await reports.chooseBy("month");
    await reports.lookInto("2026-11-01");
    expect([reports.by, reports.days]).toEqual(["day", { from: "2026-11-01", to: TODAY }]);
    await reports.chooseBy("week");
    await reports.lookInto("2026-11-09");
    expect([reports.by, reports.days]).toEqual(["day", { from: "2026-11-09", to: "2026-11-15" }]);
    await reports.move(-1);
    expect(reports.days).toEqual({ from: "2026-11-02", to: "2026-11-08" });
  });

  test("drop an answer that a newer question overtook", async () => {
    const { reports } = await open();
    await Promise.all([reports.chooseBy("tag"), reports.chooseBy("month"), reports.chooseBy("project")]);
    expect(reports.report?.request.by).toBe("project");
  });

  test("keep what was shown where the next cannot be read", async () => {
    const { reports, host } = await open();
    const before = reports.report;
    host.world.refuse("report", { code: "store", message: "no" });
    await reports.chooseBy("day");
    expect(reports.problem?.code).toBe("store");
    expect(reports.report).toBe(before);
    host.world.refuse("report", null);
    await reports.chooseBy("day");
    expect(reports.problem).toBeNull();
  });

  test("say where a file went, and why one did not", async () => {
    const { reports, host } = await open();
    await reports.save("pdf");
    expect(reports.saved?.name).toMatch(/\.pdf$/);
    host.world.refuse("saveEntries", { code: "file", message: "no" });
    await reports.saveEntries(null, "ics");
    expect([reports.saved, reports.saveProblem?.code]).toEqual([null, "file"]);
  });
});

describe("an import", () => {
  const file = (text: string, name = "time.csv") => new File([text], name);
  const harvest = "Date,Hours,Client,Project,Task,Notes\n2026-10-05,1.5,Lumen,Site,,Workshop\n";

  test("is looked at, done, and taken back", async () => {
    const { host } = await open();
    const porting = new Porting(host);
    porting.begin("harvest");
    await porting.take(file(harvest));
    expect(porting.plan).toMatchObject({ rows: 1, imported: 1, is_done: false });
    await porting.run();
    expect(porting.result).toMatchObject({ imported: 1, is_done: true });
    await porting.undo();
    expect(porting.isUndone).toBe(true);
    expect(host.world.timesheet.blocks.some((block) => block.client?.name === "Lumen")).toBe(false);
  });

  test("is not taken back by what was done since", async () => {
    const { host } = await open();
    const porting = new Porting(host);
    porting.begin("harvest");
    await porting.take(file(harvest));
    await porting.run();
    const [draft] = host.world.timesheet.blocks.filter(({ status }) => status === "draft");
    await host.confirm([draft?.id ?? ""]);
    await porting.undo();
    expect([porting.isUndone, porting.problem?.code]).toEqual([false, "changed"]);
    expect(host.world.timesheet.block(draft?.id ?? "").status, "what was done since stays").toBe("confirmed");
  });

  test("leaves bad rows out only when that was said", async () => {
    const { host } = await open();
    const porting = new Porting(host);
    porting.begin("harvest");
    await porting.take(file(`${harvest}2026-10-06,much,Lumen,Site,,x\n`));
    expect(porting.plan?.refused).toHaveLength(1);
    await porting.run();
    expect(porting.result).toMatchObject({ imported: 1, refused: [expect.anything()] });
  });

  test("asks for the order of dates where both can be meant", async () => {
    const { host } = await open();
    const porting = new Porting(host);
    porting.begin("harvest");
    await porting.take(file(harvest.replace("2026-10-05", "05/10/2026")));
    expect([porting.problem?.code, porting.asksOrder]).toEqual(["date_order", true]);
    await porting.setOrder("day_first");
    expect(porting.plan?.imported).toBe(1);
    expect(porting.asksOrder, "one can still change one's mind").toBe(true);
  });

  test("refuses a file that is far too large", async () => {
    const { host } = await open();
    const porting = new Porting(host);
    porting.begin("csv");
    const huge = file("x");
    Object.defineProperty(huge, "size", { value: 300_000_000 });
    await porting.take(huge);
    expect(porting.problem?.code).toBe("too_large");
  });
});
