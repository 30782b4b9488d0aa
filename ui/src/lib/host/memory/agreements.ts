// What the freelancer of the seed agreed on with the clients: rates, budgets, rounding.

import { HOUR, plusDays } from "./civil";
import type { KeptBudget } from "./pricing";
import type { World } from "./world";

const USUAL_WARNINGS = [80, 100];

/** Adds what was agreed on up to `today`; the rate of Acme went up ten days ago. */
export function agree(world: World, today: string): void {
  const { pricing } = world;
  const { roster } = world.timesheet;
  const january = `${today.slice(0, 4)}-01-01`;
  const [acme, nordwind, helio] = ["Acme", "Nordwind", "Helio"].map((name) => roster.client(name));
  const relaunch = acme?.projects.find(({ name }) => name === "Web relaunch");
  if (!acme || !nordwind || !helio || !relaunch) return;
  acme.rounding = "nearest 15 per entry";
  nordwind.rounding = "up 6 per day";
  helio.currency = "USD";
  const rate = (
    kind: "default" | "client" | "project",
    id: string,
    from: string,
    minor: number,
    currency = "EUR",
  ) => ({
    id: world.mint(),
    scope: { kind, id },
    from,
    per_hour: { minor, currency },
  });
  pricing.rates = [
    rate("default", "EUR", january, 8_000),
    rate("client", acme.id, january, 8_500),
    rate("client", acme.id, plusDays(today, -10), 9_000),
    rate("project", relaunch.id, january, 9_500),
    rate("client", helio.id, january, 11_000, "USD"),
  ];
  const budget = (said: Omit<KeptBudget, "id" | "warn_at">): KeptBudget => ({
    id: world.mint(),
    warn_at: USUAL_WARNINGS,
    ...said,
  });
  pricing.budgets = [
    budget({
      scope: { kind: "project", id: relaunch.id },
      limit: { kind: "time", length_ms: 60 * HOUR },
      period: "month",
    }),
    budget({
      scope: { kind: "client", id: nordwind.id },
      limit: { kind: "money", money: { minor: 300_000, currency: "EUR" } },
      period: "whole",
    }),
    budget({
      scope: { kind: "client", id: helio.id },
      limit: { kind: "time", length_ms: 14 * HOUR },
      period: "month",
    }),
  ];
}
