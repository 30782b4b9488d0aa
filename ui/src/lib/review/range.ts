// Which days are reviewed: one, a week, some, or all that waits.
import { addDays } from "../words/dates";

export type Range =
  /** `null` follows today. */
  | { kind: "day"; date: string | null }
  | { kind: "week"; which: "this" | "last" }
  | { kind: "days"; from: string; to: string }
  | { kind: "all" };

export interface Days {
  from: string;
  to: string;
}

/** Nobody has captured anything before. */
const BEGINNING = "2000-01-01";

/** The first and the last of the days; `column` tells how many days of its week stand before a date. */
export function daysOf(range: Range, today: string, column: (date: string) => number): Days {
  switch (range.kind) {
    case "day":
      return { from: range.date ?? today, to: range.date ?? today };
    case "week": {
      const first = addDays(today, -column(today) - (range.which === "last" ? 7 : 0));
      return { from: first, to: addDays(first, 6) };
    }
    case "days":
      return { from: range.from, to: range.to };
    case "all":
      return { from: BEGINNING, to: today };
  }
}

/** The range a step of days on; a week and all there is are left for the day beside today. */
export function stepped(range: Range, by: number, today: string): Range {
  const from = range.kind === "day" ? (range.date ?? today) : today;
  const date = addDays(from, by);
  return { kind: "day", date: date === today ? null : date };
}
