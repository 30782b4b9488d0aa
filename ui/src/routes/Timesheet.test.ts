import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { toasts } from "../lib/shared/toasts.svelte";
import { shown } from "../lib/timesheet/view.svelte";
import { isClean } from "../testing/day";
import { cell, hasHours, host, openWeek } from "../testing/week";

const API = "Acme · Web relaunch · API";

function entries(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-block]")];
}

function named(part: string): HTMLElement {
  const found = entries().find((one) => one.getAttribute("aria-label")?.includes(part));
  expect(found, part).toBeDefined();
  return found as HTMLElement;
}

describe("the sheet of hours", () => {
  test("adds up, and says what waits to be reviewed and for whom", async () => {
    await openWeek();
    expect(screen.getByText(/of this week wait to be reviewed: .*unassigned/)).toBeInTheDocument();
    const rows = within(screen.getByRole("grid")).getAllByRole("row");
    const last = rows.at(-1) as HTMLElement;
    const sums = within(last)
      .getAllByRole("gridcell")
      .map((one) => one.textContent.trim());
    const minutes = (text: string) => {
      const [hours = "0", rest = "0"] = text.split(":");
      return text === "–" ? 0 : Number(hours) * 60 + Number(rest);
    };
    const days = sums.slice(0, 7).reduce((sum, text) => sum + minutes(text), 0);
    expect(minutes(sums[7] ?? "")).toBe(days);
    expect(days).toBeGreaterThan(0);
  });

  test("typing into a cell says how long; Enter goes down, and undo takes it back", async () => {
    const { user } = await openWeek();
    const before = cell("Helio", "Tuesday").textContent;
    cell(API, "Tuesday").focus();
    await user.keyboard("2,5{Enter}");
    await hasHours(API, "Tuesday", "2:30");
    expect((await host.week(null)).undo?.kind).toBe("add");
    expect(document.activeElement).not.toBe(cell(API, "Tuesday"));
    expect(document.activeElement?.getAttribute("aria-label")).toContain("Tuesday");
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(cell(API, "Tuesday")).not.toHaveTextContent("2:30"));
    expect(cell("Helio", "Tuesday").textContent).toBe(before);
  });

  test("Tab holds and goes right, Shift and Tab left, Escape leaves it as it was", async () => {
    const { user } = await openWeek();
    cell(API, "Tuesday").focus();
    await user.keyboard("90m{Tab}");
    await hasHours(API, "Tuesday", "1:30");
    await waitFor(() => expect(cell(API, "Wednesday")).toHaveFocus());
    await user.keyboard("5{Shift>}{Tab}{/Shift}");
    await waitFor(() => expect(cell(API, "Tuesday")).toHaveFocus());
    await user.keyboard("{Enter}9{Escape}");
    await waitFor(() => expect(cell(API, "Tuesday")).toHaveFocus());
    await hasHours(API, "Tuesday", "1:30");
  });

  test("arrows, Home and End go through the cells", async () => {
    const { user } = await openWeek();
    cell(API, "Tuesday").focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(cell(API, "Wednesday")).toHaveFocus());
    await user.keyboard("{Home}");
    await waitFor(() => expect(cell(API, "Monday")).toHaveFocus());
    await user.keyboard("{End}{ArrowUp}{ArrowDown}");
    await waitFor(() => expect(cell(API, "Sunday")).toHaveFocus());
  });

  test("a cell that is refused says why beside it, and keeps its hours", async () => {
    const { user } = await openWeek();
    const before = cell(API, "Monday").textContent;
    cell(API, "Monday").focus();
    await user.keyboard("0:05{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/has its place in the day/);
    expect(cell(API, "Monday")).toHaveTextContent((before ?? "").trim().slice(0, 4));
    expect(cell(API, "Monday")).toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  });

  test("what is no length is said while one types, and not held", async () => {
    const { user } = await openWeek();
    cell(API, "Tuesday").focus();
    await user.keyboard("2:99");
    expect(screen.getByRole("alert")).toHaveTextContent("2:30");
    await user.keyboard("{Enter}");
    expect(await host.week(null)).toMatchObject({ undo: null });
  });

  test("Space shows the blocks of a cell, and one of them is opened", async () => {
    const { user } = await openWeek();
    cell(API, "Monday").focus();
    await user.keyboard(" ");
    const sheet = await screen.findByRole("dialog", { name: "Blocks of this cell" });
    await user.click(within(sheet).getAllByRole("button")[0] as HTMLElement);
    expect(await screen.findByRole("dialog", { name: /Block from/ })).toBeInTheDocument();
  });

  test("a row is added for other work, its first hours at once", async () => {
    const { user } = await openWeek();
    await user.click(screen.getByRole("combobox", { name: "Add a row" }));
    await user.keyboard("Nordwind{Enter}");
    await waitFor(() => expect(cell("Nordwind", "Friday")).toHaveFocus());
    await user.keyboard("1{Enter}");
    await hasHours("Nordwind", "Friday", "1:00");
  });

  test("a client that is not there yet is made with its row", async () => {
    const { user } = await openWeek();
    await user.click(screen.getByRole("combobox", { name: "Add a row" }));
    await user.keyboard("Seeblick · Site{Enter}");
    await waitFor(() => expect(cell("Seeblick · Site", "Friday")).toHaveFocus());
    expect((await host.clients()).some((one) => one.name === "Seeblick")).toBe(true);
  });

  test("a new week begins with the rows of the last, and takes hours at once", async () => {
    const { user } = await openWeek();
    await user.keyboard("]");
    await waitFor(() => expect(screen.getByRole("heading")).toHaveTextContent("23"));
    cell("Helio", "Monday").focus();
    await user.keyboard("3{Enter}");
    await hasHours("Helio", "Monday", "3:00");
    await user.keyboard("[[");
    await waitFor(() => expect(screen.getByRole("heading")).toHaveTextContent("16"));
  });
});

test("an arrow leads into the cells of the week", async () => {
  const { user } = await openWeek();
  expect(document.body).toHaveFocus();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("role", "gridcell"));
});

describe("the week as a whole", () => {
  test("is confirmed by one key, a day by its own button, and both are undone", async () => {
    const { user } = await openWeek();
    const drafts = async () =>
      (await host.week(null)).blocks.filter((block) => block.status === "draft").length;
    const before = await drafts();
    await user.click(screen.getByRole("button", { name: /Confirm the draft of Wednesday/ }));
    await waitFor(async () => expect(await drafts()).toBe(before - 1));
    await user.keyboard("{Shift>}a{/Shift}");
    await waitFor(async () => expect(await drafts()).toBe(0));
    await waitFor(() => expect(screen.queryByText(/wait to be reviewed/)).not.toBeInTheDocument());
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(async () => expect(await drafts()).toBe(before - 1));
  });

  test("time is added by hand, with times or with a length", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("i");
    let dialog = await screen.findByRole("dialog", { name: "Add time" });
    await user.click(within(dialog).getByRole("combobox", { name: "For whom" }));
    await user.keyboard("Helio{Enter}");
    await user.type(within(dialog).getByLabelText("Label"), "workshop");
    await user.type(within(dialog).getByLabelText("Start"), "18");
    await user.type(within(dialog).getByLabelText("End"), "7.30pm");
    await user.click(within(dialog).getByRole("button", { name: /^Add/ }));
    await waitFor(() => expect(named("workshop")).toHaveAccessibleName(/18:00 to 19:30.*Helio/));
    await user.keyboard("i");
    dialog = await screen.findByRole("dialog", { name: "Add time" });
    await user.click(within(dialog).getByRole("radio", { name: "Only a length" }));
    await user.type(within(dialog).getByLabelText("Label"), "on paper");
    await user.type(within(dialog).getByLabelText("Length"), "45m");
    await user.click(within(dialog).getByRole("button", { name: /^Add/ }));
    await waitFor(() => expect(named("on paper")).toHaveAccessibleName(/without a time of day.*45 minutes/));
  });

  test("time that would count twice is added only when one lets both count", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("i");
    const dialog = await screen.findByRole("dialog", { name: "Add time" });
    await user.type(within(dialog).getByLabelText("Label"), "phone");
    await user.type(within(dialog).getByLabelText("Start"), "14:00");
    await user.type(within(dialog).getByLabelText("End"), "14:10");
    await user.click(within(dialog).getByRole("button", { name: /^Add/ }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("count time twice");
    await user.click(within(dialog).getByRole("button", { name: "Let both count" }));
    await waitFor(() => expect(named("phone")).toBeInTheDocument());
    // It was said; only the one of before is still asked about.
    expect((await host.week(null)).overlaps).toHaveLength(1);
  });

  test("an overlap is seen and settled where it stands", async () => {
    const { user } = await openWeek();
    expect(
      screen.getByText(/12 min from .* count twice: for Nordwind · Pitch deck and for Helio/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /Settle/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Halve it between both" }));
    await waitFor(() => expect(screen.queryByText(/count twice/)).not.toBeInTheDocument());
    expect((await host.week(null)).overlaps).toEqual([]);
    toasts.list[0]?.action?.run();
    await waitFor(async () => expect((await host.week(null)).overlaps).toHaveLength(1));
  });

  test("an overlap is settled by letting both count, and is back once that is undone", async () => {
    const { user } = await openWeek();
    const before = (await host.week(null)).blocks;
    await user.click(screen.getByRole("button", { name: /Settle/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Both count it" }));
    await waitFor(() => expect(screen.queryByText(/count twice/)).not.toBeInTheDocument());
    expect((await host.week(null)).blocks).toEqual(before);
    toasts.list[0]?.action?.run();
    expect(await screen.findByText(/count twice/)).toBeInTheDocument();
  });

  test("the week begins as it is set, also when that changes while one looks", async () => {
    await openWeek();
    await host.changeSettings([{ week_begins: "sunday" }]);
    await waitFor(() => expect(screen.getAllByRole("columnheader")[1]).toHaveTextContent(/Sun/));
  });

  test("a week that cannot be read says so and is asked for again", async () => {
    const { user } = await openWeek();
    host.world.refuse("week", { code: "disk_full", message: "the disk is full; make room" });
    await user.keyboard("[[");
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full");
    host.world.refuse("week", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  });
});

describe("the list", () => {
  test("several are chosen by Shift and given to a client as one act", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("j{Home}{Shift>}jj{/Shift}");
    expect(entries().filter((one) => one.getAttribute("aria-selected") === "true")).toHaveLength(3);
    expect(screen.getByRole("toolbar")).toHaveAccessibleName(/3 blocks/);
    await user.keyboard("b");
    await waitFor(async () =>
      expect((await host.week(null)).undo).toMatchObject({ kind: "billable", blocks: 3 }),
    );
  });

  test("nothing is chosen until somebody chooses it, and the first is of today", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("{Delete}");
    expect(screen.queryByRole("toolbar")).not.toBeInTheDocument();
    expect((await host.week(null)).undo).toBeNull();
    await user.keyboard("j");
    const chosen = entries().filter((one) => one.getAttribute("aria-selected") === "true");
    const today = (await host.week(null)).days.find((day) => day.is_today);
    expect(chosen.map((one) => one.closest("[role=rowgroup]")?.getAttribute("aria-label"))).toEqual([
      expect.stringContaining(String(Number(today?.date.slice(8)))),
    ]);
  });

  test("a label is changed where it stands", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("jl");
    await user.keyboard("deck for Monday{Enter}");
    await waitFor(() => expect(named("deck for Monday")).toHaveFocus());
    expect((await host.week(null)).undo).toMatchObject({ kind: "relabel" });
  });

  test("filters leave what fits, and say so where nothing does", async () => {
    const { user } = await openWeek("list");
    const all = entries().length;
    await user.selectOptions(screen.getByLabelText("State"), "Drafts");
    await waitFor(() => expect(entries().length).toBeLessThan(all));
    expect(entries().every((one) => one.getAttribute("aria-label")?.includes("draft"))).toBe(true);
    await user.selectOptions(screen.getByLabelText("Tags"), "design");
    expect(await screen.findByText("No blocks like these")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    await waitFor(() => expect(entries()).toHaveLength(all));
  });

  test("what is billed carries a lock, says why, and lets only tags and note be changed", async () => {
    const { user } = await openWeek("list");
    await user.keyboard("[[[[");
    await waitFor(() => expect(entries()[0]?.getAttribute("aria-label")).toContain("billed"));
    await user.click(entries()[0] as HTMLElement);
    const editor = await screen.findByRole("dialog", { name: /Block from/ });
    expect(within(editor).getByText(/It is on an invoice/)).toBeInTheDocument();
    expect(within(editor).getByLabelText("Start")).toBeDisabled();
    expect(within(editor).getByRole("combobox", { name: "Client" })).toBeDisabled();
    expect(within(editor).getByRole("button", { name: /Delete/ })).toBeDisabled();
    const before = (await host.week("2026-11-02")).blocks;
    await user.keyboard("{Escape}{Delete}bs");
    expect((await host.week("2026-11-02")).blocks).toEqual(before);
    await user.click(entries()[0] as HTMLElement);
    const again = within(await screen.findByRole("dialog", { name: /Block from/ }));
    await user.type(again.getByRole("combobox", { name: "Tags" }), "paid{Enter}");
    expect(await again.findByRole("button", { name: /paid/ })).toBeEnabled();
    await user.type(again.getByLabelText("Note"), "see the invoice");
    await user.tab();
    await waitFor(async () => {
      const { blocks } = await host.week("2026-11-02");
      const changed = blocks.filter((block) => block.note === "see the invoice");
      expect(changed).toMatchObject([
        { status: "billed", tags: expect.arrayContaining([expect.objectContaining({ name: "paid" })]) },
      ]);
    });
  });
});

describe("the calendar", () => {
  test("Alt and the arrows move an entry, and letting go of Alt holds it", async () => {
    const { user } = await openWeek("calendar");
    const block = named("release notes");
    const before = block.getAttribute("aria-label");
    block.focus();
    await user.keyboard("{Alt>}{ArrowDown}{ArrowDown}");
    const tip = await screen.findByRole("status");
    expect(tip).toHaveTextContent("18:20");
    expect(tip, "a pause does not count").toHaveTextContent("1 h 03");
    expect((await host.week(null)).undo, "nothing is done yet").toBeNull();
    await user.keyboard("{/Alt}");
    await waitFor(async () => expect((await host.week(null)).undo?.kind).toBe("move"));
    await waitFor(() => expect(named("release notes")).toHaveAccessibleName(/18:20/));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(named("release notes")).toHaveAccessibleName(before ?? ""));
  });

  test("with Shift the end moves; Escape leaves it as it was", async () => {
    const { user } = await openWeek("calendar");
    const end = async () => {
      const block = (await host.week(null)).blocks.find((one) => one.label === "release notes");
      return new Date(block?.end_ms ?? 0).toISOString().slice(11, 16);
    };
    const before = await end();
    named("release notes").focus();
    await user.keyboard("{Alt>}{ArrowRight}");
    await screen.findByRole("status");
    await user.keyboard("{/Alt}");
    await waitFor(async () => expect((await host.week(null)).undo?.kind).toBe("move"));
    expect(await end()).toBe(before);
    named("release notes").focus();
    await user.keyboard("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}");
    await waitFor(async () => expect((await host.week(null)).undo?.kind).toBe("resize"));
    expect(await end()).toBe("18:35");
    await user.keyboard("{Alt>}{ArrowDown}");
    await screen.findByRole("status");
    fireEvent.keyDown(document.activeElement as HTMLElement, { key: "Escape" });
    await user.keyboard("{/Alt}");
    expect((await host.week(null)).undo?.kind).toBe("resize");
  });

  test("arrows go from entry to entry and from day to day, Enter opens", async () => {
    const { user } = await openWeek("calendar");
    named("release notes").focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(document.activeElement).not.toBe(named("release notes")));
    expect(document.activeElement).toHaveAttribute("data-block");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: /Block from/ })).toBeInTheDocument();
  });

  test("of a week without time says so, and how time gets into it", async () => {
    const { user } = await openWeek("calendar");
    await user.keyboard("]");
    expect(await screen.findByRole("heading", { name: "No time in this week" })).toBeInTheDocument();
    await user.click(screen.getAllByRole("button", { name: /^Add time/ }).at(-1) as HTMLElement);
    expect(await screen.findByRole("dialog", { name: "Add time" })).toBeInTheDocument();
  });

  test("what has only a length stands above the hours", async () => {
    await openWeek("calendar");
    const strip = screen.getByRole("group", { name: "Without a time of day" });
    expect(within(strip).getByRole("button")).toHaveAccessibleName(/sketches on paper, 45 minutes/);
  });
});

describe("what lies between the entries of the calendar", () => {
  const gaps = () =>
    [...document.querySelectorAll("[role='gridcell']:not([data-block])")].map((one) => one.textContent);

  test("is quiet and says why; a night is no gap", async () => {
    await openWeek("calendar");
    await waitFor(() => expect(gaps()).toContain("Locked 55 min"));
    expect(gaps()).toContain("Away 28 min");
    expect(gaps().join(), "before the first entry of a day nobody was away").not.toMatch(/running [5-9] h/);
  });

  test("is asked once of a day that is over", async () => {
    await openWeek("calendar");
    await waitFor(() => expect(gaps()).toContain("Locked 55 min"));
    const day = vi.spyOn(host, "day");
    host.world.tell({ kind: "blocks" });
    await waitFor(() => expect(day.mock.calls).toEqual([["2026-11-20"]]));
  });

  test("that cannot be read is said", async () => {
    await openWeek("grid");
    host.world.refuse("day", { code: "store", message: "the database refused" });
    shown.view = "calendar";
    expect(await screen.findByText(/database refused/)).toBeInTheDocument();
  });
});

describe("for everybody", () => {
  test("V goes through the views, and digits to each", async () => {
    const { user } = await openWeek();
    await user.keyboard("v");
    expect(await screen.findByLabelText("State")).toBeInTheDocument();
    await user.keyboard("3");
    expect(await screen.findByRole("grid", { name: /in the calendar/ })).toBeInTheDocument();
    await user.keyboard("1");
    expect(await screen.findByRole("grid", { name: /Hours of the week/ })).toBeInTheDocument();
  });

  test.each(["en", "de"])("nothing is wrong with the views in %s", async (language) => {
    for (const view of ["grid", "list", "calendar"] as const) {
      const { container, unmount } = await openWeek(view, language);
      await isClean(container);
      unmount();
    }
  });

  test.each(["en", "de"])("nor with what adds time in %s", async (language) => {
    const { user } = await openWeek("grid", language);
    await user.keyboard("i");
    await isClean(await screen.findByRole("dialog"));
  });
});
