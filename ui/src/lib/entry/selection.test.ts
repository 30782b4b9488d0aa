import { describe, expect, test } from "vitest";
import { all, extend, extendTo, keep, move, NOTHING, only, toggle } from "./selection";

const order = ["a", "b", "c", "d"];

describe("selection", () => {
  test("goes from block to block and stays at the ends", () => {
    expect(move(NOTHING, order, 1).focus).toBe("a");
    expect(move(NOTHING, order, -1).focus).toBe("d");
    expect(move(NOTHING, order, 1, "c").focus).toBe("c");
    expect(move(only("b"), order, 1)).toEqual(only("c"));
    expect(move(only("d"), order, 1)).toEqual(only("d"));
    expect(move(only("a"), order, -1)).toEqual(only("a"));
    expect(move(NOTHING, [], 1)).toEqual(NOTHING);
  });

  test("grows and shrinks around where it began", () => {
    let chosen = extend(only("b"), order, 1);
    expect(chosen.chosen).toEqual(["b", "c"]);
    chosen = extend(chosen, order, 1);
    expect(chosen.chosen).toEqual(["b", "c", "d"]);
    chosen = extend(chosen, order, -1);
    expect(chosen.chosen).toEqual(["b", "c"]);
    chosen = extend(extend(chosen, order, -1), order, -1);
    expect(chosen.chosen).toEqual(["a", "b"]);
    expect(chosen.focus).toBe("a");
  });

  test("reaches to a block that is pointed at, either way", () => {
    expect(extendTo(only("c"), order, "a").chosen).toEqual(["a", "b", "c"]);
    expect(extendTo(NOTHING, order, "b").chosen).toEqual(["b"]);
  });

  test("adds and takes away single blocks", () => {
    const two = toggle(only("a"), "c");
    expect(two.chosen).toEqual(["a", "c"]);
    expect(toggle(two, "a").chosen).toEqual(["c"]);
  });

  test("takes all and keeps the focus", () => {
    expect(all(only("c"), order)).toMatchObject({ focus: "c", chosen: order });
  });

  test("lives on when the day is drawn anew", () => {
    const two = extend(only("b"), order, 1);
    expect(keep(two, order, ["a", "b", "c", "d", "e"])).toEqual(two);
  });

  test("hands the focus on when its block went away", () => {
    expect(keep(only("b"), order, ["a", "c", "d"])).toEqual({ focus: "c", anchor: "c", chosen: [] });
    expect(keep(only("d"), order, ["a", "b"])).toMatchObject({ focus: "b" });
    expect(keep(only("d"), order, [])).toMatchObject({ focus: null });
  });
});
