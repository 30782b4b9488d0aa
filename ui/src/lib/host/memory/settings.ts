// The settings as Daybook is delivered, and what may be set.

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
};

interface Bound {
  from: number;
  to: number;
  say: string;
}

const BOUNDS: Partial<Record<keyof Settings, Bound>> = {
  idle_after_seconds: {
    from: 5,
    to: 3600,
    say: "idle time begins after 5 to 3600 seconds; give a number between",
  },
  retention_hours: { from: 1, to: 168, say: "captures are kept for 1 to 168 hours; give a number between" },
  budget_megabytes: { from: 50, to: 100_000, say: "captures take 50 to 100000 MB; give a number between" },
  text_percent: { from: 100, to: 200, say: "text is shown at 100 to 200 percent; give a number between" },
  gemini_requests_per_day: { from: 0, to: 100_000, say: "give a number of requests from 0 to 100000" },
};

const REVIEW_AT = /^([01]\d|2[0-3]):[0-5]\d$/;

/** The settings after the changes; one that makes no sense refuses them all. */
export function changed(settings: Settings, changes: Change[]): Settings {
  for (const change of changes) {
    for (const [key, value] of Object.entries(change)) check(key as keyof Settings, value);
  }
  return Object.assign({}, settings, ...changes) as Settings;
}

function check(key: keyof Settings, value: unknown): void {
  const bound = BOUNDS[key];
  if (bound) {
    const isWithin =
      typeof value === "number" && Number.isInteger(value) && value >= bound.from && value <= bound.to;
    if (!isWithin) throw refusal("input", bound.say);
  }
  if (key === "review_at" && !(typeof value === "string" && REVIEW_AT.test(value))) {
    throw refusal("input", "the time to review is written as hours and minutes, like 17:00");
  }
}
