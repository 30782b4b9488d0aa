import { describe, expect, it } from "vitest";
import { Format } from "./format";
import { Words } from "./words.svelte";

const british = new Format(new Words("en", "en-GB"));
const american = new Format(new Words("en", "en-US"));
const austrian = new Format(new Words("de", "de-AT"));

/** Spaces that may not break are spaces. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, " ");
}

// 20 November 2026, 08:05:09 UTC.
const MOMENT = Date.UTC(2026, 10, 20, 8, 5, 9);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("clock times", () => {
  it("are those of the zone, whatever the machine's own is", () => {
    expect(british.clock(MOMENT, "Europe/Vienna")).toBe("09:05");
    expect(british.clock(MOMENT, "America/New_York")).toBe("03:05");
    expect(british.clock(MOMENT, "Asia/Kathmandu")).toBe("13:50");
  });

  it("are written as people do there", () => {
    expect(plain(american.clock(MOMENT, "Europe/Vienna"))).toBe("9:05 AM");
    expect(plain(american.clock(Date.UTC(2026, 10, 20), "UTC"))).toBe("12:00 AM");
    expect(plain(american.clockWithSeconds(MOMENT, "UTC"))).toBe("8:05:09 AM");
    expect(plain(american.moment(MOMENT, "Europe/Vienna"))).toMatch(/^Fri, Nov 20.* 9:05 AM$/);
    expect(austrian.clock(MOMENT, "Europe/Vienna")).toBe("09:05");
    expect(british.clockWithSeconds(MOMENT, "UTC")).toBe("08:05:09");
  });

  it("tell the two hours apart from nothing when clocks go back", () => {
    // 25 October 2026: 02:30 comes twice in Vienna.
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(british.clock(first, "Europe/Vienna")).toBe("02:30");
    expect(british.clock(first + HOUR, "Europe/Vienna")).toBe("02:30");
    expect(british.clock(first + 2 * HOUR, "Europe/Vienna")).toBe("03:30");
  });

  it("make a range, and a moment with its date", () => {
    expect(plain(british.range(MOMENT, MOMENT + 35 * MINUTE, "Europe/Vienna"))).toBe("09:05 – 09:40");
    expect(british.moment(MOMENT, "Europe/Vienna")).toMatch(/Fri.* 20 Nov.*09:05/);
    expect(austrian.moment(MOMENT, "Europe/Vienna")).toMatch(/Fr.* 20\. Nov.*09:05/);
  });

  it("begin the day with 00, not 24", () => {
    expect(british.clock(Date.UTC(2026, 10, 20), "UTC")).toBe("00:00");
    expect(austrian.clock(Date.UTC(2026, 10, 20), "UTC")).toBe("00:00");
  });
});

describe("lengths", () => {
  const check = (ms: number, expected: string) => expect(british.length(ms)).toBe(expected);

  it("are as short as they can be", () => {
    check(0, "0 min");
    check(20 * SECOND, "under 1 min");
    check(46 * MINUTE, "46 min");
    check(59.4 * MINUTE, "59 min");
    check(59.6 * MINUTE, "1 h");
    check(3 * HOUR, "3 h");
    check(2 * HOUR + 51 * MINUTE, "2 h 51");
    check(2 * HOUR + 5 * MINUTE, "2 h 05");
  });

  it("are said in full to one who listens", () => {
    expect(british.spokenLength(2 * HOUR + MINUTE)).toBe("2 hours 1 minute");
    expect(british.spokenLength(HOUR)).toBe("1 hour");
    expect(austrian.spokenLength(46 * MINUTE)).toBe("46 Minuten");
    expect(austrian.spokenLength(2 * HOUR + 51 * MINUTE)).toBe("2 Stunden 51 Minuten");
  });
});

describe("how long ago", () => {
  it("has one unit", () => {
    expect(british.ago(300)).toBe("just now");
    expect(british.ago(2_400)).toBe("2 s ago");
    expect(british.ago(3 * MINUTE + 59 * SECOND)).toBe("3 min ago");
    expect(british.ago(5 * HOUR)).toBe("5 h ago");
    expect(british.ago(49 * HOUR)).toBe("2 days ago");
    expect(austrian.ago(2_400)).toBe("vor 2 s");
  });
});

describe("dates", () => {
  it("are never moved by a zone", () => {
    expect(british.date("2026-11-20")).toMatch(/^Friday,? 20 November$/);
    expect(british.date("2026-01-01", "full")).toMatch(/^Thursday,? 1 January 2026$/);
    expect(austrian.date("2026-11-20")).toBe("Freitag, 20. November");
    expect(austrian.date("2026-01-20", "month")).toBe("Jänner 2026");
    expect(british.date("2026-11-20", "weekday")).toBe("Fri");
    expect(british.date("2026-11-20", "day")).toBe("20 November");
  });

  it("stand in a week that begins on the day that is set, wherever one lives", () => {
    const words = new Words("en", "en-US");
    const check = (firstDay: number, names: string, column: number) => {
      words.firstDay = firstDay;
      const format = new Format(words);
      expect(format.weekdays().join(" ")).toBe(names);
      // A Friday.
      expect(format.columnOf("2026-11-20")).toBe(column);
    };
    check(1, "Mon Tue Wed Thu Fri Sat Sun", 4);
    check(7, "Sun Mon Tue Wed Thu Fri Sat", 5);
    check(6, "Sat Sun Mon Tue Wed Thu Fri", 6);
  });
});

describe("currencies", () => {
  it("are offered by their names, also one that is used no more", () => {
    const offered = austrian.currencies("HRX");
    expect(offered[0]).toEqual({ value: "EUR", label: "EUR – Euro" });
    expect(offered.map(({ value }) => value)).toContain("HRX");
    expect(austrian.currencies("EUR").filter(({ value }) => value === "EUR")).toHaveLength(1);
  });
});

describe("amounts", () => {
  const check = (bytes: number, expected: string) => expect(plain(british.bytes(bytes))).toBe(expected);

  it("of bytes have the unit that fits", () => {
    check(0, "0 B");
    check(812, "812 B");
    check(999.6, "1 kB");
    check(196_400, "196 kB");
    check(1_240_000, "1.2 MB");
    check(77_704_715, "78 MB");
    check(2_048_000_000, "2 GB");
    check(100_000_000_000_000, "100 TB");
    expect(plain(austrian.bytes(1_240_000))).toBe("1,2 MB");
  });

  it("of shares and numbers are written as people do there", () => {
    expect(british.percent(0.917)).toBe("92%");
    expect(plain(austrian.percent(0.917))).toBe("92 %");
    expect(british.number(1148)).toBe("1,148");
    expect(british.list(["Acme", "Helio", "Nordwind"])).toBe("Acme, Helio and Nordwind");
    expect(austrian.list(["Acme", "Helio", "Nordwind"])).toBe("Acme, Helio und Nordwind");
  });
});
