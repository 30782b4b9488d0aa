// What the Clients page knows, and what it does. Reads again when something changed; what was refused is
// kept where it was tried.

import type {
  Budget,
  Changed,
  Client,
  ClientChange,
  Money,
  NewBudget,
  NewRate,
  Problem,
  Project,
  ProjectChange,
  Rate,
  RatePlan,
  Scope,
  Tag,
  WorkKind,
} from "../host/bindings";
import { problemOf, type Host } from "../host/host";

/** What is shown beside the list: a client by its id, or what holds for all. */
export type Choice = { kind: "client"; id: string } | { kind: "rates" } | { kind: "tags" } | null;

/** What was done, for a message with its way back. */
export interface Said {
  text: string;
  undo?: () => Promise<void>;
}

export interface Worked {
  minutes: number;
  amounts: Money[];
}

/** Time arrives every few minutes; the page adds it up no more often than this. */
const PATIENCE_MS = 2_000;
const HEARD: Changed["kind"][] = ["clients", "blocks", "day", "settings"];

const NO_CLIENT_CHANGE: ClientChange = {
  name: null,
  colour: null,
  currency: null,
  billable: null,
  rounding: null,
  is_archived: null,
};
const NO_PROJECT_CHANGE: ProjectChange = { name: null, billable: null, is_archived: null };

export class Clients {
  list = $state.raw<Client[] | null>(null);
  rates = $state.raw<Rate[]>([]);
  budgets = $state.raw<Budget[]>([]);
  tags = $state.raw<Tag[]>([]);
  /** What new clients are billed in. */
  currency = $state("EUR");
  /** The date of today. */
  today = $state("1970-01-01");
  problem = $state.raw<Problem | null>(null);
  choice = $state.raw<Choice>(null);
  /** What was worked this month, by the id of the client or project. */
  worked = $state.raw<Record<string, Worked>>({});

  readonly active = $derived((this.list ?? []).filter((client) => !client.is_archived));
  readonly archived = $derived((this.list ?? []).filter((client) => client.is_archived));
  readonly client = $derived.by(() => {
    const { choice } = this;
    return choice?.kind === "client" ? (this.list?.find(({ id }) => id === choice.id) ?? null) : null;
  });
  readonly currencies = $derived(
    (this.list ?? [])
      .map(({ currency }) => currency)
      .filter((code, at, all) => all.indexOf(code) === at)
      .sort(),
  );

  readonly #host: Host;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;
  #isOver = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Begins to follow; the returned function ends it. */
  follow(): () => void {
    this.#isOver = false;
    void this.read();
    const leave = this.#host.on((change) => this.#hear(change));
    return () => {
      leave();
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#isOver = true;
    };
  }

  async read(): Promise<void> {
    this.#askedAt = performance.now();
    const host = this.#host;
    try {
      const [list, rates, budgets, tags, { date }, { currency }] = await Promise.all([
        host.clients(),
        host.rates(),
        host.budgets(),
        host.tags(),
        host.day(null),
        host.settings(),
      ]);
      const worked = await this.#worked(date);
      if (this.#isOver) return;
      [this.rates, this.budgets, this.tags, this.today, this.worked] = [rates, budgets, tags, date, worked];
      [this.currency, this.list] = [currency, list];
      this.problem = null;
      this.#keepChoice();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  choose(choice: Choice): void {
    this.choice = choice;
  }

  /** Moves the choice through the clients that are shown. */
  move(by: 1 | -1): void {
    const { choice, active } = this;
    if (active.length === 0) return;
    const at = choice?.kind === "client" ? active.findIndex(({ id }) => id === choice.id) : -1;
    const to = at < 0 ? (by > 0 ? 0 : active.length - 1) : Math.min(Math.max(at + by, 0), active.length - 1);
    const client = active[to];
    if (client) this.choice = { kind: "client", id: client.id };
  }

  // What each thing is worth

  /** All rates of exactly this scope, the oldest first. */
  termsOf(scope: Scope): Rate[] {
    return this.rates.filter((rate) => isSame(rate.scope, scope));
  }

  /** The rate of exactly this scope today. */
  termNow(scope: Scope): Rate | null {
    const { today } = this;
    return (
      this.termsOf(scope).find((rate) => rate.from <= today && (rate.until === null || today < rate.until)) ??
      null
    );
  }

  /** What an hour is worth today, by the word of the nearest level that has one. */
  rateOf(client: Client, project?: Project, task?: string): Money | null {
    const levels: Scope[] = [
      ...(task ? [{ kind: "task" as const, id: task }] : []),
      ...(project ? [{ kind: "project" as const, id: project.id }] : []),
      { kind: "client", id: client.id },
      { kind: "default", id: client.currency },
    ];
    for (const level of levels) {
      const { per_hour = null } = this.termNow(level) ?? {};
      if (per_hour) return per_hour;
    }
    return null;
  }

  /** All scopes of a client that have rates, the client's own first. */
  scopesOf(client: Client): { scope: Scope; name: string }[] {
    const projects = client.projects.flatMap((project) => [
      { scope: { kind: "project" as const, id: project.id }, name: project.name },
      ...project.tasks.map((task) => ({
        scope: { kind: "task" as const, id: task.id },
        name: `${project.name} · ${task.name}`,
      })),
    ]);
    return [{ scope: { kind: "client", id: client.id }, name: client.name }, ...projects];
  }

  budgetsOf(client: Client): Budget[] {
    const ids = [client.id, ...client.projects.map(({ id }) => id)];
    return this.budgets.filter(({ scope }) => ids.includes(scope.id));
  }

  // What a person changes. Each fails with a problem, to be shown where it was tried.

  async addClient(name: string, currency: string, perHour: string): Promise<Client> {
    const client = await this.#host.addClient(name, currency);
    this.choice = { kind: "client", id: client.id };
    try {
      if (perHour.trim() !== "") {
        await this.#host.setRate({
          scope: { kind: "client", id: client.id },
          from: `${this.today.slice(0, 4)}-01-01`,
          per_hour: perHour,
        });
      }
    } catch (error) {
      // A client with half of what was said would have to be put right by hand.
      await this.#host.removeUnused("client", client.id);
      this.choice = null;
      throw error;
    } finally {
      await this.read();
    }
    return client;
  }

  async changeClient(id: string, change: Partial<ClientChange>): Promise<void> {
    await this.#host.changeClient(id, { ...NO_CLIENT_CHANGE, ...change });
    await this.read();
  }

  async addProject(client: string, name: string): Promise<void> {
    await this.#host.addProject(client, name);
    await this.read();
  }

  async addTask(project: string, name: string): Promise<void> {
    await this.#host.addTask(project, name);
    await this.read();
  }

  async changeProject(id: string, change: Partial<ProjectChange>): Promise<void> {
    await this.#host.changeProject(id, { ...NO_PROJECT_CHANGE, ...change });
    await this.read();
  }

  async changeTask(id: string, change: Partial<ProjectChange>): Promise<void> {
    await this.#host.changeTask(id, { ...NO_PROJECT_CHANGE, ...change });
    await this.read();
  }

  /** Removes what nothing refers to; the returned function makes it again. */
  async removeClient(client: Client): Promise<() => Promise<void>> {
    await this.#host.removeUnused("client", client.id);
    await this.read();
    return async () => {
      const { id } = await this.#host.addClient(client.name, client.currency);
      const { colour, billable, rounding, is_archived } = client;
      await this.#host.changeClient(id, { ...NO_CLIENT_CHANGE, colour, billable, rounding, is_archived });
      for (const project of client.projects) await this.#addAgain(client.name, project);
      this.choice = { kind: "client", id };
      await this.read();
    };
  }

  async removeProject(client: Client, project: Project): Promise<() => Promise<void>> {
    await this.#host.removeUnused("project", project.id);
    await this.read();
    return async () => {
      await this.#addAgain(client.name, project);
      await this.read();
    };
  }

  async removeTask(project: Project, task: Project["tasks"][number]): Promise<() => Promise<void>> {
    await this.#host.removeUnused("task" satisfies WorkKind, task.id);
    await this.read();
    return async () => {
      await this.#addTaskAgain(project.id, task);
      await this.read();
    };
  }

  planRate(rate: NewRate): Promise<RatePlan> {
    return this.#host.planRate(rate);
  }

  async setRate(rate: NewRate): Promise<void> {
    await this.#host.setRate(rate);
    await this.read();
  }

  async removeRate({ id, scope, from, per_hour }: Rate, typed: string): Promise<() => Promise<void>> {
    await this.#host.removeRate(id);
    await this.read();
    return () => this.setRate({ scope, from, per_hour: per_hour ? typed : "" });
  }

  async putBudget(budget: NewBudget): Promise<void> {
    await this.#host.putBudget(budget);
    await this.read();
  }

  async removeBudget(
    { id, scope, period, warn_at }: Budget,
    limit: NewBudget["limit"],
  ): Promise<() => Promise<void>> {
    await this.#host.removeBudget(id);
    await this.read();
    return () => this.putBudget({ id: null, scope, limit, period, warn_at });
  }

  async addTag(name: string): Promise<void> {
    await this.#host.addTag(name);
    await this.read();
  }

  async renameTag(id: string, name: string): Promise<void> {
    await this.#host.renameTag(id, name);
    await this.read();
  }

  async removeTag(id: string): Promise<void> {
    await this.#host.removeTag(id);
    await this.read();
  }

  async #addAgain(client: string, { name, billable, is_archived, tasks }: Project): Promise<void> {
    const { id } = await this.#host.addProject(client, name);
    await this.#host.changeProject(id, { ...NO_PROJECT_CHANGE, billable: saidOf(billable), is_archived });
    for (const task of tasks) await this.#addTaskAgain(id, task);
  }

  async #addTaskAgain(
    project: string,
    { name, billable, is_archived }: Project["tasks"][number],
  ): Promise<void> {
    const { id } = await this.#host.addTask(project, name);
    await this.#host.changeTask(id, { ...NO_PROJECT_CHANGE, billable: saidOf(billable), is_archived });
  }

  async #worked(date: string): Promise<Record<string, Worked>> {
    // Rounded as the reports show it at first: two pages must not tell two sums.
    const asked = { from: `${date.slice(0, 7)}-01`, to: date, rounded: true, clients: [] };
    const reports = await Promise.all([
      this.#host.report({ ...asked, by: "client" }),
      this.#host.report({ ...asked, by: "project" }),
      this.#host.report({ ...asked, by: "task" }),
    ]);
    return Object.fromEntries(
      reports.flatMap(({ rows }) =>
        rows.flatMap(({ key, sums: { minutes, amounts } }) => (key ? [[key, { minutes, amounts }]] : [])),
      ),
    );
  }

  /** Shows the first client where nothing is chosen, or what was chosen is gone. */
  #keepChoice(): void {
    const { choice } = this;
    if (choice?.kind === "rates" || choice?.kind === "tags" || this.client) return;
    const [first] = this.active;
    this.choice = first ? { kind: "client", id: first.id } : null;
  }

  #hear({ kind }: Changed): void {
    if (!HEARD.includes(kind)) return;
    if (this.#timer !== undefined) return;
    const wait = kind === "clients" ? 0 : Math.max(0, this.#askedAt + PATIENCE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, wait);
  }
}

export function isSame(a: Scope, b: Scope): boolean {
  return a.kind === b.kind && a.id === b.id;
}

export function saidOf(billable: boolean | null): "yes" | "no" | "inherit" {
  if (billable === null) return "inherit";
  return billable ? "yes" : "no";
}
