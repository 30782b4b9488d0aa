import { describe, expect, test } from "vitest";
import { EVENING, MINUTE, workday } from "../../../testing/workday";
import type { Change } from "../bindings";
import { memory } from "../memory";
import { changed, DELIVERED } from "./settings";

// Friday, 17:20 in Vienna.
const NOW = Date.parse("2026-11-20T16:20:00Z");
const DAY = "2026-11-20";

function refuses(change: Change, message: string) {
  expect(() => changed(DELIVERED, [{ theme: "dark" }, change])).toThrow(
    expect.objectContaining({ code: "input", message }),
  );
}

describe("a change", () => {
  test("is refused where it makes no sense, with the engine's words", () => {
    refuses(
      { idle_after_seconds: 4 },
      "the seconds until time is idle must lie between 5 and 3600, not at 4",
    );
    const absence = "the minutes from which an absence is one must lie between 1 and 240, not at";
    refuses({ shortest_absence_minutes: 0 }, `${absence} 0`);
    refuses({ shortest_absence_minutes: 241 }, `${absence} 241`);
    refuses(
      { currency: "euro" },
      "‘euro’ is not a currency; write its three letters, such as EUR, USD or JPY",
    );
    refuses({ review_at: "5 pm" }, "‘5 pm’ is not a time of day; give hours and minutes like 17:00");
  });

  test("takes what lies at its bounds, and a currency in small letters", () => {
    const said: Change[] = [{ shortest_absence_minutes: 240 }, { currency: " chf " }];
    expect(changed(DELIVERED, said)).toMatchObject({ shortest_absence_minutes: 240, currency: "CHF" });
  });
});

describe("absences", () => {
  test("are asked about only where that is wanted, and are in the review all the same", async () => {
    const host = workday();
    expect(await host.awayToAsk()).not.toBeNull();
    await host.changeSettings([{ ask_about_absences: false }]);
    expect(await host.awayToAsk()).toBeNull();
    expect((await host.review(DAY, DAY, [])).aways).toHaveLength(1);
  });

  test("are none where they are shorter than that", async () => {
    const host = workday(EVENING);
    const [away] = (await host.day(DAY)).aways;
    expect(away?.length_ms).toBe(28 * MINUTE);
    await host.changeSettings([{ shortest_absence_minutes: 28 }]);
    expect((await host.day(DAY)).aways).toHaveLength(1);
    await host.changeSettings([{ shortest_absence_minutes: 29 }]);
    expect((await host.day(DAY)).aways).toEqual([]);
    expect(await host.awayToAsk()).toBeNull();
  });
});

describe("new clients", () => {
  test("are billed in the currency that is set, unless somebody says otherwise", async () => {
    const host = memory({ now: () => NOW });
    await host.changeSettings([{ currency: "CHF" }]);
    expect((await host.addClient("Lumen", null)).currency).toBe("CHF");
    expect((await host.addClient("Orbit", "USD")).currency).toBe("USD");
  });
});

describe("weeks", () => {
  test.each([
    ["monday", "2026-11-16"],
    ["sunday", "2026-11-15"],
    ["saturday", "2026-11-14"],
  ] as const)("begin on a %s where that is set, in the grid and in reports", async (week_begins, first) => {
    const host = memory({ now: () => NOW });
    await host.changeSettings([{ week_begins }]);
    expect((await host.week(DAY)).first).toBe(first);
    expect((await host.week(first)).first, "its first day is its own").toBe(first);
    const request = { from: DAY, to: DAY, by: "week", rounded: false, clients: [] } as const;
    const { rows } = await host.report({ ...request, clients: [] });
    expect(rows.map(({ key }) => key)).toEqual([first]);
  });
});
