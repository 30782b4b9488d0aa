// When a timer began, as people say it: "now", "20 min ago", "20", "9:15".
import { instantAt, parseClock, parseLength } from "../entry/times";
import { addDays, dateAt } from "../words/dates";

const MINUTE = 60_000;

/**
 * The instant that is meant; `null` for anything that cannot be understood. A bare number up to 180 is minutes
 * ago, since nobody starts a timer at half past three in the night by typing 20.
 */
export function startMeant(text: string, now: number, zone: string): number | null {
  const typed = text.trim().toLowerCase();
  if (typed === "" || /^(now|jetzt)$/.test(typed)) return now;
  const ago = /^(?:vor|seit|for|since)?\s*(.+?)\s*(?:ago)?$/.exec(typed)?.[1] ?? typed;
  const isLength = ago !== typed || /^\d{1,3}$/.test(ago) || /[a-z]$/.test(ago);
  const clock = parseClock(typed);
  if (isLength && !/(?:uhr|[ap]m?)$/.test(typed)) {
    const length = /^\d{1,3}$/.test(ago) ? Number(ago) * MINUTE : parseLength(ago);
    if (length !== null && length > 0) return now - length;
  }
  return clock === null ? null : lastTimeAt(clock, now, zone);
}

/** When a clock in `zone` showed that time last: today, or yesterday where today it has not yet. */
export function lastTimeAt(minutes: number, now: number, zone: string): number {
  const today = dateAt(now, zone);
  const at = instantAt(today, minutes, zone);
  return at <= now ? at : instantAt(addDays(today, -1), minutes, zone);
}
