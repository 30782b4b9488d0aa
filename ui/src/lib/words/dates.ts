// Plain dates ("2026-11-20") and their arithmetic, which no zone can disturb.

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return plain(new Date(utc(date) + days * DAY_MS));
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / DAY_MS);
}

/** "2026-11-20" to "2026-11". */
export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function addMonths(month: string, months: number): string {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  return monthOf(plain(new Date(Date.UTC(year, number - 1 + months, 1))));
}

/** All dates of a month ("2026-11"). */
export function datesOf(month: string): string[] {
  const dates: string[] = [];
  for (let date = `${month}-01`; monthOf(date) === month; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number {
  return new Date(utc(date)).getUTCDay() || 7;
}

/** The date that a clock in `zone` shows at `ms`. */
export function dateAt(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(ms);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && plain(new Date(utc(text))) === text;
}

/** The instant at which a plain date begins in UTC, for formatters that are told `timeZone: "UTC"`. */
export function utc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function plain(date: Date): string {
  return date.toISOString().slice(0, 10);
}
