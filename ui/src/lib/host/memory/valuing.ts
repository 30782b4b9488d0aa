// What entries are worth: cut into local days, rounded as each client was promised, each part at the rate
// of its day; and added up so that it foots. Rates and rounding go by the day where the work was done; on
// which day of a report it stands goes by the zone of the report.

import type { Money, ReportBy, ReportSums, ReportTotals, WeekBegins } from "../bindings";
import { roundHalfAway, roundTogether, shareOut } from "./apportion";
import { dateOf, firstOfWeek, HOUR, MINUTE, plusDays, startOf } from "./civil";
import { shared } from "./entries";
import { type Length, roundedAll } from "./rounding";
import type { Block } from "./wire";
import type { World } from "./world";

/** What of an entry lies on a local day. */
export interface Part {
  block: Block;
  day: string;
  /** The day where it was worked. */
  ownDay: string;
  worked: number;
  /** After the client's rounding, if it is billable; what is billed keeps the length of its invoice. */
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
  const parts = blocks.flatMap((block) => partsOf(block, zone));
  for (const part of parts) part.perHour = pricing.perHour(part.block, part.ownDay, timesheet.roster);
  if (!isRounded) return parts;
  const open = parts.filter((part) => pricing.frozenLength(part.block, part.ownDay) === undefined);
  for (const { id, rounding } of timesheet.clients) {
    // An invoice does not change when there is more work.
    for (const isBilled of [false, true]) {
      const own = open.filter(
        ({ block }) => block.billable && block.client?.id === id && (block.status === "billed") === isBilled,
      );
      const lengths = own.map((part): Length => ({
        entry: part.block.id,
        day: part.ownDay,
        ms: part.worked,
      }));
      share(own, roundedAll(rounding, lengths));
    }
  }
  for (const [frozen, own] of frozenOf(world, parts)) {
    share(
      own,
      shareOut(
        frozen,
        own.map((part) => part.worked),
      ),
    );
  }
  return parts;
}

/** What an invoice froze of each day, with the parts that lie on it. */
function frozenOf({ pricing }: World, parts: Part[]): [ms: number, parts: Part[]][] {
  const found = new Map<string, [ms: number, parts: Part[]]>();
  for (const part of parts) {
    const frozen = pricing.frozenLength(part.block, part.ownDay);
    if (frozen === undefined) continue;
    const key = `${part.block.id} ${part.ownDay}`;
    found.set(key, [frozen, [...(found.get(key)?.[1] ?? []), part]]);
  }
  return [...found.values()];
}

function share(parts: Part[], lengths: number[]): void {
  parts.forEach((part, at) => (part.billed = lengths[at] ?? part.billed));
}

/** An entry by local day in a zone, and by local day where it was worked. */
function partsOf(block: Block, zone: string): Part[] {
  const part = (day: string, ownDay: string, worked: number): Part => ({
    ...{ block, day, ownDay, worked },
    billed: worked,
    perHour: null,
  });
  if (block.is_untimed || block.zone === zone) {
    return byDay(block, zone).map(([day, ms]) => part(day, day, ms));
  }
  const days = byDay(block, zone).map(([day]) => day);
  return days.flatMap((day) => {
    const [start_ms, end_ms] = boundsOf(day, zone);
    const segments = shared(block.segments, [{ start_ms, end_ms }]);
    return byDay({ ...block, segments }, block.zone).map(([ownDay, ms]) => part(day, ownDay, ms));
  });
}

/** How much of an entry lies on each local day where it was worked. */
export function ownDays(block: Block): [day: string, ms: number][] {
  return byDay(block, block.zone);
}

function byDay(block: Block, zone: string): [day: string, ms: number][] {
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

/**
 * The rows' sums, in their order. Minutes add up to the totals of the same parts; an amount is rounded in
 * its row alone, so that equal rows are worth the same.
 */
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
  return rows.map(({ parts }, at) => ({
    ...counted([shares[0]?.[at] ?? 0, shares[1]?.[at] ?? 0, shares[2]?.[at] ?? 0]),
    amounts: amountsOf(parts),
  }));
}

/** Everything together, each counted once; amounts are the sum of the rows, unless work stands in several. */
export function totalsOf(parts: Part[], rows: Row[]): ReportTotals {
  const lengths = lengthsOf(parts);
  const all = lengths[0] + lengths[1] + lengths[2];
  const worked = parts.reduce((sum, part) => sum + part.worked, 0);
  const amounts = overlaps(rows) ? amountsOf(parts) : together(rows.flatMap((row) => amountsOf(row.parts)));
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

/** Whether work stands in several rows, so that they add up to more than the total. */
export function overlaps(rows: Row[]): boolean {
  const all = rows.flatMap((row) => row.parts);
  return new Set(all).size < all.length;
}

/** One amount for each currency, summed exactly and rounded once. */
function amountsOf(parts: Part[]): Money[] {
  return currenciesOf(parts).map((currency) => ({
    minor: roundHalfAway(worthOf(parts, currency), HOUR),
    currency,
  }));
}

function together(amounts: Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].sort(([a], [b]) => a.localeCompare(b)).map(([currency, minor]) => ({ minor, currency }));
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
