// Where the work of an entry changed: the places to split it.

import type { SplitPoint, Timespan } from "../bindings";
import { MINUTE } from "./civil";
import type { Block } from "./wire";
import type { World } from "./world";

interface Run extends Timespan {
  program: string;
  client: string | null;
  isCall: boolean;
}

/** A shorter stretch is a glance, and no other work. */
const SHORTEST = 5 * MINUTE;

/** The best place first: where it looks like another client's, then where a call begins or ends. */
export function splitPointsOf(world: World, block: Block): SplitPoint[] {
  if (block.is_untimed) return [];
  const runs = runsOf(world, block);
  const points = [
    ...looks(
      joined(runs, (one) => one.client ?? ""),
      block,
    ),
    ...calls(joined(runs, (one) => String(one.isCall))),
    ...programs(joined(runs, (one) => one.program)),
  ].filter(({ at_ms }) => at_ms > block.start_ms && at_ms < block.end_ms);
  return [...new Map(points.reverse().map((point) => [point.at_ms, point])).values()].reverse().slice(0, 6);
}

function runsOf(world: World, block: Block): Run[] {
  const clients = world.timesheet.clients;
  return world.ledger.fronts(block.start_ms, block.end_ms).flatMap((front) => {
    const text = `${front.program} ${front.title}`.toLowerCase();
    const client = clients.find(({ name }) => text.includes(name.toLowerCase()))?.name ?? null;
    return world.ledger.within(front.start_ms, front.end_ms).map(({ start_ms, end_ms, state }) => ({
      start_ms,
      end_ms,
      program: front.program,
      client,
      isCall: state === "call",
    }));
  });
}

/** Neighbours of one kind are one; what is too short joins the one before it. */
function joined(runs: Run[], kind: (run: Run) => string): Run[] {
  let all = join(runs, kind);
  for (;;) {
    const short = all
      .filter((run) => run.end_ms - run.start_ms < SHORTEST)
      .sort((a, b) => a.end_ms - a.start_ms - (b.end_ms - b.start_ms))[0];
    if (!short || all.length === 1) return all;
    const at = all.indexOf(short);
    const beside = all[at - 1] ?? all[at + 1];
    if (!beside) return all;
    const longer = {
      ...beside,
      start_ms: Math.min(beside.start_ms, short.start_ms),
      end_ms: Math.max(beside.end_ms, short.end_ms),
    };
    all = join(
      all.filter((run) => run !== short).map((run) => (run === beside ? longer : run)),
      kind,
    );
  }
}

function join(runs: Run[], kind: (run: Run) => string): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last && kind(last) === kind(run)) last.end_ms = run.end_ms;
    else all.push({ ...run });
  }
  return all;
}

function looks(runs: Run[], block: Block): SplitPoint[] {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || runs.length < 2) return [];
  return [
    { run: last, part: "last", at_ms: last.start_ms },
    { run: first, part: "first", at_ms: first.end_ms },
  ].flatMap(({ run, part, at_ms }) => {
    if (run.client === null || run.client === block.client?.name) return [];
    const minutes = String(Math.round((run.end_ms - run.start_ms) / MINUTE));
    return [
      {
        at_ms,
        why: { kind: "looks", parts: { part, minutes, client: run.client } },
        text: `the ${part} ${minutes} minutes look like ${run.client}`,
      },
    ];
  });
}

function calls(runs: Run[]): SplitPoint[] {
  return runs.slice(1).map(({ start_ms, isCall }) => ({
    at_ms: start_ms,
    why: { kind: isCall ? "call_begins" : "call_ends", parts: {} },
    text: isCall ? "a call begins" : "a call ends",
  }));
}

function programs(runs: Run[]): SplitPoint[] {
  return runs.slice(1).map(({ start_ms, program }, index) => {
    const from = runs[index]?.program ?? "";
    return {
      at_ms: start_ms,
      why: { kind: "program", parts: { from, to: program } },
      text: `${from} gives way to ${program}`,
    };
  });
}
