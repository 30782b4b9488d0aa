import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { Keys } from "../lib/frame/keys.svelte";
import type { Pages } from "../lib/frame/pages.svelte";
import { memory, type MemoryHost } from "../lib/host/memory";
import { AWAY, SCOPE_CALL } from "../lib/host/memory/doing";
import { toasts } from "../lib/shared/toasts.svelte";
import { USUAL_ZOOM, ZOOMS } from "../lib/today/geometry";
import { zoom } from "../lib/today/zoom.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import Today from "./Today.svelte";

const MINUTE = 60_000;
const AFTERNOON = Date.parse("2026-11-20T17:20:00+01:00");

let keys: Keys;
let pages: Pages;
let host: MemoryHost;

beforeEach(() => {
  zoom.level = USUAL_ZOOM;
});

function draw(language = "en") {
  const page = mount(Today, {}, { host, words: new Words(language) });
  ({ keys, pages } = page);
  return page;
}

async function open(at = AFTERNOON, language = "en", isSetUp = true) {
  host = memory({ now: () => at, zone: "Europe/Vienna", isSetUp });
  const page = draw(language);
  await screen.findByRole("grid");
  return page;
}

function blocks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-block]")];
}

function names(): string[] {
  return blocks().map((block) => block.getAttribute("aria-label") ?? "");
}

function chosen(): HTMLElement[] {
  return blocks().filter((block) => block.getAttribute("aria-selected") === "true");
}

async function isClean(container: Element) {
  expect(await violations(container)).toEqual([]);
}

/** Goes up by K until a block of that name has the focus. */
async function goTo(user: UserEvent, label: RegExp): Promise<HTMLElement> {
  for (let step = 0; step < 12; step += 1) {
    const before = document.activeElement;
    await user.keyboard("k");
    await waitFor(() => expect(document.activeElement).not.toBe(before));
    if (label.test(document.activeElement?.getAttribute("aria-label") ?? "")) break;
  }
  const found = chosen()[0];
  expect(found).toHaveAccessibleName(label);
  expect(found).toHaveFocus();
  return found as HTMLElement;
}

describe("reading the day", () => {
  test("blocks tell time, state, client and label to a screen reader, in order", async () => {
    await open();
    expect(names()[0]).toBe("08:34 to 09:38, confirmed, Acme · Shop care, style guide, 1 hour 4 minutes");
    expect(names().at(-1)).toMatch(
      /^16:33 to 17:20, draft, Acme · Web relaunch, fixing login redirect, 47 minutes\. 14 of 14 blocks/,
    );
  });

  test("gaps are told in words", async () => {
    await open();
    const grid = screen.getByRole("grid", { name: "Friday 20 November: 7 blocks" });
    expect(within(grid).getByText("Away 28 min")).toBeInTheDocument();
    expect(within(grid).getByText(/^Daybook was not running 2 h 57/)).toBeInTheDocument();
  });

  test("drafts are hatched, confirmed blocks are solid", async () => {
    await open();
    expect(blocks()[0]).toHaveClass("tinted");
    expect(blocks().at(-1)).toHaveClass("hatched");
  });

  test("the side adds the day up by client, and says what is not billed", async () => {
    await open();
    const side = screen.getByRole("complementary", { name: "Figures of the day" });
    expect(within(side).getByText("4 h 59")).toBeInTheDocument();
    expect(within(side).getByText("Nordwind").closest("li")).toHaveTextContent("48 min");
    expect(
      within(side)
        .getByText(/Away\s39\smin · excluded\s11\smin/)
        .closest("li"),
    ).toHaveTextContent("not billed");
  });

  test("the card tells what is being done, and for whom", async () => {
    await open();
    const card = screen.getByRole("region", { name: "Right now" });
    expect(card).toHaveTextContent("Acme · Web relaunch");
    host.world.turnTo(AWAY);
    host.world.advance(MINUTE);
    host.world.tell({ kind: "blocks" });
    await waitFor(() => expect(card).toHaveTextContent("Away from the desk"));
  });

  test("a day of 25 hours shows every hour, and the one that comes twice", async () => {
    zoom.level = ZOOMS.indexOf(480);
    await open(Date.parse("2026-10-25T09:00:00+01:00"));
    const timeline = document.querySelector<HTMLElement>(".timeline") as HTMLElement;
    const hours = new Set<string>();
    for (const top of [0, 600, 1200, 1800]) {
      timeline.scrollTop = top;
      await fireEvent.scroll(timeline);
      for (const hour of document.querySelectorAll(".hour.whole span")) {
        hours.add((hour.textContent ?? "").trim().replace(/\s+/g, " "));
      }
    }
    expect(hours.size).toBe(25);
    expect([...hours].filter((hour) => hour.startsWith("02:00"))).toEqual(["02:00", "02:00 again"]);
  });

  test("German is complete", async () => {
    await open(AFTERNOON, "de");
    expect(screen.getByRole("button", { name: "Alle 4 Entwürfe bestätigen" })).toBeInTheDocument();
    expect(names().at(-1)).toMatch(/Entwurf, Acme · Web relaunch, .* 14 von 14 Blöcken im Ordner/);
    expect(document.body.textContent).not.toMatch(/today\.|why\./);
  });
});

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

describe("by pointer", () => {
  test("a click opens a block with its reason and what was in front", async () => {
    const { user } = await open();
    const [block] = blocks().filter((one) => one.getAttribute("aria-label")?.includes("slides for Friday"));
    await user.click(block as HTMLElement);
    const editor = await screen.findByRole("dialog", { name: /15:05/ });
    expect(
      within(editor).getByText("9 of 9 blocks with ‘nordwind’ in the title were Nordwind, Pitch deck"),
    ).toBeInTheDocument();
    expect(
      await within(editor).findByText("Nordwind pitch v3.odp — LibreOffice Impress"),
    ).toBeInTheDocument();
    await user.click(within(editor).getByRole("switch", { name: "Billable" }));
    await waitFor(() => expect(names().join()).toContain("slides for Friday, not billable"));
    await user.click(within(editor).getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(block).toHaveClass("tinted"));
    await user.click(within(editor).getByRole("button", { name: "Back to draft" }));
    await waitFor(() => expect(block).toHaveClass("hatched"));
  });

  test("Ctrl and the wheel zoom around the pointer, a wheel alone does not", async () => {
    await open();
    const timeline = document.querySelector<HTMLElement>(".timeline") as HTMLElement;
    await fireEvent.wheel(timeline, { deltaY: -120 });
    expect(timeline).toHaveAttribute("data-zoom", "360");
    const first = blocks()[0] as HTMLElement;
    const place = () => parseFloat(first.style.top) - timeline.scrollTop;
    // The pointer is on the first block's upper edge.
    const clientY = place() + 16;
    await fireEvent.wheel(timeline, { deltaY: -60, ctrlKey: true, clientY });
    expect(timeline).toHaveAttribute("data-zoom", "240");
    await waitFor(() => expect(place() + 16).toBeCloseTo(clientY, 0));
  });

  test("a block too low for its words tells them on hover and on focus, until Escape", async () => {
    zoom.level = ZOOMS.length - 1;
    const { user } = await open();
    const tip = () => document.querySelector(".tip");
    const [block] = blocks().filter((one) => one.getAttribute("aria-label")?.includes("slides for Friday"));
    expect(tip()).toBeNull();
    await user.hover(block as HTMLElement);
    await waitFor(() => expect(tip()).toHaveTextContent("9 of 9 blocks with ‘nordwind’ in the title"));
    await user.unhover(block as HTMLElement);
    await waitFor(() => expect(tip()).toBeNull());
    await user.keyboard("k");
    await waitFor(() => expect(tip()).toHaveTextContent("14 of 14 blocks"));
    const chosenBefore = chosen();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(tip()).toBeNull());
    expect(chosen()).toEqual(chosenBefore);
  });

  test("Shift and a click choose what lies between", async () => {
    const { user } = await open();
    const [first, , third] = blocks();
    await user.click(first as HTMLElement);
    await user.keyboard("{Shift>}");
    await user.click(third as HTMLElement);
    await user.keyboard("{/Shift}");
    await waitFor(() => expect(chosen()).toHaveLength(3));
    expect(screen.getByRole("dialog", { name: "3 blocks" })).toBeInTheDocument();
  });

  test("a refused change is told where one looks, and nothing changes", async () => {
    const { user } = await open();
    host.world.refuse("correctAll", {
      code: "strange",
      message: "the disk is full; make room and try again",
    });
    await goTo(user, /slides for Friday/);
    await user.keyboard("b");
    expect(await screen.findByRole("alert")).toHaveTextContent(/disk is full/);
    expect(names().join()).not.toContain("not billable");
  });

  test("pause says until when, and resume ends it", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Pause" }));
    await user.click(screen.getByRole("menuitem", { name: /15 minutes/ }));
    const button = await screen.findByRole("button", { name: "Paused until 17:35" });
    await user.click(button);
    await user.click(screen.getByRole("menuitem", { name: "Resume" }));
    expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
  });

  test("forget asks once, and the drafts of that time go", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Forget" }));
    await user.click(screen.getByRole("menuitem", { name: /60 minutes/ }));
    const question = await screen.findByRole("dialog", { name: "Forget the last 60 minutes?" });
    const before = blocks().length;
    await user.click(within(question).getByRole("button", { name: "Forget" }));
    await waitFor(() => expect(blocks().length).toBeLessThan(before));
    expect(toasts.list.at(-1)?.text).toMatch(/^Forgotten: \d+ captures/);
  });
});

describe("live", () => {
  test("a new block appears, and an open field keeps its text and focus", async () => {
    const { user } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("l");
    const field = await screen.findByRole("textbox", { name: "Label" });
    await user.clear(field);
    await user.type(field, "half a wo");
    const before = blocks().length;
    host.world.turnTo(SCOPE_CALL);
    host.world.advance(11 * MINUTE);
    await waitFor(() => expect(blocks().length).toBe(before + 1));
    expect(field).toBeInTheDocument();
    expect(field).toHaveFocus();
    expect(field).toHaveValue("half a wo");
    // Somebody else, as the tray or a terminal, names the same block.
    const id = chosen()[0]?.dataset.block ?? "";
    await host.correct(id, { client: null, project: null, label: "by another hand", billable: null });
    await waitFor(() => expect(names().join()).toContain("by another hand"));
    expect(field).toHaveValue("half a wo");
    await user.type(field, "rd{Enter}");
    await waitFor(() => expect(names().join()).toContain("half a word"));
  });

  test("what is chosen stays chosen", async () => {
    const { user } = await open();
    const block = await goTo(user, /slides for Friday/);
    host.world.turnTo(SCOPE_CALL);
    host.world.advance(11 * MINUTE);
    await waitFor(() => expect(blocks()).toHaveLength(8));
    expect(chosen()).toEqual([block]);
    expect(block).toHaveFocus();
  });

  test("at midnight the page goes to the new day and says so", async () => {
    const { user } = await open(Date.parse("2026-11-20T23:58:00+01:00"));
    expect(screen.getByRole("heading", { name: "Friday 20 November" })).toBeInTheDocument();
    host.world.goToNextDay();
    expect(await screen.findByRole("heading", { name: "Saturday 21 November" })).toBeInTheDocument();
    expect(screen.getByText("Midnight has passed. This is Saturday 21 November.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Back to Friday 20 November" }));
    expect(await screen.findByRole("heading", { name: "Friday 20 November" })).toBeInTheDocument();
  });

  test("one who has a block open at midnight keeps it, and is offered the new day", async () => {
    const { user } = await open(Date.parse("2026-11-20T23:58:00+01:00"));
    await goTo(user, /slides for Friday/);
    await user.keyboard("l");
    await user.type(await screen.findByRole("textbox", { name: "Label" }), " x");
    host.world.goToNextDay();
    expect(await screen.findByText(/^Midnight has passed/)).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Label" })).toHaveValue("slides for Friday x");
    await user.click(screen.getByRole("button", { name: "Go to today" }));
    expect(await screen.findByRole("heading", { name: "Saturday 21 November" })).toBeInTheDocument();
  });

  test("another day stays shown at midnight", async () => {
    const { user } = await open(Date.parse("2026-11-20T23:58:00+01:00"));
    await user.keyboard("[[");
    await screen.findByRole("heading", { name: "Thursday 19 November" });
    host.world.goToNextDay();
    await waitFor(async () => expect((await host.day(null)).date).toBe("2026-11-21"));
    expect(screen.getByRole("heading", { name: "Thursday 19 November" })).toBeInTheDocument();
  });

  test("another zone redraws the day in its times, and says so", async () => {
    await open();
    host.world.setZone("Europe/Lisbon");
    await waitFor(() => expect(names().at(-1)).toMatch(/^15:33 to 16:20/));
    expect(
      screen.getByText("Times are now those of Lisbon; before, they were those of Vienna."),
    ).toBeInTheDocument();
  });
});

describe("when there is little to show", () => {
  test("a day without time says so", async () => {
    const { container } = await open(AFTERNOON);
    pages.goToDay("2026-11-15");
    expect(await screen.findByRole("heading", { name: "No time on this day" })).toBeInTheDocument();
    await isClean(container);
  });

  test("a day to come says so", async () => {
    await open();
    pages.goToDay("2026-11-23");
    expect(await screen.findByRole("heading", { name: "This day has not come yet" })).toBeInTheDocument();
  });

  test("before the first block it says when that comes", async () => {
    host = memory({ now: () => AFTERNOON, zone: "Europe/Vienna", isSetUp: false });
    await host.setUp([]);
    const { container } = draw();
    expect(await screen.findByRole("heading", { name: "Waiting for the first block" })).toBeInTheDocument();
    await isClean(container);
  });

  test("while nothing is captured it says so", async () => {
    await open(AFTERNOON, "en", false);
    expect(await screen.findByRole("heading", { name: "Nothing is being captured" })).toBeInTheDocument();
  });

  test("a day that cannot be read is told, with a way to try again", async () => {
    host = memory({ now: () => AFTERNOON, zone: "Europe/Vienna" });
    host.world.refuse("day", { code: "strange", message: "the database is locked; close the other program" });
    const { user } = draw();
    expect(await screen.findByRole("alert")).toHaveTextContent(/database is locked/);
    host.world.refuse("day", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("grid")).toBeInTheDocument();
  });
});

describe("axe finds nothing", () => {
  test("in the day", async () => {
    const { container } = await open();
    await isClean(container);
  });

  test("in an open block, and in several", async () => {
    const { user, container } = await open();
    await goTo(user, /slides for Friday/);
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog");
    await isClean(container);
    await user.keyboard("{Escape}");
    await user.keyboard("{Control>}a{/Control}");
    await screen.findByRole("toolbar");
    await isClean(container);
  });

  test("in the calendar", async () => {
    const { user, container } = await open();
    await user.keyboard("g");
    await screen.findByRole("dialog", { name: "Choose a date" });
    await isClean(container);
  });

  test("in the question before forgetting", async () => {
    const { user, container } = await open();
    await user.click(screen.getByRole("button", { name: "Forget" }));
    await isClean(container);
    await user.click(screen.getByRole("menuitem", { name: /15 minutes/ }));
    await screen.findByRole("dialog");
    await isClean(container);
  });
});
