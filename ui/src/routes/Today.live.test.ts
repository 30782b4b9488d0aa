import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { NOTHING_SAID } from "../lib/entry/correction";
import { SCOPE_CALL } from "../lib/host/memory/doing";
import { toasts } from "../lib/shared/toasts.svelte";
import { ZOOMS } from "../lib/entry/geometry";
import { zoom } from "../lib/today/zoom.svelte";
import { MINUTE, blocks, chosen, goTo, host, names, open } from "../testing/day";

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
    await host.correct(id, { ...NOTHING_SAID, label: "by another hand" });
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

  test("another zone in which it is another day is told as a zone", async () => {
    await open();
    host.world.setZone("Asia/Tokyo");
    expect(await screen.findByText(/^Times are now those of Tokyo/)).toBeInTheDocument();
    expect(screen.getByRole("heading", { name: "Saturday 21 November" })).toBeInTheDocument();
  });
});
