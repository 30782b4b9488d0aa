// Local days in a named zone, by Intl alone: what the engine does with its own calendar.

import type { WeekBegins } from "../bindings";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** "2026-11-20", the local date of an instant. */
export function dateOf(ms: number, zone: string): string {
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 10);
}

/** The first instant of a local date. */
export function startOf(date: string, zone: string): number {
  return instantOf(date, 0, zone);
}

/** The instant at which a local clock shows so many minutes after midnight. */
export function instantOf(date: string, minutes: number, zone: string): number {
  const wanted = asUtc(date) + minutes * MINUTE;
  let found = wanted;
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  for (let round = 0; round < 2; round++) found = wanted - offsetAt(found, zone);
  // A midnight that the clocks skip: the day begins when they have jumped.
  if (minutes === 0 && dateOf(found, zone) !== date) found += HOUR;
  return found;
}

/** The date so many days later. */
export function plusDays(date: string, days: number): string {
  return new Date(asUtc(date) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/**
 * The days just before that some days are compared with: as many whole months if these are whole months
 * (February before March, the year before a year), else as many days.
 */
export function before(from: string, to: string): [from: string, to: string] {
  const isWhole = from.endsWith("-01") && plusDays(to, 1).endsWith("-01");
  const days = Math.round((asUtc(to) - asUtc(from)) / (24 * HOUR)) + 1;
  const first = isWhole
    ? plusMonths(from, monthsOf(from) - monthsOf(plusDays(to, 1)))
    : plusDays(from, -days);
  return [first, plusDays(from, -1)];
}

function monthsOf(date: string): number {
  const at = new Date(asUtc(date));
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}

/** The first of the month so many months later. */
function plusMonths(date: string, months: number): string {
  const month = monthsOf(date) + months;
  return `${pad(Math.floor(month / 12), 4)}-${pad((month % 12) + 1, 2)}-01`;
}

/** 0 for Sunday to 6. */
export function weekdayOf(date: string): number {
  return new Date(asUtc(date)).getUTCDay();
}

const BEGINS: Record<WeekBegins, number> = { sunday: 0, monday: 1, saturday: 6 };

/** The first day of the week that a date lies in. */
export function firstOfWeek(date: string, begins: WeekBegins): string {
  return plusDays(date, -((weekdayOf(date) - BEGINS[begins] + 7) % 7));
}

/** Whether a text is a date that exists. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function asUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** What a zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  // Clocks change on a quarter of an hour everywhere, and asking Intl takes its time.
  const quarter = Math.floor(ms / QUARTER);
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = shownAt(quarter * QUARTER, zone) - quarter * QUARTER;
    offsets.set(key, offset);
  }
  return offset;
}

const QUARTER = 15 * MINUTE;
const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a zone's clocks show, as if it were UTC. */
function shownAt(ms: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const fields = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => fields.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
