// Times and lengths as people type them, and the instants that they mean.
import { addDays, dateAt, utc } from "../words/dates";
import { wallMinutes } from "./wall";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY_MINUTES = 24 * 60;

/**
 * Minutes since midnight: "9", "9:30", "0930", "14.15", "14h15", "2pm", "9:30 am"; 24:00 is the end of the day.
 * `null` for anything else.
 */
export function parseClock(text: string): number | null {
  const found = CLOCK.exec(text.trim().toLowerCase());
  if (!found?.groups) return null;
  const { hours = "", minutes = "0", both = "", half } = found.groups;
  let hour = Number(both ? both.slice(0, -2) : hours);
  const minute = Number(both ? both.slice(-2) : minutes);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.startsWith("p") ? 12 : 0);
  }
  const sum = hour * 60 + minute;
  return minute < 60 && sum <= DAY_MINUTES ? sum : null;
}

const CLOCK =
  /^(?:(?<both>\d{3,4})|(?<hours>\d{1,2})(?:\s*[:.,h]\s*(?<minutes>\d{2})?)?)\s*(?:uhr|(?<half>[ap]\.?m?\.?))?$/u;

/**
 * A length in milliseconds: "2" and "2h" are hours, "2:30", "2.5", "2,5", "1h30", "90m", "45 min". `null` for
 * anything else.
 */
export function parseLength(text: string): number | null {
  const typed = text.trim().toLowerCase();
  const colon = /^(\d{1,3}):(\d{2})$/.exec(typed);
  if (colon) return Number(colon[2]) < 60 ? Number(colon[1]) * HOUR + Number(colon[2]) * MINUTE : null;
  const minutes = /^(\d{1,4})\s*(?:m|min|mins|minuten|minutes)\.?$/.exec(typed);
  if (minutes) return Number(minutes[1]) * MINUTE;
  const both = /^(\d{1,3})\s*(?:h|std\.?)\s*(\d{1,2})\s*(?:m|min)?\.?$/.exec(typed);
  if (both) return Number(both[2]) < 60 ? Number(both[1]) * HOUR + Number(both[2]) * MINUTE : null;
  const hours = /^(\d{0,3}(?:[.,]\d{1,3})?)\s*(?:h|std\.?|hours?|stunden?)?$/.exec(typed);
  if (!hours?.[1]) return null;
  const amount = Number(hours[1].replace(",", "."));
  return Number.isFinite(amount) ? Math.round(amount * 60) * MINUTE : null;
}

/** The instant at which a clock in `zone` shows so many minutes after midnight of a date. */
export function instantAt(date: string, minutes: number, zone: string): number {
  const day = minutes >= DAY_MINUTES ? addDays(date, 1) : date;
  const rest = minutes % DAY_MINUTES;
  const wanted = utc(day) + rest * MINUTE;
  // What the clock shows at a guess says how far off the guess is; twice, since clocks change.
  let found = wanted;
  for (let round = 0; round < 2; round += 1) {
    const shown = utc(dateAt(found, zone)) + wallMinutes(found, zone) * MINUTE;
    found += wanted - shown;
  }
  return found;
}

/** As `instantAt`, for an end: a time that is not after the start is meant for the next day. */
export function endAt(start_ms: number, minutes: number, zone: string): number {
  const date = dateAt(start_ms, zone);
  const end = instantAt(date, minutes, zone);
  return end > start_ms ? end : instantAt(addDays(date, 1), minutes, zone);
}

/** "2:30", for a grid of hours; "" where there is nothing. */
export function hours(ms: number): string {
  if (ms === 0) return "";
  const minutes = Math.round(ms / MINUTE);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
