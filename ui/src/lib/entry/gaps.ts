// What lies between the blocks: every second that no block covers, with the ledger's reason for it.

import type { State, Stretch } from "../host/bindings";
import { clip, toPx, type Scale } from "./geometry";

export type GapKind = "away" | "locked" | "asleep" | "excluded" | "paused" | "off" | "unsorted";

export interface Gap {
  kind: GapKind;
  start_ms: number;
  end_ms: number;
}

interface Span {
  start_ms: number;
  end_ms: number;
}

/** Work that no block covers yet is "unsorted": it waits to become a block. */
export function gapsOf(stretches: readonly Stretch[], blocks: readonly Span[], day: Span): Gap[] {
  const covered = union(blocks);
  const gaps: Gap[] = [];
  for (const stretch of stretches) {
    const within = clip(stretch, day);
    if (!within) continue;
    for (const rest of without(within, covered)) {
      const kind = kindOf(stretch.state);
      const last = gaps.at(-1);
      if (last && last.kind === kind && rest.start_ms - last.end_ms < 1000) last.end_ms = rest.end_ms;
      else gaps.push({ kind, start_ms: rest.start_ms, end_ms: rest.end_ms });
    }
  }
  return gaps;
}

/** A gap as it is drawn: with words, below the block before it. */
export interface Worded {
  gap: Gap;
  top: number;
  height: number;
}

/**
 * Gaps of at least a minute that leave room for a line of words. A block that is drawn taller than its time
 * takes room from the gap after it.
 */
export function gapsWithWords(
  gaps: readonly Gap[],
  drawn: readonly { top: number; height: number }[],
  scale: Scale,
  line: number,
): Worded[] {
  return gaps.flatMap((gap) => {
    const bottom = toPx(scale, gap.end_ms);
    const top = drawn
      .filter((one) => one.top < bottom)
      .reduce((most, one) => Math.max(most, one.top + one.height), toPx(scale, gap.start_ms));
    const isWorth = gap.end_ms - gap.start_ms >= 60_000 && bottom - top >= line;
    return isWorth ? [{ gap, top, height: bottom - top }] : [];
  });
}

export function isWork(state: State): boolean {
  return state === "working" || state === "call";
}

/** Spans joined where they overlap or touch, in order. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start_ms - b.start_ms)) {
    const last = joined.at(-1);
    if (last && span.start_ms <= last.end_ms) last.end_ms = Math.max(last.end_ms, span.end_ms);
    else joined.push({ start_ms: span.start_ms, end_ms: span.end_ms });
  }
  return joined;
}

/** What is left of a span when others, joined and in order, are taken out of it. */
export function without(span: Span, covered: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = span.start_ms;
  for (const other of covered) {
    if (other.end_ms <= from) continue;
    if (other.start_ms >= span.end_ms) break;
    if (other.start_ms > from) left.push({ start_ms: from, end_ms: other.start_ms });
    from = Math.max(from, other.end_ms);
  }
  if (from < span.end_ms) left.push({ start_ms: from, end_ms: span.end_ms });
  return left;
}

function kindOf(state: State): GapKind {
  switch (state) {
    case "working":
    case "call":
      return "unsorted";
    case "idle":
      return "away";
    case "locked":
      return "locked";
    case "asleep":
      return "asleep";
    case "excluded":
      return "excluded";
    case "paused":
      return "paused";
    case "off":
      return "off";
  }
}
