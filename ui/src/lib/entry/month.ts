// A month as a grid of whole weeks, and the steps of the keys within it.

import { addDays, addMonths, datesOf, monthOf } from "../words/dates";

export interface Cell {
  date: string;
  inMonth: boolean;
}

/** How many days of its week stand before a date: 0 to 6. */
export type Column = (date: string) => number;

/** The weeks that hold a month ("2026-11"). */
export function weeksOf(month: string, column: Column): Cell[][] {
  const weeks: Cell[][] = [];
  let date = firstOfWeek(`${month}-01`, column);
  do {
    const week: Cell[] = [];
    for (let day = 0; day < 7; day += 1) {
      week.push({ date, inMonth: monthOf(date) === month });
      date = addDays(date, 1);
    }
    weeks.push(week);
  } while (monthOf(date) === month);
  return weeks;
}

/** Where a key leads from a date; `null` where it leads nowhere. */
export function step(date: string, key: string, column: Column): string | null {
  switch (key) {
    case "ArrowLeft":
      return addDays(date, -1);
    case "ArrowRight":
      return addDays(date, 1);
    case "ArrowUp":
      return addDays(date, -7);
    case "ArrowDown":
      return addDays(date, 7);
    case "Home":
      return firstOfWeek(date, column);
    case "End":
      return addDays(firstOfWeek(date, column), 6);
    case "PageUp":
      return sameDayOf(addMonths(monthOf(date), -1), date);
    case "PageDown":
      return sameDayOf(addMonths(monthOf(date), 1), date);
    default:
      return null;
  }
}

/** The same day of another month, or that month's last. */
export function sameDayOf(month: string, date: string): string {
  const wanted = `${month}-${date.slice(8)}`;
  const dates = datesOf(month);
  return dates.includes(wanted) ? wanted : (dates.at(-1) ?? wanted);
}

function firstOfWeek(date: string, column: Column): string {
  return addDays(date, -column(date));
}
