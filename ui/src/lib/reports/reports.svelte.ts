// What the Reports page shows: which days, by what, for whom; and what came of saving it.

import type {
  Changed,
  Client,
  EntryFormat,
  Problem,
  Report,
  ReportBy,
  ReportFormat,
  ReportRow,
  SavedFile,
} from "../host/bindings";
import { problemOf, type Host } from "../host/host";
import { weekday } from "../words/dates";
import { columnsOf, type Days, moved, type PeriodKind, periodOf, soFar } from "./period";
import { type Column, columnsWith, type Owner } from "./shares";

export const BYS = ["client", "project", "task", "tag", "day", "week", "month"] as const;

/** So many clients stand apart in a column; the others share one piece. */
const OWNERS = 7;
/** Time arrives every few minutes; the page adds it up no more often than this. */
const PATIENCE_MS = 2_000;
const HEARD: Changed["kind"][] = ["clients", "blocks", "day", "settings"];

export class Reports {
  kind = $state<PeriodKind>("month");
  /** How many periods before the one of today. */
  ago = $state(0);
  custom = $state.raw<Days | null>(null);
  by = $state<ReportBy>("client");
  isRounded = $state(true);
  /** Only these; empty: all. */
  only = $state.raw<string[]>([]);

  today = $state<string | null>(null);
  clients = $state.raw<Client[]>([]);
  report = $state.raw<Report | null>(null);
  owners = $state.raw<Owner[]>([]);
  problem = $state.raw<Problem | null>(null);
  saved = $state.raw<SavedFile | null>(null);
  saveProblem = $state.raw<Problem | null>(null);

  /** All days of the period, also those to come. */
  readonly whole = $derived.by((): Days | null => {
    const { kind, ago, custom, today } = this;
    if (kind === "custom") return custom;
    return today === null ? null : periodOf(kind, ago, today, this.#firstDay);
  });
  readonly days = $derived(this.whole && this.today !== null ? soFar(this.whole, this.today) : this.whole);
  /** The period of today has not ended yet. */
  readonly isRunning = $derived(this.whole !== null && this.days !== null && this.days.to < this.whole.to);
  readonly rows = $derived(this.report ? ordered(this.report) : []);
  readonly currencies = $derived(this.report?.totals.sums.amounts.map(({ currency }) => currency) ?? []);

  readonly #host: Host;
  /** On which day weeks begin, as the timesheet has it; 1 is Monday. */
  #firstDay = $state(1);
  #ask = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Begins to follow; the returned function ends it. */
  follow(): () => void {
    void this.start();
    const leave = this.#host.on((change) => this.#hear(change));
    return () => {
      leave();
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#ask += 1;
    };
  }

  async start(): Promise<void> {
    try {
      const [week, clients] = await Promise.all([this.#host.week(null), this.#host.clients()]);
      this.today = week.days.find((day) => day.is_today)?.date ?? week.first;
      this.#firstDay = weekday(week.first);
      this.clients = clients;
    } catch (error) {
      this.problem = problemOf(error);
      return;
    }
    await this.read();
  }

  /** Asks again. An answer that a newer question overtook is dropped. */
  async read(): Promise<void> {
    const { days, by, isRounded: rounded, only } = this;
    if (!days) return;
    const ask = (this.#ask += 1);
    this.#askedAt = performance.now();
    const request = { ...days, by, rounded, clients: [...only] };
    try {
      const report = await this.#host.report(request);
      const owners = isTime(by) ? await this.#owners(request) : [];
      if (ask !== this.#ask) return;
      [this.report, this.owners, this.problem] = [report, owners, null];
    } catch (error) {
      if (ask === this.#ask) this.problem = problemOf(error);
    }
  }

  // What to show. Each reads again.

  choosePeriod(kind: Exclude<PeriodKind, "custom">, ago: number): Promise<void> {
    [this.kind, this.ago, this.custom] = [kind, ago, null];
    return this.read();
  }

  chooseDays(days: Days): Promise<void> {
    [this.kind, this.custom] = ["custom", days];
    return this.read();
  }

  move(by: 1 | -1): Promise<void> {
    if (this.kind !== "custom") return this.choosePeriod(this.kind, this.ago - by);
    return this.custom ? this.chooseDays(moved(this.custom, by)) : Promise.resolve();
  }

  chooseBy(by: ReportBy): Promise<void> {
    this.by = by;
    return this.read();
  }

  round(isRounded: boolean): Promise<void> {
    this.isRounded = isRounded;
    return this.read();
  }

  chooseClients(only: string[]): Promise<void> {
    this.only = only;
    return this.read();
  }

  /** Looks closer at a row or column: a client's projects, a week's days. */
  lookInto(key: string): Promise<void> {
    switch (this.by) {
      case "client":
        this.only = [key];
        return this.chooseBy("project");
      case "week":
        this.by = "day";
        return this.chooseDays(this.#within(periodOf("week", 0, key, this.#firstDay)));
      case "month":
        this.by = "day";
        return this.chooseDays(this.#within(periodOf("month", 0, key, this.#firstDay)));
      default:
        return Promise.resolve();
    }
  }

  columns(rest: string): Column[] {
    const { report, days, by, owners } = this;
    if (!report || !days || !isTime(by) || report.request.by !== by) return [];
    return columnsWith(columnsOf(days, by, this.#firstDay), report, owners, rest);
  }

  // Files

  save(format: ReportFormat): Promise<void> {
    const { report } = this;
    return this.#save(async () => (report ? this.#host.saveReport(report.request, format) : null));
  }

  saveEntries(days: Days | null, format: EntryFormat): Promise<void> {
    return this.#save(() => this.#host.saveEntries(days?.from ?? null, days?.to ?? null, format));
  }

  async showSaved(): Promise<void> {
    try {
      await this.#host.showSaved();
    } catch (error) {
      this.saveProblem = problemOf(error);
    }
  }

  forgetSaved(): void {
    [this.saved, this.saveProblem] = [null, null];
  }

  async #save(run: () => Promise<SavedFile | null>): Promise<void> {
    this.forgetSaved();
    try {
      this.saved = await run();
    } catch (error) {
      this.saveProblem = problemOf(error);
    }
  }

  /** The same days for each client, the one with the most time first. */
  async #owners(request: Report["request"]): Promise<Owner[]> {
    const { rows } = await this.#host.report({ ...request, by: "client" });
    const most = ordered({ rows, request: { ...request, by: "client" } })
      .filter(({ key }) => key !== null)
      .slice(0, OWNERS);
    return Promise.all(
      most.map(async ({ key, name, colour }) => ({
        name,
        colour: colour ?? 0,
        report: await this.#host.report({ ...request, clients: [key ?? ""] }),
      })),
    );
  }

  /** A week or month is looked into only as far as it was reported on. */
  #within({ from, to }: Days): Days {
    const { days } = this;
    if (!days) return { from, to };
    return { from: from < days.from ? days.from : from, to: to > days.to ? days.to : to };
  }

  #hear({ kind }: Changed): void {
    if (!HEARD.includes(kind)) return;
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#askedAt + PATIENCE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.start();
    }, wait);
  }
}

export function isTime(by: ReportBy): by is "day" | "week" | "month" {
  return by === "day" || by === "week" || by === "month";
}

/** Days in their order; everything else with the most time first, and what is nobody's last. */
function ordered({ rows, request }: Pick<Report, "rows" | "request">): ReportRow[] {
  if (isTime(request.by)) return rows.toSorted((a, b) => (a.key ?? "").localeCompare(b.key ?? ""));
  return rows.toSorted(
    (a, b) =>
      Number(a.name === "") - Number(b.name === "") ||
      b.sums.minutes - a.sums.minutes ||
      a.name.localeCompare(b.name),
  );
}
