// Times, lengths, dates and amounts as a person of this language and place writes them.
import { currencies, digitsOf } from "./currency";
import { utc, weekday } from "./dates";
import { useLanguage, type Words } from "./words.svelte";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NO_BREAK = "\u00a0";

export type DateStyle =
  "long" | "full" | "short" | "medium" | "month" | "month_name" | "day_month" | "weekday" | "day";

/** Whole minor units (cents) of a currency. */
export interface Amount {
  minor: number;
  currency: string;
}

const DATE_STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  /** Friday 20 November */
  long: { weekday: "long", day: "numeric", month: "long" },
  /** Friday 20 November 2026 */
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  /** Fri 20 Nov */
  short: { weekday: "short", day: "numeric", month: "short" },
  /** 20 Nov 2026 */
  medium: { day: "numeric", month: "short", year: "numeric" },
  /** November 2026 */
  month: { month: "long", year: "numeric" },
  /** Nov */
  month_name: { month: "short" },
  /** 20 Nov */
  day_month: { day: "numeric", month: "short" },
  /** Fri */
  weekday: { weekday: "short" },
  /** 20 November */
  day: { day: "numeric", month: "long" },
};

export class Format {
  #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  /** As the platform's own formatters take it. */
  get locale(): string {
    return this.#words.locale;
  }

  /** "09:05", or "9:05 AM" where people write it so. */
  clock(ms: number, zone: string): string {
    return this.#timed(zone).format(ms);
  }

  /** "09:05:12", or "9:05:12 AM" */
  clockWithSeconds(ms: number, zone: string): string {
    return this.#timed(zone, { second: "2-digit" }).format(ms);
  }

  /** "09:05 – 09:40" */
  range(startMs: number, endMs: number, zone: string): string {
    return `${this.clock(startMs, zone)}${NO_BREAK}– ${this.clock(endMs, zone)}`;
  }

  /** "2 h 51", "3 h", "46 min", "under 1 min". */
  length(ms: number): string {
    const { t } = this.#words;
    const minutes = Math.round(ms / MINUTE);
    if (minutes === 0) return ms > 0 ? t("length.under_a_minute") : t("length.minutes", { minutes: 0 });
    if (minutes < 60) return t("length.minutes", { minutes });
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (rest === 0) return t("length.hours", { hours });
    return t("length.hours_minutes", { hours, minutes: String(rest).padStart(2, "0") });
  }

  /** "2 hours 51 minutes", for a screen reader. */
  spokenLength(ms: number): string {
    const { t } = this.#words;
    const minutes = Math.round(ms / MINUTE);
    if (minutes < 60) return t("length.spoken_minutes", { minutes });
    const hours = Math.floor(minutes / 60);
    if (minutes % 60 === 0) return t("length.spoken_hours", { hours });
    return t("length.spoken_both", { hours, minutes: minutes % 60 });
  }

  /** "just now", "2 s ago", "3 min ago", "5 h ago", "2 days ago". */
  ago(elapsedMs: number): string {
    const { t } = this.#words;
    if (elapsedMs < SECOND) return t("ago.now");
    if (elapsedMs < MINUTE) return t("ago.seconds", { count: Math.floor(elapsedMs / SECOND) });
    if (elapsedMs < HOUR) return t("ago.minutes", { count: Math.floor(elapsedMs / MINUTE) });
    if (elapsedMs < DAY) return t("ago.hours", { count: Math.floor(elapsedMs / HOUR) });
    return t("ago.days", { count: Math.floor(elapsedMs / DAY) });
  }

  /** A plain date, "2026-11-20". */
  date(date: string, style: DateStyle = "long"): string {
    return dateTime(this.#words.locale, { timeZone: "UTC", ...DATE_STYLES[style] }).format(utc(date));
  }

  /** "1 – 30 Nov 2026" */
  dates(from: string, to: string): string {
    const options = { timeZone: "UTC", ...DATE_STYLES.medium };
    return dateTime(this.#words.locale, options).formatRange(utc(from), utc(to));
  }

  /** "1,234.50", with all decimals of its currency. */
  amount({ minor, currency }: Amount): string {
    const digits = digitsOf(currency);
    return new Intl.NumberFormat(this.#words.locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(minor / 10 ** digits);
  }

  /** "1,234.50 EUR" */
  money(amount: Amount): string {
    return `${this.amount(amount)}${NO_BREAK}${amount.currency}`;
  }

  /** Currencies to choose from, "EUR – Euro", the usual ones first; the one in force is among them. */
  currencies(inForce: string): { value: string; label: string }[] {
    const names = new Intl.DisplayNames(this.#words.language, { type: "currency" });
    const codes = [...new Set([...currencies(), inForce])];
    return codes.map((code) => ({ value: code, label: `${code} – ${names.of(code) ?? code}` }));
  }

  /** An instant with its date: "Thu 19 Nov, 17:04". */
  moment(ms: number, zone: string): string {
    return this.#timed(zone, DATE_STYLES.short).format(ms);
  }

  /** "0 B", "812 kB", "1.2 MB", "2 GB"; a kilobyte is 1000 bytes. */
  bytes(bytes: number): string {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let step = 0;
    let amount = bytes;
    while (amount >= 999.5 && step < units.length - 1) {
      amount /= 1000;
      step += 1;
    }
    const digits = step > 0 && amount < 9.95 ? 1 : 0;
    return `${this.number(amount, digits)}${NO_BREAK}${units[step] ?? "B"}`;
  }

  number(amount: number, digits = 0): string {
    return new Intl.NumberFormat(this.#words.locale, { maximumFractionDigits: digits }).format(amount);
  }

  /** Of 0 to 1: "92%", "92 %". */
  percent(share: number): string {
    return new Intl.NumberFormat(this.#words.locale, { style: "percent", maximumFractionDigits: 0 }).format(
      share,
    );
  }

  /** "Acme, Helio and Nordwind" */
  list(names: string[]): string {
    return new Intl.ListFormat(this.#words.locale, { type: "conjunction" }).format(names);
  }

  /** Short names of the days, the week's first day first. */
  weekdays(): string[] {
    const first = this.#words.firstDay;
    return Array.from({ length: 7 }, (_, index) => {
      // 5 January 1970 was a Monday.
      const date = `1970-01-${String(5 + ((first - 1 + index) % 7)).padStart(2, "0")}`;
      return this.date(date, "weekday");
    });
  }

  /** How many days of its week stand before `date`. */
  columnOf(date: string): number {
    return (weekday(date) - this.#words.firstDay + 7) % 7;
  }

  /** With a time of the clock: two digits of the hour where a day has 24, as few as it takes where it has 12. */
  #timed(zone: string, besides: Intl.DateTimeFormatOptions = {}): Intl.DateTimeFormat {
    const { locale } = this.#words;
    const hour = dateTime(locale, { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";
    return dateTime(locale, { timeZone: zone, ...besides, hour, minute: "2-digit" });
  }
}

export function useFormat(): Format {
  return new Format(useLanguage());
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateTime(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(name, format);
  }
  return format;
}
