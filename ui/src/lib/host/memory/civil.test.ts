import { expect, test } from "vitest";
import { before, dateOf, HOUR, instantOf, isDate, plusDays, startOf } from "./civil";

const lengthOf = (date: string, zone: string) => startOf(plusDays(date, 1), zone) - startOf(date, zone);

test("a day has as many hours as its clocks give it", () => {
  expect(lengthOf("2026-11-20", "Europe/Vienna")).toBe(24 * HOUR);
  expect(lengthOf("2026-03-29", "Europe/Vienna"), "the clocks go forward").toBe(23 * HOUR);
  expect(lengthOf("2026-10-25", "Europe/Vienna"), "the clocks go back").toBe(25 * HOUR);
});

test("a day whose midnight the clocks skip begins when they have jumped", () => {
  const start = startOf("2026-03-29", "Asia/Beirut");
  expect(dateOf(start, "Asia/Beirut")).toBe("2026-03-29");
  expect(dateOf(start - 1, "Asia/Beirut")).toBe("2026-03-28");
});

test("an instant has the date of its zone", () => {
  const ms = Date.parse("2026-11-20T23:30:00Z");
  expect(dateOf(ms, "Europe/Vienna")).toBe("2026-11-21");
  expect(dateOf(ms, "America/New_York")).toBe("2026-11-20");
});

test("an instant is found by what the clock shows", () => {
  expect(instantOf("2026-11-20", 8 * 60 + 12, "Europe/Vienna")).toBe(Date.parse("2026-11-20T07:12:00Z"));
  expect(instantOf("2026-10-25", 12 * 60, "Europe/Vienna")).toBe(Date.parse("2026-10-25T11:00:00Z"));
});

test("only dates that exist are dates", () => {
  expect(isDate("2026-02-28")).toBe(true);
  expect(isDate("2026-02-30")).toBe(false);
  expect(isDate("20.11.2026")).toBe(false);
});

test.each([
  ["2026-11-20", "2026-11-20", "2026-11-19", "2026-11-19"],
  ["2026-11-16", "2026-11-20", "2026-11-11", "2026-11-15"],
  ["2026-11-01", "2026-11-20", "2026-10-12", "2026-10-31"],
  ["2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"],
  ["2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31"],
  ["2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"],
  ["2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"],
  ["2025-12-01", "2026-01-31", "2025-10-01", "2025-11-30"],
])("before %s to %s come as many whole months, or as many days", (from, to, first, last) => {
  expect(before(from, to)).toEqual([first, last]);
});
