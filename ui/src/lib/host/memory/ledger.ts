// The ledger of seconds, and which window was in front: what time rests on.

import type { Seen, State, Stretch } from "../bindings";

/** A window that was in front. */
export interface Front {
  start_ms: number;
  end_ms: number;
  program: string;
  title: string;
}

export class Ledger {
  #stretches: Stretch[] = [];
  #fronts: Front[] = [];

  get end(): number | null {
    return this.#stretches.at(-1)?.end_ms ?? null;
  }

  get newest(): Stretch | null {
    return this.#stretches.at(-1) ?? null;
  }

  /** Adds time at the end; a hole before it was time in which Daybook did not run. */
  add(state: State, start_ms: number, end_ms: number): void {
    if (end_ms <= start_ms) return;
    const last = this.#stretches.at(-1);
    if (last && last.end_ms < start_ms) this.#join("off", last.end_ms, start_ms);
    this.#join(state, start_ms, end_ms);
  }

  saw(program: string, title: string, start_ms: number, end_ms: number): void {
    if (end_ms <= start_ms) return;
    const last = this.#fronts.at(-1);
    if (last?.program === program && last.title === title && last.end_ms === start_ms) last.end_ms = end_ms;
    else this.#fronts.push({ start_ms, end_ms, program, title });
  }

  /** The states between two instants, equal neighbours joined. */
  within(start_ms: number, end_ms: number): Stretch[] {
    return this.#stretches.flatMap((one) => clipped(one, start_ms, end_ms));
  }

  /** What was in front between two instants, the longest first. */
  seen(start_ms: number, end_ms: number): Seen[] {
    const sums = new Map<string, Seen>();
    for (const { program, title, ...span } of this.#fronts.flatMap((one) => clipped(one, start_ms, end_ms))) {
      const key = `${program}\n${title}`;
      const seen = sums.get(key) ?? { program, title, length_ms: 0 };
      seen.length_ms += span.end_ms - span.start_ms;
      sums.set(key, seen);
    }
    return [...sums.values()].sort((a, b) => b.length_ms - a.length_ms).slice(0, 12);
  }

  /** What was in front in order of time, each stretch cut to the two instants. */
  fronts(start_ms: number, end_ms: number): Front[] {
    return this.#fronts.flatMap((one) => clipped(one, start_ms, end_ms));
  }

  frontAt(at_ms: number): Front | null {
    return this.#fronts.find((one) => one.start_ms <= at_ms && at_ms < one.end_ms) ?? null;
  }

  /** Since when a program has been in front without a break, if it is. */
  since(program: string): number | null {
    let since: number | null = null;
    for (const front of this.#fronts.toReversed()) {
      if (front.program !== program || front.end_ms !== (since ?? this.end)) break;
      since = front.start_ms;
    }
    return since;
  }

  /** Drops what was in front; the time stays, as excluded. */
  forget(start_ms: number, end_ms: number): void {
    this.#fronts = this.#fronts.flatMap((one) => without(one, start_ms, end_ms));
    const old = this.#stretches;
    this.#stretches = [];
    for (const one of old) {
      const isContent = one.state === "working" || one.state === "call";
      const [inside] = clipped(one, start_ms, end_ms);
      if (!isContent || !inside) this.#join(one.state, one.start_ms, one.end_ms);
      else {
        this.#join(one.state, one.start_ms, inside.start_ms);
        this.#join("excluded", inside.start_ms, inside.end_ms);
        this.#join(one.state, inside.end_ms, one.end_ms);
      }
    }
  }

  #join(state: State, start_ms: number, end_ms: number): void {
    if (end_ms <= start_ms) return;
    const last = this.#stretches.at(-1);
    if (last?.state === state && last.end_ms === start_ms) last.end_ms = end_ms;
    else this.#stretches.push({ start_ms, end_ms, state });
  }
}

interface Span {
  start_ms: number;
  end_ms: number;
}

/** The part of a span between two instants: none or one. */
export function clipped<T extends Span>(span: T, start_ms: number, end_ms: number): T[] {
  const cut = { ...span, start_ms: Math.max(span.start_ms, start_ms), end_ms: Math.min(span.end_ms, end_ms) };
  return cut.end_ms > cut.start_ms ? [cut] : [];
}

/** What of a span lies outside two instants: none, one or two. */
export function without<T extends Span>(span: T, start_ms: number, end_ms: number): T[] {
  return [...clipped(span, -Infinity, start_ms), ...clipped(span, end_ms, Infinity)];
}
