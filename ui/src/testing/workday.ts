// A normal working day that waits to be reviewed: eight drafts for three clients and nobody, one call, one
// absence, time that is excluded, and one draft in which the work changed half way.
import {
  API_REVIEW,
  AWAY,
  BOOKKEEPING,
  type Doing,
  ESTIMATE,
  LOGIN,
  SCOPE_CALL,
  SLIDES,
  STYLEGUIDE,
  VAULT,
} from "../lib/host/memory/doing";
import { memory, type MemoryHost } from "../lib/host/memory";

export const MINUTE = 60_000;
export const NINE = Date.parse("2026-11-20T09:00:00+01:00");
export const EVENING = Date.parse("2026-11-20T17:30:00+01:00");

/** Looks like Acme's, but is taken for the slides that came before. */
const MISTAKEN: Doing = { ...LOGIN, subject: SLIDES.subject };

const PLAN: [doing: Doing, minutes: number][] = [
  [API_REVIEW, 46],
  [AWAY, 28],
  [LOGIN, 64],
  [SCOPE_CALL, 29],
  [VAULT, 15],
  [BOOKKEEPING, 18],
  [STYLEGUIDE, 40],
  [ESTIMATE, 47],
  [SLIDES, 27],
  [MISTAKEN, 17],
  [VAULT, 10],
  [API_REVIEW, 35],
];

export function workday(at = EVENING): MemoryHost {
  const host = memory({ now: () => at, zone: "Europe/Vienna", isSetUp: false });
  const { world } = host;
  const { timesheet } = world;
  const acme = timesheet.addClient("Acme");
  timesheet.addProject(acme.id, "Web relaunch");
  timesheet.addProject(acme.id, "Shop care");
  const nordwind = timesheet.addClient("Nordwind");
  timesheet.addProject(nordwind.id, "Pitch deck");
  timesheet.addClient("Helio");
  world.begin(NINE);
  let until = NINE;
  for (const [doing, minutes] of PLAN) {
    until += minutes * MINUTE;
    world.live(doing, until);
  }
  world.sleepUntil(at);
  return host;
}
