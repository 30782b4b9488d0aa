// A client's rounding as the page says it: "nearest 15 per entry", with an example worked out.

export interface Rounding {
  direction: "none" | "nearest" | "up" | "down";
  minutes: number;
  per: "entry" | "day";
}

export const STEPS = [1, 5, 6, 10, 15, 20, 30, 60];

export function readRounding(policy: string): Rounding {
  const found = /^(nearest|up|down) (\d+) per (entry|day)$/.exec(policy);
  if (!found) return { direction: "none", minutes: 15, per: "entry" };
  return {
    direction: found[1] as Rounding["direction"],
    minutes: Number(found[2]),
    per: found[3] as Rounding["per"],
  };
}

export function writeRounding({ direction, minutes, per }: Rounding): string {
  return direction === "none" ? "none" : `${direction} ${minutes} per ${per}`;
}

/** Lengths, in seconds, and what they count as in minutes: one below the middle of a step, one on it, one above. */
export function examples({ direction, minutes }: Rounding): { seconds: number; counts: number }[] {
  if (direction === "none") return [];
  const step = minutes * 60;
  const middle = step / 2;
  const tried =
    direction === "nearest" ? [middle - 30, middle, step + middle + 30] : [middle, step, step + 60];
  return tried
    .filter((seconds) => seconds > 0)
    .map((seconds) => {
      const rest = seconds % step;
      const goesUp = direction === "up" ? rest > 0 : direction === "nearest" && rest >= step - rest;
      return { seconds, counts: (seconds - rest + (goesUp ? step : 0)) / 60 };
    });
}
