// The page of the day over a Daybook in memory, and what its tests look at.
import { screen, waitFor } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, expect } from "vitest";
import type { Keys } from "../lib/frame/keys.svelte";
import type { Pages } from "../lib/frame/pages.svelte";
import { memory, type MemoryHost } from "../lib/host/memory";
import { USUAL_ZOOM } from "../lib/entry/geometry";
import { zoom } from "../lib/today/zoom.svelte";
import { Words } from "../lib/words/words.svelte";
import Today from "../routes/Today.svelte";
import { mount, violations } from "./mount";

export const MINUTE = 60_000;
export const AFTERNOON = Date.parse("2026-11-20T17:20:00+01:00");

export let keys: Keys;
export let pages: Pages;
export let host: MemoryHost;

afterEach(() => {
  zoom.level = USUAL_ZOOM;
});

export function prepare(at = AFTERNOON, isSetUp = true): MemoryHost {
  host = memory({ now: () => at, zone: "Europe/Vienna", isSetUp });
  return host;
}

export function draw(language = "en") {
  const page = mount(Today, {}, { host, words: new Words(language) });
  ({ keys, pages } = page);
  return page;
}

export async function open(at = AFTERNOON, language = "en", isSetUp = true) {
  prepare(at, isSetUp);
  const page = draw(language);
  await screen.findByRole("grid");
  return page;
}

export function blocks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-block]")];
}

export function names(): string[] {
  return blocks().map((block) => block.getAttribute("aria-label") ?? "");
}

export function chosen(): HTMLElement[] {
  return blocks().filter((block) => block.getAttribute("aria-selected") === "true");
}

export async function isClean(container: Element) {
  expect(await violations(container)).toEqual([]);
}

/** Goes up by K until a block of that name has the focus. */
export async function goTo(user: UserEvent, label: RegExp): Promise<HTMLElement> {
  for (let step = 0; step < 12; step += 1) {
    const before = document.activeElement;
    await user.keyboard("k");
    await waitFor(() => expect(document.activeElement).not.toBe(before));
    if (label.test(document.activeElement?.getAttribute("aria-label") ?? "")) break;
  }
  const found = chosen()[0];
  expect(found).toHaveAccessibleName(label);
  expect(found).toHaveFocus();
  return found as HTMLElement;
}
