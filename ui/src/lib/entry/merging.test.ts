import { describe, expect, test } from "vitest";
import { entry } from "../../testing/entry";
import type { Block } from "../host/bindings";
import { differing, mergeProblem } from "./merging";

const acme = (said: Partial<Block> = {}) => entry({ start_ms: 0, end_ms: 60_000, ...said });
const helio = { id: "helio", name: "Helio" };
const draft = { status: "draft", client: helio } as const;
const YOU = { kind: "you", parts: {} };

describe("what was said of entries that are merged", () => {
  test.each<[what: string, said: Partial<Block>, expected: ReturnType<typeof differing>]>([
    ["alike", {}, null],
    ["another client", { client: helio }, "client"],
    ["nobody", { client: null }, "client"],
    ["another project", { project: { id: "web", name: "Web" } }, "project"],
    ["another task", { task: { id: "api", name: "API" } }, "task"],
    ["not billable", { billable: false }, "billable"],
    ["a draft gives way", draft, null],
    ["a draft of which somebody said so", { ...draft, why: YOU }, "client"],
    ["a draft of nobody", { ...draft, client: null, why: YOU }, null],
  ])("%s", (_, said, expected) => {
    expect(differing([acme(), acme(said)])).toBe(expected);
  });

  test("is why a merge is refused, unless something else is", () => {
    const refused = { code: "input", message: "the entries have not the same client" };
    const blocks = [acme(), acme({ client: helio })];
    expect(mergeProblem(refused, blocks).code).toBe("differ_client");
    expect(mergeProblem({ ...refused, code: "billed" }, blocks).code).toBe("billed");
    expect(mergeProblem(refused, [acme(), acme()])).toBe(refused);
  });
});
