// The grid of a week: who was worked for on which day, and how much of it waits.

import type { CellChange, Week, WeekCell, WeekRow } from "../bindings";
import { dateOf, firstOfWeek, isDate, plusDays, startOf } from "./civil";
import { lengthWithin, madeLoose, over } from "./entries";
import { refusal } from "./refusal";
import type { Work } from "./roster";
import type { Block } from "./wire";
import type { World } from "./world";

export function weekOf(world: World, date: string | null): Week {
  const asked = date ?? dateOf(world.now, world.zone);
  if (!isDate(asked)) throw refusal("input", `‘${asked}’ is not a date; write it like 2026-11-20`);
  const first = firstOfWeek(asked, world.settings.week_begins);
  const { zone, timesheet } = world;
  const days = daysFrom(world, first);
  const blocks = timesheet.within(startOf(first, zone), startOf(plusDays(first, 7), zone));
  const before = daysFrom(world, plusDays(first, -7));
  const earlier = timesheet.within(startOf(plusDays(first, -7), zone), startOf(first, zone));
  const works = new Map([...blocks, ...earlier].map((block) => [keyOf(block), block]));
  const rows = [...works.values()]
    .map((work) => rowOf(work, blocks, days))
    .filter((row) => row.total_ms > 0 || rowOf(row, earlier, before).total_ms > 0);
  return {
    first,
    zone,
    now_ms: world.now,
    days: days.map((day) => {
      const own = blocks.filter((block) => lengthWithin(block, day.start_ms, day.end_ms) > 0);
      return {
        ...day,
        total_ms: own.reduce((sum, block) => sum + lengthWithin(block, day.start_ms, day.end_ms), 0),
        drafts: own.filter((block) => block.status === "draft").length,
        is_today: day.date === dateOf(world.now, zone),
      };
    }),
    rows: rows.sort(byName),
    blocks,
    overlaps: world.twice.undecided(blocks),
    undo: timesheet.undoable,
    redo: timesheet.redoable,
  };
}

/** More than there is becomes an entry with only a length; less takes from such entries. */
export function setCell(world: World, change: CellChange): void {
  const { timesheet, zone } = world;
  if (!isDate(change.date)) {
    throw refusal("input", `‘${change.date}’ is not a date; write it like 2026-11-20`);
  }
  if (!(change.length_ms >= 0 && change.length_ms <= 24 * 3_600_000)) {
    throw refusal("input", "a day has 24 hours; give a length between 0 and 24 hours");
  }
  const work = timesheet.roster.work(change.client, change.project, change.task);
  const row = { ...work, billable: change.billable };
  const day = { start_ms: startOf(change.date, zone), end_ms: startOf(plusDays(change.date, 1), zone) };
  const own = timesheet.within(day.start_ms, day.end_ms).filter((block) => keyOf(block) === keyOf(row));
  const cell = cellOf(own, day);
  const by_ms = change.length_ms - cell.length_ms;
  const loose = own.filter((block) => block.is_untimed && block.status !== "billed");
  if (by_ms === 0) return;
  if (by_ms > 0) {
    const [first] = loose;
    const longer = first
      ? sized(first, first.length_ms + by_ms)
      : madeLoose({ id: world.mint(), zone, ...row }, change.date, by_ms);
    timesheet.take(first ? "resize" : "add", [longer], [], world.now);
    return;
  }
  if (-by_ms > cell.loose_ms) {
    throw refusal(
      "placed",
      "part of this time has its place in the day; shorten those entries in the calendar or the list",
    );
  }
  let left = -by_ms;
  const put: Block[] = [];
  const gone: string[] = [];
  for (const block of loose.toReversed()) {
    if (left === 0) break;
    const taken = Math.min(left, block.length_ms);
    if (taken === block.length_ms) gone.push(block.id);
    else put.push(sized(block, block.length_ms - taken));
    left -= taken;
  }
  timesheet.take(put.length > 0 ? "resize" : "delete", put, gone, world.now);
}

function daysFrom(world: World, first: string): { date: string; start_ms: number; end_ms: number }[] {
  return Array.from({ length: 7 }, (_, index) => {
    const date = plusDays(first, index);
    return { date, start_ms: startOf(date, world.zone), end_ms: startOf(plusDays(date, 1), world.zone) };
  });
}

function rowOf(
  work: Work & { billable: boolean },
  blocks: readonly Block[],
  days: { start_ms: number; end_ms: number }[],
): WeekRow {
  const own = blocks.filter((block) => keyOf(block) === keyOf(work));
  const cells = days.map((day) => cellOf(own, day));
  const { client, project, task, billable } = work;
  const total_ms = cells.reduce((sum, cell) => sum + cell.length_ms, 0);
  return { client, project, task, billable, cells, total_ms };
}

function cellOf(own: readonly Block[], { start_ms, end_ms }: { start_ms: number; end_ms: number }): WeekCell {
  const here = own.filter((block) => lengthWithin(block, start_ms, end_ms) > 0);
  const sum = (blocks: readonly Block[]) =>
    blocks.reduce((total, block) => total + lengthWithin(block, start_ms, end_ms), 0);
  return {
    length_ms: sum(here),
    draft_ms: sum(here.filter((block) => block.status === "draft")),
    loose_ms: sum(here.filter((block) => block.is_untimed && block.status !== "billed")),
    blocks: here.map((block) => block.id),
  };
}

function sized(block: Block, length_ms: number): Block {
  const { start_ms, date } = block;
  return { ...over(block, [{ start_ms, end_ms: start_ms + length_ms }]), date, edited: true };
}

function keyOf({ client, project, task, billable }: Work & { billable: boolean }): string {
  return [client?.id, project?.id, task?.id, billable].join(" ");
}

function byName(a: WeekRow, b: WeekRow): number {
  const name = ({ client, project, task }: WeekRow) =>
    [client?.name ?? "\uffff", project?.name ?? "", task?.name ?? ""].join("\n");
  return name(a).localeCompare(name(b)) || Number(b.billable) - Number(a.billable);
}
