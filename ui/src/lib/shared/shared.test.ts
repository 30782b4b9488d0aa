import { screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mount, violations } from "../../testing/mount";
import Dialogs from "../../testing/parts/Dialogs.svelte";
import Popovers from "../../testing/parts/Popovers.svelte";
import { place } from "./anchored";
import Combobox from "./Combobox.svelte";
import { rowsFor } from "./combobox";
import Field from "./Field.svelte";
import ForgetDialog from "./ForgetDialog.svelte";
import Menu from "./Menu.svelte";
import { moved, typedAhead } from "./menu";
import ProblemLine from "./ProblemLine.svelte";
import Progress from "./Progress.svelte";
import Select from "./Select.svelte";
import Switch from "./Switch.svelte";
import { Toasts, toasts } from "./toasts.svelte";
import ToastList from "./ToastList.svelte";

describe("a dialog", () => {
  it("takes the focus, closes with Escape, and gives the focus back", async () => {
    const { user } = mount(Dialogs, {});
    const opener = screen.getByRole("button", { name: "Open it" });
    await user.click(opener);
    const dialog = screen.getByRole("dialog", { name: "A question" });
    expect(dialog).toContainElement(document.activeElement as HTMLElement);
    expect(await violations()).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByText("is closed")).toBeVisible();
    expect(opener).toHaveFocus();
  });

  it("closes with its own button and with what it asks", async () => {
    const { user } = mount(Dialogs, {});
    await user.click(screen.getByRole("button", { name: "Open it" }));
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.getByText("is closed")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Open it" }));
    await user.click(screen.getByRole("button", { name: "Yes" }));
    expect(screen.getByText("is closed")).toBeVisible();
  });
});

describe("a popover", () => {
  it("takes the focus, closes with Escape and with a press elsewhere", async () => {
    const { user } = mount(Popovers, {});
    const opener = screen.getByRole("button", { name: "Open it" });
    await user.click(opener);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(opener).toHaveFocus();
    await user.click(opener);
    expect(await violations()).toEqual([]);
    await user.click(screen.getByText("elsewhere"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a place beside an anchor", () => {
  const view = { width: 800, height: 600 };
  const size = { width: 200, height: 100 };
  const box = (left: number, top: number) => ({
    left,
    top,
    right: left + 80,
    bottom: top + 30,
    width: 80,
    height: 30,
  });

  it("is where it was wished, and else where there is room", () => {
    expect(place(box(100, 100), size, view, "below")).toEqual({ left: 100, top: 134 });
    expect(place(box(500, 100), size, view, "below-end")).toEqual({ left: 380, top: 134 });
    expect(place(box(100, 550), size, view, "below")).toEqual({ left: 100, top: 446 });
    expect(place(box(100, 550), size, view, "above")).toEqual({ left: 100, top: 446 });
    expect(place(box(100, 20), size, view, "above")).toEqual({ left: 100, top: 54 });
    expect(place(box(100, 100), size, view, "beside")).toEqual({ left: 184, top: 100 });
    expect(place(box(700, 100), size, view, "beside")).toEqual({ left: 496, top: 100 });
    expect(place(box(760, 100), size, view, "below")).toEqual({ left: 592, top: 134 });
  });
});

describe("a menu", () => {
  function menu() {
    const runs = { pause: vi.fn(), hour: vi.fn(), resume: vi.fn() };
    const items = [
      { label: "Pause", key: "P", run: runs.pause },
      { label: "Hour", run: runs.hour },
      { label: "Resume", disabled: true, run: runs.resume },
    ];
    return { ...mount(Menu, { label: "Recording", items }), runs };
  }

  it("is walked with the arrows, Home and End, and chosen with Enter", async () => {
    const { user, runs } = menu();
    const opener = screen.getByRole("button", { name: "Recording" });
    opener.focus();
    await user.keyboard("{ArrowDown}");
    expect(opener).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByRole("menuitem", { name: "Pause" })).toHaveFocus();
    expect(await violations()).toEqual([]);
    await user.keyboard("{End}");
    expect(screen.getByRole("menuitem", { name: "Resume" })).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("menuitem", { name: "Hour" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(runs.hour).toHaveBeenCalledOnce();
    expect(screen.queryByRole("menu")).toBeNull();
    expect(opener).toHaveFocus();
  });

  it("finds by the first letter, and does nothing for what is disabled", async () => {
    const { user, runs } = menu();
    await user.click(screen.getByRole("button", { name: "Recording" }));
    await user.keyboard("r");
    expect(screen.getByRole("menuitem", { name: "Resume" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(runs.resume).not.toHaveBeenCalled();
    expect(screen.getByRole("menu")).toBeInTheDocument();
  });

  it("closes with Escape, with Tab and with a press outside", async () => {
    const { user } = menu();
    const opener = screen.getByRole("button", { name: "Recording" });
    await user.click(opener);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(opener).toHaveFocus();
    await user.click(opener);
    await user.tab();
    expect(screen.queryByRole("menu")).toBeNull();
    await user.click(opener);
    await user.click(document.body);
    expect(screen.queryByRole("menu")).toBeNull();
  });

  it("moves around its ends", () => {
    expect(moved("ArrowDown", 2, 3)).toBe(0);
    expect(moved("ArrowUp", 0, 3)).toBe(2);
    expect(moved("ArrowUp", -1, 3)).toBe(2);
    expect(moved("ArrowDown", -1, 3)).toBe(0);
    expect(moved("ArrowDown", -1, 0)).toBeNull();
    expect(moved("x", 0, 3)).toBeNull();
  });

  it("goes to the next with the same letter, and on with more letters", () => {
    const labels = ["Pause", "Play", "Stop"];
    expect(typedAhead("p", 0, labels)).toBe(1);
    expect(typedAhead("p", 1, labels)).toBe(0);
    expect(typedAhead("pl", 0, labels)).toBe(1);
    expect(typedAhead("x", 0, labels)).toBeNull();
  });
});

describe("a combobox", () => {
  const options = [
    { id: "1", name: "Acme", colour: 0 },
    { id: "2", name: "Nordwind", colour: 1 },
    { id: "3", name: "Änne & Co", colour: 2 },
  ];

  function combobox(props: Record<string, unknown> = {}) {
    const onchoose = vi.fn();
    const oncreate = vi.fn();
    const all = { label: "Client", options, value: "1", onchoose, oncreate, none: "No client", ...props };
    return { ...mount(Combobox, all), onchoose, oncreate, input: () => screen.getByRole("combobox") };
  }

  it("shows what is chosen and everything else when it opens", async () => {
    const { user, input } = combobox();
    expect(input()).toHaveValue("Acme");
    await user.click(input());
    expect(screen.getAllByRole("option").map((row) => row.textContent?.trim())).toEqual([
      "No client",
      "Acme",
      "Nordwind",
      "Änne & Co",
    ]);
    expect(await violations()).toEqual([]);
  });

  it("filters as one types and chooses with Enter", async () => {
    const { user, input, onchoose } = combobox();
    await user.click(input());
    await user.keyboard("wind{Enter}");
    expect(onchoose).toHaveBeenCalledExactlyOnceWith("2");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("walks with the arrows and tells which row is meant", async () => {
    const { user, input, onchoose } = combobox();
    input().focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const active = input().getAttribute("aria-activedescendant") ?? "";
    expect(document.getElementById(active)).toHaveTextContent("Nordwind");
    await user.keyboard("{Enter}");
    expect(onchoose).toHaveBeenCalledExactlyOnceWith("2");
  });

  it("takes the choice away, creates what is new, and forgives accents", async () => {
    const { user, input, onchoose, oncreate } = combobox();
    await user.click(input());
    await user.click(screen.getByRole("option", { name: "No client" }));
    expect(onchoose).toHaveBeenCalledExactlyOnceWith(null);
    await user.click(input());
    await user.keyboard("  Helio   Ltd {Enter}");
    expect(oncreate).toHaveBeenCalledExactlyOnceWith("Helio Ltd");
    expect(rowsFor("anne", options, { create: false })).toHaveLength(1);
    expect(rowsFor("acme", options, { create: true }).map((row) => row.kind)).toEqual(["option"]);
    const works = [{ id: "1", name: "Acme · Web relaunch" }];
    expect(rowsFor("acme web", works, { create: true }).map((row) => row.kind)).toEqual(["option", "create"]);
    expect(rowsFor("acme shop", works, { create: true }).map((row) => row.kind)).toEqual(["create"]);
  });

  it("leaves everything as it was on Escape", async () => {
    const { user, input, onchoose } = combobox();
    await user.click(input());
    await user.keyboard("nord{Escape}");
    expect(input()).toHaveValue("Acme");
    expect(onchoose).not.toHaveBeenCalled();
  });

  it("says so where nothing has that name", async () => {
    const { user, input } = combobox({ oncreate: undefined });
    await user.click(input());
    await user.keyboard("zzz");
    expect(screen.getByRole("option", { name: "Nothing by that name" })).toBeVisible();
  });
});

describe("a switch and a choice", () => {
  it("go back where the change was refused", async () => {
    const onchange = vi.fn(async () => undefined);
    const { user } = mount(Switch, { label: "Pictures", checked: false, onchange, hint: "of the screen" });
    const input = screen.getByRole("switch", { name: "Pictures" });
    expect(input).toHaveAccessibleDescription("of the screen");
    await user.click(input);
    expect(onchange).toHaveBeenCalledExactlyOnceWith(true);
    expect(input).not.toBeChecked();
    expect(await violations()).toEqual([]);
  });

  it("show what is so now", async () => {
    const { rerender } = mount(Switch, { label: "Pictures", checked: false, onchange: () => undefined });
    await rerender({ checked: true });
    expect(screen.getByRole("switch")).toBeChecked();
  });

  it("are the same for a list", async () => {
    const onchange = vi.fn(async () => undefined);
    const options = [
      { value: "off", label: "Off" },
      { value: "on", label: "On" },
    ];
    const { user } = mount(Select, { label: "Sound", value: "off", options, onchange } as Record<
      string,
      unknown
    > as never);
    await user.selectOptions(screen.getByRole("combobox", { name: "Sound" }), "On");
    expect(onchange).toHaveBeenCalledExactlyOnceWith("on");
    expect(screen.getByRole("combobox")).toHaveValue("off");
    expect(await violations()).toEqual([]);
  });
});

describe("a field", () => {
  it("tells what is wrong to one who listens", async () => {
    mount(Field, { label: "Key", value: "", hint: "kept apart", problem: "Paste the key first." });
    const input = screen.getByRole("textbox", { name: "Key" });
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription("kept apart Paste the key first.");
    expect(await violations()).toEqual([]);
  });
});

describe("a problem", () => {
  it("is said with the way out, and tried again", async () => {
    const retry = vi.fn();
    const { user } = mount(ProblemLine, { problem: { code: "download", message: "no" }, retry });
    expect(screen.getByRole("alert")).toHaveTextContent(/^The download broke off/);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
    expect(await violations()).toEqual([]);
  });
});

describe("progress", () => {
  it("says how far it is", () => {
    mount(Progress, { label: "Fetching", share: 0.25 });
    expect(screen.getByRole("progressbar", { name: "Fetching" })).toHaveValue(0.25);
  });
});

describe("a message", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("stays ten seconds, and longer where it can be undone", () => {
    const list = new Toasts();
    list.say({ text: "said" });
    list.say({ text: "done", action: { label: "Undo", run: () => undefined } });
    vi.advanceTimersByTime(9_900);
    expect(list.list.map((toast) => toast.text)).toEqual(["said", "done"]);
    vi.advanceTimersByTime(200);
    expect(list.list.map((toast) => toast.text)).toEqual(["done"]);
    vi.advanceTimersByTime(5_000);
    expect(list.list).toEqual([]);
  });

  it("does not go away while one reads it", () => {
    const list = new Toasts();
    list.say({ text: "said" });
    vi.advanceTimersByTime(9_000);
    list.pause();
    vi.advanceTimersByTime(60_000);
    expect(list.list).toHaveLength(1);
    list.resume();
    vi.advanceTimersByTime(1_900);
    expect(list.list).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(list.list).toEqual([]);
  });

  it("makes room for the newest", () => {
    const list = new Toasts();
    for (const text of ["one", "two", "three", "four"]) list.say({ text });
    expect(list.list.map((toast) => toast.text)).toEqual(["two", "three", "four"]);
  });

  it("is undone once, and heard politely", async () => {
    vi.useRealTimers();
    const run = vi.fn();
    const { user } = mount(ToastList, {});
    toasts.say({ text: "Assigned to Acme", action: { label: "Undo", run } });
    const status = screen.getByRole("status");
    expect(await within(status).findByText("Assigned to Acme")).toBeVisible();
    expect(await violations()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(run).toHaveBeenCalledOnce();
    expect(screen.queryByText("Assigned to Acme")).toBeNull();
  });
});

describe("forgetting", () => {
  const problemOf = () => ({ code: "store", message: "the database refused" });

  it("is asked once, then says what went", async () => {
    const forget = vi.fn(async () => ({ files: 3, bytes: 1_200_000, drafts: 1 }));
    const { user } = mount(ForgetDialog, { minutes: 15, forget, problemOf });
    expect(screen.getByRole("dialog", { name: "Forget the last 15 minutes?" })).toBeVisible();
    expect(await violations()).toEqual([]);
    expect(forget).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Forget" }));
    expect(forget).toHaveBeenCalledExactlyOnceWith(15);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(toasts.list[0]?.text).toMatch(/^Forgotten: 3 captures \(1\.2\sMB\) and 1 draft\.$/);
  });

  it("can be left, and says where it was asked that it failed", async () => {
    const forget = vi.fn(async () => Promise.reject(new Error("no")));
    const { user } = mount(ForgetDialog, { minutes: 5, forget, problemOf });
    await user.click(screen.getByRole("button", { name: "Forget" }));
    expect(screen.getByRole("alert")).toHaveTextContent("The daybook’s database refused.");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
