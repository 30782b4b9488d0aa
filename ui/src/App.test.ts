import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { memory } from "./lib/host/memory";
import { toasts } from "./lib/shared/toasts.svelte";
import { violations } from "./testing/mount";

const NOW = Date.UTC(2026, 10, 20, 10, 41);

function start(options: Parameters<typeof memory>[0] = {}) {
  const host = memory({ now: () => NOW, zone: "Europe/Vienna", ...options });
  const user = userEvent.setup();
  return {
    host,
    world: host.world,
    user,
    show: () => render(App, { props: { host } }),
  };
}

async function open(options: Parameters<typeof memory>[0] = {}) {
  const started = start(options);
  const shown = started.show();
  await screen.findByRole("navigation", {}, { timeout: 5000 });
  return { ...started, ...shown };
}

const page = (name: string) => within(screen.getByRole("navigation")).getByRole("link", { name });
const corner = () =>
  within(screen.getByRole("navigation"))
    .getAllByRole("button")
    .find((button) => button.getAttribute("aria-haspopup") === "menu") as HTMLElement;

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  document.documentElement.removeAttribute("style");
});

describe("the window", () => {
  it("begins with today and tells once that it shows something", async () => {
    const { world } = await open();
    expect(page("Today")).toHaveAttribute("aria-current", "page");
    await waitFor(() => expect(world.asked.filter((one) => one === "painted")).toHaveLength(1));
    expect(document.title).toBe("Today – Daybook");
    expect(document.documentElement.lang).toBe("en");
  });

  it("goes from page to page by mouse, by key, and where the tray asks", async () => {
    const { user, world } = await open();
    await user.click(page("Privacy"));
    expect(page("Privacy")).toHaveAttribute("aria-current", "page");
    await user.keyboard(",");
    expect(page("Settings")).toHaveAttribute("aria-current", "page");
    await user.keyboard("t");
    expect(page("Today")).toHaveAttribute("aria-current", "page");
    world.go("privacy");
    await waitFor(() => expect(page("Privacy")).toHaveAttribute("aria-current", "page"));
  });

  it("begins every page at its head", async () => {
    const { user } = await open();
    await user.click(page("Settings"));
    const main = screen.getByRole("main");
    main.scrollTop = 400;
    await user.keyboard("p");
    expect(main.scrollTop).toBe(0);
  });

  it("opens where a notification led", async () => {
    const { world, show } = start();
    world.page = "settings";
    show();
    await waitFor(() => expect(page("Settings")).toHaveAttribute("aria-current", "page"));
  });

  it("says that it cannot be opened, and opens when it can", async () => {
    const { world, show, user } = start();
    world.refuse("shell", { code: "store", message: "the database refused" });
    show();
    expect(await screen.findByRole("alert")).toHaveTextContent("The daybook’s database refused.");
    expect(await violations()).toEqual([]);
    world.refuse("shell", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("navigation")).toBeInTheDocument();
  });

  it("does not wait for ever for a Daybook that does not answer", async () => {
    vi.useFakeTimers();
    try {
      const { world, show } = start();
      world.isSilent = true;
      show();
      expect(screen.getByText("Opening your daybook")).toBeInTheDocument();
      await vi.advanceTimersByTimeAsync(4_900);
      expect(screen.queryByRole("alert")).toBeNull();
      await vi.advanceTimersByTimeAsync(200);
      expect(screen.getByRole("alert")).toHaveTextContent("Daybook gave no answer.");
    } finally {
      vi.useRealTimers();
    }
  });

  it("begins with the first run where nothing is set up", async () => {
    const { show, world } = start({ isSetUp: false });
    show();
    await waitFor(() => expect(screen.getByRole("main")).toHaveTextContent(/captur/i));
    expect(screen.queryByRole("navigation", { name: "Pages" })).toBeNull();
    await waitFor(() => expect(world.asked).toContain("painted"));
    expect(world.setUpAt).toBeNull();
  });

  it("speaks the language that was chosen, at once", async () => {
    const { host } = await open();
    await host.changeSettings([{ language: "de" }]);
    expect(await screen.findByRole("link", { name: "Einstellungen" })).toBeInTheDocument();
    expect(document.documentElement.lang).toBe("de");
  });

  it("begins weeks on the day that is set, at once", async () => {
    const { user, host } = await open();
    await host.changeSettings([{ week_begins: "saturday" }]);
    await user.keyboard("g");
    await waitFor(() => expect(screen.getAllByRole("columnheader")[0]).toHaveTextContent("Sat"));
  });

  it("is dark when chosen, and as the system wishes otherwise", async () => {
    const wish = Object.assign(new EventTarget(), { matches: false, media: "" });
    vi.spyOn(window, "matchMedia").mockReturnValue(wish as unknown as MediaQueryList);
    const { host } = await open();
    const theme = () => document.documentElement.dataset["theme"];
    expect(theme()).toBe("light");
    wish.matches = true;
    wish.dispatchEvent(new Event("change"));
    await waitFor(() => expect(theme()).toBe("dark"));
    await host.changeSettings([{ theme: "light" }]);
    await waitFor(() => expect(theme()).toBe("light"));
  });

  it("enlarges text to twice its size and remembers it", async () => {
    const { user, show, unmount, host } = await open();
    const size = () => document.documentElement.style.fontSize;
    expect(size()).toBe("100%");
    await user.keyboard("{Control>}+{/Control}");
    expect(size()).toBe("110%");
    for (let step = 0; step < 9; step += 1) await user.keyboard("{Control>}={/Control}");
    expect(size()).toBe("200%");
    await waitFor(async () => expect((await host.settings()).text_percent).toBe(200));
    unmount();
    document.documentElement.removeAttribute("style");
    show();
    await screen.findByRole("navigation", {}, { timeout: 5000 });
    expect(size()).toBe("200%");
    await user.keyboard("{Control>}0{/Control}");
    expect(size()).toBe("100%");
  });
});

describe("what needs the owner", () => {
  it("is said with since when, what is kept and one next step", async () => {
    const { world } = await open();
    world.trouble("disk_full");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The disk is full");
    expect(alert).toHaveTextContent("since 11:41");
    expect(alert).toHaveTextContent("Your time is kept in memory");
    expect(alert).toHaveTextContent("Make room on the disk");
    expect(await violations()).toEqual([]);
    world.clear();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows the worst of several, and all when asked", async () => {
    const { world, user } = await open();
    world.trouble("microphone");
    world.trouble("stalled");
    expect(await screen.findByRole("alert")).toHaveTextContent("Nothing is being written");
    expect(screen.queryByText("The microphone gives no sound")).toBeNull();
    await user.click(screen.getByRole("button", { name: "1 more problem" }));
    expect(screen.getByText("The microphone gives no sound")).toBeVisible();
  });

  it("has words for every code in both languages", async () => {
    const codes = [
      "database_locked",
      "disk_full",
      "database",
      "spool_full",
      "no_screen",
      "pictures_refused",
      "microphone",
      "system_sound",
      "keys",
      "stalled",
      "ended",
      "other",
    ] as const;
    const { world, host, user } = await open();
    for (const code of codes) world.trouble(code, "it rains; take an umbrella");
    await user.click(await screen.findByRole("button", { name: "11 more problems" }));
    expect(screen.getByText("It rains; take an umbrella.")).toBeVisible();
    for (const language of ["en", "de"] as const) {
      await host.changeSettings([{ language }]);
      await waitFor(() => expect(document.documentElement.lang).toBe(language));
      const list = screen.getByRole("alert");
      expect(within(list).getAllByRole("listitem")).toHaveLength(codes.length);
      expect(list.textContent).not.toMatch(/trouble\.|undefined|\{platform/);
    }
  });

  it("is said where the system has no tray, until it is understood", async () => {
    const { user, world, unmount } = await open({ tray: false });
    expect(screen.getByText(/This system shows no tray/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Understood" }));
    expect(screen.queryByText(/This system shows no tray/)).toBeNull();
    unmount();
    localStorage.clear();
    const { world: other } = await open({ tray: false });
    other.setTray(true);
    await waitFor(() => expect(screen.queryByText(/This system shows no tray/)).toBeNull());
    expect(world.tray).toBe(false);
  });
});

describe("closing without a tray", () => {
  it("asks, and records on, or quits, or neither", async () => {
    const { world, user } = await open({ tray: false });
    world.askToClose();
    const dialog = await screen.findByRole("dialog", { name: "Record on without the window?" });
    expect(within(dialog).getByRole("button", { name: "Record on" })).toHaveFocus();
    expect(await violations()).toEqual([]);
    await user.keyboard("{Escape}");
    expect(world.asked).not.toContain("hide");
    world.askToClose();
    await user.click(await screen.findByRole("button", { name: "Record on" }));
    await waitFor(() => expect(world.asked).toContain("hide"));
    await user.keyboard("{Control>}w{/Control}");
    await user.click(await screen.findByRole("button", { name: "Quit Daybook" }));
    await waitFor(() => expect(world.asked).toContain("quit"));
  });

  it("does not ask where there is a tray", async () => {
    const { world, user } = await open();
    await user.keyboard("{Control>}w{/Control}");
    await waitFor(() => expect(world.asked).toContain("hide"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("quitting", () => {
  it("is asked once, because a day is at stake", async () => {
    const { world, user } = await open();
    await user.keyboard("{Control>}q{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Quit Daybook?" });
    expect(await violations()).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(world.asked).not.toContain("quit");
    expect(dialog).not.toBeInTheDocument();
    await user.keyboard("{Control>}q{/Control}{Enter}");
    await waitFor(() => expect(world.asked).toContain("quit"));
  });
});

describe("the corner", () => {
  it("pauses and resumes", async () => {
    const { user, world } = await open();
    await waitFor(() => expect(corner()).toHaveTextContent("Recording"));
    await user.keyboard("{Shift>}P{/Shift}");
    expect(await screen.findByRole("menu", { name: "What you can do" })).toBeVisible();
    expect(await violations()).toEqual([]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(corner()).toHaveTextContent(/Paused.*until 11:56/));
    expect(world.pausedUntil).not.toBeNull();
    await user.click(corner());
    await user.click(screen.getByRole("menuitem", { name: "Resume" }));
    await waitFor(() => expect(corner()).toHaveTextContent("Recording"));
    expect(corner()).toHaveFocus();
  });

  it("forgets only after it has asked", async () => {
    const { user, world } = await open();
    const forget = vi.spyOn(world, "forget");
    await user.click(corner());
    await user.click(screen.getByRole("menuitem", { name: "Forget the last 15 minutes" }));
    expect(forget).not.toHaveBeenCalled();
    const dialog = await screen.findByRole("dialog", { name: "Forget the last 15 minutes?" });
    await user.click(within(dialog).getByRole("button", { name: "Forget" }));
    await waitFor(() => expect(forget).toHaveBeenCalledExactlyOnceWith(15));
    await waitFor(() => expect(toasts.list.at(-1)?.text).toMatch(/^Forgotten: /));
  });

  it("says it when a pause was refused", async () => {
    const { user, world } = await open();
    world.refuse("pause", { code: "store", message: "the database refused" });
    await user.click(corner());
    await user.click(screen.getByRole("menuitem", { name: "Pause for 1 hour" }));
    await waitFor(() => expect(toasts.list.at(-1)?.text).toMatch(/^The daybook’s database refused/));
  });
});

describe("the palette", () => {
  it("does what is typed", async () => {
    const { user, world } = await open();
    await user.keyboard("{Control>}k{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Find an action or a day" });
    expect(within(dialog).getByRole("combobox")).toHaveFocus();
    expect(await violations()).toEqual([]);
    await user.keyboard("pause 1 h{Enter}");
    await waitFor(() => expect(world.pausedUntil).not.toBeNull());
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("goes to a page, and offers it first the next time", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("settings{Enter}");
    await waitFor(() => expect(page("Settings")).toHaveAttribute("aria-current", "page"));
    await user.keyboard("{Control>}k{/Control}");
    expect(screen.getByText("Used lately")).toBeVisible();
    const dialog = screen.getByRole("dialog");
    expect(within(dialog).getAllByRole("option")[0]).toHaveTextContent("Settings");
  });

  it("goes to a day", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("18.11.");
    expect(screen.getAllByRole("option")[0]).toHaveTextContent(/Wednesday,? 18 November 2026/);
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/Wednesday,? 18 November/)).toBeVisible();
  });

  it("walks with the arrows and says where it is", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    const input = await screen.findByRole("combobox", { name: "Find an action or a day" });
    const active = () => document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
    expect(active()).toHaveAttribute("aria-selected", "true");
    const first = active();
    await user.keyboard("{ArrowDown}");
    expect(active()).not.toBe(first);
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(active()).toBe(screen.getAllByRole("option").at(-1));
    await user.keyboard("zzzzz");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    expect(active()).toHaveTextContent("zzzzz");
    await user.keyboard("{Enter}{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the sheet of keys", () => {
  it("writes the keys of a Mac as a Mac does", async () => {
    const { user } = await open({ platform: "macos" });
    await user.keyboard("?");
    const dialog = await screen.findByRole("dialog", { name: "Keys" });
    expect(within(dialog).getByText("⌘K")).toBeVisible();
    await user.keyboard("{Escape}{Meta>}k{/Meta}");
    expect(await screen.findByRole("dialog", { name: "Find an action or a day" })).toBeVisible();
  });

  it("shows every key that means something here", async () => {
    const { user } = await open();
    await user.keyboard("?");
    const dialog = await screen.findByRole("dialog", { name: "Keys" });
    expect(within(dialog).getByText("Larger text")).toBeVisible();
    expect(within(dialog).getByText("Ctrl+K")).toBeVisible();
    expect(await violations()).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
