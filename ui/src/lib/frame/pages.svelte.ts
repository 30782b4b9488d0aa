// Which page is shown, and the way to the others.
import { getContext, setContext } from "svelte";

export const PAGES = [
  "today",
  "review",
  "timesheet",
  "clients",
  "reports",
  "notes",
  "privacy",
  "settings",
] as const;
export type Page = (typeof PAGES)[number];

export class Pages {
  page = $state<Page>("today");
  /** The day that Today was asked to show: "2026-11-20", or `null` for today. */
  date = $state<string | null>(null);
  /** Words that Notes was asked to find. */
  wanted = $state<string | null>(null);

  /** Goes to a page by its name, as the tray, a notification or a link gives it. */
  go(page: string): void {
    const known = PAGES.find((one) => one === page);
    if (known) this.page = known;
  }

  find(text: string): void {
    this.wanted = text;
    this.page = "notes";
  }

  goToDay(date: string | null): void {
    this.date = date;
    this.page = "today";
  }
}

export const PAGES_KEY = Symbol("pages");

export function providePages(pages: Pages): void {
  setContext(PAGES_KEY, pages);
}

export function usePages(): Pages {
  const pages = getContext<Pages | undefined>(PAGES_KEY);
  if (!pages) throw new Error("no pages were provided");
  return pages;
}
