import { describe, expect, test } from "vitest";
import { endAt, hours, instantAt, parseClock, parseLength } from "./times";

describe("a time of the clock", () => {
  test.each([
    ["9", 540],
    ["9:30", 570],
    ["0930", 570],
    ["930", 570],
    ["14.15", 855],
    ["14h15", 855],
    ["14h", 840],
    ["14 Uhr", 840],
    ["9am", 540],
    ["12 am", 0],
    ["12:30pm", 750],
    ["2 p.m.", 840],
    ["00:00", 0],
    ["24:00", 1440],
    [" 7:05 ", 425],
  ])("%s", (text, minutes) => {
    expect(parseClock(text)).toBe(minutes);
  });

  test.each(["", "25:00", "24:01", "9:60", "13pm", "0am", "nine", "9:3:0", "12345"])("not %s", (text) => {
    expect(parseClock(text)).toBeNull();
  });
});

describe("a length", () => {
  test.each([
    ["2", 120],
    ["2h", 120],
    ["2:30", 150],
    ["0:05", 5],
    ["2.5", 150],
    ["2,5", 150],
    [".25", 15],
    ["90m", 90],
    ["90 min", 90],
    ["1h30", 90],
    ["1 h 30 min", 90],
    ["2 Std.", 120],
    ["0", 0],
  ])("%s", (text, minutes) => {
    expect(parseLength(text)).toBe(minutes * 60_000);
  });

  test.each(["", ".", "two", "2:60", "-1", "1h75", "2:3"])("not %s", (text) => {
    expect(parseLength(text)).toBeNull();
  });

  test("is shown as it can be typed", () => {
    expect(hours(0)).toBe("");
    for (const minutes of [5, 60, 150, 754])
      expect(parseLength(hours(minutes * 60_000))).toBe(minutes * 60_000);
  });
});

describe("the instant that is meant", () => {
  const zone = "Europe/Vienna";

  test("is that of the zone, in winter and in summer", () => {
    expect(instantAt("2026-11-20", 570, zone)).toBe(Date.parse("2026-11-20T09:30:00+01:00"));
    expect(instantAt("2026-07-20", 570, zone)).toBe(Date.parse("2026-07-20T09:30:00+02:00"));
    expect(instantAt("2026-11-20", 1440, zone)).toBe(Date.parse("2026-11-21T00:00:00+01:00"));
    expect(instantAt("2026-11-20", 570, "Asia/Kolkata")).toBe(Date.parse("2026-11-20T09:30:00+05:30"));
  });

  test("also on the days on which the clocks change", () => {
    expect(instantAt("2026-10-25", 600, zone)).toBe(Date.parse("2026-10-25T10:00:00+01:00"));
    expect(instantAt("2026-03-29", 600, zone)).toBe(Date.parse("2026-03-29T10:00:00+02:00"));
    expect(instantAt("2026-03-29", 60, zone)).toBe(Date.parse("2026-03-29T01:00:00+01:00"));
  });

  test("an end before its start is on the next day", () => {
    const start = instantAt("2026-11-20", 23 * 60, zone);
    expect(endAt(start, 60, zone)).toBe(instantAt("2026-11-21", 60, zone));
    expect(endAt(start, 1410, zone)).toBe(instantAt("2026-11-20", 1410, zone));
  });
});
