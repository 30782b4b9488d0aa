import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { NOTHING_SAID } from "../lib/entry/correction";
import { Keys } from "../lib/frame/keys.svelte";
import type { MemoryHost } from "../lib/host/memory";
import { made } from "../lib/host/memory/entries";
import { toasts } from "../lib/shared/toasts.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import { EVENING, MINUTE, NINE, workday } from "../testing/workday";
import Review from "./Review.svelte";

const DAY = "2026-11-20";
let host: MemoryHost;

async function open(language = "en", at = EVENING) {
  host = workday(at);
  const page = mount(Review, {}, { host, words: new Words(language) });
  await waitFor(() => expect(card()).toBeTruthy());
  return page;
}

function card(): HTMLElement {
  return document.querySelector("[data-card]") as HTMLElement;
}

const title = () => within(card()).getByRole("heading", { level: 2 }).textContent?.trim();
const drafts = async () => (await host.review(DAY, DAY, [])).queue;

/** Presses keys, and counts them: a letter is one, {Enter} is one. */
class Hands {
  strokes = 0;
  readonly #user: UserEvent;

  constructor(user: UserEvent) {
    this.#user = user;
  }

  async press(keys: string) {
    this.strokes += keys.match(/\{[^}]+\}|./g)?.length ?? 0;
    await this.#user.keyboard(keys);
  }

  /** Until another card is shown. */
  async on(keys: string) {
    const before = card().textContent;
    await this.press(keys);
    await waitFor(() => expect(card().textContent).not.toBe(before));
  }
}

describe("a normal day", () => {
  test("of eight drafts and one absence is reviewed with twenty-one keystrokes", async () => {
    const { user } = await open();
    const hands = new Hands(user);
    expect(await drafts()).toHaveLength(8);

    // Away for 28 min: it was no work.
    expect(title()).toBe("Away for 28 min");
    await hands.on("2");
    // Receipts belong to nobody whom Daybook knows: a few letters give them to somebody.
    expect(title()).toBe("No client yet");
    await hands.press("p");
    await screen.findByRole("combobox", { name: "Client and project" });
    await hands.press("Helio{Enter}");
    await waitFor(() => expect(title()).toBe("Helio"));
    await hands.on("1");
    // The call, then two of which the first looks right.
    expect(title()).toBe("Helio");
    await hands.on("1");
    await hands.on("1");
    await hands.on("1");
    expect(title()).toBe("Acme · Web relaunch");
    await hands.on("1");
    // The slides: the last 17 minutes look like Acme, so it is split there, and the rest is put right.
    expect(title()).toBe("Nordwind · Pitch deck");
    await within(card()).findByText(/split here/);
    await hands.press("s");
    await waitFor(async () => expect(await drafts()).toHaveLength(4));
    await hands.on("1");
    expect(title()).toBe("Nordwind · Pitch deck");
    await hands.press("p");
    await screen.findByRole("combobox", { name: "Client and project" });
    await hands.press("A{Enter}");
    await waitFor(() => expect(title()).toBe("Acme"));
    await hands.on("1");
    await hands.on("1");
    await hands.on("1");

    expect(await screen.findByRole("heading", { name: "All of it is reviewed" })).toBeInTheDocument();
    expect(await drafts()).toEqual([]);
    // Fast hands need two thirds of a minute for them, slow ones a minute: far below two.
    expect(hands.strokes).toBe(21);
    // The whole day is many turns of one test: a busy machine needs its time for them.
  }, 120_000);

  test("ends with what was confirmed for whom, and with what was left lying", async () => {
    const { user } = await open();
    await user.keyboard("{Shift>}a{/Shift}");
    await waitFor(async () => expect(await drafts()).toEqual([]));
    expect(screen.getByText("8 drafts confirmed.")).toBeInTheDocument();
    // The absence is no draft: it is still to be decided.
    expect(title()).toBe("Away for 28 min");
    await user.keyboard("2");
    const end = await screen.findByRole("region", { name: "All of it is reviewed" });
    expect(within(end).getByText("5 h 23")).toBeInTheDocument();
    const rows = await within(end).findAllByRole("listitem");
    expect(rows.map((row) => row.textContent?.trim().replace(/\s+/g, " "))).toEqual([
      "Acme 3 h 05",
      "Helio 1 h 16",
      "Nordwind 44 min",
      "No client yet 18 min",
    ]);
    const leaks = await screen.findByRole("region", { name: "Left lying" });
    expect(within(leaks).getByText(/^Acme: 3 h 05 in 4 entries without a rate/)).toBeInTheDocument();
  });
});

describe("a card", () => {
  test("can be undone, and comes back", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    await user.keyboard("x");
    await waitFor(async () => expect(await drafts()).toHaveLength(7));
    expect(await screen.findByText(/^Taken out: No client yet, 18 min/)).toBeInTheDocument();
    await user.keyboard("z");
    await waitFor(() => expect(title()).toBe("No client yet"));
    expect(await drafts()).toHaveLength(8);
    expect(screen.getByText(/^Undone: delete a block/)).toBeInTheDocument();
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await waitFor(async () => expect(await drafts()).toHaveLength(7));
  });

  test("says billable or not, and 3 turns it", async () => {
    const { user } = await open();
    await user.keyboard("jj");
    await waitFor(() => expect(title()).toBe("Helio"));
    expect(card()).toHaveTextContent("29 min · billable");
    await user.keyboard("3");
    await waitFor(() => expect(card()).toHaveTextContent("29 min · not billable"));
    expect(within(card()).getByRole("button", { name: "billable" })).toBeInTheDocument();
  });

  test("put off comes last, is offered again at the end, and Z takes it back", async () => {
    const { user } = await open();
    await user.keyboard("h");
    await waitFor(() => expect(title()).toBe("No client yet"));
    expect(screen.getByText("8 left · 1 for later")).toBeInTheDocument();
    await user.keyboard("z");
    await waitFor(() => expect(title()).toBe("Away for 28 min"));
    for (let turn = 0; turn < 9; turn += 1) {
      const before = card().textContent;
      await user.keyboard("h");
      await waitFor(() => expect(card().textContent).not.toBe(before));
    }
    expect(await screen.findByRole("heading", { name: "9 cards are left for later" })).toBeInTheDocument();
    expect(screen.getByText(/^8 drafts are still undecided, 5 h 23: Acme 3 h 05, /)).toBeInTheDocument();
    expect(screen.queryByText(/^No drafts on these days/)).toBeNull();
    await user.keyboard("h");
    await waitFor(() => expect(title()).toBe("Away for 28 min"));
  });

  test("merges with the one before only when that was shown", async () => {
    const { user } = await open();
    await user.keyboard("jj");
    await waitFor(() => expect(title()).toBe("Helio"));
    await waitFor(() =>
      expect(within(card()).getByRole("button", { name: "merge with previous" })).toBeEnabled(),
    );
    await user.keyboard("2");
    const preview = await screen.findByRole("region", { name: "Merge with the entry before" });
    expect(preview).toHaveTextContent(/Becomes one: Acme · Web relaunch, 10:14.– 11:47, 1 h 33\./);
    expect(preview).toHaveTextContent("It is no longer Helio then.");
    expect(await drafts()).toHaveLength(8);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("region", { name: /^Merge/ })).toBeNull());
    await user.keyboard("2");
    await screen.findByRole("region", { name: "Merge with the entry before" });
    await user.keyboard("2");
    await waitFor(async () => expect(await drafts()).toHaveLength(7));
  });

  test("merges nothing that somebody said is for different clients, and says so", async () => {
    host = workday();
    for (const label of ["scope of phase 2", "fixing login redirect"]) {
      const block = (await drafts()).find((one) => one.label === label);
      await host.correct(block?.id ?? "", { ...NOTHING_SAID, label: `${label}, said` });
    }
    const { user } = mount(Review, {}, { host, words: new Words("en") });
    await waitFor(() => expect(card()).toBeTruthy());
    // Of two that are as sure, the earlier comes first.
    await user.keyboard("jjjjjjjj");
    await waitFor(() => expect(card()).toHaveTextContent("scope of phase 2, said"));
    await waitFor(() =>
      expect(within(card()).getByRole("button", { name: "merge with previous" })).toBeEnabled(),
    );
    await user.keyboard("2");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "They are not all for the same client. Give them the same client first, then merge them.",
    );
    expect(await drafts()).toHaveLength(8);
  });

  test("where a gap lies between, says what counting it adds", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    await waitFor(() =>
      expect(within(card()).getByRole("button", { name: "merge with previous" })).toBeEnabled(),
    );
    await user.keyboard("2");
    expect(await screen.findByRole("button", { name: /Fill the gap too, adds 15 min/ })).toBeInTheDocument();
    await user.keyboard("f");
    await waitFor(async () => expect(await drafts()).toHaveLength(7));
    const merged = (await drafts()).find((block) => block.label === "scope of phase 2");
    expect(merged?.length_ms).toBe((29 + 15 + 18) * MINUTE);
  });

  test("is edited in the editor of entries, and split where one says", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    await user.keyboard("e");
    const label = await screen.findByRole("textbox", { name: "Label" });
    expect(label).toHaveFocus();
    await user.keyboard("taxes{Enter}");
    await waitFor(() => expect(within(card()).getByText("taxes")).toBeInTheDocument());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Label" })).toBeNull());
    expect(card()).toHaveFocus();
  });

  test("a name that is new makes a client and its project", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    await user.keyboard("p");
    await screen.findByRole("combobox", { name: "Client and project" });
    await user.keyboard("Tax office / VAT{Enter}");
    await waitFor(() => expect(title()).toBe("Tax office · VAT"));
    expect((await host.clients()).map((client) => client.name)).toContain("Tax office");
  });

  test("says why it was refused, and stays", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    host.world.refuse("confirm", { code: "store", message: "the database refused" });
    await user.keyboard("1");
    expect(await screen.findByText(/database refused/)).toBeInTheDocument();
    expect(title()).toBe("No client yet");
    host.world.refuse("confirm", null);
    await user.keyboard("1");
    await waitFor(() => expect(title()).toBe("Helio"));
  });
});

describe("always like this", () => {
  test("shows what the rule would change before it is made, and is undone as a whole", async () => {
    const { user } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(title()).toBe("No client yet"));
    await user.keyboard("l");
    const dialog = await screen.findByRole("dialog", { name: "Always like this" });
    expect(within(dialog).getByText(/^Choose to whom it belongs/)).toBeInTheDocument();
    const pattern = within(dialog).getByRole("textbox", { name: "and holds" });
    await user.clear(pattern);
    await user.type(pattern, "receipts");
    const whose = within(dialog).getByRole("combobox", { name: "it belongs to" });
    await user.click(whose);
    await user.type(whose, "Hel");
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByText("1 draft changes:")).toBeInTheDocument();
    expect(await host.rules()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Make the rule" }));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Always like this" })).toBeNull());
    expect(await host.rules()).toHaveLength(1);
    expect(await screen.findByText("Rule made: “receipts” is Helio. 1 draft changed.")).toBeInTheDocument();
    await user.keyboard("z");
    await waitFor(async () => expect(await host.rules()).toEqual([]));
    expect((await drafts()).filter((block) => block.client === null)).toHaveLength(1);
  });
});

describe("time that counts twice", () => {
  async function openTwice() {
    host = workday();
    const { world } = host;
    const client = world.timesheet.roster.work("Nordwind", "", "");
    const segments = [{ start_ms: NINE + 20 * MINUTE, end_ms: NINE + 60 * MINUTE }];
    world.timesheet.put(made({ id: world.mint(), zone: world.zone, segments, ...client, label: "phone" }));
    const page = mount(Review, {}, { host, words: new Words("en") });
    expect(await screen.findByRole("heading", { name: "26 min counts twice" })).toBeInTheDocument();
    return page;
  }

  test("may count twice when one says so, and is asked about again when that is undone", async () => {
    const { user } = await openTwice();
    const { blocks } = await host.day(DAY);
    expect(within(card()).getByRole("button", { name: "both count" })).toBeInTheDocument();
    await user.keyboard("5");
    await waitFor(() => expect(screen.queryByText(/counts twice/)).toBeNull());
    expect(screen.getByText("Both count it.")).toBeInTheDocument();
    expect((await host.day(DAY)).blocks).toEqual(blocks);
    await user.keyboard("z");
    expect(await screen.findByRole("heading", { name: "26 min counts twice" })).toBeInTheDocument();
    await user.keyboard("1");
    expect(await screen.findByText("Counts once now.")).toBeInTheDocument();
  });

  test("is a card of its own, and is given to one of both", async () => {
    const { user } = await openTwice();
    expect(within(card()).getByText("phone", { exact: false })).toBeInTheDocument();
    expect(await violations()).toEqual([]);
    await user.click(within(card()).getByRole("button", { name: "give it to Nordwind" }));
    await waitFor(() => expect(screen.queryByText(/counts twice/)).toBeNull());
    expect((await host.review(DAY, DAY, [])).overlaps).toEqual([]);
  });
});

describe("the days", () => {
  test("are stepped through, and chosen from a menu", async () => {
    const { user } = await open();
    expect(screen.getByText("Friday 20 November · least certain first")).toBeInTheDocument();
    await user.keyboard("[[[[");
    expect(await screen.findByText(/^Wednesday 18 November/)).toBeInTheDocument();
    expect(await screen.findByRole("heading", { name: "Nothing waits here" })).toBeInTheDocument();
    await user.keyboard("g");
    await user.click(await screen.findByRole("menuitem", { name: "This week" }));
    expect(await screen.findByText(/^Mon,? 16 Nov to Sun,? 22 Nov/)).toBeInTheDocument();
    await waitFor(() => expect(title()).toBe("Away for 28 min"));
    await user.keyboard("g");
    await user.click(await screen.findByRole("menuitem", { name: "Last week" }));
    expect(await screen.findByRole("heading", { name: "Nothing waits here" })).toBeInTheDocument();
    await user.keyboard("g");
    await user.click(await screen.findByRole("menuitem", { name: "All that waits" }));
    expect(await screen.findByText(/^All that waits ·/)).toBeInTheDocument();
    await user.keyboard("g");
    await user.click(await screen.findByRole("menuitem", { name: "A day …" }));
    const picker = await screen.findByRole("dialog", { name: "A day …" });
    await user.click(await within(picker).findByRole("button", { name: /^Thursday,? 19 November 2026/ }));
    expect(await screen.findByText(/^Thursday 19 November/)).toBeInTheDocument();
  });

  test("that are still being read keep the key of a card from leading to another page", async () => {
    host = workday(EVENING);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const review = host.review.bind(host);
    host.review = async (...days) => {
      await held;
      return review(...days);
    };
    const keys = new Keys();
    const left = vi.fn();
    keys.add(() => [{ id: "page.privacy", label: "Privacy", group: "", keys: ["P"], run: left }]);
    const { user } = mount(Review, {}, { host, keys });
    await user.keyboard("p");
    release();
    await waitFor(() => expect(title()).toBe("Away for 28 min"));
    await user.keyboard("p");
    expect(left).not.toHaveBeenCalled();
  });

  test("that cannot be read say so, and can be read again", async () => {
    host = workday();
    host.world.refuse("review", { code: "store", message: "the database refused" });
    const { user } = mount(Review, {}, { host });
    expect(await screen.findByText(/database refused/)).toBeInTheDocument();
    host.world.refuse("review", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(title()).toBe("Away for 28 min"));
  });
});

describe("everybody can use it", () => {
  test.each(["en", "de"])("in %s, with every card", async (language) => {
    const { user, keys } = await open(language);
    expect(await violations()).toEqual([]);
    await user.keyboard("4");
    await waitFor(() => expect(within(card()).getByRole("combobox")).toHaveFocus());
    expect(await violations()).toEqual([]);
    await user.keyboard("{Escape}");
    await user.keyboard("j");
    await waitFor(() => expect(card()).toHaveTextContent("18 min"));
    expect(await violations()).toEqual([]);
    await user.keyboard("l");
    // A dialog's own head is the page's second one only where the page stands in no window.
    const dialog = await screen.findByRole("dialog");
    expect(await violations(dialog.querySelector("form") as HTMLElement)).toEqual([]);
    await user.keyboard("{Escape}");
    await user.keyboard("{Shift>}a{/Shift}");
    await waitFor(async () => expect(await drafts()).toEqual([]));
    await user.keyboard("2");
    await screen.findByRole("heading", { name: /reviewed|geprüft/ });
    expect(await violations()).toEqual([]);
    expect(document.body.textContent).not.toMatch(/review\.|today\.|entry\./);
    const all = keys.actions.flatMap((action) => (action.disabled ? [] : (action.keys ?? [])));
    expect(all).toEqual([...new Set(all)]);
  });
});

test("what the editor did is told with a way back", async () => {
  const { user } = await open();
  await user.keyboard("je");
  await screen.findByRole("textbox", { name: "Label" });
  await user.keyboard("taxes{Enter}");
  await waitFor(() => expect(toasts.list.at(-1)?.action?.label).toBe("Undo"));
});
