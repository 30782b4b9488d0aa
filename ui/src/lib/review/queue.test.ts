import { describe, expect, test } from "vitest";
import { entry } from "../../testing/entry";
import type { Away, Block, Review } from "../host/bindings";
import { arranged, byId, type Card, cardsOf, missingDates } from "./queue";
import { daysOf, stepped } from "./range";

const HOUR = 3_600_000;

function draft(id: string, hour: number, said: Partial<Block> = {}): Block {
  return entry({ id, start_ms: hour * HOUR, end_ms: (hour + 1) * HOUR, status: "draft", ...said });
}

function away(start: number, is_over = true): Away {
  return {
    ...{ start_ms: start, end_ms: start + HOUR, length_ms: HOUR, before: null, after: null },
    ...{ block_before: null, blocks_during: [], block_after: null, is_timed: false, is_over },
  };
}

function answer(said: Partial<Review>): Review {
  const none = { entries: 0, length_ms: 0 };
  return {
    ...{ queue: [], drafts: none, confirmed: none, unassigned: none, unreviewed: [] },
    ...{ aways: [], overlaps: [], undo: null, redo: null, now_ms: 0, zone: "Europe/Vienna" },
    ...said,
  };
}

const cards = (...blocks: Block[]) => cardsOf(answer({ queue: blocks }), new Map());
const keys = (list: Card[]) => list.map((card) => card.key).join(" ");

describe("the cards", () => {
  test("what nobody can guess comes before what is only unsure", () => {
    const [a, b] = [draft("a", 9), draft("b", 9)];
    const overlap = { first: "a", second: "b", shared: [{ start_ms: 9 * HOUR, end_ms: 10 * HOUR }] };
    const list = cardsOf(answer({ queue: [a, b], aways: [away(5)], overlaps: [overlap] }), byId([a, b]));
    expect(list.map((card) => card.kind)).toEqual(["overlap", "away", "draft", "draft"]);
  });

  test("an absence that lasts is no question yet", () => {
    expect(cardsOf(answer({ aways: [away(5, false)] }), new Map())).toEqual([]);
  });

  test("entries that overlap and are no drafts are asked for by their day", () => {
    const shared = [{ start_ms: Date.parse("2026-11-20T23:30:00Z"), end_ms: 0 }];
    const queue = [draft("a", 9), draft("b", 9)];
    expect(missingDates(answer({ queue, overlaps: [{ first: "a", second: "b", shared }] }))).toEqual([]);
    expect(missingDates(answer({ queue, overlaps: [{ first: "a", second: "c", shared }] }))).toEqual([
      "2026-11-21",
    ]);
  });
});

describe("the order", () => {
  test("stays, however sure one becomes of a card", () => {
    const [a, b, c] = [draft("a", 9), draft("b", 10), draft("c", 11)];
    const now = cards(a, b, c);
    expect(keys(arranged(cards(b, c, a), ["a", "b", "c"], now[0] ?? null, []))).toBe("a b c");
  });

  test("lets go of what was decided, and puts what is new where it belongs", () => {
    const [a, b, c, d] = [draft("a", 9), draft("b", 12), draft("c", 14), draft("d", 16)];
    const now = cards(a, b, d);
    expect(keys(arranged(cards(b, c, d), ["a", "b", "d"], now[0] ?? null, []))).toBe("b c d");
  });

  test("puts the parts of a card where the card was", () => {
    const whole = cards(draft("a", 9), draft("b", 12));
    const half = (id: string, from: number) =>
      draft(id, 9, { start_ms: from * HOUR, end_ms: (from + 0.5) * HOUR });
    const parts = cards(draft("b", 12), half("a", 9), half("x", 9.5));
    expect(keys(arranged(parts, ["a", "b"], whole[0] ?? null, []))).toBe("a x b");
    const anew = cards(draft("b", 12), half("x", 9), half("y", 9.5));
    expect(keys(arranged(anew, ["a", "b"], whole[0] ?? null, []))).toBe("x y b");
  });

  test("puts off to the end, in the order in which it was", () => {
    const list = cards(draft("a", 9), draft("b", 10), draft("c", 11));
    expect(keys(arranged(list, ["a", "b", "c"], null, ["b", "a"]))).toBe("c b a");
  });
});

describe("the days", () => {
  // Friday 20 November 2026; weeks begin on Monday.
  const check = (range: Parameters<typeof daysOf>[0], expected: string) => {
    const { from, to } = daysOf(range, "2026-11-20", () => 4);
    expect(`${from} ${to}`).toBe(expected);
  };

  test("are one, a week, some, or all up to today", () => {
    check({ kind: "day", date: null }, "2026-11-20 2026-11-20");
    check({ kind: "day", date: "2026-11-18" }, "2026-11-18 2026-11-18");
    check({ kind: "week", which: "this" }, "2026-11-16 2026-11-22");
    check({ kind: "week", which: "last" }, "2026-11-09 2026-11-15");
    check({ kind: "days", from: "2026-11-01", to: "2026-11-03" }, "2026-11-01 2026-11-03");
    check({ kind: "all" }, "2000-01-01 2026-11-20");
  });

  test("are stepped through, and today is followed", () => {
    expect(stepped({ kind: "day", date: null }, -1, "2026-11-20")).toEqual({
      kind: "day",
      date: "2026-11-19",
    });
    expect(stepped({ kind: "day", date: "2026-11-19" }, 1, "2026-11-20")).toEqual({
      kind: "day",
      date: null,
    });
    expect(stepped({ kind: "all" }, -1, "2026-11-20")).toEqual({ kind: "day", date: "2026-11-19" });
  });
});
