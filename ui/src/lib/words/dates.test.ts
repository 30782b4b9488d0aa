import { describe, expect, it } from "vitest";
import { addDays, addMonths, dateAt, datesOf, daysBetween, isDate, monthOf, weekday } from "./dates";

describe("plain dates", () => {
  it("go on over months, years and leap days", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    // The night when clocks change is a day like any other.
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  });

  it("make months", () => {
    expect(monthOf("2026-11-20")).toBe("2026-11");
    expect(addMonths("2026-11", 2)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(datesOf("2026-02")).toHaveLength(28);
    expect(datesOf("2026-02").at(-1)).toBe("2026-02-28");
  });

  it("have a day of the week, Monday first", () => {
    expect(weekday("2026-11-20")).toBe(5);
    expect(weekday("2026-11-22")).toBe(7);
  });

  it("are what a clock in the zone shows", () => {
    const midnight = Date.UTC(2026, 10, 20, 23, 30);
    expect(dateAt(midnight, "UTC")).toBe("2026-11-20");
    expect(dateAt(midnight, "Europe/Vienna")).toBe("2026-11-21");
    expect(dateAt(midnight, "Pacific/Honolulu")).toBe("2026-11-20");
  });

  it("are told from what only looks like one", () => {
    expect(isDate("2026-11-20")).toBe(true);
    expect(isDate("2026-02-30")).toBe(false);
    expect(isDate("2026-13-01")).toBe(false);
    expect(isDate("20.11.2026")).toBe(false);
  });
});
