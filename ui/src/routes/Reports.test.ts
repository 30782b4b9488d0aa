import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import { asked } from "../lib/reports/asked.svelte";
import { portActions } from "../lib/reports/actions";
import { memory, type MemoryHost } from "../lib/host/memory";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import Reports from "./Reports.svelte";

const NOW = Date.parse("2026-11-20T17:20:00+01:00");

async function open(host: MemoryHost = memory({ now: () => NOW, zone: "Europe/Vienna" }), language = "en") {
  const page = mount(Reports, {}, { host, words: new Words(language) });
  // As the frame has it.
  const main = document.createElement("main");
  page.baseElement.append(main);
  main.append(page.container);
  await waitFor(() => expect(page.container.querySelector("table, .empty")).toBeInTheDocument());
  return { host, ...page };
}

afterEach(() => {
  document.querySelector("main")?.remove();
  asked.what = null;
});

const plain = (element: Element | null | undefined) =>
  element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
const table = () => within(screen.getByRole("table"));
const cells = (row: HTMLElement) => within(row).getAllByRole("cell").map(plain);

describe("the figures", () => {
  test("say what the days came to, each currency for itself", async () => {
    const { container } = await open();
    const figures = plain(container.querySelector("dl"));
    expect(figures).toMatch(/Time \d+ h \d\d no time from 12 – 31 Oct 2026/);
    expect(figures).toMatch(/Billable \d\d% \d+ h \d\d billable, \d+ h \d\d not/);
    expect(figures).toMatch(/Worth [\d,.]+ EUR [\d,.]+ USD/);
    expect(figures).toContain("Several currencies have no rate in common.");
  });

  test("are compared in words with the time just before", async () => {
    const { user, container } = await open();
    await user.click(screen.getByRole("button", { name: /^Which days/ }));
    await user.click(screen.getByRole("menuitem", { name: "This week" }));
    await waitFor(() =>
      expect(plain(container.querySelector("dl"))).toMatch(/h? ?\d+.* than 11 – 15 Nov 2026/),
    );
  });

  test("name drafts and lead to them", async () => {
    const { user, pages } = await open();
    expect(screen.getByText(/of this are drafts: \d+ entries that nobody has reviewed yet/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Review them" }));
    expect(pages.page).toBe("review");
  });

  test("name time without a rate", async () => {
    const host = memory({ now: () => NOW, zone: "Europe/Vienna" });
    const rates = await host.rates();
    for (const { id, scope } of rates) if (scope.kind === "default") await host.removeRate(id);
    await open(host);
    expect(screen.getByText(/are billable and have no rate/)).toBeVisible();
    expect(table().getByRole("columnheader", { name: "Without a rate" })).toBeVisible();
  });
});

describe("the table", () => {
  test("foots, and stands beside a chart of the same rows", async () => {
    const { host } = await open();
    const rows = table().getAllByRole("row").slice(1);
    expect(rows.map((row) => plain(within(row).getByRole("rowheader")))).toEqual([
      "Acme",
      "Nordwind",
      "Helio",
      "No client",
      "Total",
    ]);
    const last = rows.at(-1) as HTMLElement;
    const report = await host.report({
      from: "2026-11-01",
      to: "2026-11-20",
      by: "client",
      rounded: true,
      clients: [],
    });
    const [eur, usd] = report.totals.sums.amounts.map(({ minor }) =>
      new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2 }).format(minor / 100),
    );
    expect(cells(last).slice(-2)).toEqual([eur, usd]);
    const chart = within(screen.getByRole("figure", { name: "Time by Client, November 2026" }));
    expect(chart.getByRole("button", { name: /^Acme/ })).toBeVisible();
  });

  test("is by day, by key, with a column for each day to go through by arrows", async () => {
    const { user, pages } = await open();
    await user.keyboard("5");
    const chart = within(await screen.findByRole("figure", { name: "Time by Day, November 2026" }));
    const columns = chart.getAllByRole("button");
    expect(columns).toHaveLength(20);
    columns[0]?.focus();
    await user.keyboard("{End}{ArrowLeft}");
    expect(document.activeElement).toHaveAccessibleName(/^Thu 19 Nov: \d h \d\d · Acme \d h/);
    expect(chart.getByText(/^Thu 19 Nov: \d h/)).toBeVisible();
    await user.keyboard("{Enter}");
    expect([pages.page, pages.date]).toEqual(["today", "2026-11-19"]);
  });

  test("says where tags make rows overlap, and shows time as it was recorded", async () => {
    const { user, host } = await open();
    const [block] = host.world.timesheet.blocks.filter(({ date }) => date === "2026-11-18");
    await host.correct(block?.id ?? "", {
      client: null,
      project: null,
      label: null,
      billable: null,
      task: null,
      tags: ["one", "two"],
      note: null,
    });
    await user.keyboard("4");
    expect(await screen.findByText(/The total counts it once/)).toBeVisible();
    const rounded = plain(table().getAllByRole("row").at(-1));
    await user.keyboard("o");
    await waitFor(() => expect(plain(table().getAllByRole("row").at(-1))).not.toBe(rounded));
    expect(screen.getByRole("radio", { name: "As recorded" })).toBeChecked();
  });

  test("looks into a client, and back to all", async () => {
    const { user } = await open();
    await user.click(within(screen.getByRole("figure")).getByRole("button", { name: /^Acme/ }));
    expect(await table().findByRole("rowheader", { name: "Acme · Web relaunch" })).toBeVisible();
    expect(table().queryByRole("rowheader", { name: /Nordwind/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show all clients again" }));
    expect(await table().findByRole("rowheader", { name: /Nordwind/ })).toBeVisible();
    await user.keyboard("f");
    await user.click(screen.getByRole("checkbox", { name: "Helio" }));
    await waitFor(() => expect(table().queryByRole("rowheader", { name: /Nordwind/ })).toBeNull());
    expect(table().getByRole("rowheader", { name: "Helio · no project" })).toBeVisible();
  });
});

describe("the days", () => {
  test("go back and forth, and from any to any other", async () => {
    const { user, host } = await open();
    await user.keyboard("[[");
    expect(await screen.findByRole("heading", { name: "No time on these days" })).toBeVisible();
    await user.keyboard("]");
    expect(await screen.findByRole("table")).toBeVisible();
    await user.keyboard("d");
    await user.click(await screen.findByRole("menuitem", { name: "Other days" }));
    const sheet = within(await screen.findByRole("dialog", { name: "Other days" }));
    const from = sheet.getByRole("textbox", { name: "From" });
    const to = sheet.getByRole("textbox", { name: "To" });
    await user.clear(from);
    await user.type(from, "18.11.2026");
    await user.clear(to);
    await user.type(to, "17.11.2026");
    expect(sheet.getByText(/The last day lies before the first/)).toBeVisible();
    const report = vi.spyOn(host, "report");
    await user.clear(to);
    await user.type(to, "19.11.2026{Enter}");
    await waitFor(() =>
      expect(report).toHaveBeenCalledWith(expect.objectContaining({ from: "2026-11-18", to: "2026-11-19" })),
    );
    expect(await screen.findByRole("button", { name: /^Which days: 18\s–\s19 Nov 2026/ })).toBeVisible();
  });
});

describe("files", () => {
  test("are saved, with where they went and the way there", async () => {
    const { user, host } = await open();
    await user.keyboard("s");
    await user.click(await screen.findByRole("menuitem", { name: "CSV" }));
    expect(await screen.findByText(/^Saved as report-2026-11-01-2026-11-20\.csv in /)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show the file" }));
    await waitFor(() => expect(host.world.asked).toContain("show_saved"));
    host.world.refuse("saveReport", { code: "file", message: "no" });
    await user.keyboard("s");
    await user.click(await screen.findByRole("menuitem", { name: "PDF" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/^A file cannot be read or written/);
  });

  test("are printed", async () => {
    const print = vi.fn();
    vi.stubGlobal("print", print);
    const { user } = await open();
    await user.keyboard("{Control>}p{/Control}");
    expect(print).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });

  test("of entries are exported for some days or all", async () => {
    const { user, host } = await open();
    const save = vi.spyOn(host, "saveEntries");
    await user.keyboard("e");
    const dialog = within(await screen.findByRole("dialog", { name: "Export entries" }));
    expect(await violations(screen.getByRole("dialog"))).toEqual([]);
    await user.click(dialog.getByRole("radio", { name: "JSON" }));
    expect(dialog.getByText(/reads it back without loss/)).toBeVisible();
    await user.click(dialog.getByRole("radio", { name: "All there are" }));
    await user.click(dialog.getByRole("button", { name: "Save the file" }));
    expect(save).toHaveBeenCalledExactlyOnceWith(null, null, "json");
    expect(await screen.findByText(/^Saved as entries\.json/)).toBeVisible();
  });
});

describe("an import", () => {
  const TOGGL = `Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Tags
Lumen,Site,,Header,Yes,2026-10-05,09:00:00,2026-10-05,10:30:00,
Lumen,Site,,Call,Yes,2026-10-05,25:00:00,2026-10-05,26:00:00,
`;

  test("shows what it would do, leaves out what is bad, and can be taken back", async () => {
    const { user, host } = await open();
    const before = host.world.timesheet.blocks.length;
    await user.keyboard("i");
    const dialog = within(await screen.findByRole("dialog", { name: "Import time" }));
    expect(dialog.getByRole("radio", { name: "Toggl Track" })).toBeChecked();
    expect(dialog.getByRole("combobox", { name: "Time zone of its times" })).toHaveValue("Europe/Vienna");
    expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
    await user.upload(dialog.getByLabelText("Choose a file"), new File([TOGGL], "toggl.csv"));
    expect(await dialog.findByText("2 rows: 1 new, none here already, 1 that cannot be read.")).toBeVisible();
    expect(dialog.getByText("Would be added: Lumen and Lumen · Site.")).toBeVisible();
    expect(dialog.getByText(/‘25:00:00’ is not a time/)).toBeVisible();
    expect(host.world.timesheet.blocks).toHaveLength(before);
    await user.click(dialog.getByRole("button", { name: "Import without the bad row" }));
    expect(await dialog.findByRole("heading", { name: "1 entry is imported" })).toBeVisible();
    expect(host.world.timesheet.blocks).toHaveLength(before + 1);
    await user.click(dialog.getByRole("button", { name: "Undo the import" }));
    expect(await dialog.findByRole("heading", { name: "The import is undone" })).toBeVisible();
    expect(host.world.timesheet.blocks).toHaveLength(before);
  });

  test("asks which of day and month comes first", async () => {
    const { user } = await open();
    await user.keyboard("i");
    const dialog = within(await screen.findByRole("dialog", { name: "Import time" }));
    const text = TOGGL.replaceAll("2026-10-05", "05/10/2026");
    await user.upload(dialog.getByLabelText("Choose a file"), new File([text], "toggl.csv"));
    expect(await dialog.findByRole("alert")).toHaveTextContent(/can be read in two ways/);
    await user.click(dialog.getByRole("radio", { name: "day first" }));
    expect(await dialog.findByText(/^2 rows: 1 new/)).toBeVisible();
  });

  test("is within reach of everybody, bad rows and all", async () => {
    const { user } = await open();
    await user.keyboard("i");
    const dialog = await screen.findByRole("dialog", { name: "Import time" });
    await user.upload(within(dialog).getByLabelText("Choose a file"), new File([TOGGL], "toggl.csv"));
    expect(await within(dialog).findByText(/‘25:00:00’ is not a time/)).toBeVisible();
    expect(await violations(dialog)).toEqual([]);
  });

  test("says so when it is another program's file", async () => {
    const { user } = await open();
    await user.keyboard("i");
    const dialog = within(await screen.findByRole("dialog", { name: "Import time" }));
    await user.upload(dialog.getByLabelText("Choose a file"), new File(["a,b\n1,2\n"], "x.csv"));
    expect(await dialog.findByRole("alert")).toHaveTextContent(/The file has no column ‘start date’/);
  });

  test("is asked for from the palette of any page", async () => {
    const { pages, words } = await open();
    const actions = portActions(pages, words.t);
    pages.go("today");
    actions.find(({ label }) => label === "Import from Harvest")?.run();
    expect(pages.page).toBe("reports");
    const dialog = within(await screen.findByRole("dialog", { name: "Import time" }));
    expect(dialog.getByRole("radio", { name: "Harvest" })).toBeChecked();
  });
});

test("a newcomer is told what to do next", async () => {
  const host = memory({ now: () => NOW, isSetUp: false });
  await open(host);
  expect(screen.getByRole("heading", { name: "No time on these days" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Import time" })).toBeVisible();
});

test.each(["en", "de"])("the page has all its words in %s, whatever makes a row", async (language) => {
  const { container, user } = await open(undefined, language);
  const choices = screen.getAllByRole("radio").map((radio) => plain(radio.closest("label")));
  for (const key of ["2", "4", "5", "6", "7", "1"]) {
    await user.keyboard(key);
    const by = choices[Number(key) - 1] ?? "";
    await waitFor(() =>
      expect(container.querySelector("figure")?.getAttribute("aria-label")).toContain(`${by},`),
    );
    expect(container.textContent).not.toMatch(/(clients|budget|reports|app)\.\w/);
  }
});

test.each(["en", "de"])("axe finds nothing in %s, in bars and in columns", async (language) => {
  const { container, user } = await open(undefined, language);
  expect(await violations(container)).toEqual([]);
  await user.keyboard("6");
  await waitFor(() => expect(container.querySelector("figure .columns")).not.toBeNull());
  expect(await violations(container)).toEqual([]);
});
