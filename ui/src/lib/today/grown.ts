// Until when the entry that is being worked on reaches.

import { isWork } from "../entry/gaps";
import type { Block, Stretch } from "../host/bindings";

/**
 * The end of the last block as it grows: to now, while the same client is being worked for without a break and
 * rows are being written. Never beyond what is known: a block does not grow on a guess.
 */
export function grownEnd(
  last: Block | undefined,
  stretches: readonly Stretch[],
  currentClient: string | null,
  now_ms: number,
): number | null {
  const newest = stretches.at(-1);
  if (!last?.client || !newest || last.client.id !== currentClient) return null;
  if (!stretches.some((one) => isWork(one.state) && touches(one, last.end_ms))) return null;
  const broken = stretches.some((one) => one.end_ms > last.end_ms && !isWork(one.state));
  if (broken) return null;
  const known = Math.min(now_ms, newest.end_ms + FRESH);
  return known > last.end_ms ? known : null;
}

/** Rows come every few seconds; older ones say nothing about now. */
const FRESH = 15_000;

function touches(stretch: Stretch, ms: number): boolean {
  return stretch.start_ms <= ms + 2000 && stretch.end_ms >= ms - 2000;
}
