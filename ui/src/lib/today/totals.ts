// What the day adds up to.

import type { Block, Ref } from "../host/bindings";
import type { Gap, GapKind } from "../entry/gaps";
import { clip } from "../entry/geometry";
import { lengthIn } from "../entry/spans";

export interface ClientTotal {
  client: Ref | null;
  work_ms: number;
  draft_ms: number;
}

export interface Totals {
  /** The lengths of all blocks within the day. */
  work_ms: number;
  draft_ms: number;
  billable_ms: number;
  /** The most first; time without a client last. */
  clients: ClientTotal[];
  drafts: number;
  /** What is not billed between the first and the last work: lengths per kind, none of them 0. */
  apart: { kind: Apart; length_ms: number }[];
  /** Work that has not become a block yet. */
  unsorted_ms: number;
}

/** Locked and asleep are away, to a person who adds up a day. */
export type Apart = "away" | "excluded" | "paused" | "off";

interface Span {
  start_ms: number;
  end_ms: number;
}

export function totalsOf(blocks: readonly Block[], gaps: readonly Gap[], day: Span): Totals {
  const clients = new Map<string, ClientTotal>();
  let work_ms = 0;
  let draft_ms = 0;
  let billable_ms = 0;
  let drafts = 0;
  let first = Infinity;
  let last = -Infinity;
  for (const block of blocks) {
    const length = lengthIn(block, day);
    if (length === 0) continue;
    const within = block.is_untimed ? null : clip(block, day);
    if (within) {
      first = Math.min(first, within.start_ms);
      last = Math.max(last, within.end_ms);
    }
    work_ms += length;
    if (block.billable) billable_ms += length;
    const key = block.client?.id ?? "";
    const total = clients.get(key) ?? { client: block.client ?? null, work_ms: 0, draft_ms: 0 };
    total.work_ms += length;
    if (block.status === "draft") {
      drafts += 1;
      draft_ms += length;
      total.draft_ms += length;
    }
    clients.set(key, total);
  }
  const lengths = new Map<Apart, number>();
  let unsorted_ms = 0;
  for (const gap of gaps) {
    if (gap.kind === "unsorted") {
      unsorted_ms += gap.end_ms - gap.start_ms;
      continue;
    }
    // A night before the first work is not time away from it.
    const within = clip(gap, { start_ms: first, end_ms: last });
    if (!within) continue;
    const kind = apart(gap.kind);
    lengths.set(kind, (lengths.get(kind) ?? 0) + within.end_ms - within.start_ms);
  }
  return {
    work_ms,
    draft_ms,
    billable_ms,
    drafts,
    unsorted_ms,
    clients: [...clients.values()].sort(
      (a, b) => Number(a.client === null) - Number(b.client === null) || b.work_ms - a.work_ms,
    ),
    apart: (["away", "excluded", "paused", "off"] as const)
      .map((kind) => ({ kind, length_ms: lengths.get(kind) ?? 0 }))
      .filter((one) => one.length_ms >= 60_000),
  };
}

function apart(kind: Exclude<GapKind, "unsorted">): Apart {
  switch (kind) {
    case "away":
    case "locked":
    case "asleep":
      return "away";
    case "excluded":
    case "paused":
    case "off":
      return kind;
  }
}
