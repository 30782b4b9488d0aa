import { describe, expect, it } from "vitest";
import { Format } from "../words/format";
import { Words } from "../words/words.svelte";
import { daysMeant, matches } from "./found";
import type { Action } from "./keys.svelte";
import { Palette } from "./palette";

describe("what is typed", () => {
  const better = (typed: string, first: string, second: string) =>
    expect(matches(typed, first) ?? -1).toBeGreaterThan(matches(typed, second) ?? -1);

  it("finds beginnings before middles, and middles before strewn letters", () => {
    better("pau", "Pause for 1 hour", "Unpause");
    better("for", "Pause for 1 hour", "Platform");
    better("form", "Platform", "Fort Monroe");
    better("p hour", "Pause for 1 hour", "Privacy");
  });

  it("does not mind case and accents", () => {
    expect(matches("grosserer", "Größerer Text")).toBeNull();
    expect(matches("große", "Größerer Text")).not.toBeNull();
    expect(matches("MARZ", "März")).not.toBeNull();
  });

  it("finds letters that lie apart, but not just anywhere", () => {
    expect(matches("lgtxt", "Larger text")).not.toBeNull();
    expect(matches("xyz", "Larger text")).toBeNull();
    expect(matches("aeiou", "a bee is on your roof, says Emil")).toBeNull();
  });
});

describe("a day", () => {
  // Friday 20 November 2026 in Vienna; still Thursday in Honolulu.
  const NOW = Date.UTC(2026, 10, 20, 8);
  const meant = (typed: string, language = "en", zone = "Europe/Vienna") => {
    const words = new Words(language);
    return daysMeant(typed, NOW, zone, new Format(words), words.t);
  };

  it("is meant by its name", () => {
    expect(meant("yesterday")).toEqual(["2026-11-19"]);
    expect(meant("gest", "de")).toEqual(["2026-11-19"]);
    expect(meant("today", "en", "Pacific/Honolulu")).toEqual(["2026-11-19"]);
    expect(meant("monday")).toEqual(["2026-11-16"]);
    expect(meant("freitag", "de")).toEqual(["2026-11-13"]);
  });

  it("is meant by its date", () => {
    expect(meant("2026-11-18")).toEqual(["2026-11-18"]);
    expect(meant("18.11.")).toEqual(["2026-11-18"]);
    expect(meant("18/11")).toEqual(["2026-11-18"]);
    expect(meant("3.2.2025")).toEqual(["2025-02-03"]);
    expect(meant("18 nov")).toEqual(["2026-11-18"]);
    expect(meant("nov 18")).toEqual(["2026-11-18"]);
    expect(meant("3. märz", "de")).toEqual(["2026-03-03"]);
  });

  it("lies in the year that is near", () => {
    expect(meant("24.12.")).toEqual(["2025-12-24"]);
    expect(meant("25.11.")).toEqual(["2026-11-25"]);
  });

  it("is not meant by what is no day", () => {
    expect(meant("31.2.")).toEqual([]);
    expect(meant("pause")).toEqual([]);
    expect(meant("x")).toEqual([]);
  });
});

describe("the palette", () => {
  const action = (id: string, label: string, rest: Partial<Action> = {}): Action => ({
    id,
    label,
    group: "all",
    run: () => undefined,
    ...rest,
  });
  const actions = [
    action("today", "Today"),
    action("pause", "Pause for 1 hour"),
    action("next", "Next block", { isKeyOnly: true }),
    action("undo", "Undo", { disabled: true }),
    action("assign", "Assign to Acme", { search: "client Acme" }),
  ];
  const ids = (palette: Palette, typed: string) =>
    palette
      .lines(typed, actions, "lately")
      .map(({ action, group }) => (group === "lately" ? "*" : "") + action.id);

  it("offers what can be done, and only that", () => {
    localStorage.clear();
    expect(ids(new Palette(), "")).toEqual(["today", "pause", "assign"]);
    expect(ids(new Palette(), "client")).toEqual(["assign"]);
    expect(ids(new Palette(), "undo")).toEqual([]);
  });

  it("puts what was used lately first, also in the next window", () => {
    localStorage.clear();
    new Palette().used("assign");
    const palette = new Palette();
    expect(ids(palette, "")).toEqual(["*assign", "today", "pause"]);
    palette.used("pause");
    expect(ids(palette, "")).toEqual(["*pause", "*assign", "today"]);
    localStorage.clear();
  });
});
