// The timesheet over a Daybook in memory, and what its tests look at.
import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect } from "vitest";
import { memory, type MemoryHost } from "../lib/host/memory";
import { shown, type View } from "../lib/timesheet/view.svelte";
import { Words } from "../lib/words/words.svelte";
import Timesheet from "../routes/Timesheet.svelte";
import { AFTERNOON } from "./day";
import { mount } from "./mount";

export let host: MemoryHost;

afterEach(() => {
  shown.view = "grid";
});

export async function openWeek(view: View = "grid", language = "en", at = AFTERNOON) {
  host = memory({ now: () => at, zone: "Europe/Vienna" });
  shown.view = view;
  const page = mount(Timesheet, {}, { host, words: new Words(language) });
  await screen.findByRole("grid");
  return page;
}

/** The cell of a row of work on a day, "Acme · Web relaunch · API" on "Tuesday". */
export function cell(work: string, day: string): HTMLElement {
  const found = within(screen.getByRole("grid"))
    .getAllByRole("gridcell")
    .find((one) => one.getAttribute("aria-label")?.startsWith(`${work}, ${day}`));
  expect(found, `${work} on ${day}`).toBeDefined();
  return found as HTMLElement;
}

export async function hasHours(work: string, day: string, hours: string) {
  await waitFor(() => expect(cell(work, day)).toHaveTextContent(hours));
}
