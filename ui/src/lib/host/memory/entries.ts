// How an entry is made, and given other times: the one place that knows all its fields.

import type { Timespan } from "../bindings";
import { dateOf, startOf } from "./civil";
import { clipped } from "./ledger";
import { YOU } from "./reasons";
import { refusal } from "./refusal";
import type { Block } from "./wire";

/** What has to be said of an entry; the rest is as for an entry that was made by hand. */
export type Made = Partial<Block> & Pick<Block, "id" | "zone"> & { segments: Timespan[] };

export function made({ segments, ...said }: Made): Block {
  const block: Block = {
    start_ms: 0,
    end_ms: 0,
    client: null,
    project: null,
    task: null,
    label: "",
    billable: false,
    confidence: 1,
    ...YOU,
    status: "confirmed",
    edited: true,
    tags: [],
    note: "",
    segments: [],
    length_ms: 0,
    date: "",
    is_untimed: false,
    source: "hand",
    invoice: null,
    ...said,
  };
  return over(block, segments);
}

/** An entry of which only the day and the length are known. */
export function madeLoose(said: Omit<Made, "segments">, date: string, length_ms: number): Block {
  const start_ms = startOf(date, said.zone);
  const block = made({ ...said, segments: [{ start_ms, end_ms: start_ms + length_ms }], is_untimed: true });
  return { ...block, date };
}

/** The entry over other stretches; joined where they touch. */
export function over(block: Block, segments: Timespan[]): Block {
  const joined = union(segments);
  const [first, last] = [joined[0], joined.at(-1)];
  if (!first || !last) throw refusal("input", "an entry needs an end after its start; give a later end");
  const length_ms = lengthOf(joined);
  if (length_ms > 24 * 3_600_000) {
    throw refusal("input", "an entry counts at most 24 hours; make it shorter, or make two");
  }
  return {
    ...block,
    start_ms: first.start_ms,
    end_ms: last.end_ms,
    segments: joined,
    length_ms,
    date: dateOf(first.start_ms, block.zone),
  };
}

/** Stretches in order, joined where they overlap or touch, none empty. */
export function union(spans: readonly Timespan[]): Timespan[] {
  const joined: Timespan[] = [];
  for (const span of spans.toSorted((a, b) => a.start_ms - b.start_ms)) {
    if (span.end_ms <= span.start_ms) continue;
    const last = joined.at(-1);
    if (last && span.start_ms <= last.end_ms) last.end_ms = Math.max(last.end_ms, span.end_ms);
    else joined.push({ start_ms: span.start_ms, end_ms: span.end_ms });
  }
  return joined;
}

/** What of some stretches lies in none of the others. */
export function minus(spans: readonly Timespan[], others: readonly Timespan[]): Timespan[] {
  return union(others).reduce<Timespan[]>(
    (left, other) =>
      left.flatMap((one) => [
        ...clipped(one, -Infinity, other.start_ms),
        ...clipped(one, other.end_ms, Infinity),
      ]),
    union(spans),
  );
}

/** What two sets of stretches have in common. */
export function shared(spans: readonly Timespan[], others: readonly Timespan[]): Timespan[] {
  return union(spans).flatMap((one) =>
    union(others).flatMap((other) => clipped(one, other.start_ms, other.end_ms)),
  );
}

export function lengthOf(spans: readonly Timespan[]): number {
  return spans.reduce((sum, { start_ms, end_ms }) => sum + end_ms - start_ms, 0);
}

/** How much of an entry lies between two instants; of one that has no times, all or nothing by its day. */
export function lengthWithin(block: Block, start_ms: number, end_ms: number): number {
  if (block.is_untimed) return liesIn(block, start_ms, end_ms) ? block.length_ms : 0;
  return lengthOf(block.segments.flatMap((one) => clipped(one, start_ms, end_ms)));
}

export function liesIn(block: Block, start_ms: number, end_ms: number): boolean {
  if (block.is_untimed) return block.start_ms >= start_ms && block.start_ms < end_ms;
  return clipped(block, start_ms, end_ms).length > 0;
}
