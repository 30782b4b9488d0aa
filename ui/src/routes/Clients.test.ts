import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import { memory, type MemoryHost } from "../lib/host/memory";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import ToastList from "../lib/shared/ToastList.svelte";
import Clients from "./Clients.svelte";

const NOW = Date.parse("2026-11-20T17:20:00+01:00");

async function open(host: MemoryHost = memory({ now: () => NOW, zone: "Europe/Vienna" }), language = "en") {
  const page = mount(Clients, {}, { host, words: new Words(language) });
  // As the frame has it.
  const main = document.createElement("main");
  page.baseElement.append(main);
  main.append(page.container);
  await waitFor(() => expect(page.container.querySelector("article, .empty")).toBeInTheDocument());
  return { host, ...page };
}

afterEach(() => document.querySelector("main")?.remove());

const detail = () => within(screen.getByRole("article"));
const named = async (host: MemoryHost, name: string) =>
  (await host.clients()).find((one) => one.name === name);

describe("the ledger of clients", () => {
  test("says for whom, on what, how long and for how much", async () => {
    await open();
    const list = within(screen.getByRole("navigation", { name: "All clients" }));
    expect(list.getByRole("button", { name: /^Acme/ })).toHaveTextContent(
      /Acme 5\d h \d\d Web relaunch, Shop care 90\.00\sEUR/,
    );
    expect(list.getByRole("button", { name: /^Acme/ })).toHaveAttribute("aria-current", "true");
    expect(screen.getByText(/^3 clients, \d+ h/)).toBeVisible();
  });

  test("is walked through by keys", async () => {
    const { user } = await open();
    await user.keyboard("j");
    expect(screen.getByRole("article", { name: "Helio" })).toBeVisible();
    screen.getByRole("button", { name: /^Helio/, current: true }).focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("article", { name: "Nordwind" })).toBeVisible();
    await user.keyboard("k");
    expect(screen.getByRole("article", { name: "Helio" })).toBeVisible();
  });

  test("greets a newcomer, who adds a client with a rate by keys alone", async () => {
    const { user, host } = await open(memory({ now: () => NOW, isSetUp: false }));
    expect(screen.getByRole("heading", { name: "For whom do you work?" })).toBeVisible();
    await user.keyboard("c");
    expect(await screen.findByRole("dialog", { name: "New client" })).toBeVisible();
    expect(await violations()).toEqual([]);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveFocus();
    await user.keyboard("Lumen{Tab}{Tab}90,00{Tab}{Tab}{Enter}");
    expect(await screen.findByRole("article", { name: "Lumen" })).toBeVisible();
    expect((await host.rates())[0]?.per_hour).toEqual({ minor: 9_000, currency: "EUR" });
  });

  test("offers a newcomer the currency that is set, whatever the others have", async () => {
    const host = memory({ now: () => NOW });
    await host.changeSettings([{ currency: "CHF" }]);
    const { user } = await open(host);
    await user.keyboard("c");
    const dialog = await screen.findByRole("dialog", { name: "New client" });
    await waitFor(() =>
      expect(within(dialog).getByRole("combobox", { name: "Currency" })).toHaveDisplayValue(
        "CHF – Swiss Franc",
      ),
    );
  });
});

describe("a client", () => {
  test("is renamed in its place, but not to the name of another", async () => {
    const { user, host } = await open();
    await user.keyboard("e");
    const field = screen.getByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, "helio{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("There already is one named helio.");
    await user.clear(field);
    await user.type(field, "Acme Ltd{Enter}");
    expect(await screen.findByRole("article", { name: "Acme Ltd" })).toBeVisible();
    expect(await named(host, "Acme Ltd")).toBeDefined();
  });

  test("takes another colour", async () => {
    const { user, host } = await open();
    await user.click(screen.getByRole("button", { name: "Colour of Acme" }));
    expect(screen.getByRole("button", { name: "Blue" })).toHaveAttribute("aria-pressed", "true");
    await user.click(screen.getByRole("button", { name: "Brown" }));
    await waitFor(async () => expect((await named(host, "Acme"))?.colour).toBe(7));
  });

  test("says why its currency stays", async () => {
    const { user, host } = await open();
    await user.selectOptions(screen.getByRole("combobox", { name: "Currency" }), "USD");
    expect(await screen.findByRole("alert")).toHaveTextContent(/rates or billable work in EUR already/);
    expect(screen.getByRole("combobox", { name: "Currency" })).toHaveValue("EUR");
    expect((await named(host, "Acme"))?.currency).toBe("EUR");
  });

  test("is rounded in words, with an example that says the tie", async () => {
    const { user, host } = await open();
    expect(detail().getByText(/7 min 30 s counts as 15 min/)).toHaveTextContent(
      "What lies exactly between two steps goes up.",
    );
    await user.selectOptions(screen.getByRole("combobox", { name: "Which way time is rounded" }), "up");
    expect(await detail().findByText(/16 min counts as 30 min/)).toBeVisible();
    await waitFor(async () => expect((await named(host, "Acme"))?.rounding).toBe("up 15 per entry"));
  });

  test("goes to the archive, and comes back by the message", async () => {
    const { user, host } = await open();
    mount(ToastList, {});
    await user.keyboard("x");
    expect(await screen.findByText("Acme is archived")).toBeVisible();
    expect((await named(host, "Acme"))?.is_archived).toBe(true);
    expect(screen.getByText("Archived · 1")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(async () => expect((await named(host, "Acme"))?.is_archived).toBe(false));
  });

  test("with time is not removed, and says what to do instead", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "What you can do with Acme" }));
    await user.click(screen.getByRole("menuitem", { name: "Remove" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/Archive it instead/);
  });
});

describe("projects and tasks", () => {
  test("are added, renamed and taken from billing by keys", async () => {
    const { user, host } = await open();
    await user.keyboard("o");
    await user.type(screen.getByRole("textbox", { name: "New project for Acme" }), "Support{Enter}");
    expect(await detail().findByRole("rowheader", { name: "Support" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "What you can do with Support" }));
    await user.click(screen.getByRole("menuitem", { name: "Add a task" }));
    await user.type(screen.getByRole("textbox", { name: "New task in Support" }), "Phone{Enter}");
    expect(await detail().findByRole("rowheader", { name: "Phone" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "What you can do with Phone" }));
    await user.click(screen.getByRole("menuitem", { name: "Never billable" }));
    const row = detail().getByRole("rowheader", { name: "Phone" }).closest("tr") as HTMLElement;
    await waitFor(() => expect(row).toHaveTextContent("not billable"));
    const project = (await named(host, "Acme"))?.projects.find(({ name }) => name === "Support");
    expect(project?.tasks[0]).toMatchObject({ name: "Phone", billable: false });
  });

  test("that nothing refers to are removed, and back by the message", async () => {
    const { user, host } = await open();
    mount(ToastList, {});
    await user.keyboard("o");
    await user.type(screen.getByRole("textbox", { name: "New project for Acme" }), "Support{Enter}");
    await user.click(await screen.findByRole("button", { name: "What you can do with Support" }));
    await user.click(screen.getByRole("menuitem", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("rowheader", { name: "Support" })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("rowheader", { name: "Support" })).toBeVisible();
    expect((await named(host, "Acme"))?.projects.map(({ name }) => name)).toContain("Support");
  });
});

describe("rates", () => {
  test("stand as a history, the one of now marked", async () => {
    await open();
    const history = within(detail().getByRole("list", { name: "All of Acme" }));
    const lines = history
      .getAllByRole("listitem")
      .map((line) => line.textContent?.replace(/\s+/g, " ").trim());
    expect(lines).toEqual([
      "90.00 EUR from 10 Nov 2026 on now",
      "85.00 EUR from 1 Jan 2026 until 10 Nov 2026",
    ]);
  });

  test("say what they would change before they are set", async () => {
    const { user, host } = await open();
    const setRate = vi.spyOn(host, "setRate");
    await user.keyboard("m");
    const form = within(screen.getByRole("form", { name: "Set a new rate" }));
    await user.type(form.getByRole("textbox", { name: "Per hour, in EUR" }), "100,00");
    const from = form.getByRole("textbox", { name: "From" });
    await user.clear(from);
    await user.type(from, "16.11.2026");
    expect(
      await form.findByText(/^Changes \d+ unbilled entries from \d+.+Nov 2026\. What is billed stays/),
    ).toBeVisible();
    expect(setRate).not.toHaveBeenCalled();
    await user.click(form.getByRole("button", { name: /^Set 100\.00\sEUR$/ }));
    await waitFor(() =>
      expect(within(screen.getByRole("list", { name: "All of Acme" })).getAllByRole("listitem")).toHaveLength(
        3,
      ),
    );
    expect(setRate).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ from: "2026-11-16", per_hour: "100,00" }),
    );
  });

  test("that may be thousands or decimals are asked about, and no date is said to be none", async () => {
    const { user } = await open();
    await user.keyboard("m");
    const form = within(screen.getByRole("form", { name: "Set a new rate" }));
    await user.type(form.getByRole("textbox", { name: "Per hour, in EUR" }), "1.234");
    expect(await form.findByRole("alert")).toHaveTextContent(/can be thousands or decimals/);
    await user.type(form.getByRole("textbox", { name: "From" }), "x");
    expect(form.getByText(/This is no date/)).toBeVisible();
    expect(form.getByRole("button", { name: "Set" })).toBeDisabled();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("form")).toBeNull();
  });

  test("end where the level above shall hold again", async () => {
    const { user, host } = await open();
    await user.keyboard("m");
    const form = within(screen.getByRole("form", { name: "Set a new rate" }));
    await user.selectOptions(form.getByRole("combobox", { name: "For" }), "Web relaunch");
    await user.click(form.getByRole("checkbox", { name: /the level above holds again/ }));
    expect(form.getByRole("textbox", { name: "Per hour, in EUR" })).toBeDisabled();
    expect(await form.findByText(/^Changes/)).toBeVisible();
    await user.click(form.getByRole("button", { name: "Set" }));
    const project = (await named(host, "Acme"))?.projects.find(({ name }) => name === "Web relaunch");
    await waitFor(async () =>
      expect((await host.rates()).findLast(({ scope }) => scope.id === project?.id)?.per_hour).toBeNull(),
    );
    expect(await screen.findByText("as the level above")).toBeVisible();
    const row = detail().getByRole("rowheader", { name: "Web relaunch" }).closest("tr");
    expect(row).toHaveTextContent(/90\.00\sEUR/);
  });

  test("of a currency hold where nobody else says it", async () => {
    const { user } = await open();
    await user.keyboard("d");
    expect(screen.getByRole("heading", { name: "Default rates" })).toBeVisible();
    expect(screen.getByRole("list", { name: "EUR" })).toHaveTextContent(/80\.00\sEUR/);
    expect(screen.getByText("No default rate in USD yet.")).toBeVisible();
  });
});

describe("budgets", () => {
  test("show how much is spent, and are added", async () => {
    const { user } = await open();
    expect(detail().getByRole("meter", { name: "Web relaunch" })).toHaveAttribute(
      "aria-valuetext",
      expect.stringMatching(/^4\d h \d\d worked, \d\d%$/),
    );
    await user.keyboard("b");
    const form = within(screen.getByRole("form", { name: "Add a budget" }));
    await user.type(form.getByRole("textbox", { name: "Hours" }), "30");
    await user.click(form.getByRole("button", { name: "Set" }));
    expect(await detail().findByRole("meter", { name: "All of Acme" })).toBeVisible();
    expect(detail().getByText(/\d+ h \d\d over/)).toBeVisible();
  });

  test("say which one a new one takes the place of", async () => {
    const { user, host } = await open();
    const count = (await host.budgets()).length;
    await user.keyboard("b");
    const form = within(screen.getByRole("form", { name: "Add a budget" }));
    expect(form.queryByText(/Takes the place/)).toBeNull();
    await user.selectOptions(form.getByRole("combobox", { name: "For" }), "Web relaunch");
    expect(form.getByText(/^Takes the place of the 60 h/)).toBeVisible();
    await user.type(form.getByRole("textbox", { name: "Hours" }), "30");
    await user.click(form.getByRole("button", { name: "Set" }));
    expect(await detail().findByText("30 h each month")).toBeVisible();
    expect(await host.budgets()).toHaveLength(count);
  });

  test("refuse warnings that make no sense", async () => {
    const { user } = await open();
    await user.keyboard("b");
    const form = within(screen.getByRole("form", { name: "Add a budget" }));
    const field = form.getByRole("textbox", { name: "Warn at, in percent" });
    await user.clear(field);
    await user.type(field, "80, often");
    expect(form.getByRole("alert")).toHaveTextContent(/whole percents/);
  });
});

describe("tags", () => {
  test("are renamed, and joined only knowingly", async () => {
    const { user, host } = await open();
    await user.keyboard("g");
    const [first, second] = (await host.tags()).map(({ name }) => name);
    await user.click(screen.getByRole("button", { name: first ?? "" }));
    const field = screen.getByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, second ?? "");
    expect(screen.getByRole("status")).toHaveTextContent(/They become one, on \d+ entries/);
    await user.keyboard("{Enter}");
    await waitFor(async () => expect((await host.tags()).map(({ name }) => name)).not.toContain(first));
  });

  test("in use are asked about before they go", async () => {
    const { user, host } = await open();
    await user.keyboard("g");
    const [first] = await host.tags();
    await user.click(screen.getByRole("button", { name: `Remove the tag ${first?.name}` }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/cannot be undone/)).toBeVisible();
    expect((await host.tags()).length).toBeGreaterThan(0);
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    await waitFor(async () => expect((await host.tags()).some(({ id }) => id === first?.id)).toBe(false));
  });
});

test("a page that cannot be read says so, and can be tried again", async () => {
  const host = memory({ now: () => NOW });
  host.world.refuse("budgets", { code: "store", message: "the database refused" });
  const page = mount(Clients, {}, { host });
  expect(await screen.findByRole("alert")).toHaveTextContent(/database refused/);
  host.world.refuse("budgets", null);
  await page.user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("article", { name: "Acme" })).toBeVisible();
});

test.each(["en", "de"])("the page has all its words in %s, and axe finds nothing", async (language) => {
  const { container, user } = await open(undefined, language);
  await user.keyboard("m");
  await user.keyboard("{Escape}b");
  expect(container.textContent).not.toMatch(/(clients|budget|reports|app)\.\w/);
  expect(await violations(container)).toEqual([]);
  await user.keyboard("{Escape}d");
  expect(await violations(container)).toEqual([]);
  await user.keyboard("g");
  expect(await violations(container)).toEqual([]);
  expect(container.textContent).not.toMatch(/(clients|budget|reports|app)\.\w/);
});
