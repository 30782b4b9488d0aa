import { expect, test } from "vitest";
import { weekday } from "../words/dates";
import { sameDayOf, step, weeksOf } from "./month";

const fromMonday = (date: string) => weekday(date) - 1;
const fromSunday = (date: string) => weekday(date) % 7;

test("a month stands in whole weeks, whatever day they begin with", () => {
  const weeks = weeksOf("2026-11", fromMonday);
  expect(weeks).toHaveLength(6);
  expect(weeks[0]?.map((cell) => cell.date.slice(8)).join(" ")).toBe("26 27 28 29 30 31 01");
  expect(weeks.flat().filter((cell) => cell.inMonth)).toHaveLength(30);
  expect(weeksOf("2026-11", fromSunday)[0]?.[0]).toEqual({ date: "2026-11-01", inMonth: true });
  expect(weeksOf("2027-02", fromMonday)).toHaveLength(4);
});

test("keys go by day, week and month, and to the ends of the week", () => {
  const check = (key: string, expected: string | null) =>
    expect(step("2026-11-20", key, fromMonday)).toBe(expected);
  check("ArrowLeft", "2026-11-19");
  check("ArrowRight", "2026-11-21");
  check("ArrowUp", "2026-11-13");
  check("ArrowDown", "2026-11-27");
  check("Home", "2026-11-16");
  check("End", "2026-11-22");
  check("PageUp", "2026-10-20");
  check("PageDown", "2026-12-20");
  check("x", null);
});

test("the same day of a shorter month is its last", () => {
  expect(sameDayOf("2027-02", "2027-01-31")).toBe("2027-02-28");
  expect(sameDayOf("2026-12", "2026-11-20")).toBe("2026-12-20");
});
