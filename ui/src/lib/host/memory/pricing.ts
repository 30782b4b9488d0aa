// What an hour is worth: rates, each from a day on, and what was agreed on as a budget.

import type { Budget, Money, Rate, Scope } from "../bindings";
import type { Roster, Work } from "./roster";
import type { Block } from "./wire";

export type KeptRate = Omit<Rate, "until">;
export type KeptBudget = Pick<Budget, "id" | "scope" | "limit" | "period" | "warn_at">;

const LEVELS = ["default", "client", "project", "task"];

export class Pricing {
  rates: KeptRate[] = [];
  budgets: KeptBudget[] = [];
  /** What billed entries were worth and how long they counted, by their days: nothing later touches that. */
  #rates = new Map<string, Money>();
  #lengths = new Map<string, number>();

  /** All rates with their ends, by scope, the oldest first. */
  get terms(): Rate[] {
    const ordered = this.rates.toSorted(
      (a, b) =>
        LEVELS.indexOf(a.scope.kind) - LEVELS.indexOf(b.scope.kind) ||
        a.scope.id.localeCompare(b.scope.id) ||
        a.from.localeCompare(b.from),
    );
    return ordered.map((rate, at) => {
      const next = ordered[at + 1];
      return { ...rate, until: next && isSame(next.scope, rate.scope) ? next.from : null };
    });
  }

  /** The rate of exactly that scope and day. */
  at(scope: Scope, from: string): KeptRate | undefined {
    return this.rates.find((one) => isSame(one.scope, scope) && one.from === from);
  }

  with(rate: KeptRate): KeptRate[] {
    const replaced = this.at(rate.scope, rate.from);
    return [...this.rates.filter((one) => one !== replaced), rate];
  }

  /** Sets all rates anew; what is billed keeps the worth that it has now. `days` are those of each. */
  change(rates: KeptRate[], days: [block: Block, day: string][], roster: Roster): void {
    for (const [block, day] of days) {
      const perHour = block.status === "billed" ? this.perHour(block, day, roster) : null;
      if (perHour) this.#rates.set(keyOf(block, day), perHour);
    }
    this.rates = rates;
  }

  /** Keeps how long a billed entry counts on one of its days. */
  freezeLength(block: Block, day: string, ms: number): void {
    this.#lengths.set(keyOf(block, day), ms);
  }

  frozenLength(block: Block, day: string): number | undefined {
    return block.status === "billed" ? this.#lengths.get(keyOf(block, day)) : undefined;
  }

  /** What an hour of an entry is worth on one of its own days; nothing is said of what nobody pays. */
  perHour(block: Block, day: string, roster: Roster, rates = this.rates): Money | null {
    if (!block.billable) return null;
    const frozen = block.status === "billed" ? this.#rates.get(keyOf(block, day)) : undefined;
    return frozen ?? holding(rates, block, day, roster);
  }
}

/** The word of the nearest level that has one on that day: task, project, client, default. */
function holding(rates: KeptRate[], work: Work, day: string, roster: Roster): Money | null {
  const client = roster.find(work.client?.id ?? null);
  if (!client) return null;
  const levels: Scope[] = [
    { kind: "task", id: work.task?.id ?? "" },
    { kind: "project", id: work.project?.id ?? "" },
    { kind: "client", id: client.id },
    { kind: "default", id: client.currency },
  ];
  for (const level of levels) {
    const rate = rates
      .filter((one) => isSame(one.scope, level) && one.from <= day)
      .reduce<KeptRate | null>((last, one) => (last && last.from > one.from ? last : one), null);
    if (rate?.per_hour) return rate.per_hour;
  }
  return null;
}

function keyOf({ id }: Block, day: string): string {
  return `${id} ${day}`;
}

export function isSame(a: Scope, b: Scope): boolean {
  return a.kind === b.kind && a.id === b.id;
}
