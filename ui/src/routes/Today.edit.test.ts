import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Away } from "../lib/host/bindings";
import { NOTHING_SAID } from "../lib/entry/correction";
import { toasts } from "../lib/shared/toasts.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount } from "../testing/mount";
import { blocks, chosen, draw, goTo, host, isClean, names, open, prepare } from "../testing/day";
import Today from "./Today.svelte";

const at = (time: string) => Date.parse(`2026-11-20T${time}:00+01:00`);

async function today() {
  const day = await host.day(null);
  return day.blocks;
}

async function labelled(label: string) {
  const found = (await today()).filter((block) => block.label === label);
  expect(found.length, label).toBeGreaterThan(0);
  return found;
}

beforeEach(() => {
  toasts.clear();
});

describe("split", () => {
  test("S splits where the work changed, and Mod+Z makes it whole again", async () => {
    const { user } = await open();
    const whole = (await labelled("slides for Friday"))[0];
    await goTo(user, /slides for Friday/);
    await user.keyboard("s");
    const dialog = await screen.findByRole("dialog", { name: /Split Nordwind/ });
    expect(await within(dialog).findByText("the last 17 minutes look like Acme")).toBeInTheDocument();
    expect(within(dialog).getByRole("slider")).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(async () => expect(await labelled("slides for Friday")).toHaveLength(2));
    const parts = await labelled("slides for Friday");
    expect(parts.map((one) => Math.round(one.length_ms / 60_000))).toEqual([31, 17]);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(async () => expect(await labelled("slides for Friday")).toEqual([whole]));
  });

  test("at a time that is typed, in halves, and not outside", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("s");
    let dialog = await screen.findByRole("dialog", { name: /Split/ });
    const field = within(dialog).getByLabelText("Split at", { selector: "input[type=text]" });
    await user.clear(field);
    await user.type(field, "1510");
    await user.click(within(dialog).getByRole("button", { name: /Split at 15:10/ }));
    await waitFor(async () => expect((await labelled("slides for Friday"))[0]?.end_ms).toBe(at("15:10")));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(chosen()[0]).toHaveAccessibleName(/15:05 to 15:53/));
    await user.keyboard("s");
    dialog = await screen.findByRole("dialog", { name: /Split/ });
    await user.click(within(dialog).getByRole("button", { name: "In halves" }));
    await waitFor(async () => {
      const [one, two] = await labelled("slides for Friday");
      expect(one?.length_ms).toBe(two?.length_ms);
    });
  });
});

describe("merge", () => {
  test("both meanings are shown before one is done", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("{Shift>}k{/Shift}m");
    const dialog = await screen.findByRole("dialog", { name: "Merge 2 blocks" });
    expect(await within(dialog).findByText("No time is added or lost")).toBeInTheDocument();
    expect(within(dialog).getByText("Adds 28 min")).toBeInTheDocument();
    await user.click(within(dialog).getByRole("radio", { name: /Fill the gap/ }));
    await user.click(within(dialog).getByRole("button", { name: /^Merge/ }));
    await waitFor(async () => expect((await labelled("API review"))[0]?.length_ms).toBe(122 * 60_000));
    expect((await today()).some((block) => block.label === "slides for Friday")).toBe(false);
    toasts.list[0]?.action?.run();
    await waitFor(async () => expect(await labelled("slides for Friday")).toHaveLength(1));
  });

  test("what is not for the same client is refused in words, and left as it was", async () => {
    prepare();
    const { blocks: all } = await host.day(null);
    const slides = all.find((block) => block.label === "slides for Friday");
    await host.confirm([slides?.id ?? ""]);
    const before = await today();
    const { user } = draw("de");
    await screen.findByRole("grid");
    await goTo(user, /slides for Friday/);
    await user.keyboard("m");
    const dialog = within(await screen.findByRole("dialog", { name: "2 Blöcke zusammenlegen" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent(
      "Die Blöcke gehören nicht alle demselben Kunden. Gib ihnen zuerst denselben Kunden, dann leg sie zusammen.",
    );
    expect(dialog.getByRole("button", { name: /^Zusammenlegen/ })).toBeDisabled();
    await user.keyboard("{Escape}");
    expect(await today()).toEqual(before);
  });

  test("a single block is merged with the one before; the sum moves it up", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("m");
    await screen.findByText("No time is added or lost");
    await user.keyboard("{Enter}");
    await waitFor(async () => expect((await labelled("API review"))[0]?.length_ms).toBe(94 * 60_000));
  });
});

describe("times", () => {
  test("what is typed is shown before it holds: what it adds, and what follows", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("e");
    const editor = await screen.findByRole("dialog", { name: /15:05/ });
    await waitFor(() => expect(within(editor).getByLabelText("Start")).toHaveFocus());
    await user.clear(within(editor).getByLabelText("Start"));
    await user.type(within(editor).getByLabelText("Start"), "14.50");
    expect(await within(editor).findByText("Adds 15 min")).toBeInTheDocument();
    expect((await labelled("slides for Friday"))[0]?.start_ms, "nothing is done yet").toBe(at("15:05"));
    await user.keyboard("{Enter}");
    await waitFor(async () => expect((await labelled("slides for Friday"))[0]?.start_ms).toBe(at("14:50")));
  });

  test("the block beside it follows, or stays where one says so", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("e");
    const end = await screen.findByLabelText("End");
    await user.clear(end);
    await user.type(end, "15:40");
    expect(await screen.findByText("No time is added or lost")).toBeInTheDocument();
    await user.click(screen.getByRole("checkbox", { name: /gives or takes the time/ }));
    expect(await screen.findByText("Takes 13 min away")).toBeInTheDocument();
    await user.click(screen.getByRole("checkbox", { name: /gives or takes the time/ }));
    await user.click(screen.getByRole("button", { name: "Change" }));
    await waitFor(async () => expect((await labelled("scope of phase 2"))[0]?.start_ms).toBe(at("15:40")));
    expect((await labelled("slides for Friday"))[0]?.end_ms).toBe(at("15:40"));
  });

  test("arrows go on by five minutes, Escape leaves it as it was", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("e");
    const start = await screen.findByLabelText("Start");
    await waitFor(() => expect(start).toHaveFocus());
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(start).toHaveValue("14:55");
    await user.keyboard("{Escape}");
    expect(start).toHaveValue("15:05");
    expect(screen.getByRole("dialog")).toBeInTheDocument();
  });

  test("time that would count twice is refused, and let count when one says so", async () => {
    const { user } = await open();
    await goTo(user, /API review/);
    await user.keyboard("e");
    const end = await screen.findByLabelText("End");
    await user.clear(end);
    await user.type(end, "15:20");
    expect(await screen.findByText(/15 min would count twice, here and for Nordwind/)).toBeInTheDocument();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("count time twice");
    expect((await labelled("API review"))[0]?.end_ms).toBe(at("14:37"));
    await user.click(screen.getByRole("button", { name: "Let both count" }));
    await waitFor(async () => expect((await labelled("API review"))[0]?.end_ms).toBe(at("15:20")));
    // It was said, and nobody asks about it again.
    expect((await host.day(null)).overlaps).toEqual([]);
    expect(screen.queryByRole("button", { name: /Settle/ })).toBeNull();
  });

  test("Alt and the arrows move a block, and letting go of Alt holds it", async () => {
    const { user } = await open();
    await goTo(user, /API review/);
    await user.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    await waitFor(async () => expect((await labelled("API review"))[0]?.start_ms).toBe(at("14:00")));
    expect((await host.day(null)).undo?.kind).toBe("move");
  });

  test("an edge is dragged, and the block that touches it follows", async () => {
    const { user } = await open();
    const block = blocks().find((one) => one.getAttribute("aria-label")?.includes("slides for Friday"));
    const grip = block?.querySelector(".grip.end") as HTMLElement;
    // Six hours to a screen that is taken to be 720 pixels high, less its margins.
    const perMinute = (720 - 32) / 360;
    await user.pointer([
      { keys: "[MouseLeft>]", target: grip, coords: { clientX: 0, clientY: 0 } },
      { target: grip, coords: { clientX: 0, clientY: -23 * perMinute } },
    ]);
    expect(await screen.findByText(/15:05\s– 15:30/, { selector: "strong" })).toBeInTheDocument();
    expect((await labelled("slides for Friday"))[0]?.end_ms, "nothing is done yet").toBe(at("15:53"));
    await user.pointer({ keys: "[/MouseLeft]" });
    await waitFor(async () => expect((await labelled("slides for Friday"))[0]?.end_ms).toBe(at("15:30")));
    expect((await labelled("scope of phase 2"))[0]?.start_ms).toBe(at("15:30"));
  });
});

describe("what an entry says", () => {
  test("tags are found or made, and taken away", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("{Enter}");
    const editor = await screen.findByRole("dialog", { name: /15:05/ });
    const tags = within(editor).getByRole("combobox", { name: "Tags" });
    await user.click(tags);
    await user.keyboard("des{Enter}");
    await waitFor(async () => expect((await labelled("slides for Friday"))[0]?.tags[0]?.name).toBe("design"));
    await user.click(tags);
    await user.keyboard("urgent{Enter}");
    await waitFor(async () => expect((await labelled("slides for Friday"))[0]?.tags).toHaveLength(2));
    await user.click(await within(editor).findByRole("button", { name: "Take design away" }));
    await waitFor(async () =>
      expect((await labelled("slides for Friday"))[0]?.tags.map((tag) => tag.name)).toEqual(["urgent"]),
    );
  });

  test("a task and a note are kept, and the history tells of both", async () => {
    const { user } = await open();
    await goTo(user, /fixing login redirect/);
    await user.keyboard("{Enter}");
    const editor = await screen.findByRole("dialog", { name: /16:33/ });
    await user.click(within(editor).getByRole("combobox", { name: "Task" }));
    await user.keyboard("API{Enter}");
    await waitFor(async () => expect((await labelled("fixing login redirect"))[0]?.task?.name).toBe("API"));
    await user.type(within(editor).getByLabelText("Note"), "see the ticket");
    await user.tab();
    await waitFor(async () =>
      expect((await labelled("fixing login redirect"))[0]?.note).toBe("see the ticket"),
    );
    await user.click(within(editor).getByText("What was done to it"));
    expect(await within(editor).findByText("assign a block")).toBeInTheDocument();
    const edit = within(editor).getByText("edit a block").closest("li") as HTMLElement;
    expect(edit).toHaveTextContent(/Note nothing → ?became see the ticket/);
  });

  test("a copy is a draft; what is deleted comes back by its toast", async () => {
    const { user } = await open();
    await goTo(user, /fixing login redirect/);
    await user.keyboard("{Shift>}d{/Shift}");
    await waitFor(async () => expect(await labelled("fixing login redirect")).toHaveLength(2));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(async () => expect(await labelled("fixing login redirect")).toHaveLength(1));
    await goTo(user, /slides for Friday/);
    await user.keyboard("{Delete}");
    await waitFor(() => expect(names().join()).not.toContain("slides for Friday"));
    await waitFor(() => expect(document.activeElement).toHaveAttribute("data-block"));
    toasts.list.at(-1)?.action?.run();
    await waitFor(() => expect(names().join()).toContain("slides for Friday"));
  });

  test("work of another zone says what the clock showed there, and pauses are named", async () => {
    prepare();
    const { blocks: all } = await host.day("2026-11-18");
    const timer = all.find((block) => block.segments.length === 2);
    host.world.timesheet.put({ ...timer, zone: "Europe/Lisbon" } as never);
    const { user } = draw();
    await screen.findByRole("grid");
    await user.keyboard("[[");
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("19"));
    await user.keyboard("[[");
    await waitFor(() => expect(names().join()).toContain("release notes"));
    await user.click(
      blocks().find((one) => one.getAttribute("aria-label")?.includes("release notes")) as HTMLElement,
    );
    const editor = await screen.findByRole("dialog", { name: /18:10/ });
    expect(within(editor).getByText(/Paused 18:45\s– 19:02/)).toBeInTheDocument();
    expect(within(editor).getByText(/Worked in Europe\/Lisbon, where it was 17:10/)).toBeInTheDocument();
  });

  test("what has only a length stands above the day, and its length is changed", async () => {
    const { user } = await open();
    await host.addBlock({
      ...{ client: "Helio", project: "", task: "", label: "sketches", billable: null, tags: [], note: "" },
      ...{ when: { kind: "length", date: "2026-11-20", length_ms: 45 * 60_000 }, twice: false },
    });
    await user.click(await screen.findByRole("button", { name: /without a time of day.*sketches/ }));
    const field = await screen.findByLabelText("Length");
    await user.clear(field);
    await user.type(field, "1,5{Enter}");
    await waitFor(async () => expect((await labelled("sketches"))[0]?.length_ms).toBe(90 * 60_000));
  });
});

describe("around the blocks", () => {
  test("an absence that nobody decided about asks what it was", async () => {
    prepare();
    const onaway = vi.fn<(away: Away) => void>();
    const { user } = mount(Today, { onaway }, { host, words: new Words("en") });
    await screen.findByRole("grid");
    const asked = (await host.day(null)).aways;
    await user.click((await screen.findAllByRole("button", { name: "What was it?" })).at(-1) as HTMLElement);
    expect(onaway).toHaveBeenCalledWith(asked.at(-1));
  });

  test("several blocks say what they have in common, and take one word for all", async () => {
    const { user } = await open();
    await goTo(user, /scope of phase 2/);
    await user.keyboard("{Shift>}k{/Shift}{Enter}");
    const editor = await screen.findByRole("dialog", { name: "2 blocks" });
    expect(within(editor).queryByLabelText("Start")).not.toBeInTheDocument();
    await user.click(within(editor).getByRole("combobox", { name: "Tags" }));
    await user.keyboard("urgent{Enter}");
    await waitFor(async () => expect((await host.day(null)).undo).toMatchObject({ kind: "edit", blocks: 2 }));
    expect(chosen()).toHaveLength(2);
  });

  test.each(["en", "de"])("nothing is wrong with the dialogs in %s", async (language) => {
    const { user, container } = await open(undefined, language);
    await host.correct((await labelled("slides for Friday"))[0]?.id ?? "", {
      ...NOTHING_SAID,
      tags: ["design"],
    });
    await goTo(user, /slides for Friday/);
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog");
    await user.clear(screen.getByLabelText(language === "de" ? "Beginn" : "Start"));
    await user.type(screen.getByLabelText(language === "de" ? "Beginn" : "Start"), "14:30");
    await isClean(container);
    await user.keyboard("{Escape}{Escape}s");
    await isClean(await screen.findByRole("dialog"));
    await user.keyboard("{Escape}kjm");
    await isClean(await screen.findByRole("dialog"));
  });
});
