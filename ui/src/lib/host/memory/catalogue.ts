// Clients, projects, tasks and tags as their owner changes them; what an hour is worth, and how much may be
// spent.

import type {
  Client,
  Money,
  NewBudget,
  NewRate,
  Project,
  RatePlan,
  Scope,
  Size,
  Tag,
  Task,
} from "../bindings";
import { standings } from "./budgeting";
import { dateOf, HOUR, isDate, MINUTE } from "./civil";
import { readMoney } from "./money";
import { given, taken } from "./naming";
import type { Plain } from "./plain";
import { isSame, type KeptRate } from "./pricing";
import { refusal } from "./refusal";
import { same } from "./roster";
import { readPolicy } from "./rounding";
import { ownDays, valued } from "./valuing";
import type { Block } from "./wire";
import type { World } from "./world";

const LARGEST_WARNING = 1000;
/** In units of the smallest of a currency: sums of such work can still be counted. */
const HIGHEST_RATE = 100_000_000_000;

export function catalogue(
  world: World,
): Pick<
  Plain,
  | "changeClient"
  | "changeProject"
  | "addTask"
  | "changeTask"
  | "removeUnused"
  | "tags"
  | "addTag"
  | "renameTag"
  | "removeTag"
  | "rates"
  | "planRate"
  | "setRate"
  | "removeRate"
  | "budgets"
  | "putBudget"
  | "removeBudget"
> {
  const { pricing, timesheet } = world;
  const { roster } = timesheet;
  const told = (...kinds: ("blocks" | "clients")[]): null => {
    kinds.forEach((kind) => world.tell({ kind }));
    return null;
  };
  const projects = () => timesheet.clients.flatMap((client) => client.projects);
  const reprice = (rates: KeptRate[]): null => {
    const days = timesheet.blocks.flatMap((block) =>
      ownDays(block).map(([day]): [Block, string] => [block, day]),
    );
    pricing.change(rates, days, roster);
    return told("clients");
  };

  return {
    changeClient: (id, change) => {
      const client = clientOf(world, id);
      const { currency } = change;
      if (currency !== null && currency !== client.currency) refuseCurrencyInUse(world, client);
      const rounding = change.rounding === null ? client.rounding : readPolicy(change.rounding);
      rename("client", client, timesheet.clients, change.name);
      if (rounding !== client.rounding) freezeLengths(world, client);
      client.rounding = rounding;
      client.colour = change.colour ?? client.colour;
      client.currency = currency ?? client.currency;
      client.billable = change.billable ?? client.billable;
      client.is_archived = change.is_archived ?? client.is_archived;
      told("clients");
      return client;
    },
    changeProject: (id, change) => {
      const client = timesheet.clients.find((one) => one.projects.some((project) => project.id === id));
      const project = client?.projects.find((one) => one.id === id);
      if (!client || !project) throw gone("project");
      rename("project", project, client.projects, change.name);
      apply(project, change);
      return told("clients");
    },
    addTask: (project, name) => {
      const task = roster.addTask(project, name);
      told("clients");
      return task;
    },
    changeTask: (id, change) => {
      const project = projects().find((one) => one.tasks.some((task) => task.id === id));
      const task = project?.tasks.find((one) => one.id === id);
      if (!project || !task) throw gone("task");
      rename("task", task, project.tasks, change.name);
      apply(task, change);
      return told("clients");
    },
    removeUnused: (kind, id) => {
      refuseUsed(world, kind, id);
      if (kind === "client") roster.removeClient(clientOf(world, id).id);
      else if (kind === "project") {
        for (const client of timesheet.clients) take(client.projects, id);
      } else {
        for (const project of projects()) take(project.tasks, id);
      }
      return told("clients");
    },
    tags: () => {
      const { blocks } = timesheet;
      return roster.tags.map(({ id, name }): Tag => ({
        id,
        name,
        entries: blocks.filter((block) => has(block, id)).length,
      }));
    },
    addTag: (name) => {
      const wanted = given("tag", name);
      if (roster.tags.some((one) => same(one.name, wanted))) throw taken("tag", wanted);
      const tag = roster.tag(wanted);
      told("clients");
      return { ...tag, entries: 0 };
    },
    renameTag: (id, name) => {
      const wanted = given("tag", name);
      const tag = roster.tags.find((one) => one.id === id);
      if (!tag) throw gone("tag");
      const other = roster.tags.find((one) => one.id !== id && same(one.name, wanted));
      if (!other) {
        tag.name = wanted;
        return told("clients", "blocks");
      }
      for (const block of timesheet.blocks.filter((one) => has(one, id))) {
        const rest = block.tags.filter((one) => one.id !== id && one.id !== other.id);
        timesheet.put({ ...block, tags: [...rest, { id: other.id, name: other.name }] });
      }
      roster.removeTag(id);
      return told("clients", "blocks");
    },
    removeTag: (id) => {
      if (!roster.tags.some((one) => one.id === id)) throw gone("tag");
      roster.removeTag(id);
      return told("clients", "blocks");
    },
    rates: () => pricing.terms,
    planRate: (rate) => planOf(world, rate),
    setRate: (rate) => {
      const { per_hour } = planOf(world, rate);
      return reprice(pricing.with({ id: world.mint(), scope: rate.scope, from: rate.from, per_hour }));
    },
    removeRate: (id) => {
      if (!pricing.rates.some((one) => one.id === id)) {
        throw refusal("unknown", "this rate is not there any more; look at the rates again");
      }
      return reprice(pricing.rates.filter((one) => one.id !== id));
    },
    budgets: () => standings(world, dateOf(world.now, world.zone)),
    putBudget: (budget) => {
      const { scope, period } = budget;
      const limit = limitOf(world, budget);
      const odd = budget.warn_at.find((percent) => !(percent >= 1 && percent <= LARGEST_WARNING));
      if (odd !== undefined) {
        throw refusal("input", `a warning at ${odd} % makes no sense; choose 1 to ${LARGEST_WARNING} %`);
      }
      const warn_at = [...new Set(budget.warn_at)].sort((a, b) => a - b);
      const like = pricing.budgets.find((one) => isSame(one.scope, scope) && one.period === period);
      const id = budget.id ?? like?.id ?? world.mint();
      if (like && like.id !== id) {
        throw refusal(
          "input",
          "there is another budget for the same work and the same time; change that one, or remove it first",
        );
      }
      const kept = { id, scope, limit, period, warn_at };
      const isKnown = pricing.budgets.some((one) => one.id === id);
      if (budget.id !== null && !isKnown) throw gone("budget");
      pricing.budgets = isKnown
        ? pricing.budgets.map((one) => (one.id === kept.id ? kept : one))
        : [...pricing.budgets, kept];
      return told("clients");
    },
    removeBudget: (id) => {
      if (!pricing.budgets.some((one) => one.id === id)) throw gone("budget");
      pricing.budgets = pricing.budgets.filter((one) => one.id !== id);
      return told("clients");
    },
  };
}

function planOf(world: World, { scope, from, per_hour: typed }: NewRate): RatePlan {
  const { pricing, timesheet } = world;
  if (!isDate(from)) throw refusal("input", `‘${from}’ is not a date; write it like 2026-11-20`);
  const per_hour = typed.trim() === "" ? null : readMoney(typed, currencyOf(world, scope));
  if (per_hour && per_hour.minor < 0) {
    throw refusal("input", "a rate cannot be below zero; to charge nothing, make the work non-billable");
  }
  if (per_hour && per_hour.minor > HIGHEST_RATE) {
    throw refusal(
      "input",
      "nobody is paid so much for an hour; look where the decimal point of the rate stands",
    );
  }
  const after = pricing.with({ id: "", scope, from, per_hour });
  const days = timesheet.blocks.map((block) =>
    ownDays(block)
      .map(([day]) => day)
      .filter((day) => {
        const before = pricing.perHour(block, day, timesheet.roster);
        return isOther(before, pricing.perHour(block, day, timesheet.roster, after));
      }),
  );
  // What an invoice holds keeps its worth.
  const touched = days.filter((own, at) => own.length > 0 && timesheet.blocks[at]?.status !== "billed");
  const ordered = touched.flat().sort();
  return {
    per_hour,
    replaces: pricing.at(scope, from)?.per_hour ?? null,
    entries: touched.length,
    first: ordered[0] ?? null,
    last: ordered.at(-1) ?? null,
  };
}

function limitOf(world: World, { scope, limit: { kind, text } }: NewBudget): Size {
  const nothing = refusal(
    "input",
    "a budget needs something to spend; give it hours or an amount above zero",
  );
  if (kind === "money") {
    const money = readMoney(text, currencyOf(world, scope));
    if (money.minor <= 0) throw nothing;
    return { kind, money };
  }
  const found = /^(\d+)(?::([0-5]\d)|[.,](\d{1,2}))?\s*h?$/.exec(text.trim());
  if (!found) throw refusal("input", `‘${text}’ is not a length; write hours like 40, 7:30 or 7.5`);
  const [, hours = "", minutes, decimals] = found;
  const length_ms = Math.round(Number(`${hours}.${decimals ?? "0"}`) * HOUR + Number(minutes ?? 0) * MINUTE);
  if (length_ms <= 0) throw nothing;
  return { kind, length_ms };
}

function currencyOf(world: World, scope: Scope): string {
  const { clients } = world.timesheet;
  if (scope.kind === "default") return scope.id;
  const client = clients.find(
    (one) =>
      one.id === scope.id ||
      one.projects.some(
        (project) => project.id === scope.id || project.tasks.some(({ id }) => id === scope.id),
      ),
  );
  if (!client) throw gone(scope.kind);
  return client.currency;
}

function refuseUsed(world: World, kind: "client" | "project" | "task", id: string): void {
  const { pricing, timesheet } = world;
  const name = nameOf(world, id);
  const ids = new Set([id]);
  const inside = (project: Project) => project.tasks.forEach((task) => ids.add(task.id));
  for (const client of timesheet.clients) {
    for (const project of client.projects) {
      if (client.id === id) ids.add(project.id);
      if (ids.has(project.id)) inside(project);
    }
  }
  const isNamed = [...pricing.rates, ...pricing.budgets].some(({ scope }) => ids.has(scope.id));
  const isFor = (block: Block) => block[kind]?.id === id;
  if (isNamed || timesheet.blocks.some(isFor)) {
    const why = "has time, rates or something else that needs it";
    throw refusal("in_use", `the ${kind} ‘${name}’ ${why}; archive it instead`);
  }
  if (timesheet.turnable.some(isFor)) {
    const why = `an undo or a redo may bring back time of the ${kind} ‘${name}’`;
    throw refusal("in_use", `${why}; archive it instead`);
  }
}

/** The name of a client, project or task. */
function nameOf({ timesheet }: World, id: string): string {
  const projects = timesheet.clients.flatMap((client) => client.projects);
  const all = [...timesheet.clients, ...projects, ...projects.flatMap((project) => project.tasks)];
  return all.find((one) => one.id === id)?.name ?? "";
}

/** Keeps how long a client's billed entries counted, before another rounding takes the place of theirs. */
function freezeLengths(world: World, client: Client): void {
  const { pricing, timesheet } = world;
  const billed = timesheet.blocks.filter(
    (block) => block.status === "billed" && block.client?.id === client.id,
  );
  const days = new Map<string, [block: Block, day: string, ms: number]>();
  for (const { block, ownDay, billed: ms } of valued(world, billed, true)) {
    const key = `${block.id} ${ownDay}`;
    days.set(key, [block, ownDay, (days.get(key)?.[2] ?? 0) + ms]);
  }
  for (const [block, day, ms] of days.values()) pricing.freezeLength(block, day, ms);
}

function refuseCurrencyInUse(world: World, client: Client): void {
  const ids = [client.id, ...client.projects.flatMap((one) => [one.id, ...one.tasks.map((task) => task.id)])];
  const isUsed =
    [...world.pricing.rates, ...world.pricing.budgets].some(({ scope }) => ids.includes(scope.id)) ||
    world.timesheet.blocks.some((block) => block.billable && block.client?.id === client.id);
  if (!isUsed) return;
  throw refusal(
    "in_use",
    `this client already has rates or billable work in ${client.currency}; add a second client for the new currency`,
  );
}

function rename(
  what: "client" | "project" | "task",
  one: { id: string; name: string },
  among: { id: string; name: string }[],
  name: string | null,
): void {
  if (name === null) return;
  const wanted = given(what, name);
  if (among.some((other) => other.id !== one.id && same(other.name, wanted))) {
    throw taken(what, wanted);
  }
  one.name = wanted;
}

function apply(
  one: Project | Task,
  { billable, is_archived }: { billable: string | null; is_archived: boolean | null },
) {
  if (billable !== null) one.billable = billable === "inherit" ? null : billable === "yes";
  one.is_archived = is_archived ?? one.is_archived;
}

function clientOf(world: World, id: string): Client {
  const client = world.timesheet.clients.find((one) => one.id === id);
  if (!client) throw gone("client");
  return client;
}

function take(list: { id: string }[], id: string): void {
  const at = list.findIndex((one) => one.id === id);
  if (at >= 0) list.splice(at, 1);
}

function has(block: Block, tag: string): boolean {
  return block.tags.some(({ id }) => id === tag);
}

function isOther(a: Money | null, b: Money | null): boolean {
  return a?.minor !== b?.minor || a?.currency !== b?.currency;
}

function gone(what: string) {
  return refusal("unknown", `this ${what} is not there any more; look again`);
}
