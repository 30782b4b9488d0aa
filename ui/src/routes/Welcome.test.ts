import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { memory, type MemoryHost } from "../lib/host/memory";
import { toasts } from "../lib/shared/toasts.svelte";
import { Words } from "../lib/words/words.svelte";
import { mount, violations } from "../testing/mount";
import Welcome from "./Welcome.svelte";

const NOW = Date.parse("2026-11-20T08:00:00Z");

type Options = Parameters<typeof memory>[0];

async function open(
  { language, ...options }: Options = {},
  prepare: (host: MemoryHost) => void = () => undefined,
) {
  const host = memory({ now: () => NOW, isSetUp: false, ...options });
  prepare(host);
  const ondone = vi.fn();
  const page = mount(Welcome, { ondone }, { host, words: new Words(language ?? "en") });
  await screen.findByText(host.world.home);
  return { ...page, host, ondone };
}

const title = () => screen.getByRole("heading", { level: 1 });
const next = () => screen.getByRole("button", { name: /^(Continue|Weiter)$/ });
const start = () => screen.getByRole("button", { name: "Start recording" });

async function toCheck(page: Awaited<ReturnType<typeof open>>) {
  await page.user.click(next());
  await page.user.click(next());
  await waitFor(() => expect(screen.getAllByRole("listitem").length).toBeGreaterThan(3));
}

describe("the promise", () => {
  test("says what is captured, what never, where it is kept and how to stop", async () => {
    const { container } = await open();
    expect(title()).toHaveTextContent("Your working day, written down on this machine");
    for (const term of ["Notes", "Wipes", "Never", "Kept in", "To stop"]) {
      expect(screen.getByText(term)).toBeInTheDocument();
    }
    expect(screen.getByText(/after 24 hours whatever happens/)).toBeInTheDocument();
    expect(screen.getByText(/from the tray or the corner/)).toBeInTheDocument();
    expect(screen.getByText("Nothing is recorded yet.")).toBeInTheDocument();
    expect(await violations(container)).toEqual([]);
  });

  test("names no tray where there is none", async () => {
    await open({ tray: false });
    expect(screen.queryByText(/from the tray/)).not.toBeInTheDocument();
    expect(screen.getByText(/from the corner of the window/)).toBeInTheDocument();
  });

  test("a host that does not answer at first is asked again", async () => {
    const host = memory({ now: () => NOW, isSetUp: false });
    host.world.refuse("shell", { code: "other", message: "not yet" });
    const { user } = mount(Welcome, {}, { host });
    await screen.findByRole("alert");
    host.world.refuse("shell", null);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(host.world.home)).toBeInTheDocument();
  });
});

describe("the choices", () => {
  test("begin with sound off, and show what hears only when it is on", async () => {
    const page = await open();
    await page.user.click(next());
    expect(screen.getByRole("radio", { name: "Off" })).toBeChecked();
    expect(screen.queryByRole("switch", { name: "Microphone" })).not.toBeInTheDocument();
    expect(await violations(page.container)).toEqual([]);
    await page.user.click(screen.getByRole("radio", { name: "On calls" }));
    expect(screen.getByRole("switch", { name: "Microphone" })).toBeChecked();
    expect(screen.getByRole("switch", { name: "Sound of other programs" })).toBeChecked();
    expect(await violations(page.container)).toEqual([]);
  });

  test("words need pictures, and pictures need words", async () => {
    const { user } = await open();
    await user.click(next());
    const words = screen.getByRole("switch", { name: "Words on the screen" });
    await user.click(words);
    expect(screen.getByText("With nothing to read them, no pictures will be taken.")).toBeInTheDocument();
    await user.click(words);
    await user.click(screen.getByRole("switch", { name: "Pictures of the screen" }));
    expect(words).toBeDisabled();
    expect(words).not.toBeChecked();
    expect(words).toHaveAccessibleDescription(/there are none without them/);
  });

  test("stay when one goes back and forth, and focus goes to the title", async () => {
    const { user } = await open();
    await user.click(next());
    expect(title()).toHaveFocus();
    expect(screen.getByText("Step 2 of 3")).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Always" }));
    await user.type(screen.getByLabelText("Your first client"), "Acme");
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(title()).toHaveTextContent("Your working day");
    expect(title()).toHaveFocus();
    expect(screen.queryByRole("button", { name: "Back" })).not.toBeInTheDocument();
    await user.click(next());
    expect(screen.getByRole("radio", { name: "Always" })).toBeChecked();
    expect(screen.getByLabelText("Your first client")).toHaveValue("Acme");
  });
});

describe("the check", () => {
  test("shows what was chosen and that it works", async () => {
    const page = await open();
    await toCheck(page);
    const list = within(screen.getByRole("list", { name: "Findings" }));
    expect(list.getAllByRole("listitem").map((one) => one.querySelector("strong")?.textContent)).toEqual([
      "Window in front",
      "Whether you are there",
      "Locked screen",
      "Pictures of the screen",
      "Words on the screen",
      "Keys",
    ]);
    expect(screen.getByText("Everything you chose works.")).toBeInTheDocument();
    expect(await violations(page.container)).toEqual([]);
  });

  test.each([
    ["linux", "Install the package tesseract-ocr.", "words on screen"],
    ["macos", "Allow Daybook under System Settings, Privacy & Security, Screen Recording.", "pictures"],
  ] as const)("on %s it says what is lost and the way out", async (platform, way, denied) => {
    const page = await open({ platform }, (host) => host.world.deny(denied));
    await toCheck(page);
    expect(screen.getByText(new RegExp(way.replace(/[.&]/g, "\\$&")))).toBeInTheDocument();
    expect(screen.getByText(/not work yet\. You can start without\./)).toBeInTheDocument();
    expect(start()).toBeEnabled();
    expect(await violations(page.container)).toEqual([]);
  });

  test("turns good when the way out was taken, by the button and by coming back", async () => {
    const page = await open({}, (host) => {
      host.world.deny("words on screen");
      host.world.deny("pictures");
    });
    await toCheck(page);
    expect(screen.getByText(/^2 things do not work yet/)).toBeInTheDocument();
    page.host.world.deny("pictures", false);
    await page.user.click(screen.getByRole("button", { name: "Check again" }));
    expect(await screen.findByText(/^One thing does not work yet/)).toBeInTheDocument();
    page.host.world.deny("words on screen", false);
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText("Everything you chose works.")).toBeInTheDocument();
  });

  test("shows that it is busy, and is not asked twice at once", async () => {
    let finish: () => void = () => undefined;
    const page = await open({}, (host) => {
      const { findings } = host;
      host.findings = vi.fn(async () => {
        await new Promise<void>((done) => (finish = done));
        return findings();
      });
    });
    await page.user.click(next());
    await page.user.click(next());
    expect(await screen.findByText("Checking")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Check again" })).toBeDisabled();
    window.dispatchEvent(new Event("focus"));
    expect(page.host.findings).toHaveBeenCalledTimes(1);
    finish();
    expect(await screen.findByText("Everything you chose works.")).toBeInTheDocument();
  });

  test("a check that fails does not block the start", async () => {
    const page = await open({}, (host) => host.world.refuse("findings", { code: "other", message: "gone" }));
    await page.user.click(next());
    await page.user.click(next());
    expect(await screen.findByRole("alert")).toHaveTextContent(/gone/i);
    await page.user.click(start());
    await waitFor(() => expect(page.ondone).toHaveBeenCalled());
  });
});

describe("the start", () => {
  test("nothing is on before it, whatever was chosen", async () => {
    const page = await open();
    const setUp = vi.spyOn(page.host, "setUp");
    await page.user.click(next());
    await page.user.click(screen.getByRole("radio", { name: "Always" }));
    await page.user.type(screen.getByLabelText("Your first client"), "Acme");
    await page.user.click(next());
    await page.user.click(await screen.findByRole("switch", { name: "Start Daybook at login" }));
    page.host.world.advance(120_000);
    page.unmount();
    expect(setUp).not.toHaveBeenCalled();
    expect(await page.host.status()).toMatchObject({ light: "off", is_set_up: false, last_written_ms: null });
    expect(await page.host.clients()).toEqual([]);
    expect(await page.host.startsAtLogin()).toBe(false);
  });

  test("by keys alone, in one go", async () => {
    const { user, host, ondone } = await open({ tray: true });
    next().focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(title()).toHaveTextContent("What may Daybook capture?"));
    await user.tab();
    expect(screen.getByRole("switch", { name: "Pictures of the screen" })).toHaveFocus();
    await user.keyboard(" ");
    await user.tab();
    expect(screen.getByRole("radio", { name: "Off" })).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("radio", { name: "On calls" })).toBeChecked();
    await user.tab();
    await user.keyboard(" ");
    expect(screen.getByRole("switch", { name: "Microphone" })).not.toBeChecked();
    await user.tab();
    await user.tab();
    await user.keyboard("Acme{Enter}");
    await waitFor(() => expect(title()).toHaveTextContent("What works on this machine"));
    start().focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(await host.status()).toMatchObject({ is_set_up: true, light: "recording" });
    expect(await host.settings()).toMatchObject({
      pictures: false,
      words: false,
      sound: "calls",
      microphone: false,
      system_sound: true,
    });
    expect((await host.clients()).map((client) => client.name)).toEqual(["Acme"]);
    expect(await host.startsAtLogin()).toBe(false);
    expect(toasts.list.map((toast) => toast.text)).toEqual([
      "Recording. Daybook stays in the tray when you close this window.",
    ]);
  });

  test("at login too, if it was wished, and without a tray it names none", async () => {
    const page = await open({ tray: false });
    await toCheck(page);
    await page.user.click(screen.getByRole("switch", { name: "Start Daybook at login" }));
    await page.user.click(start());
    await waitFor(() => expect(page.ondone).toHaveBeenCalled());
    expect(await page.host.startsAtLogin()).toBe(true);
    expect(toasts.list).toEqual([]);
  });

  test("that is refused stays on the page and can be tried again", async () => {
    const page = await open();
    await toCheck(page);
    page.host.world.refuse("setUp", { code: "other", message: "the lock is held" });
    await page.user.click(start());
    expect(await screen.findByRole("alert")).toHaveTextContent("The lock is held.");
    expect(page.ondone).not.toHaveBeenCalled();
    expect(await violations(page.container)).toEqual([]);
    page.host.world.refuse("setUp", null);
    await page.user.click(start());
    await waitFor(() => expect(page.ondone).toHaveBeenCalledOnce());
  });

  test("goes ahead when a wish beside it fails, and tells of it", async () => {
    const page = await open();
    page.host.world.refuse("setStartAtLogin", { code: "other", message: "the folder is read-only" });
    page.host.world.refuse("addClient", { code: "other", message: "no room" });
    await page.user.click(next());
    await page.user.type(screen.getByLabelText("Your first client"), "Acme");
    await page.user.click(next());
    await page.user.click(await screen.findByRole("switch", { name: "Start Daybook at login" }));
    await page.user.click(start());
    await waitFor(() => expect(page.ondone).toHaveBeenCalled());
    expect(toasts.list.map((toast) => toast.text).slice(1)).toEqual([
      "The client was not added: No room.",
      "Start at login could not be set: The folder is read-only.",
    ]);
  });
});

test.each(["en", "de"])("all steps have their words in %s", async (language) => {
  const page = await open({ language }, (host) => {
    for (const what of [
      "front window",
      "idle time",
      "pictures",
      "microphone",
      "system audio",
      "words on screen",
    ] as const)
      host.world.deny(what);
  });
  const whole = () => page.container.textContent ?? "";
  expect(whole()).not.toMatch(/welcome\.\w/);
  await page.user.click(next());
  await page.user.click(screen.getAllByRole("radio")[2] as HTMLElement);
  expect(whole()).not.toMatch(/welcome\.\w/);
  await page.user.click(next());
  await waitFor(() => expect(screen.getAllByRole("listitem").length).toBeGreaterThan(8));
  expect(whole()).not.toMatch(/welcome\.\w/);
  expect(await violations(page.container)).toEqual([]);
});
