// What other programs export, read into entries line by line: Toggl, Clockify, Harvest, ActivityWatch, a
// calendar, a plain table, and Daybook's own file.

import type { ImportKind, Timespan } from "../bindings";
import { HOUR, instantOf, isDate, MINUTE, SECOND } from "./civil";
import { type Record, readSheet } from "./csv";
import { refusal } from "./refusal";

export interface Foreign {
  line: number;
  client: string;
  project: string;
  task: string;
  label: string;
  /** `null`: as the client says. */
  billable: boolean | null;
  tags: string[];
  note: string;
  when: { segments: Timespan[] } | { date: string; length_ms: number };
  /** It was billed there, on the invoice of that number ("" where nobody says). */
  invoice: string | null;
  /** Nobody looked at it yet. */
  isDraft: boolean;
}

export interface Refused {
  line: number;
  reason: string;
}

export interface Reading {
  entries: Foreign[];
  refused: Refused[];
}

export interface How {
  zone: string;
  order: "day_first" | "month_first" | null;
}

const PLAIN: Omit<Foreign, "line" | "when"> = {
  client: "",
  project: "",
  task: "",
  label: "",
  billable: null,
  tags: [],
  note: "",
  invoice: null,
  isDraft: false,
};

export function readForeign(kind: ImportKind, text: string, how: How): Reading {
  switch (kind) {
    case "toggl":
      return table(text, ["start date", "start time"], how, toggl);
    case "clockify":
      return table(text, ["start date", "start time"], how, clockify);
    case "harvest":
      return table(text, ["date", "hours"], how, harvest);
    case "csv":
      return table(text, ["start"], how, generic);
    case "json":
      return each(listOf(text, "entries", "this is no file that Daybook wrote"), own);
    case "activitywatch":
      return activitywatch(text);
    case "ics":
      return calendar(text, how.zone);
  }
}

type Dates = (text: string) => string;
type ReadRow = (row: Record, dates: Dates, zone: string) => Omit<Foreign, "line">;

function table(text: string, needed: string[], { zone, order }: How, read: ReadRow): Reading {
  const { head, rows } = readSheet(text);
  const missing = needed.filter((name) => !head.includes(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `‘${name}’`).join(" and ");
    throw refusal("input", `the file has no column ${names}; check that you chose the right program`);
  }
  const dates = dateReader(
    rows.flatMap((row) => [row.get("start date", "date"), row.get("end date")]),
    order,
  );
  return each(rows, (row) => read(row, dates, zone));
}

function each<Row>(rows: Row[], read: (row: Row) => Omit<Foreign, "line">): Reading {
  const reading: Reading = { entries: [], refused: [] };
  rows.forEach((row, index) => {
    const line = hasLine(row) ? row.line : index + 1;
    try {
      reading.entries.push({ ...read(row), line });
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      reading.refused.push({ line, reason: error.message });
    }
  });
  return reading;
}

class BadRow extends Error {}

function hasLine(row: unknown): row is { line: number } {
  return typeof row === "object" && row !== null && "line" in row && typeof row.line === "number";
}

function toggl(row: Record, dates: Dates, zone: string): Omit<Foreign, "line"> {
  return {
    ...PLAIN,
    ...named(row, "description"),
    billable: yesOrNo(row.get("billable")),
    when: span(row, dates, zone),
  };
}

function clockify(row: Record, dates: Dates, zone: string): Omit<Foreign, "line"> {
  const number = row.get("invoice id");
  const isInvoiced = yesOrNo(row.get("invoiced")) === true || number !== "";
  return {
    ...PLAIN,
    ...named(row, "description"),
    billable: yesOrNo(row.get("billable")),
    when: span(row, dates, zone),
    invoice: isInvoiced ? number : null,
  };
}

function harvest(row: Record, dates: Dates): Omit<Foreign, "line"> {
  return {
    ...PLAIN,
    ...named(row, "notes"),
    billable: yesOrNo(row.get("billable?", "billable")),
    when: { date: dates(row.get("date")), length_ms: hours(row.get("hours")) },
    invoice: yesOrNo(row.get("invoiced?", "invoiced")) === true ? "" : null,
  };
}

function generic(row: Record, _: Dates, zone: string): Omit<Foreign, "line"> {
  const [start_ms, end_ms] = [instant(row.get("start"), zone), instant(row.get("end"), zone)];
  return {
    ...PLAIN,
    ...named(row, "description", "label"),
    billable: yesOrNo(row.get("billable")),
    note: row.get("note"),
    when: inOrder(start_ms, end_ms),
  };
}

function named(
  row: Record,
  ...label: string[]
): Pick<Foreign, "client" | "project" | "task" | "label" | "tags"> {
  const [client, project] = [row.get("client"), row.get("project")];
  if (project !== "" && client === "") {
    throw new BadRow(`the project ‘${project}’ has no client; name the client in this row`);
  }
  const tags = row.get("tags").split(/[,;]/);
  return {
    client,
    project,
    task: project === "" ? "" : row.get("task", "activity"),
    label: row.get(...label),
    tags: tags.map((tag) => tag.trim()).filter(Boolean),
  };
}

function span(row: Record, dates: Dates, zone: string): Foreign["when"] {
  const [start, end] = [row.get("start date"), row.get("end date") || row.get("start date")];
  return inOrder(
    instantOf(dates(start), 0, zone) + clock(row.get("start time"), dates(start), zone),
    instantOf(dates(end), 0, zone) + clock(row.get("end time"), dates(end), zone),
  );
}

function inOrder(start_ms: number, end_ms: number): Foreign["when"] {
  if (end_ms <= start_ms) throw new BadRow("it ends before it begins; put its times right");
  if (end_ms - start_ms > 24 * HOUR) throw new BadRow("it is longer than a day; put its times right");
  return { segments: [{ start_ms, end_ms }] };
}

/** How long after the midnight of its date a local clock shows this. */
function clock(text: string, date: string, zone: string): number {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?$/i.exec(
    text.replace(/[\u00a0\u202f]/g, " "),
  );
  const [hour, minute, second] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3] ?? 0)];
  const half = found?.[4]?.toLowerCase();
  const isHour = half ? hour >= 1 && hour <= 12 : hour <= 23;
  if (!found || !isHour || minute > 59 || second > 59) {
    throw new BadRow(`‘${text}’ is not a time; write it like 14:05 or 2:05 PM`);
  }
  const hours = half ? (hour % 12) + (half === "p" ? 12 : 0) : hour;
  return instantOf(date, hours * 60 + minute, zone) - instantOf(date, 0, zone) + second * SECOND;
}

function hours(text: string): number {
  const found = /^(\d+):([0-5]\d)$/.exec(text);
  const length_ms = found
    ? Number(found[1]) * HOUR + Number(found[2]) * MINUTE
    : Math.round(Number(text.replace(",", ".") || Number.NaN) * HOUR);
  if (!(length_ms > 0 && length_ms <= 24 * HOUR)) {
    throw new BadRow(`‘${text}’ is not a length of up to a day; write hours like 1.5 or 1:30`);
  }
  return length_ms;
}

function yesOrNo(text: string): boolean | null {
  if (/^(yes|true|1|ja)$/i.test(text)) return true;
  return /^(no|false|0|nein)$/i.test(text) ? false : null;
}

/** Reads dates as they all can be meant; asks where both readings hold for every one of them. */
function dateReader(texts: string[], order: How["order"]): Dates {
  const parts = texts.flatMap((text) => {
    const found = SLASHED.exec(text);
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
  const isDayFirst = parts.some(([first]) => first > 12);
  const isMonthFirst = parts.some(([, second]) => second > 12);
  const isEither = parts.length > 0 && !isDayFirst && !isMonthFirst;
  const isSame = parts.every(([first, second]) => first === second);
  if (isEither && !isSame && order === null) {
    throw refusal(
      "date_order",
      "the dates can be read in two ways, as in 03/04/2026; say whether the day or the month comes first",
    );
  }
  const dayFirst = order ? order === "day_first" : isDayFirst;
  return (text) => {
    if (isDate(text)) return text;
    const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
    const found = dotted ?? SLASHED.exec(text);
    const [first = "", second = "", year = ""] = found?.slice(1) ?? [];
    const [day, month] = dotted || dayFirst ? [first, second] : [second, first];
    const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (!isDate(date)) throw new BadRow(`‘${text}’ is not a date; write it like 2026-11-20`);
    return date;
  };
}

const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;

/** An instant as a machine writes it; one without an offset is local. */
function instant(text: string, zone: string): number {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  const [, date = "", time = "", offset] = found ?? [];
  if (!isDate(date)) throw new BadRow(`‘${text}’ is not a time; write it like 2026-11-20T09:30:00Z`);
  if (!offset) return instantOf(date, 0, zone) + clock(time, date, zone);
  return Date.parse(`${date}T${time}${offset}`);
}

function listOf(text: string, name: string, problem: string): unknown[] {
  try {
    const file = JSON.parse(text) as { [key: string]: unknown } | null;
    const list = file?.[name];
    if (Array.isArray(list)) return list;
  } catch {
    // Said below, as for a file of another shape.
  }
  throw refusal("input", `${problem}; choose another file`);
}

/** An entry of Daybook's own file. */
function own(row: unknown): Omit<Foreign, "line"> {
  const { segments = [], date = "", length_ms = 0, is_untimed, status, ...said } = row as Partial<Kept>;
  const isGood = is_untimed ? isDate(date) && length_ms > 0 : segments.length > 0;
  if (!isGood) throw new BadRow("it has no time; the file was changed since Daybook wrote it");
  const when = is_untimed ? { date, length_ms } : { segments };
  return {
    ...PLAIN,
    client: said.client ?? "",
    project: said.project ?? "",
    task: said.task ?? "",
    label: said.label ?? "",
    billable: said.billable ?? null,
    tags: said.tags ?? [],
    note: said.note ?? "",
    when,
    invoice: status === "billed" ? (said.invoice ?? "") : null,
    isDraft: status === "draft",
  };
}

/** As Daybook's own file keeps an entry. */
export interface Kept {
  client: string;
  project: string;
  task: string;
  label: string;
  billable: boolean;
  tags: string[];
  note: string;
  segments: Timespan[];
  date: string;
  length_ms: number;
  is_untimed: boolean;
  status: string;
  invoice: string | null;
}

/** Windows that were in front; neighbours of one program are one draft. */
function activitywatch(text: string): Reading {
  const buckets = Object.values(bucketsOf(text)).filter(({ type }) => type === "currentwindow");
  const events = buckets
    .flatMap((bucket) => bucket.events)
    .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
  const entries: Foreign[] = [];
  events.forEach(({ timestamp, duration, data }, index) => {
    const start_ms = Date.parse(timestamp);
    const end_ms = start_ms + Math.round(duration * SECOND);
    const last = entries.at(-1);
    if (!(end_ms > start_ms)) return;
    const before = last && "segments" in last.when ? last.when.segments.at(-1) : undefined;
    if (before && last?.label === data.app && start_ms - before.end_ms < MINUTE) before.end_ms = end_ms;
    else {
      const when = { segments: [{ start_ms, end_ms }] };
      entries.push({ ...PLAIN, line: index + 1, label: data.app ?? "", when, isDraft: true });
    }
  });
  return { entries, refused: [] };
}

interface Bucket {
  type: string;
  events: { timestamp: string; duration: number; data: { app?: string } }[];
}

function bucketsOf(text: string): { [name: string]: Bucket } {
  try {
    const file = JSON.parse(text) as { buckets?: { [name: string]: Bucket } };
    if (file.buckets) return file.buckets;
  } catch {
    // Said below, as for a file of another shape.
  }
  throw refusal("input", "this is no export of ActivityWatch’s buckets; choose another file");
}

/** Meetings of a calendar, as drafts. */
function calendar(text: string, zone: string): Reading {
  if (!/^BEGIN:VCALENDAR/m.test(text)) {
    throw refusal("input", "this is no calendar file; choose one that ends in .ics");
  }
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const starts = lines.flatMap((line, at) => (line === "BEGIN:VEVENT" ? [at] : []));
  const events = starts.map((at) => ({
    line: at + 1,
    lines: lines.slice(at, lines.indexOf("END:VEVENT", at)),
  }));
  return each(events, ({ lines: own }) => {
    const value = (name: string) =>
      own.find((line) => new RegExp(`^${name}[;:]`).test(line))?.replace(/^[^:]*:/, "") ?? "";
    const label = value("SUMMARY")
      .replace(/\\n/gi, " ")
      .replace(/\\([,;\\])/g, "$1");
    return {
      ...PLAIN,
      label,
      when: inOrder(stamp(value("DTSTART"), zone), stamp(value("DTEND"), zone)),
      isDraft: true,
    };
  });
}

function stamp(text: string, zone: string): number {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)$/.exec(text);
  if (!found) throw new BadRow("it lasts for whole days, which is no time that was worked; leave it out");
  const [, year, month, day, hour, minute, second, utc] = found;
  return instant(`${year}-${month}-${day}T${hour}:${minute}:${second}${utc}`, zone);
}
