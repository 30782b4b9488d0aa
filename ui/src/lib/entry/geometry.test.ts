import { describe, expect, test } from "vitest";
import {
  clip,
  heightOf,
  labelStep,
  scaleFor,
  scrollAtOpening,
  scrollKeeping,
  ticks,
  toMs,
  toPx,
  ZOOMS,
} from "./geometry";
import { wallMinutes } from "./wall";

const HOUR = 3_600_000;
const plain = { start_ms: Date.UTC(2026, 10, 19, 23), end_ms: Date.UTC(2026, 10, 20, 23) };
const longDay = { start_ms: Date.UTC(2026, 9, 24, 22), end_ms: Date.UTC(2026, 9, 25, 23) };
const shortDay = { start_ms: Date.UTC(2026, 2, 28, 23), end_ms: Date.UTC(2026, 2, 29, 22) };
const BERLIN = "Europe/Berlin";
const hours = ZOOMS.indexOf(1440);

function labels(day: { start_ms: number; end_ms: number }, zone: string, step: number): string {
  const scale = scaleFor(day, hours, 1000);
  return ticks(scale, zone, step, day.start_ms, day.end_ms)
    .map((tick) => {
      const minutes = wallMinutes(tick.ms, zone);
      return `${Math.floor(minutes / 60)}${minutes % 60 ? ":" + (minutes % 60) : ""}${tick.again ? "'" : ""}`;
    })
    .join(" ");
}

describe("scale", () => {
  test("an instant goes to the page and back", () => {
    for (const zoom of ZOOMS.keys()) {
      const scale = scaleFor(plain, zoom, 740);
      const ms = plain.start_ms + 9.5 * HOUR;
      expect(toMs(scale, toPx(scale, ms))).toBeCloseTo(ms, 3);
    }
  });

  test("each zoom fills the screen with as much time as it says", () => {
    for (const [zoom, minutes] of ZOOMS.entries()) {
      const scale = scaleFor(plain, zoom, 740);
      expect(toPx(scale, plain.start_ms + minutes * 60_000)).toBeCloseTo(740, 6);
    }
  });

  test("the widest zoom shows all of a day of 23, 24 or 25 hours", () => {
    for (const day of [plain, longDay, shortDay])
      expect(heightOf(scaleFor(day, hours, 740))).toBeCloseTo(740, 6);
  });

  test("an hour is as tall on a day of 25 hours as on any other", () => {
    const six = ZOOMS.indexOf(360);
    expect(heightOf(scaleFor(longDay, six, 600))).toBeCloseTo(2500, 6);
    expect(heightOf(scaleFor(shortDay, six, 600))).toBeCloseTo(2300, 6);
  });

  test("a zoom beyond the ends is the end", () => {
    expect(scaleFor(plain, 99, 740)).toEqual(scaleFor(plain, hours, 740));
    expect(scaleFor(plain, -1, 740)).toEqual(scaleFor(plain, 0, 740));
  });

  test("clip keeps what lies within the day", () => {
    expect(clip({ start_ms: 0, end_ms: 10 }, { start_ms: 4, end_ms: 20 })).toEqual({
      start_ms: 4,
      end_ms: 10,
    });
    expect(clip({ start_ms: 0, end_ms: 4 }, { start_ms: 4, end_ms: 20 })).toBeNull();
  });
});

describe("hours", () => {
  test("a plain day has 24", () => {
    expect(labels(plain, BERLIN, 60).split(" ")).toHaveLength(24);
  });

  test("a day of 25 hours shows two o'clock twice, and tells them apart", () => {
    expect(labels(longDay, BERLIN, 60)).toBe(
      "0 1 2 2' 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
    );
  });

  test("a day of 23 hours leaves two o'clock out", () => {
    expect(labels(shortDay, BERLIN, 60)).toBe("0 1 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23");
  });

  test("lines stay on whole hours after a shift of half an hour", () => {
    const day = { start_ms: Date.UTC(2026, 9, 3, 13, 30), end_ms: Date.UTC(2026, 9, 4, 13) };
    expect(labels(day, "Australia/Lord_Howe", 60).startsWith("0 1 3 4 5")).toBe(true);
  });

  test("a zone of a quarter hour has whole hours too", () => {
    const day = { start_ms: Date.UTC(2026, 10, 19, 18, 15), end_ms: Date.UTC(2026, 10, 20, 18, 15) };
    expect(labels(day, "Asia/Kathmandu", 360)).toBe("0 6 12 18");
  });

  test("a day that begins at one o'clock begins with one", () => {
    const day = { start_ms: Date.UTC(2026, 8, 6, 4), end_ms: Date.UTC(2026, 8, 7, 3) };
    expect(labels(day, "America/Santiago", 60).startsWith("1 2 3")).toBe(true);
  });

  test("the step leaves room between labels", () => {
    expect(labelStep(scaleFor(plain, ZOOMS.indexOf(360), 740), 48)).toBe(30);
    expect(labelStep(scaleFor(plain, hours, 740), 48)).toBe(120);
    expect(labelStep(scaleFor(plain, 0, 740), 48)).toBe(1);
  });

  test("only lines near the visible part are made", () => {
    const scale = scaleFor(plain, 0, 740);
    const from = plain.start_ms + 10 * HOUR;
    expect(ticks(scale, BERLIN, 1, from, from + 5 * 60_000)).toHaveLength(6);
  });
});

describe("scrolling", () => {
  const scale = scaleFor(plain, ZOOMS.indexOf(360), 600);

  test("an instant stays where it stood when the zoom changes", () => {
    const ms = plain.start_ms + 12 * HOUR;
    const near = scaleFor(plain, ZOOMS.indexOf(60), 600);
    expect(toPx(near, ms) - scrollKeeping(near, ms, 250, 600)).toBeCloseTo(250, 6);
  });

  test("it never scrolls past the ends", () => {
    expect(scrollKeeping(scale, plain.start_ms, 300, 600)).toBe(0);
    expect(scrollKeeping(scale, plain.end_ms, 0, 600)).toBeCloseTo(1800, 6);
  });

  test("a day opens at its first block, at now when that is far from it, else in the morning", () => {
    const now = plain.start_ms + 12 * HOUR;
    const first = plain.start_ms + 9 * HOUR;
    const within = (ms: number, scroll: number) => toPx(scale, ms) - scroll;
    expect(within(first, scrollAtOpening(scale, now, first, 600))).toBeCloseTo(36, 6);
    expect(within(first, scrollAtOpening(scale, null, first, 600))).toBeCloseTo(36, 6);
    const late = plain.start_ms + 16 * HOUR;
    expect(within(late, scrollAtOpening(scale, late, first, 600))).toBeCloseTo(456, 6);
    expect(within(late, scrollAtOpening(scale, late, null, 600))).toBeCloseTo(456, 6);
    expect(within(plain.start_ms + 8 * HOUR, scrollAtOpening(scale, null, null, 600))).toBeCloseTo(0, 6);
  });
});
