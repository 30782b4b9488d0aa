import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import { memory, type MemoryHost } from "../lib/host/memory";
import { toasts } from "../lib/shared/toasts.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import Privacy from "./Privacy.svelte";

const NOW = Date.parse("2026-11-20T10:44:00Z");

async function open(host: MemoryHost = memory({ now: () => NOW }), language = "en") {
  const page = mount(Privacy, {}, { host, words: new Words(language) });
  // As the frame has it.
  const main = document.createElement("main");
  page.baseElement.append(main);
  main.append(page.container);
  await waitFor(() => expect(page.container.querySelector("dl dd")).toBeInTheDocument());
  return { host, ...page };
}

afterEach(() => document.querySelector("main")?.remove());

/** What stands under one of the figures. */
function figure(name: string): string {
  return screen.getByText(name).nextElementSibling?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function row(name: string): HTMLElement {
  const found = screen.getByRole("heading", { name }).closest<HTMLElement>(".row");
  if (!found) throw new Error(`no row is named ${name}`);
  return found;
}

const section = (name: string | RegExp) => within(screen.getByRole("region", { name }));

describe("the figures", () => {
  test("say what is here, what is gone, what left", async () => {
    const { host } = await open();
    const { spool, wiped_today_files } = await host.privacy();
    expect(spool.files).toBeGreaterThan(0);
    expect(figure("Raw captures now")).toMatch(/^\d+\skB oldest 4 min$/);
    expect(figure("Wiped today")).toBe(`${wiped_today_files} files, each with a receipt`);
    expect(figure("Left this machine today")).toMatch(/^0\sB no cloud key set$/);
    expect(figure("Self-check")).toContain("not yet");
  });

  test("follow what happens", async () => {
    const { host } = await open();
    const before = figure("Wiped today");
    host.world.advance(6 * 60_000);
    await waitFor(() => expect(figure("Wiped today")).not.toBe(before), { timeout: 3000 });
  });

  test("are not asked for while nobody sees them, and at once when somebody does", async () => {
    const { host } = await open();
    const before = figure("Wiped today");
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const privacy = vi.spyOn(host, "privacy");
    host.world.advance(6 * 60_000);
    await new Promise((done) => setTimeout(done, 1200));
    expect(privacy).not.toHaveBeenCalled();
    hidden.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await waitFor(() => expect(figure("Wiped today")).not.toBe(before));
  });

  test("count the requests of today", async () => {
    const host = memory({ now: () => NOW });
    await host.setGeminiKey("k");
    await open(host);
    expect(figure("Left this machine today")).toContain("a Gemini key is set, nothing was sent");
    host.world.advance(6 * 60_000);
    await waitFor(() => expect(figure("Left this machine today")).toContain("1 request to Gemini"), {
      timeout: 3000,
    });
  });

  test("a host that refuses is shown, with a way to try again", async () => {
    const host = memory({ now: () => NOW });
    host.world.refuse("privacy", {
      code: "store",
      message: "the database is locked; close the other program",
    });
    const { user } = mount(Privacy, {}, { host });
    expect(await screen.findByRole("alert")).toHaveTextContent(/database refused/);
    host.world.refuse("privacy", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Wiped today")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });
});

describe("receipts", () => {
  test("are a table by day, in the zone of the day", async () => {
    await open();
    const table = within(screen.getByRole("table", { name: "Receipts" }));
    expect(table.getByRole("rowheader", { name: "Friday 20 November" })).toBeInTheDocument();
    const [newest] = table.getAllByRole("row").filter((one) => within(one).queryAllByRole("cell").length > 0);
    expect(newest).toHaveTextContent(/11:35.– 11:40.*10 files, .*its blocks stand.*11:40/);
  });

  test("say which were forgotten by the owner, and which the limit took", async () => {
    const host = memory({ now: () => NOW });
    await host.forget(5);
    const real = host.privacy;
    host.privacy = async () => {
      const sheet = await real();
      const [first, second, ...rest] = sheet.receipts;
      if (!first || !second) throw new Error("the demo has receipts");
      return { ...sheet, receipts: [first, { ...second, cause: "retention" }, ...rest] };
    };
    await open(host);
    expect(screen.getByRole("cell", { name: "forgotten by you" })).toBeInTheDocument();
    expect(screen.getByRole("cell", { name: "limit of 24 h reached" })).toBeInTheDocument();
  });

  test("show the newest, and all when asked", async () => {
    const { user } = await open();
    const rows = () => within(screen.getByRole("table", { name: "Receipts" })).getAllByRole("row").length;
    const few = rows();
    await user.click(screen.getByRole("button", { name: "Show all 200" }));
    expect(rows()).toBeGreaterThan(200);
    await user.click(screen.getByRole("button", { name: "Show the newest only" }));
    expect(rows()).toBe(few);
  });

  test("before the first there is a word on when it comes", async () => {
    const { container } = await open(memory({ now: () => NOW, isSetUp: false }));
    expect(screen.getByText("Nothing has been wiped yet.")).toBeInTheDocument();
    expect(screen.getByText("nothing waits to be wiped")).toBeInTheDocument();
    expect(await violations(container)).toEqual([]);
  });
});

describe("what left this machine", () => {
  test("is nothing, and says why", async () => {
    await open();
    const list = section("What left this machine");
    expect(list.getByText("Nothing has ever left this machine.")).toBeInTheDocument();
    expect(list.getByText(/nobody to send anything to/)).toBeInTheDocument();
  });

  test("is each request with its kinds in words", async () => {
    const host = memory({ now: () => NOW });
    await host.setGeminiKey("k");
    host.world.advance(6 * 60_000);
    const { container } = await open(host);
    const table = within(screen.getByRole("table", { name: "What left this machine" }));
    const cells = table.getAllByRole("cell").map((cell) => cell.textContent?.trim());
    expect(cells[1]).toBe("Gemini gemini-3.8-flash");
    expect(cells[2]).toBe(
      "window titles, words on screen, client and project names and blocks of the last days",
    );
    expect(await violations(container)).toEqual([]);
  });
});

describe("would this be captured?", () => {
  async function type(program: string, title: string) {
    const page = await open();
    if (program) await page.user.type(screen.getByLabelText("Program"), program);
    if (title) await page.user.type(screen.getByLabelText("Window title"), title);
    const answers = section("Would this be captured?");
    await waitFor(() => expect(answers.getByRole("status")).not.toHaveTextContent("Type the program"));
    return { ...page, answers };
  }

  test.each([
    ["Code", "redirect.ts", /^Yes\. Program, title and time are kept/],
    ["1Password", "Vault", /^No\. 1Password keeps passwords/],
    ["Firefox", "Mozilla Firefox Private Browsing", /^No\. Private windows are excluded/],
    ["Firefox", "", /^No\. A browser window without a title/],
    ["LibreOffice", "payroll.ods", /^No\. Your exclusion “payroll” covers it/],
    ["Daybook", "Today", /^Time only\. This is Daybook’s own window/],
  ])("%s: %s", async (program, title, answer) => {
    const { answers } = await type(program, title);
    await waitFor(() => expect(answers.getByRole("status").textContent?.trim()).toMatch(answer));
  });

  test("tells what Chrome does not tell", async () => {
    const { answers } = await type("Chromium", "acme");
    await waitFor(() => expect(answers.getByRole("status")).toHaveTextContent(/Chrome and its relatives/));
  });

  test("excludes in one step, and captures again in one", async () => {
    const { user, host, answers, container } = await type("Slack", "Mara");
    await user.click(await answers.findByRole("button", { name: "Exclude Slack" }));
    await waitFor(() => expect(answers.getByRole("status")).toHaveTextContent(/No\. Your exclusion “Slack”/));
    expect(within(row("Programs")).getByText("Slack")).toBeInTheDocument();
    expect(await violations(container)).toEqual([]);
    await user.click(answers.getByRole("button", { name: "Capture it again" }));
    await waitFor(() => expect(answers.getByRole("status")).toHaveTextContent(/^Yes\./));
    expect((await host.privacy()).exclusions.map((one) => one.pattern)).not.toContain("Slack");
  });

  test("shows the answer to what was typed last, whatever comes later", async () => {
    const host = memory({ now: () => NOW });
    const real = host.wouldCapture;
    host.wouldCapture = async (window) => {
      if (window.program === "1Password") await new Promise((done) => setTimeout(done, 500));
      return real(window);
    };
    const { user } = await open(host);
    const answers = section("Would this be captured?");
    await user.type(screen.getByLabelText("Program"), "1Password");
    await new Promise((done) => setTimeout(done, 200));
    await user.clear(screen.getByLabelText("Program"));
    await user.type(screen.getByLabelText("Program"), "Code");
    await new Promise((done) => setTimeout(done, 700));
    expect(answers.getByRole("status")).toHaveTextContent(/^Yes\./);
  });
});

describe("exclusions", () => {
  test("are added by keys alone", async () => {
    const { user, host } = await open();
    screen.getByRole("button", { name: "Add: Sites" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByLabelText("Exclude a site", { selector: "input" })).toHaveFocus());
    await user.keyboard("mybank.example{Enter}");
    await waitFor(() => expect(within(row("Sites")).getByText("mybank.example")).toBeInTheDocument());
    expect(screen.getByRole("button", { name: "Add: Sites" })).toHaveFocus();
    expect((await host.privacy()).exclusions).toContainEqual(
      expect.objectContaining({ field: "site", pattern: "mybank.example" }),
    );
  });

  test("Escape leaves the line and changes nothing", async () => {
    const { user, host } = await open();
    const count = (await host.privacy()).exclusions.length;
    await user.click(screen.getByRole("button", { name: "Add: Titles" }));
    await user.keyboard("tax{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Add: Titles" })).toHaveFocus());
    expect(screen.queryByRole("textbox", { name: "Exclude by title" })).not.toBeInTheDocument();
    expect((await host.privacy()).exclusions).toHaveLength(count);
  });

  test("one that cannot be read is refused beside the line, with the way out", async () => {
    const { user, container } = await open();
    await user.click(screen.getByRole("button", { name: "Add: Titles" }));
    const input = screen.getByRole("textbox", { name: "Exclude by title" });
    await user.type(input, "/(/");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(input).toHaveAttribute("aria-invalid", "true"));
    expect(input).toHaveAccessibleDescription(/Leave the slashes out/);
    expect(await violations(container)).toEqual([]);
    await user.clear(input);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(input).toHaveAccessibleDescription(/at least one letter/));
  });

  test("are removed with a way back", async () => {
    const { user, host } = await open();
    await user.click(screen.getByRole("button", { name: "Remove “payroll”" }));
    await waitFor(() => expect(within(row("Titles")).queryByText("payroll")).not.toBeInTheDocument());
    expect(screen.getByRole("button", { name: "Add: Titles" }), "focus stays near").toHaveFocus();
    const [toast] = toasts.list;
    expect(toast?.text).toBe("“payroll” is captured again");
    toast?.action?.run();
    await waitFor(() => expect(within(row("Titles")).getByText("payroll")).toBeInTheDocument());
    expect((await host.privacy()).exclusions.some((one) => one.pattern === "payroll")).toBe(true);
  });

  test("a refused removal is shown, and the exclusion stays", async () => {
    const { user, host } = await open();
    host.world.refuse("removeExclusion", { code: "store", message: "the database is locked" });
    await user.click(screen.getByRole("button", { name: "Remove “payroll”" }));
    expect(await section("Exclusions").findByRole("alert")).toHaveTextContent(/database refused/);
    expect(within(row("Titles")).getByText("payroll")).toBeInTheDocument();
  });

  test("one that lies broken is shown as what it is, and can be removed", async () => {
    const host = memory({ now: () => NOW });
    host.world.broken = [{ id: "b1", field: "title", pattern: "/(/" }];
    const { user, container } = await open(host);
    const alert = section("Exclusions").getByRole("alert");
    expect(alert).toHaveTextContent(/everything is excluded until they are gone/);
    expect(await violations(container)).toEqual([]);
    await user.click(within(alert).getByRole("button", { name: "Remove “/(/”" }));
    await waitFor(() => expect(alert).not.toBeInTheDocument());
    expect(host.world.broken).toEqual([]);
  });

  test("the built-in ones are listed and explained", async () => {
    const { user } = await open();
    await user.click(screen.getByText("23 programs that keep passwords"));
    expect(screen.getByText(/1Password, Apple Passwords, .* and Zoho Vault\./)).toBeInTheDocument();
    expect(screen.getByText(/cannot be removed/)).toBeInTheDocument();
  });
});

describe("the self-check", () => {
  test("runs by key, shows that it runs, and then that all is clean", async () => {
    const host = memory({ now: () => NOW });
    const real = host.selfCheck;
    let finish: () => void = () => undefined;
    host.selfCheck = async () => {
      await new Promise<void>((done) => (finish = done));
      return real();
    };
    const { user, container } = await open(host);
    await user.keyboard("c");
    expect(
      await screen.findByRole("progressbar", { name: "Reading every file in the data folder" }),
    ).toBeVisible();
    expect(screen.getByRole("button", { name: /Check myself/ })).toBeDisabled();
    expect(figure("Self-check")).toContain("searching");
    expect(await violations(container)).toEqual([]);
    finish();
    await waitFor(() => expect(figure("Self-check")).toMatch(/^clean \d+ files searched just now$/));
    expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
  });

  test("its result is still there when one comes back to the page", async () => {
    const { user, host, unmount } = await open();
    await user.click(screen.getByRole("button", { name: /Check myself/ }));
    await waitFor(() => expect(figure("Self-check")).toContain("clean"));
    unmount();
    await open(host);
    expect(figure("Self-check")).toContain("clean");
  });

  test("says what it found and what to do", async () => {
    const host = memory({ now: () => NOW });
    host.world.leftovers = [
      { path: "notes/shot.png", what: "unsealed" },
      { path: "spool/0193", what: "unknown" },
      { path: "spool/0188", what: "overdue" },
    ];
    const { user, container } = await open(host);
    await user.click(screen.getByRole("button", { name: /Check myself/ }));
    const found = within(await screen.findByRole("region", { name: "What the check found" }));
    expect(found.getAllByRole("listitem").map((one) => one.textContent)).toEqual([
      "notes/shot.png readable picture or sound",
      "spool/0193 a capture that no record knows",
      "spool/0188 kept longer than 24 h",
    ]);
    expect(figure("Self-check")).toContain("3 found");
    expect(await violations(container)).toEqual([]);
    await user.click(found.getByRole("button", { name: "Show the data folder" }));
    expect(host.world.asked).toContain("show_data");
  });

  test("one that fails says so and can be tried again", async () => {
    const { user, host } = await open();
    host.world.refuse("selfCheck", { code: "file", message: "cannot use spool: permission denied" });
    await user.click(screen.getByRole("button", { name: /Check myself/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/file cannot be read/);
    host.world.refuse("selfCheck", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(figure("Self-check")).toContain("clean"));
  });
});

describe("forgetting", () => {
  test("asks once, then forgets, and the page shows it", async () => {
    const { user, host, container } = await open();
    const forget = vi.spyOn(host, "forget");
    await user.click(screen.getByRole("button", { name: "Forget last" }));
    await user.keyboard("{ArrowDown}");
    await user.click(screen.getByRole("menuitem", { name: "15 minutes" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Forget the last 15 minutes?" }));
    expect(forget).not.toHaveBeenCalled();
    expect(await violations(container)).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Forget" }));
    await waitFor(() => expect(screen.getByRole("cell", { name: "forgotten by you" })).toBeInTheDocument(), {
      timeout: 3000,
    });
    expect(forget).toHaveBeenCalledExactlyOnceWith(15);
  });
});

test.each(["en", "de"])("the page has all its words in %s, and axe finds nothing", async (language) => {
  const { container } = await open(memory({ now: () => NOW }), language);
  expect(container.textContent).not.toMatch(/privacy\.\w/);
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(
    language === "de" ? "Privatsphäre" : "Privacy",
  );
  expect(await violations(container)).toEqual([]);
});
