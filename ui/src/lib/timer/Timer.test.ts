import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { MemoryHost } from "../host/memory";
import { Words } from "../words/words.svelte";
import { mount, violations } from "../../testing/mount";
import { EVENING, MINUTE, workday } from "../../testing/workday";
import { Stopwatch, type Told } from "./stopwatch.svelte";
import TimerControl from "./TimerControl.svelte";
import TimerQuestion from "./TimerQuestion.svelte";

const ACME = { client: "Acme", project: "Web relaunch", task: "", label: "pairing", billable: null };
const NAMELESS = { client: "", project: "", task: "", label: "", billable: null };

let host: MemoryHost;
let stopwatch: Stopwatch;
let told: Told[];
let stop: () => void;

beforeEach(() => {
  host = workday();
  told = [];
  stopwatch = new Stopwatch(host, (one) => told.push(one));
  stop = () => undefined;
});

afterEach(() => stop());

async function open(language = "en") {
  stop = stopwatch.watch();
  await waitFor(() => expect(stopwatch.answer).not.toBeNull());
  await waitFor(() => expect(stopwatch.clients).not.toEqual([]));
  return mount(TimerControl, { stopwatch }, { host, words: new Words(language) });
}

const control = () => screen.getByRole("group", { name: "Timer" });
const sheet = () => screen.findByRole("dialog", { name: "Timer" });

describe("the clock", () => {
  test("moves on between what the engine says, and stands while paused", async () => {
    vi.useFakeTimers();
    try {
      await host.startTimer(ACME, EVENING - 44 * MINUTE);
      await stopwatch.read();
      const elapsed = () => stopwatch.elapsed(stopwatch.shown as NonNullable<typeof stopwatch.shown>);
      expect(elapsed()).toBe(44 * MINUTE);
      vi.advanceTimersByTime(2_000);
      stopwatch.tick();
      expect(elapsed()).toBe(44 * MINUTE + 2_000);
      await stopwatch.pause();
      vi.advanceTimersByTime(5_000);
      stopwatch.tick();
      expect(elapsed()).toBe(44 * MINUTE);
    } finally {
      vi.useRealTimers();
    }
  });

  test("asks again after a minute, since a question comes up by time alone", async () => {
    vi.useFakeTimers();
    try {
      await host.startTimer(ACME, null);
      await stopwatch.read();
      host.world.advance(8 * 60 * MINUTE);
      vi.advanceTimersByTime(30_000);
      stopwatch.tick();
      expect(stopwatch.answer?.question).toBeNull();
      vi.advanceTimersByTime(31_000);
      stopwatch.tick();
      await vi.waitFor(() => expect(stopwatch.answer?.question?.why).toBe("midnight"));
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the control", () => {
  test("starts with nothing named, pauses, resumes and stops", async () => {
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: "Start timer" }));
    await within(control()).findByText("Not named yet");
    await user.click(within(control()).getByRole("button", { name: "Pause" }));
    await user.click(await within(control()).findByRole("button", { name: "Resume" }));
    await within(control()).findByRole("button", { name: "Pause" });
    host.world.advance(10 * MINUTE);
    await user.click(within(control()).getByRole("button", { name: "Stop" }));
    await within(control()).findByRole("button", { name: "Start timer" });
    expect(told.map((one) => one.kind)).toEqual(["stopped"]);
    expect((await host.day(null)).undo?.kind).toBe("timer");
  });

  test("names what runs, and moves its start", async () => {
    await host.startTimer(NAMELESS, EVENING - 10 * MINUTE);
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: /^Timer: Not named yet/ }));
    const dialog = await sheet();
    const whose = within(dialog).getByRole("combobox", { name: "Client and project" });
    await waitFor(() => expect(whose).toHaveFocus());
    await user.type(whose, "web{Enter}");
    await waitFor(async () => expect((await host.timers()).running?.project?.name).toBe("Web relaunch"));
    await user.type(within(dialog).getByRole("textbox", { name: "What for" }), "pairing{Enter}");
    await waitFor(async () => expect((await host.timers()).running?.label).toBe("pairing"));
    const began = within(dialog).getByRole("textbox", { name: "Began" });
    expect(began).toHaveValue("17:20");
    await user.clear(began);
    await user.type(began, "soon");
    expect(within(dialog).getByRole("alert")).toHaveTextContent("Write it like 20 min ago or 9:15");
    await user.clear(began);
    await user.type(began, "17:00{Enter}");
    await waitFor(async () => expect((await host.timers()).running?.total_ms).toBe(30 * MINUTE));
    expect(within(control()).getByText("Acme · Web relaunch")).toBeInTheDocument();
  });

  test("starts in the past for a client that is new", async () => {
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: "Open the timer" }));
    const dialog = await sheet();
    await user.type(
      within(dialog).getByRole("combobox", { name: "Client and project" }),
      "Tax office{Enter}",
    );
    expect(within(dialog).getByText("Tax office is new and will be added.")).toBeInTheDocument();
    await user.type(within(dialog).getByRole("textbox", { name: "Began" }), "20 min ago");
    expect(within(dialog).getByText(/^Begins .*17:10, 20 min ago$/)).toBeInTheDocument();
    await user.click(within(dialog).getByRole("button", { name: "Start timer" }));
    await waitFor(async () => expect((await host.timers()).running?.client?.name).toBe("Tax office"));
    // The window's clock runs on while the test types.
    expect(Math.round(((await host.timers()).running?.total_ms ?? 0) / MINUTE)).toBe(20);
  });

  test("says what is refused where one looks", async () => {
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: "Open the timer" }));
    const dialog = await sheet();
    host.world.refuse("startTimer", { code: "store", message: "the database refused" });
    await user.click(within(dialog).getByRole("button", { name: "Start timer" }));
    expect(await within(dialog).findByText(/database refused/)).toBeInTheDocument();
  });

  test("continues earlier work, and switches between what is paused", async () => {
    await host.startTimer(ACME, EVENING - 30 * MINUTE);
    await host.stopTimer(null, null);
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: "Open the timer" }));
    await user.click(within(await sheet()).getByRole("button", { name: /^Acme · Web relaunch\s*pairing$/ }));
    await within(control()).findByText("pairing");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    host.world.advance(MINUTE);
    await user.click(within(control()).getByRole("button", { name: "Pause" }));
    await stopwatch.start({ ...NAMELESS, client: "Helio" });
    await within(control()).findByText("Helio");
    await user.click(within(control()).getByRole("button", { name: /^Timer: Helio/ }));
    host.world.advance(MINUTE);
    await user.click(within(await sheet()).getByRole("button", { name: "Resume: Acme · Web relaunch" }));
    await waitFor(async () => expect((await host.timers()).running?.client?.name).toBe("Acme"));
    expect((await host.timers()).paused[0]?.client?.name).toBe("Helio");
  });

  test("asks before it discards", async () => {
    await host.startTimer(ACME, EVENING - 10 * MINUTE);
    const { user } = await open();
    await user.click(within(control()).getByRole("button", { name: /^Timer: Acme/ }));
    await user.click(within(await sheet()).getByRole("button", { name: "Discard" }));
    const question = await screen.findByRole("dialog", { name: "Discard this timer?" });
    expect(question).toHaveTextContent("Acme · Web relaunch: 10 min would be gone");
    await user.click(within(question).getByRole("button", { name: "Keep it" }));
    expect((await host.timers()).running).not.toBeNull();
    await user.click(within(await sheet()).getByRole("button", { name: "Discard" }));
    const again = await screen.findByRole("dialog", { name: "Discard this timer?" });
    await user.click(within(again).getByRole("button", { name: "Discard" }));
    await waitFor(async () => expect((await host.timers()).running).toBeNull());
    expect(told.map((one) => one.kind)).toEqual(["discarded"]);
  });

  test.each(["en", "de"])("can be used by everybody, in %s", async (language) => {
    await host.startTimer(NAMELESS, EVENING - 40 * MINUTE);
    await host.stopTimer(null, EVENING - 35 * MINUTE);
    await host.startTimer({ ...NAMELESS, client: "Helio" }, EVENING - 30 * MINUTE);
    await host.pauseTimer(EVENING - 20 * MINUTE);
    await host.startTimer(ACME, EVENING - 10 * MINUTE);
    const { user, container } = await open(language);
    expect(await violations(container)).toEqual([]);
    await user.click(within(control()).getByRole("button", { name: /^Timer: Acme/ }));
    expect(await violations(await sheet())).toEqual([]);
    expect(document.body.textContent).not.toMatch(/timer\./);
  });
});

describe("what a timer asks", () => {
  async function ask(language = "en") {
    stop = stopwatch.watch();
    await waitFor(() => expect(stopwatch.answer).not.toBeNull());
    return mount(TimerQuestion, { stopwatch }, { host, words: new Words(language) });
  }

  test.each([
    [/^It ended at 17:40/, "completed", 10],
    [/^A pause/, "running", 20],
    [/^It all counts/, "running", 40],
  ] as const)("an interruption: %s", async (name, status, minutes) => {
    await host.startTimer(ACME, null);
    host.world.advance(40 * MINUTE);
    host.world.timers.interrupt("slept", EVENING + 10 * MINUTE, EVENING + 30 * MINUTE);
    const { user } = await ask();
    const question = await screen.findByRole("region", { name: "The machine slept" });
    expect(question).toHaveTextContent("Acme · Web relaunch from 17:40 to 18:00, 20 min. Did it run?");
    await user.click(within(question).getByRole("button", { name }));
    await waitFor(() => expect(screen.queryByRole("region")).toBeNull());
    const { running, recent } = await host.timers();
    const timer = running ?? recent[0];
    expect(timer).toMatchObject({ status, total_ms: minutes * MINUTE });
  });

  test("when it ended, by a time", async () => {
    await host.startTimer(ACME, null);
    host.world.advance(40 * MINUTE);
    host.world.timers.interrupt("unwatched", EVENING + 10 * MINUTE, EVENING + 30 * MINUTE);
    const { user } = await ask();
    await user.click(await screen.findByRole("button", { name: /^It ended at another time/ }));
    expect(await screen.findByRole("textbox", { name: "Ended at" })).toHaveFocus();
    await user.keyboard("17:45{Enter}");
    await waitFor(async () => expect((await host.timers()).recent[0]?.total_ms).toBe(15 * MINUTE));
  });

  test("whether it shall run on over midnight, once", async () => {
    await host.startTimer(ACME, null);
    host.world.advance(7 * 60 * MINUTE);
    const { user } = await ask();
    const question = await screen.findByRole("region", {
      name: /^Still on it\? The timer ran past midnight/,
    });
    expect(await violations(question)).toEqual([]);
    await user.click(within(question).getByRole("button", { name: "It runs on" }));
    await waitFor(() => expect(screen.queryByRole("region")).toBeNull());
    expect((await host.timers()).running).not.toBeNull();
  });

  test("in German", async () => {
    await host.startTimer(ACME, null);
    host.world.advance(7 * 60 * MINUTE);
    await ask("de");
    expect(await screen.findByRole("button", { name: "Er läuft weiter" })).toBeInTheDocument();
  });
});
