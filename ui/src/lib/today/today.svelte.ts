// The day on the page: what the engine said last, what moves on since, and what a person does to it.

import type {
  Block,
  Changed,
  Client,
  Correction,
  Current,
  Day,
  Forgotten,
  MonthDay,
  PauseLength,
  Problem,
  Seen,
  Status,
  Step,
} from "../host/bindings";
import { problemOf, type Host } from "../host/host";
import { NOTHING_SAID } from "../entry/correction";
import { addDays, dateAt } from "../words/dates";
import { gapsOf, grownEnd } from "./gaps";
import * as pick from "./selection";
import { totalsOf } from "./totals";

/** What was done, for a toast; `undo` where it can be taken back. */
export interface Done {
  what:
    | { kind: "assigned"; blocks: number; client: string | null }
    | { kind: "project"; blocks: number; project: string | null }
    | { kind: "relabelled"; blocks: number }
    | { kind: "billable"; blocks: number; billable: boolean }
    | { kind: "accepted"; blocks: number }
    | { kind: "reopened"; blocks: number }
    | { kind: "undone" | "redone"; step: Step; blocks: number };
  undo?: () => void;
}

/** What changed by itself while one looked. */
export type Notice =
  { kind: "midnight"; before: string; date: string } | { kind: "zone"; before: string; zone: string };

export interface Around {
  host: Host;
  /** Says what was done, where the page cannot show it. */
  say: (done: Done) => void;
}

/** Rows arrive every few seconds; the page asks for them no more often than this. */
const LEDGER_PAUSE = 5_000;

export class Today {
  /** The date that was asked for; `null` follows today. */
  asked = $state<string | null>(null);
  day = $state.raw<Day | null>(null);
  clients = $state.raw<Client[]>([]);
  status = $state.raw<Status | null>(null);
  current = $state.raw<Current | null>(null);
  /** Why the day could not be read. */
  unread = $state.raw<Problem | null>(null);
  /** Why the last change was refused. */
  refused = $state.raw<Problem | null>(null);
  notice = $state.raw<Notice | null>(null);
  selection = $state.raw<pick.Selection>(pick.NOTHING);
  isOpen = $state(false);
  /** Counts up when a day is shown that was not shown before: the page scrolls to its place. */
  openings = $state(0);
  now_ms = $state(0);

  readonly blocks = $derived.by(() => this.#grown());
  readonly order = $derived(this.blocks.map((block) => block.id));
  readonly gaps = $derived(this.day ? gapsOf(this.day.stretches, this.blocks, this.day) : []);
  readonly totals = $derived(totalsOf(this.blocks, this.gaps, this.day ?? { start_ms: 0, end_ms: 0 }));
  /** The date of today in the zone in force. */
  readonly todayDate = $derived(this.day ? dateAt(this.now_ms, this.day.zone) : null);
  readonly chosen = $derived(this.blocks.filter((block) => this.selection.chosen.includes(block.id)));
  readonly drafts = $derived(this.blocks.filter((block) => block.status === "draft"));
  /** The block that reaches to now and grows. */
  readonly growing = $derived(
    this.blocks.find((block, index) => block.end_ms !== this.day?.blocks[index]?.end_ms)?.id ?? null,
  );
  readonly #colours = $derived(Object.fromEntries(this.clients.map((client) => [client.id, client.colour])));

  readonly #host: Host;
  readonly #say: Around["say"];
  #now = { ms: 0, at: 0 };
  #ask = 0;
  #ledgerTimer: ReturnType<typeof setTimeout> | undefined;
  #lastRead = -Infinity;
  #isReadSoon = false;
  #isOver = false;

  constructor({ host, say }: Around) {
    this.#host = host;
    this.#say = say;
  }

  /** Reads the day and follows it until the returned function is called. */
  start(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    const timer = setInterval(() => this.tick(), 1000);
    const seen = () => {
      if (document.visibilityState === "visible") void this.read();
    };
    document.addEventListener("visibilitychange", seen);
    void Promise.all([this.read(), this.#readClients(), this.#readStatus()]);
    return () => {
      stop();
      clearInterval(timer);
      clearTimeout(this.#ledgerTimer);
      document.removeEventListener("visibilitychange", seen);
      this.#ask += 1;
      this.#isOver = true;
    };
  }

  /** Asks for the day again. An answer that a newer question overtook is dropped. */
  async read(): Promise<void> {
    const ask = (this.#ask += 1);
    this.#lastRead = performance.now();
    try {
      const [day, current] = await Promise.all([this.#host.day(this.asked), this.#host.current()]);
      if (ask !== this.#ask) return;
      if (this.#isBusyAtMidnight(day)) {
        this.notice = { kind: "midnight", before: this.day?.date ?? day.date, date: day.date };
        this.#setNow(day.now_ms);
        this.asked = this.day?.date ?? null;
        await this.read();
        return;
      }
      this.#show(day, current);
    } catch (error) {
      if (ask === this.#ask) this.unread = problemOf(error);
    }
  }

  /** Moves now on, between what the engine says. */
  tick(): void {
    if (!this.day) return;
    this.now_ms = Math.floor(this.#now.ms + performance.now() - this.#now.at);
    if (this.day.is_today && this.now_ms >= this.day.end_ms) void this.read();
  }

  // Which day

  go(date: string | null): void {
    const asked = date === this.todayDate ? null : date;
    if (asked === this.asked) return;
    this.asked = asked;
    this.notice = null;
    this.isOpen = false;
    void this.read();
  }

  step(days: number): void {
    if (this.day) this.go(addDays(this.day.date, days));
  }

  month(month: string): Promise<MonthDay[]> {
    return this.#host.month(month);
  }

  // Which blocks

  /** Moves to the next block; the first move begins near now, or at the first block. */
  move(by: number): void {
    const near = this.blocks.findLast((block) => block.start_ms <= this.now_ms)?.id;
    this.selection = pick.move(this.selection, this.order, by, this.day?.is_today ? near : undefined);
  }

  /** Goes to the next draft, and from the last one to the first. */
  moveToDraft(): void {
    const at = this.selection.focus === null ? -1 : this.order.indexOf(this.selection.focus);
    const next = this.blocks.find((block, index) => index > at && block.status === "draft") ?? this.drafts[0];
    if (next) this.choose(next.id);
  }

  extend(by: number): void {
    this.selection = pick.extend(this.selection, this.order, by);
  }

  choose(id: string, how: "only" | "to" | "toggle" = "only"): void {
    if (how === "only") this.selection = pick.only(id);
    else if (how === "to") this.selection = pick.extendTo(this.selection, this.order, id);
    else this.selection = pick.toggle(this.selection, id);
  }

  chooseAll(): void {
    this.selection = pick.all(this.selection, this.order);
  }

  /** Closes what is open, else lets go of what is chosen. */
  back(): boolean {
    if (this.isOpen) {
      this.isOpen = false;
      return true;
    }
    if (this.selection.chosen.length === 0) return false;
    this.selection = { ...this.selection, chosen: [] };
    return true;
  }

  colourOf(client: { id: string } | null | undefined): number | null {
    return client ? (this.#colours[client.id] ?? null) : null;
  }

  evidence(id: string): Promise<Seen[]> {
    return this.#host.evidence(id);
  }

  // What a person does

  /** Gives the chosen blocks to a client; `null` takes theirs away. */
  assign(client: string | null, blocks = this.chosen): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => (block.client?.name ?? null) !== client),
      { client: client ?? "" },
      (count) => ({ kind: "assigned", blocks: count, client }),
    );
  }

  async assignNew(name: string, blocks = this.chosen): Promise<boolean> {
    const client = await this.#attempt(() => this.#host.addClient(name, null));
    if (!client) return false;
    await this.#readClients();
    return this.assign(client.name, blocks);
  }

  assignProject(project: string | null, blocks = this.chosen): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => (block.project?.name ?? null) !== project),
      { project: project ?? "" },
      (count) => ({ kind: "project", blocks: count, project }),
    );
  }

  async assignNewProject(client: string, name: string, blocks = this.chosen): Promise<boolean> {
    const project = await this.#attempt(() => this.#host.addProject(client, name));
    if (!project) return false;
    await this.#readClients();
    return this.assignProject(project.name, blocks);
  }

  relabel(label: string, blocks = this.chosen): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => block.label !== label.trim()),
      { label: label.trim() },
      (count) => ({ kind: "relabelled", blocks: count }),
    );
  }

  setBillable(billable: boolean, blocks = this.chosen): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => block.billable !== billable),
      { billable },
      (count) => ({ kind: "billable", blocks: count, billable }),
    );
  }

  /** Billable, unless all of them are already. */
  toggleBillable(blocks = this.chosen): Promise<boolean> {
    return this.setBillable(!blocks.every((block) => block.billable), blocks);
  }

  async accept(blocks = this.chosen): Promise<boolean> {
    const drafts = blocks.filter((block) => block.status === "draft");
    if (drafts.length === 0) return false;
    return this.#act(() => this.#host.confirm(drafts.map((block) => block.id)), {
      kind: "accepted",
      blocks: drafts.length,
    });
  }

  acceptAll(): Promise<boolean> {
    return this.accept(this.drafts);
  }

  async reopen(blocks = this.chosen): Promise<boolean> {
    const confirmed = blocks.filter((block) => block.status === "confirmed");
    if (confirmed.length === 0) return false;
    return this.#act(() => this.#host.reopen(confirmed.map((block) => block.id)), {
      kind: "reopened",
      blocks: confirmed.length,
    });
  }

  undo(): Promise<boolean> {
    return this.#back("undo");
  }

  redo(): Promise<boolean> {
    return this.#back("redo");
  }

  async pause(length: PauseLength): Promise<void> {
    await this.#attempt(() => this.#host.pause(length));
    await Promise.all([this.#readStatus(), this.read()]);
  }

  async resume(): Promise<void> {
    await this.#attempt(() => this.#host.resume());
    await Promise.all([this.#readStatus(), this.read()]);
  }

  /** Throws where it is refused: the question stands open and says so itself. */
  async forget(minutes: number): Promise<Forgotten> {
    const gone = await this.#host.forget(minutes);
    void this.read();
    return gone;
  }

  async #correct(
    blocks: readonly Block[],
    change: Partial<Correction>,
    what: (count: number) => Done["what"],
  ): Promise<boolean> {
    if (blocks.length === 0) return false;
    const ids = blocks.map((block) => block.id);
    const correction = { ...NOTHING_SAID, ...change };
    return this.#act(() => this.#host.correctAll(ids, correction), what(ids.length));
  }

  /** Takes one step, and tells what was done. */
  async #act(step: () => Promise<unknown>, what: Done["what"]): Promise<boolean> {
    const isDone = await this.#attempt(async () => {
      await step();
      return true;
    });
    await this.read();
    if (!isDone) return false;
    const taken = this.day?.undo;
    this.#say(taken ? { what, undo: () => void this.#undoIf(taken) } : { what });
    return true;
  }

  /** Undo of a toast: only while nothing was done since. */
  async #undoIf(step: Step): Promise<void> {
    if (this.day?.undo?.at_ms === step.at_ms && this.day.undo.kind === step.kind) await this.undo();
  }

  async #back(way: "undo" | "redo"): Promise<boolean> {
    if (!this.day?.[way]) return false;
    const step = await this.#attempt(() => this.#host[way]());
    await this.read();
    if (!step) return false;
    this.#say({ what: { kind: way === "undo" ? "undone" : "redone", step, blocks: step.blocks } });
    return true;
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    this.refused = null;
    try {
      return await act();
    } catch (error) {
      this.refused = problemOf(error);
      return undefined;
    }
  }

  /** One who has a block open at midnight keeps it open: the new day is offered, not forced. */
  #isBusyAtMidnight(day: Day): boolean {
    return this.isOpen && this.asked === null && this.day !== null && this.day.date !== day.date;
  }

  #show(day: Day, current: Current | null): void {
    const before = this.day;
    const order = this.order;
    this.unread = null;
    // One who asks for today by its date follows it like any other.
    if (day.is_today) this.asked = null;
    this.current = current;
    this.day = day;
    this.#setNow(day.now_ms);
    const isOther = before?.date !== day.date;
    if (isOther) {
      if (before?.is_today && this.asked === null) {
        this.notice = { kind: "midnight", before: before.date, date: day.date };
      }
      this.selection = pick.NOTHING;
      this.isOpen = false;
      this.openings += 1;
      return;
    }
    if (before.zone !== day.zone) this.notice = { kind: "zone", before: before.zone, zone: day.zone };
    this.selection = pick.keep(
      pick.renamed(this.selection, (id) => heirOf(id, before, day)),
      order,
      this.order,
    );
    if (this.selection.chosen.length === 0) this.isOpen = false;
  }

  #setNow(ms: number): void {
    this.#now = { ms, at: performance.now() };
    this.now_ms = ms;
  }

  #grown(): Block[] {
    const blocks = this.day?.blocks ?? [];
    if (!this.day?.is_today) return blocks;
    const end = grownEnd(blocks.at(-1), this.day.stretches, this.current?.client?.id ?? null, this.now_ms);
    return end === null ? blocks : blocks.with(-1, { ...(blocks.at(-1) as Block), end_ms: end });
  }

  #hear(change: Changed): void {
    switch (change.kind) {
      case "blocks":
      case "day":
        this.#readSoon();
        return;
      case "clients":
        this.#readSoon(() => this.#readClients());
        return;
      case "status":
        this.#readSoon(() => this.#readStatus(), false);
        this.#readLater();
        return;
      case "ledger":
        this.#readLater();
        return;
      case "wiped":
      case "settings":
      case "tray":
      case "go":
      case "close_asked":
      case "model_progress":
        return;
    }
  }

  /** One answer for all that is told in one breath. */
  #readSoon(also?: () => Promise<void>, andDay = true): void {
    if (also) queueMicrotask(() => void also());
    if (!andDay || this.#isReadSoon) return;
    this.#isReadSoon = true;
    queueMicrotask(() => {
      this.#isReadSoon = false;
      if (!this.#isOver) void this.read();
    });
  }

  #readLater(): void {
    if (this.asked !== null || this.#ledgerTimer !== undefined) return;
    const wait = Math.max(0, this.#lastRead + LEDGER_PAUSE - performance.now());
    this.#ledgerTimer = setTimeout(() => {
      this.#ledgerTimer = undefined;
      void this.read();
      void this.#readStatus();
    }, wait);
  }

  async #readClients(): Promise<void> {
    try {
      this.clients = await this.#host.clients();
    } catch (error) {
      this.unread = problemOf(error);
    }
  }

  async #readStatus(): Promise<void> {
    try {
      this.status = await this.#host.status();
    } catch (error) {
      // The corner of the frame tells of a host that does not answer; here only the pause menu depends on it.
      this.refused = problemOf(error);
    }
  }
}

/** The block that stands where another stood that is gone: chunks can be cut anew as more becomes known. */
function heirOf(id: string, before: Day, day: Day): string {
  const gone = before.blocks.find((block) => block.id === id);
  if (!gone || day.blocks.some((block) => block.id === id)) return id;
  const middle = (gone.start_ms + gone.end_ms) / 2;
  return day.blocks.find((block) => block.start_ms <= middle && middle < block.end_ms)?.id ?? id;
}
