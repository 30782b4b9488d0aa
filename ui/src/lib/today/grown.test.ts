import { describe, expect, test } from "vitest";
import { draft, stretches } from "../../testing/ledger";
import type { Stretch } from "../host/bindings";
import { grownEnd } from "./grown";

const MINUTE = 60_000;

describe("the growing end", () => {
  const now = 32 * MINUTE;
  const working = stretches(["working", 32]);

  test("goes on to now while the same client is worked for", () => {
    expect(grownEnd(draft(0, 30), working, "acme", now)).toBe(now);
  });

  test("does not grow for another client, or for none", () => {
    expect(grownEnd(draft(0, 30), working, "helio", now)).toBeNull();
    expect(grownEnd(draft(0, 30), working, null, now)).toBeNull();
    expect(grownEnd({ ...draft(0, 30), client: null }, working, null, now)).toBeNull();
  });

  test("does not grow over a break", () => {
    const broken = stretches(["working", 30], ["idle", 1], ["working", 1]);
    expect(grownEnd(draft(0, 30), broken, "acme", now)).toBeNull();
  });

  test("does not grow beyond what was written", () => {
    expect(grownEnd(draft(0, 30), working, "acme", 60 * MINUTE)).toBe(now + 15_000);
  });

  test("does not grow over work that lies after a hole in the rows", () => {
    const later: Stretch[] = [{ state: "working", start_ms: 31 * MINUTE, end_ms: 32 * MINUTE }];
    expect(grownEnd(draft(0, 30), later, "acme", now)).toBeNull();
  });
});
