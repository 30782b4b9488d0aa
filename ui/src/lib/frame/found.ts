// What the palette finds for what was typed: actions by their letters, days by their name or date.
import { addDays, dateAt, isDate } from "../words/dates";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";

/** How well `text` answers `typed`: higher is better, `null` is not at all. Letters may lie apart. */
export function matches(typed: string, text: string): number | null {
  const wanted = fold(typed);
  const given = fold(text);
  if (wanted === "") return 0;
  const words = wanted.split(/\s+/);
  if (given.startsWith(wanted)) return 100;
  if (words.every((word) => given.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)))) return 80;
  if (given.includes(wanted)) return 60;
  return scattered(wanted.replace(/\s+/g, ""), given);
}

/** Every letter in its order; the fewer gaps, the better. */
function scattered(wanted: string, given: string): number | null {
  let at = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = given.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next > at + 1) gaps += 1;
    at = next;
  }
  // Letters strewn over a whole sentence are an accident.
  return gaps > 3 || wanted.length < 2 ? null : 30 - gaps;
}

function fold(text: string): string {
  return text
    .trim()
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

/** The days that may be meant by "18.11.", "18/11", "2026-11-18", "18 nov", "monday", "yesterday". */
export function daysMeant(
  typed: string,
  nowMs: number,
  zone: string,
  format: Format,
  t: Translate,
): string[] {
  const text = fold(typed).replace(/,/g, " ").trim();
  const today = dateAt(nowMs, zone);
  if (text.length < 2) return [];
  if (isDate(text)) return [text];
  const named: [string, number][] = [
    [t("day.today"), 0],
    [t("day.yesterday"), -1],
    [t("day.tomorrow"), 1],
  ];
  const byName = named
    .filter(([name]) => fold(name).startsWith(text))
    .map(([, days]) => addDays(today, days));
  return [
    ...byName,
    ...byWeekday(text, today, format),
    ...byNumbers(text, today),
    ...byMonth(text, today, format),
  ];
}

/** "mon" is the last Monday before today. */
function byWeekday(text: string, today: string, format: Format): string[] {
  return Array.from({ length: 7 }, (_, index) => addDays(today, -1 - index)).filter((date) =>
    fold(
      new Intl.DateTimeFormat(format.locale, { weekday: "long", timeZone: "UTC" }).format(Date.parse(date)),
    ).startsWith(text),
  );
}

/** "18.11.", "18.11.2026", "18/11": the day first; the year that puts it nearest before today. */
function byNumbers(text: string, today: string): string[] {
  const found = /^(\d{1,2})[./](\d{1,2})[./]?(\d{4})?$/.exec(text);
  if (!found) return [];
  const [, day = "", month = "", year] = found;
  return dated(today, Number(day), Number(month), year);
}

/** "18 nov", "18. november", "nov 18". */
function byMonth(text: string, today: string, format: Format): string[] {
  const found = /^(?:(\d{1,2})\.?\s+(\p{L}{3,})|(\p{L}{3,})\s+(\d{1,2}))\.?(?:\s+(\d{4}))?$/u.exec(text);
  if (!found) return [];
  const day = Number(found[1] ?? found[4]);
  const name = found[2] ?? found[3] ?? "";
  const month = Array.from({ length: 12 }, (_, index) => index + 1).find((number) =>
    fold(
      new Intl.DateTimeFormat(format.locale, { month: "long", timeZone: "UTC" }).format(
        Date.UTC(2000, number - 1, 1),
      ),
    ).startsWith(name),
  );
  return month === undefined ? [] : dated(today, day, month, found[5]);
}

function dated(today: string, day: number, month: number, year: string | undefined): string[] {
  const written = (of: string) => `${of}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const thisYear = today.slice(0, 4);
  if (year) return [written(year)].filter(isDate);
  const date = written(thisYear);
  // A day further ahead than a week is meant in the year before.
  const isFarAhead = date > addDays(today, 7);
  return [isFarAhead ? written(String(Number(thisYear) - 1)) : date].filter(isDate);
}
