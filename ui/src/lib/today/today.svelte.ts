// The day on the page: what the engine said last, what moves on since, and what a person does to it.

import type {
  Block,
  Changed,
  Client,
  Current,
  Day,
  Forgotten,
  MonthDay,
  PauseLength,
  Problem,
  Status,
} from "../host/bindings";
import { problemOf, type Host } from "../host/host";
import { Desk, type Done } from "../entry/desk.svelte";
import { reaching } from "../entry/spans";
import { addDays, dateAt } from "../words/dates";
import { gapsOf } from "../entry/gaps";
import { grownEnd } from "./grown";
import * as pick from "../entry/selection";
import { totalsOf } from "./totals";

/** What changed by itself while one looked. */
export type Notice =
  { kind: "midnight"; before: string; date: string } | { kind: "zone"; before: string; zone: string };

export interface Around {
  host: Host;
  /** Says what was done, where the page cannot show it. */
  say: (done: Done) => void;
}

export type { Done };

/** Rows arrive every few seconds; the page asks for them no more often than this. */
const LEDGER_PAUSE = 5_000;

export class Today {
  /** The date that was asked for; `null` follows today. */
  asked = $state<string | null>(null);
  day = $state.raw<Day | null>(null);
  status = $state.raw<Status | null>(null);
  current = $state.raw<Current | null>(null);
  /** Why the day could not be read. */
  unread = $state.raw<Problem | null>(null);
  notice = $state.raw<Notice | null>(null);
  selection = $state.raw<pick.Selection>(pick.NOTHING);
  isOpen = $state(false);
  /** Counts up when a day is shown that was not shown before: the page scrolls to its place. */
  openings = $state(0);
  now_ms = $state(0);

  readonly blocks = $derived.by(() => this.#grown());
  readonly order = $derived(this.blocks.map((block) => block.id));
  /** Those that have their place in the day, and those of which only the length is known. */
  readonly timed = $derived(this.blocks.filter((block) => !block.is_untimed));
  readonly loose = $derived(this.blocks.filter((block) => block.is_untimed));
  readonly gaps = $derived(this.day ? gapsOf(this.day.stretches, this.timed, this.day) : []);
  readonly totals = $derived(totalsOf(this.blocks, this.gaps, this.day ?? { start_ms: 0, end_ms: 0 }));
  /** The date of today in the zone in force. */
  readonly todayDate = $derived(this.day ? dateAt(this.now_ms, this.day.zone) : null);
  readonly chosen = $derived(this.blocks.filter((block) => this.selection.chosen.includes(block.id)));
  /** The entry before the one that is chosen: what it can be merged with. */
  readonly before = $derived.by(() => {
    const [only] = this.chosen;
    if (!only || only.is_untimed || this.chosen.length > 1) return undefined;
    return this.timed[this.timed.findIndex((block) => block.id === only.id) - 1];
  });
  readonly drafts = $derived(this.blocks.filter((block) => block.status === "draft"));
  /** The block that reaches to now and grows. */
  readonly growing = $derived(
    this.blocks.find((block, index) => block.end_ms !== this.day?.blocks[index]?.end_ms)?.id ?? null,
  );
  /** What is done to blocks here. */
  readonly desk: Desk;
  readonly #host: Host;
  #now = { ms: 0, at: 0 };
  #ask = 0;
  #ledgerTimer: ReturnType<typeof setTimeout> | undefined;
  #lastRead = -Infinity;
  #isReadSoon = false;
  #isOver = false;

  constructor({ host, say }: Around) {
    this.#host = host;
    this.desk = new Desk({ host, say, read: () => this.read() });
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

  get clients(): Client[] {
    return this.desk.clients;
  }

  /** Why the last change was refused. */
  get refused(): Problem | null {
    return this.desk.refused;
  }

  colourOf(client: { id: string } | null | undefined): number | null {
    return this.desk.colourOf(client);
  }

  // What a person does

  /** Gives the chosen blocks to a client; `null` takes theirs away. */
  assign(client: string | null, blocks = this.chosen): Promise<boolean> {
    return this.desk.assign(client, blocks);
  }

  relabel(label: string, blocks = this.chosen): Promise<boolean> {
    return this.desk.relabel(label, blocks);
  }

  setBillable(billable: boolean, blocks = this.chosen): Promise<boolean> {
    return this.desk.setBillable(billable, blocks);
  }

  /** Billable, unless all of them are already. */
  toggleBillable(blocks = this.chosen): Promise<boolean> {
    return this.setBillable(!blocks.every((block) => block.billable), blocks);
  }

  accept(blocks = this.chosen): Promise<boolean> {
    return this.desk.accept(blocks);
  }

  acceptAll(): Promise<boolean> {
    return this.accept(this.drafts);
  }

  reopen(blocks = this.chosen): Promise<boolean> {
    return this.desk.reopen(blocks);
  }

  undo(): Promise<boolean> {
    return this.desk.undo();
  }

  redo(): Promise<boolean> {
    return this.desk.redo();
  }

  async pause(length: PauseLength): Promise<void> {
    await this.desk.attempt(() => this.#host.pause(length));
    await Promise.all([this.#readStatus(), this.read()]);
  }

  async resume(): Promise<void> {
    await this.desk.attempt(() => this.#host.resume());
    await Promise.all([this.#readStatus(), this.read()]);
  }

  /** Throws where it is refused: the question stands open and says so itself. */
  async forget(minutes: number): Promise<Forgotten> {
    const gone = await this.#host.forget(minutes);
    void this.read();
    return gone;
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
    this.desk.undoable = day.undo;
    this.desk.redoable = day.redo;
    this.#setNow(day.now_ms);
    const hasMoved = before !== null && before.zone !== day.zone;
    if (before?.date !== day.date) {
      if (before?.is_today && this.asked === null) {
        // Where it is another day in another zone, no midnight has passed.
        this.notice = hasMoved
          ? { kind: "zone", before: before.zone, zone: day.zone }
          : { kind: "midnight", before: before.date, date: day.date };
      }
      this.selection = pick.NOTHING;
      this.isOpen = false;
      this.openings += 1;
      return;
    }
    if (hasMoved) this.notice = { kind: "zone", before: before.zone, zone: day.zone };
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
    const last = blocks.at(-1);
    if (!this.day?.is_today || !last || last.is_untimed || last.status === "billed") return blocks;
    const end = grownEnd(last, this.day.stretches, this.current?.client?.id ?? null, this.now_ms);
    return end === null ? blocks : blocks.with(-1, reaching(last, end));
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
      await this.desk.readNames();
    } catch (error) {
      this.unread = problemOf(error);
    }
  }

  async #readStatus(): Promise<void> {
    try {
      this.status = await this.#host.status();
    } catch (error) {
      // The corner of the frame tells of a host that does not answer; here only the pause menu depends on it.
      this.desk.refused = problemOf(error);
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
