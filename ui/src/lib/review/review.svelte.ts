// The review of some days: which card is looked at, what helps to decide, and what was decided.

import { NOTHING_SAID } from "../entry/correction";
import { mergeProblem } from "../entry/merging";
import { type Work, workThatIs } from "../entry/work";
import type {
  Away,
  AwayAnswer,
  Block,
  Changed,
  Client,
  Correction,
  Edit,
  Leaks,
  NewRule,
  Preview,
  Problem,
  Review as Answer,
  ReviewHelp,
  RuleEffect,
  Side,
  Step,
} from "../host/bindings";
import { type Host, problemOf } from "../host/host";
import { addDays, daysBetween } from "../words/dates";
import { byClient, type Confirmed } from "./confirmed";
import { arranged, byId, type Card, cardsOf, missingDates } from "./queue";
import { type Days, daysOf, type Range, stepped } from "./range";

/** What was done last, for the line that says so. */
export type Deed =
  | { kind: "accepted" | "rejected" | "assigned" | "merged" | "split"; block: Block }
  | { kind: "billable"; block: Block; billable: boolean }
  | { kind: "later"; card: Card }
  | { kind: "away"; away: Away; answer: AwayAnswer["kind"] }
  | { kind: "resolved"; card: Card; how: Side }
  | { kind: "rule"; rule: NewRule; count: number }
  | { kind: "confirmed"; count: number }
  | { kind: "undone" | "redone"; step: Step };

/** What a merge with the entry before would come to, in both meanings. */
export interface Merge {
  previous: Block;
  sum: Preview;
  /** `null` where nothing lies between them. */
  fill: Preview | null;
}

/** Longer ranges are not added up by client. */
const MOST_DAYS = 14;
const SOON_MS = 250;
/** Rows arrive every few seconds; what they say of absences can wait. */
const LEDGER_PAUSE_MS = 20_000;

export class Review {
  range = $state.raw<Range>({ kind: "day", date: null });
  answer = $state.raw<Answer | null>(null);
  clients = $state.raw<Client[]>([]);
  today = $state<string | null>(null);
  /** Keys of what was put off. */
  later = $state.raw<string[]>([]);
  cards = $state.raw<Card[]>([]);
  help = $state.raw<{ of: string; help: ReviewHelp } | null>(null);
  merge = $state.raw<Merge | null>(null);
  deed = $state.raw<Deed | null>(null);
  confirmed = $state.raw<Confirmed[]>([]);
  leaks = $state.raw<Leaks | null>(null);
  /** Why the review could not be read. */
  unread = $state.raw<Problem | null>(null);
  /** Why the last act was refused. */
  refused = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  #key = $state<string | null>(null);

  readonly days = $derived.by((): Days | null =>
    this.today === null ? null : daysOf(this.range, this.today, this.#column),
  );
  readonly index = $derived(
    Math.max(
      0,
      this.cards.findIndex((card) => card.key === this.#key),
    ),
  );
  readonly current = $derived(this.isOver ? null : (this.cards[this.index] ?? null));
  readonly draft = $derived(this.current?.kind === "draft" ? this.current.block : null);
  readonly following = $derived(this.cards.slice(this.index + 1));
  readonly left = $derived(this.cards.filter((card) => !this.later.includes(card.key)).length);
  /** From 0 to 1. */
  readonly share = $derived.by(() => {
    const done = this.answer?.confirmed.entries ?? 0;
    return done + this.cards.length === 0 ? 1 : done / (done + this.cards.length);
  });
  readonly #colours = $derived(Object.fromEntries(this.clients.map((client) => [client.id, client.colour])));

  readonly #host: Host;
  readonly #column: (date: string) => number;
  #ask = 0;
  #helpAsk = 0;
  #lastRead = -Infinity;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #rule: { id: string; at_ms: number } | null = null;

  /** `column` tells how many days of its week stand before a date. */
  constructor(host: Host, column: (date: string) => number) {
    this.#host = host;
    this.#column = column;
  }

  /** Whether nothing is left to decide but what was put off. */
  get isOver(): boolean {
    return this.answer !== null && this.left === 0;
  }

  /** Reads, and follows what changes until the returned function is called. */
  start(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    void this.#open();
    return () => {
      stop();
      clearTimeout(this.#soon);
      this.#ask += 1;
      this.#helpAsk += 1;
    };
  }

  async read(): Promise<void> {
    const { days } = this;
    if (!days) return this.#open();
    const ask = (this.#ask += 1);
    this.#lastRead = performance.now();
    try {
      const answer = await this.#host.review(days.from, days.to, this.later);
      const known = await this.#blocksOf(answer);
      if (ask !== this.#ask) return;
      this.unread = null;
      this.#show(answer, known);
    } catch (error) {
      if (ask === this.#ask) this.unread = problemOf(error);
    }
  }

  // Which days

  choose(range: Range): void {
    this.range = range;
    this.later = [];
    this.cards = [];
    this.answer = null;
    this.deed = null;
    this.merge = null;
    this.refused = null;
    this.#key = null;
    void this.read();
  }

  step(by: number): void {
    if (this.today !== null) this.choose(stepped(this.range, by, this.today));
  }

  // Which card

  /** Looks at another card without deciding about this one. */
  look(by: number): void {
    const next = this.cards[this.index + by];
    if (next) this.lookAt(next.key);
  }

  lookAt(key: string): void {
    this.#key = key;
    this.merge = null;
    this.refused = null;
    void this.#readHelp();
  }

  colourOf(client: { id: string } | null | undefined): number | null {
    return client ? (this.#colours[client.id] ?? null) : null;
  }

  /** What helps to decide about the current draft, once it is known. */
  get helping(): ReviewHelp | null {
    return this.help && this.help.of === this.draft?.id ? this.help.help : null;
  }

  // What a person does

  accept(): Promise<boolean> {
    return this.#onDraft((block) =>
      this.#act(() => this.#host.confirm([block.id]), { kind: "accepted", block }),
    );
  }

  /** It was no work: the entry goes. */
  reject(): Promise<boolean> {
    return this.#onDraft((block) =>
      this.#act(() => this.#host.edit({ kind: "delete", blocks: [block.id] }, false), {
        kind: "rejected",
        block,
      }),
    );
  }

  /** A client or project that is not there yet is made. */
  assign(work: Work): Promise<boolean> {
    return this.#onDraft((block) =>
      this.#act(
        async () => {
          const { client, project } = await workThatIs(this.#host, this.clients, work);
          return this.#host.correct(block.id, { ...NOTHING_SAID, client, project });
        },
        (done) => ({ kind: "assigned", block: done ?? block }),
      ),
    );
  }

  correct(correction: Partial<Correction>): Promise<boolean> {
    return this.#onDraft((block) =>
      this.#act(() => this.#host.correct(block.id, { ...NOTHING_SAID, ...correction }), null),
    );
  }

  toggleBillable(): Promise<boolean> {
    return this.#onDraft((block) => {
      const billable = !block.billable;
      return this.#act(() => this.#host.correct(block.id, { ...NOTHING_SAID, billable }), {
        kind: "billable",
        block,
        billable,
      });
    });
  }

  /** Shows what a merge with the entry before would come to. */
  async previewMerge(): Promise<boolean> {
    const [block, previous] = [this.draft, this.helping?.previous];
    if (!block || !previous) return false;
    const blocks = [previous.id, block.id];
    const previews = await this.#attempt(
      () =>
        Promise.all([
          this.#host.previewEdit({ kind: "merge", blocks, keep: "sum" }, false),
          this.#host.previewEdit({ kind: "merge", blocks, keep: "fill" }, false).catch(() => null),
        ]),
      (problem) => mergeProblem(problem, [previous, block]),
    );
    if (!previews || this.draft?.id !== block.id) return false;
    const [sum, fill] = previews;
    this.merge = { previous, sum, fill: fill && fill.after_ms !== sum.after_ms ? fill : null };
    return true;
  }

  mergeWith(keep: "sum" | "fill"): Promise<boolean> {
    const { merge } = this;
    if (!merge) return Promise.resolve(false);
    return this.#onDraft((block) => {
      const edit: Edit = { kind: "merge", blocks: [merge.previous.id, block.id], keep };
      return this.#act(() => this.#host.edit(edit, false), { kind: "merged", block });
    });
  }

  /** At the place that was suggested, or where one says. */
  split(at_ms = this.helping?.split?.at_ms): Promise<boolean> {
    return this.#onDraft((block) => {
      const edit: Edit =
        at_ms === undefined
          ? { kind: "halves", block: block.id }
          : { kind: "split", block: block.id, at_ms: [at_ms] };
      return this.#act(() => this.#host.edit(edit, false), { kind: "split", block });
    });
  }

  putOff(): void {
    const card = this.current;
    if (!card) return;
    const next = this.cards.slice(this.index + 1).find((one) => !this.later.includes(one.key));
    const before = this.cards.slice(0, this.index).find((one) => !this.later.includes(one.key));
    this.later = [...this.later, card.key];
    this.cards = arranged(
      this.cards,
      this.cards.map((one) => one.key),
      card,
      this.later,
    );
    this.#key = (next ?? before)?.key ?? null;
    this.deed = { kind: "later", card };
    this.merge = null;
    void this.#readHelp();
    if (this.isOver) void this.#conclude();
  }

  /** Comes back to what was put off. */
  again(): void {
    this.later = [];
    this.#key = this.cards[0]?.key ?? null;
    void this.read();
  }

  answerAway(away: Away, answer: AwayAnswer): Promise<boolean> {
    return this.#act(
      async () => {
        const said = await this.#workIn(answer);
        return this.#host.answerAway({ start_ms: away.start_ms, end_ms: away.end_ms }, said);
      },
      { kind: "away", away, answer: answer.kind },
    );
  }

  resolve(how: Side): Promise<boolean> {
    const card = this.current;
    if (card?.kind !== "overlap") return Promise.resolve(false);
    const { first, second } = card.overlap;
    return this.#act(() => this.#host.edit({ kind: "resolve", first, second, how }, false), {
      kind: "resolved",
      card,
      how,
    });
  }

  previewRule(rule: NewRule): Promise<RuleEffect> {
    return this.#host.previewRule(rule);
  }

  /** Throws where it is refused: the question stands open and says so itself. */
  async makeRule(rule: NewRule): Promise<void> {
    const { client, project } = await workThatIs(this.#host, this.clients, rule);
    const { changes } = await this.#host.previewRule({ ...rule, client, project });
    const id = await this.#host.makeRule({ ...rule, client, project });
    await this.read();
    const step = this.answer?.undo;
    this.#rule = step?.kind === "rule" ? { id, at_ms: step.at_ms } : null;
    this.deed = { kind: "rule", rule: { ...rule, client, project }, count: changes.length };
  }

  /** Confirms every draft of the days, those put off too. */
  async confirmAll(): Promise<boolean> {
    const { days } = this;
    if (!days) return false;
    let count = 0;
    const isDone = await this.#act(async () => {
      count = await this.#host.confirmDays(days.from, days.to);
      return true;
    }, null);
    if (isDone) this.deed = { kind: "confirmed", count };
    return isDone;
  }

  async undo(): Promise<boolean> {
    // What was put off is no step of the engine's.
    if (this.deed?.kind === "later") return this.#takeBack(this.deed.card);
    const step = this.answer?.undo;
    if (!step) return false;
    const rule = this.#rule?.at_ms === step.at_ms && step.kind === "rule" ? this.#rule.id : null;
    return this.#back("undo", async () => {
      const undone = await this.#host.undo();
      if (rule !== null && (await this.#host.rules()).some((one) => one.id === rule)) {
        await this.#host.removeRule(rule);
      }
      return undone;
    });
  }

  redo(): Promise<boolean> {
    return this.answer?.redo ? this.#back("redo", () => this.#host.redo()) : Promise.resolve(false);
  }

  async #back(way: "undo" | "redo", act: () => Promise<Step | null>): Promise<boolean> {
    const before = this.cards.map((card) => card.key);
    const step = await this.#attempt(act);
    await this.read();
    if (!step) return false;
    const returned = this.cards.find((card) => !before.includes(card.key));
    if (returned) this.lookAt(returned.key);
    this.deed = { kind: way === "undo" ? "undone" : "redone", step };
    return true;
  }

  #takeBack(card: Card): boolean {
    this.later = this.later.filter((key) => key !== card.key);
    this.deed = null;
    this.lookAt(card.key);
    return true;
  }

  async #workIn(answer: AwayAnswer): Promise<AwayAnswer> {
    if (answer.kind !== "assign" && answer.kind !== "call") return answer;
    return { ...answer, ...(await workThatIs(this.#host, this.clients, answer)) };
  }

  #onDraft(act: (block: Block) => Promise<boolean>): Promise<boolean> {
    return this.draft && !this.isBusy ? act(this.draft) : Promise.resolve(false);
  }

  /** Takes one step, tells what was done, and goes on to the next card where this one is decided. */
  async #act<T>(
    act: () => Promise<T>,
    deed: Deed | null | ((done: T | undefined) => Deed),
  ): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    let done: T | undefined;
    const isDone = await this.#attempt(async () => {
      done = await act();
      return true;
    });
    this.isBusy = false;
    await this.read();
    if (!isDone) return false;
    this.merge = null;
    this.deed = typeof deed === "function" ? deed(done) : deed;
    return true;
  }

  /** `why` may know more of a refusal than its code says. */
  async #attempt<T>(act: () => Promise<T>, why = (problem: Problem) => problem): Promise<T | undefined> {
    this.refused = null;
    try {
      return await act();
    } catch (error) {
      this.refused = why(problemOf(error));
      return undefined;
    }
  }

  async #open(): Promise<void> {
    try {
      const [day, clients] = await Promise.all([this.#host.day(null), this.#host.clients()]);
      this.today = day.date;
      this.clients = clients;
    } catch (error) {
      this.unread = problemOf(error);
      return;
    }
    await this.read();
  }

  #show(answer: Answer, known: ReadonlyMap<string, Block>): void {
    const before = this.current;
    const index = this.index;
    const order = this.cards.map((card) => card.key);
    this.cards = arranged(cardsOf(answer, known), order, before, this.later);
    this.later = this.later.filter((key) => this.cards.some((card) => card.key === key));
    this.answer = answer;
    const isThere = this.cards.some((card) => card.key === this.#key);
    if (!isThere) {
      const open = (card: Card | undefined) => card && !this.later.includes(card.key);
      const next = open(this.cards[index]) ? this.cards[index] : this.cards.find(open);
      this.#key = next?.key ?? null;
      this.merge = null;
    }
    void this.#readHelp();
    if (this.isOver) void this.#conclude();
  }

  /** Both entries of each overlap, also those that are no drafts. */
  async #blocksOf(answer: Answer): Promise<ReadonlyMap<string, Block>> {
    const dates = missingDates(answer);
    const days = await Promise.all(dates.map((date) => this.#host.day(date)));
    return byId([...answer.queue, ...days.flatMap((day) => day.blocks)]);
  }

  async #readHelp(): Promise<void> {
    const ask = (this.#helpAsk += 1);
    const block = this.draft;
    if (!block) return;
    try {
      const help = await this.#host.reviewHelp(block.id);
      if (ask === this.#helpAsk) this.help = { of: block.id, help };
    } catch {
      // Help is a help and not the matter: the card can be decided without it.
      if (ask === this.#helpAsk) {
        this.help = { of: block.id, help: { seen: [], split: null, previous: null, rule: null } };
      }
    }
  }

  /** At the end: what was confirmed for whom, and what was left lying. */
  async #conclude(): Promise<void> {
    const { days } = this;
    if (!days) return;
    const ask = this.#ask;
    const found = await this.#attempt(async () => {
      const dates =
        daysBetween(days.from, days.to) < MOST_DAYS
          ? Array.from({ length: daysBetween(days.from, days.to) + 1 }, (_, index) =>
              addDays(days.from, index),
            )
          : [];
      return Promise.all([this.#host.leaks(), ...dates.map((date) => this.#host.day(date))]);
    });
    if (!found || ask !== this.#ask) return;
    const [leaks, ...all] = found;
    this.leaks = leaks;
    const blocks = all.flatMap((day) => day.blocks.filter((block) => block.date === day.date));
    this.confirmed = byClient(blocks.filter((block) => block.status !== "draft"));
  }

  #hear(change: Changed): void {
    const isOld = performance.now() - this.#lastRead > LEDGER_PAUSE_MS;
    if (change.kind === "blocks" || (change.kind === "ledger" && isOld)) this.#readSoon();
    else if (change.kind === "clients" || change.kind === "day") void this.#open();
  }

  /** One answer for all that is told in one breath. */
  #readSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      if (!this.isBusy) void this.read();
    }, SOON_MS);
  }
}
