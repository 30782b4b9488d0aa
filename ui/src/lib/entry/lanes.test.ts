import { describe, expect, test } from "vitest";
import { scaleFor, ZOOMS } from "./geometry";
import { place, sizesFor, visible } from "./lanes";

const MINUTE = 60_000;
const day = { start_ms: 0, end_ms: 24 * 60 * MINUTE };
const scale = scaleFor(day, ZOOMS.indexOf(360), 720); // 2 px a minute
const sizes = sizesFor(16);

function check(spans: [from: number, to: number][], expected: string) {
  const blocks = spans.map(([from, to], index) => ({
    id: String(index),
    start_ms: from * MINUTE,
    end_ms: to * MINUTE,
  }));
  const said = place(blocks, scale, sizes).map(
    (one) => `${Math.round(one.top)}+${Math.round(one.height)} ${one.lane}/${one.lanes}`,
  );
  expect(said.join(", ")).toBe(expected);
}

describe("lanes", () => {
  test("blocks in turn share one lane", () => {
    check(
      [
        [0, 60],
        [60, 90],
      ],
      "0+120 0/1, 120+60 0/1",
    );
  });

  test("blocks that overlap stand side by side", () => {
    check(
      [
        [0, 60],
        [30, 90],
        [90, 120],
      ],
      "0+120 0/2, 60+120 1/2, 180+60 0/1",
    );
  });

  test("a lane that is free again is taken again", () => {
    check(
      [
        [0, 90],
        [0, 30],
        [40, 60],
      ],
      "0+60 0/2, 0+180 1/2, 80+40 0/2",
    );
  });

  test("a short block is tall enough to hit where there is room", () => {
    check(
      [
        [0, 2],
        [60, 120],
      ],
      "0+24 0/1, 120+120 0/1",
    );
  });

  test("a short block yields to the one below and does not push it aside", () => {
    check(
      [
        [0, 5],
        [5, 60],
      ],
      "0+10 0/1, 10+110 0/1",
    );
  });

  test("blocks of seconds get lanes of their own sooner than they hide each other", () => {
    check(
      [
        [0, 1],
        [1, 2],
      ],
      "0+24 0/2, 2+24 1/2",
    );
  });

  test("a block from before midnight begins at the top", () => {
    check([[-60, 30]], "0+60 0/1");
  });
});

test("words are given as there is room", () => {
  const lines = (minutes: number) =>
    place([{ id: "a", start_ms: 0, end_ms: minutes * MINUTE }], scale, sizes)[0]?.lines;
  expect(lines(60)).toBe(3);
  expect(lines(23)).toBe(2);
  expect(lines(12)).toBe(1);
  const tight = place(
    [
      { id: "a", start_ms: 0, end_ms: 5 * MINUTE },
      { id: "b", start_ms: 5 * MINUTE, end_ms: 60 * MINUTE },
    ],
    scale,
    sizes,
  );
  expect(tight[0]?.lines).toBe(0);
});

describe("what is drawn", () => {
  const blocks = Array.from({ length: 300 }, (_, index) => ({
    id: String(index),
    start_ms: index * 4 * MINUTE,
    end_ms: (index + 1) * 4 * MINUTE,
  }));
  const placed = place(blocks, scale, sizes);

  test("of many blocks only those near the screen, and the one with the focus", () => {
    const drawn = visible(placed, 0, 400, (id) => id === "299");
    expect(drawn.length).toBeLessThan(160);
    expect(drawn.at(-1)?.block.id).toBe("299");
  });

  test("of a few blocks all", () => {
    expect(visible(placed.slice(0, 200), 0, 400, () => false)).toHaveLength(200);
  });
});
