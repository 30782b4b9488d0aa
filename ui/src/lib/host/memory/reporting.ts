// What the time adds up to, as a table and as a file; and time that comes from other programs and goes to
// them.

import type { Imported, ImportRequest, Report, ReportRequest, ReportRow, Timespan } from "../bindings";
import { standings } from "./budgeting";
import { before, isDate, MINUTE, plusDays, startOf } from "./civil";
import { lengthOf, lengthWithin, made, madeLoose } from "./entries";
import { entriesCsv, entriesIcs, entriesJson, reportCsv } from "./exports";
import { type Foreign, readForeign } from "./foreign";
import type { Plain } from "./plain";
import { refusal } from "./refusal";
import { same } from "./roster";
import { overlaps, type Part, rowsOf, sumsOf, totalsOf, valued } from "./valuing";
import type { Block } from "./wire";
import type { World } from "./world";

export function reporting(
  world: World,
): Pick<Plain, "report" | "saveReport" | "saveEntries" | "showSaved" | "importFile"> {
  const save = (name: string, text: string) => {
    world.saved = { name, text };
    return { name, folder: `${world.home.split("/.local")[0]?.split("/Library")[0] ?? ""}/Downloads` };
  };
  return {
    report: (request) => reportOf(world, request),
    saveReport: (request, format) => {
      const report = reportOf(world, request);
      const text = { csv: reportCsv(report), json: JSON.stringify(report, null, 2), pdf: "%PDF-1.7" };
      return save(`report-${request.from}-${request.to}.${format}`, text[format]);
    },
    saveEntries: (from, to, format) => {
      const blocks = world.timesheet.blocks.filter(
        ({ date }) => (from === null || date >= from) && (to === null || date <= to),
      );
      const write = { csv: entriesCsv, json: entriesJson, ics: entriesIcs };
      return save(`entries${from ? `-${from}` : ""}${to ? `-${to}` : ""}.${format}`, write[format](blocks));
    },
    showSaved: () => {
      if (!world.saved)
        throw refusal("unknown", "nothing was saved yet; save a report or your entries first");
      world.asked.push("show_saved");
      return null;
    },
    importFile: (request) => imported(world, request),
  };
}

function reportOf(world: World, request: ReportRequest): Report {
  const { from, to, by, rounded, clients } = request;
  for (const date of [from, to]) {
    if (!isDate(date)) throw refusal("input", `‘${date}’ is not a date; write it like 2026-11-20`);
  }
  if (to < from) throw refusal("input", `${to} lies before ${from}; give the earlier day first`);
  const isAsked = (id: string | undefined) =>
    clients.length === 0 || (id !== undefined && clients.includes(id));
  const parts = (first: string, last: string): Part[] => {
    // A day of another zone, by which rates and rounding go, reaches over the midnights of this one.
    const [start, end] = [startOf(plusDays(first, -2), world.zone), startOf(plusDays(last, 3), world.zone)];
    const blocks = world.timesheet.within(start, end).filter((block) => isAsked(block.client?.id));
    return valued(world, blocks, rounded).filter(({ day }) => day >= first && day <= last);
  };
  const [previous_from, previous_to] = before(from, to);
  const own = parts(from, to);
  const rows = rowsOf(own, by, world.settings.week_begins);
  const earlier = parts(previous_from, previous_to);
  const sums = sumsOf(rows);
  const drafts = world.timesheet
    .within(startOf(from, world.zone), startOf(plusDays(to, 1), world.zone))
    .filter((block) => block.status === "draft" && isAsked(block.client?.id));
  return {
    request,
    rows: rows.map((row, at) => rowOf(world, row.parts, row.key, by, sums[at])),
    rows_overlap: overlaps(rows),
    totals: totalsOf(own, rows),
    previous_from,
    previous_to,
    previous: totalsOf(earlier, rowsOf(earlier, by, world.settings.week_begins)),
    budgets: standings(world, to, rounded).filter(({ scope }) => isAsked(ownerOf(world, scope.id))),
    drafts: {
      entries: drafts.length,
      length_ms: drafts.reduce(
        (sum, block) =>
          sum + lengthWithin(block, startOf(from, world.zone), startOf(plusDays(to, 1), world.zone)),
        0,
      ),
    },
    zone: world.zone,
  };
}

function rowOf(
  world: World,
  parts: Part[],
  key: string,
  by: ReportRequest["by"],
  sums = { minutes: 0, billable_minutes: 0, without_rate_minutes: 0, amounts: [] } as ReportRow["sums"],
): ReportRow {
  const block = parts[0]?.block;
  const colour = world.timesheet.find(block?.client?.id ?? null)?.colour ?? null;
  const path = [block?.client, block?.project, block?.task];
  const named = (depth: number): ReportRow => ({
    key: path[depth - 1]?.id ?? null,
    name: path
      .slice(0, depth)
      .map((one) => one?.name)
      .filter(Boolean)
      .join(" · "),
    colour,
    sums,
  });
  switch (by) {
    case "client":
      return named(1);
    case "project":
      return named(2);
    case "task":
      return named(3);
    case "tag": {
      const tag = world.timesheet.roster.tags.find(({ id }) => id === key);
      return { key: tag?.id ?? null, name: tag?.name ?? "", colour: null, sums };
    }
    case "day":
    case "week":
    case "month":
      return { key, name: key, colour: null, sums };
  }
}

function ownerOf(world: World, id: string): string | undefined {
  return world.timesheet.clients.find(
    (client) => client.id === id || client.projects.some((project) => project.id === id),
  )?.id;
}

function imported(world: World, request: ImportRequest): Imported {
  const { roster } = world.timesheet;
  const zone = request.zone ?? world.zone;
  const { entries, refused } = readForeign(request.kind, request.text, { zone, order: request.order });
  // What stands twice in the file was worked twice; what is here already is a duplicate once for each.
  const known = countsOf(world.timesheet.blocks.map(signOfBlock));
  const fresh = entries.filter((entry) => {
    const sign = signOf(entry);
    const left = known.get(sign) ?? 0;
    known.set(sign, left - 1);
    return left <= 0;
  });
  const added = newNames(world, fresh);
  const isDone = !request.dry_run && (refused.length === 0 || request.skip_bad);
  if (isDone && fresh.length > 0) {
    fresh.forEach((entry) => prepare(world, entry));
    const blocks = fresh.map((entry): Block => {
      const work = roster.work(entry.client, entry.project, entry.task);
      const said = {
        id: world.mint(),
        zone,
        ...work,
        label: entry.label,
        billable: entry.billable ?? roster.isBillable(work),
        tags: entry.tags.map((name) => roster.tag(name)),
        note: entry.note,
        status:
          entry.invoice !== null
            ? ("billed" as const)
            : entry.isDraft
              ? ("draft" as const)
              : ("confirmed" as const),
        source: request.kind === "ics" ? ("calendar" as const) : ("import" as const),
        invoice: entry.invoice === null ? null : entry.invoice || null,
      };
      return "date" in entry.when
        ? madeLoose(said, entry.when.date, entry.when.length_ms)
        : made({ ...said, segments: entry.when.segments });
    });
    world.timesheet.take("import", blocks, [], world.now);
    world.tell({ kind: "clients" });
    world.tell({ kind: "blocks" });
  }
  const minutes = new Map<string, number>();
  for (const { client, when } of fresh) {
    const length = "date" in when ? when.length_ms : lengthOf(when.segments);
    minutes.set(client, (minutes.get(client) ?? 0) + length);
  }
  return {
    rows: entries.length + refused.length,
    imported: fresh.length,
    duplicates: entries.length - fresh.length,
    refused,
    minutes_by_client: Object.fromEntries([...minutes].map(([name, ms]) => [name, Math.round(ms / MINUTE)])),
    added,
    is_done: isDone,
  };
}

function countsOf(signs: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  signs.forEach((sign) => counts.set(sign, (counts.get(sign) ?? 0) + 1));
  return counts;
}

/** By what an entry is known again. */
function signOf({ client, project, label, when }: Foreign): string {
  const times = "date" in when ? [when.date, when.length_ms] : when.segments.map(between);
  return [client, project, label, ...times].join("\n").toLowerCase();
}

function signOfBlock({ client, project, label, is_untimed, date, length_ms, segments }: Block): string {
  const times = is_untimed ? [date, length_ms] : segments.map(between);
  return [client?.name ?? "", project?.name ?? "", label, ...times].join("\n").toLowerCase();
}

function between({ start_ms, end_ms }: Timespan): string {
  return `${start_ms}–${end_ms}`;
}

/** Clients, projects, tasks and tags that are not there yet, each once. */
function newNames(world: World, entries: Foreign[]): string[] {
  const { roster } = world.timesheet;
  const names = entries.flatMap(({ client, project, task, tags }) => {
    const owner = roster.find(client);
    const piece = owner?.projects.find((one) => same(one.name, project));
    const part = piece?.tasks.find((one) => same(one.name, task));
    return [
      client && !owner ? client : "",
      project && !piece ? `${client} · ${project}` : "",
      task && !part ? `${client} · ${project} · ${task}` : "",
      ...tags.map((tag) => (roster.tags.some((one) => same(one.name, tag)) ? "" : `#${tag}`)),
    ];
  });
  return [...new Set(names.filter(Boolean))];
}

/** Adds what the entry is for. */
function prepare(world: World, { client, project, task }: Foreign): void {
  if (!client) return;
  const { roster } = world.timesheet;
  const owner = roster.find(client) ?? roster.addClient(client, world.settings.currency);
  if (!project) return;
  const piece = owner.projects.find((one) => same(one.name, project)) ?? roster.addProject(owner.id, project);
  if (!task || piece.tasks.some((one) => same(one.name, task))) return;
  roster.addTask(piece.id, task);
}
