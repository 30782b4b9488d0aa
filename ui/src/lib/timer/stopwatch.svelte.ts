// The timers as the window shows them: what the engine said last, what moves on since, and what one does.

import { optionOf, type Work, workThatIs } from "../entry/work";
import type {
  Changed,
  Client,
  InterruptionChoice,
  Problem,
  Ref,
  Timer,
  Timers,
  TimerWork,
} from "../host/bindings";
import { type Host, problemOf } from "../host/host";

/** What is told where the control cannot show it. */
export type Told =
  | { kind: "stopped"; timer: Timer; undo: () => void }
  | { kind: "switched"; before: Timer; timer: Timer }
  | { kind: "discarded" };

/** A question can come up by time alone; it is asked for this often while a timer runs. */
const QUESTION_MS = 60_000;

export const NOTHING: TimerWork = { client: "", project: "", task: "", label: "", billable: null };

export class Stopwatch {
  answer = $state.raw<Timers | null>(null);
  clients = $state.raw<Client[]>([]);
  problem = $state.raw<Problem | null>(null);
  isOpen = $state(false);
  /** What the engine's clock says now. */
  now_ms = $state(0);

  readonly running = $derived(this.answer?.running ?? null);
  /** The one that the control shows: what runs, else what was paused last. */
  readonly shown = $derived(this.running ?? this.answer?.paused[0] ?? null);
  readonly zone = $derived(this.answer?.zone ?? "UTC");
  readonly #colours = $derived(Object.fromEntries(this.clients.map((client) => [client.id, client.colour])));

  readonly #host: Host;
  readonly #tell: (told: Told) => void;
  #ask = 0;
  #at = 0;
  #lastRead = 0;

  constructor(host: Host, tell: (told: Told) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** Reads the timers, and lets the clock run, until the returned function is called. */
  watch(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    const timer = setInterval(() => this.tick(), 1000);
    const seen = () => {
      if (document.visibilityState === "visible") void this.read();
    };
    document.addEventListener("visibilitychange", seen);
    void Promise.all([this.read(), this.#readClients()]);
    return () => {
      stop();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      this.#ask += 1;
    };
  }

  async read(): Promise<void> {
    const ask = (this.#ask += 1);
    try {
      const answer = await this.#host.timers();
      if (ask !== this.#ask) return;
      this.answer = answer;
      this.#at = performance.now();
      this.#lastRead = this.#at;
      this.now_ms = answer.now_ms;
    } catch (error) {
      if (ask === this.#ask) this.problem = problemOf(error);
    }
  }

  /** Moves the clock on, between what the engine says. */
  tick(): void {
    if (!this.answer) return;
    const now = performance.now();
    this.now_ms = Math.floor(this.answer.now_ms + now - this.#at);
    if (this.running && now - this.#lastRead > QUESTION_MS) void this.read();
  }

  /** How long a timer has run up to now. */
  elapsed(timer: Timer): number {
    const since = this.answer ? this.now_ms - this.answer.now_ms : 0;
    return timer.total_ms + (timer.status === "running" ? Math.max(0, since) : 0);
  }

  colourOf(client: Ref | null): number | null {
    return client ? (this.#colours[client.id] ?? null) : null;
  }

  /** The option of the field that says client and project. */
  optionFor({ client, project }: Work): string | null {
    const found = this.clients.find((one) => one.name === client) ?? null;
    const piece = found?.projects.find((one) => one.name === project) ?? null;
    return optionOf({ client: found, project: piece });
  }

  // What one does

  /** Starts with nothing named, or stops what runs. */
  async toggle(): Promise<void> {
    if (this.running) await this.stop();
    else await this.start(NOTHING);
  }

  async togglePause(): Promise<void> {
    if (this.running) await this.pause();
    else if (this.answer?.paused[0]) await this.resume(null);
    else await this.start(NOTHING);
  }

  /** A client or project that is not there yet is made. */
  async start(work: TimerWork, at: number | null = null): Promise<boolean> {
    const before = this.running;
    const timer = await this.#attempt(async () => {
      const known = await workThatIs(this.#host, this.clients, work);
      return this.#host.startTimer({ ...work, ...known }, at);
    });
    if (timer && before) this.#tell({ kind: "switched", before, timer });
    return timer !== undefined;
  }

  async pause(): Promise<boolean> {
    return (await this.#attempt(() => this.#host.pauseTimer(null))) !== undefined;
  }

  async resume(id: string | null): Promise<boolean> {
    return (await this.#attempt(() => this.#host.resumeTimer(id, null))) !== undefined;
  }

  async stop(id: string | null = null, at: number | null = null): Promise<boolean> {
    const timer = await this.#attempt(() => this.#host.stopTimer(id, at));
    if (!timer) return false;
    const work: TimerWork = {
      client: timer.client?.name ?? "",
      project: timer.project?.name ?? "",
      task: timer.task?.name ?? "",
      label: timer.label,
      billable: timer.billable,
    };
    // A stop holds; what is taken back is that the work has ended: it goes on with a new timer.
    this.#tell({ kind: "stopped", timer, undo: () => void this.start(work) });
    return true;
  }

  async continueWork(id: string): Promise<boolean> {
    const before = this.running;
    const timer = await this.#attempt(() => this.#host.continueWork(id));
    if (timer && before) this.#tell({ kind: "switched", before, timer });
    return timer !== undefined;
  }

  async name(timer: Timer, change: Partial<TimerWork>): Promise<boolean> {
    const work: TimerWork = {
      client: timer.client?.name ?? "",
      project: timer.project?.name ?? "",
      task: timer.task?.name ?? "",
      label: timer.label,
      // Another client or project says itself whether it is paid for.
      billable: change.client === undefined && change.project === undefined ? timer.billable : null,
      ...change,
    };
    const isElsewhere = change.client !== undefined || change.project !== undefined;
    const named = await this.#attempt(async () => {
      const known = await workThatIs(this.#host, this.clients, work);
      return this.#host.nameTimer(timer.id, { ...work, ...known, task: isElsewhere ? "" : work.task });
    });
    return named !== undefined;
  }

  async moveStart(id: string, at: number): Promise<boolean> {
    return (await this.#attempt(() => this.#host.moveTimerStart(id, at))) !== undefined;
  }

  async discard(id: string): Promise<boolean> {
    const isDone = await this.#attempt(async () => {
      await this.#host.discardTimer(id);
      return true;
    });
    if (isDone) this.#tell({ kind: "discarded" });
    return isDone === true;
  }

  async goesOn(id: string): Promise<boolean> {
    const isDone = await this.#attempt(async () => {
      await this.#host.timerGoesOn(id);
      return true;
    });
    return isDone === true;
  }

  async answerInterruption(id: string, choice: InterruptionChoice): Promise<boolean> {
    const isDone = await this.#attempt(async () => {
      await this.#host.answerInterruption(id, choice);
      return true;
    });
    return isDone === true;
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    this.problem = null;
    try {
      const done = await act();
      await this.read();
      return done;
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  #hear({ kind }: Changed): void {
    if (kind === "timers" || kind === "day") void this.read();
    if (kind === "clients") void Promise.all([this.read(), this.#readClients()]);
  }

  async #readClients(): Promise<void> {
    try {
      this.clients = await this.#host.clients();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}
