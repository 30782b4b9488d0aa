// What the Privacy page knows, and what it does: asks again when something changed, never more than once
// a second, and keeps the last self-check while the window is open.

import type { Exclusion, ExclusionField, Problem, SelfCheck } from "../host/bindings";
import { problemOf, type Host } from "../host/host";

export type Sheet = Awaited<ReturnType<Host["privacy"]>>;
export type Receipt = Sheet["receipts"][number];
export type Outbound = Sheet["outbound"][number];

const PATIENCE_MS = 1000;
const checks = new WeakMap<Host, SelfCheck>();

export class Privacy {
  sheet = $state.raw<Sheet | null>(null);
  zone = $state("UTC");
  now = $state(0);
  check = $state.raw<SelfCheck | null>(null);
  isChecking = $state(false);
  checkProblem = $state.raw<Problem | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #host: Host;
  #askedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.check = checks.get(host) ?? null;
  }

  /** Begins to follow; the returned function ends it. */
  follow(): () => void {
    void this.#askForDay();
    const leave = this.#host.on((change) => {
      switch (change.kind) {
        case "day":
          void this.#askForDay();
          break;
        case "wiped":
        case "settings":
        case "ledger":
        case "status":
          this.#askSoon();
          break;
        default:
      }
    });
    const seen = () => {
      if (document.visibilityState === "visible") this.#askSoon();
    };
    document.addEventListener("visibilitychange", seen);
    return () => {
      leave();
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  async refresh(): Promise<void> {
    this.#askedAt = performance.now();
    try {
      const [sheet, status] = await Promise.all([this.#host.privacy(), this.#host.status()]);
      this.sheet = sheet;
      this.now = status.now_ms;
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async checkMyself(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    this.checkProblem = null;
    try {
      this.check = await this.#host.selfCheck();
      checks.set(this.#host, this.check);
      await this.refresh();
    } catch (error) {
      this.checkProblem = problemOf(error);
    } finally {
      this.isChecking = false;
    }
  }

  /** Fails with a problem, to be shown beside what was typed. */
  async exclude(field: ExclusionField, pattern: string): Promise<Exclusion> {
    const exclusion = await this.#host.addExclusion(field, pattern);
    await this.refresh();
    return exclusion;
  }

  async include(id: string): Promise<void> {
    await this.#host.removeExclusion(id);
    await this.refresh();
  }

  async showData(): Promise<void> {
    try {
      await this.#host.showData();
    } catch (error) {
      this.checkProblem = problemOf(error);
    }
  }

  async #askForDay(): Promise<void> {
    try {
      this.zone = (await this.#host.day(null)).zone;
    } catch (error) {
      this.problem = problemOf(error);
    }
    await this.refresh();
  }

  #askSoon(): void {
    // What nobody sees is asked for when it is seen again.
    if (this.#timer !== undefined || document.visibilityState !== "visible") return;
    const wait = Math.max(0, this.#askedAt + PATIENCE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, wait);
  }
}
