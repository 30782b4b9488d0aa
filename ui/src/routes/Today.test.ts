import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { AWAY } from "../lib/host/memory/doing";
import { ZOOMS } from "../lib/entry/geometry";
import { zoom } from "../lib/today/zoom.svelte";
import {
  AFTERNOON,
  MINUTE,
  blocks,
  chosen,
  draw,
  goTo,
  host,
  isClean,
  names,
  open,
  pages,
  prepare,
} from "../testing/day";

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

describe("an entry that was found elsewhere", () => {
  test("is opened on its day", async () => {
    await open();
    const wanted = (await host.day("2026-11-18")).blocks[2];
    pages.goToEntry({ date: "2026-11-18", id: wanted?.id ?? "" });
    await screen.findByRole("heading", { name: "Wednesday 18 November" });
    const editor = await screen.findByRole("dialog");
    await waitFor(() => expect(editor).toContainElement(document.activeElement as HTMLElement));
    expect(chosen().map((one) => one.dataset.block)).toEqual([wanted?.id]);
    expect(pages.entry, "it is opened once").toBeNull();
  });

  test("is opened on the day that is shown already", async () => {
    await open();
    const wanted = (await host.day(null)).blocks[0];
    pages.goToEntry({ date: "2026-11-20", id: wanted?.id ?? "" });
    await screen.findByRole("dialog");
    expect(chosen().map((one) => one.dataset.block)).toEqual([wanted?.id]);
  });

  test("and is gone since, leads to its day only", async () => {
    await open();
    pages.goToEntry({ date: "2026-11-18", id: "gone" });
    await screen.findByRole("heading", { name: "Wednesday 18 November" });
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(pages.entry).toBeNull());
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
    prepare(AFTERNOON, false);
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
    prepare();
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
