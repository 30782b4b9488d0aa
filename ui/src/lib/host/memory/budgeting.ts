// Where budgets stand. Time counts all work as long as it was; money counts what billable work is worth.

import type { Budget, Size } from "../bindings";
import { roundHalfAway } from "./apportion";
import { HOUR } from "./civil";
import type { KeptBudget } from "./pricing";
import { type Part, valued, worthOf } from "./valuing";
import type { World } from "./world";

/** All budgets on a day. */
export function standings(world: World, today: string, isRounded = true): Budget[] {
  const { budgets } = world.pricing;
  if (budgets.length === 0) return [];
  const parts = valued(world, world.timesheet.blocks, isRounded);
  return budgets.map((budget) => standing(budget, parts, today));
}

function standing(budget: KeptBudget, all: Part[], today: string): Budget {
  const { scope, limit, period, warn_at } = budget;
  const month = today.slice(0, 7);
  const parts = all.filter(
    ({ block, day }) =>
      block[scope.kind === "project" ? "project" : "client"]?.id === scope.id &&
      (period === "whole" ? day <= today : day.startsWith(month)),
  );
  const lacking = parts.filter(({ block, perHour }) => block.billable && !perHour);
  const without_rate_ms = lacking.reduce((sum, { billed }) => sum + billed, 0);
  const spent =
    limit.kind === "time"
      ? parts.reduce((sum, { worked }) => sum + worked, 0)
      : roundHalfAway(worthOf(parts, limit.money.currency), HOUR);
  const whole = limit.kind === "time" ? limit.length_ms : limit.money.minor;
  return {
    ...budget,
    spent: sized(limit, spent),
    left: sized(limit, whole - spent),
    percent: Math.floor((Math.max(spent, 0) * 100) / whole),
    reached: warn_at.filter((percent) => spent * 100 >= whole * percent),
    without_rate_ms: limit.kind === "time" ? 0 : without_rate_ms,
  };
}

function sized(like: Size, amount: number): Size {
  if (like.kind === "time") return { kind: "time", length_ms: amount };
  return { kind: "money", money: { minor: amount, currency: like.money.currency } };
}
