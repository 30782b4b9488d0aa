// What comes of an edit of the timesheet, decided before anything is done.

import type { Edit, Preview, StepKind, Timespan } from "../bindings";
import { SECOND } from "./civil";
import { lengthOf, minus, over, shared, union } from "./entries";
import { clipped } from "./ledger";
import { overlapsOf } from "./overlaps";
import { YOU } from "./reasons";
import { refusal } from "./refusal";
import { refuseBilled } from "./timesheet";
import type { Block } from "./wire";

export interface Plan {
  kind: StepKind;
  put: Block[];
  gone: string[];
}

/** `blocks` are all there are; `mint` names what is new. */
export function planned(blocks: readonly Block[], edit: Edit, mint: () => string): Plan {
  const plan = decided(blocks, edit, mint);
  const touched = [...plan.put.map((block) => block.id), ...plan.gone];
  blocks.filter((block) => touched.includes(block.id)).forEach(refuseBilled);
  return plan;
}

export function previewOf(blocks: readonly Block[], { put, gone }: Plan, twice: boolean): Preview {
  const touched = new Set([...put.map((block) => block.id), ...gone]);
  const after = [...blocks.filter((block) => !touched.has(block.id)), ...put];
  const days = new Set([...blocks, ...put].filter(({ id }) => touched.has(id)).map((block) => block.date));
  const around = (all: readonly Block[]) => all.filter((block) => days.has(block.date));
  const [had, has] = [around(blocks), around(after)];
  const crowd = minus(doubled(has), doubled(had));
  if (!twice && crowd[0])
    throw refusal("twice", "this would count time twice; resolve it, or let both count");
  const [covered, covers] = [placed(had), placed(has)];
  return {
    before_ms: had.reduce((sum, block) => sum + block.length_ms, 0),
    after_ms: has.reduce((sum, block) => sum + block.length_ms, 0),
    gained: minus(covers, covered),
    lost: minus(covered, covers),
    overlaps: overlapsOf(has).filter(({ first, second }) => touched.has(first) || touched.has(second)),
    put,
    gone,
  };
}

function decided(blocks: readonly Block[], edit: Edit, mint: () => string): Plan {
  const find = (id: string): Block => {
    const block = blocks.find((one) => one.id === id);
    if (!block) throw refusal("unknown", `there is no block with the id ${id}`);
    return block;
  };
  const timed = (id: string): Block => {
    const block = find(id);
    if (!block.is_untimed) return block;
    throw refusal(
      "input",
      "only its length is known; change the length, or delete it and add one with times",
    );
  };
  switch (edit.kind) {
    case "split": {
      const put = parts(timed(edit.block), edit.at_ms, mint);
      if (put.some((part) => part.length_ms < SECOND)) {
        throw refusal("input", "this would leave a part of less than a second; give another time");
      }
      return { kind: "split", put, gone: [] };
    }
    case "halves": {
      const block = timed(edit.block);
      return { kind: "split", put: parts(block, [middleOf(block)], mint), gone: [] };
    }
    case "merge":
      return merged(edit.blocks.map(timed), edit.keep);
    case "boundary": {
      const block = timed(edit.block);
      const span = { start_ms: block.start_ms, end_ms: block.end_ms };
      const put = [mine(resized(block, { ...span, [`${edit.edge}_ms`]: edit.to_ms }))];
      if (edit.follow) put.push(...followers(blocks, block, edit.edge, edit.to_ms));
      return { kind: "resize", put, gone: [] };
    }
    case "resize": {
      const block = timed(edit.block);
      return { kind: "resize", put: [mine(resized(block, edit))], gone: [] };
    }
    case "move":
      return { kind: "move", put: [mine(moved(timed(edit.block), edit.to_ms))], gone: [] };
    case "length": {
      const block = find(edit.block);
      if (!block.is_untimed) throw refusal("input", "this entry has its times; change its start or its end");
      const { start_ms, date } = block;
      const longer = over(block, [{ start_ms, end_ms: start_ms + edit.length_ms }]);
      return { kind: "resize", put: [mine({ ...longer, date })], gone: [] };
    }
    case "duplicate": {
      const copy = moved(find(edit.block), edit.to_ms);
      const put = [mine({ ...copy, id: mint(), status: "draft", invoice: null, source: "hand" })];
      return { kind: "duplicate", put, gone: [] };
    }
    case "delete":
      return { kind: "delete", put: [], gone: edit.blocks.map((id) => find(id).id) };
    case "resolve":
      return resolved(timed(edit.first), timed(edit.second), edit.how);
  }
}

/** The first part keeps the id; a pause in which it is split belongs to neither. */
function parts(block: Block, at_ms: number[], mint: () => string): Block[] {
  const ends = [...new Set(at_ms)].sort((a, b) => a - b);
  if (ends.length === 0) throw refusal("input", "there is no time to split the entry at; give one inside it");
  return [block.start_ms, ...ends].map((from, index) => {
    const cut = block.segments.flatMap((one) => clipped(one, from, ends[index] ?? block.end_ms));
    if (cut.length === 0) {
      throw refusal("input", "the entry has no time on both sides; split it at a time inside it");
    }
    const part = mine(over(block, cut));
    return index === 0 ? part : { ...part, id: mint() };
  });
}

/** Where half of what counts is over. */
function middleOf(block: Block): number {
  let left = Math.floor(block.length_ms / 2);
  for (const { start_ms, end_ms } of block.segments) {
    if (left < end_ms - start_ms) return start_ms + left;
    left -= end_ms - start_ms;
  }
  return block.end_ms;
}

/**
 * By sum, what lies between becomes a pause, and what several counted is added at the end; by fill, what lies
 * between counts, too.
 */
function merged(all: Block[], keep: "sum" | "fill"): Plan {
  const ordered = [...new Map(all.map((block) => [block.id, block])).values()].sort(
    (a, b) => a.start_ms - b.start_ms,
  );
  const [first, ...later] = ordered;
  if (!first || later.length === 0) {
    throw refusal("input", "merging takes two different entries; give another one");
  }
  ordered.forEach(refuseBilled);
  const { client, project, task, label, billable, confidence, reason, why } = speaker(ordered) ?? first;
  let segments: Timespan[] = first.segments;
  for (const block of later) {
    const reached = segments.at(-1)?.end_ms ?? block.start_ms;
    const gap = keep === "fill" ? [{ start_ms: reached, end_ms: block.start_ms }] : [];
    segments = union([...segments, ...gap, ...block.segments]);
  }
  const length = (spans: Timespan[]) => spans.reduce((sum, one) => sum + one.end_ms - one.start_ms, 0);
  const sum = ordered.reduce((total, block) => total + length(block.segments), 0);
  const end = segments.at(-1)?.end_ms ?? first.end_ms;
  if (keep === "sum") {
    segments = union([...segments, { start_ms: end, end_ms: end + sum - length(segments) }]);
  }
  const isDraft = ordered.some((block) => block.status === "draft");
  const tags = new Map(ordered.flatMap((block) => block.tags).map((tag) => [tag.id, tag]));
  const notes = ordered.map((block) => block.note).filter(Boolean);
  return {
    kind: "merge",
    put: [
      mine({
        ...over(first, segments),
        ...{ client, project, task, label, billable, confidence, reason, why },
        status: isDraft ? "draft" : first.status,
        tags: [...tags.values()],
        note: [...new Set(notes)].join("\n\n"),
      }),
    ],
    gone: later.map((block) => block.id),
  };
}

/**
 * Whose answer a merged entry has: what somebody said of one of them, and different things are refused. Of
 * drafts of which nobody said anything, the earliest that is anybody's.
 */
function speaker(ordered: Block[]): Block | undefined {
  const [first, ...others] = ordered.filter(isSaid);
  if (!first) return ordered.find((block) => block.client !== null);
  const alike = (what: "client" | "project" | "task") => {
    if (others.every((other) => other[what]?.id === first[what]?.id)) return;
    throw refusal(
      "input",
      `the entries have not the same ${what}; give them the same first, then merge them`,
    );
  };
  alike("client");
  alike("project");
  if (others.some((other) => other.billable !== first.billable)) {
    throw refusal("input", "not all of the entries are billable; make them alike first, then merge them");
  }
  alike("task");
  return first;
}

/** Whether somebody said for whom the entry is. */
function isSaid({ status, client, reason }: Block): boolean {
  return status !== "draft" || (client !== null && reason === YOU.reason);
}

function followers(blocks: readonly Block[], block: Block, edge: "start" | "end", to_ms: number): Block[] {
  const at = edge === "start" ? block.start_ms : block.end_ms;
  const touches = (one: Block) =>
    one.id !== block.id && !one.is_untimed && (edge === "start" ? one.end_ms : one.start_ms) === at;
  return blocks.filter(touches).map((one) => {
    const span = { start_ms: one.start_ms, end_ms: one.end_ms };
    const wanted = edge === "start" ? { ...span, end_ms: to_ms } : { ...span, start_ms: to_ms };
    if (wanted.end_ms <= wanted.start_ms) {
      throw refusal("input", "this would leave nothing of the entry beside it; remove that one first");
    }
    return mine(resized(one, wanted));
  });
}

function resolved(one: Block, other: Block, how: Extract<Edit, { kind: "resolve" }>["how"]): Plan {
  const [first, second] = one.start_ms <= other.start_ms ? [one, other] : [other, one];
  const both = shared(first.segments, second.segments);
  const from = both[0];
  if (!from || one.id === other.id) {
    throw refusal("input", "these entries do not overlap; there is nothing to resolve");
  }
  const halves = both.map(({ start_ms, end_ms }) => ({
    start_ms,
    end_ms: start_ms + Math.floor((end_ms - start_ms) / 2),
  }));
  const rest = { start_ms: from.start_ms, end_ms: first.end_ms };
  const left = {
    keep_first: [],
    keep_second: both,
    split_at_middle: minus(both, halves),
    trim: [rest],
    both: [],
  }[how];
  const right = { keep_first: both, keep_second: [], split_at_middle: halves, trim: [], both: [] }[how];
  const pairs: [Block, Timespan[]][] = [
    [first, minus(first.segments, left)],
    [second, minus(second.segments, right)],
  ];
  const changed = pairs.filter(([block, segments]) => lengthOf(segments) !== block.length_ms);
  return {
    kind: "resolve",
    put: changed
      .filter(([, segments]) => segments.length > 0)
      .map(([block, segments]) => mine(over(block, segments))),
    gone: changed.filter(([, segments]) => segments.length === 0).map(([block]) => block.id),
  };
}

/** Its pauses stay where they are. */
function resized(block: Block, { start_ms, end_ms }: Timespan): Block {
  const pauses = minus([{ start_ms: block.start_ms, end_ms: block.end_ms }], block.segments);
  return over(block, minus([{ start_ms, end_ms }], pauses));
}

function moved(block: Block, to_ms: number): Block {
  return over(block, shifted(block.segments, to_ms - block.start_ms));
}

function shifted(segments: Timespan[], by_ms: number): Timespan[] {
  return segments.map(({ start_ms, end_ms }) => ({ start_ms: start_ms + by_ms, end_ms: end_ms + by_ms }));
}

function mine(block: Block): Block {
  return { ...block, edited: true };
}

function doubled(blocks: readonly Block[]): Timespan[] {
  return union(overlapsOf(blocks).flatMap((overlap) => overlap.shared));
}

function placed(blocks: readonly Block[]): Timespan[] {
  return union(blocks.filter((block) => !block.is_untimed).flatMap((block) => block.segments));
}
