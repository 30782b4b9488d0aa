// What entries are worth: cut into local days, rounded as each client was promised, each part at the rate
// of its day; and added up so that it foots.

import type { Money, ReportBy, ReportSums, ReportTotals, WeekBegins } from "../bindings";
import { roundHalfAway, roundTogether } from "./apportion";
import { dateOf, firstOfWeek, HOUR, MINUTE, plusDays, startOf } from "./civil";
import { type Length, roundedAll } from "./rounding";
import type { Block } from "./wire";
import type { World } from "./world";

/** What of an entry lies on a local day. */
export interface Part {
  block: Block;
  day: string;
  worked: number;
  /** After the client's rounding, if it is billable. */
  billed: number;
  perHour: Money | null;
}

export interface Row {
  key: string;
  parts: Part[];
}

/** Milliseconds or minutes: billable with a rate, billable without one, not billable. */
type Lengths = [number, number, number];

export function valued(world: World, blocks: Block[], isRounded: boolean): Part[] {
  const { pricing, timesheet, zone } = world;
  const parts = blocks.flatMap((block) =>
    byDay(block, zone).map(([day, worked]): Part => {
      const perHour = pricing.perHour(block, day, timesheet.roster);
      return { block, day, worked, billed: worked, perHour };
    }),
  );
  if (!isRounded) return parts;
  for (const client of timesheet.clients) {
    const own = parts.filter(({ block }) => block.billable && block.client?.id === client.id);
    const lengths = own.map(({ block, day, worked }): Length => ({ entry: block.id, day, ms: worked }));
    roundedAll(client.rounding, lengths).forEach((ms, at) => {
      const part = own[at];
      if (part) part.billed = ms;
    });
  }
  return parts;
}

/** How much of an entry lies on each local day. */
export function byDay(block: Block, zone: string): [day: string, ms: number][] {
  if (block.is_untimed) return [[block.date, block.length_ms]];
  const days = new Map<string, number>();
  let day = block.date;
  for (const { start_ms, end_ms } of block.segments) {
    for (let at = start_ms; at < end_ms;) {
      const [first, end] = boundsOf(day, zone);
      if (at < first || at >= end) {
        day = dateOf(at, zone);
        continue;
      }
      const until = Math.min(end_ms, end);
      days.set(day, (days.get(day) ?? 0) + until - at);
      at = until;
    }
  }
  return [...days];
}

const bounds = new Map<string, [start_ms: number, end_ms: number]>();

function boundsOf(day: string, zone: string): [start_ms: number, end_ms: number] {
  const name = `${day} ${zone}`;
  let known = bounds.get(name);
  if (!known) {
    known = [startOf(day, zone), startOf(plusDays(day, 1), zone)];
    bounds.set(name, known);
  }
  return known;
}

/** The rows' sums, in their order: columns add up to the totals of the same parts. */
export function sumsOf(rows: Row[]): ReportSums[] {
  const whole = rows.flatMap((row) => row.parts);
  const minutes = minutesOf(lengthsOf(whole));
  const lengths = rows.map((row) => lengthsOf(row.parts));
  const shares = [0, 1, 2].map((kind) =>
    roundTogether(
      lengths.map((one) => one[kind] ?? 0),
      MINUTE,
      minutes[kind] ?? 0,
    ),
  );
  const amounts = currenciesOf(whole).map((currency) => {
    const worths = rows.map((row) => worthOf(row.parts, currency));
    const total = worths.reduce((sum, worth) => sum + worth, 0);
    return { currency, minors: roundTogether(worths, HOUR, roundHalfAway(total, HOUR)) };
  });
  return rows.map(({ parts }, at) => {
    const own = currenciesOf(parts);
    return {
      ...counted([shares[0]?.[at] ?? 0, shares[1]?.[at] ?? 0, shares[2]?.[at] ?? 0]),
      amounts: amounts
        .filter(({ currency }) => own.includes(currency))
        .map(({ currency, minors }) => ({ minor: minors[at] ?? 0, currency })),
    };
  });
}

export function totalsOf(parts: Part[]): ReportTotals {
  const lengths = lengthsOf(parts);
  const all = lengths[0] + lengths[1] + lengths[2];
  const worked = parts.reduce((sum, part) => sum + part.worked, 0);
  const amounts = currenciesOf(parts).map((currency) => ({
    minor: roundHalfAway(worthOf(parts, currency), HOUR),
    currency,
  }));
  const [only, ...others] = amounts;
  return {
    sums: { ...counted(minutesOf(lengths)), amounts },
    billable_permille: all > 0 ? roundHalfAway((lengths[0] + lengths[1]) * 1000, all) : null,
    effective_rate:
      only && others.length === 0 && worked > 0
        ? { minor: roundHalfAway(worthOf(parts, only.currency), worked), currency: only.currency }
        : null,
  };
}

/** Exact, in minor units times milliseconds. */
export function worthOf(parts: Part[], currency: string): number {
  return parts.reduce(
    (sum, { perHour, billed }) => sum + (perHour?.currency === currency ? perHour.minor * billed : 0),
    0,
  );
}

/** The rows that a part belongs to: one, but for work with several tags; "" is none. */
export function keysOf(part: Part, by: ReportBy, begins: WeekBegins): string[] {
  const { client, project, task, tags } = part.block;
  const [c, p, k] = [client?.id ?? "", project?.id ?? "", task?.id ?? ""];
  switch (by) {
    case "client":
      return [c];
    case "project":
      return [`${c}/${p}`];
    case "task":
      return [`${c}/${p}/${k}`];
    case "tag":
      return tags.length === 0 ? [""] : tags.map(({ id }) => id);
    case "day":
      return [part.day];
    case "week":
      return [firstOfWeek(part.day, begins)];
    case "month":
      return [`${part.day.slice(0, 7)}-01`];
  }
}

export function rowsOf(parts: Part[], by: ReportBy, begins: WeekBegins): Row[] {
  const rows = new Map<string, Part[]>();
  for (const part of parts) {
    for (const key of keysOf(part, by, begins)) rows.set(key, [...(rows.get(key) ?? []), part]);
  }
  return [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([key, own]) => ({ key, parts: own }));
}

function lengthsOf(parts: Part[]): Lengths {
  const lengths: Lengths = [0, 0, 0];
  for (const { block, perHour, billed } of parts) lengths[perHour ? 0 : block.billable ? 1 : 2] += billed;
  return lengths;
}

/** Whole minutes of each kind: the running sum is rounded, so that they add up to the total. */
function minutesOf(lengths: Lengths): Lengths {
  let reached = 0;
  let given = 0;
  return lengths.map((length) => {
    reached += length;
    const before = given;
    given = roundHalfAway(reached, MINUTE);
    return given - before;
  }) as Lengths;
}

function counted([priced, unpriced, unpaid]: Lengths): Omit<ReportSums, "amounts"> {
  return {
    minutes: priced + unpriced + unpaid,
    billable_minutes: priced + unpriced,
    without_rate_minutes: unpriced,
  };
}

function currenciesOf(parts: Part[]): string[] {
  return [...new Set(parts.flatMap(({ perHour }) => (perHour ? [perHour.currency] : [])))].sort();
}
