// The steps that are offered for a number, with the one in force among them.
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";

export interface Choice {
  value: string;
  label: string;
}

const MINUTE = 60;
const IDLE_SECONDS = [1, 2, 3, 5, 10, 15, 30].map((minutes) => minutes * MINUTE);
const ABSENCE_MINUTES = [1, 2, 3, 5, 10, 15, 30, 60];
const RETENTION_HOURS = [1, 6, 12, 24, 48, 72, 168];
const BUDGET_MEGABYTES = [500, 1000, 2048, 5000, 10_000];
const REQUESTS = [20, 50, 100, 200, 500, 1000];
const HALF_HOUR_MS = 30 * 60_000;

function steps(known: number[], current: number, label: (value: number) => string): Choice[] {
  const values = known.includes(current) ? known : [...known, current].sort((a, b) => a - b);
  return values.map((value) => ({ value: String(value), label: label(value) }));
}

export function idleChoices(current: number, t: Translate): Choice[] {
  return steps(IDLE_SECONDS, current, (seconds) =>
    seconds % MINUTE === 0
      ? t("settings.minutes", { minutes: seconds / MINUTE })
      : t("settings.seconds", { seconds }),
  );
}

export function absenceChoices(current: number, t: Translate): Choice[] {
  return steps(ABSENCE_MINUTES, current, (minutes) => t("settings.minutes", { minutes }));
}

export function retentionChoices(current: number, t: Translate): Choice[] {
  return steps(RETENTION_HOURS, current, (hours) =>
    hours % 24 === 0 && hours > 24
      ? t("settings.days", { days: hours / 24 })
      : t("settings.hours", { hours }),
  );
}

export function budgetChoices(current: number, format: Format): Choice[] {
  return steps(BUDGET_MEGABYTES, current, (megabytes) => format.bytes(megabytes * 1_000_000));
}

export function requestChoices(current: number, format: Format): Choice[] {
  return steps(REQUESTS, current, (count) => format.number(count));
}

/** Every half hour of the day, "17:00", as a clock writes it here. */
export function timeChoices(current: string, format: Format): Choice[] {
  const known = Array.from({ length: 48 }, (_, index) => {
    const hours = String(Math.floor(index / 2)).padStart(2, "0");
    return `${hours}:${index % 2 === 0 ? "00" : "30"}`;
  });
  const values = known.includes(current) ? known : [...known, current].sort();
  return values.map((value) => ({ value, label: format.clock(instant(value), "UTC") }));
}

function instant(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 2 + minutes / 30) * HALF_HOUR_MS;
}
