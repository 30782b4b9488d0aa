// A date as people type it: "2026-11-20", "20.11.2026", "20.11.", "20/11", "20 nov", "nov 20 2026".
import { isDate } from "./dates";

/** What is meant; without a year that of `today`. `null` if it is no date. */
export function readDate(typed: string, today: string, locale: string): string | null {
  const text = typed.trim().toLowerCase();
  if (isDate(text)) return text;
  const numbers = /^(\d{1,2})[./](\d{1,2})[./]?(?:\s*(\d{4}))?$/.exec(text);
  if (numbers) {
    const [, first = "", second = "", year] = numbers;
    // With a slash, some write the month first: as their own dates are written.
    const isMonthFirst = text.includes("/") && beginsWithMonth(locale);
    return isMonthFirst ? dated(second, first, year, today) : dated(first, second, year, today);
  }
  const named = /^(?:(\d{1,2})\.?\s+(\p{L}{3,})|(\p{L}{3,})\s+(\d{1,2}))[.,]?(?:\s+(\d{4}))?$/u.exec(text);
  if (!named) return null;
  const month = monthNamed(named[2] ?? named[3] ?? "", locale);
  return month === null ? null : dated(named[1] ?? named[4] ?? "", month, named[5], today);
}

function dated(day: string, month: string, year: string | undefined, today: string): string | null {
  const date = `${year ?? today.slice(0, 4)}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDate(date) ? date : null;
}

function monthNamed(name: string, locale: string): string | null {
  for (let month = 1; month <= 12; month += 1) {
    const known = [locale, "en-GB"].map((one) =>
      new Intl.DateTimeFormat(one, { month: "long", timeZone: "UTC" })
        .format(Date.UTC(2000, month - 1, 1))
        .toLowerCase(),
    );
    if (known.some((one) => one.startsWith(name))) return String(month);
  }
  return null;
}

function beginsWithMonth(locale: string): boolean {
  const [first] = new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric" })
    .formatToParts(0)
    .filter(({ type }) => type === "month" || type === "day");
  return first?.type === "month";
}
