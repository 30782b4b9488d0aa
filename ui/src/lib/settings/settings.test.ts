import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { memory } from "../host/memory";
import Settings from "../../routes/Settings.svelte";
import { mount, violations } from "../../testing/mount";
import { toasts } from "../shared/toasts.svelte";
import { Format } from "../words/format";
import { Words } from "../words/words.svelte";
import {
  absenceChoices,
  budgetChoices,
  idleChoices,
  requestChoices,
  retentionChoices,
  timeChoices,
} from "./choices";

/** A download takes a moment, also in memory. */
const LONG = { timeout: 10_000 };
const NOW = Date.UTC(2026, 10, 20, 10, 41);

async function open(language = "en", options: Parameters<typeof memory>[0] = {}) {
  const host = memory({ now: () => NOW, zone: "Europe/Vienna", ...options });
  const words = new Words(language);
  const shown = mount(Settings, {}, { host, words });
  await screen.findByLabelText(words.t("settings.pictures"));
  return { ...shown, host, world: host.world };
}

describe("the settings", () => {
  it("keep a switch at once", async () => {
    const { user, world } = await open();
    const pictures = screen.getByRole("switch", { name: "Pictures of the window in front" });
    expect(pictures).toBeChecked();
    await user.click(pictures);
    await waitFor(() => expect(world.settings.pictures).toBe(false));
    expect(pictures).not.toBeChecked();
  });

  it("put a refused change back and say why beside it", async () => {
    const { user, world } = await open();
    world.refuse("changeSettings", { code: "file", message: "settings.toml cannot be written" });
    const pictures = screen.getByLabelText("Pictures of the window in front");
    await user.click(pictures);
    const section = screen.getByRole("region", { name: "What is captured" });
    expect(await within(section).findByRole("alert")).toHaveTextContent("A file cannot be read or written.");
    expect(pictures).toBeChecked();
    world.refuse("changeSettings", null);
    await user.click(pictures);
    await waitFor(() => expect(pictures).not.toBeChecked());
    expect(within(section).queryByRole("alert")).toBeNull();
  });

  it("keep what is chosen from a list", async () => {
    const { user, world } = await open();
    await user.selectOptions(screen.getByLabelText("Sound"), "While you work");
    await user.selectOptions(screen.getByLabelText("Away after"), "10 minutes");
    await user.selectOptions(screen.getByLabelText("Wiped at the latest after"), "2 days");
    const notices = screen.getByRole("region", { name: "Notices and start" });
    await user.selectOptions(within(notices).getByLabelText("From"), "18:30");
    await user.selectOptions(screen.getByLabelText("Light or dark"), "Dark");
    await waitFor(() =>
      expect(world.settings).toMatchObject({
        sound: "always",
        idle_after_seconds: 600,
        retention_hours: 48,
        review_at: "18:30",
        theme: "dark",
      }),
    );
  });

  it("let microphone and system sound rest while sound is off", async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByLabelText("Sound"), "Off");
    await waitFor(() => expect(screen.getByLabelText(/microphone/)).toBeDisabled());
    expect(screen.getByLabelText(/machine plays/)).toBeDisabled();
    await user.selectOptions(screen.getByLabelText("Sound"), "On calls only");
    await waitFor(() => expect(screen.getByLabelText(/microphone/)).toBeEnabled());
  });

  it("say whether and from when on absences are asked about", async () => {
    const { user, world } = await open();
    const section = screen.getByRole("region", { name: "When time counts" });
    const from = within(section).getByLabelText("From");
    expect(from).toHaveDisplayValue("5 minutes");
    await user.selectOptions(from, "15 minutes");
    await waitFor(() => expect(world.settings.shortest_absence_minutes).toBe(15));
    await user.click(within(section).getByRole("switch", { name: "Ask when I come back" }));
    await waitFor(() => expect(from).toBeDisabled());
    expect(world.settings.ask_about_absences).toBe(false);
  });

  it("say when weeks begin and what new clients are billed in", async () => {
    const { user, world } = await open();
    const section = screen.getByRole("region", { name: "Timesheet" });
    await user.selectOptions(within(section).getByLabelText("Weeks begin on"), "Sunday");
    await user.selectOptions(within(section).getByLabelText("Currency of new clients"), "CHF – Swiss Franc");
    await waitFor(() => expect(world.settings).toMatchObject({ week_begins: "sunday", currency: "CHF" }));
  });

  it("follow what was changed elsewhere", async () => {
    const { host } = await open();
    await host.changeSettings([{ words: false }]);
    await waitFor(() => expect(screen.getByLabelText(/words on the screen/)).not.toBeChecked());
  });

  it("start at login only where it was asked for", async () => {
    const { user, world } = await open();
    const login = screen.getByLabelText("Start Daybook when you sign in");
    expect(login).not.toBeChecked();
    await user.click(login);
    await waitFor(() => expect(login).toBeChecked());
    expect(world.startsAtLogin).toBe(true);
  });

  it("can be tried again where they could not be read", async () => {
    const host = memory({ now: () => NOW });
    host.world.refuse("settings", { code: "store", message: "the database refused" });
    const { user } = mount(Settings, {}, { host });
    expect(await screen.findByRole("alert")).toHaveTextContent("The daybook’s database refused.");
    host.world.refuse("settings", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect((await screen.findAllByRole("switch")).length).toBeGreaterThan(5);
  });
});

describe("the key for a second opinion", () => {
  it("is kept, never shown again, and removed", async () => {
    const { user, world, container } = await open();
    const section = screen.getByRole("region", { name: "A second opinion" });
    expect(section).toHaveTextContent("Without a key nothing is sent.");
    const field = within(section).getByLabelText("Your Gemini key");
    expect(field).toHaveAttribute("type", "password");
    await user.type(field, "AIza-not-a-real-key{Enter}");
    expect(await within(section).findByText("A key is kept.")).toBeVisible();
    expect(world.settings.gemini_key).toBe(true);
    expect(container.innerHTML).not.toContain("AIza-not-a-real-key");
    await user.click(within(section).getByRole("button", { name: "Remove the key" }));
    expect(await within(section).findByLabelText("Your Gemini key")).toHaveValue("");
    expect(world.settings.gemini_key).toBe(false);
    expect(toasts.list.at(-1)?.text).toBe("The key is removed. Nothing is sent any more.");
  });

  it("is asked for where nothing was typed, and its refusal stands beside it", async () => {
    const { user, world } = await open();
    const section = screen.getByRole("region", { name: "A second opinion" });
    await user.click(within(section).getByRole("button", { name: "Keep the key" }));
    expect(within(section).getByRole("alert")).toHaveTextContent("Paste the key first.");
    world.refuse("setGeminiKey", { code: "keys", message: "the keyring is locked" });
    await user.type(within(section).getByLabelText("Your Gemini key"), "AIza{Enter}");
    expect(await within(section).findByText(/The keyring cannot be reached/)).toBeVisible();
    expect(within(section).getByLabelText("Your Gemini key")).toHaveValue("AIza");
  });
});

describe("speech models", () => {
  async function fetching() {
    const shown = await open();
    const section = screen.getByRole("region", { name: "Speech on this machine" });
    const summary = await within(section).findByText(/more models to fetch/);
    await shown.user.click(summary);
    const button = within(section).getAllByRole("button", { name: /^Fetch / })[0];
    if (!button) throw new Error("there is nothing to fetch");
    const name = (button.getAttribute("aria-label") ?? "").replace(/^Fetch (.*), .*$/, "$1");
    return { ...shown, section, button, name };
  }

  it("are fetched with progress, used and removed", async () => {
    const { user, section, button, name, world } = await fetching();
    await user.click(button);
    expect(await within(section).findByRole("progressbar")).toBeInTheDocument();
    await user.click(await within(section).findByRole("button", { name: `Use ${name}` }, LONG));
    await waitFor(() => expect(world.models.inUse).toBe(name));
    const others = within(section).getAllByRole("button", { name: /^Remove / });
    expect(others.map((one) => one.getAttribute("aria-label"))).not.toContain(`Remove ${name}`);
    await user.click(await within(section).findByRole("button", { name: "Use tiny.en" }));
    await user.click(await within(section).findByRole("button", { name: `Remove ${name}` }));
    await waitFor(() => expect(world.models.list.find((one) => one.name === name)?.installed).toBe(false));
  });

  it("can be cancelled", async () => {
    const { user, section, button, world, name } = await fetching();
    await user.click(button);
    await user.click(await within(section).findByRole("button", { name: "Cancel" }));
    expect(await within(section).findByText(/^Cancelled\./)).toBeVisible();
    expect(world.models.list.find((one) => one.name === name)?.installed).toBe(false);
  });

  it("say what kept them from coming", async () => {
    const { user, section, button, world } = await fetching();
    world.models.fault = { code: "download", message: "the connection broke" };
    await user.click(button);
    expect(await within(section).findByRole("alert")).toHaveTextContent("The download broke off.");
    world.models.fault = null;
    await user.click(within(section).getByRole("button", { name: "Try again" }));
    expect(await within(section).findByRole("progressbar")).toBeInTheDocument();
  });
});

describe("what works here", () => {
  it("is looked at again when asked", async () => {
    const { user, world } = await open();
    const section = screen.getByRole("region", { name: "What works here" });
    const line = async () => (await within(section).findByText("Pictures of the screen")).closest("li");
    expect(await line()).toHaveAttribute("data-works", "true");
    world.deny("pictures");
    await user.click(within(section).getByRole("button", { name: "Check again" }));
    await waitFor(async () => expect(await line()).toHaveAttribute("data-works", "false"));
    expect(await line()).toHaveTextContent("log in to an X11 session");
    // What does not work stands first.
    const first = within(section).getAllByRole("listitem")[0];
    expect(first).toHaveAttribute("data-works", "false");
  });
});

describe("updates and the folder", () => {
  it("are looked for, and installed when asked", async () => {
    const { user, world } = await open();
    const section = screen.getByRole("region", { name: "Updates" });
    await user.click(within(section).getByRole("button", { name: "Look for a new version" }));
    expect(await within(section).findByText("This is the newest version.")).toBeVisible();
    world.update = { version: "1.4.0", notes: "Days are quicker." };
    await user.click(within(section).getByRole("button", { name: "Look for a new version" }));
    expect(await within(section).findByText("Daybook 1.4.0 is there.")).toBeVisible();
    await user.click(within(section).getByRole("button", { name: "Install it and start anew" }));
    await waitFor(() => expect(world.asked).toContain("install_update"));
  });

  it("say why there are none", async () => {
    const host = memory({ now: () => NOW });
    host.world.updatesOff = "the package manager of this system updates Daybook";
    mount(Settings, {}, { host });
    expect(await screen.findByText("The package manager of this system updates Daybook.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Look for a new version" })).toBeNull();
  });

  it("show where everything is", async () => {
    const { user, world } = await open();
    expect(screen.getByText(world.home)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show the folder" }));
    await waitFor(() => expect(world.asked).toContain("show_data"));
  });
});

describe("the page", () => {
  it("is fit for a screen reader, in both languages", async () => {
    for (const language of ["en", "de"]) {
      const { unmount } = await open(language);
      await screen.findByText(language === "de" ? "Bilder vom Bildschirm" : "Pictures of the screen");
      expect(await violations(), language).toEqual([]);
      expect(document.body.textContent).not.toMatch(/\b(settings|finding|model|app)\.[a-z_]+\b/);
      unmount();
    }
  });

  it("is walked with Tab from switch to switch", async () => {
    const { user } = await open();
    const switches = screen.getAllByRole("switch");
    switches[0]?.focus();
    await user.tab();
    expect(switches[1]).toHaveFocus();
    await user.keyboard(" ");
    await waitFor(() => expect(switches[1]).not.toBeChecked());
  });

  it("stops listening when it is left", async () => {
    const { unmount, host } = await open();
    const asked = vi.spyOn(host, "settings");
    unmount();
    await host.changeSettings([{ words: false }]);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("the steps on offer", () => {
  const english = new Words("en");
  const format = new Format(english);
  const labels = (choices: { label: string }[]) => choices.map(({ label }) => label.replace(/\s/g, " "));

  it("are said as people say them", () => {
    expect(labels(idleChoices(300, english.t)).slice(0, 2)).toEqual(["1 minute", "2 minutes"]);
    expect(labels(retentionChoices(24, english.t))).toContain("24 hours");
    expect(labels(retentionChoices(24, english.t))).toContain("7 days");
    expect(labels(budgetChoices(2048, format))).toEqual(["500 MB", "1 GB", "2 GB", "5 GB", "10 GB"]);
    expect(labels(timeChoices("17:00", format))).toHaveLength(48);
    expect(labels(timeChoices("17:00", new Format(new Words("en", "en-US"))))[0]).toMatch(/12:00 AM/);
  });

  it("hold what was set by hand elsewhere", () => {
    expect(labels(idleChoices(45, english.t))[0]).toBe("45 seconds");
    expect(absenceChoices(7, english.t).map(({ value }) => Number(value))).toEqual([
      1, 2, 3, 5, 7, 10, 15, 30, 60,
    ]);
    expect(requestChoices(37, format).map(({ value }) => value)).toContain("37");
    expect(timeChoices("17:10", format).map(({ value }) => value)).toContain("17:10");
  });
});
