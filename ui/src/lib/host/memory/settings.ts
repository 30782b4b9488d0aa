// The settings as Daybook is delivered, and what may be set.

import { currencies } from "../../words/currency";
import type { Change, Settings } from "../bindings";
import { refusal } from "./refusal";

export const DELIVERED: Settings = {
  pictures: true,
  words: true,
  sound: "off",
  microphone: true,
  system_sound: true,
  idle_after_seconds: 300,
  retention_hours: 24,
  budget_megabytes: 2048,
  gemini: true,
  gemini_pictures: false,
  gemini_key: false,
  gemini_requests_per_day: 200,
  keys_kept: "keyring",
  theme: "system",
  language: "system",
  text_percent: 100,
  review_notice: true,
  review_at: "17:00",
  ask_about_absences: true,
  shortest_absence_minutes: 5,
  currency: "EUR",
  week_begins: "monday",
};

interface Bound {
  what: string;
  least: number;
  most: number;
}

const BOUNDS: Partial<Record<keyof Settings, Bound>> = {
  idle_after_seconds: { what: "the seconds until time is idle", least: 5, most: 3600 },
  retention_hours: { what: "the hours that raw captures are kept", least: 1, most: 168 },
  budget_megabytes: { what: "the megabytes for raw captures", least: 50, most: 100_000 },
  shortest_absence_minutes: { what: "the minutes from which an absence is one", least: 1, most: 240 },
  text_percent: { what: "the size of text in percent", least: 100, most: 200 },
};

const REVIEW_AT = /^([01]\d|2[0-3]):[0-5]\d$/;

/** The settings after the changes; one that makes no sense refuses them all. */
export function changed(settings: Settings, changes: Change[]): Settings {
  const said = changes.map((change) =>
    "currency" in change ? { currency: codeOf(change.currency) } : change,
  );
  for (const change of said) {
    for (const [key, value] of Object.entries(change)) check(key as keyof Settings, value);
  }
  return Object.assign({}, settings, ...said) as Settings;
}

function check(key: keyof Settings, value: unknown): void {
  const bound = BOUNDS[key];
  if (bound) {
    const { what, least, most } = bound;
    const isWithin = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
    if (!isWithin) {
      throw refusal("input", `${what} must lie between ${least} and ${most}, not at ${String(value)}`);
    }
  }
  if (key === "review_at" && !(typeof value === "string" && REVIEW_AT.test(value))) {
    throw refusal("input", `‘${String(value)}’ is not a time of day; give hours and minutes like 17:00`);
  }
}

/** In capitals, as it is kept. */
function codeOf(typed: string | undefined): string {
  const code = (typed ?? "").trim().toUpperCase();
  if (currencies().includes(code)) return code;
  throw refusal(
    "input",
    `‘${typed ?? ""}’ is not a currency; write its three letters, such as EUR, USD or JPY`,
  );
}
