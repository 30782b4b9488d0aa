import { describe, expect, test } from "vitest";
import type { Block, Stretch } from "../host/bindings";
import { draft, stretches } from "../../testing/ledger";
import { gapsOf, gapsWithWords, union, without } from "./gaps";
import { scaleFor, ZOOMS } from "./geometry";

const MINUTE = 60_000;
const day = { start_ms: 0, end_ms: 1440 * MINUTE };

function check(ledger: Stretch[], blocks: Block[], expected: string) {
  const said = gapsOf(ledger, blocks, day).map(
    (gap) => `${gap.kind} ${gap.start_ms / MINUTE}-${gap.end_ms / MINUTE}`,
  );
  expect(said.join(", ")).toBe(expected);
}

describe("gaps", () => {
  test("what no block covers has the ledger's reason", () => {
    check(
      stretches(
        ["working", 30],
        ["idle", 20],
        ["locked", 5],
        ["asleep", 60],
        ["excluded", 11],
        ["paused", 15],
        ["off", 9],
      ),
      [draft(0, 30)],
      "away 30-50, locked 50-55, asleep 55-115, excluded 115-126, paused 126-141, off 141-150",
    );
  });

  test("work and calls without a block are not sorted yet", () => {
    check(stretches(["working", 10], ["call", 5]), [draft(0, 8)], "unsorted 8-15");
  });

  test("a short absence inside a block is no gap", () => {
    check(stretches(["working", 10], ["idle", 2], ["working", 10]), [draft(0, 22)], "");
  });

  test("what lies outside the day is left out", () => {
    expect(gapsOf([{ state: "idle", start_ms: -MINUTE, end_ms: MINUTE }], [], day)).toEqual([
      { kind: "away", start_ms: 0, end_ms: MINUTE },
    ]);
  });

  test("words only where a line of them fits, and from a minute on", () => {
    const scale = scaleFor(day, ZOOMS.indexOf(360), 720);
    const gaps = gapsOf(stretches(["idle", 28], ["paused", 3]), [], day);
    expect(gapsWithWords(gaps, [], scale, 18)).toEqual([{ gap: gaps[0], top: 0, height: 56 }]);
    const near = scaleFor(day, 0, 720);
    const short = gapsOf([{ state: "idle", start_ms: 0, end_ms: 50_000 }], [], day);
    expect(gapsWithWords(short, [], near, 18)).toEqual([]);
  });

  test("words stand below a block that is drawn taller than its time", () => {
    const scale = scaleFor(day, ZOOMS.indexOf(360), 720);
    const gaps = gapsOf([{ state: "idle", start_ms: 10 * MINUTE, end_ms: 30 * MINUTE }], [], day);
    expect(gapsWithWords(gaps, [{ top: 16, height: 24 }], scale, 18)).toMatchObject([
      { top: 40, height: 20 },
    ]);
    expect(gapsWithWords(gaps, [{ top: 16, height: 30 }], scale, 18)).toEqual([]);
    expect(gapsWithWords(gaps, [{ top: 60, height: 24 }], scale, 18)).toMatchObject([{ top: 20 }]);
  });
});

test("spans are joined, and taken out of each other", () => {
  const joined = union([
    { start_ms: 5, end_ms: 9 },
    { start_ms: 0, end_ms: 3 },
    { start_ms: 2, end_ms: 4 },
  ]);
  expect(joined).toEqual([
    { start_ms: 0, end_ms: 4 },
    { start_ms: 5, end_ms: 9 },
  ]);
  expect(without({ start_ms: 1, end_ms: 12 }, joined)).toEqual([
    { start_ms: 4, end_ms: 5 },
    { start_ms: 9, end_ms: 12 },
  ]);
});
