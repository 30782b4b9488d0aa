// Rounding many numbers so that they still add up: by largest remainder, the earlier of two equal ones first.

/** `exact` / `unit`, a half away from zero. */
export function roundHalfAway(exact: number, unit: number): number {
  const whole = Math.trunc(exact / unit);
  const rest = Math.abs(exact - whole * unit);
  return whole + (rest * 2 >= unit && rest > 0 ? Math.sign(exact) : 0);
}

/** Each part in whole units, so that they add up to `total` units; no part moves by a whole one. */
export function roundTogether(parts: number[], unit: number, total: number): number[] {
  return handOut(
    parts.map((part) => {
      const whole = Math.floor(Math.max(part, 0) / unit);
      return [whole, Math.max(part, 0) - whole * unit];
    }),
    total,
  );
}

/** `total` in whole numbers, in proportion to the weights; nothing goes where nothing weighs. */
export function shareOut(total: number, weights: number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + Math.max(weight, 0), 0);
  if (whole === 0) return weights.map(() => 0);
  return handOut(
    weights.map((weight) => {
      const exact = total * Math.max(weight, 0);
      const part = Math.floor(exact / whole);
      return [part, exact - part * whole];
    }),
    total,
  );
}

function handOut(split: [whole: number, rest: number][], total: number): number[] {
  const missing = total - split.reduce((sum, [whole]) => sum + whole, 0);
  const lucky = split
    .map(([, rest], at) => ({ rest, at }))
    .filter(({ rest }) => rest > 0)
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
    .slice(0, Math.max(missing, 0))
    .map(({ at }) => at);
  return split.map(([whole], at) => whole + (lucky.includes(at) ? 1 : 0));
}
