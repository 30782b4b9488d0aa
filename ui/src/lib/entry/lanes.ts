// Lays blocks out: where each stands, how wide, and how much of its words there is room for.

import { toPx, type Scale } from "./geometry";

interface Span {
  id: string;
  start_ms: number;
  end_ms: number;
}

export interface Placed<B extends Span> {
  block: B;
  top: number;
  height: number;
  lane: number;
  /** How many lanes stand side by side where this block is. */
  lanes: number;
  /** How many lines of text there is room for: none, the name, the name and times, all with the reason. */
  lines: 0 | 1 | 2 | 3;
}

export interface Sizes {
  /** No block is drawn lower than this, and it would overlap its neighbour sooner. */
  least: number;
  /** What a hand can hit: taken where the next block leaves room. */
  comfortable: number;
  /** Height of one line of text and of the space around the text. */
  line: number;
  padding: number;
}

/** Sizes that grow with the text. */
export function sizesFor(rem: number): Sizes {
  return { least: 0.375 * rem, comfortable: 1.5 * rem, line: 1.2 * rem, padding: 0.6 * rem };
}

/** Blocks in order of time; those that overlap stand side by side. */
export function place<B extends Span>(blocks: readonly B[], scale: Scale, sizes: Sizes): Placed<B>[] {
  const ordered = [...blocks].sort((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  const placed: Placed<B>[] = [];
  let cluster: Placed<B>[] = [];
  let ends: number[] = [];

  const close = () => {
    for (const one of cluster) one.lanes = ends.length;
    cluster = [];
    ends = [];
  };

  for (const block of ordered) {
    const top = toPx(scale, Math.max(block.start_ms, scale.start_ms));
    const bottom = toPx(scale, Math.min(block.end_ms, scale.end_ms));
    const height = Math.max(sizes.least, bottom - top);
    // Half a pixel of mercy: neighbours that touch must not count as overlapping.
    if (ends.every((end) => end <= top + 0.5)) close();
    const free = ends.findIndex((end) => end <= top + 0.5);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = top + height;
    const one: Placed<B> = { block, top, height, lane, lanes: 1, lines: 0 };
    cluster.push(one);
    placed.push(one);
  }
  close();

  placed.forEach((one, index) => {
    const below = placed.slice(index + 1).find((other) => standsBelow(one, other));
    const room = (below ? below.top : toPx(scale, scale.end_ms)) - one.top;
    if (one.height < sizes.comfortable) {
      one.height = Math.max(one.height, Math.min(sizes.comfortable, room));
    }
    one.lines = linesIn(one.height, sizes);
  });
  return placed;
}

/** Blocks that touch the visible part, with one screen to spare on each side; all of them where they are few. */
export function visible<B extends Span>(
  placed: readonly Placed<B>[],
  scroll: number,
  height: number,
  keep: (id: string) => boolean,
  many = 200,
): Placed<B>[] {
  if (placed.length <= many) return [...placed];
  const from = scroll - height;
  const to = scroll + 2 * height;
  return placed.filter((one) => (one.top + one.height >= from && one.top <= to) || keep(one.block.id));
}

function standsBelow(one: Placed<Span>, other: Placed<Span>): boolean {
  if (other.top < one.top + one.height - 0.5) return false;
  // In clusters of different widths every lane may meet every other.
  return one.lanes !== other.lanes || one.lane === other.lane;
}

function linesIn(height: number, sizes: Sizes): 0 | 1 | 2 | 3 {
  const lines = Math.floor((height - sizes.padding) / sizes.line + 0.15);
  if (lines >= 3) return 3;
  if (lines === 2) return 2;
  // One line needs no space around it.
  return height >= sizes.line ? 1 : 0;
}
