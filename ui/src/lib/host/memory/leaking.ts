// Money that was left lying: drafts that nobody confirmed, work without a rate, work that waits for long.

import type { Leaks } from "../bindings";
import { HOUR, MINUTE } from "./civil";
import { minus } from "./entries";
import type { Block } from "./wire";
import type { World } from "./world";

/** Less time than this of a client is not worth a word. */
const SHORTEST = 15 * MINUTE;
const OLD = 30 * 24 * HOUR;

export type Valued = Leaks["old"][number]["amounts"];

/** `worth` tells what a billable entry comes to, or `null` where it has no rate. */
export function leaksOf(world: World, worth: (block: Block) => Valued[number] | null): Leaks {
  const { blocks } = world.timesheet;
  const confirmed = blocks.filter((block) => block.status !== "draft");
  const seen = confirmed.filter((block) => !block.is_untimed).flatMap((block) => block.segments);
  const open = blocks
    .filter((block) => block.status === "draft" && block.client !== null)
    .map((block) => {
      const rest = block.is_untimed ? block.segments : minus(block.segments, seen);
      return { block, length_ms: rest.reduce((sum, one) => sum + one.end_ms - one.start_ms, 0) };
    })
    .filter(({ length_ms }) => length_ms > 0);
  const waiting = confirmed.filter((block) => block.status === "confirmed" && block.billable);
  const unrated = waiting.filter((block) => worth(block) === null);
  const old = waiting.filter((block) => block.client && block.start_ms < world.now - OLD);

  return {
    unconfirmed: groups(open, ({ block }) => block.client?.id ?? "")
      .flatMap((found) => {
        const client = found[0].block.client;
        if (!client) return [];
        const days = found.map(({ block }) => block.date).sort();
        const length_ms = found.reduce((sum, one) => sum + one.length_ms, 0);
        return [{ client, length_ms, first: days[0] ?? "", last: days.at(-1) ?? "" }];
      })
      .filter(({ length_ms }) => length_ms >= SHORTEST)
      .sort(longest),
    unrated: groups(unrated, (block) => block.client?.id ?? "")
      .map((found) => {
        const days = found.map((block) => block.date).sort();
        return {
          client: found[0].client,
          length_ms: sum(found),
          entries: found.length,
          first: days[0] ?? "",
          last: days.at(-1) ?? "",
        };
      })
      .sort(longest),
    old: groups(old, (block) => block.client?.id ?? "")
      .flatMap((found) => {
        const client = found[0].client;
        if (!client) return [];
        const amounts = new Map<string, number>();
        for (const money of found.map(worth).filter((one) => one !== null)) {
          amounts.set(money.currency, (amounts.get(money.currency) ?? 0) + money.minor);
        }
        const since = found.map((block) => block.date).sort()[0] ?? "";
        const list = [...amounts].map(([currency, minor]) => ({ currency, minor }));
        return [{ client, length_ms: sum(found), entries: found.length, since, amounts: list }];
      })
      .sort(longest),
  };
}

function groups<T>(all: T[], keyOf: (one: T) => string): [T, ...T[]][] {
  const found = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = found.get(keyOf(one));
    if (group) group.push(one);
    else found.set(keyOf(one), [one]);
  }
  return [...found.values()];
}

function sum(blocks: Block[]): number {
  return blocks.reduce((total, block) => total + block.length_ms, 0);
}

function longest(a: { length_ms: number }, b: { length_ms: number }): number {
  return b.length_ms - a.length_ms;
}
