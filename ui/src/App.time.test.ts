import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import type { MemoryHost } from "./lib/host/memory";
import { toasts } from "./lib/shared/toasts.svelte";
import { violations } from "./testing/mount";
import { MINUTE, NINE, workday } from "./testing/workday";

let host: MemoryHost;
const SPAN = { start_ms: NINE + 46 * MINUTE, end_ms: NINE + 74 * MINUTE };

beforeEach(() => {
  localStorage.clear();
  host = workday();
});

async function open() {
  render(App, { props: { host } });
  await screen.findByRole("navigation", { name: "Pages" });
  await screen.findByRole("grid");
  return userEvent.setup();
}

const control = () => screen.getByRole("group", { name: "Timer" });
const running = async () => (await host.timers()).running;

describe("the timer", () => {
  it("is started, paused, resumed and stopped by key, on any page", async () => {
    await host.awayAsked(SPAN);
    const user = await open();
    await user.keyboard("{Shift>}s{/Shift}");
    await within(control()).findByText("Not named yet");
    await user.keyboard("r");
    await user.keyboard("{Shift>} {/Shift}");
    await waitFor(async () => expect((await host.timers()).paused).toHaveLength(1));
    await user.keyboard("{Shift>} {/Shift}");
    await waitFor(async () => expect(await running()).not.toBeNull());
    host.world.advance(5 * MINUTE);
    await user.keyboard("{Shift>}s{/Shift}");
    await waitFor(async () => expect(await running()).toBeNull());
    await waitFor(() => expect(toasts.list.at(-1)?.text).toMatch(/^Stopped: Not named yet, 5 min/));
    toasts.list.at(-1)?.action?.run();
    await waitFor(async () => expect(await running()).not.toBeNull());
  });

  it("is opened by key, and started for a client from the palette", async () => {
    await host.awayAsked(SPAN);
    const user = await open();
    await user.keyboard("{Shift>}t{/Shift}");
    await screen.findByRole("dialog", { name: "Timer" });
    await user.keyboard("{Escape}");
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("start timer for acme");
    await user.keyboard("{Enter}");
    await waitFor(async () => expect((await running())?.client?.name).toBe("Acme"));
    expect(within(control()).getByText("Acme")).toBeInTheDocument();
  });
});

describe("coming back", () => {
  const asked = () => screen.findByRole("region", { name: "You were away" });

  it("is asked about beside the page, answered by key, and taken back", async () => {
    const user = await open();
    const prompt = await asked();
    expect(prompt).toHaveTextContent("Away for 28 min");
    expect(prompt).toHaveTextContent(/Before\s*Acme · Web relaunch/);
    expect(document.activeElement).toBe(document.body);
    expect(await violations()).toEqual([]);
    await user.keyboard("{Shift>}b{/Shift}");
    await user.keyboard("2");
    await waitFor(() => expect(screen.queryByRole("region", { name: "You were away" })).toBeNull());
    expect((await host.review("2026-11-20", "2026-11-20", [])).aways).toEqual([]);
    expect(toasts.list.at(-1)?.text).toBe("28 min away counts for nobody.");
    toasts.list.at(-1)?.action?.run();
    expect(await asked()).toBeInTheDocument();
  });

  it("may have been a call for somebody, with a few keys", async () => {
    const user = await open();
    await asked();
    await user.keyboard("{Shift>}b{/Shift}");
    await user.keyboard("5");
    await waitFor(() => expect(screen.getByRole("combobox", { name: "Client and project" })).toHaveFocus());
    await user.keyboard("Hel{Enter}");
    await user.keyboard("phase two{Enter}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "You were away" })).toBeNull());
    const call = (await host.day(null)).blocks.find((block) => block.start_ms === SPAN.start_ms);
    expect(call).toMatchObject({ label: "phase two", client: { name: "Helio" }, status: "draft" });
  });

  it("without an answer stays undecided, and the review shows it", async () => {
    const user = await open();
    await asked();
    await user.keyboard("{Shift>}b{/Shift}");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "You were away" })).toBeNull());
    expect(await host.awayToAsk()).toBeNull();
    await user.keyboard("r");
    expect(await screen.findByRole("heading", { name: "Away for 28 min" })).toBeInTheDocument();
  });

  it("is not asked twice where the review asks already", async () => {
    const user = await open();
    await asked();
    await user.keyboard("r");
    await screen.findByRole("heading", { name: "Away for 28 min" });
    expect(screen.queryByRole("region", { name: "You were away" })).toBeNull();
  });

  it("says why an answer was refused", async () => {
    const user = await open();
    const prompt = await asked();
    host.world.refuse("answerAway", { code: "store", message: "the database refused" });
    await user.click(within(prompt).getByRole("button", { name: "not work" }));
    expect(await within(prompt).findByText(/database refused/)).toBeInTheDocument();
  });
});

it("what the palette does not know is looked for in the notes", async () => {
  await host.awayAsked(SPAN);
  await host.putNote({ id: null, date: "2026-11-20", block: null, text: "the secret of the plumbing" });
  const user = await open();
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("plumbing");
  await user.click(await screen.findByRole("option", { name: "Find “plumbing” in notes and entries" }));
  expect(await screen.findByRole("searchbox")).toHaveValue("plumbing");
  await waitFor(() => expect(document.querySelector("mark")).toHaveTextContent("plumbing"));
});
