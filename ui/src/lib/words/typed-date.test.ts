import { describe, expect, test } from "vitest";
import { currencies, digitsOf } from "./currency";
import { Format } from "./format";
import { readDate } from "./typed-date";
import { Words } from "./words.svelte";

describe("a date as it is typed", () => {
  test.each([
    ["2026-11-20", "en-GB", "2026-11-20"],
    ["20.11.2026", "de-AT", "2026-11-20"],
    ["3.4.", "de-AT", "2026-04-03"],
    ["3/4", "en-GB", "2026-04-03"],
    ["3/4/2025", "en-US", "2025-03-04"],
    ["20 nov", "en-GB", "2026-11-20"],
    ["Nov 20, 2025", "en-US", "2025-11-20"],
    ["20. März 2025", "de-DE", "2025-03-20"],
    ["1. Jän 2026", "de-AT", "2026-01-01"],
    ["31.2.", "de-AT", null],
    ["soon", "en-GB", null],
    ["", "en-GB", null],
  ])("%s in %s", (typed, locale, expected) => {
    expect(readDate(typed, "2026-11-20", locale)).toBe(expected);
  });

  test("is read as it is written", () => {
    for (const [language, locale] of [
      ["en", "en-GB"],
      ["en", "en-US"],
      ["de", "de-AT"],
      ["de", "de-DE"],
    ] as const) {
      const format = new Format(new Words(language, locale));
      for (const month of ["01", "03", "05", "06", "09", "12"]) {
        const date = `2026-${month}-07`;
        const written = format.date(date, "medium");
        expect(readDate(written, "2020-01-01", locale), written).toBe(date);
      }
    }
  });
});

describe("money", () => {
  const format = new Format(new Words("de", "de-DE"));

  test("is written with the decimals of its currency", () => {
    expect(format.money({ minor: 123_450, currency: "EUR" })).toBe("1.234,50\u00a0EUR");
    expect(format.money({ minor: 1_234, currency: "JPY" })).toBe("1.234\u00a0JPY");
    expect(format.money({ minor: 1_234, currency: "KWD" })).toBe("1,234\u00a0KWD");
  });

  test("is in currencies that one can be paid in, the likeliest first", () => {
    const all = currencies();
    expect(all[0]).toBe("EUR");
    expect(all).toContain("XOF");
    expect(all).not.toContain("XAU");
    expect(all.filter((code, at) => all.indexOf(code) !== at)).toEqual([]);
    expect(digitsOf("IQD")).toBe(3);
  });
});
