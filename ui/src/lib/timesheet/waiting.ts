// Time of a week that nobody has reviewed, by whom it is for.
import { lengthIn } from "../entry/spans";
import type { Block, Ref, Timespan } from "../host/bindings";

export interface Waiting {
  length_ms: number;
  drafts: number;
  /** The most first; what is nobody's last. */
  clients: { client: Ref | null; length_ms: number }[];
}

export function waitingOf(blocks: readonly Block[], week: Timespan): Waiting {
  const clients = new Map<string, { client: Ref | null; length_ms: number }>();
  let drafts = 0;
  for (const block of blocks) {
    const length = block.status === "draft" ? lengthIn(block, week) : 0;
    if (length === 0) continue;
    drafts += 1;
    const key = block.client?.id ?? "";
    const sum = clients.get(key) ?? { client: block.client, length_ms: 0 };
    sum.length_ms += length;
    clients.set(key, sum);
  }
  return {
    drafts,
    length_ms: [...clients.values()].reduce((sum, one) => sum + one.length_ms, 0),
    clients: [...clients.values()].sort(
      (a, b) => Number(a.client === null) - Number(b.client === null) || b.length_ms - a.length_ms,
    ),
  };
}
