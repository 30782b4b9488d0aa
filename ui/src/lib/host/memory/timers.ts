// The timers: what they count, and what becomes of them when nobody knows whether they should have run.

import type { Interruption, Ref, Timer, Timespan } from "../bindings";
import { dateOf, HOUR } from "./civil";
import { lengthOf, minus, union } from "./entries";
import { refusal } from "./refusal";

/** What a timer is for, understood. */
export interface Work {
  client: Ref | null;
  project: Ref | null;
  task: Ref | null;
  label: string;
  billable: boolean;
}

interface Kept extends Work {
  id: string;
  status: Timer["status"];
  /** Stretches that are over. */
  closed: Timespan[];
  /** Since when it is as it is. */
  since_ms: number;
  block: string | null;
}

/** A timer that ran for longer than this asks. */
const LONG = 12 * HOUR;

export class Timers {
  #all: Kept[] = [];
  #asked = new Set<string>();
  #interruption: Interruption | null = null;

  get running(): Kept | null {
    return this.#all.find((one) => one.status === "running") ?? null;
  }

  /** The one that was paused last comes first. */
  get paused(): Kept[] {
    return this.#all.filter((one) => one.status === "paused").sort((a, b) => b.since_ms - a.since_ms);
  }

  /** Those that were stopped, the newest first. */
  get completed(): Kept[] {
    return this.#all.filter((one) => one.status === "completed").sort((a, b) => b.since_ms - a.since_ms);
  }

  get interruption(): Interruption | null {
    return this.running?.id === this.#interruption?.timer ? this.#interruption : null;
  }

  find(id: string): Kept | null {
    return this.#all.find((one) => one.id === id) ?? null;
  }

  one(id: string): Kept {
    const found = this.find(id);
    if (!found) throw refusal("unknown", "there is no such timer; look at the timers again");
    return found;
  }

  /** What a timer counts up to now, pauses left out. */
  segments(timer: Kept, now: number): Timespan[] {
    if (timer.status !== "running") return timer.closed;
    return union([...timer.closed, { start_ms: timer.since_ms, end_ms: now }]);
  }

  started(timer: Kept): number {
    return timer.closed[0]?.start_ms ?? timer.since_ms;
  }

  /** One that ran and was stopped, long ago. */
  remember(id: string, work: Work, span: Timespan): void {
    this.#all.push({
      ...work,
      ...{ id, status: "completed", closed: [span], since_ms: span.end_ms, block: null },
    });
  }

  start(id: string, work: Work, at: number, now: number): Kept {
    refuseFuture(at, now);
    const { running } = this;
    const taken = this.#all.filter((one) => one !== running).flatMap((one) => this.segments(one, now));
    const hit = taken.find((span) => span.end_ms > at);
    if (hit) {
      throw refusal("twice", "another timer ran at that time; give a time after it");
    }
    if (running) this.stop(running.id, at, now);
    const timer: Kept = { ...work, id, status: "running", closed: [], since_ms: at, block: null };
    this.#all.push(timer);
    return timer;
  }

  pause(at: number, now: number): Kept {
    const { running } = this;
    if (!running) throw refusal("input", "no timer is running; start one first");
    refuseFuture(at, now);
    refuseBefore(at, running.since_ms);
    return this.#change(running, { status: "paused", closed: this.segments(running, at), since_ms: at });
  }

  /** One that runs is paused at the same instant. */
  resume(id: string | null, at: number, now: number): Kept {
    const timer = id === null ? this.paused[0] : this.one(id);
    if (!timer) throw refusal("input", "no timer is paused; start one first");
    if (timer.status === "running") throw refusal("input", "the timer is running; pause it first");
    if (timer.status === "completed") {
      throw refusal("input", "the timer was stopped; continue its work with a new one");
    }
    refuseFuture(at, now);
    refuseBefore(at, timer.since_ms);
    if (this.running) this.pause(at, now);
    return this.#change(timer, { status: "running", since_ms: at });
  }

  /** The first stop holds: a second one changes nothing. */
  stop(id: string | null, at: number, now: number): Kept {
    const timer = id === null ? (this.running ?? this.paused[0]) : this.one(id);
    if (!timer) throw refusal("input", "no timer is running; start one first");
    if (timer.status === "completed") return timer;
    refuseFuture(at, now);
    refuseBefore(at, timer.since_ms);
    const closed = this.segments(timer, at);
    return this.#change(timer, { status: "completed", closed, since_ms: at });
  }

  name(id: string, work: Work): Kept {
    return this.#change(this.one(id), work);
  }

  moveStart(id: string, at: number, now: number): Kept {
    const timer = this.one(id);
    if (timer.status === "completed") {
      throw refusal("input", "the timer was stopped; move the start of its entry instead");
    }
    refuseFuture(at, now);
    const [first, ...rest] = timer.closed;
    if (!first) {
      if (timer.status === "paused") throw refusal("input", "the timer has counted nothing; discard it");
      return this.#change(timer, { since_ms: at });
    }
    if (at >= first.end_ms) {
      throw refusal("input", "the timer was paused before that; give a time before its first pause");
    }
    return this.#change(timer, { closed: [{ ...first, start_ms: at }, ...rest] });
  }

  discard(id: string): void {
    const timer = this.one(id);
    if (timer.status === "completed") {
      throw refusal("input", "the timer was stopped; delete its entry instead");
    }
    this.#all = this.#all.filter((one) => one !== timer);
  }

  /** The timer became this entry. */
  became(id: string, block: string): void {
    this.#change(this.one(id), { block });
  }

  /** What a running timer asks, if anything. */
  question(
    now: number,
    zone: string,
  ): { why: "long" | "midnight"; started_ms: number; total_ms: number } | null {
    const timer = this.running;
    if (!timer) return null;
    const [started_ms, total_ms] = [this.started(timer), lengthOf(this.segments(timer, now))];
    const whys = [
      { why: "long" as const, holds: total_ms > LONG },
      { why: "midnight" as const, holds: dateOf(started_ms, zone) < dateOf(now, zone) },
    ];
    const found = whys.find(({ why, holds }) => holds && !this.#asked.has(asked(timer.id, why, now, zone)));
    return found ? { why: found.why, started_ms, total_ms } : null;
  }

  /** It shall run on. */
  goesOn(id: string, now: number, zone: string): void {
    const timer = this.one(id);
    for (const why of ["long", "midnight"] as const) this.#asked.add(asked(timer.id, why, now, zone));
  }

  /** Its heartbeats ended then, and began again now. */
  interrupt(cause: Interruption["cause"], start_ms: number, end_ms: number): void {
    const timer = this.running;
    if (timer) this.#interruption = { timer: timer.id, cause, start_ms, end_ms };
  }

  /** Ends the question about an interruption. */
  settled(): void {
    this.#interruption = null;
  }

  /** A time that was no work: a pause of the timers that counted it. */
  leaveOut(gaps: Timespan[], now: number): void {
    for (const timer of this.#all.filter((one) => one.status !== "completed")) {
      const left = minus(this.segments(timer, now), gaps);
      const last = left.at(-1);
      const grows = timer.status === "running" && last?.end_ms === now;
      this.#change(timer, {
        closed: grows ? left.slice(0, -1) : left,
        since_ms: timer.status !== "running" ? timer.since_ms : grows && last ? last.start_ms : now,
      });
    }
  }

  #change(timer: Kept, change: Partial<Kept>): Kept {
    const changed = { ...timer, ...change };
    this.#all = this.#all.map((one) => (one.id === timer.id ? changed : one));
    return changed;
  }
}

function refuseFuture(at: number, now: number): void {
  if (at > now) throw refusal("input", "that time has not come yet; give a time up to now");
}

function refuseBefore(at: number, since: number): void {
  if (at < since)
    throw refusal("input", "the timer stands as it is since later than that; give a later time");
}

function asked(id: string, why: "long" | "midnight", now: number, zone: string): string {
  return why === "long" ? `${id} long` : `${id} ${dateOf(now, zone)}`;
}
