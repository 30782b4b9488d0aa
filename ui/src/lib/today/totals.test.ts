import { describe, expect, test } from "vitest";
import type { Block } from "../host/bindings";
import { entry } from "../../testing/entry";
import type { Gap } from "../entry/gaps";
import { totalsOf } from "./totals";

const MINUTE = 60_000;
const day = { start_ms: 0, end_ms: 1440 * MINUTE };

function block(from: number, to: number, client: string | null, rest: Partial<Block> = {}): Block {
  return entry({
    start_ms: from * MINUTE,
    end_ms: to * MINUTE,
    client: client === null ? null : { id: client, name: client },
    ...rest,
  });
}

function gap(kind: Gap["kind"], from: number, to: number): Gap {
  return { kind, start_ms: from * MINUTE, end_ms: to * MINUTE };
}

describe("totals", () => {
  test("clients by length, the share of drafts beside, time without a client last", () => {
    const totals = totalsOf(
      [
        block(60, 90, "helio"),
        block(100, 200, null),
        block(200, 246, "acme", { status: "draft" }),
        block(250, 260, "acme"),
      ],
      [],
      day,
    );
    expect(
      totals.clients.map((one) => [one.client?.name ?? null, one.work_ms / MINUTE, one.draft_ms / MINUTE]),
    ).toEqual([
      ["acme", 56, 46],
      ["helio", 30, 0],
      [null, 100, 0],
    ]);
    expect(totals.work_ms).toBe(186 * MINUTE);
    expect(totals.drafts).toBe(1);
  });

  test("clients add up to the day", () => {
    const totals = totalsOf([block(0, 17, "a"), block(17, 40, "b"), block(40, 55, null)], [], day);
    expect(totals.clients.reduce((sum, one) => sum + one.work_ms, 0)).toBe(totals.work_ms);
  });

  test("a block over midnight counts with its part of the day", () => {
    expect(totalsOf([block(-30, 30, "a")], [], day).work_ms).toBe(30 * MINUTE);
  });

  test("what is not billable is told apart", () => {
    const totals = totalsOf([block(0, 10, "a"), block(10, 30, "a", { billable: false })], [], day);
    expect(totals.billable_ms).toBe(10 * MINUTE);
  });

  test("locked and asleep are away, and a night is not", () => {
    const totals = totalsOf(
      [block(480, 500, "a"), block(600, 620, "a")],
      [
        gap("asleep", 0, 480),
        gap("away", 500, 520),
        gap("locked", 520, 525),
        gap("excluded", 525, 536),
        gap("paused", 536, 551),
        gap("unsorted", 551, 555),
        gap("off", 700, 800),
      ],
      day,
    );
    expect(totals.apart).toEqual([
      { kind: "away", length_ms: 25 * MINUTE },
      { kind: "excluded", length_ms: 11 * MINUTE },
      { kind: "paused", length_ms: 15 * MINUTE },
    ]);
    expect(totals.unsorted_ms).toBe(4 * MINUTE);
  });

  test("a day without work has nothing apart", () => {
    expect(totalsOf([], [gap("away", 0, 600)], day).apart).toEqual([]);
  });
});
