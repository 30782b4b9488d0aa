import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { toasts } from "../lib/shared/toasts.svelte";
import { blocks, chosen, goTo, host, keys, names, open, pages } from "../testing/day";

describe("by key", () => {
  test("J and K go from block to block, and the focus goes along", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(document.activeElement).toBe(blocks().at(-1)));
    await user.keyboard("k");
    await waitFor(() => expect(document.activeElement).toBe(blocks().at(-2)));
    await user.keyboard("{ArrowUp}");
    await waitFor(() => expect(document.activeElement).toBe(blocks().at(-3)));
    await user.keyboard("{Home}");
    await waitFor(() => expect(document.activeElement).toBe(blocks()[0]));
    expect(blocks().filter((block) => block.tabIndex === 0)).toHaveLength(1);
  });

  test("C assigns the client, and undo and redo go back and forth", async () => {
    const { user } = await open();
    await goTo(user, /No client yet/);
    await user.keyboard("c");
    const field = await screen.findByRole("combobox", { name: "Client" });
    expect(field).toHaveFocus();
    await user.keyboard("Hel{Enter}");
    await waitFor(() => expect(names().join()).not.toContain("No client yet"));
    expect(toasts.list.at(-1)?.text).toBe("Given to Helio");
    expect(toasts.list.at(-1)?.action?.label).toBe("Undo");

    await user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(names().join()).toContain("No client yet"));
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await waitFor(() => expect(names().join()).not.toContain("No client yet"));
  });

  test("a client that is not there yet is made where it is needed", async () => {
    const { user } = await open();
    await goTo(user, /No client yet/);
    await user.keyboard("cTax office{Enter}");
    await waitFor(() => expect(names().join()).toContain("Tax office"));
    expect((await host.clients()).map((client) => client.name)).toContain("Tax office");
  });

  test("a project is chosen, or made, below its client", async () => {
    const { user } = await open();
    await goTo(user, /Helio, scope/);
    await user.keyboard("{Enter}");
    const field = await screen.findByRole("combobox", { name: "Project" });
    await user.click(field);
    await user.keyboard("Phase two{Enter}");
    await waitFor(() => expect(names().join()).toContain("Helio · Phase two, scope of phase 2"));
  });

  test("L relabels, and Escape in the field takes back what was typed", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("l");
    const field = await screen.findByRole("textbox", { name: "Label" });
    await user.clear(field);
    await user.type(field, "something else{Escape}");
    expect(field).toHaveValue("slides for Friday");
    await user.clear(field);
    await user.type(field, "slides for Monday{Enter}");
    await waitFor(() => expect(names().join()).toContain("slides for Monday"));
  });

  test("what was typed is saved when one leaves the field", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("l");
    await user.type(await screen.findByRole("textbox", { name: "Label" }), " noon");
    await user.tab();
    await waitFor(() => expect(names().join()).toContain("slides for Friday noon"));
  });

  test("B turns billable off and on", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("b");
    await waitFor(() => expect(names().join()).toContain("slides for Friday, not billable"));
    await user.keyboard("b");
    await waitFor(() => expect(names().join()).not.toContain("not billable"));
  });

  test("A accepts, D makes it a draft again", async () => {
    const { user } = await open();
    const block = await goTo(user, /slides for Friday/);
    await user.keyboard("a");
    await waitFor(() => expect(block).toHaveClass("tinted"));
    await user.keyboard("d");
    await waitFor(() => expect(block).toHaveClass("hatched"));
    await user.keyboard("1");
    await waitFor(() => expect(block).toHaveClass("tinted"));
  });

  test("several blocks are accepted together, and undone together", async () => {
    const { user } = await open();
    await goTo(user, /fixing login/);
    await user.keyboard("{Shift>}kk{/Shift}");
    await waitFor(() => expect(chosen()).toHaveLength(3));
    expect(screen.getByRole("toolbar", { name: "3 blocks · 2 h 04" })).toBeInTheDocument();
    await user.keyboard("a");
    await waitFor(() => expect(document.querySelectorAll(".hatched[data-block]")).toHaveLength(1));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(document.querySelectorAll(".hatched[data-block]")).toHaveLength(4));
  });

  test("several blocks are given to a client together, in one step", async () => {
    const { user } = await open();
    await goTo(user, /fixing login/);
    await user.keyboard("{Control>}a{/Control}");
    await waitFor(() => expect(chosen()).toHaveLength(7));
    await user.keyboard("c");
    await user.keyboard("Nord{Enter}");
    await waitFor(() => expect(names().every((name) => name.includes("Nordwind"))).toBe(true));
    expect(toasts.list.at(-1)?.text).toBe("6 blocks given to Nordwind");
    toasts.list.at(-1)?.action?.run();
    await waitFor(() => expect(names().filter((name) => name.includes("Nordwind"))).toHaveLength(1));
  });

  test("Shift+A accepts all drafts of the day, with undo", async () => {
    const { user } = await open();
    await user.keyboard("{Shift>}a{/Shift}");
    await waitFor(() => expect(document.querySelector(".hatched[data-block]")).toBeNull());
    expect(screen.queryByRole("button", { name: /^Accept all/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Undo: accept 4 drafts" }));
    await waitFor(() => expect(document.querySelectorAll(".hatched[data-block]")).toHaveLength(4));
  });

  test("F goes to the next draft, and round to the first", async () => {
    const { user } = await open();
    const seen: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await user.keyboard("f");
      await waitFor(() => expect(document.activeElement).toBe(chosen()[0]));
      seen.push(chosen()[0]?.dataset.block ?? "");
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen[4]).toBe(seen[0]);
  });

  test("+ and - zoom, 0 goes back", async () => {
    const { user } = await open();
    const timeline = document.querySelector(".timeline");
    expect(timeline).toHaveAttribute("data-zoom", "360");
    await user.keyboard("+");
    await waitFor(() => expect(timeline).toHaveAttribute("data-zoom", "240"));
    expect(screen.getByText("4 h on screen")).toBeInTheDocument();
    await user.keyboard("--");
    await waitFor(() => expect(timeline).toHaveAttribute("data-zoom", "480"));
    await user.keyboard("0");
    await waitFor(() => expect(timeline).toHaveAttribute("data-zoom", "360"));
  });

  test("zooming keeps the chosen block where it stands", async () => {
    const { user } = await open();
    const block = await goTo(user, /slides for Friday/);
    const timeline = document.querySelector<HTMLElement>(".timeline");
    const middle = () =>
      parseFloat(block.style.top) + parseFloat(block.style.height) / 2 - (timeline?.scrollTop ?? 0);
    const before = middle();
    await user.keyboard("+");
    await waitFor(() => expect(timeline).toHaveAttribute("data-zoom", "240"));
    expect(middle()).toBeCloseTo(before, 0);
  });

  test("[ and ] go through the days, G to a date", async () => {
    const { user } = await open();
    await user.keyboard("[[[[");
    expect(await screen.findByRole("heading", { name: "Wednesday 18 November" })).toBeInTheDocument();
    expect(pages.date).toBe("2026-11-18");
    await user.keyboard("]");
    expect(await screen.findByRole("heading", { name: "Thursday 19 November" })).toBeInTheDocument();
    await user.keyboard("g");
    const calendar = await screen.findByRole("dialog", { name: "Choose a date" });
    expect(within(calendar).getByRole("button", { name: /^Thursday,? 19 November 2026/ })).toHaveFocus();
    await user.keyboard("{ArrowUp}");
    await waitFor(() =>
      expect(within(calendar).getByRole("button", { name: /^Thursday,? 12 November 2026/ })).toHaveFocus(),
    );
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Thursday 12 November" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Today" }));
    expect(await screen.findByRole("heading", { name: "Friday 20 November" })).toBeInTheDocument();
    expect(pages.date).toBeNull();
  });

  test("the palette opens a day, and is offered the clients once a block is chosen", async () => {
    const { user } = await open();
    pages.goToDay("2026-11-17");
    expect(await screen.findByRole("heading", { name: "Tuesday 17 November" })).toBeInTheDocument();
    pages.goToDay(null);
    await screen.findByRole("heading", { name: "Friday 20 November" });
    expect(keys.actions.some((action) => action.label === "Assign to Helio")).toBe(false);
    await goTo(user, /slides for Friday/);
    keys.actions.find((action) => action.label === "Assign to Helio")?.run();
    await waitFor(() => expect(names().join()).toContain("Helio, slides for Friday"));
  });

  test("each key means one thing", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    const all = keys.actions.flatMap((action) => action.keys ?? []);
    expect(all).toEqual([...new Set(all)]);
    expect(all).toEqual(expect.arrayContaining(["J", "K", "Enter", "C", "L", "B", "A", "1", "G", "[", "]"]));
  });

  test("letters do nothing while one types", async () => {
    const { user } = await open();
    const block = await goTo(user, /slides for Friday/);
    await user.keyboard("l");
    await user.type(await screen.findByRole("textbox", { name: "Label" }), "ab[[");
    expect(block).toHaveClass("hatched");
    expect(screen.getByRole("heading", { name: "Friday 20 November" })).toBeInTheDocument();
  });

  test("Escape closes the block, then lets go of it, and the focus stays", async () => {
    const { user } = await open();
    const block = await goTo(user, /slides for Friday/);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog")).toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(block).toHaveFocus());
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => {
      void user.keyboard("{Escape}");
      expect(chosen()).toHaveLength(0);
    });
  });
});
