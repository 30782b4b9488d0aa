import { beforeEach, describe, expect, test } from "vitest";
import type { ImportKind, ImportRequest, Report, ReportBy } from "../bindings";
import { memory, type MemoryHost } from "../memory";
import { HOUR, MINUTE } from "./civil";
import { readSheet, writeSheet } from "./csv";
import { entriesCsv, entriesIcs, entriesJson } from "./exports";

const NOW = Date.parse("2026-11-20T17:20:00+01:00");

let host: MemoryHost;

beforeEach(() => {
  host = memory({ now: () => NOW, zone: "Europe/Vienna" });
});

const report = (by: ReportBy, rounded = true, from = "2026-11-01", to = "2026-11-20") =>
  host.report({ from, to, by, rounded, clients: [] });

function footed({ rows, totals }: Report) {
  const sum = (of: (row: Report["rows"][number]) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    minutes: sum(({ sums }) => sums.minutes) === totals.sums.minutes,
    billable: sum(({ sums }) => sums.billable_minutes) === totals.sums.billable_minutes,
    money: totals.sums.amounts.every(
      ({ minor, currency }) =>
        sum(({ sums }) => sums.amounts.find((one) => one.currency === currency)?.minor ?? 0) === minor,
    ),
  };
}

describe("a report", () => {
  test.each(["client", "project", "task", "day", "week", "month"] as const)("by %s foots", async (by) => {
    for (const rounded of [true, false]) {
      expect(footed(await report(by, rounded))).toEqual({ minutes: true, billable: true, money: true });
    }
  });

  test("is the same in all, whatever makes a row", async () => {
    const all = await Promise.all((["client", "project", "day", "tag"] as const).map((by) => report(by)));
    const [first] = all;
    for (const { totals } of all) {
      const { amounts, ...time } = totals.sums;
      expect({ ...totals, sums: time }).toMatchObject({ ...first?.totals, sums: time });
      expect(amounts.map(({ currency }) => currency)).toEqual(["EUR", "USD"]);
    }
  });

  const add = (date: string, minutes: number, tags: string[] = []) =>
    host.addBlock({
      ...{ client: "Lumen", project: "", task: "", label: "", billable: true, tags, note: "", twice: false },
      when: { kind: "length", date, length_ms: minutes * MINUTE },
    });
  const lumen = async () => {
    const { id } = await host.addClient("Lumen", null);
    await host.setRate({ scope: { kind: "client", id }, from: "2026-01-01", per_hour: "100" });
    return async (by: ReportBy) => {
      const [from, to] = ["2026-10-05", "2026-10-11"];
      return host.report({ from, to, by, rounded: true, clients: [id] });
    };
  };
  const minor = ({ amounts }: { amounts: { minor: number }[] }) => amounts[0]?.minor;

  test("shows equal rows with equal amounts, and their sum below", async () => {
    const ask = await lumen();
    for (let day = 5; day <= 11; day += 1) await add(`2026-10-${String(day).padStart(2, "0")}`, 50);
    const [byDay, byClient] = [await ask("day"), await ask("client")];
    expect(byDay.rows.map(({ sums }) => minor(sums))).toEqual(Array(7).fill(8_333));
    expect(minor(byDay.totals.sums)).toBe(58_331);
    expect([minor(byClient.rows[0]?.sums ?? { amounts: [] }), minor(byClient.totals.sums)]).toEqual([
      58_333, 58_333,
    ]);
    expect(byDay.totals.effective_rate).toEqual(byClient.totals.effective_rate);
  });

  test("counts work of several tags once below them", async () => {
    const ask = await lumen();
    await add("2026-10-05", 50, ["one", "two"]);
    await add("2026-10-06", 50, ["one"]);
    const { rows, totals } = await ask("tag");
    expect(rows.map(({ name, sums }) => [name, minor(sums)]).sort()).toEqual([
      ["one", 16_667],
      ["two", 8_333],
    ]);
    expect(minor(totals.sums)).toBe(16_667);
  });

  test("values work by the day where it was done, wherever one looks", async () => {
    const worth = async (zone: string) => {
      host = memory({ now: () => NOW, zone: "Europe/Vienna" });
      const ask = await lumen();
      const { clients } = host.world.timesheet;
      const { id } = clients.find(({ name }) => name === "Lumen") ?? { id: "" };
      await host.setRate({ scope: { kind: "client", id }, from: "2026-10-08", per_hour: "200" });
      const at = (time: string) => Date.parse(`${time}:00+02:00`);
      await host.addBlock({
        ...{
          client: "Lumen",
          project: "",
          task: "",
          label: "",
          billable: true,
          tags: [],
          note: "",
          twice: false,
        },
        when: { kind: "span", start_ms: at("2026-10-07T22:00"), end_ms: at("2026-10-08T01:00") },
      });
      host.world.zone = zone;
      const { rows, totals } = await ask("day");
      return [rows.map(({ key }) => key).join(), minor(totals.sums)];
    };
    expect(await worth("Europe/Vienna")).toEqual(["2026-10-07,2026-10-08", 40_000]);
    expect(await worth("Pacific/Auckland")).toEqual(["2026-10-08", 40_000]);
    expect(await worth("America/Los_Angeles")).toEqual(["2026-10-07", 40_000]);
  });

  test("says where rows overlap", async () => {
    const block = host.world.timesheet.blocks.find(({ date }) => date === "2026-11-18");
    await host.correct(block?.id ?? "", {
      client: null,
      project: null,
      label: null,
      billable: null,
      task: null,
      tags: ["one", "two"],
      note: null,
    });
    const byTag = await report("tag");
    expect(byTag.rows_overlap).toBe(true);
    expect(byTag.rows.reduce((sum, { sums }) => sum + sums.minutes, 0)).toBeGreaterThan(
      byTag.totals.sums.minutes,
    );
    expect((await report("client")).rows_overlap).toBe(false);
  });

  test("rounds for the client, and shows the real time otherwise", async () => {
    const real = await report("client", false);
    const worked = host.world.timesheet.blocks
      .filter(({ date }) => date >= "2026-11-01")
      .reduce((sum, { length_ms }) => sum + length_ms, 0);
    expect(real.totals.sums.minutes).toBe(Math.round(worked / MINUTE));
    const acme = (one: Report) => one.rows.find(({ name }) => name === "Acme")?.sums.minutes ?? 0;
    expect(acme(await report("client")) % 15).toBe(0);
    expect(acme(real) % 15).not.toBe(0);
  });

  test("keeps currencies apart", async () => {
    const { totals } = await report("client");
    expect(totals.sums.amounts.map(({ currency }) => currency)).toEqual(["EUR", "USD"]);
    expect(totals.effective_rate, "two currencies have no common rate").toBeNull();
  });

  test("compares with the time just before, names drafts, and says what of budgets is left", async () => {
    const one = await report("client", true, "2026-11-16", "2026-11-20");
    expect([one.previous_from, one.previous_to]).toEqual(["2026-11-11", "2026-11-15"]);
    expect(one.previous.sums).toEqual((await report("client", true, "2026-11-11", "2026-11-15")).totals.sums);
    const drafts = host.world.timesheet.blocks.filter(
      ({ status, date }) => status === "draft" && date >= "2026-11-16",
    );
    expect(one.drafts.entries).toBe(drafts.length);
    expect(one.budgets).toHaveLength(3);
  });

  test("is only about the clients that were asked for", async () => {
    const acme = (await host.clients()).find(({ name }) => name === "Acme");
    const one = await host.report({
      from: "2026-11-01",
      to: "2026-11-20",
      by: "client",
      rounded: true,
      clients: [acme?.id ?? ""],
    });
    expect(one.rows.map(({ name }) => name)).toEqual(["Acme"]);
    expect(one.budgets.length).toBe(1);
  });

  test("refuses days that are none, or turned round", async () => {
    await expect(report("client", true, "2026-11-31", "2026-12-01")).rejects.toMatchObject({ code: "input" });
    await expect(report("client", true, "2026-11-20", "2026-11-19")).rejects.toMatchObject({ code: "input" });
  });

  test("is saved, and shown where it went", async () => {
    await expect(host.showSaved()).rejects.toMatchObject({ code: "unknown" });
    const { request } = await report("client");
    const saved = await host.saveReport(request, "csv");
    expect(saved).toEqual({ name: "report-2026-11-01-2026-11-20.csv", folder: "/home/mara/Downloads" });
    const { rows } = readSheet(host.world.saved?.text ?? "");
    expect(rows.at(-1)?.get("name")).toBe("total");
    await host.showSaved();
    expect(host.world.asked).toContain("show_saved");
  });
});

describe("a table as text", () => {
  test("is read with quoted commas, line breaks and quotes", () => {
    const { head, rows } = readSheet('\ufeffName;Note\r\n"a;b";"one\ntwo ""three"""\r\n\r\nlast;x\r\n');
    expect(head).toEqual(["name", "note"]);
    expect(rows.map((row) => [row.line, row.get("name"), row.get("note")])).toEqual([
      [2, "a;b", 'one\ntwo "three"'],
      [5, "last", "x"],
    ]);
  });

  test("can hold no formula", () => {
    expect(writeSheet([["=1+1", "-2", 'say "hi"', 3]])).toBe(`'=1+1,'-2,"say ""hi""",3\r\n`);
  });
});

const ask = (kind: ImportKind, text: string, more: Partial<ImportRequest> = {}) =>
  host.importFile({ kind, text, zone: null, order: null, dry_run: false, skip_bad: false, ...more });

const TOGGL = `User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Tags
Mara,m@example.com,Lumen,Site,,"Header, footer",Yes,2026-10-05,09:00:00,2026-10-05,10:30:00,"design, web"
Mara,m@example.com,Lumen,Site,,Call,No,2026-10-05,23:30:00,2026-10-06,00:15:00,
`;

describe("an import", () => {
  test("shows first what it would do, and changes nothing by it", async () => {
    const before = host.world.timesheet.blocks.length;
    const plan = await ask("toggl", TOGGL, { dry_run: true });
    expect(plan).toEqual({
      rows: 2,
      imported: 2,
      duplicates: 0,
      refused: [],
      minutes_by_client: { Lumen: 135 },
      added: ["Lumen", "Lumen · Site", "#web"],
      is_done: false,
    });
    expect(host.world.timesheet.blocks).toHaveLength(before);
    expect((await host.clients()).map(({ name }) => name)).not.toContain("Lumen");
  });

  test("is done as one step, known again the second time, and undone", async () => {
    const before = host.world.timesheet.blocks.length;
    expect(await ask("toggl", TOGGL, { zone: "America/New_York" })).toMatchObject({
      imported: 2,
      is_done: true,
    });
    const [first] = host.world.timesheet.blocks.filter((block) => block.client?.name === "Lumen");
    expect(first).toMatchObject({
      start_ms: Date.parse("2026-10-05T09:00:00-04:00"),
      label: "Header, footer",
      source: "import",
      status: "confirmed",
      billable: true,
    });
    expect(await ask("toggl", TOGGL, { zone: "America/New_York" })).toMatchObject({
      imported: 0,
      duplicates: 2,
    });
    expect((await host.undo())?.kind).toBe("import");
    expect(host.world.timesheet.blocks).toHaveLength(before);
  });

  test("with a bad row does nothing, unless it is left out", async () => {
    const bad = `${TOGGL}Mara,,Lumen,,,Odd,Yes,2026-10-07,25:00:00,2026-10-07,26:00:00,\n`;
    const before = host.world.timesheet.blocks.length;
    const refused = await ask("toggl", bad);
    expect(refused).toMatchObject({
      is_done: false,
      refused: [{ line: 4, reason: expect.stringMatching(/‘25:00:00’/) }],
    });
    expect(host.world.timesheet.blocks).toHaveLength(before);
    expect(await ask("toggl", bad, { skip_bad: true })).toMatchObject({ imported: 2, is_done: true });
  });

  test("asks for the order of dates only where both can be meant", async () => {
    const clockify = (date: string) =>
      `Project,Client,Description,Billable,Invoiced,Invoice ID,Start Date,Start Time,End Date,End Time\nSite,Lumen,x,Yes,Yes,2026-7,${date},09:00 AM,${date},01:15 PM\n`;
    await expect(ask("clockify", clockify("03/04/2026"))).rejects.toMatchObject({ code: "date_order" });
    await ask("clockify", clockify("03/04/2026"), { order: "day_first" });
    const first = host.world.timesheet.blocks.find((block) => block.client?.name === "Lumen");
    expect(first).toMatchObject({
      date: "2026-04-03",
      length_ms: 4.25 * HOUR,
      status: "billed",
      invoice: "2026-7",
    });
    expect(await ask("clockify", clockify("03/25/2026"), { dry_run: true })).toMatchObject({ imported: 1 });
  });

  test("of Harvest keeps lengths without times of day, twice where it says so twice", async () => {
    const row = "2026-10-05,1.5,Lumen,Site,,Workshop,Yes,Mara,M\n";
    const text = `Date,Hours,Client,Project,Task,Notes,Billable?,First Name,Last Name\n${row}${row}`;
    expect(await ask("harvest", text)).toMatchObject({ imported: 2, minutes_by_client: { Lumen: 180 } });
    const own = host.world.timesheet.blocks.filter((block) => block.client?.name === "Lumen");
    expect(own.every((block) => block.is_untimed && block.length_ms === 1.5 * HOUR)).toBe(true);
    expect(await ask("harvest", text)).toMatchObject({ imported: 0, duplicates: 2 });
  });

  test("of a calendar and of ActivityWatch makes drafts", async () => {
    const ics =
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Kick-off\\, Lumen\r\nDTSTART:20261005T080000Z\r\nDTEND:20261005T090000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Holiday\r\nDTSTART;VALUE=DATE:20261006\r\nDTEND;VALUE=DATE:20261007\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    expect(await ask("ics", ics, { skip_bad: true })).toMatchObject({ imported: 1, refused: [{ line: 7 }] });
    const meeting = host.world.timesheet.blocks.find((block) => block.label === "Kick-off, Lumen");
    expect(meeting).toMatchObject({ status: "draft", source: "calendar", length_ms: HOUR });
    const buckets = {
      buckets: {
        window: {
          type: "currentwindow",
          events: [
            { timestamp: "2026-10-05T08:00:00Z", duration: 600, data: { app: "Code" } },
            { timestamp: "2026-10-05T08:10:00Z", duration: 300, data: { app: "Code" } },
            { timestamp: "2026-10-05T08:15:00Z", duration: 60, data: { app: "Mail" } },
          ],
        },
      },
    };
    expect(await ask("activitywatch", JSON.stringify(buckets))).toMatchObject({ imported: 2 });
  });

  test("of another program's file says so", async () => {
    await expect(ask("harvest", TOGGL)).rejects.toMatchObject({
      message: expect.stringMatching(/no column ‘date’/),
    });
    await expect(ask("json", "{}")).rejects.toMatchObject({ code: "input" });
    await expect(ask("ics", "x")).rejects.toMatchObject({ code: "input" });
  });
});

describe("an export", () => {
  test("as JSON comes back without loss", async () => {
    const { blocks } = host.world.timesheet;
    await host.saveEntries(null, null, "json");
    const text = host.world.saved?.text ?? "";
    expect(await ask("json", text, { dry_run: true })).toMatchObject({
      rows: blocks.length,
      duplicates: blocks.length,
      imported: 0,
    });
    const other = memory({ now: () => NOW, isSetUp: false });
    await other.importFile({ kind: "json", text, zone: null, order: null, dry_run: false, skip_bad: false });
    expect(entriesJson(other.world.timesheet.blocks)).toBe(text);
  });

  test("as CSV comes back with its times", async () => {
    const timed = host.world.timesheet.blocks.filter((block) => !block.is_untimed);
    const plan = await ask("csv", entriesCsv(timed), { dry_run: true });
    expect(plan.refused).toEqual([]);
    expect(plan.rows).toBe(timed.length);
  });

  test("of some days holds only these, and a calendar all that has times", async () => {
    await host.saveEntries("2026-11-18", "2026-11-18", "csv");
    const { rows } = readSheet(host.world.saved?.text ?? "");
    expect(rows).toHaveLength(host.world.timesheet.blocks.filter(({ date }) => date === "2026-11-18").length);
    const { blocks } = host.world.timesheet;
    expect(entriesIcs(blocks).match(/BEGIN:VEVENT/g)).toHaveLength(
      blocks.filter((one) => !one.is_untimed).length,
    );
  });
});
