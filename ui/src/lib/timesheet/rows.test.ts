import { describe, expect, test } from "vitest";
import { entry } from "../../testing/entry";
import { memory } from "../host/memory";
import { keyOf, nameOfRow, rowsOf, workChoices } from "./rows";
import { waitingOf } from "./waiting";

const MINUTE = 60_000;
const host = memory({ now: () => Date.parse("2026-11-20T17:20:00+01:00"), zone: "Europe/Vienna" });

describe("rows", () => {
  test("work of last week is there when it is asked for", async () => {
    const { rows } = await host.week("2026-11-23");
    expect(rowsOf(rows, [], false)).toEqual([]);
    const all = rowsOf(rows, [], true);
    expect(all.length).toBe(rows.length);
    const [first] = all;
    expect(first && rowsOf(rows, [first], false).map(keyOf)).toEqual([first?.key]);
  });

  test("a row that was added stands empty until it has time, and never twice", async () => {
    const { rows } = await host.week(null);
    const choices = workChoices(await host.clients());
    const added = choices.find((one) => one.name === "Nordwind")?.work;
    expect(added).toBeDefined();
    if (!added) return;
    const shown = rowsOf(rows, [added, ...rows], false);
    expect(shown.filter((row) => row.key === keyOf(added))).toHaveLength(1);
    expect(shown.at(-1)?.cells.map((cell) => cell.length_ms)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(shown.map((row) => row.key)).size).toBe(shown.length);
  });

  test("work is offered down to its tasks; what is archived is not", async () => {
    const clients = await host.clients();
    const names = workChoices(clients).map((one) => one.name);
    expect(names).toContain("Acme · Web relaunch · API");
    const without = workChoices(clients.map((one) => ({ ...one, is_archived: one.name === "Acme" })));
    expect(without.map((one) => one.name)).not.toContain("Acme");
  });

  test("a task says before its project, and that before its client, whether work is billable", async () => {
    const [acme] = await host.clients();
    if (!acme) return;
    const projects = acme.projects.map((one, index) => ({ ...one, billable: index === 0 ? false : null }));
    const choices = workChoices([{ ...acme, projects }]);
    const billable = (name: string) => choices.find((one) => one.name === name)?.work.billable;
    expect(billable("Acme")).toBe(true);
    expect(billable(`Acme · ${projects[0]?.name}`)).toBe(false);
    expect(billable(`Acme · ${projects[1]?.name}`)).toBe(true);
  });

  test("nobody's work has the name that is given", () => {
    expect(nameOfRow({ client: null, project: null, task: null }, "nobody")).toBe("nobody");
  });
});

describe("what waits", () => {
  test("is the drafts of the week, cut to it, the most first and nobody's last", () => {
    const block = (from: number, to: number, client: string | null, status: "draft" | "confirmed") =>
      entry({
        start_ms: from * MINUTE,
        end_ms: to * MINUTE,
        client: client === null ? null : { id: client, name: client },
        status,
      });
    const waiting = waitingOf(
      [
        block(-30, 10, "Acme", "draft"),
        block(20, 80, null, "draft"),
        block(100, 130, "Helio", "draft"),
        block(140, 200, "Acme", "confirmed"),
      ],
      { start_ms: 0, end_ms: 1000 * MINUTE },
    );
    expect(waiting.clients.map((one) => [one.client?.name, one.length_ms / MINUTE])).toEqual([
      ["Helio", 30],
      ["Acme", 10],
      [undefined, 60],
    ]);
    expect(waiting).toMatchObject({ drafts: 3, length_ms: 100 * MINUTE });
  });
});
