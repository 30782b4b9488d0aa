// When a timer began, as people say it: "now", "20 min ago", "20", "9:15".
import { instantAt, parseClock, parseLength } from "../entry/times";
import { addDays, dateAt } from "../words/dates";

const MINUTE = 60_000;
/** A bare number up to this is minutes ago: nobody types 20 for eight in the evening. */
const MOST_MINUTES = 180;

/** The instant that is meant; `null` for anything that cannot be understood. */
export function startMeant(text: string, now: number, zone: string): number | null {
  const typed = text.trim().toLowerCase();
  if (typed === "" || /^(now|jetzt)$/.test(typed)) return now;
  const ago = /^(?:(?:vor|seit|for|since)\s+)?(.+?)(?:\s+ago)?$/.exec(typed)?.[1] ?? typed;
  const minutes = /^\d{1,3}$/.test(ago) ? Number(ago) : NaN;
  if (minutes <= MOST_MINUTES) return now - minutes * MINUTE;
  const clock = parseClock(typed);
  if (clock !== null) return lastTimeAt(clock, now, zone);
  // "25:00" is no time, and no length that somebody would mean.
  const length = ago !== typed || /\p{L}\.?$/u.test(typed) ? parseLength(ago) : null;
  return length === null ? null : now - length;
}

/** When a clock in `zone` showed that time last: today, or yesterday where today it has not yet. */
export function lastTimeAt(minutes: number, now: number, zone: string): number {
  const today = dateAt(now, zone);
  const at = instantAt(today, minutes, zone);
  return at <= now ? at : instantAt(addDays(today, -1), minutes, zone);
}
