// The absence that is asked about when somebody comes back, once; and the one that is opened by hand.

import { workThatIs } from "../entry/work";
import type { Away, AwayAnswer, Changed, Client, Problem, Step } from "../host/bindings";
import { type Host, problemOf } from "../host/host";

export interface Answered {
  away: Away;
  answer: AwayAnswer["kind"];
  undo: () => void;
}

/** Rows arrive every few seconds; somebody comes back far less often. */
const PAUSE_MS = 5_000;

export class AwayPrompt {
  /** Asked by itself, beside what one does. */
  asked = $state.raw<Away | null>(null);
  /** Opened by hand, before everything else. */
  opened = $state.raw<Away | null>(null);
  clients = $state.raw<Client[]>([]);
  problem = $state.raw<Problem | null>(null);
  readonly #host: Host;
  readonly #say: (answered: Answered) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;

  constructor(host: Host, say: (answered: Answered) => void) {
    this.#host = host;
    this.#say = say;
  }

  /** Asks now and whenever rows were written, until the returned function is called. */
  watch(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    void this.ask();
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  async ask(): Promise<void> {
    this.#last = performance.now();
    try {
      const away = await this.#host.awayToAsk();
      if (away && this.clients.length === 0) this.clients = await this.#host.clients();
      if (away?.start_ms !== this.asked?.start_ms || away?.end_ms !== this.asked?.end_ms) {
        this.asked = away;
        this.problem = null;
      }
    } catch {
      // Nobody waits for this question; the corner tells of a host that does not answer, and the review
      // shows every absence that was not asked about.
      this.asked = null;
    }
  }

  async open(away: Away): Promise<void> {
    this.problem = null;
    try {
      this.clients = await this.#host.clients();
    } catch (error) {
      this.problem = problemOf(error);
    }
    this.opened = away;
  }

  close(): void {
    this.opened = null;
  }

  async answer(away: Away, answer: AwayAnswer): Promise<boolean> {
    this.problem = null;
    const span = { start_ms: away.start_ms, end_ms: away.end_ms };
    try {
      const isNamed = answer.kind === "assign" || answer.kind === "call";
      const said = isNamed ? { ...answer, ...(await workThatIs(this.#host, this.clients, answer)) } : answer;
      await this.#host.answerAway(span, said);
      const { undo } = await this.#host.day(null);
      this.#say({ away, answer: answer.kind, undo: () => void this.#undo(undo) });
    } catch (error) {
      this.problem = problemOf(error);
      return false;
    }
    if (this.asked?.start_ms === away.start_ms) this.asked = null;
    if (this.opened?.start_ms === away.start_ms) this.opened = null;
    return true;
  }

  /** Nobody answers: it stays undecided, and the review shows it. */
  async dismiss(): Promise<void> {
    const away = this.asked;
    if (!away) return;
    this.asked = null;
    try {
      await this.#host.awayAsked({ start_ms: away.start_ms, end_ms: away.end_ms });
    } catch (error) {
      this.asked = away;
      this.problem = problemOf(error);
    }
  }

  /** Only while nothing was done since. */
  async #undo(step: Step | null): Promise<void> {
    try {
      const { undo } = await this.#host.day(null);
      if (step && undo?.at_ms === step.at_ms && undo.kind === step.kind) await this.#host.undo();
      await this.ask();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  #hear({ kind }: Changed): void {
    if (kind === "clients") {
      this.clients = [];
      void this.#readClients();
    }
    if (kind !== "ledger" && kind !== "blocks") return;
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.ask();
    }, wait);
  }

  async #readClients(): Promise<void> {
    try {
      this.clients = await this.#host.clients();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}
