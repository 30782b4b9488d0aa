// What a client was promised about rounding, applied to lengths and to nothing else: "none",
// "nearest 15 per entry", "up 6 per day".

import { shareOut } from "./apportion";
import { MINUTE } from "./civil";
import { refusal } from "./refusal";

export interface Length {
  entry: string;
  day: string;
  ms: number;
}

interface Grid {
  direction: string;
  minutes: number;
  per: string;
}

const LARGEST_STEP = 480;

/** The policy as it is kept. */
export function readPolicy(text: string): string {
  if (text.trim() === "none") return "none";
  const { direction, minutes, per } = gridOf(text);
  return `${direction} ${minutes} per ${per}`;
}

/** One length rounded; exactly between two steps, nearest goes up. */
export function rounded(policy: string, ms: number): number {
  if (policy === "none") return Math.max(ms, 0);
  const { direction, minutes } = gridOf(policy);
  const step = minutes * MINUTE;
  const rest = Math.max(ms, 0) % step;
  const down = Math.max(ms, 0) - rest;
  const goesUp = direction === "up" ? rest > 0 : direction === "nearest" && rest >= step - rest;
  return goesUp ? down + step : down;
}

/** All lengths of one client rounded, in the order given. */
export function roundedAll(policy: string, lengths: Length[]): number[] {
  if (policy === "none") return lengths.map(({ ms }) => ms);
  const { per } = gridOf(policy);
  const result = lengths.map(() => 0);
  const together = new Map<string, number[]>();
  lengths.forEach(({ day, entry }, at) => {
    const group = per === "day" ? day : entry;
    together.set(group, [...(together.get(group) ?? []), at]);
  });
  for (const members of together.values()) {
    const weights = members.map((at) => lengths[at]?.ms ?? 0);
    const whole = rounded(
      policy,
      weights.reduce((sum, ms) => sum + ms, 0),
    );
    const shares = shareOut(whole / MINUTE, weights);
    members.forEach((at, index) => (result[at] = (shares[index] ?? 0) * MINUTE));
  }
  return result;
}

function gridOf(text: string): Grid {
  const found = /^(nearest|up|down)\s+(\d+)\s+per\s+(entry|day)$/.exec(text.trim());
  if (!found) {
    throw refusal(
      "input",
      `‘${text}’ is not a way to round; write none, or like: nearest 15 per entry, up 6 per day`,
    );
  }
  const minutes = Number(found[2]);
  if (minutes < 1 || minutes > LARGEST_STEP) {
    throw refusal("input", `time cannot be rounded to ${minutes} minutes; choose 1 to ${LARGEST_STEP}`);
  }
  return { direction: found[1] ?? "", minutes, per: found[3] ?? "" };
}
