// Absences: what of the ledger is time in which nobody was there, and what nobody has decided about yet.

import type { Away, SeenWindow, State, Timespan } from "../bindings";
import { HOUR, MINUTE } from "./civil";
import { lengthOf, minus, shared, union } from "./entries";
import type { Block } from "./wire";
import type { World } from "./world";

/** Longer ones are nights and days off; from when on they are no part of working is a setting. */
const LONGEST = 10 * HOUR;
/** Absences with no more than this between them are one. */
const JOIN = MINUTE;

const AWAY: State[] = ["idle", "locked", "asleep"];

/** The absences that touch these instants and that nobody has decided about, in order. */
export function awaysOf(world: World, start_ms: number, end_ms: number): Away[] {
  // A day more on each side: an absence is asked about whole.
  const all = world.ledger.within(start_ms - 24 * HOUR, Math.min(end_ms + 24 * HOUR, world.now));
  const gaps = union(all.filter((one) => AWAY.includes(one.state)));
  const groups: Timespan[][] = [];
  for (const gap of gaps) {
    const last = groups.at(-1);
    if (last && gap.start_ms - (last.at(-1)?.end_ms ?? 0) <= JOIN) last.push(gap);
    else groups.push([gap]);
  }
  return groups
    .map((group) => minus(group, world.decidedAways))
    .flatMap((group) => awayOf(world, group))
    .filter((away) => away.start_ms < end_ms && away.end_ms > start_ms);
}

function awayOf(world: World, gaps: Timespan[]): Away[] {
  const [first, last] = [gaps[0], gaps.at(-1)];
  const length_ms = lengthOf(gaps);
  const shortest_ms = world.settings.shortest_absence_minutes * MINUTE;
  if (!first || !last || length_ms < shortest_ms || length_ms > LONGEST) return [];
  const { start_ms } = first;
  const { end_ms } = last;
  const nearby = world.timesheet
    .within(start_ms - 12 * HOUR, end_ms + 12 * HOUR)
    .filter((block) => !block.is_untimed);
  const during = nearby.filter((block) => shared(block.segments, gaps).length > 0);
  return [
    {
      start_ms,
      end_ms,
      length_ms,
      before: front(world, start_ms - 1),
      after: front(world, end_ms),
      block_before: nearby.findLast((block) => block.end_ms <= start_ms) ?? null,
      blocks_during: during,
      block_after: nearby.find((block) => block.start_ms >= end_ms) ?? null,
      is_timed: during.some((block: Block) => block.source === "timer"),
      is_over: end_ms < world.now,
    },
  ];
}

function front(world: World, at_ms: number): SeenWindow | null {
  const window = world.ledger.frontAt(at_ms);
  return window && { program: window.program, title: window.title };
}
