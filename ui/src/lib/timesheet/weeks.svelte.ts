// The week on the page: what the engine said last, which entries are chosen, and what is set in its grid.
import { Desk, type Done } from "../entry/desk.svelte";
import * as pick from "../entry/selection";
import { lengthIn } from "../entry/spans";
import type { Block, Changed, MonthDay, Problem, Week } from "../host/bindings";
import { problemOf, type Host } from "../host/host";
import { addDays, dateAt } from "../words/dates";
import { Quiet } from "./quiet.svelte";
import { keyOf, rowsOf, type Row, type RowWork } from "./rows";
import { waitingOf } from "./waiting";

export interface Around {
  host: Host;
  say: (done: Done) => void;
}

export interface Filter {
  /** The id of a client or tag, or a status; "" is all, "none" is nobody's. */
  client: string;
  status: "" | Block["status"];
  tag: string;
}

/** Why a cell was refused. */
export interface Wrong {
  key: string;
  date: string;
  problem: Problem;
}

const ALL: Filter = { client: "", status: "", tag: "" };
const NO_SPAN = { start_ms: 0, end_ms: 0 };

export class Weeks {
  /** A day of the week that was asked for; `null` follows this week. */
  asked = $state<string | null>(null);
  week = $state.raw<Week | null>(null);
  unread = $state.raw<Problem | null>(null);
  wrong = $state.raw<Wrong | null>(null);
  filter = $state.raw<Filter>(ALL);
  selection = $state.raw<pick.Selection>(pick.NOTHING);
  isOpen = $state(false);
  withEarlier = $state(false);
  added = $state.raw<RowWork[]>([]);

  readonly rows: Row[] = $derived(this.week ? rowsOf(this.week.rows, this.added, this.withEarlier) : []);
  /** How many rows of last week are not shown. */
  readonly earlier = $derived(
    this.week ? rowsOf(this.week.rows, this.added, true).length - this.rows.length : 0,
  );
  readonly span = $derived.by(() => {
    const [first, last] = [this.week?.days[0], this.week?.days.at(-1)];
    return first && last ? { start_ms: first.start_ms, end_ms: last.end_ms } : NO_SPAN;
  });
  readonly blocks = $derived(this.week?.blocks ?? []);
  readonly total_ms = $derived(this.week?.days.reduce((sum, day) => sum + day.total_ms, 0) ?? 0);
  readonly waiting = $derived(waitingOf(this.blocks, this.span));
  readonly drafts = $derived(this.blocks.filter((block) => block.status === "draft"));
  /** Those that pass the filter. */
  readonly listed = $derived(this.blocks.filter((block) => this.#passes(block)));
  readonly order = $derived(this.listed.map((block) => block.id));
  /** Where one begins: today, or at the top. */
  readonly first = $derived.by(() => {
    const today = this.week?.days.find((day) => day.is_today);
    return (today && this.listedOn(today)[0]?.id) ?? this.order[0];
  });
  readonly chosen = $derived(this.blocks.filter((block) => this.selection.chosen.includes(block.id)));
  readonly isThisWeek = $derived(this.week?.days.some((day) => day.is_today) ?? false);
  readonly isFiltered = $derived(Object.values(this.filter).some(Boolean));
  readonly todayDate = $derived(this.week ? dateAt(this.week.now_ms, this.week.zone) : null);

  readonly desk: Desk;
  readonly quiet: Quiet;
  readonly #host: Host;
  #ask = 0;
  #isReadSoon = false;
  #isOver = false;

  constructor({ host, say }: Around) {
    this.#host = host;
    this.quiet = new Quiet(host);
    this.desk = new Desk({ host, say, read: () => this.read() });
  }

  /** Reads the week and follows it until the returned function is called. */
  start(): () => void {
    const stop = this.#host.on((change) => this.#hear(change));
    void Promise.all([this.read(), this.#readNames()]);
    return () => {
      stop();
      this.#ask += 1;
      this.#isOver = true;
    };
  }

  async read(): Promise<void> {
    const ask = (this.#ask += 1);
    try {
      const week = await this.#host.week(this.asked);
      if (ask !== this.#ask) return;
      const isOther = this.week?.first !== week.first;
      const order = this.order;
      this.unread = null;
      this.week = week;
      this.desk.undoable = week.undo;
      this.desk.redoable = week.redo;
      if (isOther) this.#begin();
      else this.selection = pick.keep(this.selection, order, this.order);
      if (this.selection.chosen.length === 0) this.isOpen = false;
    } catch (error) {
      if (ask === this.#ask) this.unread = problemOf(error);
    }
  }

  /** Reads what lies between the entries of a week. */
  async readQuiet(week: Week): Promise<void> {
    try {
      await this.quiet.read(week);
    } catch (error) {
      this.unread = problemOf(error);
    }
  }

  // Which week

  go(date: string | null): void {
    this.asked = date === this.todayDate ? null : date;
    void this.read();
  }

  step(weeks: number): void {
    if (this.week) this.go(addDays(this.week.first, 7 * weeks));
  }

  month(month: string): Promise<MonthDay[]> {
    return this.#host.month(month);
  }

  // Which entries

  choose(id: string, how: "only" | "to" | "toggle" = "only"): void {
    if (how === "only") this.selection = pick.only(id);
    else if (how === "to") this.selection = pick.extendTo(this.selection, this.order, id);
    else this.selection = pick.toggle(this.selection, id);
  }

  chooseThese(ids: readonly string[]): void {
    this.selection = { focus: ids[0] ?? null, anchor: ids[0] ?? null, chosen: [...ids] };
  }

  move(by: number): void {
    this.selection = pick.move(this.selection, this.order, by, this.first);
  }

  extend(by: number): void {
    this.selection = pick.extend(this.selection, this.order, by);
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

  show(filter: Partial<Filter>): void {
    this.filter = { ...this.filter, ...filter };
    const chosen = this.selection.chosen.filter((id) => this.order.includes(id));
    this.selection = { ...this.selection, chosen };
    if (chosen.length === 0) this.isOpen = false;
  }

  /** The entries of a day, those that pass the filter, in order of time. */
  listedOn(day: { start_ms: number; end_ms: number }): Block[] {
    return this.listed.filter((block) => lengthIn(block, day) > 0);
  }

  // What a person does

  addRow(work: RowWork): string {
    if (!this.added.some((one) => keyOf(one) === keyOf(work))) this.added = [...this.added, work];
    return keyOf(work);
  }

  /** Says how long was worked for a row on a day; what is refused is said beside the cell. */
  async setCell(row: Row, date: string, length_ms: number): Promise<boolean> {
    const { client, project, task, billable } = row;
    const at = row.cells[this.week?.days.findIndex((day) => day.date === date) ?? -1];
    this.wrong = null;
    if (at?.length_ms === length_ms) return true;
    const names = { client: client?.name ?? "", project: project?.name ?? "", task: task?.name ?? "" };
    const isDone = await this.desk.act(() => this.#host.setCell({ date, ...names, billable, length_ms }), {
      kind: "edited",
      how: at && at.length_ms > 0 ? "resize" : "add",
      blocks: 1,
    });
    const problem = this.desk.refused;
    if (!isDone && problem) {
      this.wrong = { key: row.key, date, problem };
      this.desk.forgive();
    }
    return isDone;
  }

  confirmDay(day: { start_ms: number; end_ms: number }): Promise<boolean> {
    return this.desk.accept(this.drafts.filter((block) => lengthIn(block, day) > 0));
  }

  confirmWeek(): Promise<boolean> {
    return this.desk.accept(this.drafts);
  }

  #begin(): void {
    this.selection = pick.NOTHING;
    this.isOpen = false;
    this.wrong = null;
    this.added = [];
    // An empty week begins with what was worked on last.
    this.withEarlier = this.total_ms === 0;
  }

  #passes(block: Block): boolean {
    const { client, status, tag } = this.filter;
    if (client && (block.client?.id ?? "none") !== client) return false;
    if (status && block.status !== status) return false;
    return !tag || block.tags.some((one) => one.id === tag);
  }

  #hear(change: Changed): void {
    switch (change.kind) {
      case "blocks":
      case "day":
      case "settings":
        this.#readSoon();
        return;
      case "clients":
        this.#readSoon();
        void this.#readNames();
        return;
      default:
        return;
    }
  }

  /** One answer for all that is told in one breath. */
  #readSoon(): void {
    if (this.#isReadSoon) return;
    this.#isReadSoon = true;
    queueMicrotask(() => {
      this.#isReadSoon = false;
      if (!this.#isOver) void this.read();
    });
  }

  async #readNames(): Promise<void> {
    try {
      await this.desk.readNames();
    } catch (error) {
      this.unread = problemOf(error);
    }
  }
}
