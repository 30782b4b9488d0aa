// How long an entry counts: its stretches, without its pauses.
import type { Block, Timespan } from "../host/bindings";

/** How much of it lies between two instants. What has only a length lies on its day, wholly. */
export function lengthIn(block: Block, day: Timespan): number {
  if (block.is_untimed) {
    return block.start_ms >= day.start_ms && block.start_ms < day.end_ms ? block.length_ms : 0;
  }
  return block.segments.reduce((sum, one) => {
    const length = Math.min(one.end_ms, day.end_ms) - Math.max(one.start_ms, day.start_ms);
    return sum + Math.max(0, length);
  }, 0);
}

/** What lies between its stretches. */
export function pausesOf(block: Block): Timespan[] {
  return block.segments.slice(1).map((next, index) => ({
    start_ms: block.segments[index]?.end_ms ?? next.start_ms,
    end_ms: next.start_ms,
  }));
}

/** The same entry, counting on to a later end. */
export function reaching(block: Block, end_ms: number): Block {
  const last = block.segments.at(-1) ?? { start_ms: block.start_ms, end_ms: block.end_ms };
  return {
    ...block,
    end_ms,
    segments: block.segments.with(-1, { ...last, end_ms }),
    length_ms: block.length_ms + end_ms - block.end_ms,
  };
}

export function sumOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.length_ms, 0);
}

/** What all of them have in common, or `undefined`. */
export function common<T>(blocks: readonly Block[], of: (block: Block) => T): T | undefined {
  const [first] = blocks;
  if (!first) return undefined;
  const value = of(first);
  return blocks.every((block) => of(block) === value) ? value : undefined;
}
