// Which days a report is about: a week, a month, a quarter, a year, or from any day to any other.
import { addDays, addMonths, daysBetween, monthOf, weekday } from "../words/dates";

export type PeriodKind = "week" | "month" | "quarter" | "year" | "custom";

export const KINDS = ["week", "month", "quarter", "year"] as const;

export interface Days {
  from: string;
  to: string;
}

/** The whole of a period that lies `ago` before the one of `today`; weeks begin on `firstDay` (1 is Monday). */
export function periodOf(
  kind: Exclude<PeriodKind, "custom">,
  ago: number,
  today: string,
  firstDay: number,
): Days {
  if (kind === "week") {
    const from = addDays(today, -((weekday(today) - firstDay + 7) % 7) - 7 * ago);
    return { from, to: addDays(from, 6) };
  }
  const months = { month: 1, quarter: 3, year: 12 }[kind];
  const month = monthOf(today);
  const into = (Number(month.slice(5)) - 1) % months;
  const first = addMonths(month, -into - months * ago);
  return { from: `${first}-01`, to: addDays(`${addMonths(first, months)}-01`, -1) };
}

/** What of some days has come; all of them where none has. */
export function soFar({ from, to }: Days, today: string): Days {
  return { from, to: from <= today && today < to ? today : to };
}

/** As many days, before or after. */
export function moved({ from, to }: Days, by: number): Days {
  const count = (daysBetween(from, to) + 1) * by;
  return { from: addDays(from, count), to: addDays(to, count) };
}

/** Every day, week or month that some days reach into, by the day that it begins on. */
export function columnsOf({ from, to }: Days, by: "day" | "week" | "month", firstDay: number): string[] {
  const columns: string[] = [];
  let at = begin(from, by, firstDay);
  while (at <= to) {
    columns.push(at);
    at = by === "month" ? `${addMonths(monthOf(at), 1)}-01` : addDays(at, by === "day" ? 1 : 7);
  }
  return columns;
}

function begin(date: string, by: "day" | "week" | "month", firstDay: number): string {
  if (by === "month") return `${monthOf(date)}-01`;
  return by === "day" ? date : addDays(date, -((weekday(date) - firstDay + 7) % 7));
}
