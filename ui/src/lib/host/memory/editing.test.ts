import { beforeEach, describe, expect, test } from "vitest";
import { NOTHING_SAID } from "../../entry/correction";
import type { Block, Edit, NewBlock, Week } from "../bindings";
import { memory, type MemoryHost } from "../memory";
import { HOUR, MINUTE } from "./civil";

// Friday, 17:20 in Vienna.
const NOW = Date.parse("2026-11-20T16:20:00Z");
const at = (time: string, date = "2026-11-21") => Date.parse(`${date}T${time}:00+01:00`);

let host: MemoryHost;

beforeEach(() => {
  host = memory({ now: () => NOW });
});

const refused = (code: string) => expect.objectContaining({ code });

function hand(start: string, end: string, said: Partial<NewBlock> = {}): Promise<Block> {
  return host.addBlock({
    client: "Acme",
    project: "",
    task: "",
    label: "",
    billable: null,
    tags: [],
    note: "",
    twice: false,
    when: { kind: "span", start_ms: at(start), end_ms: at(end) },
    ...said,
  });
}

/** The entries of the Saturday, on which nothing was captured. */
async function saturday(): Promise<string[]> {
  const { blocks } = await host.day("2026-11-21");
  const clock = (ms: number) => new Date(ms + HOUR).toISOString().slice(11, 16);
  return blocks.map((block) =>
    block.segments.map((one) => `${clock(one.start_ms)}-${clock(one.end_ms)}`).join("+"),
  );
}

function row(week: Week, client: string, project: string, task = "") {
  return week.rows.find(
    (one) =>
      one.client?.name === client && (one.project?.name ?? "") === project && (one.task?.name ?? "") === task,
  );
}

describe("split, merge and move", () => {
  test("a split gives every minute to one part, the first keeps its id, undo makes it whole", async () => {
    const { id } = await hand("09:00", "11:00");
    const parts = await host.edit({ kind: "split", block: id, at_ms: [at("09:30"), at("10:15")] }, false);
    expect(await saturday()).toEqual(["09:00-09:30", "09:30-10:15", "10:15-11:00"]);
    expect(parts[0]?.id).toBe(id);
    await host.undo();
    expect(await saturday()).toEqual(["09:00-11:00"]);
    await host.redo();
    expect(await saturday()).toHaveLength(3);
  });

  test("a split outside of it is refused, and so is one of an entry without times", async () => {
    const { id } = await hand("09:00", "11:00");
    await expect(host.edit({ kind: "split", block: id, at_ms: [at("11:00")] }, false)).rejects.toEqual(
      refused("input"),
    );
    const loose = await hand("", "", { when: { kind: "length", date: "2026-11-21", length_ms: HOUR } });
    await expect(host.edit({ kind: "halves", block: loose.id }, false)).rejects.toEqual(refused("input"));
  });

  test("a merge adds lengths, or fills what lies between; the preview says so before", async () => {
    const [one, two] = [await hand("09:00", "10:00"), await hand("10:12", "10:40")];
    const edit = (keep: "sum" | "fill"): Edit => ({ kind: "merge", blocks: [two.id, one.id], keep });
    const fill = await host.previewEdit(edit("fill"), false);
    expect(fill.after_ms - fill.before_ms).toBe(12 * MINUTE);
    expect(fill.gained).toEqual([{ start_ms: at("10:00"), end_ms: at("10:12") }]);
    expect(await saturday(), "a preview changes nothing").toHaveLength(2);
    const sum = await host.previewEdit(edit("sum"), false);
    expect(sum.after_ms).toBe(sum.before_ms);
    await host.edit(edit("sum"), false);
    expect(await saturday()).toEqual(["09:00-10:00+10:12-10:40"]);
    await host.undo();
    await host.edit(edit("fill"), false);
    expect(await saturday()).toEqual(["09:00-10:40"]);
  });

  test("no part of a split is shorter than a second", async () => {
    const { id } = await hand("09:00", "11:00");
    const split = (at_ms: number) => host.edit({ kind: "split", block: id, at_ms: [at_ms] }, false);
    await expect(split(at("09:00") + 999)).rejects.toEqual({
      code: "input",
      message: "this would leave a part of less than a second; give another time",
    });
    expect(await split(at("09:00") + 1000)).toHaveLength(2);
  });

  test("a merge of what different things were said of is refused", async () => {
    const first = await hand("09:00", "10:00", { project: "Web relaunch", task: "API" });
    const merge = (other: Block) =>
      host.edit({ kind: "merge", blocks: [first.id, other.id], keep: "sum" }, false);
    const differs = (what: string) => ({
      code: "input",
      message: `the entries have not the same ${what}; give them the same first, then merge them`,
    });
    const like = { project: "Web relaunch", task: "API" };
    await expect(merge(await hand("10:00", "10:10", { client: "Helio" }))).rejects.toEqual(differs("client"));
    await expect(merge(await hand("10:10", "10:20", { client: "" }))).rejects.toEqual(differs("client"));
    await expect(merge(await hand("10:20", "10:30", {}))).rejects.toEqual(differs("project"));
    await expect(merge(await hand("10:30", "10:40", { ...like, task: "" }))).rejects.toEqual(differs("task"));
    await expect(merge(await hand("10:40", "10:50", { ...like, billable: false }))).rejects.toEqual({
      code: "input",
      message: "not all of the entries are billable; make them alike first, then merge them",
    });
    const alike = await hand("10:50", "11:00", like);
    expect(await merge(alike)).toMatchObject([{ id: first.id, task: { name: "API" } }]);
  });

  test("a draft of which nobody said anything gives way to what was said", async () => {
    const { queue } = await host.review("2026-11-20", "2026-11-20", []);
    const [slides, call] = ["slides for Friday", "scope of phase 2"].map(
      (label) => queue.find((block) => block.label === label) as Block,
    );
    const merge = () =>
      host.edit({ kind: "merge", blocks: [slides?.id ?? "", call?.id ?? ""], keep: "sum" }, true);
    expect(await merge(), "of drafts alone the earliest says it").toMatchObject([
      { id: slides?.id, client: { name: "Nordwind" }, label: "slides for Friday" },
    ]);
    await host.undo();
    await host.correct(call?.id ?? "", { ...NOTHING_SAID, label: "phase 2" });
    expect(await merge()).toMatchObject([
      { id: slides?.id, client: { name: "Helio" }, project: null, label: "phase 2", status: "draft" },
    ]);
    await host.undo();
    await host.correct(slides?.id ?? "", { ...NOTHING_SAID, label: "slides" });
    await expect(merge()).rejects.toEqual(refused("input"));
  });

  test("other times of a draft are no word on whose it was", async () => {
    const { queue } = await host.review("2026-11-20", "2026-11-20", []);
    const slides = queue.find((block) => block.label === "slides for Friday") as Block;
    const parts = await host.edit({ kind: "halves", block: slides.id }, false);
    const { confidence, why } = slides;
    expect(parts).toMatchObject([
      { confidence, why, edited: true },
      { confidence, why, edited: true },
    ]);
  });

  test("halves are of what counts: a pause is nobody's", async () => {
    const { blocks } = await host.day("2026-11-18");
    const timer = blocks.find((block) => block.segments.length === 2) as Block;
    const parts = await host.edit({ kind: "halves", block: timer.id }, false);
    expect(parts.map((block) => block.length_ms)).toEqual([timer.length_ms / 2, timer.length_ms / 2]);
    expect(parts[1]?.segments, "the pause lies in the second part").toHaveLength(2);
  });

  test("a boundary takes its neighbour along, and never all of it", async () => {
    const [one, two] = [await hand("09:00", "10:00"), await hand("10:00", "11:00")];
    const to = (time: string): Edit => ({
      kind: "boundary",
      block: one.id,
      edge: "end",
      to_ms: at(time),
      follow: true,
    });
    await host.edit(to("10:20"), false);
    expect(await saturday()).toEqual(["09:00-10:20", "10:20-11:00"]);
    await expect(host.edit(to("11:00"), false)).rejects.toEqual(refused("input"));
    expect((await host.history(two.id)).map(({ step }) => step.kind)).toEqual(["resize", "add"]);
  });

  test("time that would count twice is refused until one says that both count", async () => {
    const [one] = [await hand("09:00", "10:00"), await hand("10:00", "11:00")];
    const edit: Edit = { kind: "resize", block: one.id, start_ms: at("09:00"), end_ms: at("10:15") };
    await expect(host.edit(edit, false)).rejects.toEqual(refused("twice"));
    await host.edit(edit, true);
    expect(await saturday()).toEqual(["09:00-10:15", "10:00-11:00"]);
    // What counts twice already may be changed on.
    await host.edit({ ...edit, end_ms: at("10:10") }, false);
  });

  test.each([
    ["keep_first", ["09:00-10:20", "10:20-11:00"]],
    ["keep_second", ["09:00-10:00", "10:00-11:00"]],
    ["split_at_middle", ["09:00-10:10", "10:10-11:00"]],
    ["trim", ["09:00-10:00", "10:00-11:00"]],
  ] as const)("an overlap is resolved: %s", async (how, expected) => {
    const first = await hand("09:00", "10:20");
    const second = await hand("10:00", "11:00", { twice: true });
    await host.edit({ kind: "resolve", first: second.id, second: first.id, how }, false);
    expect(await saturday()).toEqual(expected);
    expect((await host.day("2026-11-21")).overlaps).toEqual([]);
  });

  test("a copy is a draft, a move takes its pauses along, what is deleted comes back", async () => {
    const day = await host.day("2026-11-18");
    const timer = day.blocks.find((block) => block.source === "timer") as Block;
    expect(timer.segments).toHaveLength(2);
    const [copy] = await host.edit({ kind: "duplicate", block: timer.id, to_ms: at("08:00") }, false);
    expect(copy).toMatchObject({ status: "draft", length_ms: timer.length_ms });
    expect(await saturday()).toEqual(["08:00-08:35+08:52-09:20"]);
    await host.edit({ kind: "move", block: copy?.id ?? "", to_ms: at("09:00") }, false);
    expect(await saturday()).toEqual(["09:00-09:35+09:52-10:20"]);
    await host.edit({ kind: "delete", blocks: [copy?.id ?? ""] }, false);
    expect(await saturday()).toEqual([]);
    await host.undo();
    expect(await saturday()).toEqual(["09:00-09:35+09:52-10:20"]);
  });
});

describe("what is billed", () => {
  test("stays as it is, whatever one tries", async () => {
    const { blocks } = await host.week("2026-11-03");
    const billed = blocks.find((block) => block.status === "billed") as Block;
    expect(billed.invoice).toBe("2026-014");
    const edits: Edit[] = [
      { kind: "halves", block: billed.id },
      { kind: "delete", blocks: [billed.id] },
      { kind: "move", block: billed.id, to_ms: at("09:00") },
    ];
    for (const edit of edits) {
      await expect(host.previewEdit(edit, true)).rejects.toEqual(refused("billed"));
      await expect(host.edit(edit, true)).rejects.toEqual(refused("billed"));
    }
    await expect(host.correct(billed.id, { ...NOTHING_SAID, label: "x" })).rejects.toEqual(refused("billed"));
    await expect(host.reopen([billed.id])).rejects.toEqual(refused("billed"));
    expect((await host.week("2026-11-03")).blocks).toEqual(blocks);
  });
});

describe("the week", () => {
  test("foots: cells, rows, days and entries say the same", async () => {
    const week = await host.week(null);
    expect(week.first).toBe("2026-11-16");
    const byRow = week.rows.reduce((sum, one) => sum + one.total_ms, 0);
    const byDay = week.days.reduce((sum, day) => sum + day.total_ms, 0);
    expect(byRow).toBe(byDay);
    expect(byDay).toBe(week.blocks.reduce((sum, block) => sum + block.length_ms, 0));
    expect(week.overlaps).toHaveLength(1);
    expect(week.blocks.some((block) => block.is_untimed)).toBe(true);
  });

  test("a cell grows by an entry with only a length, and shrinks by it, but not below what has its place", async () => {
    const cell = { date: "2026-11-16", client: "Acme", project: "Web relaunch", task: "API", billable: true };
    const hours = async () => row(await host.week(null), "Acme", "Web relaunch", "API")?.cells[0];
    const before = (await hours())?.length_ms ?? 0;
    expect(before, "it has its place in the day").toBeGreaterThan(0);
    await host.setCell({ ...cell, length_ms: before + HOUR });
    expect(await hours()).toMatchObject({ length_ms: before + HOUR, loose_ms: HOUR });
    await host.setCell({ ...cell, length_ms: before + HOUR / 2 });
    expect((await hours())?.loose_ms).toBe(HOUR / 2);
    await expect(host.setCell({ ...cell, length_ms: before - MINUTE })).rejects.toEqual(refused("placed"));
    await host.setCell({ ...cell, length_ms: before });
    expect(await hours()).toMatchObject({ length_ms: before, loose_ms: 0 });
    await host.undo();
    await host.undo();
    expect((await hours())?.loose_ms).toBe(HOUR);
    await host.undo();
    expect(await hours()).toMatchObject({ length_ms: before, loose_ms: 0 });
  });

  test("a row of last week stands empty in this one", async () => {
    await host.setCell({
      date: "2026-11-12",
      client: "Helio",
      project: "",
      task: "",
      billable: false,
      length_ms: HOUR,
    });
    const empty = (await host.week("2026-11-23")).rows;
    expect(empty.length).toBeGreaterThan(0);
    expect(empty.every((one) => one.total_ms === 0)).toBe(true);
  });
});

describe("what an entry says", () => {
  test("task, tags and note are said, and a task goes with its project", async () => {
    const { id } = await hand("09:00", "10:00", { project: "Web relaunch" });
    const said = await host.correct(id, {
      ...NOTHING_SAID,
      task: "api",
      tags: ["Meeting", "on site"],
      note: "x",
    });
    expect(said).toMatchObject({ task: { name: "API" }, note: "x" });
    expect(said.tags.map((tag) => tag.name)).toEqual(["meeting", "on site"]);
    expect(await host.correct(id, { ...NOTHING_SAID, project: "Shop care" })).toMatchObject({ task: null });
    await expect(host.correct(id, { ...NOTHING_SAID, task: "API" })).rejects.toEqual(refused("unknown"));
    await host.correct(id, { ...NOTHING_SAID, project: "Web relaunch", task: "API" });
    expect(await host.correct(id, { ...NOTHING_SAID, client: "Helio" })).toMatchObject({
      client: { name: "Helio" },
      project: null,
      task: null,
    });
  });

  test("the place to split is where it looks like somebody else's work", async () => {
    const { blocks } = await host.day(null);
    const slides = blocks.find((block) => block.label === "slides for Friday") as Block;
    const [best] = await host.splitPoints(slides.id);
    expect(best?.why).toEqual({ kind: "looks", parts: { part: "last", minutes: "17", client: "Acme" } });
    expect((slides.end_ms - (best?.at_ms ?? 0)) / MINUTE).toBeCloseTo(17, -1);
  });
});
