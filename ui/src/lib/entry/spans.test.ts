import { expect, test } from "vitest";
import { entry } from "../../testing/entry";
import { common, lengthIn, pausesOf, reaching, sumOf } from "./spans";

const paused = entry({
  start_ms: 100,
  end_ms: 300,
  segments: [
    { start_ms: 100, end_ms: 150 },
    { start_ms: 180, end_ms: 300 },
  ],
});

test("a pause counts nowhere, and what lies outside of the day counts there", () => {
  expect(paused.length_ms).toBe(170);
  expect(lengthIn(paused, { start_ms: 0, end_ms: 1000 })).toBe(170);
  expect(lengthIn(paused, { start_ms: 140, end_ms: 190 })).toBe(20);
  expect(lengthIn(paused, { start_ms: 300, end_ms: 400 })).toBe(0);
  expect(pausesOf(paused)).toEqual([{ start_ms: 150, end_ms: 180 }]);
});

test("what has only a length lies on its day, wholly or not at all", () => {
  const loose = entry({ start_ms: 100, end_ms: 500, is_untimed: true });
  expect(lengthIn(loose, { start_ms: 100, end_ms: 200 })).toBe(400);
  expect(lengthIn(loose, { start_ms: 200, end_ms: 900 })).toBe(0);
});

test("an entry that goes on is longer by what it goes on, its pauses stay", () => {
  const longer = reaching(paused, 360);
  expect(longer).toMatchObject({ end_ms: 360, length_ms: 230 });
  expect(pausesOf(longer)).toEqual(pausesOf(paused));
  expect(sumOf([paused, longer])).toBe(400);
});

test("several have in common what all of them say", () => {
  expect(common([paused, paused], (block) => block.client?.id)).toBe("acme");
  expect(common([paused, { ...paused, client: null }], (block) => block.client?.id)).toBeUndefined();
  expect(common([], () => 1)).toBeUndefined();
});
