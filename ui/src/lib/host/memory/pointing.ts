// Where the work of an entry changed: from where on it looks like another client's, where a call begins or
// ends, where another program comes to the front.

import type { Ref, SplitPoint } from "../bindings";
import { MINUTE } from "./civil";
import { lengthOf } from "./entries";
import { clipped } from "./ledger";
import { refTo } from "./roster";
import type { Block } from "./wire";
import type { World } from "./world";

/** Neither part of a split is shorter. */
const SHORTEST = 5 * MINUTE;

interface Look {
  start_ms: number;
  end_ms: number;
  program: string;
  isCall: boolean;
  client: Ref | null;
}

/** The best place first. */
export function pointsOf(world: World, block: Block): SplitPoint[] {
  if (block.is_untimed) return [];
  const looks = looksOf(world, block);
  const edges = looks.slice(1).flatMap((after, index) => {
    const before = looks[index];
    const fits =
      worked(block, block.start_ms, after.start_ms) >= SHORTEST &&
      worked(block, after.start_ms, block.end_ms) >= SHORTEST;
    return before && fits ? [{ before, after, at_ms: after.start_ms }] : [];
  });
  const byClient = edges
    .flatMap(({ at_ms }) => [lookOf(block, looks, at_ms, "first"), lookOf(block, looks, at_ms, "last")])
    .filter((found) => found !== null)
    .sort((a, b) => b.score - a.score)
    .slice(0, 1)
    .map(({ point }) => point);
  const byCall = edges
    .filter(({ before, after }) => before.isCall !== after.isCall)
    .map(({ after, at_ms }): SplitPoint => {
      const kind = after.isCall ? "call_begins" : "call_ends";
      return { at_ms, why: { kind, parts: {} }, text: `a call ${after.isCall ? "begins" : "ends"} here` };
    });
  const byProgram = edges
    .filter(({ before, after }) => before.program !== after.program)
    .filter(({ before, after }) => Math.min(lengthOf([before]), lengthOf([after])) >= SHORTEST)
    .map(({ before, after, at_ms }): SplitPoint => {
      const parts = { from: before.program, to: after.program };
      return { at_ms, why: { kind: "program", parts }, text: `‘${parts.to}’ follows ‘${parts.from}’ here` };
    });
  const all = [...byClient, ...byCall, ...byProgram];
  return all.filter((point, index) => all.findIndex((one) => one.at_ms === point.at_ms) === index);
}

function looksOf(world: World, block: Block): Look[] {
  const looks: Look[] = [];
  for (const segment of block.segments) {
    for (const { start_ms, end_ms, program, title } of world.ledger.fronts(
      segment.start_ms,
      segment.end_ms,
    )) {
      const client = named(world, title);
      const isCall = world.ledger.within(start_ms, end_ms).some(({ state }) => state === "call");
      const last = looks.at(-1);
      const isSame = last?.client?.id === client?.id && last?.isCall === isCall;
      if (last && isSame && last.end_ms === start_ms && last.program === program) last.end_ms = end_ms;
      else looks.push({ start_ms, end_ms, program, isCall, client });
    }
  }
  return looks;
}

/** The client whose name stands in the title. */
function named(world: World, title: string): Ref | null {
  const found = world.timesheet.clients.find(({ name }) => title.toLowerCase().includes(name.toLowerCase()));
  return found ? refTo(found) : null;
}

type Side = [from: number, to: number];

/** Whether one part of a split looks like another client's, and how much so. */
function lookOf(
  block: Block,
  looks: Look[],
  at_ms: number,
  part: "first" | "last",
): { score: number; point: SplitPoint } | null {
  const sides: [Side, Side] = [
    [block.start_ms, at_ms],
    [at_ms, block.end_ms],
  ];
  const [[start, end], [from, to]] = part === "first" ? [sides[0], sides[1]] : [sides[1], sides[0]];
  const inside = looks.filter((look) => look.start_ms >= start && look.start_ms < end);
  const client = inside.find((look) => look.client && look.client.id !== block.client?.id)?.client;
  if (!client) return null;
  const weight = (from: number, to: number, is: (look: Look) => boolean) =>
    lengthOf(looks.filter(is).flatMap((look) => clipped(look, from, to)));
  const score =
    weight(start, end, (look) => look.client?.id === client.id) -
    weight(start, end, (look) => look.client !== null && look.client.id !== client.id) -
    weight(from, to, (look) => look.client?.id === client.id);
  if (score < SHORTEST) return null;
  const minutes = Math.round(worked(block, start, end) / MINUTE);
  const text = `the ${part} ${minutes === 1 ? "minute looks" : `${minutes} minutes look`} like ${client.name}`;
  const why = { kind: "looks", parts: { part, minutes: String(minutes), client: client.name } };
  return { score, point: { at_ms, why, text } };
}

function worked(block: Block, from: number, to: number): number {
  return lengthOf(block.segments.flatMap((one) => clipped(one, from, to)));
}
