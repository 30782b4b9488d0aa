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

/** An entry, and the day on which it lies. */
export interface Place {
  date: string;
  id: string;
}

export class Pages {
  page = $state<Page>("today");
  /** The day that Today was asked to show: "2026-11-20", or `null` for today. */
  date = $state<string | null>(null);
  /** The entry that Today was asked to open, until it did. */
  entry = $state.raw<Place | null>(null);
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

  /** Goes to the day of an entry, and opens the entry. */
  goToEntry({ date, id }: Place): void {
    this.entry = { date, id };
    this.goToDay(date);
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
