import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test } from "vitest";
import type { MemoryHost } from "../lib/host/memory";
import { toasts } from "../lib/shared/toasts.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import { workday } from "../testing/workday";
import Notes from "./Notes.svelte";

const DAY = "2026-11-20";
let host: MemoryHost;

beforeEach(() => {
  host = workday();
});

const put = (text: string, date = DAY, block: string | null = null) =>
  host.putNote({ id: null, date, block, text });
const all = () => host.notes("2020-01-01", "2030-01-01");
const source = () => screen.getByRole("textbox", { name: "Text of the note" });
const list = () => screen.getByRole("navigation", { name: "Notes by day" });

async function open(language = "en") {
  const page = mount(Notes, {}, { host, words: new Words(language) });
  await screen.findByRole("heading", { level: 1 });
  await waitFor(() =>
    expect(
      screen.queryByRole("article") ?? screen.queryByRole("heading", { name: /^No notes yet|^Noch keine/ }),
    ).toBeTruthy(),
  );
  return page;
}

describe("a note", () => {
  test("is begun, saved as one writes, and reads as it is meant", async () => {
    const { user } = await open();
    expect(screen.getByRole("heading", { name: "No notes yet" })).toBeInTheDocument();
    await user.keyboard("{Shift>}n{/Shift}");
    await waitFor(() => expect(source()).toHaveFocus());
    expect(screen.getByText("saved as you write")).toBeInTheDocument();
    await user.keyboard("# Friday{Enter}- **call** Ann");
    const reading = screen.getByRole("region", { name: "How the note reads" });
    expect(within(reading).getByRole("heading", { name: "Friday" })).toBeInTheDocument();
    expect(within(reading).getByRole("listitem")).toHaveTextContent("call Ann");
    await waitFor(async () => expect(await all()).toHaveLength(1));
    expect(source()).toHaveFocus();
    await user.keyboard(" today");
    expect(screen.getByText("saving …")).toBeInTheDocument();
    await waitFor(async () => expect((await all())[0]?.text).toBe("# Friday\n- **call** Ann today"));
    expect(await screen.findByText(/^saved Fri/)).toBeInTheDocument();
    expect(await all()).toHaveLength(1);
    expect(within(list()).getByRole("button", { name: "Friday" })).toHaveAttribute("aria-current", "true");
  });

  test("is saved when one leaves it for another, or the page", async () => {
    await put("first", "2026-11-18");
    await put("second");
    const { user, unmount } = await open();
    expect(source()).toHaveValue("second");
    await user.keyboard("e");
    await waitFor(() => expect(source()).toHaveFocus());
    await user.keyboard(" more");
    await user.click(within(list()).getByRole("button", { name: "first" }));
    await waitFor(() => expect(source()).toHaveValue("first"));
    expect((await all()).map((note) => note.text)).toEqual(["first", "second more"]);
    await user.type(source(), " end");
    unmount();
    await waitFor(async () => expect((await all())[0]?.text).toBe("first end"));
  });

  test("that was emptied stays as it was saved, and says so", async () => {
    await put("keep me");
    const { user } = await open();
    await user.clear(source());
    expect(screen.getByText(/^An empty note is not kept/)).toBeInTheDocument();
    await user.tab();
    expect((await all())[0]?.text).toBe("keep me");
  });

  test("is deleted with a way back", async () => {
    await put("one", "2026-11-18");
    await put("two");
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: /^Delete/ }));
    await waitFor(() => expect(source()).toHaveValue("one"));
    expect(toasts.list.at(-1)?.text).toBe("Note deleted: two");
    toasts.list.at(-1)?.action?.run();
    await waitFor(() => expect(source()).toHaveValue("two"));
    expect(await all()).toHaveLength(2);
  });

  test("of an entry shows the entry, and leads to its day", async () => {
    const [block] = (await host.day(null)).blocks;
    await put("ask again", DAY, block?.id ?? "");
    const { user, pages } = await open();
    expect(
      within(list()).getByRole("button", { name: /^ask again\s*Acme · Web relaunch$/ }),
    ).toBeInTheDocument();
    pages.page = "notes";
    await user.click(screen.getByRole("button", { name: /^Acme · Web relaunch — API review/ }));
    expect(pages.page).toBe("today");
    expect(pages.date).toBe(DAY);
    expect(pages.entry).toEqual({ date: DAY, id: block?.id });
    await user.type(source(), "!");
    await waitFor(async () => expect((await host.day(null)).blocks[0]?.note).toBe("ask again!"));
  });

  test("that was refused says so, and is not lost", async () => {
    await put("a");
    const { user } = await open();
    host.world.refuse("putNote", { code: "store", message: "the database refused" });
    await user.type(source(), "b");
    await user.tab();
    expect(await screen.findByText(/database refused/)).toBeInTheDocument();
    expect(screen.getByText("not saved")).toBeInTheDocument();
    host.world.refuse("putNote", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(async () => expect((await all())[0]?.text).toBe("ab"));
  });

  test("that could not be deleted is deleted once one tries again", async () => {
    await put("a");
    const { user } = await open();
    host.world.refuse("deleteNote", { code: "store", message: "the database refused" });
    await user.click(screen.getByRole("button", { name: /^Delete/ }));
    expect(await screen.findByText(/database refused/)).toBeInTheDocument();
    host.world.refuse("deleteNote", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(async () => expect(await all()).toHaveLength(0));
  });

  test("written elsewhere is shown at once, unless one writes here", async () => {
    const note = await put("a");
    const { user } = await open();
    await host.putNote({ id: note.id, date: DAY, block: null, text: "from elsewhere" });
    await waitFor(() => expect(source()).toHaveValue("from elsewhere"));
    await user.type(source(), " mine");
    await host.putNote({ id: note.id, date: DAY, block: null, text: "again" });
    expect(source()).toHaveValue("from elsewhere mine");
  });
});

describe("by key", () => {
  test("J and K go from note to note, E writes, Escape reads", async () => {
    for (const [text, date] of [
      ["one", "2026-11-18"],
      ["two", "2026-11-19"],
      ["three", DAY],
    ] as const) {
      await put(text, date);
    }
    const { user } = await open();
    expect(source()).toHaveValue("three");
    await user.keyboard("j");
    await waitFor(() => expect(source()).toHaveValue("two"));
    await user.keyboard("j");
    await waitFor(() => expect(source()).toHaveValue("one"));
    await user.keyboard("k");
    await waitFor(() => expect(source()).toHaveValue("two"));
    await user.keyboard("e");
    await waitFor(() => expect(source()).toHaveFocus());
    await user.keyboard("j{Escape}");
    expect(source()).not.toHaveFocus();
    await waitFor(async () => expect((await all())[1]?.text).toBe("twoj"));
  });

  test("/ finds, Enter opens what was found, Escape shows all again", async () => {
    await put("The login of Acme", "2026-11-18");
    await put("something else");
    const { user, pages } = await open();
    await user.keyboard("/");
    const field = screen.getByRole("searchbox", { name: "Search notes and entries" });
    expect(field).toHaveFocus();
    await user.keyboard("log");
    const results = await screen.findByRole("list", { name: "What was found" });
    await waitFor(() => expect(within(results).getAllByRole("listitem")).toHaveLength(2));
    expect([...results.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["login", "login"]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(source()).toHaveValue("The login of Acme"));
    pages.page = "notes";
    await user.click(within(results).getByRole("button", { name: /^fixing login redirect/ }));
    expect(pages.page).toBe("today");
    const wanted = (await host.day(null)).blocks.find((block) => block.label === "fixing login redirect");
    expect(pages.entry).toEqual({ date: DAY, id: wanted?.id });
    await user.click(field);
    await user.keyboard("{Escape}");
    expect(list()).toBeInTheDocument();
    await user.type(field, "zzz");
    expect(await screen.findByText(/^Every word you type must begin/)).toBeInTheDocument();
  });

  test("what was found reads without the marks of Markdown", async () => {
    await put("# Ideas\n**login** costs 5 * 3 `h`", "2026-11-18");
    const { user } = await open();
    await user.keyboard("/costs");
    const results = await screen.findByRole("list", { name: "What was found" });
    expect(await within(results).findByRole("button", { name: /^Ideas login costs 5 \* 3 h/ })).toBeVisible();
  });

  test("words from the palette are found at once", async () => {
    await put("The login of Acme");
    const { pages } = await open();
    pages.find("acme");
    const results = await screen.findByRole("list", { name: "What was found" });
    await waitFor(() => expect(within(results).getAllByRole("listitem").length).toBeGreaterThan(0));
    expect(screen.getByRole("searchbox")).toHaveFocus();
    expect(pages.wanted).toBeNull();
  });
});

test("notes of earlier years are one press away", async () => {
  await put("long ago", "2024-12-24");
  await put("now");
  const { user } = await open();
  expect(within(list()).queryByRole("button", { name: "long ago" })).toBeNull();
  await user.click(within(list()).getByRole("button", { name: "Older than November 2025 …" }));
  expect(await within(list()).findByRole("button", { name: "long ago" })).toBeInTheDocument();
});

test("there is no way to earlier years in which nothing was written", async () => {
  await put("now");
  const { user } = await open();
  const older = () => within(list()).queryByRole("button", { name: /^Older than/ });
  await within(list()).findByRole("button", { name: "now" });
  expect(older()).toBeNull();
  await put("long ago", "2019-12-24");
  await waitFor(() => expect(older()).toBeTruthy());
  await user.click(older() as HTMLElement);
  expect(
    await within(list()).findByRole("button", { name: "long ago" }),
    "however many empty years lie between",
  ).toBeInTheDocument();
  await waitFor(() => expect(older()).toBeNull());
});

test("a year without a note hides none of those before it", async () => {
  await put("long ago", "2024-12-24");
  await open();
  await waitFor(() => expect(source()).toHaveValue("long ago"));
  expect(screen.queryByRole("heading", { name: "No notes yet" })).toBeNull();
});

test("a note that was not begun after all leaves the others in sight", async () => {
  await put("now");
  const { user } = await open();
  await user.keyboard("{Shift>}n{/Shift}");
  await waitFor(() => expect(source()).toHaveFocus());
  await user.click(screen.getByRole("button", { name: /^Delete/ }));
  await waitFor(() => expect(source()).toHaveValue("now"));
  expect(screen.queryByRole("heading", { name: "No notes yet" })).toBeNull();
});

test("notes that cannot be read say so", async () => {
  host.world.refuse("notes", { code: "store", message: "the database refused" });
  const { user } = mount(Notes, {}, { host });
  expect(await screen.findByText(/database refused/)).toBeInTheDocument();
  host.world.refuse("notes", null);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: "No notes yet" })).toBeInTheDocument();
});

test.each(["en", "de"])("everybody can use it, in %s", async (language) => {
  const { user, keys } = await open(language);
  expect(await violations()).toEqual([]);
  await put("# One\n\n- [ ] a\n- [x] b\n\n1. c\n\n> d\n\n```\ne\n```\n\n[f](https://f.example)");
  await waitFor(() => expect(screen.getByRole("article")).toBeInTheDocument());
  expect(await violations()).toEqual([]);
  await user.keyboard("/");
  await user.keyboard("log");
  await waitFor(() => expect(document.querySelector("mark")).toBeTruthy());
  expect(await violations()).toEqual([]);
  expect(document.body.textContent).not.toMatch(/notes\.[a-z]/);
  const all = keys.actions.flatMap((action) => action.keys ?? []);
  expect(all).toEqual([...new Set(all)]);
});
