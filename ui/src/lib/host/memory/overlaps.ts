// Time that two entries count.

import type { Overlap } from "../bindings";
import { shared } from "./entries";
import type { Block } from "./wire";

/** Each pair once, in order of time; an entry of which only the length is known overlaps nothing. */
export function overlapsOf(blocks: readonly Block[]): Overlap[] {
  const timed = blocks
    .filter((block) => !block.is_untimed)
    .toSorted((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  return timed.flatMap((first, index) =>
    timed
      .slice(index + 1)
      .filter((second) => second.start_ms < first.end_ms)
      .map((second) => ({
        first: first.id,
        second: second.id,
        shared: shared(first.segments, second.segments),
      }))
      .filter((overlap) => overlap.shared.length > 0),
  );
}
