import { describe, expect, test } from "vitest";
import { face } from "./face";
import { startMeant } from "./start";

const ZONE = "Europe/Vienna";
const NOW = Date.parse("2026-11-20T14:30:00+01:00");
const MINUTE = 60_000;

const check = (text: string, expected: string | null) => {
  const found = startMeant(text, NOW, ZONE);
  expect(found === null ? null : new Date(found).toISOString(), text).toBe(
    expected === null ? null : new Date(expected).toISOString(),
  );
};

describe("when a timer began", () => {
  test("is now, if nothing is said", () => {
    for (const text of ["", "  ", "now", "jetzt"]) check(text, "2026-11-20T14:30:00+01:00");
  });

  test("is so long ago", () => {
    for (const text of ["20", "20 min", "20m", "20 min ago", "vor 20 min", "vor 20 Minuten"]) {
      check(text, "2026-11-20T14:10:00+01:00");
    }
    check("1h30 ago", "2026-11-20T13:00:00+01:00");
    check("seit 2h", "2026-11-20T12:30:00+01:00");
  });

  test("is a time of today, or of yesterday where today it has not come", () => {
    check("9:15", "2026-11-20T09:15:00+01:00");
    check("0915", "2026-11-20T09:15:00+01:00");
    check("915", "2026-11-20T09:15:00+01:00");
    check("9am", "2026-11-20T09:00:00+01:00");
    check("9 Uhr", "2026-11-20T09:00:00+01:00");
    check("22:00", "2026-11-19T22:00:00+01:00");
  });

  test("is nothing that cannot be understood", () => {
    for (const text of ["soon", "25:00", "9:61", "since"]) check(text, null);
  });
});

test("a clock shows hours, minutes and seconds", () => {
  expect(face(0)).toBe("0:00:00");
  expect(face(44 * MINUTE + 2_900)).toBe("0:44:02");
  expect(face(725 * MINUTE + 9_000)).toBe("12:05:09");
  expect(face(-5)).toBe("0:00:00");
});
