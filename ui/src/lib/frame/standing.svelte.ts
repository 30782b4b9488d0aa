// How Daybook stands, asked every second while the window is seen. What is shown is what was answered;
// where no answer comes, that is what is shown.
import type { Changed, LightState, Problem, Status } from "../host/bindings";
import { type Host, problemOf } from "../host/host";

const EVERY_MS = 1_000;
const PATIENCE_MS = 5_000;

export type Shown = LightState | "no_answer" | "asking";

export class Standing {
  status = $state.raw<Status | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** IANA name of the zone in force. */
  zone = $state<string | null>(null);
  #elapsed = $state(performance.now());
  #answeredAt = $state(performance.now());
  #waitingSince = $state<number | null>(null);
  #askedAt = 0;
  #order = 0;
  #answered = 0;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Nobody has answered for five seconds. */
  get isSilent(): boolean {
    return this.#waitingSince !== null && this.#elapsed - this.#waitingSince >= PATIENCE_MS;
  }

  /** What the corner shows: never "recording" unless the newest answer says so. */
  get shown(): Shown {
    if (this.isSilent) return "no_answer";
    if (this.problem) return "problem";
    return this.status?.light ?? "asking";
  }

  /** The engine's clock, carried on since its last answer. */
  get nowMs(): number | null {
    if (!this.status) return null;
    return this.status.now_ms + Math.max(0, this.#elapsed - this.#answeredAt);
  }

  /** How long ago a row was last written. */
  get savedAgoMs(): number | null {
    const now = this.nowMs;
    if (now === null || this.status?.last_written_ms == null) return null;
    return Math.max(0, now - this.status.last_written_ms);
  }

  /** The moment of the last answer. */
  get answeredMs(): number | null {
    return this.status?.now_ms ?? null;
  }

  /** Asks until the returned function is called. */
  watch(): () => void {
    const beat = setInterval(() => this.#beat(), EVERY_MS);
    const seen = () => {
      if (document.visibilityState !== "visible") return;
      // Nobody asked while the window was hidden: that was no silence.
      this.#waitingSince = null;
      this.#askedAt = 0;
      this.#beat();
    };
    document.addEventListener("visibilitychange", seen);
    const stop = this.#host.on((change) => this.#heard(change));
    this.#beat();
    void this.#askZone();
    return () => {
      clearInterval(beat);
      document.removeEventListener("visibilitychange", seen);
      stop();
    };
  }

  async ask(): Promise<void> {
    const order = (this.#order += 1);
    const now = performance.now();
    this.#askedAt = now;
    this.#waitingSince ??= now;
    try {
      const status = await this.#host.status();
      if (!this.#isNewest(order)) return;
      this.status = status;
      this.problem = null;
    } catch (error) {
      if (!this.#isNewest(order)) return;
      this.problem = problemOf(error);
    }
    this.#elapsed = performance.now();
    this.#answeredAt = this.#elapsed;
    this.#waitingSince = null;
    this.#askedAt = 0;
  }

  #isNewest(order: number): boolean {
    if (order < this.#answered) return false;
    this.#answered = order;
    return true;
  }

  #beat(): void {
    if (document.visibilityState !== "visible") return;
    this.#elapsed = performance.now();
    const isAsking = this.#askedAt > 0 && this.#elapsed - this.#askedAt < PATIENCE_MS;
    if (!isAsking) void this.ask();
    if (this.zone === null) void this.#askZone();
  }

  #heard(change: Changed): void {
    if (change.kind === "day") void this.#askZone();
    if (["status", "ledger", "day"].includes(change.kind)) void this.ask();
  }

  async #askZone(): Promise<void> {
    try {
      this.zone = (await this.#host.day(null)).zone;
    } catch {
      // Clock times are left out until the zone is known; the next beat asks again.
    }
  }
}
